def longest(rows):
    best = rows[0]
    for row in rows:
        if len(row) > len(best):
            best = row
    return best


def pick(rows, i):
    return rows[i]


def longer(a, b):
    if len(a) > len(b):
        return a
    return b


class Shelf:
    def __init__(self, rows):
        self.rows = rows

    def first(self):
        return self.rows[0]


rows = [[1], [2, 3, 4], [5]]
print(longest(rows), len(longest(rows)))
print(pick(rows, 2))
x = [1]
y = [2, 3]
print(longer(x, y), x, y)
s = Shelf([[7], [8]])
print(s.first())
z = pick(rows, 1)
print(z, sum(z), z[0])
for v in longest(rows):
    print(v)


def changed(rows):
    row = last(rows)
    row.append(9)
    return rows


def last(rows):
    return rows[len(rows) - 1]


def kept(rows):
    out = []
    out.append(middle(rows))
    found = middle(rows)
    out.append(found)
    found.append(0)
    print(out, rows)
    return out


def middle(rows):
    print("looking")
    return rows[len(rows) // 2]


def of_either(table, rows, flag):
    if flag:
        return table["a"]
    return rows[0]


def loud(x):
    print("loud", x)
    return x


class Node:
    def __init__(self, name):
        self.name = name
        self.items = [name]


class Tree:
    def __init__(self):
        self.nodes = [Node("a"), Node("b")]

    def node(self, i):
        return self.nodes[i]

    def items_of(self, i):
        return self.nodes[i].items


print(changed([[1], [2]]))
print(kept([[1], [2], [3]]))
print(middle([[1], [2, 3], [4]])[1], middle([[5, 6]])[loud(0)])
print(middle([[1], [2, 3], [4]])[-1], middle([[5, 6]]).count(5))
print(of_either({"a": [1]}, [[2]], True), of_either({"a": [1]}, [[2]], False))
tree = Tree()
node = tree.node(1)
node.name = "c"
print(tree.node(1).name, node.name)
for item in tree.items_of(0):
    print(item)
print(tree.node(0).name, tree.node(1).items[0], tree.node(0).items.index("a"))
tree.items_of(0).append("z")
print(tree.items_of(0), len(tree.items_of(0)))


def center(rows):
    print("looking")
    return rows[len(rows) // 2]


def corners(i):
    table = [[1, 2], [3, 4, 5], [6]]
    print(center(table)[i], center(table)[-1], center(table).count(4), center(table)[0:2])
    for row in table:
        if len(center(table)) > len(row):
            print("shorter", row)
    return sum(center(table))


print(corners(1))

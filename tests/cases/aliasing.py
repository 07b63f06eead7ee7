def add(xs):
    xs.append(1)


def replace(xs):
    xs = [9]
    return xs


a = [0]
b = a
add(a)
print(a, b, a is b)
print(replace(a), a)
a = a + [5]
print(a, b)
b += [7]
print(a, b)
d = {"list": b}
d["list"].append(8)
print(b, d)
rows = [[]] * 3
rows[0].append("x")
print(rows)
pair = (b, b)
pair[0].append("y")
print(pair[1], b[-1])
c = b[:]
c.append("only c")
print(len(b), len(c))
matrix = [b, c, b]
matrix[0].clear()
print(matrix)


def swap(xs, i, j):
    xs[i], xs[j] = xs[j], xs[i]


xs = [1, 2, 3]
swap(xs, 0, 2)
print(xs)

class Node:
    def __init__(self, value, children):
        self.value = value
        self.children = children


class Pair:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def swap(self):
        self.left, self.right = self.right, self.left


def depth(node):
    best = 0
    for child in node.children:
        best = max(best, depth(child))
    return best + 1


leaf = Node(3, [])
root = Node(1, [leaf, Node(2, [])])
leaf.value = 10
leaf.children.append(Node(4, []))
print(depth(root), root.children[0].value)
again = root.children[0]
again.value += 1
print(leaf.value, root.children[0].value)
shared = [1, 2]
pair = Pair(shared, [3])
pair.swap()
pair.right.append(9)
shared.append(10)
print(pair.left, pair.right, shared)
twin = Pair(pair.left, pair.left)
twin.left.append(7)
print(twin.right, pair.left)

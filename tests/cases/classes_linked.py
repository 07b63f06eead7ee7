class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class LinkedList:
    def __init__(self):
        self.head = None
        self.size = 0

    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def to_list(self):
        out = []
        node = self.head
        while node is not None:
            out.append(node.value)
            node = node.next
        return out


class Tree:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

    def insert(self, key):
        if key < self.key:
            if self.left is None:
                self.left = Tree(key)
            else:
                self.left.insert(key)
        elif self.right is None:
            self.right = Tree(key)
        else:
            self.right.insert(key)

    def walk(self, visit):
        if self.left:
            self.left.walk(visit)
        visit(self.key)
        if self.right:
            self.right.walk(visit)


def height(t):
    return 0 if t is None else 1 + max(height(t.left), height(t.right))


items = LinkedList()
for i in range(4):
    items.push(i)
items.reverse()
print(items.to_list(), items.size)
root = Tree(5)
for k in (2, 8, 1, 9, 3):
    root.insert(k)
out = []
root.walk(lambda key: out.append(key))
print(out, height(root))
ring = Node("a")
ring.next = Node("b", ring)
print(ring.next.next.value, ring.next.next is ring)

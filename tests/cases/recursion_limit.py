def forever(n):
    return forever(n + 1)


try:
    forever(0)
except RecursionError as error:
    print("caught", str(error)[:32])


class Node:
    def __init__(self, next):
        self.next = next

    def length(self):
        return 1 if self.next is None else 1 + self.next.length()


node = None
for _ in range(300):
    node = Node(node)
print(node.length())
for _ in range(5000):
    node = Node(node)
try:
    print(node.length())
except RecursionError:
    print("too deep")

class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def main():
    for depth in range(4, 19, 2):
        rounds = 1 << (18 - depth)
        total = 0
        for _ in range(rounds):
            total += build(depth).check()
        print(depth, rounds, total)


main()

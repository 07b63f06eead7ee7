"""Objects that may be None: trees and chains that are built and looked at, changed in place, shared after all."""


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def height(self):
        left = self.left.height() if self.left else 0
        right = self.right.height() if self.right is not None else 0
        return 1 + max(left, right)

    def double(self):
        self.value *= 2
        if self.left is not None:
            self.left.double()
        if self.right is not None:
            self.right.double()

    def smallest(self):
        node = self
        while node.left is not None:
            node = node.left
        return node.value


def build(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Tree(middle, build(low, middle), build(middle + 1, high))


def total(tree):
    if tree is None:
        return 0
    return tree.value + total(tree.left) + total(tree.right)


class Link:
    def __init__(self, value, rest):
        self.value = value
        self.rest = rest


def chain(n):
    first = None
    for i in range(n):
        first = Link(i, first)
    return first


def length(link):
    count = 0
    while link is not None:
        count += 1
        link = link.rest
    return count


class Point:
    def __init__(self, x):
        self.x = x


class Holder:
    def __init__(self):
        self.point = None
        self.count = 0

    def put(self, x):
        self.point = Point(x)
        self.count += 1

    def shift(self, by):
        if self.point:
            self.point.x += by
        return self.point


class Shared:
    def __init__(self, value, other=None):
        self.value = value
        self.other = other


def alias():
    a = Shared(1)
    b = Shared(2, a)
    c = Shared(3, a)
    a.value = 10
    b.other.value += 5
    print(b.other.value, c.other.value, a.value, b.other is c.other, c is b.other)


def swap(holder, second):
    holder.point, second.point = second.point, holder.point
    kept = holder.point
    holder.point = None
    return kept


class Item:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class Queue:
    def __init__(self):
        self.head = None
        self.size = 0

    def push(self, value):
        self.head = Item(value, self.head)
        self.size += 1

    def pop(self):
        if self.head is None:
            return -1
        value = self.head.value
        self.head = self.head.next
        self.size -= 1
        return value

    def drop_second(self):
        self.head.next = self.head.next.next

    def append(self, value):
        node = Item(value)
        if self.head is None:
            self.head = node
        else:
            current = self.head
            while current.next is not None:
                current = current.next
            current.next = node
        self.size += 1

    def total(self):
        node = self.head
        result = 0
        while node:
            result += node.value
            node = node.next
        return result


def count():
    chain = None
    for i in range(10):
        chain = Item(i, chain)
    n = 0
    while chain is not None:
        n += chain.value
        chain = chain.next
    return n


class Leaf:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None


class Keys:
    def __init__(self):
        self.root = None

    def insert(self, key):
        if self.root is None:
            self.root = Leaf(key)
            return True
        node = self.root
        while key != node.key:
            if key < node.key:
                if node.left is None:
                    node.left = Leaf(key)
                    return True
                node = node.left
            else:
                if node.right is None:
                    node.right = Leaf(key)
                    return True
                node = node.right
        return False

    def contains(self, key):
        node = self.root
        while node is not None:
            if key == node.key:
                return True
            node = node.left if key < node.key else node.right
        return False


def depth(leaf, key):
    steps = 0
    while leaf is not None and leaf.key != key:
        leaf = leaf.left if key < leaf.key else leaf.right
        steps += 1
    return steps


def bump_one(keys, left):
    side = keys.root.left if left else keys.root.right
    side.key += 1000 if not left else -1000
    other = keys.root.left if left else keys.root.right
    print(side.key, other.key)


class Watched:
    def __init__(self, value, rest, owner):
        self.value = value
        self.rest = rest
        owner.seen += 1 if owner.first is None else owner.first.value


class Owner:
    def __init__(self):
        self.first = None
        self.seen = 0

    def push(self, value):
        self.first = Watched(value, self.first, self)


def bump(item):
    while item:
        item.value += 1
        item = item.next


def found(item, value):
    while item is not None:
        if item.value == value:
            return True
        item = item.next
    return False


def main():
    tree = build(0, 20)
    print(total(tree), tree.height(), tree.smallest())
    tree.double()
    tree.left.left.value += 100
    tree.left.left.right = Tree(7)
    print(total(tree), tree.height(), total(tree.left), total(None))
    print(length(chain(100000)), length(None))
    holder = Holder()
    print(holder.shift(1))
    holder.put(4)
    holder.put(6)
    print(holder.shift(3).x, holder.point.x, holder.count)
    try:
        print(tree.left.left.left.left.left.left.value)
    except AttributeError as error:
        print(error)
    second = Holder()
    kept = swap(holder, second)
    print(kept, second.point.x, holder.point)
    alias()
    queue = Queue()
    for i in range(1000):
        queue.push(i)
    queue.append(5)
    queue.drop_second()
    bump(queue.head)
    print(queue.pop(), queue.pop(), queue.total(), queue.size, found(queue.head, 0), found(queue.head, 6))
    while queue.head is not None:
        queue.pop()
    print(queue.pop(), queue.size, count())
    keys = Keys()
    print([keys.insert(key) for key in (5, 2, 8, 2, 1, 9, 8)])
    print([key for key in range(10) if keys.contains(key)], depth(keys.root, 9), depth(keys.root, 7))
    bump_one(keys, True)
    bump_one(keys, False)
    owner = Owner()
    for i in range(5):
        owner.push(i + 10)
    print(owner.seen, owner.first.rest.value)


main()

class Node:
    def __init__(self, val):
        self.val = val
        self.kids = []

    def add(self, kid):
        self.kids.append(kid)
        return kid

    def total(self):
        t = self.val
        for k in self.kids:
            t += k.total()
        return t

    def bump(self):
        self.val += 1
        for k in self.kids:
            k.bump()


class Acc:
    def __init__(self, items):
        self.items = items
        self.count = len(items)

    def push(self, x):
        self.items.append(x)
        self.count += 1
        return self

    def each(self):
        out = []
        for x in self.items:
            if x < 10:
                self.push(x + 10)
            out.append(x)
        return out


class Holder:
    def __init__(self):
        self.a = [1]
        self.b = self.a

    def run(self):
        self.a.append(2)
        return self.b


class Counter2:
    def __init__(self, n):
        self.n = n
        self.log = [n]

    def spin(self):
        for i in self.log:
            if i > 0:
                self.log = [0]
            self.n += i
        return self.n


def share(xs):
    p = Acc(xs)
    q = Acc(xs)
    p.push(5)
    return p.items, q.items, xs


def main():
    root = Node(1)
    kid = Node(2)
    root.add(kid)
    kid.val = 50
    print(root.total())
    k2 = root.add(Node(3))
    k2.bump()
    print(root.total(), k2.val)
    a = Acc([1, 2])
    a.push(3).push(4)
    print(a.items, a.count, a.each())
    print(Holder().run())
    print(Counter2(3).spin())
    print(share([0]))
    accs = [Acc([1]), Acc([2])]
    accs[0], accs[1] = accs[1], accs[0]
    first = accs[0]
    first.push(77)
    print(accs[0].items, first.items, accs[1].items)
    best = accs[0]
    for x in accs:
        if x.count > best.count:
            best = x
    best.push(1)
    print([x.items for x in accs])


main()

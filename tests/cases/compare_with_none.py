"""Objects compared with None and with each other by methods that answer for some operands only."""


class P:
    def __init__(self, x):
        self.x = x
        self.other = None

    def __eq__(self, o):
        if o is None:
            return self.x == 0
        return self.x == o.x

    def __ne__(self, o):
        print("ne", end=" ")
        return not self == o


def make(i):
    if i < 0:
        return None
    return P(i)


p = make(0)
q = make(-1)
r = make(5)
p.other = P(0)
for a in [p, q, r]:
    for b in [p, q, r]:
        print(a == b, a != b, end=" ")
    print(a == None, None == a, None != a)
print(p.other == None, p.other.other == None, p.other == p, p == p.other.other, make(0) == None, make(-1) == make(0))


def chain(n):
    while n.other != None:
        n = n.other
    return n.x


print(chain(P(3)))


class S:
    def __init__(self, x):
        self.x = x

    def __eq__(self, o):
        print("eq", end=" ")
        return NotImplemented


class T:
    def __init__(self, x):
        self.x = x

    def __ne__(self, o):
        print("ne", end=" ")
        return NotImplemented if isinstance(o, S) else True


class U:
    pass


a, b, c = S(1), T(2), U()
print(a == b, a != b, b != a, b == a, a != c, c != a, a != a, a == a, b != b, b == b)
vals = [a, b, c, 1, None]
for x in vals:
    for y in vals:
        print(x == y, x != y, end=";")
    print()


class Node:
    def __init__(self, v, nxt=None):
        self.v = v
        self.nxt = nxt

    def __eq__(self, o):
        return self.v == o.v


n = Node(1, Node(2))
try:
    print(n.nxt.nxt == n)
    print(n == n.nxt.nxt)
except AttributeError as e:
    print(e)

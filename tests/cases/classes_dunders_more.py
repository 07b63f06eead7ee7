"""Special methods that built-in functions and operations look for by name."""


class Number:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n

    def __int__(self):
        return self.n * 10

    def __float__(self):
        return self.n + 0.5

    def __round__(self, digits=None):
        return ("round", self.n, digits)

    def __radd__(self, other):
        return other + self.n

    def __hash__(self):
        return 42


two = Number(2)
print([10, 20, 30][two], range(5)[two], int(two), float(two), round(two), round(two, 3))
print(sum([two, Number(3)]), hash(two), len({two, two}))


class Squares:
    def __getitem__(self, i):
        if i >= 4:
            raise IndexError(i)
        return i * i


print(list(Squares()), 9 in Squares(), 5 in Squares(), [x + 1 for x in Squares()])
for x in Squares():
    print(x, end=" ")
print()


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n, 0, -1))

    def __reversed__(self):
        return iter(range(1, self.n + 1))


print(2 in Countdown(3), 7 in Countdown(3), list(reversed(Countdown(3))))


class Caller:
    def __call__(self, x=1, *rest, k=2, **more):
        return (x, rest, k, more)


c = Caller()
print(c(), c(5), c(1, 2, 3), c(k=3), c(1, q=3), list(map(c, [1, 2])))


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x


p = Point(1)
print(p == 1, p != 1, 1 == p, p == Point(1), p != Point(1))
print([p, 1].count(Point(1)), [1, p].index(Point(1)), Point(1) in [1, p], [p, 2].count(2))

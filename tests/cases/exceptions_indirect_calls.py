class Shape:
    def __init__(self, side):
        self.side = side

    def go(self):
        try:
            return self.step()
        except ValueError as e:
            return str(e)

    def step(self):
        return 1

    @property
    def area(self):
        return self.side

    def told(self):
        try:
            return self.area
        except ValueError as e:
            return -1


class Odd(Shape):
    def __init__(self, side):
        super().__init__(side)

    def step(self):
        if self.side > 1:
            raise ValueError("odd step")
        return 2

    @property
    def area(self):
        if self.side > 2:
            raise ValueError("odd area")
        return self.side * 2


class Base:
    def __init__(self, n):
        if n < 0:
            raise ValueError("negative")
        self.n = n

    def check(self):
        if self.n > 3:
            raise ValueError("base check")
        return self.n


class Derived(Base):
    def __init__(self, n):
        super().__init__(n)
        self.m = n

    def check(self):
        return super().check() + 1


def make(n):
    try:
        return Derived(n).check()
    except ValueError as e:
        return str(e)


def lazily(xs):
    def bad(x):
        if x > 2:
            raise ValueError(f"lazy {x}")
        return x

    g = map(bad, xs)
    h = (bad(x) for x in xs)
    try:
        return sum(g) + sum(h)
    except ValueError as e:
        return str(e)


def formatted(e):
    try:
        return "%s" % e + "{}".format(e)
    except ValueError:
        return "no"


class Loud:
    def __init__(self, n):
        self.n = n

    def __str__(self):
        if self.n > 1:
            raise ValueError("loud")
        return "loud"


def dyn(x):
    try:
        return str(x)
    except ValueError as e:
        return "caught " + str(e)


def helper(table, key):
    return table[key]


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        if self.n == 0:
            raise ValueError("unhashable today")
        return self.n

    def __eq__(self, other):
        return self.n == other.n


def outer(n):
    table = {Key(1): "one"}
    try:
        return helper(table, Key(n))
    except ValueError as e:
        return str(e)
    except KeyError:
        return "missing"


def built(ns):
    try:
        return len({Key(n): n for n in ns}) + len({Key(n) for n in ns})
    except ValueError as e:
        return str(e)


def finish(x):
    try:
        return f"{x}"
    finally:
        print("finished")


def outside(x):
    try:
        return finish(x)
    except ValueError:
        return "outside"


print(Shape(1).go(), Odd(1).go(), Odd(2).go(), Odd(2).told(), Odd(3).told())
print(make(1), make(-1), make(4))
print(lazily([1, 2]), lazily([1, 3]))
print(formatted(Loud(1)), formatted(Loud(2)))
for x in [1, "a", Loud(1), Loud(2), None]:
    print(dyn(x))
print(outer(1), outer(0), outer(2))
print(built([1, 2]), built([1, 0]))
print(outside(Loud(1)), outside(Loud(2)))

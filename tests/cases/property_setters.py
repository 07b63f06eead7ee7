class A:
    def __init__(self, n: int) -> None:
        self.n = n


class B(A):
    @property
    def p(self) -> int:
        return self.n * 10

    @p.setter
    def p(self, v: int) -> None:
        print("B.p", v)
        self.n = v


class C(A):
    pass


xs = [A(1), B(2), C(3)]
for x in xs:
    x.p = 20
    print(x.n, x.p)
    x.p += 1
    print(x.n, x.p)
b = xs[1]
b.p = 7
print(b.n)
c = B(3)
c.p = 30
print(c.n, c.p)
try:
    print(A(5).p)
except AttributeError as e:
    print(e)


class Shape:
    def __init__(self, side: int) -> None:
        self.side = side

    @property
    def area(self) -> int:
        return self.side**2


class Square(Shape):
    @property
    def area(self) -> int:
        return self.side**2

    @area.setter
    def area(self, v: int) -> None:
        self.side = int(v**0.5)


for shape in [Square(2), Shape(3)]:
    try:
        shape.area = 49
    except AttributeError as e:
        print(e)
    print(shape.side, shape.area)


class Base:
    def __init__(self, level: int) -> None:
        self.level = level


class Checked(Base):
    @property
    def level(self) -> int:
        return self._level

    @level.setter
    def level(self, v: int) -> None:
        self._level = max(v, 0)


for each in [Base(-4), Checked(-4)]:
    print(each.level)
    each.level -= 1
    print(each.level)
setattr(xs[1], "p", 99)
print(getattr(xs[1], "p"), xs[1].n)
setattr(xs[0], "p", 98)
print(getattr(xs[0], "p"), xs[0].n)


class First:
    p = 5

    def __init__(self):
        self.n = 1


class Second(First):
    @property
    def p(self):
        return self.n

    @p.setter
    def p(self, v):
        self.n = v + 100


class Other:
    def __init__(self):
        self._p = 0

    @property
    def p(self):
        return self._p

    @p.setter
    def p(self, v):
        self._p = v * 2


class Plain:
    pass


for x in [First(), Second()]:
    print(x.p)
    x.p = 3
    print(x.p, x.n)
for y in [Other(), First(), Second(), Plain()]:
    y.p = 4
    print(y.p)
    y.p += 1
    print(y.p)


def find(k):
    return Second() if k else None


z = find(1)
if z is not None:
    z.p = 9
    print(z.p)
find(2).p = 4
try:
    find(0).p = 3
except AttributeError as e:
    print(e)

"""Operators of objects of which one is of a subclass: Python asks that one first."""


class A:
    def __init__(self, v):
        self.v = v

    def __len__(self):
        return self.v

    def __eq__(self, o):
        print("A.eq", end=" ")
        if not isinstance(o, A):
            return NotImplemented
        return self.v == o.v

    def __lt__(self, o):
        print("A.lt", end=" ")
        return self.v < o.v

    def __sub__(self, o):
        return NotImplemented


class B(A):
    def __bool__(self):
        return True

    def __gt__(self, o):
        print("B.gt", end=" ")
        return self.v > o.v

    def __rsub__(self, o):
        return "B.rsub"


class C(B):
    def __eq__(self, o):
        print("C.eq", end=" ")
        return NotImplemented

    def __gt__(self, o):
        print("C.gt", end=" ")
        return self.v > o.v


print(bool(A(0)), bool(A(1)), bool(B(0)), not C(0))
print([bool(x) for x in [A(0), A(2), B(0)]])
for x in [A(1), B(1), C(1)]:
    for y in [A(1), B(2), C(1)]:
        print(x == y, x != y, x < y, end=";")
        try:
            print(x > y)
        except TypeError as e:
            print(e)
        try:
            print(x - y)
        except TypeError as e:
            print(e)
print(sorted([C(3), A(1), B(2)])[0].v, [A(1)] == [C(1)], [C(1)] == [A(1)], A(1) in [B(3), C(1)])
print(max([A(1), C(2), B(3)]).v, min(C(2), A(1)).v)
vals = [A(1), 5, C(1), "x", B(1)]
for p in vals:
    for q in vals:
        print(p == q, end=" ")
print()


class P:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return f"A.add({self.v})"

    def __radd__(self, o):
        return f"A.radd({self.v})"

    def __eq__(self, o):
        return bool(print("A.eq"))

    def __lt__(self, o):
        return bool(print("A.lt"))

    def __gt__(self, o):
        return bool(print("A.gt"))


class Q(P):
    def __radd__(self, o):
        return f"B.radd({self.v})"

    def __gt__(self, o):
        return bool(print("B.gt"))


class R(P):
    pass


print(P(1) + P(2), P(1) + Q(2), Q(1) + P(2), P(1) + R(2), 5 + Q(1), R(1) + Q(2))
print(P(1) < P(2), P(1) < Q(2), Q(1) < P(2), P(1) < R(2), P(1) > Q(2))
print(P(1) == Q(2))


class Only:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return self.v < other.v


print(Only(1) > Only(0))
try:
    print(Only(1) <= Only(2))
except TypeError as error:
    print(error)
for number in (1, True, 1.5):
    try:
        print(~number)
    except TypeError as error:
        print(error)
try:
    print(~2.5)
except TypeError as error:
    print(error)

"""Generator expressions run when they are drawn from."""

import itertools


def f(x):
    print("f", x)
    return x


g = (f(i) for i in range(3))
print("made")
print(next(g))
print("after one")
print(list(g))

squares = (i * i for i in itertools.count())
print(next(squares), next(squares), 9 in squares, next(squares))

xs = [1, 2]
g = (x for x in xs)
xs.append(3)
print(list(g))

k = 1
g = (x * k for x in [1, 2])
k = 10
print(list(g))


def total(it):
    s = 0
    for x in it:
        if x > 2:
            break
        s += x
    return s


print(total(f(i) for i in range(10)))


def make(xs):
    return (x + 1 for x in xs)


l = [1]
g = make(l)
l.append(5)
print(list(g))

for y in (f(i) for i in range(3) if i != 1):
    print("body", y)

print(any(f(i) > 1 for i in range(5)))
print(next((f(i) for i in range(5) if i > 2), None))
for a, b in zip((f(i) for i in range(2)), (f(-i) for i in range(2))):
    print(a, b)

g = (1 // x for x in [1, 0, 2])
print(next(g))
try:
    next(g)
except ZeroDivisionError as e:
    print(e)
print(list(g))


class Holder:
    def __init__(self, xs):
        self.it = (x for x in xs)


h = Holder([1, 2])
print(next(h.it), next(h.it), next(h.it, "end"))

g = (y * len(x) for x in [[1], [2, 3], []] if x for y in x if y != 3)
print(next(g), list(g))
print([list(g) for g in [(i * j for j in range(3)) for i in range(3)]])

g = ((a, b) for a, b in [(1, "x"), (2, "y")])
print(*g)
g = (float(x) for x in [1, 2])
print(sum(g), sum(g))

d = {"a": 1}
g = (key for key in d)
d["b"] = 2
try:
    print(list(g))
except RuntimeError as e:
    print(e)


def outer(n):
    def inner():
        return n

    it = (inner() + i for i in range(2))
    n = 10
    return list(it)


print(outer(1))

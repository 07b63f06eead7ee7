t = (1, "a", 2.5)
print(t, t[0], t[-1], t[1:], len(t), t + (4,), (0,) * 3, (), (1,), 1 in t)
print((1, 2) < (1, 3), (1, 2) == (1, 2), (1,) < (1, 0), max((1, 5), (2, 0)), t.index("a"), t.count(1))
a, b = 1, 2
a, b = b, a
print(a, b, hash((1, 2)) == hash((1, 2)), {(0, 1): "x"}[(0, 1)])
points = [(3, "c"), (1, "b"), (1, "a")]
print(sorted(points), min(points), [y for x, y in points], dict(points))


def min_max(xs):
    return min(xs), max(xs)


low, high = min_max([3, 1, 2])
print(low, high, min_max([5]), tuple([1, 2]), tuple("ab"), list((1, 2)))
nested = ((1, 2), (3, (4, 5)))
(a, b), (c, (d, e)) = nested
print(a, b, c, d, e)
try:
    x, y = (1, 2, 3)
except ValueError as error:
    print(error)

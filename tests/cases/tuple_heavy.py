def stats(xs):
    return min(xs), max(xs), sum(xs) / len(xs)


lo, hi, avg = stats([3, 1, 2])
print(lo, hi, avg, stats([5]))
pts = [(x, y) for x in range(3) for y in range(3) if x != y]
pts.sort(key=lambda p: (p[0] + p[1], -p[0]))
print(pts, max(pts), (1, 2) in pts, pts.index((0, 1)), sorted(set(pts))[0])
edges = {("a", "b"): 3, ("b", "c"): 1}
for (u, v), w in sorted(edges.items(), key=lambda e: e[1]):
    print(u, v, w)
a = (1, [2, 3], "x")
a[1].append(4)
print(a, a[1][-1], len(a))
try:
    a[0] = 5
except TypeError as e:
    print(e)
first, (second, *third) = 1, (2, 3, 4)
print(first, second, third)
for i, (name, score) in enumerate(zip(["p", "q"], [1.5, 2]), start=1):
    print(i, name, score)
print(dict(zip("ab", [(1, 2), (3, 4)])), tuple(sorted((3, 1, 2))), (0,) * 3 + (1,), ((),))

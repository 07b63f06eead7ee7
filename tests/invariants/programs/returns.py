def same(xs):
    return xs


def either(xs, ys, flag):
    if flag:
        return xs
    return ys


def first(grid):
    return grid[0]


def added(xs, x):
    ys = xs
    ys.append(x)
    return ys


def default(x, into=[]):
    into.append(x)
    return into


a = [1]
b = same(a)
b.append(2)
print(a)
c = either(a, [9], True)
c.append(3)
print(a, c is a)
grid = [[1], [2]]
top = first(grid)
top.append(8)
print(grid)
print(added(a, 4), a)
print(default(1), default(2))
d = a or [0]
d.append(11)
e = a if len(a) > 2 else []
e.append(12)
print(a)
f = list(a)
f.append(13)
print(len(a), len(f))

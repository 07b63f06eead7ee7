def f(tag, v):
    print(tag)
    return v


xs = [1, 2, 3]
xs[f("index", 1)] += f("value", 10)
print(xs)
d = {"a": 1}
d[f("key", "a")] *= 5
print(d)


def g():
    print("g")
    return xs


g()[f("i", 0)] = f("rhs", 7)
g()[0] -= 2
print(xs, f("l", 3) + f("r", 4), f("x", [1])[f("y", 0)])
print({f("k1", 1): f("v1", 2), f("k2", 3): f("v2", 4)})


class P:
    def __init__(self):
        self.n = 1


p = P()


def get():
    print("get")
    return p


get().n += f("add", 5)
print(p.n)
f("a", [1, 2, 3])[f("b", 1)], p.n = f("c", 8), f("d", 9)
print(p.n)

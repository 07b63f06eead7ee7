def largest(xs):
    best = xs[0]
    for x in xs:
        if x > best:
            best = x
    return best


def twice(x):
    return x + x


def pair(a, b):
    return [a, b]


def size(x):
    return len(x)


def show(x, label="v"):
    print(label, x)


print(largest([1, 3]), largest(["b", "a"]), largest([1.5, 0.5]), largest("hello"), largest([(1, 2), (1, 3)]))
print(twice(2), twice("a"), twice([1]), pair(1, 2), pair("a", None), pair([1], {}), size("abc"), size([1]), size({}), size((1, 2)))
show(1)
show("s", label="text")
show([1, None])
show({"a": (1, 2)})
def ident(x): return x
print(ident(1) + 1, ident("a") + "b", ident([1]) + [2], ident(None))

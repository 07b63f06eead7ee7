def add(a, b):
    return a + b


def apply(f, *args):
    return f(*args)


def compose(f, g):
    return lambda x: f(g(x))


def make_adder(n):
    def adder(x):
        return x + n

    return adder


table = {"add": add, "mul": lambda a, b: a * b}
print(table["add"](2, 3), table["mul"](2, 3))
print(compose(lambda x: x + 1, lambda x: x * 2)(5), make_adder(3)(4))
ops = [len, str, abs]
print(ops[0]("abc"), [f(-3) for f in (abs, str)])
print(list(map(make_adder(10), [1, 2])), sorted([-3, 2, -1], key=abs), max("aBc", key=str.lower))
adders = [make_adder(i) for i in range(3)]
print([f(10) for f in adders], apply(add, 1, 2))
g = add
print(g(1, 1))


def mixed():
    out = []
    for i in range(3):

        def inner(j):
            return i * 10 + j

        out.append(inner)
        out.append(lambda: i)
    return [out[0](1), out[1]()]


print(mixed())


def two(a, b=5):
    return a + b


fs = [lambda: 1, lambda x: x + 1, two]
print(fs[0](), fs[1](2), fs[2](1), fs[2](1, 2))
for f in fs:
    try:
        print(f(3))
    except TypeError as e:
        print(e)
for f in fs:
    try:
        print(f(3, 4))
    except TypeError as e:
        print(e)
for f in fs:
    try:
        print(f())
    except TypeError as e:
        print(e)
a0 = 5
print([(lambda x, y=2: x + y + a0)(1), (lambda x: x * a0)(3)])


class Doubling:
    def m(self, x):
        return x * 2


doubling = Doubling()
gs = [doubling.m, lambda: 7]
print(gs[0](4), gs[1]())
try:
    print(gs[1](3))
except TypeError as e:
    print(e)

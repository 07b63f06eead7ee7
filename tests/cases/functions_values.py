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

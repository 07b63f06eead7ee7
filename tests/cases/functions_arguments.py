def f(a, b=2, c="x"):
    return (a, b, c)


def order(x):
    print("arg", x)
    return x


print(f(1), f(1, 3), f(1, c="y"), f(b=5, a=4), f(1, 2, 3))
print(f(order(1), c=order(3), b=order(2)))


def accumulate(item, into=[]):
    into.append(item)
    return into


print(accumulate(1), accumulate(2), accumulate(3, []), accumulate(4))
limit = 10


def late(n=limit):
    return n


limit = 20
print(late(), limit)


def nothing():
    pass


print(nothing(), (lambda: None)(), (lambda a, b=1: a + b)(5))

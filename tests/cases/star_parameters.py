def f(*args, sep=", "):
    return sep.join(str(a) for a in args)


def g(a, *rest, **named):
    return a, rest, sorted(named.items())


print(f(1, 2), f(), f("x", sep=""), g(1), g(1, 2, 3, k=4, b=5), g(*[1, 2], **{"z": 1}))


def total(*numbers):
    s = 0
    for n in numbers:
        s += n
    return s


print(total(1, 2, 3), total(*range(4)))

def classify(n):
    if n < 0:
        return "neg"
    elif n == 0:
        return 0
    for d in range(2, n):
        if n % d == 0:
            return [d, n // d]
    return None if n == 1 else True


for n in (-1, 0, 1, 7, 9):
    print(classify(n))


def nested(a):
    def inner(b):
        if b > a:
            return "bigger"
        return b

    x = inner(5)
    y = inner(0)
    return x, y


print(nested(3), nested(9))


def no_return(xs):
    xs.append(1)


out = []
print(no_return(out), out)

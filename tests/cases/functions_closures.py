def outer(n):
    factor = n * 2

    def inner(x):
        def innermost():
            return x * factor + n

        return innermost()

    return inner(1) + inner(2)


def reads_later_value():
    value = 1

    def get():
        return value

    value = 2
    return get()


def collect():
    out = []

    def visit(k):
        if k:
            out.append(k)
            visit(k - 1)

    visit(3)
    return out


print(outer(3), reads_later_value(), collect())


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


print(is_even(10), is_odd(7), is_even(7))

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


def memo(f):
    cache = {}

    def wrapped(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]

    return wrapped


def assigned_around():
    fact = memo(lambda n: 1 if n < 2 else n * fact(n - 1))
    print(fact(10))
    late = [lambda: value]
    value = 5
    print(late[0]())


assigned_around()
handlers = {"a": lambda: handlers["b"](), "b": lambda: 7}
print(handlers["a"]())
fib = memo(lambda n: n if n < 2 else fib(n - 1) + fib(n - 2))
print(fib(80), fib(10))

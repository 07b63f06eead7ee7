"""Functions and classes whose names are defined several times: the newest definition counts."""


class A:
    def f(self):
        return 1


def use():
    return A().f()


old = A()
print(A().f(), use(), old.f())


class A:
    def f(self):
        return 2


print(A().f(), use(), old.f())


def g(x):
    return x


print(g(1))


def g(x, y=5):
    return x + y


print(g(1), g(1, 2))

if len("x") == 1:

    class B:
        kind = "one"

        def __init__(self, n):
            self.n = n

        def show(self):
            return f"{self.kind} {self.n}"

else:

    class B:
        kind = "other"

        def __init__(self, n):
            self.n = n * 2

        def show(self):
            return f"{self.kind} {self.n}!"


def make(n):
    return B(n).show()


print(make(3))

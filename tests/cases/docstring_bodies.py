# Bodies that are docstrings only return None.
class A:
    def f(self):
        """Nothing yet."""

    def g(self):
        return 1


class B(A):
    def f(self):
        return 3


def h(flag):
    """Nothing."""


fs = [h, lambda flag: 5]
print(A().f(), B().f(), [f(1) for f in fs])
for x in (A(), B()):
    print(x.f())

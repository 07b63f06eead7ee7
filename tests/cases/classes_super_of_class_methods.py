class A:
    n = 1

    def __init__(self, name):
        self.name = name

    @classmethod
    def make(cls, name):
        return cls(name + str(cls.n))

    @staticmethod
    def twice(x):
        return x * 2

    def up(self):
        return self.name.upper()


class B(A):
    n = 2

    @classmethod
    def make(cls, name):
        p = super().make("<" + name)
        p.name += ">"
        return p

    @staticmethod
    def thrice(x):
        return x * 3

    def up(self):
        return super().up() + str(super().twice(3))


class C(B):
    n = 3


for k in (A, B, C):
    x = k.make("q")
    print(x.name, x.up(), type(x).__name__)

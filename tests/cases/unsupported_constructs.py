import tkinter  # error: unknown-import
from string import *  # error: unsupported


def later(n):
    yield n  # error: unsupported


async def soon(x):  # error: unsupported
    await x
    async with x as y:
        print(y)
    async for z in x:
        print(z)
    return [z async for z in x]


def opened():
    with open("nothing") as file:  # error: unsupported
        return file.read()


def matched(x):
    match x:  # error: unsupported
        case 1:
            return 2


def holds_async():
    async def inner():  # error: unsupported
        return 1

    return inner


def twice(f):
    return lambda x: f(f(x))


@twice  # error: unsupported
def decorated(x):
    return x + 1


class Twice:
    @twice  # error: unsupported
    def method(self):
        return self


def local_class():
    class Inner:  # error: unsupported
        pass

    return Inner


class Outer:
    class Inner:  # error: unsupported
        pass


class Meta(type):  # error: unsupported
    pass


class WithMeta(metaclass=Meta):  # error: unsupported
    pass


class Left:
    def left(self):
        return 1


class Both(Left, Twice):  # error: unsupported
    pass


class Special:
    def __getattr__(self, name):  # error: unsupported
        return name

    def __setattr__(self, name, value):  # error: unsupported
        print(name)

    def __new__(cls):  # error: unsupported
        return None

    def __del__(self):  # error: unsupported
        print("gone")

    def __format__(self, spec):  # error: unsupported
        return spec

    def __eq__(self, other):  # error: unsupported
        return "equal"


class Slotted:
    __slots__ = ("x",)  # error: unsupported

    def fill(self):
        self.y = 1


class Kept:
    __slots__ = ["x"]

    def __init__(self):
        self.x = 5


class Methods:
    add = lambda self, x: x + 1

    def one(self):
        return 1


def uses_methods(m=None):
    m = Methods()
    print(m.add(2))  # error: unsupported
    m.one = lambda: 2  # error: unsupported
    Methods.one = lambda self: 3  # error: unsupported
    m.__class__ = Kept  # error: unsupported
    uses_methods.count = 1  # error: unsupported
    print(m.__dict__, m.__str__())  # error: unsupported
    print(Methods.__mro__)  # error: unsupported


def of_outer():
    x = 1

    def inner():
        nonlocal x
        del x  # error: unsupported

    inner()


def walrus_in_generator(xs):
    return next((y := x) for x in xs)  # error: unsupported


def unknown_names(x):
    print(eval("1"))  # error: unsupported
    exec("1")  # error: unsupported
    print(globals(), locals(), vars())  # error: unsupported
    print(memoryview(b""))  # error: unsupported
    print(type("A", (), {}))  # error: unsupported
    print((5).from_bytes(b"", "big"), x.from_bytes)  # error: unsupported
    print([].__sizeof__())  # error: unsupported
    print("a".__add__("b"))  # error: unsupported
    print(len.__doc__)  # error: unsupported
    print(__import__("os"))  # error: unsupported
    d = {"a": 1}
    d.setdefault("b")  # error: unsupported
    [1].__setitem__(0, 2)  # error: unsupported
    try:
        print(Bounds()[0:1])  # error: unsupported
        Bounds()[0:1] = [2]  # error: unsupported
    except ValueError as e:
        print(e.__context__)  # error: unsupported


class Bounds:
    def __getitem__(self, i):
        return i

    def __setitem__(self, i, value):
        print(i, value)


class First:
    kind = 1

    @staticmethod
    def make():
        return 1


class Second:
    kind = 2


def one_of_several(flag, x):
    cls = First if flag else Second
    print(isinstance(x, cls))  # error: unsupported
    print(issubclass(First, cls))  # error: unsupported
    print(cls.kind)  # error: unsupported
    print(cls.make())  # error: unsupported
    cls.kind = 3  # error: unsupported
    error = ValueError if flag else KeyError
    try:
        print(x)
    except error:  # error: unsupported
        print("caught")


def printed(x):
    print(x, colour="red")  # error: unsupported


def fine(n):
    return n + 1


print(fine(1), Kept().x)

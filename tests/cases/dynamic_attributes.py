class A:
    def __init__(self):
        self.v = 1

    def get(self):
        return self.v


class B:
    def __init__(self):
        self.v = "b"
        self.extra = [1]

    def get(self):
        return self.v * 2


def use(o):
    return o.get()


for o in [A(), B(), A()]:
    print(use(o), o.v, type(o).__name__)
o = A()
o.v = "text"
print(o.get())
o.v = None
print(o.get())
things = {"a": A(), "b": B(), "n": 3}
for name in things:
    t = things[name]
    if name != "n":
        print(name, t.get())
    else:
        print(name, t)

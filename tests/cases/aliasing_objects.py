class Box:
    def __init__(self, value, items=None):
        self.value = value
        self.items = items if items is not None else []


shared = []
a = Box(1, shared)
b = Box(2, shared)
a.items.append("a")
print(b.items, shared is b.items, Box(3).items is Box(4).items)
c = a
c.value = 10
print(a.value, a is c)
boxes = [a, b, a]
boxes[2].value += 5
print([box.value for box in boxes])


def bump(box):
    box.value += 1
    box = Box(100)
    return box.value


print(bump(a), a.value)
by_name = {"a": a, "same": a}
by_name["a"].items = ["new"]
print(by_name["same"].items, shared)

"""Attributes that are always set are stored as they are; those that may be read before are not."""


class Early:
    def __init__(self, fail):
        if fail:
            self.note = self.size
        self.size = 3
        self.note = 1


class Shape:
    def __init__(self, name, size):
        self.name, self.size = name, size
        self.area = None
        self.show("made")

    def show(self, what):
        print(what, self.name, self.size, self.area)


class Square(Shape):
    def __init__(self, size, wide):
        self.wide = wide
        super().__init__("square", size)
        self.area = size * size
        self.late = 2.5

    def show(self, what):
        try:
            print(what, self.wide, self.size, self.late)
        except AttributeError as error:
            print(what, error)


class Leaves:
    def __init__(self, n):
        if n < 0:
            return
        self.n = n


class Both:
    def __init__(self, flag):
        if flag:
            self.weight = 1.5
        elif flag is None:
            raise ValueError("no flag")
        else:
            self.weight = 0.25
        self.twice = self.weight * 2

    limit = 10
    count = 0

    def grow(self):
        self.count += 1
        return self.count + self.limit


class Base:
    def __init__(self):
        self.x = 1
        REGISTRY.append(self)


class Derived(Base):
    def __init__(self):
        super().__init__()
        seen = REGISTRY[-1]
        try:
            print(seen.y)
        except AttributeError as error:
            print(error)
        self.y = 2


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def total(self):
        found = self.value
        for side in (self.left, self.right):
            if side is not None:
                found += side.total()
        return found


REGISTRY: list = []

for fail in (False, True):
    try:
        print(Early(fail).note)
    except AttributeError as error:
        print(error)
shapes = [Shape("dot", 0), Square(4, True)]
for shape in shapes:
    shape.show("now")
for n in (-1, 5):
    try:
        print(Leaves(n).n)
    except AttributeError as error:
        print(error)
for flag in (True, False, None):
    try:
        both = Both(flag)
        print(both.twice, both.grow(), both.grow(), Both.count)
    except ValueError as error:
        print(error)
Derived()
print(REGISTRY[0].x, REGISTRY[0].y)
tree = Tree(1, Tree(2), Tree(3, None, Tree(4)))
other = tree
other.left.value = 20
print(tree.total(), tree.left.left is None, tree.right.right.value)

größe = 3
π = 3.14159


def fläche(r):
    return π * r**2


class Straße:
    def __init__(self, länge):
        self.länge = länge

    def doppelt(self):
        return self.länge * 2


print(größe, fläche(2), Straße(länge=4).doppelt())
_ = 5
__ = _ + 1
_private, CONSTANT, camelCase = 1, 2, 3
print(_, __, _private, CONSTANT, camelCase)
for _ in range(2):
    pass
print(_)

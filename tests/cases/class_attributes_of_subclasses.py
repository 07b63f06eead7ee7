count = 7


class A:
    count = 0
    names = []

    def inc(self):
        self.__class__.count += 1
        return type(self).count

    @classmethod
    def bump(cls, by=1):
        cls.count += by
        cls.names = cls.names + [cls.__name__]
        return cls.count


class B(A):
    here = count


class C(B):
    pass


print(A.count, B.count, C.count)
print(B.bump(), B.bump(), A.count, B.count, C.count)
print(A.bump(10), A.count, B.count, C.count)
print(C.bump(100), A.count, B.count, C.count, A.names, B.names, C.names)
print(A().inc(), B().inc(), C().inc(), A.count, B.count, C.count, B.here)
c = C()
print(c.count)
C.count = -5
print(c.count, B().count)
c.count = 9
print(c.count, C.count)


class Shape:
    sides = 0
    made = 0

    def __init__(self):
        type(self).made += 1


class Square(Shape):
    sides = 4
    corners = "right"


class Tile(Square):
    pass


def sides(shape):
    if isinstance(shape, int):
        return shape
    return shape.sides


shapes = [Shape(), Square(), Tile(), 7]
print([sides(shape) for shape in shapes], Shape.made, Square.made, Tile.made)
for shape in shapes:
    try:
        print(shape.corners)
    except AttributeError as error:
        print(error)
special = Tile()
special.sides = 9
shapes.append(special)
Square.sides = 5
print([sides(shape) for shape in shapes])


class Late:
    pass


class Later(Late):
    pass


def give():
    Late.colour = "red"


for make in (Late, Later):
    try:
        print(make.colour)
    except AttributeError as error:
        print(error)
try:
    print(Later().colour)
except AttributeError as error:
    print(error)
give()
print(Later.colour, Late().colour)
Later.colour = "blue"
print(Late.colour, Later.colour, Later().colour)

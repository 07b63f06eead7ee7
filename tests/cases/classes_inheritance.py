class Shape:
    def __init__(self, name):
        self.name = name

    def area(self):
        raise NotImplementedError("area")

    def describe(self):
        return f"{self.name} with area {self.area():.2f}"

    def kind(self):
        return "shape"


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side**2

    def kind(self):
        return "square " + super().kind()


class Circle(Shape):
    pi = 3.14159

    def __init__(self, r):
        Shape.__init__(self, "circle")
        self.r = r

    def area(self):
        return self.pi * self.r * self.r


shapes = [Square(2), Circle(1.5), Square(3)]
for s in shapes:
    print(s.describe(), s.kind(), isinstance(s, Shape), isinstance(s, Square), type(s).__name__)
print(sum(s.area() for s in shapes), max(shapes, key=lambda s: s.area()).name)
try:
    Shape("abstract").describe()
except NotImplementedError as error:
    print("not implemented:", error)
print(issubclass(Square, Shape), issubclass(Shape, Square))

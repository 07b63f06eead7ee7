"""Static methods and methods of classes: called through `super()`, taken as values, of the class that is meant."""


class Shape:
    made = 0

    @staticmethod
    def area(x, y=2):
        return x * y

    @classmethod
    def make(cls, n):
        Shape.made += 1
        return cls.__name__ + str(n)

    @classmethod
    def twice(cls, n):
        return [cls.make(n), cls.make(n)]


class Square(Shape):
    @classmethod
    def make(cls, n):
        return "square " + super().make(n + 1)

    @staticmethod
    def side(n):
        return n * 4

    def call(self):
        return super().area(3), super().area(3, y=4), super().make(7)

    def pick(self, which):
        return {"own": self.area, "base": Shape.area, "class": Square.area}[which]

    def makers(self):
        return [Shape.make, Square.make]


def table(kind):
    methods = {"area": Shape.area, "twice": lambda n, m=1: n + n + m}
    return methods[kind]


s = Square()
print(s.call())
print([s.pick(which)(5) for which in ("own", "base", "class")])
print(list(map(Shape.area, [1, 2, 3])), sorted([3, -1, 2], key=Square.side))
print([make(4) for make in s.makers()], Shape.twice(1), Square.twice(2))
area, make = s.area, Square.make
print(area(2), area(2, 3), make(5), table("area")(6), table("twice")(6))
print(Shape.made, Square.made)
try:
    area("a", "b")
except TypeError as error:
    print(error)

class T:
    unit = "C"
    registry = []

    def __init__(self, deg):
        self._deg = deg
        T.registry.append(deg)

    @property
    def deg(self):
        return self._deg

    @deg.setter
    def deg(self, v):
        if v < -273:
            raise ValueError("too cold")
        self._deg = v

    @staticmethod
    def to_f(c):
        return c * 9 / 5 + 32

    @classmethod
    def zero(cls):
        return cls(0)


t = T(20)
t.deg = 25
print(t.deg, T.to_f(t.deg), t.to_f(0), T.zero().deg, T.registry)
try:
    t.deg = -300
except ValueError as e:
    print(e)

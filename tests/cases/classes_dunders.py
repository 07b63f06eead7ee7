class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def __rmul__(self, k):
        return self * k

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def __eq__(self, other):
        return isinstance(other, Vec) and self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return (self.x, self.y) < (other.x, other.y)

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __contains__(self, v):
        return v == self.x or v == self.y

    def __bool__(self):
        return self.x != 0 or self.y != 0

    def __call__(self, k):
        return self.x * k

    def __repr__(self):
        return f"Vec({self.x}, {self.y})"


a, b = Vec(1, 2), Vec(3, -4)
print(a + b, a - b, a * 3, 2 * a, -a, a == Vec(1, 2), a != b, a < b, a > b)
print(len(a), a[0], a[1], 2 in a, 9 in a, bool(Vec(0, 0)), bool(a), a(10))
print(sorted([b, a, Vec(1, 0)]), min(a, b), sum([a, b], Vec(0, 0)))
print(a == "x", a != "x", [a] == [Vec(1, 2)], a in [Vec(1, 2)])
if not Vec(0, 0):
    print("falsy")

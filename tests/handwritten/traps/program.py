rows = [[0] * 3] * 3
rows[0][0] = 1
print(rows)

nested = [[1], [2]]
copied = nested[:]
copied[0].append(9)
print(nested, copied)


class Point:
    def __init__(self, x):
        self.x = x


p = Point(1)
q = p
q.x = 5
print(p.x)


def add(xs):
    xs.append(1)


a = [0]
add(a)
print(a)

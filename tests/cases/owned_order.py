def f(xs):
    xs[0] = 100
    return 1


class A:
    def __init__(self):
        self.total = 1

    def step(self):
        self.total = 50
        return 2

    def go(self):
        self.total += self.step()
        return self.total


def main():
    xs = [1]
    xs[0] += f(xs)
    print(xs)
    a = A()
    print(a.go())
    a.total += a.step()
    print(a.total)


main()


def said(log, x):
    log.append(x)
    return x


class Row:
    def __init__(self):
        self.cells = [0, 0]


def flags():
    log = []
    xs = [0, 0, 0]
    for k in range(3):
        xs[said(log, k)] += k > 0
    fs = [0.5, 1.5]
    fs[said(log, 1)] += len(log) > 1
    print(xs, fs, log)


def stored():
    log = []
    named = {}
    for name in ["a", "b"]:
        named[len(named)] = [name, len(named)]
    named[said(log, 7)] = [said(log, 8)]
    grid = [[1, 2], [3, 4]]
    grid[said(log, 0)] = [said(log, 5)]
    grid[1][said(log, 0) : said(log, 1)] = [said(log, 6), said(log, 9)]
    print(named, grid, log)


def assigned_inside():
    xs = [0, 0, 0]
    i = 0
    xs[i] = (i := 2)
    named = {}
    key = "a"
    named[key] = (key := "b")
    named[key] = [(key := "c")]
    print(xs, named)


def more():
    rows = [Row(), Row()]
    for row in rows:
        row.cells += [k * 2 for k in range(2)]
    rows[len(rows) - 1].cells += [k + 1 for k in rows[0].cells]
    grid = [[], [1]]
    grid[len(grid) - 2] += [k for k in range(2)]
    print([row.cells for row in rows], grid)


flags()
stored()
assigned_inside()
more()


class Meter:
    def __init__(self):
        self.n = 1

    def __bool__(self):
        self.n += 10
        return True

    def __str__(self):
        self.n += 100
        return "m"

    def by_truth(self):
        self.n += 1 if self else 0

    def by_text(self):
        self.n += 2 if f"{self}" == "m" else 0

    def by_other(self, other):
        self.n += 3 if not (other and self) else 4


meter = Meter()
meter.by_truth()
print(meter.n)
meter.by_text()
print(meter.n)
meter.by_other(7)
print(meter.n)

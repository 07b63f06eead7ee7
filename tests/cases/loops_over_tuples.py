"""Loops over tuples of one type and of several."""


class Cell:
    def __init__(self, size):
        self.size = size


def pair():
    return (3, 4)


def main():
    for d in (65536, 3):
        print(d * d, d**3)
    total = 0
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dx or dy:
                total += dx * 3 + dy
    print(total)
    for x in (1.5, 2.25):
        print(x)
    for name in ("a", "bc"):
        print(name, len(name))
    for value in (1, "two", 3.0, None):
        print(value)
    for p in pair():
        print(p)
    a, b = Cell(1), Cell(2)
    for cell in (a, b, a):
        cell.size += 1
    print(a.size, b.size)
    xs, ys = [1], [2]
    for row in (xs, ys):
        row.append(9)
    print(xs, ys)
    t = (5, 6, 7)
    print([v * 2 for v in t], sum(t), sorted((3, 1, 2)), list((True, False)))
    print([v << 40 for v in (1, 2)], any(v > 3 for v in (2, 1 << 40)))
    big = 2**40
    for n in (1, big):
        print(n * big)
    for words in (("a", 1), ("b", 2)):
        print(words)
    for i, (q, w) in enumerate(((1, 2), (3, 4))):
        print(i, q, w)


main()

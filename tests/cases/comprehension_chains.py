def shapes(rows, words, n):
    squares = [i * i for i in range(n)]
    lengths = [len(w) for w in words]
    upper = [w.upper() + "!" for w in words]
    firsts = [row[0] for row in rows]
    pairs = [(i, w) for i, w in enumerate(words)]
    grid = [[0] * n for _ in range(n)]
    grid[0][0] = 5
    nested = [[x + y for x in range(3)] for y in range(2)]
    copies = [x for x in squares]
    copies.append(-1)
    sums = [a + b for a, b in zip(squares, lengths)]
    halves = [x / 2 for x in squares]
    return squares, lengths, upper, firsts, pairs, grid, nested, copies, sums, halves


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def points(n):
    made = [Point(i, i + 1) for i in range(n)]
    moved = [Point(p.x + 1, p.y) for p in made]
    xs = [p.x for p in made]
    moved[0].x = 100
    return [p.x + p.y for p in moved], xs


def failing(words):
    try:
        return [int(w) for w in words]
    except ValueError as error:
        print("no number:", error)
        return [-1 for w in words]


def popping(stack):
    return [stack.pop() for _ in range(2)]


def logged(xs):
    log = []
    nothing = [log.append(x) for x in xs]
    return log, nothing


def late(n):
    fs = [lambda: i for i in range(n)]
    return [f() for f in fs]


def again(xs):
    x = 10
    ys = [x for x in xs]
    return x, ys


print(shapes([[1, 2], [3]], ["a", "bcd", "ef"], 3))
print(points(3))
print(failing(["1", "2"]), failing(["1", "x"]))
print(popping([1, 2, 3]))
print(logged([1, 2]))
print(late(3))
print(again([1, 2]))

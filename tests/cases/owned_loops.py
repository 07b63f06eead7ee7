def show(grid):
    for i, row in enumerate(grid):
        print(i, row, len(row))
    for a, b in zip(grid, grid):
        print(a == b, sum(a) + sum(b))
    for row in reversed(grid):
        print(row)
    return [sum(r) + i for i, r in enumerate(grid)]


def bump(grid):
    for i, row in enumerate(grid):
        row[0] = i
        row.append(i)


def split(xs):
    low, high = [], []
    for x in xs:
        if x < 3:
            low.append(x)
        else:
            high.append(x)
    return low, high


def two(rows):
    a, b = rows
    print(a, b)
    a, b = b, a
    print(a, b, rows)


def main():
    grid = [[1, 2], [3, 4]]
    print(show(grid))
    bump(grid)
    print(grid)
    low, high = split([1, 5, 2, 7])
    print(low, high)
    low.append(9)
    print(low, ",".join(str(x) for x in low), "-".join(["a", "b"]))
    names = ["x", "y"]
    print(",".join(names), sorted(names), list(reversed(names)), list(zip(names, low)))
    two(grid)
    x, y = [1, 2]
    print(x, y)
    pair = (low, high)
    p, q = pair
    print(p, q)
    print(max(low, high), tuple(names), any(low), list(map(str, low)))


main()

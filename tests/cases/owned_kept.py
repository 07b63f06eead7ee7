class Store:
    def __init__(self):
        self.items = []

    def keep(self, row):
        self.items.append(row)


def keep(out, row):
    out.append(row)


def widest(grid):
    best = grid[0]
    for row in grid:
        if len(row) > len(best):
            best = row
    return best


def pick(grid, i):
    row = grid[i]
    return row


def main():
    s = Store()
    a = [1, 2]
    s.keep(a)
    print(a, len(s.items))
    out = []
    b = [3]
    keep(out, b)
    print(out, b)
    w = widest([[1], [2, 3]])
    print(w, pick([[5], [6]], 1))
    c = [7]
    d = c
    print(c, d)
    rows = [[1], [2]]
    x = rows[0] if len(rows) > 1 else rows[1]
    print(x, rows)
    e = c or d
    print(e, c, d)


main()

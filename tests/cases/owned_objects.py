class Board:
    def __init__(self, n):
        self.cells = [0] * n
        self.log = []
        self.rows = [[1, 2], [3, 4]]

    def bump(self, i):
        self.cells[i % len(self.cells)] += 1
        self.log.append(i)

    def run(self):
        for c in self.cells:
            self.bump(c)
        for i, c in enumerate(self.cells):
            self.bump(i + c)
        return sum(self.cells)

    def touch(self):
        for v in self.rows[0]:
            self.rows[1].append(v)
        return self.rows


def fill(grid, i):
    for j, v in enumerate(grid[i]):
        if v == 0:
            mark(grid, i, j)


def mark(grid, i, j):
    grid[i][j] = 7


def main():
    b = Board(4)
    print(b.run(), b.cells, b.log)
    print(b.touch())
    grid = [[0, 1], [1, 0]]
    fill(grid, 0)
    fill(grid, 1)
    print(grid)


main()

def blank(n, m):
    return [[0] * m for _ in range(n)]


def fill(grid, value):
    for row in grid:
        row[0] = value
    grid[0].append(value)


def widest(grid):
    best = grid[0]
    for row in grid:
        if len(row) > len(best):
            best = row
    return best


grid = blank(2, 3)
fill(grid, 7)
row = grid[1]
row.append(grid[0][1])
print(grid, row)
found = widest(grid)
found.append(99)
print(grid, found)
copies = [r[:] for r in grid]
copies[0][0] = -1
print(grid[0][0], copies[0][0])
swapped = [grid[1], grid[0]]
swapped[0].append(5)
print(grid)

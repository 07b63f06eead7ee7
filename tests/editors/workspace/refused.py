def grow(grid):
    row = grid[0]
    row.append(grid[1][0])
    return grid


def plain(number):
    return number + 1


print(grow([[1], [2]]), plain(3))

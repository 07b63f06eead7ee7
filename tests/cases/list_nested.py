grid = [[0] * 3 for _ in range(2)]
grid[0][1] = 5
print(grid)
shared = [[0] * 3] * 2
shared[0][1] = 5
print(shared)
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(row) for row in zip(*matrix)])
print([[row[i] for row in matrix] for i in range(3)])
print([x for row in matrix for x in row if x % 2])
flat = []
for row in matrix:
    flat += row
print(flat, matrix)
copy = [row[:] for row in matrix]
copy[0][0] = 100
print(matrix[0][0], copy[0][0])


def transpose(m):
    rows, cols = len(m), len(m[0])
    out = [[None] * rows for _ in range(cols)]
    for i in range(rows):
        for j in range(cols):
            out[j][i] = m[i][j]
    return out


print(transpose(matrix))

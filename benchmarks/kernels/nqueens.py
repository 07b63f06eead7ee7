def place(n, row, cols, down, up):
    if row == n:
        return 1
    found = 0
    for c in range(n):
        if not cols[c] and not down[row - c + n] and not up[row + c]:
            cols[c] = down[row - c + n] = up[row + c] = True
            found += place(n, row + 1, cols, down, up)
            cols[c] = down[row - c + n] = up[row + c] = False
    return found


def queens(n):
    return place(n, 0, [False] * n, [False] * (2 * n + 1), [False] * (2 * n))


print([queens(n) for n in range(4, 13)])

def queens(n, row=0, cols=(), found=None):
    if found is None:
        found = []
    if row == n:
        found.append(list(cols))
        return found
    for c in range(n):
        if all(c != q and abs(c - q) != row - r for r, q in enumerate(cols)):
            queens(n, row + 1, cols + (c,), found)
    return found


def solve(board):
    for r in range(4):
        for c in range(4):
            if board[r][c] == 0:
                for v in range(1, 5):
                    if fits(board, r, c, v):
                        board[r][c] = v
                        if solve(board):
                            return True
                        board[r][c] = 0
                return False
    return True


def fits(board, r, c, v):
    if v in board[r] or any(board[i][c] == v for i in range(4)):
        return False
    br, bc = r // 2 * 2, c // 2 * 2
    return all(board[i][j] != v for i in range(br, br + 2) for j in range(bc, bc + 2))


def combinations(xs, k):
    if k == 0:
        return [[]]
    return [[xs[i]] + rest for i in range(len(xs)) for rest in combinations(xs[i + 1 :], k - 1)]


def word_break(s, words, memo=None):
    memo = {} if memo is None else memo
    if not s:
        return [""]
    if s in memo:
        return memo[s]
    out = []
    for w in words:
        if s.startswith(w):
            for rest in word_break(s[len(w) :], words, memo):
                out.append(w + (" " + rest if rest else ""))
    memo[s] = out
    return out


print(len(queens(6)), queens(4))
board = [[1, 0, 0, 0], [0, 0, 3, 0], [0, 4, 0, 0], [0, 0, 0, 2]]
print(solve(board), board)
print(combinations([1, 2, 3, 4], 2), word_break("catsanddog", ["cat", "cats", "and", "sand", "dog"]))

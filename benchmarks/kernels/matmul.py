def make(n, seed):
    return [[((i * seed + j * 7) % 13) / 3.0 for j in range(n)] for i in range(n)]


def multiply(a, b):
    n, m, p = len(a), len(b), len(b[0])
    out = [[0.0] * p for _ in range(n)]
    for i in range(n):
        row = a[i]
        for j in range(p):
            total = 0.0
            for k in range(m):
                total += row[k] * b[k][j]
            out[i][j] = total
    return out


def main():
    n = 300
    c = multiply(make(n, 3), make(n, 5))
    print(sum(c[i][i] for i in range(n)), c[17][23])


main()

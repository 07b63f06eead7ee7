import sys

sys.setrecursionlimit(60000)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def total(xs):
    if not xs:
        return 0
    return xs[0] + total(xs[1:])


print(depth(900), depth(20000))
print(total(list(range(500))))

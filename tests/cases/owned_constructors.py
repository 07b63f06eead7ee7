class Grid:
    """A grid."""

    def __init__(self, n, m=2):
        """Makes one."""
        self.n = n
        self.m = m
        total = 0
        for i in range(n):
            total += i
        self.total = total
        self.cells = [[0] * self.m for _ in range(self.n)]
        self.seen = []
        for i in range(self.n):
            self.cells[i][0] = i
        self.mark(1)

    def mark(self, i):
        self.seen.append(i)
        self.cells[0][1] = i


class Solution:
    def solve(self, xs):
        return self.helper(xs) + 1

    def helper(self, xs):
        return sum(xs)


class Pair:
    def __init__(self, a, b):
        this = a + b
        self.a = a
        self.s = this


def main():
    g = Grid(3)
    g.mark(5)
    print(g.cells, g.seen, g.total, g.n)
    print(Solution().solve([1, 2]), Pair(1, 2).s)
    s = Solution()
    print(s.solve([4]))


main()

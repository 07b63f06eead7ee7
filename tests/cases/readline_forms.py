# stdin: 2\n1 2 3\n4 5 6\nx\ny
import sys

n = int(sys.stdin.readline())
rows = [list(map(int, sys.stdin.readline().split())) for _ in range(n)]
print(n, rows, sum(map(sum, rows)))
rest = sys.stdin.readlines()
print(rest, [r.rstrip("\n") for r in rest])

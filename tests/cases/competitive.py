# stdin: 2\n5 3\n1 9 4 7 2\n3 3\n5 5 5\n
def solve():
    t = int(input())
    for case in range(1, t + 1):
        n, k = map(int, input().split())
        a = list(map(int, input().split()))
        a.sort()
        best = min(a[i + k - 1] - a[i] for i in range(n - k + 1))
        print(f"Case #{case}: {best}")


solve()

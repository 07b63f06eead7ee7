print({5, 3, 1, 100, 7, 64, 32, -1, -2})
print(set(range(20, 0, -3)), {1000, 2000, 3000, 4000}, {-1, -2, 0})
s = set()
for i in (17, 33, 1, 65, 9, 25):
    s.add(i)
print(s, list(s), [x for x in s])
s.discard(33)
s.add(3)
print(s, s | {2**40, 5}, s & {1, 3, 9, 77})
for x in {0.5, 2, 1.0, 10**20}:
    print(x)
print(set([8, 0, 16, 24, 1]), frozenset((9, 1, 17)))
big = set(range(0, 500, 7))
print(list(big)[:12], big.pop())

xs = [1, 2.5, 3]
print(sum(xs), max(xs), sorted(xs, reverse=True), [x * 2 for x in xs], [x // 1 for x in xs], xs.index(3.0), 1.0 in xs)
total = 0
for x in xs:
    total += x
print(total, total / len(xs))


def mean(v):
    return sum(v) / len(v)


def scale(v, k):
    return [x * k for x in v]


print(mean([1, 2]), mean([1.5, 2]), scale([1, 2], 2), scale([1, 2], 0.5), scale([1.5], 2))
acc = 0
acc += 1.5
acc -= 1
print(acc, acc * 2, -acc)
v = 10
v /= 4
print(v, v // 1, int(v), round(v), v % 1)
m = [[0] * 2 for _ in range(2)]
m[0][0] = 1.5
m[1][1] = 2
print(m, m[0][0] + m[1][1])
best = float("inf")
for x in [3, 1, 2]:
    if x < best:
        best = x
print(best, min(best, float("inf")), -float("inf") < best)

for i in range(4):
    i += 10
    print(i)
print(i)
xs = [1, 2, 3]
for x in xs:
    if x < 3:
        xs.append(x + 10)
    if len(xs) > 6:
        break
print(xs)
ys = [1, 2, 3, 4, 5, 6]
for y in ys:
    if y % 2 == 0:
        ys.remove(y)
print(ys)
n = 3
for i in range(n):
    n = 100
    print(i, n)
d = {"a": 1}
try:
    for k in d:
        d[k + "x"] = 1
except RuntimeError as error:
    print(error)
for i, c in enumerate("ab"):
    print(i, c)
for a, b in zip("abc", range(2)):
    print(a, b)

first, *rest = [1, 2, 3, 4]
print(first, rest)
*start, last = "abc"
print(start, last)
a, *middle, z = (1, 2)
print(a, middle, z)
for i, (x, y) in enumerate([(1, 2), (3, 4)], 1):
    print(i, x, y)
x = y = 5
x += 1
print(x, y)
i = 0
values = [0, 0, 0]
i, values[i] = 1, 9
print(i, values)
swap = [1, 2, 3]
swap[0], swap[2] = swap[2], swap[0]
print(swap, [*swap, *range(2)], {**{"a": 1}, "b": 2}, (*swap, 9))
for a, b in {"k": 1, "l": 2}.items():
    print(a, b)
(p, q), r = (1, 2), 3
print(p, q, r)
for text in ("1 2", "1 2 3", "1"):
    try:
        m, n = text.split()
        print(m, n)
    except ValueError as error:
        print(error)

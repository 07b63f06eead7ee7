a = list(range(10))
print(a[2:5], a[:3], a[7:], a[-3:], a[::3], a[::-1], a[8:2:-2], a[20:], a[-20:2])
a[2:4] = [20, 30, 40]
print(a)
a[5:5] = [99]
a[:0] = [-1]
print(a)
a[::4] = [0, 0, 0, 0]
print(a)
del a[::2]
print(a)
b = a[:]
b[0] = "x"
print(a, b)
a += [1, 2]
a *= 2
print(a)
try:
    a[::2] = [1]
except ValueError as error:
    print(error)

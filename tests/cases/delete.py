xs = [1, 2, 3, 4, 5]
del xs[0], xs[-1]
print(xs)
d = {"a": 1, "b": 2, "c": 3}
for k in list(d):
    if d[k] % 2:
        del d[k]
print(d)
y = 5
del y
try:
    print(y)
except NameError as e:
    print(e)
try:
    del d["zz"]
except KeyError as e:
    print("KeyError", e)
try:
    del xs[10]
except IndexError as e:
    print(e)
del xs[:]
print(xs)

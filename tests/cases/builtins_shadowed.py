# A name of the module means the builtin until it is assigned.
xs = [3, 1, 2]
print(max(xs))
max = max(xs)
print(max)
sum = sum(xs)
print(sum, max)
str = "abc"
print(str)
for id in range(2):
    print(id)
dict = {"a": 1}
print(dict)
min = min(4, 2)


def use(len):
    return len + 1


print(use(3), min, len(xs))
rows = [[1, 2], [3]]
abs = abs(-4)
print(abs)
any = [any(r) for r in rows]
print(any)

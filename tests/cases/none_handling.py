def find(xs, v):
    for i, x in enumerate(xs):
        if x == v:
            return i


def best(xs):
    top = None
    for x in xs:
        if top is None or x > top:
            top = x
    return top


print(find([1, 2], 2), find([1], 5), best([3, 9, 2]), best([]))
i = find([1, 2, 3], 3)
if i is not None:
    print(i + 1)
r = find([1], 9)
print(r is None, r == None, r != 0, [None] * 2, None in [1, None])
try:
    print(find([], 1) + 1)
except TypeError as e:
    print(e)
try:
    print(None < 1)
except TypeError as e:
    print(e)
try:
    for x in None:
        pass
except TypeError as e:
    print(e)
try:
    None.foo
except AttributeError as e:
    print(e)
cache = {"a": None}
print(cache.get("a"), cache.get("b", "dflt"), cache["a"] is None)

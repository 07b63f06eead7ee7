# Keys of another type than the dict's: the value that is found is the dict's own.
def key(n):
    return [1, "a", None, 2.0][n]


groups = {"a": [1], "b": [2]}
numbers = {1: {"x": 1}, 2: {"y": 2}}
found = groups.get(key(1))
found.append(9)
print(groups, groups.get(key(0)), groups.get(key(2), "none"))
numbers.get(key(3))["z"] = 3
numbers.get(key(0), {})["w"] = 4
print(numbers, numbers.get(key(1), {}), numbers.get(True))
for word in ["a", None, 5]:
    print(groups.get(word, []), end=" ")
print()
try:
    print(groups.get([1]))
except TypeError as error:
    print(error)


def said(x):
    print("said", x)
    return x


stock = {"a": 1, "b": 2}
print(stock.get(said("a"), said("none")), stock.get(said("c"), said(None)), stock.get("a", stock.pop("a")), stock)

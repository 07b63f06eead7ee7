def describe(x):
    if isinstance(x, bool):
        return "bool"
    if isinstance(x, int):
        return f"int {x + 1}"
    if isinstance(x, str):
        return "str " + x.upper()
    if isinstance(x, list):
        return "list of " + ", ".join(describe(y) for y in x)
    if x is None:
        return "nothing"
    return type(x).__name__


for v in [1, "a", True, None, 2.5, [1, ["b", None]], {}, (1,)]:
    print(describe(v))


def double(x):
    return x + x


print(double(2), double("ab"), double([1]), double(1.5), double((1,)))
x = 1
x = "now a string"
x = [x, 2]
print(x)
mixed = [1, "two", 3.0, None, [4]]
for item in mixed:
    print(item, end=" ")
print(mixed[0] + mixed[2], mixed[1] * 2)


def maybe(flag):
    if flag:
        return 1


print(maybe(True), maybe(False), maybe(0) is None)
value = 5 if len(mixed) > 3 else "five"
print(value)
d = {"n": 1, "s": "x", 3: [1]}
d["n"] = "changed"
print(d, [type(v).__name__ for v in d.values()])
try:
    print(double(None))
except TypeError as error:
    print(error)

print(list(enumerate("ab", 3)), list(zip([1, 2, 3], "ab")), list(map(str, [1, 2])), list(filter(None, [0, 1, "", "a"])))
print(list(range(5)), list(range(2, 10, 3)), list(range(5, 0, -2)), range(3), len(range(0, 10, 3)))
print(any([0, "", 3]), all([1, 2, 0]), any([]), all([]), any(x > 2 for x in [1, 3]))
print(sum(range(101)), sum([0.5, 1]), sum([1], 10), min("b", "a"), max(3, 7, 5), min([], default=0), max([1, -5], key=abs))
print(sorted(["b", "A", "c"], key=str.lower), sorted([3, 1, 2], key=lambda x: -x), list(reversed([1, 2, 3])), list(map(lambda a, b: a * b, [1, 2], [3, 4])))
print(abs(-3), abs(float("-2.5")), divmod(17, 5), pow(2, 8), bool([]), bool("x"), str(None), list("abc"), ord("a"), chr(98))
it = iter([1, 2])
print(next(it), next(it), next(it, "end"))
print(isinstance(3, int), isinstance(True, int), isinstance("a", (int, str)), isinstance(1.0, int))


def climbs(limits, key):
    low = 0
    while low <= key and key in range(low, limits[0] + 1):
        low += 1
    return low


print(climbs([10**3], 5), climbs([2], 5), 10**30 in range(5), 2.0 in range(3), True in range(2))

import math

nan = float("nan")
xs = [1.0, nan, 2.0]
print(nan in xs, xs.index(nan), xs.count(nan), nan == nan, nan != nan)
print(xs == [1.0, nan, 2.0], xs == xs, xs != list(xs))
print((nan,) == (nan,), [[nan]] == [[nan]], {"a": nan} == {"a": nan})
print({nan: 1} == {nan: 1}, {nan} == {nan}, nan in {nan}, len({nan, nan}))
table = {nan: 5}
print(table.get(nan), nan in table, table[nan])
xs.remove(nan)
print(xs, nan in xs)
print(math.nan in [math.nan], [math.nan] == [math.nan], math.nan in (1.0, math.nan))
print([1.0, nan] < [1.0, nan], max([nan, 1.0]), min([1.0, nan]), sorted([nan]))


def first_missing(rows, missing):
    for i in range(len(rows)):
        if missing in rows[i]:
            return i, rows[i].index(missing)
    return None


print(first_missing([[1.0], [2.0, nan]], nan), first_missing([[1.0]], nan))


class Never:
    def __eq__(self, other):
        print("asked")
        return False

    def __hash__(self):
        return 1


one, other = Never(), Never()
print(one in (one, other), one in [other, one], one in (other,), one in {one}, (one, 1) == (one, 1))

import copy
import itertools
import operator
from functools import reduce
from itertools import chain, combinations, groupby, islice, permutations, product

print(list(permutations([1, 2, 3], 2)), list(combinations("abc", 2)))
print(list(product([0, 1], repeat=2)), list(product("ab", [1, 2])))
print(list(chain([1], (2, 3), {4: 5})), list(chain.from_iterable([[1, 2], [3]])))
print(list(itertools.accumulate([1, 2, 3, 4])), list(itertools.accumulate([3, 1, 2], max)))
print(list(islice(itertools.count(10, 5), 3)), list(islice(itertools.cycle("ab"), 5)))
print([(k, len(list(g))) for k, g in groupby("aaabbc")])
print([(k, list(g)) for k, g in groupby([1, 3, 2, 4, 5], key=lambda n: n % 2)])
print(list(itertools.takewhile(lambda n: n < 3, [1, 2, 3, 1])), list(itertools.dropwhile(lambda n: n < 3, [1, 2, 3, 1])))
print(list(itertools.zip_longest([1, 2], "a", fillvalue="-")), list(itertools.pairwise([1, 2, 3])))
print(list(itertools.repeat("x", 2)), list(itertools.filterfalse(lambda v: v, [0, 1, "", 2])))
print(reduce(lambda a, b: a * b, range(1, 25)), reduce(operator.add, ["a", "b"], ">"))
rows = [[1, 2], [3]]
shallow, deep = copy.copy(rows), copy.deepcopy(rows)
rows[0].append(9)
rows.append([4])
print(rows, shallow, deep)

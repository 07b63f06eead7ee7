# Subscripts whose type is only known when the program runs, of containers whose elements' type is known.
from collections import deque


def given(x):
    return x


given("a")
grid = [[0], [1]]
row = grid[given(1)]
row.append(7)
grid[given(0)].append(4)
grid[given(0)] += [6]
grid[given(0)][given(0)] += 9
grid[given(-1)][0] = 5
print(grid, row)
numbers = [1, 2, 3]
numbers[given(0)] = 5
numbers[given(True)] *= 5
del numbers[given(2)]
print(numbers, numbers[given(1)])
del numbers[True]
print(numbers)
queue = deque([[1], [2], [3]])
queue[given(1)].append(7)
del queue[given(0)]
print(queue)
by_number = {1: [0], 2: [2]}
by_number[given(1)].append(3)
found = by_number[given(2.0)]
found.append(4)
print(by_number, 1.0 in by_number, by_number[True])
del by_number[given(2)]
print(by_number)
counts = {1: 10, 2: 20}
counts[given(1)] += 5
print(counts, counts[given(2)], counts.get(given(3), 0))
nexts = {"a": 1, "b": 0}
place = nexts.get("a")
grid[place] = [8]
grid[place].append(2)
print(grid)
if place is not None:
    grid[place].append(3)
del grid[place]
print(grid)
by_name = {"x": [1], "y": [2]}
name = {"n": "y"}.get("n")
by_name[name].append(3)
print(by_name)
for bad in [lambda: grid[given("a")], lambda: grid[nexts.get("z")], lambda: by_number[given("q")]]:
    try:
        print(bad())
    except (TypeError, KeyError) as error:
        print(type(error).__name__, error)


def main():
    inner = [[0], [1]]
    inner[given(1)] = [3]
    inner[given(0)].append(2)
    part = inner[given(0)]
    part.append(5)
    keyed = {1: [1]}
    keyed[given(1)].append(2)
    print(inner, part, keyed)


main()

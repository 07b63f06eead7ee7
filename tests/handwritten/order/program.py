ages = {"bob": 3, "al": 5}
ages["cy"] = 1
del ages["bob"]
ages["bob"] = 9
for name, age in ages.items():
    print(name, age)
numbers = {33, 1, 16, 8, 64}
print(numbers, list(set([5, 3, 99, 17, 8])))
numbers.add(2)
numbers.discard(16)
print(sorted(numbers), [n for n in numbers])

# version: 3.11
a = [3, 1, 2]
a.append(5)
a.extend([7, 8])
a.insert(1, 9)
a.insert(-1, 10)
a.insert(100, 11)
print(a, len(a), a[0], a[-1])
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove(2)
print(a, 9 in a, 2 in a, a.index(5), a.count(9))
a.sort()
print(a, a[::-1], list(reversed(a)))
a.sort(reverse=True)
print(a)
a.reverse()
b = a.copy()
b.clear()
print(a, b, a + [1], a * 2, [0] * 3, [] == b, a != b)
del a[0]
del a[1:3]
print(a)
print([1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 5], max([1, 2], [1, 3]))
print(sum([1, 2, 3]), sum([[1], [2]], []), min([4, 2]), max([4, 2]), sorted([3, 1, 2], reverse=True))
for bad in (lambda: [].pop(), lambda: [1].remove(2), lambda: [1][5], lambda: [1].index(2), lambda: max([])):
    try:
        bad()
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)

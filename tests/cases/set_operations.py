s = {3, 1, 2}
s.add(5)
s.add(1)
s.discard(9)
s.remove(3)
print(sorted(s), len(s), 1 in s, 9 in s)
t = {2, 5, 7}
print(sorted(s | t), sorted(s & t), sorted(s - t), sorted(s ^ t), s <= t, {2} < t, s.isdisjoint({9}))
print(sorted(s.union([8, 9])), sorted(s.intersection([5])), s.issubset({1, 2, 5}), sorted(s.difference(t)))
print(set(), set([1, 1, 2]) == {1, 2}, len(set("hello")), {x % 3 for x in range(10)}, frozenset([1, 2]) == {1, 2})
s.update([10, 11])
s |= {12}
s -= {1}
print(sorted(s), bool(set()))
try:
    s.remove(99)
except KeyError as error:
    print("KeyError", error)
empty = set()
try:
    empty.pop()
except KeyError as error:
    print(error)

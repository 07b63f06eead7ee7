class E:
    def __len__(self):
        return 0


class N:
    pass


for v in [0, 1, -1, 0.0, 0.1, "", "a", [], [0], {}, {1: 2}, set(), (), (0,), None, True, False, E(), N(), range(0), range(2)]:
    print(1 if v else 0, end=" ")
print()
x = []
if not x:
    print("empty")
while x is not None and not x:
    x.append(1)
print(x or "no", [] or None, {} and 1, "a" and "b", 0 or 0.0, not [] and True)
n = None
print(n or 5, (n and n.attr) is None)

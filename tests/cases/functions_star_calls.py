def area(w, h):
    return w * h


params = [(2, 3), (4, 5), (0, 1)]
for i, p in enumerate(params):
    print(i, area(*p))
for p in params:
    print(area(*p), end=" ")
print()
print(*[1, 2, 3], *"ab", sep="-")
print(max(*[3, 9, 2]), list(zip(*params)))

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


def told(x):
    print("told", x)
    return x


def every(a, *b, c=0, d=1, **e):
    return a, b, c, d, e


print(every(told(1), told(2), e=told(3), d=told(4), c=told(5)))
print(every(told(1), told(2), **{told("d"): told(3), "z": told(4)}))
print(every(told(1), z=told(2), **{"d": told(3)}, c=told(4)))
print(every(d=told(1), f=told(2), a=told(3)))

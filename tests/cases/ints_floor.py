def show(a, b):
    print(a, b, a // b, a % b, divmod(a, b))


for a in (7, -7, 0, 1, -1):
    for b in (2, -2, 3, -3, 7):
        show(a, b)
show(10**20, 7)
show(-(10**20), 7)
show(10**20, -(10**19))
show(-9223372036854775808, -1)
print(7.5 // 2, -7.5 // 2, 7.5 % -2, -7.5 % 2, divmod(-7.5, 2))
print(5 // 0.3, 1e300 // 1e-5, -0.0 // 5)

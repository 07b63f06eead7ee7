print(1 == 1.0, 1 < 1.5, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 10**400 > 1e308)
print(True + True, True * 3.5, False - 1, -True, True == 1, True < 2)
print(7 / 2, 6 / 3, -1 / 3, 10**20 / 3, 2**1000 / 2**999)
print(1 + 0.5, 3 - 1.0, 2 * 0.5, 7 // 2.0, 7 % 2.5)
print(max(1, 2.5), min(3, 2.0), max(2, 2.0), sum([1, 2.5, True]))
print({1: "a", 1.0: "b", True: "c"})
x = 3
x /= 2
print(x)
x //= 1
print(x)

values = [0.1, 1.0, -0.0, 1e16, 1e15, 123456789.123, 1e-5, 0.0001, 1e22, 1.5e300, 5e-324, 2.5, 100.0, 1 / 3, 1e100]
for v in values:
    print(v, repr(v), str(-v))
print(float("inf"), float("-inf"), float("nan"), [float("nan"), 1e308 * 10])
print(0.1 + 0.2, 1.1 * 3, 3.0 == 3, 1e16 + 1, 2.0**0.5)
print(float("1e5"), float(" -2.5 "), float("1_000.5"), float("infinity"))
print((0.5).is_integer(), (4.0).is_integer(), float(7), float("nan") == float("nan"))

def f(tag, value):
    print("eval", tag)
    return value


print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1.0 == True, "a" < "b" < "c")
print(f("a", 1) < f("b", 5) < f("c", 3))
print(f("a", 9) < f("b", 5) < f("c", 3))
x = 5
print(0 <= x < 10, not 0 <= x < 3, x in [1, 5] == True, 1 in [1] in [[1]])
print(1 and 0 or 3, "" or "default", None or 0, 5 and "x", not "", not not 3)
print([] or {} or "last", 0 and f("never", 1), 1 or f("never", 1))
print(None is None, x is not None, "a" if x > 3 else "b", [1] == [1], [1] is [1])

for text in ["12", "-3", " 4 ", "1e3", "0x10", "abc", "", "1_0", "３", "5.0", "inf"]:
    try:
        print(int(text), end=" ")
    except ValueError as e:
        print(e, end=" ")
    try:
        print(float(text))
    except ValueError as e:
        print(e)
print(str(10**30)[:5], len(str(2**200)), int("9" * 30) + 1, [int(d) for d in str(9875)], sum(map(int, "12345")))
print("".join(sorted("hello")), "abc"[::-1], "a" < "b", max("abc"), "x".join("abc"), "a,b;c".replace(";", ",").split(","))

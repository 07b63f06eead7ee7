print(round(2.5), round(3.5), round(-2.5), round(0.5), round(1.5))
print(round(2.675, 2), round(1234.5678, -2), round(5, -1), round(15, -1), round(25, -1), round(-15, -1))
print(round(1e20), round(7), round(True), round(2.0, 1), round(-0.4))
print(int(2.9), int(-2.9), int("  42 "), int("-7"), int("ff", 16), int("0b11", 0), int(True))
print(int(1e20), int(-1e18))
for text in ("", "4.5", "abc", "1 2"):
    try:
        print(int(text))
    except ValueError as error:
        print(error)

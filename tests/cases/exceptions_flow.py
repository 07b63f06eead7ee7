def f(x):
    try:
        print("try", x)
        if x == 0:
            return "returned"
        if x == 1:
            raise ValueError("one")
        if x == 2:
            return 1 // 0
        result = "fine"
    except ValueError as error:
        print("except", error)
        result = "handled"
    else:
        print("else")
    finally:
        print("finally", x)
    return result


for i in (0, 1, 3):
    print(f(i))
try:
    f(2)
except ZeroDivisionError as error:
    print("outer", error)


def loop():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            print("body", i)
        finally:
            print("cleanup", i)
    return i


print(loop())


def override():
    try:
        return "try"
    finally:
        return "finally"


print(override())

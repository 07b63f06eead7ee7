def inner(x):
    try:
        return 10 // x
    finally:
        print("inner finally", x)


def outer(x):
    try:
        return inner(x)
    except ZeroDivisionError:
        print("converting")
        raise ValueError("bad x") from None


def reraise():
    try:
        {}["k"]
    except KeyError:
        print("seen")
        raise


for x in (5, 0):
    try:
        print(outer(x))
    except ValueError as error:
        print("got", error)
try:
    reraise()
except KeyError as error:
    print("again", error)
try:
    try:
        raise ValueError("first")
    except ValueError as error:
        raise TypeError("second") from error
except TypeError as error:
    print(error, "caused by", repr(error.__cause__))
try:
    assert 1 == 2, "math works"
except AssertionError as error:
    print("assertion", error)
try:
    assert []
except AssertionError as error:
    print("bare", repr(error))

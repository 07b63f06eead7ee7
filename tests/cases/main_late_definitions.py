print("first")


def caller():
    return later(3)


try:
    caller()
except NameError as error:
    print(error)


def later(n):
    return n + 1


print(caller())


def later(n):
    return n * 100


print(caller())
if caller() > 100:

    def pick():
        return "big"

else:

    def pick():
        return "small"


print(pick())

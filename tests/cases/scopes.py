# version: 3.11
x = "global"
counter = 0


def reads():
    return x


def shadows():
    x = "local"
    return x


def writes():
    global counter
    counter += 1
    return counter


def unbound(flag):
    if flag:
        value = 1
    return value


print(reads(), shadows(), x, writes(), writes(), counter)
print(unbound(True))
try:
    print(unbound(False))
except UnboundLocalError as error:
    print(error)
try:
    print(not_there)
except NameError as error:
    print(error)
for loop in range(3):
    leaked = loop * 2
print(loop, leaked)

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


level = 13
class Nested:
    level = 1
    z = 2
    y = [level for _ in range(2)]
    w = [i for i in range(level)]
    v = [i + level for i in range(z) if i < level]
    g = {level: level for level in range(2)}
    h = sum(level for _ in range(3))
print(Nested.y, Nested.w, Nested.v, Nested.g, Nested.h)

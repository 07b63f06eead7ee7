def parameter(e, x):
    try:
        y = 1 // x
    except ZeroDivisionError as e:
        y = -1
    try:
        return (y, e)
    except UnboundLocalError as problem:
        return type(problem).__name__


def deleted(a, x):
    if x:
        del a
    try:
        return a
    except UnboundLocalError as problem:
        return type(problem).__name__


def nested(x):
    e = [1]
    for i in range(3):
        try:
            if i == x:
                raise ValueError(i)
            e.append(i)
        except ValueError as e:
            print("caught", e)
            break
    else:
        print("no break", e)
    try:
        e.append(9)
        print(e)
    except UnboundLocalError as problem:
        print(type(problem).__name__)


def again(x):
    e = "before"
    for i in range(3):
        try:
            print(e)
            if i == x:
                raise ValueError(i)
        except UnboundLocalError as problem:
            print(type(problem).__name__)
            e = "again"
        except ValueError as e:
            print("caught", e)
            continue


def inner(x):
    e = 1
    try:
        try:
            [][x]
        except IndexError as e:
            raise KeyError(e)
    except KeyError as k:
        print(k)
    try:
        print(e)
    except UnboundLocalError as problem:
        print(type(problem).__name__)


def captured(x):
    e = 1

    def show():
        return e

    try:
        1 // x
    except ZeroDivisionError as e:
        print(show())
    try:
        print(show())
    except NameError as problem:
        print(type(problem).__name__)


print(parameter(5, 1), parameter(5, 0))
print(deleted(1, 0), deleted(1, 1))
nested(1)
nested(5)
again(1)
again(7)
inner(0)
captured(1)
captured(0)


class P:
    def __init__(self, a, x):
        self.a = a
        if x:
            del a
        try:
            self.b = a
        except UnboundLocalError as problem:
            self.b = type(problem).__name__


def twice(x):
    a = [x]
    del a
    try:
        del a
    except UnboundLocalError as problem:
        print(type(problem).__name__)
    a = [2]
    print(a)


def looped(n):
    total = 0
    for i in range(n):
        if i == 2:
            del total
        try:
            total += i
        except UnboundLocalError as problem:
            print(type(problem).__name__)
            total = 100
    return total


def lost(n):
    e = n

    def get():
        return e

    if n:
        del e
    try:
        return get()
    except NameError as problem:
        return type(problem).__name__


print(P(1, 0).b, P(1, 1).b)
twice(1)
print(looped(2), looped(5))
print(lost(0), lost(1))

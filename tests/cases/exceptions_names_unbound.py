def f(x):
    e = 5
    try:
        return 1 // x
    except ZeroDivisionError as e:
        print("caught", e)
    try:
        return e
    except UnboundLocalError as problem:
        print(type(problem).__name__)
    return -1


def g(x):
    e = 5
    try:
        y = 1 // x
    except ZeroDivisionError as e:
        y = -1
    return (y, e) if x else y


def h(x):
    for e in range(2):
        try:
            print(e, 1 // x)
        except ZeroDivisionError as e:
            print(type(e).__name__)
    try:
        print(e)
    except UnboundLocalError as problem:
        print(type(problem).__name__)


def k(x):
    try:
        1 // x
    except ZeroDivisionError as e:
        e = 7
        print(e)
    try:
        print(e)
    except UnboundLocalError as problem:
        print(type(problem).__name__)


def m(x):
    e = "kept"
    try:
        1 // x
    except ZeroDivisionError as e:
        pass
    if x:
        print(e)
    else:
        e = "again"
        print(e)


e = 1
try:
    1 // 0
except ZeroDivisionError as e:
    print("top", e)
try:
    print(e)
except NameError as problem:
    print(type(problem).__name__)
print(f(0), f(1), g(2), g(0))
h(1)
h(0)
k(0)
m(0)
m(1)

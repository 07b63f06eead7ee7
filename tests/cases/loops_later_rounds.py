def looping(xs):
    for x in xs:
        if x == 2:
            y = x
        elif x == 4:
            try:
                print(y)
            except UnboundLocalError:
                print("no y")


def plain(xs):
    for x in xs:
        if x == 2:
            y = x
        else:
            print(y)


def whiles(n):
    while n:
        if n > 3:
            last = n
        else:
            print(last)
        n -= 1


def texts(xs):
    for x in xs:
        if x > 1:
            t = str(x)
        else:
            print(t)


def lists(xs):
    for x in xs:
        if x > 1:
            t = [x]
        else:
            t.append(5)
            print(t)


looping([4, 2, 4, 2, 4])
plain([2, 3, 3])
whiles(5)
texts([2, 1, 1])
lists([2, 1, 1])
for x in [2, 3, 3]:
    if x == 2:
        top = x
    else:
        print(top)

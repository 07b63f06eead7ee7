def handled(xs):
    e = 0
    out = []
    for x in xs:
        try:
            out.append(10 // x)
        except ZeroDivisionError as e:
            out.append(-1)
        except TypeError as e:
            out.append(-2)
    return out


def g(x):
    try:
        y = 10 // x
    except ZeroDivisionError as e:
        message = str(e)
    else:
        message = "fine"
    finally:
        e = "final"
    return message + e


def h(text):
    try:
        value = int(text)
    except ValueError as value:
        print(value)
        value = -1
    return value


class K:
    def m(self, v):
        try:
            return [1, 2][v]
        except IndexError as v:
            print("m", v)
        try:
            return v
        except UnboundLocalError:
            return "gone"


print(handled([1, 0, 2]), g(0), g(1))
print(h("5"))
try:
    print(h("x"))
except UnboundLocalError as e:
    print("unbound")
print(K().m(1), K().m(7))
for i in range(2):
    try:
        if i:
            del e
    except NameError as e:
        print("name", type(e).__name__)
    try:
        raise ValueError(i)
    except ValueError as e:
        last = e
print(last)


def again():
    a = 1
    print(a)
    a = "s"
    del a
    try:
        del a
    except UnboundLocalError:
        print("twice")
    try:
        print(a)
    except UnboundLocalError:
        print("gone")


def looping(xs):
    for x in xs:
        if x == 2:
            y = x
        elif x == 3:
            del y
        elif x == 4:
            try:
                print(y)
            except UnboundLocalError:
                print("no y")


again()
looping([2, 4, 3, 4, 2, 4])
try:
    looping([3])
except UnboundLocalError:
    print("never")

class MyErr(ValueError):
    code = 7


def f(n):
    if n == 0:
        raise MyErr
    if n == 1:
        raise MyErr("msg")
    if n == 2:
        raise MyErr("a") from ValueError("cause")
    if n == 3:
        raise StopIteration
    if n == 4:
        raise KeyError
    if n == 5:
        raise NotImplementedError("todo")
    if n == 6:
        raise TypeError(5)
    if n == 7:
        raise OSError("disk")
    return "ok"


for i in range(9):
    try:
        print(f(i))
    except MyErr as e:
        print("MyErr", e, e.code, e.args, isinstance(e, ValueError))
    except (KeyError, StopIteration) as e:
        print(type(e).__name__, repr(e), e.args)
    except Exception as e:
        print("other", type(e).__name__, e)

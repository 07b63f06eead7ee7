# args: 0
# args: 1
# args: 2
# args: 3
import sys


class Problem(Exception):
    pass


def fail(kind):
    print("before", kind)
    if kind == 0:
        return [1, 2][kind + 7]
    if kind == 1:
        raise Problem("custom", kind)
    if kind == 2:
        return int("zz")
    try:
        return {}["missing"]
    except KeyError:
        raise ValueError("while handling")


fail(int(sys.argv[1]))
print("never")

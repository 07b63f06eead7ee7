"""The Python side of `runtime/citl-rt/examples/probe_program.rs`: line numbers there are those of this file."""

import sys


class MyError(ValueError):
    pass


def fail(n):
    if n == 0:
        raise ValueError("bad value")
    fail(n - 1)


def recurse(n):
    return recurse(n + 1)


def even(n):
    odd(n)


def odd(n):
    even(n)


def caused():
    try:
        fail(1)
    except ValueError as e:
        raise MyError("outer", 2) from e


def context(hide):
    try:
        fail(0)
    except ValueError:
        if hide:
            raise KeyError("k") from None
        raise KeyError("k")  # noqa: B904


def again(explicit):
    try:
        fail(1)
    except ValueError as e:
        e.add_note("a note")
        if explicit:
            raise e
        raise


def nested():
    try:
        context(False)
    except KeyError:
        raise MyError  # noqa: B904


def main():
    what = sys.argv[1]
    print("before", end="")
    if what.startswith("exit"):
        codes = [None, 3, -1, 256, 2**70, "text", (1, "a"), True, 2.5, ""]
        sys.exit(codes[int(what[4:])])
    elif what == "bare_exit":
        sys.exit()
    elif what.startswith("fail"):
        fail(int(what[4:]))
    elif what == "recurse":
        recurse(0)
    elif what == "even":
        even(0)
    elif what == "caused":
        caused()
    elif what == "context":
        context(False)
    elif what == "hidden":
        context(True)
    elif what == "reraise":
        again(False)
    elif what == "raise_again":
        again(True)
    elif what == "nested":
        nested()
    elif what == "lines":
        print("text\nfor\nall")
        raise MyError("two\nlines")
    elif what == "oserror":
        raise FileNotFoundError(2, "No such file or directory", "x.txt")
    elif what == "input":
        a = input("name? ")
        b = sys.stdin.readline()
        c = list(sys.stdin)
        print(repr((a, b, c)))
        input()
    elif what == "limit":
        sys.setrecursionlimit(60)
        recurse(0)
    elif what == "many":
        for i in range(200000):
            print(i)


main()

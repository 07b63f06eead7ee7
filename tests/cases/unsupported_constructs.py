import tkinter  # error: unknown-import


def later(n):
    yield n  # error: unsupported


def fine(n):
    return n + 1


print(fine(1))

import tkinter  # error: unknown-import


async def later():  # error: unsupported
    return 1


def fine(n):
    return n + 1


print(fine(1))

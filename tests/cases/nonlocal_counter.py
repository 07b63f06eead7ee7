def counter():
    n = 0

    def inc(by=1):
        nonlocal n
        n += by
        return n

    return inc


a, b = counter(), counter()
print(a(), a(5), b(), a())


def outer():
    log = []
    depth = 0

    def visit(k):
        nonlocal depth
        depth = max(depth, k)
        log.append(k)
        if k < 3:
            visit(k + 1)

    visit(0)
    return log, depth


print(outer())

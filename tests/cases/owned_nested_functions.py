def outer(n):
    result = []
    path = []

    def step(i):
        if i == n:
            result.append(path[:])
            return
        path.append(i)
        step(i + 1)
        path.pop()
        step(i + 1)

    step(0)
    return result


def memo(n):
    cache = {}

    def fib(k):
        if k < 2:
            return k
        if k in cache:
            return cache[k]
        v = fib(k - 1) + fib(k - 2)
        cache[k] = v
        return v

    r = fib(n)
    print(len(cache))
    return r


def looped(xs):
    out = []

    def add(x):
        out.append(x)
        xs.append(x)

    for x in [1, 2]:
        add(x)
    add(len(out))
    return out


print(outer(3), memo(20), looped([5]))

def alias_loop(rows):
    for i, row in enumerate(rows):
        other = row
        other.append(i)
    return rows


def last_of(rows):
    last = rows[0]
    for row in rows:
        last = row
    last.append(99)
    return rows


def chain(grid):
    first = grid[0]
    second = first
    second.append(5)
    first.append(6)
    return grid


def build():
    rows = []
    cur = []
    for x in range(5):
        cur.append(x)
        if x % 2:
            rows.append(cur)
            cur = []
    rows.append(cur)
    cur.append(100)
    return rows


def build2(xs):
    rows = []
    cur = []
    for x in xs:
        if x < 0:
            rows.append(cur)
            continue
        cur.append(x)
    rows.append(cur)
    return rows


def ret(rows, store):
    r = rows[1]
    store.append(r)
    r.append(1)
    return r


def cond(a, b, flag):
    x = a if flag else b
    x.append(7)
    return x


def orr(a, b):
    x = a or b
    x.append(3)
    return x


def swap(a, b):
    a, b = b, a
    a.append(1)
    return a, b


def lazy(xs):
    m = map(lambda v: v + 1, xs)
    xs.append(10)
    return list(m)


def lazy2(xs, k):
    m = [k]
    f = map(lambda v: v + m[0], xs)
    m[0] = 100
    return list(f)


def closure(xs):
    def total():
        return sum(xs)

    xs.append(5)
    a = total()
    xs.append(6)
    return a, total()


def closure2():
    acc = []

    def push(v):
        acc.append(v)
        return acc

    p = push(1)
    p.append(2)
    push(3)
    return acc


def pairs():
    p = ([1], [2])
    q = p
    q[0].append(9)
    a, b = p
    a.append(8)
    return p, q


def dicts():
    d = {"a": [1], "b": [2]}
    e = d["a"]
    e.append(3)
    d["c"] = e
    e.append(4)
    d["b"], d["a"] = d["a"], d["b"]
    return d


def sl(xs):
    ys = xs[:]
    ys.append(1)
    zs = xs
    zs.append(2)
    return xs, ys


def main():
    print(alias_loop([[1], [2]]))
    print(last_of([[1], [2]]))
    print(chain([[1], [2]]))
    print(build())
    print(build2([1, -1, 2, -1, 3]))
    store = []
    rows = [[1], [2]]
    print(ret(rows, store), rows, store)
    a, b = [1], [2]
    c = cond(a, b, True)
    c.append(8)
    print(a, b, c)
    e = []
    o = orr(e, a)
    o.append(4)
    print(e, a, o)
    s, t = swap(a, b)
    s.append(11)
    print(a, b, s, t)
    print(lazy([1, 2]), lazy2([1, 2], 3))
    print(closure([1]), closure2())
    print(pairs(), dicts(), sl([0]))


main()

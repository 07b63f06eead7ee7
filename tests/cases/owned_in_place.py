def order(rows, k):
    rows[k], rows[0] = rows[0], rows[k]
    rows[1], rows[-1] = rows[-1], rows[1]
    return len(rows)


def subsets(xs):
    result = [[]]
    for x in xs:
        result += [item + [x] for item in result]
    return result


def sets(a, b):
    x = set(a)
    y = set(b)
    print(sorted(x & y), sorted(x | y), sorted(x - y), x.issubset(y), sorted(x.union([9])), sorted(x ^ y))
    x.update([7, 8])
    x.intersection_update(y)
    z = x.copy()
    z.add(100)
    return sorted(x), sorted(z)


def grow(xs, ys):
    xs += ys
    xs.extend(y + 1 for y in ys)
    xs += [1]
    total = xs.copy()
    total += xs
    return total


def cut(xs, n=None):
    return xs[:n]


def main():
    rows = [[1], [2], [3]]
    print(order(rows, 2), rows)
    print(subsets([1, 2]))
    print(sets([1, 2, 3], [2, 3, 7]))
    a, b = [1], [2, 3]
    print(grow(a, b), a, b)
    print(cut(a), cut(a, 2))


main()

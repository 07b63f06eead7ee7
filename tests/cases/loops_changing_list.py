def grow(xs):
    for x in xs:
        if x < 10:
            xs.append(x + 5)
    return len(xs)


def shrink(xs):
    for x in xs:
        if x % 2 == 0:
            xs.remove(x)
    return xs


def number(words):
    for i, word in enumerate(words):
        if i % 2:
            continue
        words[i] = word.upper()
        if len(words) < 6:
            words.append(word + "!")
    else:
        print("done", i)
    return words


def pairs():
    ps = [("a", 1), ("b", 2)]
    for name, n in ps:
        if n < 5:
            ps.append((name * 2, n + 3))
    last = ""
    for p in ps:
        last = p[0]
    for p in ps:
        last = p[0]
    print(ps, last, p)


def other(xs):
    for x in xs:
        xs = [9]
    print(x, xs)


print(grow([1, 8, 3]))
print(shrink([2, 4, 6, 7, 8, 9]))
print(number(["a", "b", "c", "d"]))
pairs()
other([1, 2, 3])


def aliased(xs, ys):
    for i, x in enumerate(xs):
        ys.append(x)
        if i > 5:
            break
    return len(xs)


same = [1, 2]
print(aliased(same, same), same)
print(aliased([1], [2]))

def total(xs):
    s = 0
    for x in xs:
        s += x
    return s


def names(rows):
    out = []
    for row in rows:
        for name in row:
            out.append(name)
    return out


def squares(n):
    out = []
    for i in range(n):
        out.append(i * i)
    return out


def bump(rows):
    for row in rows:
        row.append(1)


def text(n):
    s = ""
    for i in range(n):
        s += str(i)
    return s


print(total([1, 2, 3]))
print(names([["a", "b"], ["c"]]))
print(squares(4))
r = [[1], [2]]
bump(r)
print(r)
print(text(5))


def room(words, n):
    lengths = []
    seen = {}
    for word in words:
        seen[word] = len(word)
        lengths.append(seen[word])
    squares = [i * i for i in range(n)]
    doubled = [x * 2 for x in squares if x % 2]
    nothing = [i for i in range(-3)]
    pairs = [(w, k) for w in words for k in seen]
    keys = [k + k for k in seen]
    out = []
    for i in range(len(words)):
        out.append(words[i] + str(i))
    return lengths, squares, doubled, nothing, pairs, keys, out


print(room(["a", "bcd"], 4))
print(room([], 0))

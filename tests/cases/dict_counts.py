"""Numbers in a dict that are counted up, with the key looked up once."""


class Loud:
    """A key whose comparison is seen."""

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        print("hash", self.n)
        return self.n

    def __eq__(self, other):
        print("eq", self.n, other.n)
        return self.n == other.n


def words(text):
    counts = {}
    for w in text.split():
        counts[w] = counts.get(w, 0) + 1
    lengths = {}
    for w in text.split():
        lengths[len(w)] = lengths.get(len(w), 0) + len(w)
    return counts, lengths


def changed(counts, by):
    for key in list(counts):
        counts[key] += by
        counts[key] -= 1
        counts[key] *= by
    counts["new"] = counts.get("new", 100) - by
    return counts


def floats(pairs):
    totals = {}
    for name, n, x in pairs:
        totals[name, n] = totals.get((name, n), 0.5) + x
    totals["a", 1] += 2
    return totals


def missing(counts):
    try:
        counts["nowhere"] += 1
    except KeyError as e:
        print("no key", e)
    return len(counts)


def loud():
    counts = {}
    for n in (1, 2, 1):
        key = Loud(n)
        counts[key] = counts.get(key, 0) + 1
    return list(counts.values())


def main():
    counts, lengths = words("a bb a ccc bb a")
    print(counts, lengths)
    print(changed(counts, 3))
    print(floats([("a", 1, 1.5), ("b", 2, 0.25), ("a", 1, 1.0)]))
    print(missing({"x": 1}))
    print(loud())


main()

# version: 3.11
class Key:
    def __init__(self, n, log):
        self.n = n
        self.log = log

    def __eq__(self, other):
        self.log.append(("eq", self.n))
        return self.n == other.n

    def __hash__(self):
        return hash(self.n)

    def __lt__(self, other):
        self.log.append(("lt", self.n, other.n))
        return self.n < other.n

    def __repr__(self):
        return f"Key({self.n})"


log = []
keys = [Key(2, log), Key(1, log), Key(3, log)]
print(sorted(keys), len(log))
print(keys.index(Key(3, log)), Key(1, log) in keys)
table = {k: k.n for k in keys}
print(table[Key(2, log)], len(log) > 5)
xs = [3, 1, 2]


def spy(x):
    seen.append(len(xs))
    return -x


seen = []
print(sorted(xs, key=spy), seen)


class Chain:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.append(x)
        if x > 0:
            self.push(x - 1)
        return len(self.items)


print(Chain().push(4))

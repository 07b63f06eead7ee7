import heapq
from functools import reduce


class Bad(Exception):
    pass


class Item:
    def __init__(self, n):
        self.n = n

    def check(self):
        if self.n < 0:
            raise Bad(f"item {self.n}")

    def __eq__(self, other):
        self.check()
        return isinstance(other, Item) and self.n == other.n

    def __hash__(self):
        self.check()
        return self.n

    def __lt__(self, other):
        self.check()
        other.check()
        return self.n < other.n

    def __add__(self, other):
        self.check()
        return Item(self.n + other.n)

    def __radd__(self, other):
        self.check()
        return self

    def __int__(self):
        self.check()
        return self.n

    def __index__(self):
        self.check()
        return self.n

    def __repr__(self):
        self.check()
        return f"I{self.n}"

    @property
    def weight(self):
        self.check()
        return self.n * 2


class Derived(Item):
    pass


class Counter3:
    def __init__(self, limit):
        self.i = 0
        self.limit = limit

    def __iter__(self):
        return self

    def __next__(self):
        if self.i == self.limit:
            raise Bad("too far")
        if self.i == 3:
            raise StopIteration
        self.i += 1
        return self.i


class Box:
    def __init__(self, handler):
        self.handler = handler

    def run(self, x):
        return self.handler(x)

    @staticmethod
    def strict(x):
        if x < 0:
            raise Bad("strict")
        return x

    @classmethod
    def make(cls, x):
        if x < 0:
            raise Bad("make")
        return cls(abs)


def risky(x):
    if x < 0:
        raise Bad(f"risky {x}")
    return x + 1


def positive(x):
    if x < 0:
        raise Bad("positive")
    return x > 0


OPS = {"risky": risky, "positive": positive}


def attempt(which, n):
    good, item = Item(2), Item(n)
    kid = Derived(n)
    try:
        if which == "heap":
            heap = [good]
            heapq.heappush(heap, item)
            return len(heap)
        if which == "reduce":
            return reduce(lambda a, b: a + b, [good, item, good]).n
        if which == "reduce2":
            return reduce(lambda a, b: a + risky(b), [1, n])
        if which == "get":
            return {good: 1}.get(item, 0)
        if which == "in dict":
            return item in {good: 1}
        if which == "sum":
            return sum([item, good]).n
        if which == "max":
            return max([good, item], key=lambda o: o.weight).n
        if which == "join":
            return ", ".join(map(str, [good, item]))
        if which == "join2":
            return ", ".join(repr(o) for o in [good, item])
        if which == "filter":
            return list(filter(positive, [1, n]))
        if which == "any":
            return any(positive(x) for x in [0, n])
        if which == "all":
            return all([positive(x) for x in [1, n]])
        if which == "for":
            total = 0
            for x in Counter3(2 if n < 0 else 9):
                total += x
            return total
        if which == "list":
            return list(Counter3(2 if n < 0 else 9))
        if which == "print":
            print(*[good, item])
            return 0
        if which == "int":
            return int(item)
        if which == "index":
            return [10, 20, 30, 40][item]
        if which == "remove":
            items = [good, item, good]
            items.remove(Item(3))
            return len(items)
        if which == "tuple":
            return (item, 1) == (Item(3), 1)
        if which == "set":
            return len({good, item})
        if which == "setcall":
            return len(set([good, item]))
        if which == "ops":
            return OPS["risky"](n)
        if which == "box":
            return Box(risky).run(n)
        if which == "static":
            return Box.strict(n)
        if which == "class":
            return Box.make(n).run(-4)
        if which == "derived":
            return kid == good
        if which == "derived prop":
            return kid.weight
        if which == "chain":
            return good < item < Item(9)
        if which == "nested":
            def inner(x):
                return risky(x)
            return inner(n)
        if which == "key":
            return sorted([good, item], key=Item.__int__)[0].n
        if which == "fstring":
            return f"{[item]!r:>6}"
        if which == "percent":
            return "%s %r" % (item, good)
        if which == "format":
            return "{} {}".format(item, good)
        if which == "unpack":
            a, b, c = Counter3(2 if n < 0 else 9)
            return a + b + c
        if which == "star":
            return len([*Counter3(2 if n < 0 else 9)])
        if which == "zip":
            return [x * y for x, y in zip(Counter3(2 if n < 0 else 9), [1, 2, 3])]
        if which == "next":
            it = iter(Counter3(0 if n < 0 else 9))
            return next(it)
        if which == "bool":
            return bool([item] == [Item(3)])
        if which == "aug":
            item += good
            return item.n
        if which == "min2":
            return min(good, item).n
    except Bad as e:
        return f"caught {e}"
    return "nothing"


NAMES = ["heap", "reduce", "reduce2", "get", "in dict", "sum", "max", "join", "join2", "filter", "any", "all", "for",
         "list", "print", "int", "index", "remove", "tuple", "set", "setcall", "ops", "box", "static", "class",
         "derived", "derived prop", "chain", "nested", "fstring", "percent", "format", "unpack", "star", "zip",
         "next", "bool", "aug", "min2", "other"]
for name in NAMES:
    print(name, attempt(name, 3), attempt(name, -1))

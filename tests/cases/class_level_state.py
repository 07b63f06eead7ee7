class Counter:
    total = 0
    names = []
    table = {}

    def __init__(self, name):
        self.name = name
        Counter.total += 1
        self.names.append(name)
        self.table[name] = Counter.total

    def bump(self):
        self.total += 10
        return self.total


a, b = Counter("a"), Counter("b")
print(Counter.total, a.total, a.names is b.names, Counter.names, b.table)
print(a.bump(), a.total, b.total, Counter.total)
Counter.total = 100
print(a.total, b.total)

# A list grows by one element of a generator at a time, and by all of a list at once.
def fails_midway():
    xs = [0]
    try:
        xs.extend(int(c) for c in "12x")
    except ValueError:
        pass
    print(xs)
    try:
        xs += (int(c) for c in "34x")
    except ValueError:
        pass
    print(xs)


def fails_before():
    xs = [0]
    try:
        xs.extend([int(c) for c in "12x"])
    except ValueError:
        pass
    print(xs)
    try:
        xs += [int(c) for c in "34x"]
    except ValueError:
        pass
    try:
        xs.extend(map(int, "56y"))
    except ValueError:
        pass
    try:
        xs[0:1] = [int(c) for c in "7x"]
    except ValueError:
        pass
    try:
        xs[0:1] = (int(c) for c in "8x")
    except ValueError:
        pass
    print(xs)


def looks_at_itself():
    xs = [1]
    xs.extend(len(xs) for _ in range(3))
    print(xs)
    xs.extend(xs[-1] + 1 for _ in range(3))
    print(xs)
    xs += (xs[-1] * 2 for _ in range(2))
    print(xs)


def looks_before():
    xs = [1]
    xs.extend([len(xs) for _ in range(3)])
    print(xs)
    xs.extend([xs[-1] + 1 for _ in range(3)])
    xs += [xs[-1] * 2 for _ in range(2)]
    xs += [len(xs) for _ in xs]
    print(xs)


def calls():
    def conv(c):
        return int(c)

    xs = []
    log = []
    try:
        for c in "1x":
            xs.append(conv(c))
            log.append(c)
    except ValueError as e:
        log.append("e")
    try:
        xs.extend(conv(c) for c in "23x")
    except ValueError:
        print(xs, log)
    try:
        xs.extend([conv(c) for c in "45x"])
    except ValueError:
        print(xs, log)


class Numbers:
    def __init__(self):
        self.xs = [1]

    def more(self):
        self.xs.extend(self.last() + 1 for _ in range(2))
        self.xs.extend([self.last() + 1 for _ in range(2)])
        self.xs += [self.last() for _ in range(2)]
        self.xs.extend(len(self.xs) for _ in range(2))

    def last(self):
        return self.xs[-1]


def of_an_object():
    b = Numbers()
    b.more()
    print(b.xs)


fails_midway()
fails_before()
looks_at_itself()
looks_before()
calls()
of_an_object()

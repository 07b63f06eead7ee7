class Unfit(Exception):
    pass


class Box:
    def __init__(self, value):
        self.value = value

    @property
    def half(self):
        if self.value % 2:
            raise Unfit(f"{self.value} is odd")
        return self.value // 2

    @half.setter
    def half(self, value):
        if value < 0:
            raise Unfit(f"negative half {value}")
        self.value = value * 2

    def check(self):
        if self.value == 13:
            raise Unfit("thirteen")

    def __eq__(self, other):
        self.check()
        return self.value == other.value

    def __hash__(self):
        self.check()
        return hash(self.value)

    def __lt__(self, other):
        self.check()
        return self.value < other.value

    def __str__(self):
        self.check()
        return f"<{self.value}>"

    def __repr__(self):
        self.check()
        return f"Box({self.value})"

    def __add__(self, other):
        self.check()
        return Box(self.value + other.value)

    def __iadd__(self, other):
        self.check()
        self.value += other.value
        return self

    def __neg__(self):
        self.check()
        return Box(-self.value)

    def __bool__(self):
        self.check()
        return self.value != 0

    def __len__(self):
        self.check()
        return self.value

    def __getitem__(self, index):
        self.check()
        if index >= 3:
            raise IndexError("no more")
        return self.value + index

    def __setitem__(self, index, value):
        self.check()
        self.value = index + value

    def __contains__(self, value):
        self.check()
        return value == self.value

    def __call__(self, x):
        self.check()
        return x + self.value


class Row:
    def __init__(self, boxes):
        self.boxes = boxes

    def __iter__(self):
        if len(self.boxes) > 2:
            raise Unfit("too long")
        return iter(self.boxes)

    def __abs__(self):
        if not self.boxes:
            raise Unfit("empty")
        return self.boxes[0].value


def reading(box):
    try:
        return box.half
    except Unfit as e:
        return str(e)


def writing(box, value):
    try:
        box.half = value
        box.half += 1
        return "written"
    except Unfit as e:
        return str(e)


def equal(a, b):
    try:
        return a == b
    except Unfit as e:
        return str(e)


def unequal(a, b):
    try:
        return a != b
    except Unfit as e:
        return str(e)


def least(boxes):
    try:
        return min(boxes).value
    except Unfit as e:
        return -1


def ordered(boxes):
    try:
        boxes.sort()
        return len(sorted(boxes))
    except Unfit as e:
        return -2


def larger(a, b):
    try:
        return a > b
    except Unfit:
        return None


def said(box):
    try:
        print(box)
        print(str(box), repr(box), f"{box} {box!r}", [box])
    except Unfit as e:
        print("not said:", e)


def added(a, b):
    try:
        return (a + b).value
    except Unfit:
        return -3


def extended(a, b):
    try:
        a += b
        return a.value
    except Unfit:
        return -4


def negated(a):
    try:
        return (-a).value
    except Unfit:
        return -5


def truth(a):
    try:
        if a:
            return "true"
        return "false"
    except Unfit:
        return "neither"


def length(a):
    try:
        return len(a)
    except Unfit:
        return -6


def indexed(a, i):
    try:
        a[i] = 1
        return a[i]
    except Unfit:
        return -7
    except IndexError as e:
        return -8


def holds(a, x):
    try:
        return x in a
    except Unfit:
        return None


def among(a, boxes):
    try:
        return a in boxes
    except Unfit:
        return None


def called(a, x):
    try:
        return a(x)
    except Unfit:
        return -9


def keyed(table, a):
    try:
        return table[a]
    except Unfit:
        return -10
    except KeyError:
        return -11


def listed(row):
    try:
        return sum([box.value for box in row])
    except Unfit as e:
        return -12


def magnitude(row):
    try:
        return abs(row)
    except Unfit:
        return -13


def strange(x):
    if x == 13:
        raise Unfit("as a key")
    return -x


def by_key(numbers):
    try:
        return sorted(numbers, key=strange)
    except Unfit as e:
        return [0]


def mapped(numbers):
    try:
        return list(map(strange, numbers))
    except Unfit as e:
        return [0]


good, odd, bad = Box(4), Box(7), Box(13)
print(reading(good), reading(odd))
print(writing(Box(2), 5), writing(Box(2), -1))
print(equal(good, odd), equal(bad, good), unequal(good, odd), unequal(bad, good))
print(least([good, odd]), least([odd, bad, good]))
print(ordered([odd, good]), ordered([good, bad, odd]))
print(larger(odd, good), larger(good, bad))
said(good)
said(bad)
print(added(good, odd), added(bad, good))
print(extended(Box(1), good), extended(Box(13), good))
print(negated(good), negated(bad))
print(truth(good), truth(Box(0)), truth(bad))
print(length(good), length(bad))
print(indexed(Box(3), 1), indexed(Box(13), 1), indexed(Box(3), 5))
print(holds(good, 4), holds(bad, 4))
print(among(good, [odd, Box(4)]), among(good, [odd, bad]))
print(called(good, 1), called(bad, 1))
print(keyed({good: 1}, Box(4)), keyed({good: 1}, bad), keyed({good: 1}, Box(5)))
print(listed(Row([good, odd])), listed(Row([good, odd, bad])))
print(magnitude(Row([good])), magnitude(Row([])))
print(by_key([1, 2, 3]), by_key([1, 13]))
print(mapped([1, 2, 3]), mapped([1, 13]))

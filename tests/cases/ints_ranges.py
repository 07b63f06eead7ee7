# Indexes that are never negative, and those that only look so.


def insertion_sort(xs):
    for i in range(1, len(xs)):
        key = xs[i]
        j = i - 1
        while j >= 0 and xs[j] > key:
            xs[j + 1] = xs[j]
            j -= 1
        xs[j + 1] = key
    return xs


def from_the_end(xs):
    found = []
    i = 0
    while i > -len(xs):
        found.append(xs[i])
        i -= 1
    return found


def below_zero(xs):
    """The last step of the loop reads the last element."""
    found = []
    j = 2
    while True:
        found.append(xs[j])
        if j < 0:
            break
        j -= 1
    return found


def bisect(xs, x):
    low = 0
    high = len(xs) - 1
    while low <= high:
        middle = (low + high) // 2
        if xs[middle] == x:
            return middle
        if xs[middle] < x:
            low = middle + 1
        else:
            high = middle - 1
    return xs[high], high


def shell_sort(xs):
    gap = len(xs) // 2
    while gap > 0:
        for i in range(gap, len(xs)):
            key = xs[i]
            j = i
            while j >= gap and xs[j - gap] > key:
                xs[j] = xs[j - gap]
                j -= gap
            xs[j] = key
        gap //= 2
    return xs


def around(xs, steps):
    """A ring, both ways."""
    at = 0
    seen = []
    for step in steps:
        at = (at + step) % len(xs)
        seen.append(xs[at])
        seen.append(xs[at - 1])
        seen.append(xs[at - len(xs)])
    return seen


def in_a_try(xs):
    i = 3
    try:
        i = -1
        xs[9] = 0
        i = 2
    except IndexError:
        xs[i] += 100
    return xs


def finally_changes(xs):
    i = 1
    found = []
    for k in range(3):
        try:
            i = 2
            if k == 1:
                continue
            i = 0
        finally:
            i = -1 - k
        found.append(xs[i])
    found.append(xs[i])
    return found


def by_condition(xs, i):
    if i > 0 and xs[i - 1] == 7:
        return "seven before"
    if not 0 <= i < len(xs):
        return "outside", xs[i % len(xs)]
    if i == 0 or xs[i - 1] > 5:
        return "big before", xs[i], xs[i - 1]
    return xs[i], [xs[k - i] for k in range(i)]


def later(xs):
    """A generator reads the variable when it is drawn from."""
    i = 1
    drawn = (xs[i - 1] + x for x in xs)
    i = 0
    return list(drawn)


def nonlocal_steps(xs):
    i = 1

    def back():
        nonlocal i
        i -= 2

    found = [xs[i]]
    if i > 0:
        back()
        found.append(xs[i])
    return found


def swapped(xs):
    i, j = 0, -1
    for _ in range(3):
        i, j = j, i
        xs[i], xs[j] = xs[j], xs[i]
        xs[i] += 1
    return xs


def assigned_inside(xs):
    found = []
    i = 2
    while (i := i - 1) > -3:
        found.append(xs[i])
    return found, xs[i]


def ranges(xs):
    found = []
    for i in range(-1, 2):
        found.append(xs[i])
    for i in range(2, -2, -1):
        found.append(xs[i])
    for i in reversed(range(3)):
        found.append(xs[i - 1])
    for i, x in enumerate(xs, -2):
        found.append(xs[i] + x)
    for i, (k, x) in enumerate(zip(range(1, 3), xs)):
        found.append(xs[i] + xs[k - 2] * x)
    return found


def remainders(n):
    """Signs of quotients and remainders."""
    found = []
    for a in range(-3, 4):
        found.append((a // 2, a % 2, (a + 3) // 2, (a + 3) % 2, -a // 2, -(a % 3), abs(a) % 2, max(a, 0) // 2))
    while n > -5:
        n -= 3
        found.append((n // 3, n % 3, n >> 1, n & 3))
    return found


def deep(n):
    """More loops than are looked at closely."""
    total = 0
    k = 0
    for a in range(n):
        for b in range(n):
            for c in range(n):
                for d in range(n):
                    k = 0
                    for e in range(n):
                        k -= 1
                        total += [1, 2, 3][k] + a * b - c * d + e
    return total, k


def largest(x):
    return min(x, 2.5, -0.0), max(x, 0.0, -0.0), min(0.0, -0.0), max(-0.0, 0.0), min(3, 1, 2), max(1, x > 0, 5)


print(insertion_sort([5, 2, 9, 1, 5, 6, 0]))
print(from_the_end([1, 2, 3]), below_zero([1, 2, 3]))
print(bisect([1, 3, 5, 7], 5), bisect([1, 3, 5, 7], 0), bisect([1, 3, 5, 7], 9))
print(shell_sort([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]))
print(around([10, 20, 30], [1, -2, -1, 5, -7]))
print(in_a_try([1, 2, 3]), finally_changes([1, 2, 3]))
for i in range(-2, 5):
    print(by_condition([7, 3, 6, 9], i))
print(later([1, 2, 3]), nonlocal_steps([1, 2, 3]), swapped([1, 2, 3]), assigned_inside([1, 2, 3]))
print(ranges([1, 2, 3]))
print(remainders(7))
print(deep(3))
print(largest(1.5), largest(float("nan")), largest(-1.0))


def captured(xs):
    """Functions inside know a variable by its type only."""
    n = len(xs)
    for i in range(2):

        def scaled(x):
            return x * n + i

        found = list(map(scaled, xs)) + [(lambda k: k + i)(n)]
    return found


def neighbours(grid):
    rows, columns = len(grid), len(grid[0])
    found = []
    for r in range(rows):
        for c in range(columns):
            count = 0
            for dr in (-1, 0, 1):
                for dc in [-1, 0, True]:
                    if dr or dc:
                        count += grid[(r + dr) % rows][(c + dc) % columns]
            for dr, dc in ((0, 1), (1, 0)):
                count *= 1 + grid[r - dr][c - dc]
            found.append(count)
    for row in [grid[0], grid[1]]:
        for x in (row[0], row[1], -row[2]):
            row.append(x)
            found.append(x + len(row))
    for name in ("a", "b"):
        for empty in ():
            found.append(empty)
        found.append(name)
    return found


print(captured([1, 2, 3]))
print(neighbours([[1, 0, 1], [0, 1, 1], [1, 1, 0]]))
try:
    for i in range(2):
        print([5 % i, 5 // (1 - i)])
except ZeroDivisionError as e:
    print(e)

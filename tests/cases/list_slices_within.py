# Slices of a list that are assigned to slices of the same list: what is read is read before anything is written.


def flips(perm):
    work = perm[:]
    count = 0
    first = work[0]
    while first:
        work[: first + 1] = work[first::-1]
        count += 1
        first = work[0]
    return count, work, perm


def most_flips(n):
    """Permutations by reversing, always of a length that is a constant for the compiler."""
    best = 0
    perm = list(range(5))
    for i in range(n):
        perm[i % 4 :] = perm[: i % 4 - 6 : -1]
        perm[:3] = perm[2::-1]
        best = max(best, flips(perm)[0])
    return best, perm


def next_permutation(xs):
    i = len(xs) - 2
    while i >= 0 and xs[i] >= xs[i + 1]:
        i -= 1
    if i < 0:
        return False
    j = len(xs) - 1
    while xs[j] <= xs[i]:
        j -= 1
    xs[i], xs[j] = xs[j], xs[i]
    xs[i + 1 :] = xs[: -len(xs) + i : -1] if i < len(xs) - 2 else xs[i + 1 :]
    return True


def bounds(xs, a, b, c, d):
    ys = xs[:]
    ys[a:b] = ys[c:d]
    return ys


def stepped(xs, step):
    ys = xs[:]
    ys[::step] = ys[::-step]
    return ys


class Row:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<{self.name}>"


print(flips([3, 1, 4, 2, 0]), flips([0, 1]), flips([1, 0]))
print(most_flips(40))
xs = [1, 2, 3]
print(xs)
while next_permutation(xs):
    print(xs)
for a, b, c, d in [(0, 2, 1, 3), (1, 5, 0, 4), (2, 2, 0, 3), (0, 5, 5, 9), (-2, None, None, 2), (4, 1, 0, 1)]:
    print(bounds([10, 20, 30, 40, 50], a, b, c, d))
print(stepped([1, 2, 3, 4, 5, 6], 1), stepped([1, 2, 3, 4, 5, 6], 2), stepped([1, 2, 3, 4, 5], -2))
try:
    stepped([1, 2], 0)
except ValueError as e:
    print(e)
ys = [1, 2, 3, 4]
try:
    ys[::2] = ys[:3]
except ValueError as e:
    print(e, ys)
rows = [Row("a"), Row("b"), Row("c")]
first = rows[0]
rows[:] = rows[::-1]
print(rows, rows[2] is first)
rows[1:] = rows[:-1]
print(rows, rows[0] is rows[1])
same = rows
same[:2] = same[1::-1]
rows.reverse()
print(rows, same is rows)
words = ["b", "a", "c"]
words[:2] = words[1::-1]
words[True:] = words[:1]
print(words, words[:], words[::])
queue = [7]
for i in range(5):
    queue.append(i)
    queue.reverse()
print(queue)

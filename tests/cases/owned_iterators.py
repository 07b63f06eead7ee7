from itertools import filterfalse, takewhile


def remove(predicate, seq):
    return filterfalse(predicate, seq)


def evens(xs, k):
    return map(lambda x: x * k, filter(lambda x: x % 2 == 0, xs))


def check():
    def iseven(x):
        return x % 2 == 0

    n = 2
    print(list(remove(iseven, [1, 2, 3, 4])))
    print(list(evens([1, 2, 4], n)), n)
    words = ["a", "bb", "c"]
    lengths = map(len, words)
    print(list(lengths), words)
    it = iter([3, 4])
    print(next(it), list(takewhile(lambda x: x < n + 2, [1, 2, 9])))
    nums = [1, 2, 3]

    def scaled(x):
        return x * n

    m = map(scaled, nums)
    print(list(m))
    z = zip(nums, words)
    print(list(z))


check()

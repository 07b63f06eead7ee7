def steps(n):
    count = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        count += 1
    return count


def longest(limit):
    best, at = 0, 0
    for n in range(1, limit):
        s = steps(n)
        if s > best:
            best, at = s, n
    return at, best


print(longest(250000))

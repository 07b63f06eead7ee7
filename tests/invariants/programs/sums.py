def collatz(n):
    steps = 0
    while n != 1:
        n = 3 * n + 1 if n % 2 else n // 2
        steps += 1
    return steps


def power(base, n):
    result = 1
    for _ in range(n):
        result *= base
    return result


def halve(n):
    return 100 // n


def safe(n):
    try:
        return halve(n)
    except ZeroDivisionError:
        return -1


squares = [i * i for i in range(8)]
print(sum(squares), max(squares), squares[-1])
print(collatz(27), power(3, 20), safe(0), safe(7), halve(3))
print(-7 // 2, -7 % 3, 2**10)
print(power(7, 40))

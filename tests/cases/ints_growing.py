def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


print(factorial(20), factorial(21), factorial(30))
print(fib(90), fib(100), fib(300))
x = 9223372036854775807
print(x + 1, -x - 2, x * x, -(-x - 1))
x += 1
print(x, x - 1, type(x).__name__)
print(2**63 - 1, 2**64, (-2) ** 63, -(2**63))
print(abs(-(2**63)), 1 << 70, (1 << 70) >> 68)

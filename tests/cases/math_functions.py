# version: 3.11
import math
from math import gcd, sqrt

print(math.pi, math.e, math.inf, -math.inf, math.tau)
print(sqrt(2), math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.9), math.fabs(-3))
print(gcd(12, 18), gcd(0, 5), gcd(-4, 6), math.lcm(4, 6), math.factorial(25), math.comb(50, 25), math.perm(5, 2))
print(math.isqrt(10**20), math.pow(2, 10), math.exp(1), math.log(10), math.log(8, 2), math.log2(1 << 70), math.log10(1000))
print(math.sin(1), math.cos(1), math.tan(1), math.atan2(1, -1), math.degrees(math.pi), math.radians(180))
print(math.isnan(float("nan")), math.isinf(1e400))
print(math.floor(10**20), math.ceil(1e18), sum([0.1] * 10))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1)):
    try:
        print(bad())
    except ValueError as error:
        print(error)

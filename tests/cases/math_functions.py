# version: 3.11
import math
from math import gcd, sqrt

print(math.pi, math.e, math.inf, -math.inf, math.tau)
print(sqrt(2), math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.9), math.fabs(-3))
print(gcd(12, 18), gcd(0, 5), gcd(-4, 6), math.lcm(4, 6), math.factorial(25), math.comb(50, 25), math.perm(5, 2))
print(
    math.isqrt(10**20), math.pow(2, 10), math.exp(1), math.log(10), math.log(8, 2), math.log2(1 << 70), math.log10(1000)
)
print(math.sin(1), math.cos(1), math.tan(1), math.atan2(1, -1), math.degrees(math.pi), math.radians(180))
print(math.isnan(float("nan")), math.isinf(1e400))
print(math.floor(10**20), math.ceil(1e18), sum([0.1] * 10))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1)):
    try:
        print(bad())
    except ValueError as error:
        print(error)
print(math.frexp(3.7), math.frexp(-0.0), math.ldexp(0.925, 2), math.ldexp(1, -1080), math.modf(-2.25))
print(math.remainder(7, 4), math.remainder(-5.5, 2), math.nextafter(1, 2), math.ulp(1), math.ulp(1e300))
print(
    math.isclose(0.1 + 0.2, 0.3),
    math.isclose(1, 1.1, rel_tol=0.2),
    math.isclose(1e-12, 0, abs_tol=1e-9),
    math.isclose(1, 2),
)
print(math.fsum([0.1] * 10), math.fsum(x / 3 for x in range(5)), math.fsum([1, 2.5]), math.exp2(0.5))
print(math.acosh(2), math.asinh(-1), math.atanh(0.5), math.erf(0.3), math.erfc(0.3), math.gamma(5.5), math.lgamma(100))
for bad in (
    lambda: math.gamma(-1),
    lambda: math.atanh(1),
    lambda: math.acosh(0),
    lambda: math.ldexp(1, 5000),
    lambda: math.exp2(5000),
    lambda: math.remainder(1, 0),
    lambda: math.isclose(1, 2, rel_tol=-1),
    lambda: math.fsum([1e308, 1e308]),
):
    try:
        print(bad())
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)

"""Builtin functions.

Those whose result depends on the types of several arguments at once (`sum`, `min`, `round`, ...) are overloaded: every
overload whose scalar parameters can match contributes its result.
"""

BUILTINS = """
print(*values: any, *, sep: str|none = " ", end: str|none = " ", file: any = None, flush: bool = false) -> none special
input(prompt: any = None) -> str                             special
len(x: any) -> i64                                           special
abs(x: int|bool) -> int                                      special
abs(x: float) -> float                                       special
abs(x: any) -> any                                           special
int() -> int                                                 special
int(x: any) -> int                                           special
int(x: str, base: index) -> int                              special
float() -> float                                             special
float(x: any) -> float                                       special
str() -> str                                                 special
str(x: any) -> str                                           special
repr(x: any) -> str                                          special
ascii(x: any) -> str                                         special
format(x: any, spec: str = "") -> str                        special
bool() -> bool                                               special
bool(x: any) -> bool                                         special
ord(c: str) -> i64                                           raises free
chr(i: int) -> str                                           raises free
hex(i: int) -> str                                           free
oct(i: int) -> str                                           free
bin(i: int) -> str                                           free
hash(x: any) -> int                                          special
id(x: any) -> int                                            special
callable(x: any) -> bool                                     special
isinstance(x: any, cls: any) -> bool                         special
issubclass(x: any, cls: any) -> bool                         special
type(x: any) -> type                                         special
sum(xs: iter[any]) -> int                                    special
min(xs: iter[T]!) -> T                                       special
max(xs: iter[T]!) -> T                                       special
any(xs: iter[any]) -> bool                                   special
all(xs: iter[any]) -> bool                                   special
sorted(xs: iter[T]!, *, key: fn(T)->R|none = None, reverse: bool = false) -> list[T]     special
reversed(xs: iter[T]!) -> iter[T]                            special
enumerate(xs: iter[T]!, start: index = 0) -> iter[(i64, T)]    special
range(stop: index) -> range                                  special
range(start: index, stop: index) -> range                    special
range(start: index, stop: index, step: index) -> range       special
list() -> list[T]                                            special
list(xs: iter[T]!) -> list[T]                                special
tuple() -> vtuple[T]                                         special
tuple(xs: iter[T]!) -> vtuple[T]                             special
set() -> set[T]                                              special
set(xs: iter[T]!) -> set[T]                                  special
frozenset() -> frozenset[T]                                  special
frozenset(xs: iter[T]!) -> frozenset[T]                      special
iter(xs: iter[T]!) -> iter[T]                                special
object() -> any                                              free rust=v_sentinel
next(it: iter[T]!) -> T                                      special
next(it: iter[T]!, d: D!) -> T|D                             special
"""
"""Inference of dict, map, filter, zip, divmod, pow, round, sum, min, max is code in `types.builtins`."""

MATH = """
sqrt(x: float) -> float                                      raises free rust=math_sqrt
floor(x: float) -> int                                       special
ceil(x: float) -> int                                        special
trunc(x: float) -> int                                       special
factorial(n: int) -> int                                     raises free rust=math_factorial
gcd(a: int, b: int) -> int                                   free rust=math_gcd
lcm(a: int, b: int) -> int                                   free rust=math_lcm
isqrt(n: int) -> int                                         raises free rust=math_isqrt
comb(n: int, k: int) -> int                                  raises free rust=math_comb
perm(n: int, k: int) -> int                                  raises free rust=math_perm
prod(xs: iter[any]) -> int                                   special
log(x: float) -> float                                       raises free rust=math_log
log(x: float, base: float) -> float                          raises free rust=math_log_base
log2(x: float) -> float                                      raises free rust=math_log2
log10(x: float) -> float                                     raises free rust=math_log10
log1p(x: float) -> float                                     raises free rust=math_log1p
exp(x: float) -> float                                       raises free rust=math_exp
expm1(x: float) -> float                                     raises free rust=math_expm1
pow(x: float, y: float) -> float                             raises free rust=math_pow
sin(x: float) -> float                                       raises free rust=math_sin
cos(x: float) -> float                                       raises free rust=math_cos
tan(x: float) -> float                                       raises free rust=math_tan
asin(x: float) -> float                                      raises free rust=math_asin
acos(x: float) -> float                                      raises free rust=math_acos
atan(x: float) -> float                                      free rust=math_atan
atan2(y: float, x: float) -> float                           free rust=math_atan2
sinh(x: float) -> float                                      raises free rust=math_sinh
cosh(x: float) -> float                                      raises free rust=math_cosh
tanh(x: float) -> float                                      free rust=math_tanh
hypot(x: float, y: float) -> float                           free rust=math_hypot
degrees(x: float) -> float                                   free rust=math_degrees
radians(x: float) -> float                                   free rust=math_radians
fabs(x: float) -> float                                      free rust=math_fabs
fmod(x: float, y: float) -> float                            raises free rust=math_fmod
copysign(x: float, y: float) -> float                        free rust=math_copysign
isnan(x: float) -> bool                                      free rust=math_isnan
isinf(x: float) -> bool                                      free rust=math_isinf
isfinite(x: float) -> bool                                   free rust=math_isfinite
dist(p: any, q: any) -> float                                special
cbrt(x: float) -> float                                      free rust=math_cbrt
modf(x: float) -> (float, float)                             free rust=math_modf
frexp(x: float) -> (float, i64)                              free rust=math_frexp
ldexp(x: float, i: int) -> float                             raises free rust=math_ldexp
remainder(x: float, y: float) -> float                       raises free rust=math_remainder
nextafter(x: float, y: float) -> float                       free rust=math_nextafter
ulp(x: float) -> float                                       free rust=math_ulp
isclose(a: float, b: float, *, rel_tol: float = "1e-9", abs_tol: float = "0.0") -> bool raises free rust=math_isclose
fsum(xs: iter[any]) -> float                                 special
exp2(x: float) -> float                                      raises free rust=math_exp2
acosh(x: float) -> float                                     raises free rust=math_acosh
asinh(x: float) -> float                                     free rust=math_asinh
atanh(x: float) -> float                                     raises free rust=math_atanh
erf(x: float) -> float                                       free rust=math_erf
erfc(x: float) -> float                                      free rust=math_erfc
gamma(x: float) -> float                                     raises free rust=math_gamma
lgamma(x: float) -> float                                    raises free rust=math_lgamma
"""

MATH_CONSTANTS = {"pi": "MATH_PI", "e": "MATH_E", "tau": "MATH_TAU", "inf": "MATH_INF", "nan": "MATH_NAN"}

SYS = """
exit(code: any = None) -> none                               special
setrecursionlimit(n: index) -> none                          raises free rust=sys_setrecursionlimit
getrecursionlimit() -> i64                                   free rust=sys_getrecursionlimit
"""

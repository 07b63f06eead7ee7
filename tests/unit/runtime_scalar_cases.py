"""Random questions about int, float and str, each with CPython's own answer, for `test_runtime_scalars.py`.

A question is `(operation, arguments)`; `ANSWERS[operation]` is the Python function that answers it.
"""

from __future__ import annotations

import math
import random
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

Question = tuple[str, tuple[Any, ...]]

LETTERS = list("abcABC019 _-+.,%{}'\"\\\t\n\r\x0b\x1c\x85\xa0éßñİıǅΣσςſﬁŉ漢字😀\u0301\u2028٣²½Ⅷ\U0001d7ce\x00\x7f\xad")
# Of the runtime's tables; case comes from Rust's std, where these differ by their Unicode version.
TABLES_VERSION = "14.0.0"
CHANGED = {0x19B, 0x264, 0x295, 0x10FC, 0xA7D3, 0xA7D5, 0xA7F2, 0xA7F3, 0xA7F4, 0xAB69}
INT_EDGES = [
    *(sign * (1 << bits) + d for bits in (0, 1, 8, 31, 32, 52, 53, 61, 62, 63, 64, 127, 1023, 1024) for sign in (1, -1)
      for d in (-1, 0, 1)),
    10**18, 10**19, -(10**19), 2**61 - 1, 2**61, 10**22, 10**23,
]  # fmt: skip
FLOAT_EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, 1e16, 1e15, 9999999999999998.0, 1e22, 1e23, 1e-4, 9.999e-5, 5e-324,
               2.2250738585072014e-308, 1.7976931348623157e308, math.inf, -math.inf, math.nan, 2.0**53, 2.0**63,
               -(2.0**63), 0.1, 0.2, 0.3, 2.675, 1e300, 123456789.125, 63.125,
               0.000123456789, 1e5, 100.0, 3.0, 1 / 3]  # fmt: skip


def some_int(r: random.Random) -> int:
    kind = r.randrange(6)
    if kind == 0:
        return r.choice(INT_EDGES)
    if kind == 1:
        return r.randint(-20, 20)
    if kind == 2:
        return r.randint(-(10**6), 10**6)
    if kind == 3:
        return r.randint(-(2**63), 2**63 - 1)
    return r.choice((1, -1)) * r.getrandbits(r.choice((40, 64, 65, 100, 130, 300, 1100)))


def some_float(r: random.Random) -> float:
    kind = r.randrange(7)
    if kind == 0:
        return r.choice(FLOAT_EDGES)
    if kind == 1:
        return struct.unpack("d", struct.pack("Q", r.getrandbits(64)))[0]
    if kind == 2:
        return round(r.uniform(-1000, 1000), r.randrange(6))
    if kind == 3:
        return float(r.randint(-(10**6), 10**6)) / 2 ** r.randrange(8)
    if kind == 4:
        return r.uniform(-10, 10)
    if kind == 5:
        return float(f"{r.randint(-99999, 99999)}e{r.randint(-25, 25)}")
    return r.gauss(0, 1) * 10 ** r.randrange(-5, 18)


def some_text(r: random.Random, longest: int = 12) -> str:
    letters = LETTERS if r.random() < 0.5 else LETTERS[: r.choice((3, 12, 24))]
    return "".join(r.choice(letters) for _ in range(r.randrange(longest)))


def bound(r: random.Random) -> int | None:
    return r.choice((None, r.randint(-15, 15), r.randint(-15, 15)))


def some_spec(r: random.Random, kinds: str) -> str:
    out = r.choice(("", "", r.choice("<>=^"), r.choice("<>=^"), r.choice("*x0é ") + r.choice("<>=^")))
    out += r.choice(("", "", r.choice("+- ")))
    out += (
        r.choice(("", "", "", "z" if sys.version_info >= (3, 11) else ""))
        + r.choice(("", "", "#"))
        + r.choice(("", "", "0"))
    )
    out += r.choice(("", str(r.randrange(1, 30)))) + r.choice(("", "", ",", "_"))
    out += r.choice(("", "." + str(r.randrange(0, 20))))
    return out + r.choice(("", r.choice(kinds), r.choice(kinds)))


def some_percent(r: random.Random) -> tuple[str, list[Any]]:
    text, values = "", []
    for _ in range(r.randrange(1, 4)):
        text += some_text(r, 4).replace("%", "%%")
        flags = "".join(r.choice("-+ #0") for _ in range(r.randrange(3)))
        width, precision = r.choice(("", "", str(r.randrange(12)))), r.choice(("", "", f".{r.randrange(8)}", "."))
        kind = r.choice("ddixXousrafFeEgGGc%")
        if r.random() < 0.05:
            width = "*"
            values.append(r.randint(-8, 8))
        if kind == "%":
            text += "%%"
            continue
        text += f"%{flags}{width}{precision}{kind}"
        if kind in "sra":
            values.append(r.choice((some_text(r), some_int(r), some_float(r), None, True)))
        elif kind == "c":
            values.append(r.choice((r.randrange(32, 1000), "é", "ab")))
        else:
            values.append(r.choice((some_int(r), some_float(r), True)) if r.random() < 0.95 else "x")
    if r.random() < 0.1:
        values = values[:-1] if r.random() < 0.5 else [*values, 1]
    return text, values


FIELDS = ["{}", "{0}", "{1}", "{name}", "{!r}", "{0!s:>10}", "{:>{w}}", "{:{w}.3}", "{{", "}}", "{0:x}", "{:,}", "{!a}",
          "{", "}", "{:", "{!", "{0[", "{x}", "{9}", "{0!z}", "{!r:*^12}", "{name:05}", "{:{}}", "a", "é{}", "{0.q}",
          "{:{:{}}}", "{[]}", "{0]}", "{ }", "{:%}", "{0!r}x", "{\t}", "{name!x:}", "{a[b}c]}"]  # fmt: skip

FLOAT_1 = [
    "sqrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "exp",
    "exp2",
    "expm1",
    "sinh",
    "cosh",
    "acosh",
    "atanh",
    "log",
    "log2",
    "log10",
    "log1p",
    "gamma",
    "lgamma",
    "fabs",
    "atan",
    "tanh",
    "asinh",
    "cbrt",
    "erf",
    "erfc",
    "degrees",
    "radians",
]
INT_2 = ["add", "sub", "mul", "and", "or", "xor", "floordiv", "mod", "divmod", "truediv", "cmp", "gcd", "inplace"]
FLOAT_2 = ["floordiv", "mod", "divmod", "truediv", "fmod", "remainder", "math_pow", "atan2", "nextafter", "log_base"]
NUMBERS = ["nan", "-Infinity", "1_0.5", "1__0", "0x1", ".", "1e400"]
HEX_FLOATS = ["inf", "0x.8p1", "1.8", "0x1p2000", "0x1.fffffffffffff8p0", "0x1p-1075"]
ENCODINGS = ["utf-8", "ascii", "latin-1", "nope"]
HANDLERS = ["strict", "ignore", "replace", "backslashreplace"]


def questions(r: random.Random, n: int) -> Iterator[Question]:
    """About `n` questions per operation."""
    for _ in range(n):
        a, b = some_int(r), some_int(r)
        for op in INT_2:
            yield f"int.{op}", (a, b)
        for op in ("neg", "float", "hash", "bits", "text", "isqrt", "log"):
            yield f"int.{op}", (a,)
        if unicodedata.unidata_version == TABLES_VERSION:
            yield "int.chr", (r.choice((a, r.randrange(0x110000))),)
        yield "int.pow", (r.choice((a % 1000, -(a % 50), 2, -2, 10, 0, 1, -1)), r.randrange(130))
        yield "int.pow_float", (r.choice((a, r.randint(-9, 9))), -r.randrange(1, 60))
        yield "int.pow_mod", (a, r.choice((abs(b), r.randrange(1000), -r.randrange(1, 9))), some_int(r))
        yield "int.shl", (a, r.randint(-2, 200))
        yield "int.shr", (a, r.choice((r.randint(-2, 200), abs(b))))
        yield "int.round", (a, r.randint(-25, 5))
        yield "int.format", (a, some_spec(r, "bcdoxXneEfFgG%sq"))
        yield "bool.format", (r.random() < 0.5, some_spec(r, "bcdoxXneEfFgG%s"))
        yield "int.to_bytes", (a, r.randrange(20), r.choice(("big", "little", "x")), r.randrange(2))
        x = some_float(r)
        yield "int.cmp_float", (r.choice((a, int(x) if math.isfinite(x) else 0)), x)
        yield "int.factorial", (r.randint(-1, 60),)
        yield "int.comb", (r.randint(-1, 120), r.randint(-1, 70))
        yield "int.perm", (r.randint(-1, 50), r.randint(-1, 40))
        yield "int.ldexp", (r.choice((r.randint(-1100, 1100), r.randint(-60, 60), a)), x)

        y = some_float(r)
        for op in ("repr", "round_int", "int", "floor", "hash", "ratio", "hex", "frexp"):
            yield f"float.{op}", (x,)
        for op in FLOAT_2:
            yield f"float.{op}", (x, y)
        yield "float.pow", (x, r.choice((y, float(r.randint(-5, 9)), 0.5, 2.0)))
        yield "float.math_pow", (x, float(r.randint(-5, 9)))
        yield "float.round", (x, r.choice((r.randint(-5, 10), r.randint(-330, 330))))
        yield "float.format", (x, some_spec(r, "eEfFgGn%dsx"))
        yield "float.hypot", tuple(some_float(r) for _ in range(r.randrange(1, 5)))
        yield "float.fsum", tuple(some_float(r) for _ in range(r.randrange(1, 9)))
        yield "float.isclose", (x, x * (1 + r.gauss(0, 1e-9)), 1e-9, r.choice((0.0, 1e-3, -1.0)))
        for name in FLOAT_1:
            yield f"math.{name}", (r.choice((x, r.uniform(-7, 7), r.uniform(-1, 1), r.gauss(0, 100))),)

        s, t = some_text(r), some_text(r, 3)
        for op in ("repr", "ascii", "len", "case", "kinds", "splitlines", "chars", "ord", "int10", "float"):
            yield ("str.int", (s, 10)) if op == "int10" else (f"str.{op}", (s,))
        yield "str.ord", (r.choice(LETTERS),)
        yield "str.get", (s, r.randint(-12, 12))
        yield "str.slice", (s, bound(r), bound(r), r.choice((None, None, 1, -1, 2, -2, 3, 0)))
        yield "str.strip", (s, r.choice((None, t)))
        yield "str.split", (s, r.choice((None, t, r.choice(LETTERS))), r.randint(-1, 4))
        yield "str.rsplit", (s, r.choice((None, t, r.choice(LETTERS))), r.randint(-1, 4))
        for op in ("partition", "index", "concat", "cmp", "fix"):
            yield f"str.{op}", (s, r.choice((t, s[:2], s[-2:], s)))
        yield "str.join", (s, *(some_text(r, 4) for _ in range(r.randrange(5))))
        yield "str.find", (s, r.choice((t, "", s[1:2], s[2:4])), bound(r), bound(r))
        yield "str.replace", (s * 2, r.choice((t, s[:1], s[1:3])), some_text(r, 3), r.randint(-1, 4))
        yield "str.pad", (s, r.randint(-2, 20), r.choice((None, "*", "é", "ab", "")))
        yield "str.zfill", (r.choice((s, "+" + s, "-5")), r.randint(-2, 20))
        yield "str.repeat", (s, r.randint(-1, 5))
        yield "str.format", (s, some_spec(r, "sssdx"))
        digits = r.choice(("", " ", "\t")) + r.choice(("", "+", "-")) + r.choice(("", "0x", "0b", "0o", "0", "0x_"))
        digits += "".join(r.choice("0123456789abz_٣") for _ in range(r.randrange(1, 9))) + r.choice(("", "\n", " x"))
        yield "str.int", (digits, r.choice((0, 2, 8, 10, 10, 16, 36, 1, 37)))
        yield "str.int", (str(a), 10)
        number = r.choice(("", " ")) + r.choice(("", "+", "-")) + "".join(r.choice("0123456789._e-٣") for _ in range(7))
        yield "str.float", (r.choice((number, repr(x), f"{x:.3e}", f" {x}\n", *NUMBERS)),)
        yield "str.fromhex", (r.choice((x.hex(), s, *HEX_FLOATS)),)
        yield "str.encode", (s, r.choice(ENCODINGS), r.choice(HANDLERS))
        yield "str.translate", (s, s[:3], r.choice((s[1:4], "xyz")), r.choice((None, s[4:6])))
        text, values = some_percent(r)
        yield "str.percent", (text, *values)
        yield "str.percent_map", (text, values[0] if values else 1)
        field = "".join(r.choice(FIELDS if r.random() < 0.3 else FIELDS[:13]) for _ in range(r.randrange(1, 4)))
        # Numbers may become widths: small, or too large for any machine.
        values = [r.choice((r.randrange(-99, 999), 2**70, r.uniform(-99, 99), some_text(r), None)) for _ in range(3)]
        yield "str.str_format", (field, *values)
    for digits in (4299, 4300, 4301, 5000):
        yield "int.neg", (10**digits // 9,)
        yield "str.int", ("7" * digits, 10)
        yield "str.int", ("7" * digits, 16)
        yield "int.format", (10**digits // 9, ",")
    if unicodedata.unidata_version == TABLES_VERSION:
        known = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) not in ("Cn", "Cs", "Co")]
        known = [c for c in known if ord(c) not in CHANGED]
        for start in range(0, len(known), 200):
            yield "chars", ("".join(known[start : start + 200]),)


def bits(values: list[bool]) -> str:
    return "".join("01"[v] for v in values)


KINDS: list[Callable[[str], bool]] = [
    str.isupper, str.islower, str.istitle, str.isalpha, str.isdigit, str.isdecimal, str.isnumeric, str.isalnum,
    str.isspace, str.isprintable, str.isidentifier, str.isascii,
]  # fmt: skip


def inplace(a: int, b: int) -> int:
    y = a + 0
    y += b
    y -= b * 3
    y *= b
    y &= a
    return y


def chars(text: str) -> str:
    out = ""
    for c in text:
        out += bits([kind(c) for kind in KINDS])
        out += "".join(form + "|" for form in (c.upper(), c.lower(), c.title(), c.casefold(), repr(c)))
    return out


def to_bytes(a: int, length: int, order: Any, signed: int) -> object:
    data = a.to_bytes(length, order, signed=bool(signed))
    return data, int.from_bytes(data, order, signed=bool(signed))


def concat(s: str, t: str) -> object:
    return s + t, s + t + "!"


def order(a: float, b: float) -> int | None:
    return None if math.isnan(b) else (a > b) - (a < b)


def parts(s: str, part: str, lo: int | None, hi: int | None) -> object:
    found = (s.find(part, lo, hi), s.rfind(part, lo, hi), s.count(part, lo, hi))
    return found, (s.startswith(part, lo, hi), s.endswith(part, lo, hi)), part in s


def padded(s: str, width: int, fill: str | None) -> object:
    args: tuple[Any, ...] = (width,) if fill is None else (width, fill)
    return s.center(*args), s.ljust(*args), s.rjust(*args)


ANSWERS: dict[str, Callable[..., object]] = {
    "int.add": lambda a, b: a + b,
    "int.sub": lambda a, b: a - b,
    "int.mul": lambda a, b: a * b,
    "int.inplace": inplace,
    "int.and": lambda a, b: a & b,
    "int.or": lambda a, b: a | b,
    "int.xor": lambda a, b: a ^ b,
    "int.neg": lambda a: (-a, ~a, abs(a)),
    "int.floordiv": lambda a, b: a // b,
    "int.mod": lambda a, b: a % b,
    "int.divmod": divmod,
    "int.truediv": lambda a, b: a / b,
    "int.pow": lambda a, b: a**b,
    "int.pow_float": lambda a, b: a**b,
    "int.pow_mod": pow,
    "int.shl": lambda a, b: a << b,
    "int.shr": lambda a, b: a >> b,
    "int.cmp": lambda a, b: bits([a < b, a <= b, a > b, a >= b, a == b, a != b]),
    "int.float": float,
    "int.hash": hash,
    "int.bits": lambda a: (a.bit_length(), a.bit_count()),
    "int.text": lambda a: (hex(a), oct(a), bin(a)),
    "int.round": round,
    "int.format": format,
    "bool.format": format,
    "int.to_bytes": to_bytes,
    "int.cmp_float": order,
    "int.chr": chr,
    "int.factorial": math.factorial,
    "int.isqrt": math.isqrt,
    "int.comb": math.comb,
    "int.perm": math.perm,
    "int.gcd": lambda a, b: (math.gcd(a, b), math.lcm(a, b)),
    "int.log": lambda a: (math.log(a), math.log2(a), math.log10(a)),
    "int.ldexp": lambda e, x: math.ldexp(x, e),
    "float.repr": lambda x: x,
    "float.floordiv": lambda x, y: x // y,
    "float.mod": lambda x, y: x % y,
    "float.divmod": divmod,
    "float.truediv": lambda x, y: x / y,
    "float.pow": lambda x, y: x**y,
    "float.round": round,
    "float.round_int": round,
    "float.int": int,
    "float.floor": lambda x: (math.floor(x), math.ceil(x)),
    "float.hash": lambda x: 0 if math.isnan(x) else hash(x),
    "float.ratio": lambda x: x.as_integer_ratio(),
    "float.hex": lambda x: (x.hex(), float.fromhex(x.hex()), x.is_integer()),
    "float.format": format,
    "float.fmod": math.fmod,
    "float.remainder": math.remainder,
    "float.math_pow": math.pow,
    "float.atan2": lambda x, y: (math.atan2(x, y), math.copysign(x, y)),
    "float.nextafter": lambda x, y: (math.nextafter(x, y), math.ulp(x)),
    "float.hypot": math.hypot,
    "float.fsum": lambda *xs: math.fsum(xs),
    "float.frexp": lambda x: (math.frexp(x), math.modf(x)),
    "float.log_base": math.log,
    "float.isclose": lambda a, b, rel, abs_: math.isclose(a, b, rel_tol=rel, abs_tol=abs_),
    **{f"math.{name}": getattr(math, name) for name in FLOAT_1 if hasattr(math, name)},
    "str.repr": lambda s: s,
    "str.ascii": ascii,
    "str.len": len,
    "str.get": lambda s, i: s[i],
    "str.slice": lambda s, lo, hi, step: s[lo:hi:step],
    "str.case": lambda s: (s.upper(), s.lower(), s.capitalize(), s.title(), s.swapcase(), s.casefold()),
    "str.kinds": lambda s: bits([kind(s) for kind in KINDS]),
    "str.strip": lambda s, chars: (s.strip(chars), s.lstrip(chars), s.rstrip(chars)),
    "str.split": str.split,
    "str.rsplit": str.rsplit,
    "str.splitlines": lambda s: (s.splitlines(), s.splitlines(True), s.split()),
    "str.partition": lambda s, t: (s.partition(t), s.rpartition(t)),
    "str.join": lambda s, *parts: s.join(parts),
    "str.find": parts,
    "str.index": lambda s, t: (s.index(t), s.rindex(t)),
    "str.replace": str.replace,
    "str.fix": lambda s, t: (s.removeprefix(t), s.removesuffix(t)),
    "str.pad": padded,
    "str.zfill": lambda s, n: (s.zfill(n), s.expandtabs(n)),
    "str.repeat": lambda s, n: (s * n, s[::-1]),
    "str.concat": concat,
    "str.cmp": lambda s, t: bits([s < t, s <= t, s == t]),
    "str.chars": list,
    "str.ord": ord,
    "str.format": format,
    "str.int": int,
    "str.float": float,
    "str.fromhex": float.fromhex,
    "str.encode": str.encode,
    "str.translate": lambda s, old, new, gone: s.translate(str.maketrans(old, new, gone or "")),
    "str.percent": lambda text, *values: text % values,
    "str.percent_map": lambda text, value: text % value,
    "str.str_format": lambda text, *values: text.format(*values, name=12, w=7),
    "chars": chars,
}

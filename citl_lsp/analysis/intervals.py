"""Sets of integers by their bounds, and arithmetic on them: what holds for all integers in the operands holds for all
results in the result.

    arithmetic("+", Interval(0, 9), Interval(1, 1))      Interval(low=1, high=10)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Interval(NamedTuple):
    """All integers from `low` to `high`; None where there is no bound."""

    low: int | None
    high: int | None

    def fits(self) -> bool:
        """Whether each of them is an `i64`."""
        return self.within(MACHINE)

    def join(self, other: Interval) -> Interval:
        """The smallest interval with both in it."""
        return Interval(
            None if self.low is None or other.low is None else min(self.low, other.low),
            None if self.high is None or other.high is None else max(self.high, other.high),
        )

    def meet(self, other: Interval) -> Interval:
        """What is in both; `low` is above `high` if nothing is."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return Interval(max(lows, default=None), min(highs, default=None))

    def is_natural(self) -> bool:
        """Whether none of them is negative."""
        return self.low is not None and self.low >= 0

    def negated(self) -> Interval:
        """All of them with the other sign."""
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def is_empty(self) -> bool:
        """Whether no integer is in it."""
        return self.low is not None and self.high is not None and self.low > self.high

    def within(self, other: Interval) -> bool:
        """Whether all of it is in `other`."""
        return self.join(other) == other


INTEGERS = Interval(None, None)
MACHINE = Interval(-(2**63), 2**63 - 1)
"""What an `i64` holds."""


def made(low: int | None, high: int | None) -> Interval:
    """Bounds beyond twice the machine's say no more than that: numbers stay small."""
    limit = 2**64
    if low is not None:
        low = None if low < -limit else min(low, limit)
    if high is not None:
        high = None if high > limit else max(high, -limit)
    return Interval(low, high)


def joined(values: list[Interval | None]) -> Interval | None:
    """What holds for each of the values."""
    found = values[0] if values else None
    for value in values[1:]:
        found = None if found is None or value is None else found.join(value)
    return found


def magnitude(a: Interval) -> Interval:
    """`abs(a)`"""
    if a.is_natural():
        return a
    if a.high is not None and a.high <= 0:
        return a.negated()
    return Interval(0, None if a.low is None or a.high is None else max(-a.low, a.high))


def extreme(name: str, values: list[Interval | None]) -> Interval | None:
    """`min(...)` or `max(...)` of integers."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    lows = [low for low, _ in known if low is not None]
    highs = [high for _, high in known if high is not None]
    if name == "max":
        return Interval(max(lows, default=None), max(highs) if len(highs) == len(known) else None)
    return Interval(min(lows) if len(lows) == len(known) else None, min(highs, default=None))


def total(a: Interval, b: Interval) -> Interval:
    """`a + b`"""
    low = None if a.low is None or b.low is None else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return made(low, high)


def _product(a: Interval, b: Interval) -> Interval:
    if a.low is None or a.high is None or b.low is None or b.high is None:
        natural = a.is_natural() and b.is_natural()
        return made(a.low * b.low, None) if natural and a.low is not None and b.low is not None else INTEGERS
    corners = [x * y for x in a[:2] for y in b[:2] if x is not None and y is not None]
    return made(min(corners), max(corners))


def _quotient(a: Interval, b: Interval) -> Interval:
    if b.low is None or b.low < 0 or b.high == 0:
        return INTEGERS
    least = max(b.low, 1)  # by zero there is no result
    low = high = None
    if a.low is not None:
        low = a.low // least if a.low < 0 else 0 if b.high is None else a.low // b.high
    if a.high is not None:
        high = a.high // least if a.high >= 0 else -1 if b.high is None else a.high // b.high
    return Interval(low, high)


def _remainder(a: Interval, b: Interval) -> Interval:
    if b.is_natural():  # by zero there is no result
        below = None if b.high is None else b.high - 1
        highs = [high for high in (below, a.high) if high is not None]
        return Interval(0, min(highs, default=None) if a.is_natural() else below)
    if b.high is not None and b.high <= 0:
        return Interval(None if b.low is None else b.low + 1, 0)
    return INTEGERS


def _bits(op: str, a: Interval, b: Interval) -> Interval:
    natural = [x for x in (a, b) if x.is_natural()]
    if op == "&" and natural:
        return Interval(0, min([x.high for x in natural if x.high is not None], default=None))
    if op in ("|", "^") and len(natural) == 2:
        widest = None if a.high is None or b.high is None else max(a.high, b.high).bit_length()
        return Interval(0, None if widest is None else (1 << widest) - 1)
    return INTEGERS


def _shifted(a: Interval, b: Interval) -> Interval:
    """`a >> b`: a negative `b` is an error."""
    return Interval(None if a.low is None else min(a.low, 0), None if a.high is None else max(a.high, -1))


def _grown(a: Interval, b: Interval) -> Interval:
    """`a << b`."""
    return Interval(a.low if a.is_natural() else None, None)


_OPERATIONS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": total, "-": lambda a, b: total(a, b.negated()), "*": _product,
    "//": _quotient, "%": _remainder, ">>": _shifted, "<<": _grown,
    "&": lambda a, b: _bits("&", a, b), "|": lambda a, b: _bits("|", a, b), "^": lambda a, b: _bits("^", a, b),
}  # fmt: skip


def arithmetic(op: str, a: Interval | None, b: Interval | None) -> Interval | None:
    """`a op b`; None where the result may be something else than an int."""
    operation = _OPERATIONS.get(op)
    if a is None or b is None:
        return None
    if operation is not None:
        return operation(a, b)
    return Interval(0, None) if op == "**" and a.is_natural() and b.is_natural() else None

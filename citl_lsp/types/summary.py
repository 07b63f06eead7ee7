"""One unit's constraints, as data: what the unit's own text says about types, and nothing else.

A `Summary` never reads callers or other units. Its variables are numbered from 0; negative numbers are the shared
variables of scalars (`SCALAR_SLOTS`). `types.link` instantiates it.

    x = [n]      ("list", 2, (1,)), ("flow", 2, 0)       with 0 = x, 1 = n, 2 = the display
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from citl_lsp.ir import nodes as ir

SCALAR_SLOTS = {
    name: -1 - i for i, name in enumerate(("none", "bool", "int", "float", "str", "bytes", "any", "ellipsis"))
}
"""Number of the shared variable that holds just this scalar."""

Constraint = tuple[Any, ...]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

Arguments = tuple[tuple[tuple[int, bool], ...], tuple[tuple[str | None, int], ...]]
"""Positional (variable, starred) and keyword (name, variable)."""


@dataclass(slots=True)
class FunctionSlots:
    """Variables of a function: parameters, their defaults (None = required), and the result."""

    params: tuple[int, ...]
    defaults: tuple[int | None, ...]
    result: int


@dataclass(slots=True)
class Summary:
    """The constraints of one unit."""

    count: int = 0
    constraints: list[Constraint] = field(default_factory=list)
    exprs: dict[ir.Node, int] = field(default_factory=dict)
    variables: dict[ir.Variable, int] = field(default_factory=dict)
    functions: dict[ir.Function, FunctionSlots] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)
    """Global names read."""
    attributes: set[str] = field(default_factory=set)
    """Attribute and method names used."""
    _remembered: dict[tuple[Callable[[Any], Any], Any], Any] = field(default_factory=dict)

    def remember(self, compute: Callable[[K], T], part: K) -> T:
        """`compute(part)` of something in the unit, found once. It may read neither places nor literals, which change
        under a summary (`ir.graft`), and nothing outside the unit."""
        key = (compute, part)
        if key not in self._remembered:
            self._remembered[key] = compute(part)
        found: T = self._remembered[key]
        return found


_COMPARED = (ir.Node, ir.Function)
"""Parts of constraints that are compared with the units."""


def equal_constraints(first: Summary, second: Summary) -> bool:
    """Whether the summaries of two units that differ in places and literals only say the same."""
    if first.count != second.count or len(first.constraints) != len(second.constraints):
        return False
    return all(
        len(a) == len(b)
        and all(x == y or (isinstance(x, _COMPARED) and type(x) is type(y)) for x, y in zip(a, b, strict=True))
        for a, b in zip(first.constraints, second.constraints, strict=True)
    )

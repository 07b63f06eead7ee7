"""Carrying an edit into a tree that others know by identity.

    graft(old, new)       `old` now says what `new` says, if both mean the same apart from places and literals

Most keystrokes change a literal, a comment or where things stand. What was derived from the whole program (types, who
shares what) is keyed by nodes and doesn't depend on any of that, so it stays valid if the nodes stay. Literals are
alike if they have the same type; an `int` also its sign and whether it is 0 or 1, the constants `None`, `True`, `False`
and `...` themselves, and every literal in an annotation. Whatever reads more of a literal than that before lowering has
to say so here, or (as summaries do) take part in what `constraints` compares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from citl_lsp.ir import nodes as ir

_PLACES = frozenset({"span", "line", "docstring"})
_EXACT = frozenset({"annotation", "returns", "bases", "decorators"})
"""Fields in which every literal counts."""

Body = ir.Function | ir.ClassHeader


def graft(old: ir.Module, new: ir.Module, alike: Callable[[ir.Unit, ir.Unit], bool]) -> list[Body] | None:
    """Make `old` say what `new` says: the bodies that changed, or None (and nothing is changed) where the two differ
    in more than places and literals. `alike` may object to two units."""
    if len(old.units) != len(new.units) or (old.path, old.name) != (new.path, new.name):
        return None
    changed: list[Body] = []
    pairs = _Pairs()
    for before, after in zip(old.units, new.units, strict=True):
        if (before.kind, before.qualname, before.global_names) != (after.kind, after.qualname, after.global_names):
            return None
        if before.body is not after.body:
            if not pairs.same(before.body, after.body, False) or not alike(before, after):
                return None
            changed.append(before.body)
    for target, name, value in pairs.updates:
        setattr(target, name, value)
    for before, after in zip(old.units, new.units, strict=True):
        before.text_key, before.start, before.first_line = after.text_key, after.start, after.first_line
        before.comments = after.comments
    old.text = new.text
    return changed


class _Pairs:
    """Walks two trees side by side."""

    def __init__(self) -> None:
        self.updates: list[tuple[Any, str, Any]] = []
        self._known: dict[Any, Any] = {}
        """Variables and functions of the one tree by those of the other, in both directions."""

    def same(self, old: Any, new: Any, exact: bool) -> bool:
        kind = type(old)
        if kind is not type(new):
            return False
        if kind is list or kind is tuple:
            return len(old) == len(new) and all(map(self.same, old, new, [exact] * len(old)))
        if kind is ir.Const:
            return self._constant(old, new, exact)
        if not is_dataclass(kind):
            return bool(old == new)
        if kind is ir.Variable or kind is ir.Function:
            if old in self._known or new in self._known:
                return self._known.get(old) is new and self._known.get(new) is old
            self._known[old], self._known[new] = new, old
        for name in _slots(kind):
            before, after = getattr(old, name), getattr(new, name)
            if name in _PLACES:
                if before != after:
                    self.updates.append((old, name, after))
            elif not self.same(before, after, exact or name in _EXACT):
                return False
        return True

    def _constant(self, old: ir.Const, new: ir.Const, exact: bool) -> bool:
        before, after = old.value, new.value
        if type(before) is not type(after):
            return False
        if exact or isinstance(before, bool) or not isinstance(before, (int, float, complex, str, bytes)):
            if repr(before) != repr(after):
                return False
        elif isinstance(before, int) and isinstance(after, int) and _size(before) != _size(after):
            return False
        self.updates += ((old, "value", after), (old, "span", new.span), (old, "line", new.line))
        return True


def _size(value: int) -> int:
    return min(max(value, -1), 2)


@cache
def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))

"""Where the identity of a NaN would show: it equals nothing, but a container finds the very object that it holds.

    one_nan(program)      after every edit: it reads literals and places, which a solved program outlives (`ir.graft`)

Floats have no identity in the translation, so a container takes every NaN for the same one. That is right for one NaN
that is handed around (`math.nan`, a constant of the program's own), and wrong for two: `float("nan") in
[float("nan")]` is false. Told where a container of floats is searched or compared, in programs that make NaNs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.model import Con, contents, reached
from citl_lsp.types.program import Linked, Problem, Program

CODE = "nan-identity"
_TEXT = "a NaN is taken for any other one here; Python tells two NaN objects apart, and only finds the same object"
_MADE = re.compile(r"""\bfloat\s*\(\s*[rRuU]?["']\s*[+-]?nan\s*["']""", re.IGNORECASE)
_SEARCHED = ("index", "count", "remove")
_KEYED = ("set", "frozenset", "dict", "keys")


def one_nan(program: Program) -> Iterator[Problem]:
    """A problem for each place."""
    if not any(_MADE.search(module.module.text) for module in program.modules.values()):
        return
    for info in program.functions.values():
        looked = _Looked(program, program.units[info.unit])
        stack: list[Any] = list(info.function.body)
        while stack:
            node = stack.pop()
            stack.extend(child_nodes(node))
            if looked.shows_identity(node):
                yield Problem(info.module, info.unit, node, CODE, _TEXT)


class _Looked:
    """Looks at the types of one unit."""

    def __init__(self, program: Program, linked: Linked) -> None:
        self.program = program
        self.linked = linked

    def shows_identity(self, node: Any) -> bool:
        """Whether `node` compares floats as containers do."""
        match node:
            case ir.Compare(first=first, ops=ops, rest=rest):
                lefts = [first, *rest[:-1]]
                return any(
                    self._holds(right if op in ("in", "not in") else left)
                    for left, op, right in zip(lefts, ops, rest, strict=True)
                    if op in ("in", "not in", "==", "!=")
                )
            case ir.Call(func=ir.Attr(obj=obj, name=name)) if name in _SEARCHED:
                return self._holds(obj)
            case ir.SetLit() | ir.DictLit() | ir.Comp() | ir.Call(func=ir.Global(name="set" | "frozenset" | "dict")):
                keyed = (con for con in self._containers(node) if con.key in _KEYED)
                return any("float" in con.args[0].find().atoms for con in keyed)
        return False

    def _holds(self, e: ir.Expr) -> bool:
        """Whether `e` is a container of floats, however deep."""
        held = (arg for con in self._containers(e) for arg in con.args)
        return any(atom.key == "float" for atom in reached(held, contents))

    def _containers(self, e: ir.Expr) -> Iterator[Con]:
        if e in self.linked.summary.exprs:
            for atom in self.program.of(self.linked, e).atoms.values():
                if isinstance(atom, Con) and atom.key not in ("fn", "iter"):
                    yield atom.find()

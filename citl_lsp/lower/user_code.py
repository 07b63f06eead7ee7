"""Whether an expression may run functions of the user's, as far as representations tell.

    runs_functions(e, properties, rep)        # `a + b`: where `a` or `b` is an object, dynamic, or may be None

Coarser than `analysis.calls` (any call may), and asked of nothing but the unit's own expressions: no more of the
program has to be compared before the unit is recalled.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.lower.rty import RTy

ASKED = frozenset({"obj", "Value", "opt", "iter"})
"""Kinds of values whose special methods, or whose elements' makers, may be the user's."""
_OF_ELEMENTS = frozenset({"%", "|", "&", "^", "-"})
"""Operators on containers and texts that compare or show what is inside."""


def runs_functions(e: ir.Expr, properties: Collection[str], rep: Callable[[ir.Expr], RTy]) -> bool:
    """Whether evaluating `e` may run some function of the user's. `properties` are the names of all properties."""
    stack: list[Any] = [e]
    while stack:
        node = stack.pop()
        if isinstance(node, ir.Call) or (isinstance(node, ir.Attr) and node.name in properties):
            return True
        operands, inside = _looked_at(node)
        if any(rep(operand).kind in ASKED for operand in (*operands, *inside)):
            return True
        if any(_holds_asked(rep(operand)) for operand in inside):
            return True
        stack.extend(child_nodes(node))
    return False


def _looked_at(node: Any) -> tuple[Iterable[ir.Expr], Iterable[ir.Expr]]:
    """The operands of `node` whose methods it may call, and those of which it may call their elements' too."""
    match node:
        case ir.Bin(op=op, left=left, right=right):
            return ((), (left, right)) if op in _OF_ELEMENTS else ((left, right), ())
        case ir.Unary(operand=operand) | ir.Starred(value=operand):
            return (operand,), ()
        case ir.Compare(first=first, rest=rest):
            return (), (first, *rest)
        case ir.BoolOp(values=values):
            return values, ()
        case ir.Cond(test=test):
            return (test,), ()
        case ir.Index(obj=obj, index=index):
            return (obj,), () if isinstance(index, ir.Slice) else (index,)
        case ir.Slice(lower=lower, upper=upper, step=step):
            return [bound for bound in (lower, upper, step) if bound is not None], ()
        case ir.SetLit(items=items):
            return (), items
        case ir.DictLit(items=pairs):
            return (), [key for key, _ in pairs if key is not None]
        case ir.Comp(kind="set" | "dict", key=key, element=element):
            return (), (key or element,)
        case ir.CompFor(iterable=iterable, conditions=conditions):
            return (iterable, *conditions), ()
        case ir.FormatPart(value=value):
            return (), (value,)
    return (), ()


def _holds_asked(ty: RTy) -> bool:
    return any(part.kind in ASKED or _holds_asked(part) for part in ty.args)

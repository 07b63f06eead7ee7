"""What a handler of a library function is, and what handlers share.

A handler gets the lowerer and the call, and gives the value, or None when this form of call isn't there. The types are
stated for the same names in `types.library`.
"""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.sequences import SequenceBuiltins
from citl_lsp.lower.rty import VALUE, RTy
from citl_lsp.lower.values import Val, call
from citl_lsp.rust import tree as r

Handler = Callable[[SequenceBuiltins, ir.Call], Val | None]


def argument_of(e: ir.Call, index: int, name: str) -> ir.Expr | None:
    """An argument by position or name."""
    if len(e.args) > index:
        return e.args[index]
    return next((k.value for k in e.keywords if k.name == name), None)


def has_starred(e: ir.Call) -> bool:
    return any(isinstance(a, ir.Starred) for a in e.args) or any(k.name is None for k in e.keywords)


def is_none(e: ir.Expr | None) -> bool:
    return e is None or (isinstance(e, ir.Const) and e.value is None)


def results_of(low: SequenceBuiltins, e: ir.Expr, element: RTy) -> r.RExpr:
    return low.iterate(e).as_results(low, element, e)


def items_as_vec(low: SequenceBuiltins, e: ir.Expr, element: RTy) -> r.RExpr:
    """The items of `e` as a `Vec`."""
    saved, low.lasting = low.lasting, None  # all of it is taken at once
    items = results_of(low, e, element)
    low.lasting = saved
    return low.fallible(call("vec_of", items), e)


def item_type(low: SequenceBuiltins, e: ir.Call) -> RTy:
    """Element of the iterator that the call yields."""
    ty = low.rep(e)
    return ty.args[0] if ty.kind == "iter" else VALUE

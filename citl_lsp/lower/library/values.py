"""`operator` and `copy`."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.sequences import SequenceBuiltins
from citl_lsp.lower.library.handler import Handler, has_starred
from citl_lsp.lower.rty import BOOL, VALUE
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.types.library import COMPARISONS, OPERATORS


def _operator(op: str) -> Handler:
    def handler(low: SequenceBuiltins, e: ir.Call) -> Val | None:
        if len(e.args) != 2 or has_starred(e):
            return None
        a, b = low.expr(e.args[0]), low.expr(e.args[1])
        known = low.rep(e)
        result = low.widest(a, b) if known == VALUE else known
        return low.binary(op, a, b, result, e)

    return handler


def _comparison(op: str) -> Handler:
    def handler(low: SequenceBuiltins, e: ir.Call) -> Val | None:
        if len(e.args) != 2 or has_starred(e):
            return None
        return Val(low.compare_pair(op, low.expr(e.args[0]), low.expr(e.args[1]), e), BOOL)

    return handler


def _copy(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    """`copy.copy`: a new container with the same elements; what can't change is itself."""
    if len(e.args) != 1 or has_starred(e):
        return None
    v = low.expr(e.args[0])
    if v.ty.kind in ("list", "dict", "set", "deque"):
        return Val(method(v.expr, "copy", origin=low.origin(e)), v.ty)
    if v.ty.kind in ("Int", "i64", "f64", "bool", "Str", "none", "tuple", "vtuple", "range", "func"):
        return v
    return None


def _deepcopy(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or has_starred(e):
        return None
    v = low.expr(e.args[0])
    if low.program.reps.has_objects(v.ty):
        return None
    return Val(low.fallible(call("deep_copy", borrow(v), origin=low.origin(e)), e), v.ty)


VALUES: dict[tuple[str, str], Handler] = {
    ("copy", "copy"): _copy,
    ("copy", "deepcopy"): _deepcopy,
    **{("operator", name): _operator(op) for name, op in OPERATORS.items()},
    **{("operator", name): _comparison(op) for name, op in COMPARISONS.items()},
}

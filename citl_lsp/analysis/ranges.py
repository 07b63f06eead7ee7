"""Which local integers provably fit a machine integer.

A variable does when every assignment to it in the function is the variable of a loop over `range()` or the counter of
`enumerate()`: their values lie between bounds that were themselves machine integers.
"""

from __future__ import annotations

from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.program import FunctionInfo


def raw_variables(info: FunctionInfo) -> frozenset[ir.Variable]:
    """Local variables of `info` whose every value fits an `i64`."""
    proven: set[ir.Variable] = set()
    refuted: set[ir.Variable] = {p.var for p in info.function.params}
    stack: list[Any] = list(info.function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, (ir.For, ir.CompFor)):
            raw = _raw_targets(node.target, node.iterable)
            for var in _targets(node.target):
                (proven if var in raw else refuted).add(var)
            stack.append(node.iterable)
            if isinstance(node, ir.For):
                stack.extend(node.body)
                stack.extend(node.orelse)
            else:
                stack.extend(node.conditions)
            continue
        if isinstance(node, (ir.TargetLocal, ir.Walrus)):
            refuted.add(node.var)
        elif isinstance(node, ir.Lambda):
            stack.extend(node.function.body)
            refuted.update(p.var for p in node.function.params)
            continue
        elif isinstance(node, ir.FunctionStmt):
            continue
        stack.extend(child_nodes(node))
    return frozenset(v for v in proven - refuted if not v.rebound_after_capture)


def _targets(target: ir.Target) -> list[ir.Variable]:
    if isinstance(target, ir.TargetLocal):
        return [target.var]
    if isinstance(target, ir.TargetTuple):
        return [v for item in target.items for v in _targets(item)]
    return []


def _raw_targets(target: ir.Target, iterable: ir.Expr) -> set[ir.Variable]:
    if not isinstance(iterable, ir.Call) or not isinstance(iterable.func, ir.Global):
        return set()
    name = iterable.func.name
    if name == "range" and isinstance(target, ir.TargetLocal):
        return {target.var}
    if name == "reversed" and iterable.args:
        return _raw_targets(target, iterable.args[0])
    if name == "enumerate" and isinstance(target, ir.TargetTuple) and isinstance(target.items[0], ir.TargetLocal):
        return {target.items[0].var, *_raw_targets(target.items[1], iterable.args[0])} if iterable.args else set()
    if name == "zip" and isinstance(target, ir.TargetTuple) and len(target.items) == len(iterable.args):
        return {v for t, a in zip(target.items, iterable.args, strict=True) for v in _raw_targets(t, a)}
    return set()


def nonnegative_variables(info: FunctionInfo) -> frozenset[ir.Variable]:
    """Raw variables of `info` that are never negative: loops upwards, from a constant that isn't or such a variable."""
    loops: list[ir.For | ir.CompFor] = []
    stack: list[Any] = list(info.function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, (ir.For, ir.CompFor)):
            loops.append(node)
        if not isinstance(node, ir.FunctionStmt):
            stack.extend(child_nodes(node))
    found = raw_variables(info)
    while True:
        # A value comes from an earlier one: what holds if it held for all values before holds for all.
        negative = {
            var
            for loop in loops
            for var in _targets(loop.target)
            if not _counts_up(loop.target, loop.iterable, var, found)
        }
        if found.isdisjoint(negative):
            return found
        found -= negative


def _counts_up(target: ir.Target, iterable: ir.Expr, var: ir.Variable, natural: frozenset[ir.Variable]) -> bool:
    if not isinstance(iterable, ir.Call) or not isinstance(iterable.func, ir.Global):
        return False
    if iterable.func.name == "range" and isinstance(target, ir.TargetLocal):
        start = iterable.args[0] if len(iterable.args) > 1 else None
        step = iterable.args[2] if len(iterable.args) > 2 else None
        return _natural(start, natural) and _natural(step, natural)
    if iterable.func.name == "enumerate" and isinstance(target, ir.TargetTuple):
        first = target.items[0]
        return isinstance(first, ir.TargetLocal) and first.var is var and len(iterable.args) == 1
    return False


def _natural(e: ir.Expr | None, natural: frozenset[ir.Variable]) -> bool:
    """Whether `e` is absent, a constant that isn't negative, one of `natural`, or a sum of such."""
    if e is None:
        return True
    if isinstance(e, ir.Bin) and e.op == "+":
        return _natural(e.left, natural) and _natural(e.right, natural)
    if isinstance(e, ir.Local):
        return e.var in natural
    return isinstance(e, ir.Const) and type(e.value) is int and e.value >= 0

"""Which empty lists a loop fills next: `out = []`, then `for x in xs: ... out.append(...)` once in each round.

Facts only: how many elements there will be is as many as the loop has rounds, since it neither ends early nor skips.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import blocks_of, child_nodes

_NEAR = 4
"""How many statements the loop may come after."""


def filled_lists(body: list[ir.Stmt]) -> dict[ir.ListLit, ir.For]:
    """The loop that fills each empty list of a function."""
    found: dict[ir.ListLit, ir.For] = {}
    blocks = [body]
    while blocks:
        block = blocks.pop()
        for i, stmt in enumerate(block):
            blocks += blocks_of(stmt)
            made = _made_empty(stmt)
            if made is None:
                continue
            var, display = made
            for after in block[i + 1 : i + 1 + _NEAR]:
                if isinstance(after, ir.For):
                    if _once_each_round(after, var):
                        found[display] = after
                    break
                if not isinstance(after, ir.Assign):
                    break
    return found


def _made_empty(stmt: ir.Stmt) -> tuple[ir.Variable, ir.ListLit] | None:
    if isinstance(stmt, ir.Assign) and len(stmt.targets) == 1 and isinstance(stmt.value, ir.ListLit):
        target = stmt.targets[0]
        if isinstance(target, ir.TargetLocal) and not stmt.value.items:
            return target.var, stmt.value
    return None


def _once_each_round(loop: ir.For, var: ir.Variable) -> bool:
    appends = 0
    for stmt in loop.body:
        if isinstance(stmt, ir.ExprStmt) and isinstance(stmt.value, ir.Call) and isinstance(stmt.value.func, ir.Attr):
            func = stmt.value.func
            appends += func.name == "append" and isinstance(func.obj, ir.Local) and func.obj.var is var
    leaves = any(isinstance(s, (ir.Break, ir.Continue, ir.Return, ir.Raise, ir.Try)) for s in _inside(loop))
    return appends > 0 and not leaves


def _inside(loop: ir.For) -> Iterator[Any]:
    stack: list[Any] = list(loop.body)
    while stack:
        node = stack.pop()
        yield node
        stack += child_nodes(node)

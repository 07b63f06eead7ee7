"""Whether control can reach the end of a block."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir


def falls_through(body: list[ir.Stmt]) -> bool:
    """Whether control can reach the end of `body`."""
    return not any(_leaves(stmt) for stmt in body)


def _leaves(stmt: ir.Stmt) -> bool:
    """Whether control can never pass `stmt` in its own block."""
    if isinstance(stmt, (ir.Return, ir.Raise, ir.Break, ir.Continue)):
        return True
    if isinstance(stmt, ir.If):
        return bool(stmt.orelse) and not falls_through(stmt.body) and not falls_through(stmt.orelse)
    if isinstance(stmt, ir.While):
        return isinstance(stmt.test, ir.Const) and bool(stmt.test.value) and not _breaks(stmt.body)
    if isinstance(stmt, ir.Try):
        if stmt.final and not falls_through(stmt.final):
            return True
        main = not falls_through(stmt.body) or (bool(stmt.orelse) and not falls_through(stmt.orelse))
        return main and all(not falls_through(h.body) for h in stmt.handlers)
    return False


def _breaks(body: list[ir.Stmt]) -> bool:
    """Whether a `break` in `body` leaves the loop that `body` belongs to."""
    for stmt in body:
        if isinstance(stmt, ir.Break):
            return True
        if isinstance(stmt, ir.If) and (_breaks(stmt.body) or _breaks(stmt.orelse)):
            return True
        if isinstance(stmt, (ir.For, ir.While)) and _breaks(stmt.orelse):
            return True
        if isinstance(stmt, ir.Try) and (
            _breaks(stmt.body)
            or _breaks(stmt.orelse)
            or _breaks(stmt.final)
            or any(_breaks(handler.body) for handler in stmt.handlers)
        ):
            return True
    return False

"""Names that stand for a place which the program could look up again instead.

b = bodies[i]            `b` stands for `bodies[i]` in the statements after it: neither `bodies` nor `i` gets another
b.x += step              value in them. Whether `bodies` itself stays as it is depends on types: the statements are
bodies[j].x -= step      part of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions, blocks_of, child_nodes, direct_mentions


@dataclass(frozen=True, slots=True)
class Place:
    """What a name stands for, and while what."""

    expr: ir.Expr
    root: ir.Variable
    during: list[ir.Stmt]
    """The statements in which the name is used."""


def named_places(body: list[ir.Stmt]) -> dict[ir.Variable, Place]:
    """The names of a function that are given one place, once, and are used in the statements after that only."""
    reads, writes = dict[ir.Variable, int](), dict[ir.Variable, int]()
    for var, assigned in all_mentions(body):
        counted = writes if assigned else reads
        counted[var] = counted.get(var, 0) + 1
    found: dict[ir.Variable, Place] = {}
    blocks = [body]
    while blocks:
        block = blocks.pop()
        for i, stmt in enumerate(block):
            blocks += blocks_of(stmt)
            target = stmt.targets[0] if isinstance(stmt, ir.Assign) and len(stmt.targets) == 1 else None
            if not isinstance(stmt, ir.Assign) or not isinstance(target, ir.TargetLocal):
                continue
            var, used = target.var, _variables(stmt.value)
            if used is None or var.captured or var.is_param or writes.get(var) != 1:
                continue
            after = block[i + 1 :]
            while after and all(mentioned is not var for mentioned, _ in all_mentions(after[-1:])):
                after.pop()
            inside = sum(mentioned is var for mentioned, _ in all_mentions(after))
            changed = {mentioned for mentioned, assigned in all_mentions(after) if assigned}
            fixed = not any(v in changed or v.rebound_after_capture for v in used)
            if inside == reads.get(var, 0) and fixed and not _later(after, {var, *used}):
                found[var] = Place(stmt.value, used[0], after)
    return found


def root_of(e: ir.Expr) -> ir.Variable | None:
    """The variable whose value `e` is or is a part of: `grid` for `grid[0].cells`."""
    while isinstance(e, (ir.Index, ir.Attr)):
        e = e.obj
    return e.var if isinstance(e, ir.Local) else None


def followers(body: list[ir.Stmt]) -> set[ir.Variable]:
    """The variables that are only ever given a part of what they stand for: `node = node.next`."""
    follows, others = dict[ir.Variable, int](), dict[ir.Variable, int]()
    for var, assigned in all_mentions(body):
        if assigned:
            others[var] = others.get(var, 0) + 1
    stack: list[Any] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, ir.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ir.TargetLocal) and _is_part_of(node.value, target.var):
                follows[target.var] = follows.get(target.var, 0) + 1
        stack.extend(child_nodes(node))
    return {var for var, count in follows.items() if others.get(var) == count}


def _is_part_of(e: ir.Expr, var: ir.Variable) -> bool:
    if isinstance(e, ir.Cond):
        return _is_part_of(e.body, var) and _is_part_of(e.orelse, var)
    return isinstance(e, (ir.Index, ir.Attr)) and root_of(e) is var


def rivals(name: ir.Variable, places: dict[ir.Variable, Place]) -> set[ir.Variable]:
    """The variables by which something gets at the owner of what `name` stands for, while `name` is used."""
    place = places[name]
    known = {var for var, other in places.items() if other.root is place.root and var is not name} | {place.root}
    return known & {var for var, _ in all_mentions(place.during)}


def _variables(e: ir.Expr) -> list[ir.Variable] | None:
    """The variables of a chain of attributes and simple positions, its root first; None for anything else."""
    found: list[ir.Variable] = []
    depth = 0
    while isinstance(e, (ir.Index, ir.Attr)):
        if isinstance(e, ir.Index):
            if not _simple(e.index):
                return None
            found += [var for var, _ in direct_mentions(e.index, False)]
        e = e.obj
        depth += 1
    return [e.var, *found] if isinstance(e, ir.Local) and depth else None


def _simple(e: ir.Expr) -> bool:
    """Whether `e` is made of variables and constants by arithmetic."""
    if isinstance(e, ir.Bin):
        return e.op in ("+", "-", "*") and _simple(e.left) and _simple(e.right)
    return _simple(e.operand) if isinstance(e, ir.Unary) else isinstance(e, (ir.Local, ir.Const))


def _later(body: list[ir.Stmt], variables: set[ir.Variable]) -> bool:
    """Whether something in `body` that may run at another time mentions one of the variables."""
    stack: list[Any] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, (ir.Lambda, ir.FunctionStmt)) or (isinstance(node, ir.Comp) and node.lazy):
            if any(var in variables for var, _ in direct_mentions(node, False)):
                return True
        stack.extend(child_nodes(node))
    return False

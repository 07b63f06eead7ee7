"""Where each Python variable is declared in Rust.

A variable lives in the innermost block that holds all its occurrences. If the first statement of that block that
mentions it assigns it, the assignment declares it; otherwise it is *hoisted*: declared at the top of the block.
Variables assigned under `try` and used outside are *uncertain*: rustc can't see that they are set, so they start with
a default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import blocks_of, child_nodes, direct_mentions


@dataclass(slots=True)
class Homes:
    """Declarations by block (identity of the statement list), and facts about variables."""

    hoisted: dict[int, list[ir.Variable]] = field(default_factory=dict)
    uncertain: set[ir.Variable] = field(default_factory=set)
    counts: dict[ir.Variable, int] = field(default_factory=dict)
    """Number of assignments in the text."""


def homes(function: ir.Function) -> Homes:
    """Where the variables of `function` are declared."""
    result = Homes()
    comprehension = _comprehension_variables(function.body)
    paths: dict[ir.Variable, list[tuple[tuple[list[ir.Stmt], int], ...]]] = {}
    in_try: dict[ir.Variable, set[int]] = {}
    params = {p.var for p in function.params} | set(function.captures)

    def walk(body: list[ir.Stmt], path: tuple[tuple[list[ir.Stmt], int], ...], tries: tuple[int, ...]) -> None:
        for i, stmt in enumerate(body):
            here = (*path, (body, i))
            for var, assigned in direct_mentions(stmt, True):
                if assigned:
                    result.counts[var] = result.counts.get(var, 0) + 1
                    in_try.setdefault(var, set()).add(tries[-1] if tries else 0)
                if isinstance(stmt, ir.For) and assigned and _is_target(stmt, var):
                    paths.setdefault(var, []).append((*here, (stmt.body, -1)))
                else:
                    paths.setdefault(var, []).append(here)
            if isinstance(stmt, ir.Try):
                walk(stmt.body, here, (*tries, id(stmt)))
                for handler in stmt.handlers:
                    if handler.var is not None:
                        result.counts[handler.var] = result.counts.get(handler.var, 0) + 1
                        paths.setdefault(handler.var, []).append((*here, (handler.body, -1)))
                    walk(handler.body, here, tries)
                walk(stmt.orelse, here, tries)
                walk(stmt.final, here, tries)
            else:
                for block in blocks_of(stmt):
                    walk(block, here, tries)

    walk(function.body, (), ())
    imported = _imported_variables(function.body)
    for var, found in paths.items():
        if var in params or var in comprehension or var in imported:
            continue
        if var.captured and var.rebound_after_capture:
            # One cell for the whole activation, whatever block assigns it.
            result.hoisted.setdefault(id(function.body), []).append(var)
            continue
        common = found[0]
        for path in found[1:]:
            n = 0
            while n < min(len(common), len(path)) and common[n][0] is path[n][0] and common[n][1] == path[n][1]:
                n += 1
            # The paths part inside the same block (different statements) or in different blocks of one statement.
            if n < min(len(common), len(path)) and common[n][0] is path[n][0]:
                common = (*common[:n], (common[n][0], min(common[n][1], path[n][1])))
            else:
                common = common[:n]
        if var.maybe_unbound:
            common = _outside_of_loops(common)
        if not common:
            continue
        home, first = common[-1]
        if any(t for t in in_try.get(var, ())) and not all(
            any(step[0] is home for step in p) for p in found
        ):  # pragma: no cover - the home holds every occurrence
            result.uncertain.add(var)
        if _under_try(home, first, found, function):
            result.uncertain.add(var)
        if not _declares(home, first, var, found):
            result.hoisted.setdefault(id(home), []).append(var)
    return result


def _outside_of_loops(path: tuple[tuple[list[ir.Stmt], int], ...]) -> tuple[tuple[list[ir.Stmt], int], ...]:
    """The way to the outermost loop on `path`: a round may see what an earlier one has assigned."""
    for n, (body, i) in enumerate(path[:-1]):
        if i >= 0 and isinstance(body[i], (ir.For, ir.While)):
            return path[: n + 1]
    return path


def _imported_variables(body: list[ir.Stmt]) -> set[ir.Variable]:
    """Variables that an `import` binds: names, not values."""
    found: set[ir.Variable] = set()
    stack = list(body)
    while stack:
        stmt = stack.pop()
        if isinstance(stmt, ir.Import) and stmt.var is not None:
            found.add(stmt.var)
        for block in blocks_of(stmt):
            stack.extend(block)
    return found


def _is_target(stmt: ir.For, var: ir.Variable) -> bool:
    stack: list[ir.Target] = [stmt.target]
    while stack:
        target = stack.pop()
        if isinstance(target, ir.TargetLocal) and target.var is var:
            return True
        if isinstance(target, ir.TargetTuple):
            stack.extend(target.items)
    return False


def _declares(home: list[ir.Stmt], first: int, var: ir.Variable, found: list[Any]) -> bool:
    """Whether statement `first` of `home` can declare `var` by assigning it."""
    if first < 0:
        return True
    stmt = home[first]
    if var.maybe_unbound:
        return False
    if isinstance(stmt, ir.Assign):
        mentions = list(direct_mentions(stmt, True))
        reads = any(v is var and not assigned for v, assigned in mentions)
        return not reads and all(_assigns_directly(t, var) or not _mentions(t, var) for t in stmt.targets)
    return isinstance(stmt, ir.FunctionStmt) and stmt.var is var


def _assigns_directly(target: ir.Target, var: ir.Variable) -> bool:
    if isinstance(target, ir.TargetLocal):
        return target.var is var
    if isinstance(target, ir.TargetTuple):
        return any(_assigns_directly(t, var) for t in target.items)
    return False


def _mentions(node: Any, var: ir.Variable) -> bool:
    return any(v is var for v, _ in direct_mentions(node, False))


def _under_try(home: list[ir.Stmt], first: int, found: list[Any], function: ir.Function) -> bool:
    """Whether some path from the home to an occurrence goes through a `try` body."""
    for path in found:
        started = False
        for body, i in path:
            if body is home:
                started = True
            if started and i >= 0 and isinstance(body[i], ir.Try):
                return True
    return False


def _comprehension_variables(body: list[ir.Stmt]) -> set[ir.Variable]:
    found: set[ir.Variable] = set()
    stack: list[Any] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, ir.CompFor):
            targets: list[ir.Target] = [node.target]
            while targets:
                target = targets.pop()
                if isinstance(target, ir.TargetLocal):
                    found.add(target.var)
                elif isinstance(target, ir.TargetTuple):
                    targets.extend(target.items)
        if isinstance(node, (ir.Lambda, ir.FunctionStmt)):
            continue
        stack.extend(child_nodes(node))
    return found

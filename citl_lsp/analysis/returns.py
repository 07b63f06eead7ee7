"""Functions that only give back parts of their arguments, to callers that just look at them. Facts only.

def pick(rows, i): return rows[i]        and every call is `row = pick(...)`, `for x in pick(...)`,
                                         `len(pick(...))`, `print(pick(...))`, `return pick(...)`,
                                         `pick(...)[0]`, `pick(...).name`, `pick(...).count(1)`
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.endings import falls_through
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.program import FunctionInfo, Program

_LOOKING = frozenset({"print", "len", "sum", "str", "repr"})


def lendable_results(program: Program) -> dict[FunctionInfo, frozenset[ir.Variable]]:
    """The parameters that each such function's results are parts of."""
    found: dict[FunctionInfo, frozenset[ir.Variable]] = {}
    for info in program.functions.values():
        function = info.function
        plain = info.kind in ("function", "method") and not function.name.startswith("__")
        if not plain or function.is_generator or function.decorators:
            continue
        roots = program.units[info.unit].summary.remember(_roots, function)
        if roots:
            found[info] = roots
    if found:
        used: set[str] = set()
        for linked in program.units.values():
            parts: list[ir.Function | ir.ClassHeader] = [*linked.summary.functions]
            if isinstance(linked.unit.body, ir.ClassHeader):
                parts.append(linked.unit.body)
            for part in parts:
                used |= linked.summary.remember(_used_otherwise, part)
        found = {info: roots for info, roots in found.items() if info.function.name not in used}
    return found


def _roots(function: ir.Function) -> frozenset[ir.Variable] | None:
    """The parameters that all results are parts of; None where one isn't."""
    nodes = list(_inside(function.body))
    if falls_through(function.body) or any(isinstance(node, (ir.Try, ir.FunctionStmt)) for node in nodes):
        return None
    sources = _sources(nodes)
    roots: set[ir.Variable] = set()
    for node in nodes:
        if isinstance(node, ir.Return):
            part = None if node.value is None else _root(node.value)
            if part is None or not _trace(part, sources, roots, set()):
                return None
    return frozenset(roots)


def _sources(nodes: list[Any]) -> dict[ir.Variable, list[ir.Expr | None]]:
    """What each local variable is given: places to look for a root in, None for anything else."""
    found: dict[ir.Variable, list[ir.Expr | None]] = {}
    plain: set[ir.TargetLocal] = set()
    for node in nodes:
        if isinstance(node, ir.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ir.TargetLocal):
            plain.add(node.targets[0])
            found.setdefault(node.targets[0].var, []).append(node.value)
        elif isinstance(node, ir.For) and isinstance(node.target, ir.TargetLocal):
            plain.add(node.target)
            found.setdefault(node.target.var, []).append(node.iterable)
    for node in nodes:
        if isinstance(node, ir.Walrus) or (isinstance(node, ir.TargetLocal) and node not in plain):
            found.setdefault(node.var, []).append(None)
    return found


def _trace(
    var: ir.Variable,
    sources: dict[ir.Variable, list[ir.Expr | None]],
    roots: set[ir.Variable],
    seen: set[ir.Variable],
) -> bool:
    """Whether `var` only holds parts of parameters, which go to `roots`."""
    if var in seen:
        return True
    seen.add(var)
    given = sources.get(var, [])
    if var.is_param and not given:
        roots.add(var)
        return not var.captured
    if var.is_param or var.captured or not given:
        return False
    parts = [None if e is None else _root(e) for e in given]
    return all(part is not None and _trace(part, sources, roots, seen) for part in parts)


def _root(e: ir.Expr) -> ir.Variable | None:
    while isinstance(e, (ir.Index, ir.Attr)):
        if isinstance(e, ir.Index) and isinstance(e.index, ir.Slice):
            return None
        e = e.obj
    return e.var if isinstance(e, ir.Local) else None


def _inside(body: list[Any]) -> Iterator[Any]:
    """Every node of a body, nested functions excluded."""
    stack: list[Any] = list(body)
    while stack:
        node = stack.pop()
        yield node
        stack += child_nodes(node)


def _used_otherwise(part: ir.Function | ir.ClassHeader) -> set[str]:
    """Names of functions and methods that are used in other ways than `lendable_results` says, in a function without
    those inside it, or in a class body."""
    params = part.params if isinstance(part, ir.Function) else []
    defaults = [param.default for param in params if param.default is not None]
    return {*_otherwise(part.body), *_otherwise(defaults)}


def _otherwise(body: list[Any]) -> Iterator[str]:
    looked_at: set[ir.Call] = set()
    called: set[ir.Expr] = set()
    for node in _inside(body):
        if isinstance(node, ir.Assign) and isinstance(node.value, ir.Call):
            if len(node.targets) == 1 and isinstance(node.targets[0], ir.TargetLocal):
                looked_at.add(node.value)
        elif isinstance(node, ir.For) and isinstance(node.iterable, ir.Call):
            looked_at.add(node.iterable)
        elif isinstance(node, (ir.ExprStmt, ir.Return)) and isinstance(node.value, ir.Call):
            looked_at.add(node.value)
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Global) and node.func.name in _LOOKING:
            looked_at.update(a for a in node.args if isinstance(a, ir.Call))
        elif isinstance(node, (ir.Index, ir.Attr)) and isinstance(node.obj, ir.Call):
            if isinstance(node, ir.Index) or node.name not in MUTATING:
                looked_at.add(node.obj)
    for node in _inside(body):
        if isinstance(node, ir.Call):
            called.add(node.func)
            if node not in looked_at:
                yield from _name(node.func)
        elif isinstance(node, ir.Lambda):
            yield from (name for inner in _inside(node.function.body) for name in _name(inner))
    for node in _inside(body):
        if node not in called:
            yield from _name(node)


def _name(node: Any) -> Iterator[str]:
    if isinstance(node, (ir.Global, ir.Attr)):
        yield node.name
    elif isinstance(node, ir.Local):
        yield node.var.name
    elif isinstance(node, ir.Import) and node.name is not None and node.bound != node.name:
        yield node.name  # called by another name

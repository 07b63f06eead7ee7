"""Walking the intermediate representation: the nodes inside a node, the blocks of a statement, mentions of variables.

for child in child_nodes(stmt): ...
assigned = {var for var, is_assigned in all_mentions(function.body) if is_assigned}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, cast

from citl_lsp.ir import nodes as ir

_NO_NODES = frozenset({"str", "int", "bool", "object", "str | None", "int | None", "Variable", "Variable | None",
                       "Function", "BinaryOperator", "UnaryOperator", "list[Comparator]", "list[str]",
                       "list[Variable]", "list[Function]"})  # fmt: skip
"""Types of fields in which there is nothing to look for."""


def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(cast(Any, kind))
        if field.name not in ("span", "line", "annotation") and field.type not in _NO_NODES
    )


_SLOTS: dict[Any, tuple[str, ...]] = {}


def child_nodes(node: Any) -> Iterable[Any]:
    """Every node directly inside `node`; nested functions excluded."""
    kind = type(node)
    names = _SLOTS.get(kind)
    if names is None:
        names = _SLOTS[kind] = _slots(kind)
    return _children(node, names) if names else ()


def _children(node: Any, names: tuple[str, ...]) -> Iterator[Any]:
    for name in names:
        value = getattr(node, name)
        if isinstance(value, ir.Node):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, ir.Node):
                    yield item
                elif isinstance(item, tuple):
                    yield from (x for x in item if isinstance(x, ir.Node))


def blocks_of(stmt: ir.Stmt) -> list[list[ir.Stmt]]:
    """Blocks directly inside a statement."""
    if isinstance(stmt, (ir.If, ir.While, ir.For)):
        return [stmt.body, stmt.orelse]
    if isinstance(stmt, ir.Try):
        return [stmt.body, *(h.body for h in stmt.handlers), stmt.orelse, stmt.final]
    return []


def direct_mentions(node: Any, skip_blocks: bool) -> Iterator[tuple[ir.Variable, bool]]:
    """(variable, is it assigned) for what `node` itself mentions, blocks inside it excluded."""
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, ir.Local):
            yield each.var, False
        elif isinstance(each, (ir.TargetLocal, ir.Walrus)):
            yield each.var, True
        elif isinstance(each, ir.Lambda):
            for var in each.function.captures:
                yield var, False
            for param in each.function.params:
                if param.default is not None:
                    stack.append(param.default)
            continue
        elif isinstance(each, ir.FunctionStmt):
            yield each.var, True
            for var in each.function.captures:
                yield var, False
            for param in each.function.params:
                if param.default is not None:
                    stack.append(param.default)
            continue
        elif isinstance(each, ir.Handler):
            stack.extend(each.types)
            for var in each.unbinds:
                yield var, True
            if not skip_blocks:
                if each.var is not None:
                    yield each.var, True
                stack.extend(each.body)
            continue
        if isinstance(each, ir.Stmt) and skip_blocks:
            inner = {id(s) for block in blocks_of(each) for s in block}
            stack.extend(c for c in child_nodes(each) if id(c) not in inner)
        else:
            stack.extend(child_nodes(each))


def all_mentions(body: Iterable[ir.Stmt]) -> Iterator[tuple[ir.Variable, bool]]:
    """(variable, is it assigned) for every mention in `body`, nested functions' captures included."""
    for stmt in body:
        yield from direct_mentions(stmt, False)

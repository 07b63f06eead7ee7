"""Nested functions that are only ever called by name, and what the others hold.

def outer(xs):
    def add(x): xs.append(x)     called by name: it gets `xs` lent at each call
    keep = lambda: len(xs)       a value: it holds what it captures
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.program import Program


@dataclass(slots=True)
class Nested:
    """What all units say together."""

    by_name: set[ir.Function] = field(default_factory=set)
    """Nested functions that no part of the program uses as values."""
    held: set[ir.Variable] = field(default_factory=set)
    """Captured variables that some function used as a value holds, itself or through what it calls."""


def nested_functions(program: Program) -> Nested:
    """Unit by unit: no unit sees the nested functions and variables of another."""
    found = Nested()
    for linked in program.units.values():
        functions = tuple(linked.summary.functions)
        if any(function is not linked.unit.body for function in functions):
            by_name, held = linked.summary.remember(_of_unit, functions)
            found.by_name |= by_name
            found.held |= held
    return found


def _of_unit(functions: tuple[ir.Function, ...]) -> tuple[set[ir.Function], set[ir.Variable]]:
    by_name = _called_by_name(functions)
    return by_name, _held_by_values(functions, by_name)


def _called_by_name(functions: tuple[ir.Function, ...]) -> set[ir.Function]:
    mentioned: Counter[ir.Variable] = Counter()
    called: Counter[ir.Variable] = Counter()
    bound: Counter[ir.Variable] = Counter()
    defined: dict[ir.Variable, ir.Function] = {}
    for outer in functions:
        stack: list[Any] = list(outer.body)
        while stack:
            node = stack.pop()
            if isinstance(node, ir.Local):
                mentioned[node.var] += 1
            elif isinstance(node, (ir.TargetLocal, ir.Walrus)):
                bound[node.var] += 1
            elif isinstance(node, ir.FunctionStmt):
                bound[node.var] += 1
                if not node.function.decorators and not node.function.is_generator and not node.function.is_async:
                    defined[node.var] = node.function
            elif isinstance(node, ir.Call) and isinstance(node.func, ir.Local):
                called[node.func.var] += 1
            stack.extend(child_nodes(node))
    return {
        function
        for var, function in defined.items()
        if bound[var] == 1
        and var.ordinal == 1
        and not var.rebound_after_capture
        and not var.maybe_unbound
        and mentioned[var] == called[var]
    }


def _held_by_values(functions: tuple[ir.Function, ...], by_name: set[ir.Function]) -> set[ir.Variable]:
    names: dict[ir.Variable, ir.Function] = {}
    for outer in functions:
        stack: list[Any] = list(outer.body)
        while stack:
            node = stack.pop()
            if isinstance(node, ir.FunctionStmt) and node.function in by_name:
                names[node.var] = node.function
            stack.extend(child_nodes(node))
    needs = {function: set(function.captures) for function in functions}
    changed = True
    while changed:
        changed = False
        for function, needed in needs.items():
            inner = {v for var in needed if var in names for v in needs[names[var]]} - set(function.variables)
            if not inner <= needed:
                needed |= inner
                changed = True
    return {v for function, needed in needs.items() if function not in by_name for v in needed}

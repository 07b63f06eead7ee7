"""Nested functions that are only ever called by name, and what the others hold.

def outer(xs):
    def add(x): xs.append(x)     called by name: it gets `xs` lent at each call
    keep = lambda: len(xs)       a value: it holds what it captures
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.program import Program


def called_by_name(program: Program) -> set[ir.Function]:
    """Nested functions that no part of the program uses as values."""
    mentioned: Counter[ir.Variable] = Counter()
    called: Counter[ir.Variable] = Counter()
    bound: Counter[ir.Variable] = Counter()
    defined: dict[ir.Variable, ir.Function] = {}
    for info in program.functions.values():
        stack: list[Any] = list(info.function.body)
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


def held_by_values(program: Program, by_name: set[ir.Function]) -> set[ir.Variable]:
    """Captured variables that some function used as a value holds, itself or through what it calls."""
    names: dict[ir.Variable, ir.Function] = {}
    for info in program.functions.values():
        stack: list[Any] = list(info.function.body)
        while stack:
            node = stack.pop()
            if isinstance(node, ir.FunctionStmt) and node.function in by_name:
                names[node.var] = node.function
            stack.extend(child_nodes(node))
    needs = {info.function: set(info.function.captures) for info in program.functions.values()}
    changed = True
    while changed:
        changed = False
        for function, needed in needs.items():
            inner = {v for var in needed if var in names for v in needs[names[var]]} - set(function.variables)
            if not inner <= needed:
                needed |= inner
                changed = True
    return {v for function, needed in needs.items() if function not in by_name for v in needed}

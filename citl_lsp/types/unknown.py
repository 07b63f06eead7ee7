"""Names that nothing in the program, and nothing in Python, defines.

unknown_names(program)      after every edit: it reads places, which a solved program outlives (`ir.graft`)
"""

from __future__ import annotations

from collections.abc import Iterator

from citl_lsp.ir import nodes as ir
from citl_lsp.types.program import Problem, Program


def unknown_names(program: Program) -> Iterator[Problem]:
    """One problem for each mention that is evaluated."""
    for unit, names in program.unknown.items():
        linked = program.units[unit]
        bases = unit.body.bases if isinstance(unit.body, ir.ClassHeader) else []  # told with the class
        for node in linked.summary.exprs:
            if isinstance(node, ir.Global) and node.name in names and node not in bases:
                text = f"the name `{node.name}` isn't known here"
                yield Problem(linked.module, unit, node, "unknown-name", text)

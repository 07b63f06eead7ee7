"""Everything that lowering a function reads of the program takes part in recalling it.

A lowered unit is used again when its fingerprints are equal and the questions that it asked have the same answers
(`lower.recall`). Whoever lets lowering read something new decides which of the two it is, and adds it to the list here.
"""

from __future__ import annotations

import ast

from .harness import ROOT

COMPARED = {
    "always_set", "by_reference", "captures", "class_body_key", "class_names", "class_pairs", "class_static",
    "effects.kept", "effects.mutated", "effects.stored", "error_form", "exception_static", "field_name",
    "function_names", "functions",
    "has_field", "has_tag", "is_exception", "is_plain_field", "keeps", "modules", "ownership.mutated",
    "ownership.reassigned", "passing", "path_of", "policy", "raw_arithmetic", "reps.class_form", "reps.class_roots",
    "reps.function", "reps.has_objects",
    "reps.of", "result_form", "result_roots", "unseen_copy",
}  # fmt: skip
"""In `lower.fingerprints`, or computed from what is there."""
OWN = {
    "assigned", "default_types", "default_vars", "of", "ranges", "scalars", "static_functions", "units",
    "variable_atom",
}  # fmt: skip
"""A function of the unit's own body and types."""
ASKED = {"anchor_at", "chooser", "class_body_name", "class_slot", "default_slot", "global_slot", "note"}
"""Recorded in the unit's `Trace`."""

WHOLE_PROGRAM = {
    "context.py", "facts.py", "facts_shown.py", "fingerprints.py", "optional.py", "program.py", "recall.py",
    "representations.py", "rty.py", "solved.py",
}  # fmt: skip
"""Files of `lower/` that run once for the program. So does the folder `classes/`."""
_TWO_PARTS = ("effects", "ownership", "reps")


def reads() -> dict[str, set[str]]:
    """`self.program.NAME` (of effects, ownership and reps: what of them), with the files that read it."""
    found: dict[str, set[str]] = {}
    folder = ROOT / "citl_lsp" / "lower"
    for path in sorted(folder.rglob("*.py")):
        if path.name in WHOLE_PROGRAM or path.parent.name == "classes":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            chain: list[str] = []
            part: ast.expr = node if isinstance(node, ast.Attribute) else ast.Constant(None)
            while isinstance(part, ast.Attribute):
                chain.insert(0, part.attr)
                part = part.value
            if "program" in chain[:-1]:
                rest = chain[len(chain) - chain[::-1].index("program") :]
                if rest and (rest[0] not in _TWO_PARTS or len(rest) > 1):
                    name = ".".join(rest[:2]) if rest[0] in _TWO_PARTS else rest[0]
                    found.setdefault(name, set()).add(path.name)
    return found


def test_all_reads_are_known() -> None:
    unknown = {name: files for name, files in reads().items() if name not in COMPARED | OWN | ASKED}
    assert unknown == {}

"""What hovering shows: the type of each name, why it is dynamic, and the decisions that shape it."""

from __future__ import annotations

from dataclasses import dataclass

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.facts import ProgramFacts
from citl_lsp.lower.texts import RUST_TYPES
from citl_lsp.types.describe import describe
from citl_lsp.types.model import TypeVar


@dataclass(frozen=True, slots=True)
class HoverFact:
    """What is known about a Python range: its type, why it is dynamic, the sites that shape it."""

    path: str
    start: int
    end: int
    python_type: str
    rust_type: str
    reasons: tuple[str, ...]
    site_ids: tuple[str, ...]


def shown_facts(program: ProgramFacts) -> list[HoverFact]:
    """Facts about the names and calls of every file."""
    chooser = program.chooser
    members: dict[tuple[str, str, str], list[str]] = {}
    for key, site in chooser.sites.items():
        name = site.id.name.split("#")[0]
        for member in {(site.path, site.id.definition, name), *chooser.members.get(key, ())}:
            members.setdefault(member, []).append(key)
    found: list[HoverFact] = []
    for linked in program.program.units.values():
        path, start = linked.module.path, linked.unit.start
        definitions = {v: f.qualname for f in linked.summary.functions for v in f.variables}

        def show(
            span: tuple[int, int],
            var: TypeVar,
            sites: list[str],
            own_form: str | None = None,
            path: str = path,
            start: int = start,
        ) -> None:
            reasons = reasons_of(program, var)
            ty = own_form or str(program.reps.of(var))
            shown = HoverFact(path, start + span[0], start + span[1], describe(var), ty, reasons, tuple(sites))
            found.append(shown)

        for node, number in linked.summary.exprs.items():
            if isinstance(node, (ir.Local, ir.TargetLocal)):
                definition = definitions.get(node.var, linked.unit.qualname)
                keys = members.get((path, definition, node.var.name), [])
                forms = (chooser.sites[k] for k in keys if chooser.sites[k].id.name == node.var.key)
                text = next((RUST_TYPES.get(site.chosen) for site in forms if site.id.kind == "string"), None)
                show(node.span, program.program.slot(linked, number), keys, text)
            elif isinstance(node, (ir.Global, ir.Attr, ir.TargetAttr)):
                show(node.span, program.program.slot(linked, number), [])
        for function in linked.summary.functions:
            for param in function.params:
                slot = linked.vars[linked.summary.variables[param.var]]
                show(param.span, slot, members.get((path, function.qualname, param.var.name), []))
    return found


def reasons_of(program: ProgramFacts, var: TypeVar) -> tuple[str, ...]:
    """Why values of `var` are dynamic; empty when they aren't."""
    var = var.find()
    if not program.reps.is_dynamic(var):
        return ()
    if var in program.reps.reasons:
        return (program.reps.reasons[var],)
    if not var.atoms:
        return ("nothing in the program says what it is; an annotation would",)
    if "any" in var.atoms:
        return ("it comes from something whose type isn't known",)
    return (f"it holds values of several types: {describe(var)}",)

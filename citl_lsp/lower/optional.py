"""Which local variables of several types are held dynamically: asked before any other form is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.decisions import dynamic as dynamic_kind
from citl_lsp.ir import nodes as ir
from citl_lsp.types.describe import describe
from citl_lsp.types.model import TypeVar
from citl_lsp.types.program import Linked

if TYPE_CHECKING:
    from citl_lsp.lower.context import ProgramContext

_SCALARS = frozenset({"int", "float", "str", "bool"})


def choose_static(context: ProgramContext) -> None:
    """Force what a decision makes dynamic. Only variables of scalars: a container would take what it holds along."""
    program, reps = context.program, context.reps
    shared = set(program.scalars.values())
    wished: set[TypeVar] = set()
    for linked in program.units.values():
        for function in linked.summary.functions:
            for var in function.variables:
                number = linked.summary.variables.get(var)
                if number is None or var.is_param or var.captured:
                    continue
                held = linked.vars[number].find()
                if held not in shared and _several(held) and _choice(context, linked, function, var, held) == "dynamic":
                    wished.add(held)
    if wished - reps.forced:
        reps.forced = reps.forced | wished
        for held in wished:
            reps.reasons.setdefault(held, "a decision makes it dynamic")


def _several(held: TypeVar) -> bool:
    return len(held.atoms) > 1 and held.atoms.keys() <= _SCALARS | {"none"}


def _choice(context: ProgramContext, linked: Linked, function: ir.Function, var: ir.Variable, held: TypeVar) -> str:
    optional = len(held.atoms) == 2 and "none" in held.atoms and held not in context.reps.forced
    types = describe(held)
    anchor = context.anchor_at(linked.module, linked.unit, var.span, var.key, function.qualname)
    ladder = dynamic_kind.ladder(types, optional)
    return context.chooser.choose("dynamic", anchor, ladder, f"`{var.name}` is {types}", python_type=types)

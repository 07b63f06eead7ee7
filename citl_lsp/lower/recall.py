"""Lowered units, kept from one translation to the next.

What lowering a unit gives is a function of the unit's body, of what it can see of the solved program (`fingerprints`),
and of the answers to the questions that it asked of what changes while lowering goes on: which alternative a site
takes, which name a static has. The questions are recorded (`Trace`). A unit is taken from here when body and
fingerprints are equal and asking every question again, in the same order, gives the same answers; so decisions, pins
and names may change without being part of any key, and the record of sites and statics is the same as after lowering.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citl_lsp.decisions.choose import Anchor, Choice
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.failure import Body
from citl_lsp.lower.fingerprints import Numbers
from citl_lsp.text.span import Span

if TYPE_CHECKING:
    from citl_lsp.lower.context import Note
    from citl_lsp.lower.facts import ProgramFacts

_MOST_NUMBERS = 200_000
"""Contents that are remembered before all of it is forgotten."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor was asked for, so that it can be asked for again in another text."""

    module: str
    unit: str
    span: Span
    name: str
    definition: str | None


@dataclass(slots=True)
class Slot:
    """A static that was asked for: of a module's name, a parameter's default, a class attribute, or a class body."""

    kind: str
    owner: str
    """Key of the function or class, name of the module."""
    name: str | int
    answer: str


@dataclass(slots=True)
class Trace:
    """What lowering one unit asked, and what it said."""

    questions: list[tuple[Place, Choice] | Slot] = field(default_factory=list)
    places: dict[Anchor, Place] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    class_values: set[str] = field(default_factory=set)
    """Rust names of the classes that it uses as values."""

    def chose(self, anchor: Anchor, choice: Choice) -> None:
        """A site was asked about."""
        self.questions.append((self.places[anchor], choice))

    def holds_for(self, program: ProgramFacts) -> bool:
        """Whether all questions have the same answers in `program`. They have been asked there, as far as it goes."""
        return all(
            _slot(program, question) == question.answer
            if isinstance(question, Slot)
            else _choose(program, *question) == question[1].chosen
            for question in self.questions
        )


def _choose(program: ProgramFacts, place: Place, choice: Choice) -> str:
    module = program.program.modules[place.module]
    unit = next(unit for unit in module.module.units if unit.qualname == place.unit)
    anchor = program.anchor_at(module, unit, place.span, place.name, place.definition)
    return program.chooser.choose(
        choice.kind, anchor, choice.ladder, choice.why,
        python_type=choice.python_type, rust_type=choice.rust_type, depth=choice.depth,
    )  # fmt: skip


def _slot(program: ProgramFacts, slot: Slot) -> str:
    if slot.kind == "global":
        return program.global_slot(program.program.modules[slot.owner], str(slot.name)).rust
    if slot.kind == "loaded":
        return program.loaded_slot(program.program.modules[slot.owner]).rust
    if slot.kind == "default":
        return program.default_slot(program.functions_by_key[slot.owner], int(slot.name)).rust
    cls = program.classes_by_key[slot.owner]
    return program.class_body_name(cls) if slot.kind == "body" else program.class_slot(cls, str(slot.name)).rust


@dataclass(slots=True)
class Kept:
    """One unit's lowered functions, in order, with what they were made from."""

    environment: int
    own: int
    trace: Trace
    bodies: list[Body]
    last_lines: dict[str, int]
    """The last line, relative to the unit, of every function in it."""


class Recall:
    """What is kept. Dropping it costs time, never changes a result."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.units: dict[tuple[str, ir.Function | ir.ClassHeader], Kept] = {}
        """By module and body."""

    def drop(self, module: str, body: ir.Function | ir.ClassHeader) -> None:
        """`body` says something else from here on."""
        self.units.pop((module, body), None)

    def forget(self, bodies: set[ir.Function | ir.ClassHeader]) -> None:
        """Keep only what belongs to `bodies`."""
        if len(self.numbers) > _MOST_NUMBERS:
            self.numbers, self.units = Numbers(), {}
        self.units = {key: kept for key, kept in self.units.items() if key[1] in bodies}

"""The solved program with what the analyses say of it: all that is known before anything is chosen.

It depends on nothing but the program's meaning, so it outlives every edit of a place or a literal (`ir.graft`).
"""

from __future__ import annotations

from collections.abc import Hashable
from copy import copy
from functools import cached_property

from citl_lsp.analysis.effects import Effects
from citl_lsp.analysis.ownership import Ownership
from citl_lsp.analysis.returns import lendable_results
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.rty import Reps
from citl_lsp.types.model import TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, Linked, Program


class Solved:
    """What is chosen is kept elsewhere; what is found when somebody asks is kept here."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.prints: tuple[Hashable, dict[TypeVar, int], dict[Linked, int]] | None = None
        """Fingerprints (see there) with the forms that they are about."""

    @cached_property
    def effects(self) -> Effects:
        """What functions do to their parameters and variables."""
        return Effects(self.program)

    @cached_property
    def lendable(self) -> dict[FunctionInfo, frozenset[ir.Variable]]:
        """The parameters that the results of some functions are parts of (`analysis.returns`)."""
        return lendable_results(self.program)

    def reps(self, class_names: dict[ClassInfo, str]) -> Reps:
        """Representations in the floor's forms."""
        return self._reps.again(class_names)

    def ownership(self) -> Ownership:
        """What stands against one owner, to be extended by what is chosen."""
        found = copy(self._ownership)
        found.blockers, found.class_blockers = dict(found.blockers), dict(found.class_blockers)
        return found

    @cached_property
    def _reps(self) -> Reps:
        return Reps(self.program, {})

    @cached_property
    def _ownership(self) -> Ownership:
        reps = self._reps
        return Ownership(self.program, reps.exposed, reps.exposed_classes, reps.is_dynamic)

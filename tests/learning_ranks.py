"""Where an oracle ranks the best fix of a program's refusals, every candidate judged by rustc."""

from __future__ import annotations

from collections.abc import Sequence

from citl_lsp.learning.grading import Limits, timed_grade
from citl_lsp.learning.groups import Group
from citl_lsp.oracle.ranker import Oracle


def groups_of(text: str, name: str) -> list[Group]:
    """The refusals of a program's first draft from which something can be learnt."""
    graded, _ = timed_grade(text, name, f"{name}.py", Limits(injected=0, injections=0))
    return [group for group in graded.groups if group.informative]


def rank(oracle: Oracle, group: Group) -> int:
    """Where the oracle puts the first of the best fixes, from 1."""
    grades = {id(entry.candidate): entry.grade for entry in group.candidates}
    order = oracle.rank(group.refusal, [entry.candidate for entry in group.candidates], group.history)
    return next(place for place, one in enumerate(order, start=1) if grades[id(one.candidate)] == group.best)


def ranks(oracle: Oracle, groups: Sequence[Group]) -> list[int]:
    """The same for several."""
    return [rank(oracle, group) for group in groups]

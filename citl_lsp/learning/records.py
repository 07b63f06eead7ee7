"""From records on disk to training groups: what the user and the compiler said about candidates becomes grades.

    >>> groups = list(groups_from_records(read_all(store.segments())))

A candidate that a search has graded keeps its grade. Otherwise: accepted and not refuted → 3; undone, rejected, refused
by rustc or seen to differ → 0; compiled, agreeing, but passed over for another → 1; never compiled and never touched →
unknown, left out. A record whose parent is a repair record of the same refusal replaces it (accepted, later undone).
Groups without a fix that works, or with a single candidate, teach nothing and are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citl_lsp.learning.groups import BEST_GRADE, GradedCandidate, Group
from citl_lsp.oracle.schema import SCHEMA_HASH
from citl_lsp.traces.outcome import RepairOutcome, TriedCandidate
from citl_lsp.traces.record import DecisionTrace

PACKAGE = "records"
"""The package of all groups that come from records; their files are tokens."""


def groups_from_records(traces: Iterable[DecisionTrace]) -> Iterator[Group]:
    """The groups that the repair records hold, in the order of the records."""
    repairs = {trace.id: trace for trace in traces if trace.repair is not None}
    replaced = {
        trace.parent_id
        for trace in repairs.values()
        if trace.parent_id in repairs and _same_refusal(trace, repairs[trace.parent_id])
    }
    for ident, trace in repairs.items():
        if ident in replaced or trace.repair is None:
            continue
        group = _group(trace.repair, trace.source.file_token)
        if group.informative:
            yield group


def grade_of(tried: TriedCandidate, something_accepted: bool) -> int | None:
    """The grade of a candidate from its fate, or None where nothing is known."""
    if tried.grade is not None:
        return tried.grade
    if tried.action in ("undone", "rejected") or tried.compiled is False or tried.agreed == 0:
        return 0
    if tried.right:
        return BEST_GRADE
    if something_accepted and tried.compiled and tried.agreed is not None:
        return 1
    return None


def _group(repair: RepairOutcome, file_token: str) -> Group:
    accepted = any(tried.right for tried in repair.candidates)
    current = repair.feature_schema == SCHEMA_HASH
    graded = []
    for tried in repair.candidates:
        grade = grade_of(tried, accepted)
        if grade is not None:
            graded.append(GradedCandidate(tried.candidate, grade, tried.features if current else None))
    return Group(repair.refusal, repair.history, tuple(graded), "natural", PACKAGE, file_token)


def _same_refusal(first: DecisionTrace, second: DecisionTrace) -> bool:
    if first.repair is None or second.repair is None:
        return False
    return (first.repair.refusal.code, first.repair.refusal.message) == (
        second.repair.refusal.code,
        second.repair.refusal.message,
    )

"""Choosing among fixes that are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from citl_lsp.session.messages import Finding, Fix, TextChange


def fix_all(findings: Iterable[Finding], fixes: Sequence[Fix]) -> tuple[TextChange, ...]:
    """The edits of each finding's first fix that may be applied without looking; none that overlaps another."""
    chosen: list[TextChange] = []
    for finding in findings:
        fix = next((one for one in fixes if one.finding == finding.id and one.preferable), None)
        if fix is None or fix.pins:
            continue
        new = [edit for edit in fix.edits if edit not in chosen]
        if not any(_collide(one, other) for one in new for other in chosen):
            chosen += new
    return tuple(sorted(chosen, key=lambda edit: (edit.start, edit.end)))


def _collide(one: TextChange, other: TextChange) -> bool:
    if one.start == other.start:
        return True
    return one.start < other.end and other.start < one.end

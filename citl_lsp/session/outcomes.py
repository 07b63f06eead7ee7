"""What became of the fixes on offer: noticed when the next text is one of them applied, recorded with consent.

    offers for `b = a`  →  next text has the comment that the first offer writes  →  a record: accepted
                        →  the text after that is the one before again            →  a record: undone

Clients don't say which code action was taken; the text does, whoever wrote it: several fixes at once (fix all) give a
record each. Pins in pyproject.toml aren't noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from citl_lsp.decisions.model import Policy
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.repair.model import FixCandidate, RefusalReport
from citl_lsp.repair.recording import KNOWN, record
from citl_lsp.session.changes import edited
from citl_lsp.session.messages import TextChange
from citl_lsp.traces.commands import Context
from citl_lsp.traces.outcome import Action
from citl_lsp.traces.writer import TraceWriter
from citl_lsp.transpile import Program, Translation

Choices = Sequence[tuple[Diagnostic, Sequence[tuple[tuple[TextChange, ...], FixCandidate]]]]
"""For each refusal the fixes on offer, best first, with their edits."""


class Applied:
    """One fix that was applied to a text, or several at once: a report for each refusal that has one."""

    def __init__(
        self, text: str, program: Program, translation: Translation, policy: Policy, reports: Sequence[RefusalReport]
    ):
        self.text = text
        """The text before."""
        self._program = program
        self._translation = translation
        self._policy = policy
        self.reports = reports
        self._accepted: list[tuple[RefusalReport, int]] = []

    def accepted(self, project: Path | None) -> None:
        """Record that it was taken."""
        told = [(report, None) for report in self.reports]
        self._accepted = [
            (report, made) for report, made in self._record(project, "accepted", told) if made is not None
        ]

    def undone(self, project: Path | None) -> None:
        """Record that it was taken back."""
        if self._accepted:
            self._record(project, "undone", self._accepted)

    def _record(
        self, project: Path | None, action: Action, told: Sequence[tuple[RefusalReport, int | None]]
    ) -> list[tuple[RefusalReport, int | None]]:
        """Each report with its record's number."""
        context = Context.default() if project is None else Context.for_project(project)
        if not context.consent().record:
            return []
        with TraceWriter(context.store, context.consent, known=KNOWN) as writer:
            return [
                (
                    report,
                    record(
                        writer, report, self._translation, self._policy, self._program, parent=parent, action=action
                    ),
                )
                for report, parent in told
            ]


def applied(
    before: str, after: str, choices: Choices, program: Program, translation: Translation, policy: Policy
) -> Applied | None:
    """The fixes that turn one text into the other, if some do: one alone, else at most one of each refusal."""
    if before == after:
        return None
    for diagnostic, fixes in choices:
        for number, (edits, _) in enumerate(fixes):
            if edits and edited(before, edits) == after:
                report = RefusalReport(diagnostic, [candidate for _, candidate in fixes], number)
                return Applied(before, program, translation, policy, [report])
    on_offer = {edit for _, fixes in choices for edits, _ in fixes for edit in edits}
    made = _edits_between(before, after, sorted(on_offer, key=lambda edit: (edit.start, edit.end, edit.text)))
    reports = []
    explained: set[TextChange] = set()
    for diagnostic, fixes in choices:
        taken = next((n for n, (edits, _) in enumerate(fixes) if edits and made.issuperset(edits)), None)
        if taken is not None:
            explained |= set(fixes[taken][0])
            reports.append(RefusalReport(diagnostic, [candidate for _, candidate in fixes], taken))
    return Applied(before, program, translation, policy, reports) if reports and explained == made else None


def _edits_between(before: str, after: str, known: Sequence[TextChange]) -> set[TextChange]:
    """Which of the known edits, sorted by place, turn one text into the other; none where they don't."""
    made: set[TextChange] = set()
    at_before = at_after = 0
    for edit in known:
        same = edit.start - at_before
        if same < 0:
            continue  # it overlaps one that was made
        if before[at_before : edit.start] != after[at_after : at_after + same]:
            return set()
        new = at_after + same
        rest = before[edit.end : edit.end + _LOOK_AHEAD]
        if after.startswith(edit.text + rest, new) and after[new:] != before[edit.start :]:
            made.add(edit)
            at_before, at_after = edit.end, new + len(edit.text)
    return made if before[at_before:] == after[at_after:] else set()


_LOOK_AHEAD = 2
"""What follows an edit tells a short one from a longer one at the same place: the line's end."""


class Watch:
    """Follows the texts of documents. `fix_of` says of two texts which fix lies between."""

    def __init__(self) -> None:
        self._last: dict[str, Applied] = {}

    def follow(self, uri: str, text: str, fix_of: Callable[[str], Applied | None] | None, project: Path | None) -> None:
        """A new text of a document; `fix_of` of what was known before it."""
        last = self._last.pop(uri, None)
        if last is not None and text == last.text:
            last.undone(project)
            return
        found = None if fix_of is None else fix_of(text)
        if found is not None:
            self._last[uri] = found
            found.accepted(project)

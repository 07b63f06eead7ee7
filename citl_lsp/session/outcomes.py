"""What became of the fixes on offer: noticed when the next text is one of them applied, recorded with consent.

    offers for `b = a`  →  next text has the comment that the first offer writes  →  a record: accepted
                        →  the text after that is the one before again            →  a record: undone

Clients don't say which code action was taken; the text does, whoever wrote it. Several fixes applied at once (fix all)
and pins in pyproject.toml aren't noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from citl_lsp.decisions.model import Policy
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.repair.model import FixCandidate, RefusalReport
from citl_lsp.repair.recording import KNOWN, record
from citl_lsp.session.messages import TextChange
from citl_lsp.traces.commands import Context
from citl_lsp.traces.outcome import Action
from citl_lsp.traces.writer import TraceWriter
from citl_lsp.transpile import Program, Translation

Choices = Sequence[tuple[Diagnostic, Sequence[tuple[tuple[TextChange, ...], FixCandidate]]]]
"""For each refusal the fixes on offer, best first, with their edits."""


class Applied:
    """A fix that was applied to a text."""

    def __init__(self, text: str, program: Program, translation: Translation, policy: Policy, report: RefusalReport):
        self.text = text
        """The text before."""
        self._program = program
        self._translation = translation
        self._policy = policy
        self._report = report
        self._accepted: int | None = None

    def accepted(self, project: Path | None) -> None:
        """Record that it was taken."""
        self._accepted = self._record(project, "accepted")

    def undone(self, project: Path | None) -> None:
        """Record that it was taken back."""
        if self._accepted is not None:
            self._record(project, "undone")

    def _record(self, project: Path | None, action: Action) -> int | None:
        context = Context.default() if project is None else Context.for_project(project)
        if not context.consent().record:
            return None
        with TraceWriter(context.store, context.consent, known=KNOWN) as writer:
            return record(
                writer,
                self._report,
                self._translation,
                self._policy,
                self._program,
                parent=self._accepted,
                action=action,
            )


def applied(
    before: str, after: str, choices: Choices, program: Program, translation: Translation, policy: Policy
) -> Applied | None:
    """The fix that turns one text into the other, if one does."""
    if before == after:
        return None
    for diagnostic, fixes in choices:
        for number, (edits, _) in enumerate(fixes):
            if edits and changed(before, edits) == after:
                report = RefusalReport(diagnostic, [candidate for _, candidate in fixes], number)
                return Applied(before, program, translation, policy, report)
    return None


def changed(text: str, edits: Sequence[TextChange]) -> str:
    """The text with the edits made."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


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

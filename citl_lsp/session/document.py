"""One open document: its text, what is known about it, and of which generation that is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from citl_lsp.session.changes import Hull, changed
from citl_lsp.session.messages import Analyzed, Finding, Fix, Layer
from citl_lsp.syntax.check import check
from citl_lsp.text.positions import Encoding, LineIndex, Range, edit_of_change

Change = tuple[Range | None, str]
"""An editor's change: what to replace (None = everything) and by what."""


@dataclass(slots=True)
class OpenDocument:
    """Mutable, owned by the `Session`."""

    uri: str
    path: str
    version: int | None
    index: LineIndex
    generation: int
    layers: dict[Layer, tuple[Finding, ...]] = field(default_factory=dict)
    """Findings of this generation, by who made them. A layer that is absent hasn't spoken yet."""
    carried: tuple[Finding, ...] = ()
    """The compilers' findings of the last finished generation in definitions that haven't changed since."""
    snapshot: Analyzed | None = None
    """The newest analysis, perhaps of an older generation than the text."""
    snapshot_index: LineIndex | None = None
    """The text that the snapshot is about."""
    fixes: tuple[Fix, ...] = ()
    fixes_generation: int = -1
    analyzing: int | None = None
    """Generation that the worker is analysing."""
    analyzing_index: LineIndex | None = None
    """The text of that generation."""
    sent: LineIndex | None = None
    """The text that the worker was told last, for documents that import this one."""
    compiling: int | None = None
    timer: asyncio.TimerHandle | None = None
    carry_timer: asyncio.TimerHandle | None = None
    edited_at: float = 0.0
    compile_due: bool = False
    """The pause after the last edit is over (or the file was saved)."""
    checking: bool = False
    """A pass over the syntax is scheduled."""
    crashes: int = 0
    """How often the worker died on this generation."""
    shown: tuple[int | None, tuple[Finding, ...]] | None = None
    """Version and findings that were last published."""
    _rust_index: LineIndex | None = None

    @property
    def text(self) -> str:
        return self.index.text

    def apply(self, changes: Sequence[Change], encoding: Encoding) -> bool:
        """Apply an editor's changes, one after another; whether the text is another one now."""
        before = self.index.text
        for where, new_text in changes:
            edit = edit_of_change(self.index, where, new_text, encoding)
            self.index = LineIndex(edit.applied(self.index.text))
        return self.index.text != before

    def syntax_findings(self) -> tuple[Finding, ...]:
        """What CPython itself refuses."""
        problem = check(self.text, self.path).problem
        if problem is None:
            return ()
        start, end = problem.span
        return (
            Finding(
                id=f"syntax:{problem.message}",
                start=start,
                end=end,
                tier=1,
                severity="error",
                source="python",
                code="syntax",
                message=_sentence(problem.message),
            ),
        )

    def since_snapshot(self) -> Hull | None:
        """What changed between the snapshot's text and this one; None without a snapshot."""
        if self.snapshot_index is None:
            return None
        return changed(self.snapshot_index.text, self.text)

    def rust_index(self) -> LineIndex | None:
        """Lines of the snapshot's Rust."""
        rust = self.snapshot.rust if self.snapshot is not None else None
        if rust is None:
            return None
        if self._rust_index is None or self._rust_index.text is not rust:
            self._rust_index = LineIndex(rust)
        return self._rust_index

    def visible(self, max_information: int) -> tuple[Finding, ...]:
        """The findings to show now, by place; of Information at most so many (0: all), lowest tiers first."""
        found = [finding for layer in self.layers.values() for finding in layer]
        found += self.carried
        found.sort(key=lambda f: (f.start, f.end, f.tier, f.id))
        if max_information:
            information = sorted((f for f in found if f.severity == "information"), key=lambda f: f.tier)
            dropped = {id(finding) for finding in information[max_information:]}
            found = [finding for finding in found if id(finding) not in dropped]
        return tuple(found)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

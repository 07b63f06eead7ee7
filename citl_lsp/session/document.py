"""One open document: its text, what is known about it, and of which generation that is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from citl_lsp.session.messages import Analyzed, Details, Fact, Finding, Fix, Layer, MapRow
from citl_lsp.session.syntax import syntax_finding
from citl_lsp.syntax.check import problem_of
from citl_lsp.text.positions import Encoding, LineIndex, Range, apply_changes

_LARGE = 400_000
"""Code points from which on CPython's compile() may hold up the front for over 30 ms."""
_SLOW_SECONDS = 0.05

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
    """Findings of earlier generations in definitions that haven't changed since, until they are confirmed."""
    awaited: tuple[Finding, ...] = ()
    """Findings of the last analysis in definitions that have changed: shown (if the text parses) until the analysis has
    spoken, so that they don't go and come back with every keystroke."""
    inferred: frozenset[str] = frozenset()
    """The ids of inference's findings of the last generation that has them."""
    snapshot: Analyzed | None = None
    """The newest analysis, perhaps of an older generation than the text."""
    snapshot_index: LineIndex | None = None
    """The text that the snapshot is about."""
    details: Details | None = None
    """Facts and rows of a snapshot, the newest that has them."""
    details_index: LineIndex | None = None
    unpacked: tuple[tuple[Fact, ...], tuple[MapRow, ...]] | None = None
    fixes: tuple[Fix, ...] = ()
    fixes_generation: int = -1
    analyzing: int | None = None
    """Generation that the worker is analysing."""
    analyzing_index: LineIndex | None = None
    """The text of that generation."""
    sent: LineIndex | None = None
    """The text that the worker was told last, for documents that import this one."""
    compiling: int | None = None
    accepted: bool | None = None
    """Whether rustc takes this generation; None while that isn't known."""
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
    slow: bool = False
    """CPython took long to check the last text: the worker does it from here on."""
    _rust_index: LineIndex | None = None

    @property
    def text(self) -> str:
        return self.index.text

    def apply(self, changes: Sequence[Change], encoding: Encoding) -> bool:
        """Apply an editor's changes, one after another; whether the text is another one now."""
        before = self.index.text
        self.index = LineIndex(apply_changes(before, changes, encoding))
        return self.index.text != before

    @property
    def is_checked_here(self) -> bool:
        """Whether `check_syntax` does it: not for texts that take long."""
        return len(self.text) <= _LARGE and not self.slow

    def check_syntax(self) -> None:
        """What CPython itself refuses first. The worker finds the rest; and does all of it for texts that take long."""
        if not self.is_checked_here:
            return
        started = time.perf_counter()
        problem = problem_of(self.text, self.path)
        self.slow = time.perf_counter() - started > _SLOW_SECONDS
        self.layers["syntax"] = () if problem is None else (syntax_finding(problem, 1),)

    @property
    def valid(self) -> bool | None:
        """Whether CPython accepts the text; None where that isn't known yet."""
        syntax = self.layers.get("syntax")
        return None if syntax is None else not syntax

    def facts(self) -> tuple[Fact, ...]:
        """What hovering tells, about the text of `details_index`."""
        return self._unpack()[0]

    def rows(self) -> tuple[MapRow, ...]:
        """The map between that text and the Rust made from it; empty while it is under way for the newest Rust."""
        if self.details is None or self.snapshot is None or self.details.generation != self.snapshot.generation:
            return ()
        return self._unpack()[1]

    def _unpack(self) -> tuple[tuple[Fact, ...], tuple[MapRow, ...]]:
        if self.details is None:
            return (), ()
        if self.unpacked is None:
            self.unpacked = self.details.unpack()
        return self.unpacked

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
        if self.valid is not False:
            found += self.awaited
        found.sort(key=lambda f: (f.start, f.end, f.tier, f.id))
        if max_information:
            information = sorted((f for f in found if f.severity == "information"), key=lambda f: f.tier)
            dropped = {id(finding) for finding in information[max_information:]}
            found = [finding for finding in found if id(finding) not in dropped]
        return tuple(found)

"""Where printed Rust goes: the text so far, its column, the ranges of the source map, and trying a line for size.

    out = Output()
    out.flat(lambda: print_call(out), limit=60)     printed on this line, or not at all

`flat` runs a printing function that must stay on one line and within a column; if it can't, everything it wrote is
taken back. An attempt stops at the first character too far, so attempts cost no more than a line's length each. It
knows nothing about Rust.
"""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.rust.source_map import Mapped
from citl_lsp.rust.tree import Origin

WIDTH = 100
"""Columns of a line."""
_UNLIMITED = 1 << 40


class TooWide(Exception):
    """The text doesn't fit on one line; only `Output.flat` sees it."""


class Output:
    __slots__ = ("column", "indent", "is_flat", "length", "limit", "lines", "parts", "ranges")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        """Code points written."""
        self.column = 0
        self.indent = 0
        self.lines = 0
        """Line ends written."""
        self.limit = _UNLIMITED
        self.is_flat = False
        """Everything must go on the current line."""
        self.ranges: list[Mapped] = []

    def write(self, text: str) -> None:
        """Append text without line ends."""
        self.parts.append(text)
        size = len(text)
        self.length += size
        self.column += size
        if self.column > self.limit:
            raise TooWide

    def write_lines(self, text: str) -> None:
        """Append text that may contain line ends (a raw string literal)."""
        if "\n" in text:
            self.require_lines()
            self.lines += text.count("\n")
            self.column = -text.rfind("\n") - 1
        self.write(text)

    def newline(self) -> None:
        self.require_lines()
        text = "\n" + " " * self.indent
        self.parts.append(text)
        self.length += len(text)
        self.column = self.indent
        self.lines += 1

    def blank_line(self) -> None:
        """An empty line; the next thing is `newline`."""
        self.parts.append("\n")
        self.length += 1
        self.lines += 1

    def require_lines(self) -> None:
        """What follows needs more than one line."""
        if self.is_flat:
            raise TooWide

    def mark(self, start: int, origin: Origin | None) -> None:
        """What was written since `start` stands for `origin`."""
        if origin is not None:
            self.ranges.append(Mapped(start, self.length, origin))

    def flat(self, emit: Callable[[], None], limit: int) -> bool:
        """Run `emit` so that it stays on this line and ends at column `limit` at most; whether it could. Within
        another attempt it just runs: failing is the outer one's business."""
        if self.is_flat:
            if limit < self.limit:
                saved_limit, self.limit = self.limit, limit
                emit()
                self.limit = saved_limit
            else:
                emit()
            return True
        parts, ranges, length, column = len(self.parts), len(self.ranges), self.length, self.column
        saved_limit, self.limit, self.is_flat = self.limit, min(limit, self.limit), True
        try:
            emit()
        except TooWide:
            del self.parts[parts:], self.ranges[ranges:]
            self.length, self.column = length, column
            return False
        finally:
            self.limit, self.is_flat = saved_limit, False
        return True

    def text(self) -> str:
        return "".join(self.parts)

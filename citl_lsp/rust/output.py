"""Where printed Rust goes: the text so far, its column, the ranges of the source map, and trying a line for size.

    out = Output()
    out.flat(lambda: print_call(out), limit=60)     printed on this line, or not at all

`flat` runs a printing function that must stay on one line and within a column; if it can't, everything it wrote is
taken back. An attempt stops at the first character too far, so attempts cost no more than a line's length each. It
knows nothing about Rust.

    piece = out.cut(place, line_of)     what was written since `place = out.place()`
    out.paste(piece, line_of)           the same once more, perhaps elsewhere, with the line numbers of today
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from citl_lsp.rust.source_map import ItemRange, Mapped
from citl_lsp.rust.tree import Line, Origin

LineOf = Callable[[str, str], int]
"""(path, unit) -> the 1-based line, in the Python file, of the unit's first line."""

WIDTH = 100
"""Columns of a line."""
_UNLIMITED = 1 << 40


class TooWide(Exception):
    """The text doesn't fit on one line; only `Output.flat` sees it."""


class Number(NamedTuple):
    """The printed number of a Python line."""

    offset: int
    text: str
    line: Line


class Place(NamedTuple):
    """How much had been written."""

    length: int
    parts: int
    ranges: int
    items: int
    numbers: int
    lines: int


class Piece(NamedTuple):
    """Something printed, with offsets relative to its start."""

    text: str
    ranges: list[Mapped]
    items: list[ItemRange]
    numbers: list[Number]
    bases: dict[tuple[str, str], int]
    """What `line_of` said of every unit that the numbers are relative to."""
    lines: int
    column: int


class Output:
    __slots__ = (
        "column", "indent", "is_flat", "items", "length", "limit", "lines", "numbers", "parts", "pasted", "ranges",
    )  # fmt: skip

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
        self.pasted: list[tuple[int, Piece]] = []
        """Pieces with the offsets that they stand at; their ranges are not in `ranges`."""
        self.items: list[ItemRange] = []
        self.numbers: list[Number] = []

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
        numbers = len(self.numbers)
        saved_limit, self.limit, self.is_flat = self.limit, min(limit, self.limit), True
        try:
            emit()
        except TooWide:
            del self.parts[parts:], self.ranges[ranges:], self.numbers[numbers:]
            self.length, self.column = length, column
            return False
        finally:
            self.limit, self.is_flat = saved_limit, False
        return True

    def number(self, line: Line, line_of: LineOf) -> None:
        """Append the number of a Python line."""
        text = str(line_of(line.path, line.unit) + line.line)
        self.numbers.append(Number(self.length, text, line))
        self.write(text)

    def text(self) -> str:
        return "".join(self.parts)

    def all_ranges(self) -> list[Mapped]:
        """The ranges, inner ones before the outer ones."""
        inner = [
            Mapped(start + at, end + at, origin) for at, piece in self.pasted for start, end, origin in piece.ranges
        ]
        return inner + self.ranges

    # --- pieces -------------------------------------------------------------------------------------------------------

    def place(self) -> Place:
        """For `cut`. Between the two nothing is pasted."""
        return Place(self.length, len(self.parts), len(self.ranges), len(self.items), len(self.numbers), self.lines)

    def cut(self, place: Place, line_of: LineOf) -> Piece:
        """Take back what was written since `place`, except that the column stays."""
        start = place.length
        numbers = self.numbers[place.numbers :]
        piece = Piece(
            "".join(self.parts[place.parts :]),
            [Mapped(a - start, b - start, origin) for a, b, origin in self.ranges[place.ranges :]],
            [item._replace(start=item.start - start, end=item.end - start) for item in self.items[place.items :]],
            [number._replace(offset=number.offset - start) for number in numbers],
            {(line.path, line.unit): line_of(line.path, line.unit) for _, _, line in numbers},
            self.lines - place.lines,
            self.column,
        )
        del self.parts[place.parts :], self.ranges[place.ranges :]
        del self.items[place.items :], self.numbers[place.numbers :]
        self.length, self.lines = start, place.lines
        return piece

    def paste(self, piece: Piece, line_of: LineOf) -> bool:
        """Write `piece` with the numbers that its lines have now. False, and nothing is written, if one of them has
        another width: then the layout may be another one."""
        text = piece.text
        if any(line_of(*unit) != base for unit, base in piece.bases.items()):
            parts: list[str] = []
            at = 0
            for offset, old, line in piece.numbers:
                new = str(line_of(line.path, line.unit) + line.line)
                if len(new) != len(old):
                    return False
                parts += (text[at:offset], new)
                at = offset + len(old)
            text = "".join([*parts, text[at:]])
        self.pasted.append((self.length, piece))
        self.items += [
            item._replace(start=item.start + self.length, end=item.end + self.length) for item in piece.items
        ]
        self.parts.append(text)
        self.length += len(text)
        self.lines += piece.lines
        self.column = piece.column
        return True

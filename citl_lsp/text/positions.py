"""Lines, columns and edits of one text.

Inside the core a place is a code point offset. Editors count lines and columns in UTF-8, UTF-16 or UTF-32 units, the
compiler counts bytes: this module is where they meet. Line ends are `\\n`, `\\r\\n` and `\\r`, as in Python's own
tokenizer and in the language server protocol; never the others that `str.splitlines` knows.

    >>> index = LineIndex("a = '😀'\\nb = 2\\n")
    >>> index.position(6), index.encoded_position(6, "utf-16"), index.encoded_position(6, "utf-8")
    ((0, 6), (0, 7), (0, 9))

Every function is total: a position outside the text, or inside a character, is clamped. It must not know what the
text means, nor any protocol type.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Literal, NamedTuple

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)")


def line_starts(text: str) -> list[int]:
    """Offsets of the first code point of every line; a text has one line more than line ends."""
    return list(accumulate(map(len, _lines(text)[:-1]), initial=0))


def width(text: str, encoding: Encoding) -> int:
    """Number of units that `text` takes in `encoding`; lone surrogates count 3 bytes, 1 UTF-16 unit."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-16":
        return len(text) + sum(char > "\uffff" for char in text)
    return len(text.encode("utf-8", "surrogatepass"))


def _char_width(char: str, encoding: Encoding) -> int:
    if encoding == "utf-16":
        return 2 if char > "\uffff" else 1
    code = ord(char)
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def prefix_length(text: str, units: int, encoding: Encoding) -> int:
    """How many code points of `text` fit into `units` units of `encoding` (a position inside a character means its
    start)."""
    if units <= 0:
        return 0
    if encoding == "utf-32" or text[:units].isascii():
        return min(units, len(text))
    used = 0
    for count, char in enumerate(text):
        used += _char_width(char, encoding)
        if used > units:
            return count
    return len(text)


class LineIndex:
    """Line starts of a text and conversions between offsets and positions. Lines and columns count from 0."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = line_starts(text)

    @property
    def line_count(self) -> int:
        return len(self.starts)

    def line_of(self, offset: int) -> int:
        """The line on which `offset` lies."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def line_end(self, line: int) -> int:
        """Offset of the end of `line`, before its line end."""
        if line < 0:
            return 0
        if line + 1 >= len(self.starts):
            return len(self.text)
        end = self.starts[line + 1] - 1
        return end - 1 if self.text[end] == "\n" and end > self.starts[line] and self.text[end - 1] == "\r" else end

    def line_text(self, line: int) -> str:
        """The text of `line` without its line end; "" for a line that doesn't exist."""
        return self.text[self.starts[line] : self.line_end(line)] if 0 <= line < len(self.starts) else ""

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column in code points) of an offset. Between `\\r` and `\\n` is the end of the line."""
        offset = min(max(offset, 0), len(self.text))
        line = self.line_of(offset)
        return line, min(offset, self.line_end(line)) - self.starts[line]

    def offset(self, line: int, column: int) -> int:
        """Offset of a position in code points; a line past the end means the end of the text."""
        return self.encoded_offset(line, column, "utf-32")

    def encoded_position(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """(line, column in units of `encoding`) of an offset."""
        line, column = self.position(offset)
        start = self.starts[line]
        return line, width(self.text[start : start + column], encoding)

    def encoded_offset(self, line: int, column: int, encoding: Encoding) -> int:
        """Offset of a position in units of `encoding`."""
        if line < 0:
            return 0
        if line >= len(self.starts):
            return len(self.text)
        start, end = self.starts[line], self.line_end(line)
        if encoding == "utf-32":
            return min(start + max(column, 0), end)
        return start + prefix_length(self.text[start:end], column, encoding)


class Range(NamedTuple):
    """A range as editors give it: two positions in some encoding; may be reversed or outside the text."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


def apply_changes(text: str, changes: Iterable[tuple[Range | None, str]], encoding: Encoding) -> str:
    """The text after an editor's changes, one after another: each place is one in the text that those before it gave.

    No range means the whole text; a reversed range is turned. Only the lines that a change touches are looked at, so
    that thousands of changes at once (a name that is replaced everywhere) take no longer than they must.
    """
    edits: list[tuple[Range, str]] = []
    for where, new_text in changes:
        if where is None:
            text = new_text
            edits.clear()
        else:
            edits.append((where, new_text))
    lines = _lines(text)
    for where, new_text in edits:
        first = _place(lines, where.start_line, where.start_column, encoding)
        second = _place(lines, where.end_line, where.end_column, encoding)
        (first_line, start), (last_line, end) = min(first, second), max(first, second)
        replaced = lines[first_line][:start] + new_text + lines[last_line][end:]
        if first_line > 0 and replaced.startswith("\n") and lines[first_line - 1].endswith("\r"):
            first_line -= 1  # two line ends become one
            replaced = lines[first_line] + replaced
        made = _lines(replaced)
        if last_line + 1 < len(lines):
            made.pop()  # the last line's end is there: nothing comes after it
        lines[first_line : last_line + 1] = made
    return "".join(lines)


def _lines(text: str) -> list[str]:
    """Lines with their ends; the last one has none."""
    if "\r" not in text:
        *lines, last = text.split("\n")
        return [*(f"{line}\n" for line in lines), last]
    found = _LINE.findall(text)
    return [*found, text[sum(map(len, found)) :]]


def _place(lines: list[str], line: int, column: int, encoding: Encoding) -> tuple[int, int]:
    """(line, code point in it) of a position in units of `encoding`; clamped."""
    if line < 0:
        return 0, 0
    if line >= len(lines):
        return len(lines) - 1, len(lines[-1])
    return line, prefix_length(lines[line].rstrip("\r\n"), column, encoding)

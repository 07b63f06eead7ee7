"""From CPython's places (line, UTF-8 byte column) to spans relative to a unit.

    é = f(x)        CPython: f at line 1, column 5        here: Span(4, 5)

It must not know what the nodes mean.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Protocol

from citl_lsp.syntax.check import BOM
from citl_lsp.text.positions import line_starts
from citl_lsp.text.span import Span


class Placed(Protocol):
    """A node of CPython's tree that has a place."""

    lineno: int
    col_offset: int
    end_lineno: int | None
    end_col_offset: int | None


SpanOf = Callable[[Placed], Span]


class Source:
    """One file's text with its line starts."""

    __slots__ = ("starts", "text", "wide")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = line_starts(text)
        """Offsets of lines, from 1 as CPython counts (entry 0 is unused); one entry more for the end."""
        if text.startswith(BOM):
            self.starts[0] = 1
        self.starts.insert(0, 0)
        self.wide: dict[int, list[int]] = {}
        """Lines with non-ASCII text: code point column of every byte column."""
        if not text.isascii():
            ends = [*self.starts[2:], len(text)]
            for number, end in enumerate(ends, 1):
                line = text[self.starts[number] : end]
                if not line.isascii():
                    self.wide[number] = _columns(line)

    def offset(self, lineno: int, column: int) -> int:
        """Code point offset of a place; clamped to the text."""
        if lineno >= len(self.starts):
            return len(self.text)
        columns = self.wide.get(lineno)
        if columns is not None:
            column = columns[min(column, len(columns) - 1)]
        return min(self.starts[lineno] + column, len(self.text))

    def end_of_line(self, lineno: int) -> int:
        """Offset of the end of a line, before its line end."""
        end = self.starts[lineno + 1] if lineno + 1 < len(self.starts) else len(self.text)
        start = self.starts[lineno]
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def spans(self, base: int) -> SpanOf:
        """A function that gives the span of a node, relative to the offset `base`."""
        starts = self.starts
        make = tuple.__new__

        def narrow(node: Placed) -> Span:
            end_line: int = node.end_lineno  # type: ignore[assignment]
            end_column: int = node.end_col_offset  # type: ignore[assignment]
            start = starts[node.lineno] + node.col_offset - base
            return make(Span, (start, starts[end_line] + end_column - base))

        def wide(node: Placed) -> Span:
            end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
            return Span(self.offset(node.lineno, node.col_offset) - base, self.offset(end_line, end_column) - base)

        return wide if self.wide else narrow

    def start(self, node: Placed) -> int:
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: Placed) -> int:
        return self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def definition_start(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> tuple[int, int]:
        """(offset, line counted from 1) of a definition's first decorator's `@`, or of its keyword."""
        if not node.decorator_list:
            return self.start(node), node.lineno
        first = node.decorator_list[0]
        place, lineno = self.start(first), first.lineno
        at = self.text.rfind("@", 0, place)
        while lineno > 1 and at < self.starts[lineno]:  # `@(` and the expression on different lines
            lineno -= 1
        if at < 0 or self.text[at + 1 : place].strip(" \t\f\\\r\n("):
            return self.starts[first.lineno], first.lineno
        return at, lineno


def _columns(line: str) -> list[int]:
    columns: list[int] = []
    for place, char in enumerate(line):
        columns += [place] * len(char.encode("utf-8", "surrogatepass"))
    columns.append(len(line))
    return columns

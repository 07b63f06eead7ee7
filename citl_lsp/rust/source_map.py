"""Which Python place a piece of the generated Rust stands for, and back.

    start, end = 120, 131                  # from rustc's JSON: bytes
    source_map.lookup(start, end)          Origin(path="m.py", unit="f", span=Span(4, 9))

The printer records one range for every node that has an origin; ranges nest as nodes do, so the innermost one around a
place says what it stands for. Inside, everything counts code points; rustc speaks in UTF-8 bytes, and in lines and
character columns from 1, so that is what the methods take. It must not know the tree.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from citl_lsp.rust.tree import Origin
from citl_lsp.text.positions import line_starts
from citl_lsp.text.span import Span


class Mapped(NamedTuple):
    """The code points `[start, end)` of the Rust text stand for `origin`."""

    start: int
    end: int
    origin: Origin


class ItemRange(NamedTuple):
    """One item (with its doc comments and attributes): `name` is `f`, `Impl head::f`, `module::f`."""

    name: str
    unit: str | None
    path: str | None
    start: int
    end: int
    """In bytes as far as `SourceMap.items` and `item_at` give it."""


class SourceMap:
    """Of one Rust text; `ranges` gives the ranges in any order, properly nested, inner ones before the outer one. They
    are sorted when somebody asks first: most translations are outdated by the next keystroke."""

    def __init__(self, text: str, ranges: Callable[[], list[Mapped]], items: list[ItemRange]) -> None:
        self.text = text
        self._bytes: list[int] | None = None
        self._given = ranges
        self._items = sorted(items, key=lambda item: (item.start, -item.end))
        self._by_unit: dict[tuple[str, str], list[Mapped]] | None = None

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.text)

    @cached_property
    def _ranges(self) -> list[Mapped]:
        ranges = self._given()
        order = sorted(range(len(ranges)), key=lambda at: (ranges[at].start, -ranges[at].end, -at))
        return [ranges[at] for at in order if ranges[at].end > ranges[at].start]

    @cached_property
    def _starts(self) -> list[int]:
        return [mapped.start for mapped in self._ranges]

    @cached_property
    def _parents(self) -> list[int]:
        """Number of the range around each; -1 where there is none."""
        parents: list[int] = []
        stack: list[int] = []
        for number, mapped in enumerate(self._ranges):
            while stack and self._ranges[stack[-1]].end <= mapped.start:
                stack.pop()
            parents.append(stack[-1] if stack else -1)
            stack.append(number)
        return parents

    # --- units --------------------------------------------------------------------------------------------------------

    def _byte_table(self) -> list[int] | None:
        """Byte offset of every code point; None where they are equal."""
        if self._bytes is None and not self.text.isascii():
            table, total = [0], 0
            for char in self.text:
                code = ord(char)
                total += 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
                table.append(total)
            self._bytes = table
        return self._bytes

    def to_bytes(self, offset: int) -> int:
        """Byte offset of a code point offset of the Rust text."""
        table = self._byte_table()
        offset = min(max(offset, 0), len(self.text))
        return offset if table is None else table[offset]

    def from_bytes(self, offset: int) -> int:
        """Code point offset of a byte offset; inside a character: its start."""
        table = self._byte_table()
        if table is None:
            return min(max(offset, 0), len(self.text))
        return max(0, bisect_right(table, offset) - 1)

    def from_line(self, line: int, column: int) -> int:
        """Code point offset of a line and a character column, both counted from 1 as rustc does."""
        line = min(max(line, 1), len(self._line_starts))
        return min(self._line_starts[line - 1] + max(column - 1, 0), len(self.text))

    # --- Rust to Python -----------------------------------------------------------------------------------------------

    def at(self, offset: int) -> Origin | None:
        """What the byte at `offset` stands for; None for what the translator added on its own."""
        found = self._innermost(self.from_bytes(offset))
        return None if found < 0 else self._ranges[found].origin

    def lookup(self, start: int, end: int) -> Origin | None:
        """What the bytes `[start, end)` stand for: the innermost range around them, else the one that covers most."""
        return self._lookup(self.from_bytes(start), self.from_bytes(end))

    def at_line(self, line: int, column: int) -> Origin | None:
        """`at` for a line and column counted from 1."""
        found = self._innermost(self.from_line(line, column))
        return None if found < 0 else self._ranges[found].origin

    def lookup_lines(self, line: int, column: int, end_line: int, end_column: int) -> Origin | None:
        """`lookup` for lines and columns counted from 1."""
        return self._lookup(self.from_line(line, column), self.from_line(end_line, end_column))

    def _innermost(self, offset: int) -> int:
        number = bisect_right(self._starts, offset) - 1
        while number >= 0 and self._ranges[number].end <= offset:
            number = self._parents[number]
        return number

    def _lookup(self, start: int, end: int) -> Origin | None:
        end = max(end, start + 1)
        number = self._innermost(start)
        while number >= 0 and self._ranges[number].end < end:
            number = self._parents[number]
        if number >= 0:
            return self._ranges[number].origin
        best: tuple[int, int] | None = None
        origin: Origin | None = None
        for mapped in self._ranges[: bisect_left(self._starts, end)]:
            overlap = min(mapped.end, end) - max(mapped.start, start)
            rank = (overlap, mapped.start - mapped.end)
            if overlap > 0 and (best is None or rank > best):
                best, origin = rank, mapped.origin
        return origin

    # --- items --------------------------------------------------------------------------------------------------------

    @property
    def items(self) -> list[ItemRange]:
        """All items, outer before inner, in order, in bytes."""
        return [item._replace(start=self.to_bytes(item.start), end=self.to_bytes(item.end)) for item in self._items]

    def item_at(self, offset: int) -> ItemRange | None:
        """The innermost item around a byte offset: the definition that a compiler message belongs to."""
        place = self.from_bytes(offset)
        found: ItemRange | None = None
        for item in self._items:
            if item.start > place:
                break
            if place < item.end:
                found = item
        if found is None:
            return None
        return found._replace(start=self.to_bytes(found.start), end=self.to_bytes(found.end))

    # --- Python to Rust -----------------------------------------------------------------------------------------------

    def rust_ranges(self, path: str, unit: str, span: Span) -> list[tuple[int, int]]:
        """Byte ranges that stand for a Python place (span relative to its unit): all that lie within it, else those
        of the smallest Python place around it. Nested ones are merged."""
        if self._by_unit is None:
            self._by_unit = {}
            for mapped in self._ranges:
                self._by_unit.setdefault((mapped.origin.path, mapped.origin.unit), []).append(mapped)
        ranges = self._by_unit.get((path, unit), [])
        chosen = [mapped for mapped in ranges if span.contains(mapped.origin.span)]
        if not chosen:
            around = [mapped for mapped in ranges if mapped.origin.span.contains(span)]
            sizes = [mapped.origin.span.end - mapped.origin.span.start for mapped in around]
            chosen = [mapped for mapped, size in zip(around, sizes, strict=True) if size == min(sizes)]
        merged: list[tuple[int, int]] = []
        for mapped in chosen:
            if merged and mapped.end <= merged[-1][1]:
                continue
            merged.append((mapped.start, mapped.end))
        return [(self.to_bytes(start), self.to_bytes(end)) for start, end in merged]

    # --- storage ------------------------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """The map without the text: tables of paths and units, then flat numbers (code points)."""
        paths: dict[str, int] = {}
        units: dict[str, int] = {}
        numbers: list[int] = []
        for mapped in self._ranges:
            origin = mapped.origin
            numbers += (
                mapped.start,
                mapped.end,
                paths.setdefault(origin.path, len(paths)),
                units.setdefault(origin.unit, len(units)),
                *origin.span,
            )
        data = {"version": 1, "paths": [*paths], "units": [*units], "ranges": numbers, "items": self._items}
        return json.dumps(data, separators=(",", ":"))

    @staticmethod
    def from_json(data: str, text: str) -> SourceMap:
        """The map that `to_json` wrote, for the same Rust text.

        Raises ValueError where the data isn't such a map.
        """
        loaded = json.loads(data)
        try:
            if loaded["version"] != 1:
                raise ValueError(f"source map version {loaded['version']}")
            paths, units, numbers = loaded["paths"], loaded["units"], loaded["ranges"]
            ranges = [
                Mapped(
                    numbers[at],
                    numbers[at + 1],
                    Origin(paths[numbers[at + 2]], units[numbers[at + 3]], Span(numbers[at + 4], numbers[at + 5])),
                )
                for at in range(0, len(numbers), 6)
            ]
            items = [ItemRange(*item) for item in loaded["items"]]
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError(f"not a source map: {error!r}") from error
        ranges.reverse()  # the constructor wants inner ranges before the outer ones
        return SourceMap(text, lambda: ranges, items)

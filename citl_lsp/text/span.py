"""Source spans.

A `Span` is a half-open range of code points in one text. Everything inside the core counts code points; UTF-8, UTF-16
and UTF-32 exist only at the edges (`text.positions`). Spans in the intermediate representation are relative to the
start of their unit, so that an edit above a definition leaves the definition's own data unchanged.

    >>> Span(3, 7).shifted(10)
    Span(start=13, end=17)
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Half-open range `[start, end)` in code points."""

    start: int
    end: int

    def shifted(self, by: int) -> Span:
        """The same range in a text where it starts `by` code points later."""
        return Span(self.start + by, self.end + by)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this range."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share a code point, or touch where one is empty."""
        return self.start < max(other.end, other.start + 1) and other.start < max(self.end, self.start + 1)

"""The comments and the strings over several lines of a text, exactly and fast.

    comments('x = "# no"  # yes')       [Comment(offset=12, text="# yes")]

A scanner of strings and comments only, since `tokenize` takes longer than building the IR. From Python 3.12 on an
f-string may contain its own quote, and comments, inside `{}`; so there it is taken apart. Total on any text, but exact
only where CPython accepts it: an unclosed `'` ends at its line, an unclosed triple quote at the end of the text.
"""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

_QUOTES = ('"""', "'''", '"', "'")
_START = re.compile(r"""\#|(\w*)(\"""|'''|"|')""")
_INSIDE = re.compile(r"""\#|(\w*)(\"""|'''|"|')|[][(){}:!]""")
_LINE_END = re.compile(r"[\r\n]|\Z")
_SPEC = re.compile(r"[{}]")


_END = {quote: re.compile(rf"\\(?:\r\n|[\s\S])|{quote}" + ("" if len(quote) == 3 else r"|[\r\n]")) for quote in _QUOTES}
"""What matters inside a string: an escape, the end, and for a short string the end of the line."""
_LITERAL = {quote: re.compile(rf"\{{\{{|\}}\}}|\{{|{end.pattern}") for quote, end in _END.items()}


class Comment(NamedTuple):
    offset: int
    text: str


class LongString(NamedTuple):
    """A string over several lines: `[start, end)` without its prefix."""

    start: int
    end: int
    closed: bool

    def shifted(self, by: int) -> LongString:
        return LongString(self.start + by, self.end + by, self.closed)


class Scan:
    """What one pass over a text found."""

    def __init__(self, text: str, nested_quotes: bool, ignored: frozenset[int] = frozenset()) -> None:
        self.text = text
        self.ignored = ignored
        """Offsets of quotes that begin no string."""
        self.nested_quotes = nested_quotes
        self.comments: list[Comment] = []
        self.long_strings: list[LongString] = []
        place = 0
        while (match := _START.search(text, place)) is not None:
            place = self.skip(match)

    def skip(self, match: re.Match[str]) -> int:
        """The offset after the comment or string that `match` begins."""
        text, start = self.text, match.start()
        quote: str | None = match.group(2)
        if quote is None:
            end = _end_of_line(text, start)
            self.comments.append(Comment(start, text[start:end]))
            return end
        if match.start(2) in self.ignored:
            return match.end()
        if self.nested_quotes and match.group(1).lower() in ("f", "fr", "rf"):
            end, closed = self.string(match.end(), quote, _LITERAL[quote])
        else:
            end, closed = self.string(match.end(), quote, _END[quote])
        if len(quote) == 3:
            self.long_strings.append(LongString(match.start(2), end, closed))
        return end

    def string(self, place: int, quote: str, inside: re.Pattern[str]) -> tuple[int, bool]:
        """The offset after a string whose inside begins at `place`, and whether it is closed."""
        while (match := inside.search(self.text, place)) is not None:
            token = match.group()
            if token in "\r\n":
                return match.start(), False
            place = match.end()
            if token == quote:
                return place, True
            if token == "{":
                place = self.field(place)
        return len(self.text), False

    def field(self, place: int) -> int:
        """The offset after the `}` of the replacement field whose inside begins at `place`."""
        depth = 0
        while (match := _INSIDE.search(self.text, place)) is not None:
            token = match.group()
            if match.group(2) is not None or token == "#":
                place = self.skip(match)
                continue
            place = match.end()
            if token in "([{":
                depth += 1
            elif token == "}" and depth == 0:
                return place
            elif token in ")]}":
                depth -= 1
            elif token == ":" and depth == 0:
                return self.spec(place)
        return len(self.text)

    def spec(self, place: int) -> int:
        while (match := _SPEC.search(self.text, place)) is not None:
            place = match.end()
            if match.group() == "}":
                return place
            place = self.field(place)
        return len(self.text)


def _end_of_line(text: str, place: int) -> int:
    match = _LINE_END.search(text, place)
    assert match is not None
    return match.start()


def comments(text: str) -> list[Comment]:
    """All comments of a text that CPython accepts, in order."""
    if "#" not in text:
        return []
    return Scan(text, nested_quotes=sys.version_info >= (3, 12)).comments


def long_strings(text: str, ignored: frozenset[int] = frozenset()) -> list[LongString]:
    """Triple-quoted strings of any text, in order, but not those that begin at the `ignored` offsets. An f-string is
    taken for an ordinary one."""
    if '"""' not in text and "'''" not in text:
        return []
    return Scan(text, nested_quotes=False, ignored=ignored).long_strings

"""The comments of a text that CPython accepts, exactly and fast.

    x = "# no"  # yes        Comment(offset=12, line=0, text="# yes")

A scanner of strings and comments only, since `tokenize` takes longer than everything else together. From Python 3.12
on an f-string may contain its own quote, and comments, inside `{}`; so there it is taken apart. Total on any text, but
exact only where CPython accepts it.
"""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

_NESTED_QUOTES = sys.version_info >= (3, 12)

_START = re.compile(r"""\#|(\w*)(\"""|'''|"|')""")
_END = {
    quote: re.compile(
        rf"(?:[^\\{quote[0]}]|\\[\s\S]|{quote[0]}(?!{quote[:2]}))*{quote}"
        if len(quote) == 3
        else rf"(?:[^\\{quote}\r\n]|\\(?:\r\n|[\s\S]))*{quote}"
    )
    for quote in ('"""', "'''", '"', "'")
}
_LINE_END = re.compile(r"[\r\n]|\Z")
_INSIDE = re.compile(r"""\#|(\w*)(\"""|'''|"|')|[][(){}:!]""")
_LITERAL = {quote: re.compile(rf"\\[\s\S]|\{{\{{|\}}\}}|\{{|{quote}") for quote in ('"""', "'''", '"', "'")}
_SPEC = re.compile(r"[{}]")


class Comment(NamedTuple):
    offset: int
    text: str


def comments(text: str) -> list[Comment]:
    """All comments, in order."""
    found: list[Comment] = []
    if "#" not in text:
        return found
    place = 0
    while (match := _START.search(text, place)) is not None:
        place = _skip(text, match, found)
    return found


def _skip(text: str, match: re.Match[str], found: list[Comment]) -> int:
    """The offset after the comment or string that `match` begins."""
    quote: str | None = match.group(2)
    if quote is None:
        end = _LINE_END.search(text, match.start())
        assert end is not None
        found.append(Comment(match.start(), text[match.start() : end.start()]))
        return end.start()
    if _NESTED_QUOTES and match.group(1).lower() in ("f", "fr", "rf"):
        return _fstring(text, match.end(), quote, found)
    closing = _END[quote].match(text, match.end())
    return closing.end() if closing is not None else len(text)


def _fstring(text: str, place: int, quote: str, found: list[Comment]) -> int:
    literal = _LITERAL[quote]
    while (match := literal.search(text, place)) is not None:
        place = match.end()
        if match.group() == quote:
            return place
        if match.group() == "{":
            place = _field(text, place, found)
    return len(text)


def _field(text: str, place: int, found: list[Comment]) -> int:
    """The offset after the `}` of the replacement field whose inside begins at `place`."""
    depth = 0
    while (match := _INSIDE.search(text, place)) is not None:
        token = match.group()
        if match.group(2) is not None or token == "#":
            place = _skip(text, match, found)
            continue
        place = match.end()
        if token in "([{":
            depth += 1
        elif token == "}" and depth == 0:
            return place
        elif token in ")]}":
            depth -= 1
        elif token == ":" and depth == 0:
            return _spec(text, place, found)
    return len(text)


def _spec(text: str, place: int, found: list[Comment]) -> int:
    while (match := _SPEC.search(text, place)) is not None:
        place = match.end()
        if match.group() == "}":
            return place
        place = _field(text, place, found)
    return len(text)

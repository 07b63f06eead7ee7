"""Cutting any text, valid or not, into definitions and statements.

A definition begins where a line begins with `def`, `class` or `@`, whatever the text above it looks like: so an open
bracket in one function doesn't swallow the next, as it does for a parser. Only a triple-quoted string may hide such
lines, and where that can't be right (someone has just typed the opening quotes) it doesn't.

    chunks("def f(:\\n    pass\\nx = 1\\n")    [Chunk(kind="function", name="f", ...), Chunk(kind="statement", ...)]

It knows lines and indentation, no grammar; whether a chunk is valid is CPython's business (`problem_in`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Literal, NamedTuple

from citl_lsp.syntax.check import BOM, SyntaxProblem, problem_of
from citl_lsp.syntax.scanner import LongString, long_strings
from citl_lsp.text.positions import line_starts
from citl_lsp.text.span import Span

ChunkKind = Literal["function", "class", "statement"]

_DEFINITION = re.compile(r"(?:(?:async[ \t]+)?def|(class))[ \t]+(\w+)")
_KEYWORD = re.compile(r"(?:(?:async[ \t]+)?def|class)\b|@")
_CONTINUATION = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")
_BLANK = re.compile(r"[ \t\f]*(?:#|\r|\n|\Z)")
_INDENT = re.compile(r"[ \t\f]*")
_MAX_IGNORED = 4
"""Opening quotes that are taken for mistakes."""
_MAX_JOINED = 40
"""Lines at column 0 that one statement may have."""


class Chunk(NamedTuple):
    """Whole lines of a text: `[start, end)` with the last line end; `line` is the first one's number from 0."""

    kind: ChunkKind
    name: str
    start: int
    end: int
    line: int


class Lines:
    """A text as lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = line_starts(text)
        if self.starts[-1] < len(text) or len(self.starts) == 1:
            self.starts.append(len(text))
        self.count = len(self.starts) - 1

    def line_of(self, offset: int) -> int:
        return min(max(0, bisect_right(self.starts, offset) - 1), self.count - 1)

    def hidden(self, strings: list[LongString]) -> set[int]:
        """Lines that begin inside one of the strings."""
        found: set[int] = set()
        for string in strings:
            found.update(range(self.line_of(string.start) + 1, self.line_of(max(string.end - 1, 0)) + 1))
        return found


def chunks(text: str, boundaries: set[int] | None = None) -> list[Chunk]:
    """The top-level chunks of a text, in order, together all of it. `boundaries`, where a parser knows them, are the
    lines on which top-level statements begin, and those of decorated definitions."""
    lines = Lines(text)
    if boundaries is not None:
        others = set(range(lines.count)) - boundaries
        return _cut(lines, others, 0, lines.count, 0)
    strings = long_strings(text)
    best = _cut(lines, lines.hidden([string for string in strings if string.closed]), 0, lines.count, 0)
    best = _joined(text, best)
    ignored: frozenset[int] = frozenset()
    for _ in range(_MAX_IGNORED):
        cost = _cost(text, best)
        doubtful = [
            string.start
            for string in strings
            if any(_KEYWORD.match(text, lines.starts[line]) for line in lines.hidden([string]))
        ]
        tried = [(ignored | {start}) for start in doubtful[:_MAX_IGNORED]]
        cuts = [_joined(text, _cut(lines, _hidden(lines, choice), 0, lines.count, 0)) for choice in tried]
        costs = [_cost(text, cut) for cut in cuts]
        if not costs or min(costs) >= cost:
            break
        chosen = costs.index(min(costs))
        best, ignored = cuts[chosen], tried[chosen]
        strings = long_strings(text, ignored)
    return best


def _hidden(lines: Lines, ignored: frozenset[int]) -> set[int]:
    return lines.hidden([string for string in long_strings(lines.text, ignored) if string.closed])


def _cost(text: str, cut: list[Chunk]) -> tuple[int, int]:
    """How many chunks are broken when a text is cut so, and how long they are."""
    sizes = [chunk.end - chunk.start for chunk in cut if _broken(text, chunk)]
    return len(sizes), sum(sizes)


def members(text: str, owner: Chunk) -> tuple[int, list[Chunk]]:
    """(first line of the body, chunks of the body) of a class. No chunks where it has no body on lines of its own."""
    lines = Lines(text)
    strings = long_strings(text[owner.start : owner.end])
    hidden = lines.hidden([string.shifted(owner.start) for string in strings if string.closed])
    first, last = owner.line, lines.line_of(max(owner.start, owner.end - 1)) + 1
    header = first
    while header < last and not text.startswith("class", lines.starts[header]):
        header += 1
    for line in range(header + 1, last):
        start = lines.starts[line]
        if line in hidden or _BLANK.match(text, start):
            continue
        indent = _indent(text, start)
        if indent and (_KEYWORD.match(text, start + indent) or _ends_header(text, lines, header, line)):
            return line, _cut(lines, hidden, line, last, indent)
    return last, []


def _ends_header(text: str, lines: Lines, header: int, line: int) -> bool:
    """Whether the line before `line` ends a class header."""
    while line - 1 > header and _BLANK.match(text, lines.starts[line - 1]):
        line -= 1
    before = text[lines.starts[line - 1] : lines.starts[line]].partition("#")[0].rstrip()
    return before.endswith(":") or line - 1 == header


def _indent(text: str, start: int) -> int:
    match = _INDENT.match(text, start)
    assert match is not None
    return match.end() - start


def _cut(lines: Lines, hidden: set[int], first: int, last: int, indent: int) -> list[Chunk]:
    """Chunks of the lines `[first, last)` that begin at column `indent`."""
    text = lines.text
    found: list[Chunk] = []
    start_line, kind, name = first, "statement", ""
    decorated = False
    open_statement = False

    def close(until: int) -> None:
        if until > start_line:
            chunk_kind: ChunkKind = "class" if kind == "class" else "function" if kind == "function" else "statement"
            found.append(Chunk(chunk_kind, name, lines.starts[start_line], lines.starts[until], start_line))

    for line in range(first, last):
        start = lines.starts[line] + (1 if line == 0 and text.startswith(BOM) else 0)
        if line in hidden or _BLANK.match(text, start):
            continue
        own = _indent(text, start)
        if own > indent or _CONTINUATION.match(text, start + own):
            continue
        if line > first and text[lines.starts[line - 1] : start].rstrip("\r\n").endswith("\\"):
            continue
        definition = _DEFINITION.match(text, start + own)
        if decorated:
            if definition is not None:
                kind, name = ("class" if definition.group(1) else "function"), definition.group(2)
            decorated = definition is None and text.startswith("@", start + own)
            if definition is not None or decorated:
                continue
        if open_statement:
            close(line)
            start_line = line
        open_statement = True
        kind, name = "statement", ""
        if definition is not None:
            kind, name = ("class" if definition.group(1) else "function"), definition.group(2)
        decorated = text.startswith("@", start + own)
    close(last)
    return found


def _joined(text: str, cut: list[Chunk]) -> list[Chunk]:
    """Put together what only makes sense so: brackets with lines at column 0."""
    found: list[Chunk] = []
    at = 0
    while at < len(cut):
        chunk = cut[at]
        at += 1
        if at < len(cut) and cut[at].kind == "statement" and _broken(text, chunk):
            until = at
            while until < min(len(cut), at + _MAX_JOINED) and cut[until].kind == "statement":
                until += 1
                whole = chunk._replace(end=cut[until - 1].end)
                if not _broken(text, whole):
                    chunk, at = whole, until
                    break
        found.append(chunk)
    return found


def _broken(text: str, chunk: Chunk) -> bool:
    return problem_in(text[chunk.start : chunk.end]) is not None


@lru_cache(maxsize=4096)
def problem_in(text: str) -> SyntaxProblem | None:
    """What CPython says of a chunk on its own."""
    return problem_of(text)


MEMBER_PREFIX = "class _:\n"


def member_problem(text: str) -> SyntaxProblem | None:
    """What CPython says of a chunk of a class body; the place is in `text`."""
    problem = problem_in(MEMBER_PREFIX + text)
    if problem is None:
        return None
    shift = len(MEMBER_PREFIX)
    start = max(problem.span.start - shift, 0)
    span = Span(start, max(problem.span.end - shift, start))
    return problem._replace(span=span, line=max(problem.line - 1, 0))

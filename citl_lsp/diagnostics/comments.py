"""Comments that silence diagnostics, as the user writes them in Python.

    x = f(y)         # citl: ignore[E0382]        this line, these codes (several: comma)
    x = f(y)         # citl: ignore               this line, everything
    # citl: ignore[dead_code]                     on a line of its own: the next line of code
    # citl: off                                   from here on
    # citl: on                                    until here

A diagnostic is silenced if any line that it touches is. Codes match with or without `clippy::`. Comments are found by
CPython's tokenizer, so that text in strings is no comment; where the file doesn't tokenize, the lines after that point
are searched as they are. Other `# citl:` comments are pins and belong to `decisions`.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.text.positions import LineIndex

_IGNORE = re.compile(r"#\s*citl:\s*ignore(?![\w-])(?:\s*\[([^\]]*)\])?")
_SWITCH = re.compile(r"#\s*citl:\s*(off|on)\s*$")
_EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Silence:
    """What the comments of one file silence. Lines count from 0."""

    lines: dict[int, frozenset[str]]
    off: tuple[tuple[int, int], ...]
    """Half-open ranges of lines."""

    def silences(self, code: str, first: int, last: int) -> bool:
        """Whether a diagnostic with `code` on the lines `first` to `last` is silenced."""
        if any(start <= last and first < end for start, end in self.off):
            return True
        names = {_EVERYTHING, code.lower(), code.lower().removeprefix("clippy::")}
        return any(names & self.lines.get(line, frozenset()) for line in range(first, last + 1))


def read_comments(text: str) -> Silence:
    """What the comments in `text` (one Python file) say."""
    index = LineIndex(text)
    lines: dict[int, frozenset[str]] = {}
    off: list[tuple[int, int]] = []
    off_since: int | None = None
    for line, column, comment in _comments(text, index):
        alone = not index.line_text(line)[:column].strip()
        ignore = _IGNORE.search(comment)
        if ignore is not None:
            codes = _codes(ignore[1])
            for target in {line, _next_code_line(index, line) if alone else line}:
                lines[target] = lines.get(target, frozenset()) | codes
        switch = _SWITCH.search(comment)
        if switch is None:
            continue
        if switch[1] == "off" and not alone:
            lines[line] = lines.get(line, frozenset()) | {_EVERYTHING}
        elif switch[1] == "off" and off_since is None:
            off_since = line
        elif switch[1] == "on" and off_since is not None:
            off.append((off_since, line))
            off_since = None
    if off_since is not None:
        off.append((off_since, index.line_count))
    return Silence(lines, tuple(off))


def without_silenced(diagnostics: Iterable[Diagnostic], text: str, silence: Silence | None = None) -> list[Diagnostic]:
    """The diagnostics of one file that its comments leave standing."""
    quiet = silence or read_comments(text)
    if not quiet.lines and not quiet.off:
        return list(diagnostics)
    index = LineIndex(text)
    kept = []
    for diagnostic in diagnostics:
        start, end = diagnostic.span
        first, last = index.line_of(start), index.line_of(max(start, end - 1))
        if not quiet.silences(diagnostic.code, first, last):
            kept.append(diagnostic)
    return kept


def _codes(inside: str | None) -> frozenset[str]:
    if inside is None:
        return frozenset({_EVERYTHING})
    return frozenset(part.strip().lower() for part in inside.split(",") if part.strip())


def _next_code_line(index: LineIndex, line: int) -> int:
    for later in range(line + 1, index.line_count):
        text = index.line_text(later).strip()
        if text and not text.startswith("#"):
            return later
    return line


def _comments(text: str, index: LineIndex) -> Iterator[tuple[int, int, str]]:
    """(line, column, comment) of every comment; lines from 0."""
    if "citl:" not in text:
        return
    seen = 0
    # The tokenizer knows three line ends as we do, once they are made one.
    source = "\n".join(index.line_text(line) for line in range(index.line_count))
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            seen = token.start[0] - 1
            if token.type == tokenize.COMMENT:
                yield seen, token.start[1], token.string
    except (tokenize.TokenError, SyntaxError, ValueError):
        for line in range(seen + 1, index.line_count):
            match = re.search(r"#\s*citl:.*", index.line_text(line))
            if match is not None:
                yield line, match.start(), match[0]

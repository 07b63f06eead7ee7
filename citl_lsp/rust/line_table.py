"""A table of lines in a finished program: where Rust's own arithmetic or indexing stops it, it names the Python line.

    with_line_table(rust, rust, source_map, lambda origin: 12)       # ... static LINES: LineTable = ...; start_at(...)

Idiomatic code has plain operators, whose panics know the Rust line only. The table goes to the end of the text, so that
no line before it moves. A text that rustfmt has laid out differently is aligned with the one that the map is about by
counting the characters that rustfmt leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from citl_lsp.rust.source_map import SourceMap
from citl_lsp.rust.tree import Origin

_START = re.compile(r"^    start\(MODULES, (.*)\)$", re.MULTILINE)
_MAY_STOP = re.compile(
    r"[+*/%]|-(?!>)|<<|>>|\[|\b(?:unwrap|expect|remainder|pow|abs)\w*\("
    r"|\b(?:small|floor_div|floor_mod|int_pow|round_f64|(?:py_)?repeat(?:_in_place)?)\("
)
"""Rust's own operators and methods, and the runtime's functions with `#[track_caller]`."""
_MOVED = re.compile(r"[\s,(){};]+")
"""What rustfmt adds, takes away, or puts elsewhere."""


def with_line_table(text: str, mapped: str, source_map: SourceMap, line_of: Callable[[Origin], int | None]) -> str:
    """`text` (that is `mapped`, perhaps laid out anew) with its table; as it is where it needs none.

    `line_of` gives the number by which the runtime knows the Python line of a place.
    """
    if not _START.search(text):
        return text
    moved = _moved_lines(mapped, text) if text != mapped else None
    entries: dict[int, int] = {}
    for rust, python in _entries(mapped, source_map, line_of):
        line = rust if moved is None else moved.get(rust)
        if line is not None:
            entries.setdefault(line, python)
    if not entries:
        return text
    table = ", ".join(f"({rust}, {python})" for rust, python in sorted(entries.items()))
    started = _START.sub(r"    start_at(MODULES, &LINES, \1)", text)
    end = f"static LINES: LineTable = LineTable {{ file: file!(), lines: &[{table}] }};"
    return f"{started.rstrip()}\n\n#[rustfmt::skip]\n{end}\n"


def _entries(text: str, source_map: SourceMap, line_of: Callable[[Origin], int | None]) -> Iterator[tuple[int, int]]:
    """(Rust line from 1, Python line) of the lines that may stop."""
    byte = 0
    starts: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        starts.append(byte + len(line) - len(line.lstrip()))
        byte += len(line.encode()) + 1
        if _MAY_STOP.search(line):
            # What the translator added on its own (`.small()`) belongs to what it was added to.
            origin = next((found for start in reversed(starts) if (found := source_map.at(start)) is not None), None)
            python = None if origin is None else line_of(origin)
            if python is not None:
                yield number, python


def _moved_lines(before: str, after: str) -> dict[int, int]:
    """Line in `before` -> line in `after`; nothing where the two are not the same program."""
    old, new = _counted(before), _counted(after)
    if old[-1] != new[-1]:
        return {}
    moved: dict[int, int] = {}
    at = 0
    for number, count in enumerate(old[:-1], 1):
        while at + 2 < len(new) and new[at + 1] <= count:
            at += 1
        moved[number] = at + 1
    return moved


def _counted(text: str) -> list[int]:
    """How many characters that stay stand before each line, and in all."""
    counts = [0]
    for line in text.split("\n"):
        counts.append(counts[-1] + len(_MOVED.sub("", line)))
    return counts

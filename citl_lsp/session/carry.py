"""Which of the compilers' findings outlive an edit until the compilers have spoken again.

A finding stays where neither it nor the definition around it was touched, and moves with the text. Definitions are
taken from the layout alone (a block starts at a line without indentation), since the text may not parse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citl_lsp.session.changes import changed
from citl_lsp.session.messages import Finding
from citl_lsp.text.positions import LineIndex


def carried(findings: Sequence[Finding], old: LineIndex, new: LineIndex) -> tuple[Finding, ...]:
    """`findings` of the old text that still stand, at their places in the new text."""
    if not findings:
        return ()
    if old.text == new.text:
        return tuple(findings)
    hull = changed(old.text, new.text)
    first = _block_start(old, old.line_of(hull.start))
    last = _block_end(old, old.line_of(hull.old_end))
    kept = []
    for finding in findings:
        if first <= finding.start < last or first <= finding.end - 1 < last:
            continue
        place = hull.forward(finding.start, finding.end)
        if place is not None:
            kept.append(replace(finding, start=place[0], end=place[1], related=()))
    return tuple(kept)


def moved(findings: Sequence[Finding], old: LineIndex, new: LineIndex) -> tuple[Finding, ...]:
    """`findings` of the old text that weren't touched themselves, at their places in the new text."""
    hull = changed(old.text, new.text)
    places = ((finding, hull.forward(finding.start, finding.end)) for finding in findings)
    return tuple(replace(f, start=place[0], end=place[1], related=()) for f, place in places if place is not None)


def _starts_block(index: LineIndex, line: int) -> bool:
    text = index.line_text(line)
    return bool(text) and text[0] not in " \t\f#)]}"


def _block_start(index: LineIndex, line: int) -> int:
    while line > 0 and not _starts_block(index, line):
        line -= 1
    return index.starts[line]


def _block_end(index: LineIndex, line: int) -> int:
    line += 1
    while line < index.line_count and not _starts_block(index, line):
        line += 1
    return index.starts[line] if line < index.line_count else len(index.text) + 1

"""Writing a decision down: a comment at the end of its line.

    pin_edits("xs = [1]\\n", [Pin(0, "container", "xs", "shared")])
    # TextChange(start=8, end=8, text="  # citl: container xs = shared")

A pin for the same kind and name on the line is replaced, others are kept. None where the line can't end in a comment:
inside a string or before a continued line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from citl_lsp.config import parse_config
from citl_lsp.decisions.pin_form import ENTRY, PINNED
from citl_lsp.session.changes import edited
from citl_lsp.session.messages import TextChange
from citl_lsp.syntax.scanner import comments
from citl_lsp.text.positions import LineIndex


class Pin(NamedTuple):
    """`kind name = alternative` on the line of `offset`."""

    offset: int
    kind: str
    name: str
    alternative: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name} = {self.alternative}"


def pin_edits(text: str, pins: Iterable[Pin]) -> tuple[TextChange, ...] | None:
    """The edits that write all `pins` into `text` (valid Python)."""
    index = LineIndex(text)
    by_line: dict[int, list[Pin]] = {}
    for pin in pins:
        by_line.setdefault(index.line_of(pin.offset), []).append(pin)
    found = {index.line_of(comment.offset): comment for comment in comments(text)}
    edits: list[TextChange] = []
    for line, own in sorted(by_line.items()):
        comment = found.get(line)
        if comment is None:
            if not _can_end_in_comment(text, index, line):
                return None
            edits.append(_append(index, line, own))
            continue
        pinned = next((said for said in PINNED.finditer(comment.text) if _is_pin(said["body"])), None)
        if pinned is None:
            end = comment.offset + len(comment.text.rstrip())
            edits.append(TextChange(end, comment.offset + len(comment.text), "  # citl: " + "; ".join(map(str, own))))
            continue
        start = comment.offset + pinned.start("body")
        merged = _merged(pinned["body"], own)
        edits.append(TextChange(start, start + len(pinned["body"]), "; ".join(merged)))
    return tuple(edits)


def _append(index: LineIndex, line: int, pins: list[Pin]) -> TextChange:
    start, end = index.starts[line], index.line_end(line)
    kept = start + len(index.text[start:end].rstrip())
    return TextChange(kept, end, "  # citl: " + "; ".join(map(str, pins)))


def _is_pin(body: str) -> bool:
    return all(ENTRY.fullmatch(part.strip()) for part in body.split(";"))


def _merged(body: str, pins: list[Pin]) -> list[str]:
    new = {(pin.kind, pin.name) for pin in pins}
    kept = []
    for part in body.split(";"):
        entry = ENTRY.fullmatch(part.strip())
        if entry is not None and (entry["kind"], entry["name"]) not in new:
            kept.append(part.strip())
    return [*kept, *map(str, pins)]


def _can_end_in_comment(text: str, index: LineIndex, line: int) -> bool:
    """Whether a comment put at the end of `line` would be one: tried out."""
    end = index.line_end(line)
    if text[index.starts[line] : end].endswith("\\"):
        return False
    return any(comment.offset == end for comment in comments(f"{text[:end]}#{text[end:]}"))


_SECTION = re.compile(r"^[ \t]*\[tool\.citl\.decisions\][ \t]*(?:#.*)?$", re.MULTILINE)


def project_pins(toml: str, pins: Sequence[tuple[str, str]]) -> tuple[TextChange, ...] | None:
    """Edits that put pins into the text of a pyproject.toml; one that is there already gets its new value.

    None where the pins wouldn't hold then: the text is no TOML, or has the table in another form.
    """
    edits: list[TextChange] = []
    new: list[str] = []
    for name, alternative in pins:
        known = re.search(rf'^[ \t]*"{re.escape(name)}"[ \t]*=[ \t]*("[^"\n]*"|\'[^\'\n]*\')', toml, re.MULTILINE)
        if known is None:
            new.append(f'"{name}" = "{alternative}"\n')
        else:
            edits.append(TextChange(known.start(1), known.end(1), f'"{alternative}"'))
    if new:
        place, text = _new_lines(toml, "".join(new))
        edits.append(TextChange(place, place, text))
    config, _ = parse_config(edited(toml, edits))
    return tuple(edits) if dict(config.decisions).items() >= dict(pins).items() else None


def _new_lines(toml: str, lines: str) -> tuple[int, str]:
    section = _SECTION.search(toml)
    if section is not None:
        end = toml.find("\n", section.end())
        return (end + 1, lines) if end >= 0 else (len(toml), f"\n{lines}")
    gap = "" if not toml else "\n" if toml.endswith("\n") else "\n\n"
    return len(toml), f"{gap}[tool.citl.decisions]\n{lines}"

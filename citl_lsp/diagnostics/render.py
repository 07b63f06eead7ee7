"""Diagnostics as text, JSON, or annotations of a GitHub workflow.

    m.py:3:11: information E0382 `items` is used after `total()` took it on line 2; now: shared
      |
    3 | print(len(items))
      |           ^^^^^

Pure: texts come in, text goes out. Colour only where the caller says that a terminal reads it.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from citl_lsp.diagnostics.model import SEVERITIES, Diagnostic, DiagnosticJson, Severity
from citl_lsp.text.positions import LineIndex

OutputFormat = Literal["text", "json", "github"]

_STYLES: dict[Severity, str] = {
    "error": "bold red",
    "warning": "yellow",
    "information": "cyan",
    "hint": "bright_black",
}
_GITHUB: dict[Severity, str] = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\ufffd")
"""A file that is checked must not steer the terminal."""
_TAB = 4
_WIDEST = 160


def render(
    diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], form: OutputFormat = "text", *, colour: bool = False
) -> str:
    """All `diagnostics` in one of the forms. `texts` holds the text of every path that occurs in them."""
    indexes = {path: LineIndex(texts.get(path, "")) for path in {diagnostic.path for diagnostic in diagnostics}}
    if form == "json":
        return json.dumps([d.to_json(indexes[d.path]) for d in diagnostics], ensure_ascii=False, indent=2) + "\n"
    if form == "github":
        return "".join(_github(d.to_json(indexes[d.path]), d.severity) for d in diagnostics)
    return _coloured(diagnostics, indexes) if colour else _plain(diagnostics, indexes)


def summary(diagnostics: Iterable[Diagnostic], files: int) -> str:
    """`2 warnings, 1 information in 3 files`."""
    found = list(diagnostics)
    if not files:
        return "No file was checked."
    where = f"{files} file{'' if files == 1 else 's'}"
    if not found:
        return f"No findings in {where}."
    parts = []
    for severity in SEVERITIES:
        count = sum(diagnostic.severity == severity for diagnostic in found)
        if count:
            plural = "" if count == 1 or severity == "information" else "s"
            parts.append(f"{count} {severity}{plural}")
    return f"{', '.join(parts)} in {where}."


# --- text ------------------------------------------------------------------------------------------------------------


def _plain(diagnostics: Sequence[Diagnostic], indexes: Mapping[str, LineIndex]) -> str:
    lines: list[str] = []

    def show(*parts: tuple[str, str]) -> None:
        lines.append("".join(text for text, _ in parts).translate(_CONTROLS))

    for diagnostic in diagnostics:
        _write(diagnostic, indexes[diagnostic.path], show)
    return "\n".join(lines) + "\n" if lines else ""


def _coloured(diagnostics: Sequence[Diagnostic], indexes: Mapping[str, LineIndex]) -> str:
    # Only here: rich takes 60 ms to import.
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=10_000, highlight=False, markup=False, legacy_windows=False)

    def show(*parts: tuple[str, str]) -> None:
        console.print(Text.assemble(*((text.translate(_CONTROLS), style) for text, style in parts)), soft_wrap=True)

    for diagnostic in diagnostics:
        _write(diagnostic, indexes[diagnostic.path], show)
    return out.getvalue()


def _write(diagnostic: Diagnostic, index: LineIndex, show: Callable[..., None]) -> None:
    style = _STYLES[diagnostic.severity]
    line, column = index.position(diagnostic.span.start)
    show(
        (f"{diagnostic.path}:{line + 1}:{column + 1}: ", "bold"),
        (f"{diagnostic.severity} ", style),
        (f"{diagnostic.code} ", "bold"),
        (diagnostic.message, ""),
    )
    source = index.line_text(line)
    if not source.strip() or len(source) > _WIDEST:
        return
    end_line, end_column = index.position(diagnostic.span.end)
    marked = source[column : end_column if end_line == line else len(source)].rstrip()
    number = str(line + 1)
    margin = " " * len(number)
    show((f"{margin} |", "blue"))
    show((f"{number} | ", "blue"), (source.expandtabs(_TAB), ""))
    before = _columns(source[:column])
    under = max(1, _columns(source[: column + len(marked)]) - before)
    show((f"{margin} | ", "blue"), (" " * before + "^" * under, style))
    show((f"{margin} |", "blue"))


def _columns(text: str) -> int:
    """How many columns of a terminal `text` takes from the start of a line."""
    return sum(_width(char) for char in text.expandtabs(_TAB))


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


# --- GitHub ----------------------------------------------------------------------------------------------------------


def _github(data: DiagnosticJson, severity: Severity) -> str:
    # https://docs.github.com/actions/reference/workflow-commands: the end column only counts within one line.
    place = f"file={_property(data['file'])},line={data['line']},col={data['column']},endLine={data['end_line']}"
    if data["line"] == data["end_line"]:
        place += f",endColumn={data['end_column']}"
    return f"::{_GITHUB[severity]} {place},title={_property(data['code'])}::{_escaped(data['message'])}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")

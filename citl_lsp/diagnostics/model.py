"""One finding on one Python place.

    Diagnostic("m.py", Span(4, 9), tier=1, severity="information", code="E0382", message="`items` is used after …")

Its `tier` says who spoke, its `severity` what the user must do. The message speaks Python; what the compiler said about
the generated Rust is in `rust_related`, as byte ranges of the Rust text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span

Tier = Literal[1, 2, 3, 4]
Severity = Literal["error", "warning", "information", "hint"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "information", "hint")
"""Worst first."""


class RelatedJson(TypedDict):
    """A place in the generated Rust, in bytes."""

    rust_start: int
    rust_end: int
    message: str


class DiagnosticJson(TypedDict):
    """The public form. Lines and columns count from 1, columns in code points; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    tier: int
    severity: str
    code: str
    code_link: str | None
    message: str
    source: str
    definition: str
    sites: list[str]
    related: list[RelatedJson]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding. Equal findings are equal values."""

    path: str
    span: Span
    """Absolute code points in `path`."""
    tier: Tier
    severity: Severity
    code: str
    """`E0382`, `unused_variables`, `clippy::eq_op`, or a code of citl's own."""
    message: str
    code_link: str | None = None
    rust_related: tuple[tuple[int, int, str], ...] = ()
    """(start, end, text): bytes in the generated Rust and what the compiler says there."""
    site_ids: tuple[str, ...] = ()
    """Decisions at that place: what a quick fix may switch."""
    definition: str = ""
    """Qualified name of the function or class that it is in."""
    source: str = "citl"
    """Which tool spoke: `python`, `citl`, `rustc`, `clippy`, `run`."""

    def to_json(self, lines: LineIndex) -> DiagnosticJson:
        """As plain data; `lines` is the line index of the file's text."""
        line, column = lines.position(self.span.start)
        end_line, end_column = lines.position(self.span.end)
        return {
            "file": self.path,
            "line": line + 1,
            "column": column + 1,
            "end_line": end_line + 1,
            "end_column": end_column + 1,
            "tier": self.tier,
            "severity": self.severity,
            "code": self.code,
            "code_link": self.code_link,
            "message": self.message,
            "source": self.source,
            "definition": self.definition,
            "sites": list(self.site_ids),
            "related": [
                {"rust_start": start, "rust_end": end, "message": text} for start, end, text in self.rust_related
            ],
        }


@dataclass(frozen=True, slots=True)
class Defect:
    """A message of the compiler that no Python can be blamed for: the translator's own fault. Counted, not shown."""

    code: str | None
    message: str
    """The compiler's words."""
    rust_span: tuple[int, int] | None
    path: str | None = None
    definition: str = ""
    why: str = ""
    """Which rule makes it a defect."""


def by_place(diagnostic: Diagnostic) -> tuple[str, int, int, int, str, str]:
    """Sort key: file, place, then worst first."""
    rank = SEVERITIES.index(diagnostic.severity)
    return (diagnostic.path, diagnostic.span.start, diagnostic.span.end, rank, diagnostic.code, diagnostic.message)

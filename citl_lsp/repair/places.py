"""From compiler messages about a translation to diagnostics on Python places."""

from __future__ import annotations

from citl_lsp.decisions.model import Site
from citl_lsp.diagnostics.from_compiler import Places
from citl_lsp.text.span import Span
from citl_lsp.transpile import Program, Translation


def places_of(program: Program, translation: Translation) -> Places:
    """How messages about the translation's Rust find their way to Python."""
    starts = translation.unit_starts

    def near(path: str, span: Span) -> list[Site]:
        return [site for site in translation.sites if site.path == path and site.span.overlaps(span)]

    errors = [d for d in translation.diagnostics if d.severity == "error"]
    return Places(
        origin=translation.source_map.lookup,
        unit_start=lambda path, unit: starts.get((path, unit), (0, 0))[0],
        text=lambda path: program.files.get(path, ""),
        paths=tuple(program.files),
        sites=lambda path, span: tuple(str(site.id) for site in near(path, span)),
        partial=frozenset((error.path, error.definition) for error in errors),
    )

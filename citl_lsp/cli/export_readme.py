"""The README of an exported package: how to build it, and where it may stop and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from citl_lsp.cli.draft import Draft
from citl_lsp.decisions.model import Meaning
from citl_lsp.text.positions import LineIndex
from citl_lsp.toolchain.runtime import PACKAGE

MADE_BY = "Written by `citl export`"


def readme(name: str, draft: Draft) -> str:
    """The text of README.md. Files are named relative to the program's folder: an export is the same everywhere."""
    parts = [
        f"# {name}",
        f"{MADE_BY} from `{draft.program.main}` (profile: {draft.policy.profile}). Change the Python and export again: "
        "edits here are overwritten.",
        "    cargo run --release",
        "It behaves as the Python program does: same arguments, input, output and exit code.",
    ]
    if draft.translation.uses_runtime:
        parts.append(f"`{PACKAGE}/` is the part of Python's semantics that the program needs, as a package of its own.")
    parts += ["## Where it may stop", "\n".join(_stops(draft))]
    return "\n\n".join(parts) + "\n"


def _stops(draft: Draft) -> Iterator[str]:
    """Lines of Markdown."""
    indexes = {name: LineIndex(text) for name, text in draft.program.files.items()}
    places: list[tuple[str, int, str]] = []
    for site in draft.translation.sites:
        chosen = site.alternative(site.chosen)
        if chosen.meaning is Meaning.STOPS:
            reason = chosen.reason or site.why
            says = f"`{site.id.name}` is {chosen.name}" + (f": {reason}" if reason else "")
            places.append((site.path, indexes[site.path].line_of(site.span.start) + 1, says))
    for finding in draft.translation.diagnostics:
        if finding.severity == "error" or finding.code == "unknown-import":
            places.append((finding.path, indexes[finding.path].line_of(finding.span.start) + 1, finding.message))
    if not places:
        yield "Nowhere that the Python program would go on."
        return
    yield "It stops with a message that names the Python line, and exit code 101, rather than give another result:"
    yield ""
    for path, line, says in sorted(set(places)):
        yield f"- {path}:{line}: {says}"

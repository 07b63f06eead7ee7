"""The README of an exported package: how to build it, and where it may stop and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citl_lsp.cli.draft import Draft
from citl_lsp.decisions.model import Meaning, Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.text.positions import LineIndex
from citl_lsp.toolchain.runtime import PACKAGE

MADE_BY = "Written by `citl export`"


def readme(name: str, draft: Draft, findings: Sequence[Diagnostic]) -> str:
    """The text of README.md."""
    main = draft.loaded.shown(draft.program.main)
    parts = [
        f"# {name}",
        f"{MADE_BY} from `{main}` (profile: {draft.policy.profile}). Change the Python and export again: edits here "
        "are overwritten.",
        "    cargo run --release",
        "It behaves as the Python program does: same arguments, input, output and exit code.",
    ]
    if draft.translation.uses_runtime:
        parts.append(f"`{PACKAGE}/` is the part of Python's semantics that the program needs, as a package of its own.")
    parts += ["## Where it may stop", "\n".join(_stops(draft, findings))]
    return "\n\n".join(parts) + "\n"


def _stops(draft: Draft, findings: Sequence[Diagnostic]) -> Iterator[str]:
    """Lines of Markdown."""
    indexes = {name: LineIndex(text) for name, text in draft.program.files.items()}
    by_shown = {draft.loaded.shown(name): index for name, index in indexes.items()}
    places = []
    for site in draft.translation.sites:
        if site.alternative(site.chosen).meaning is Meaning.STOPS:
            places.append(f"- {_site(site, draft, indexes)}")
    for finding in findings:
        if finding.severity == "error" or finding.code == "unknown-import":
            line = by_shown[finding.path].line_of(finding.span.start) + 1
            places.append(f"- {finding.path}:{line}: {finding.message}")
    if not places:
        yield "Nowhere that the Python program would go on."
        return
    yield "It stops with a message that names the Python line, and exit code 101, rather than give another result:"
    yield ""
    yield from dict.fromkeys(places)


def _site(site: Site, draft: Draft, indexes: dict[str, LineIndex]) -> str:
    chosen = site.alternative(site.chosen)
    line = indexes[site.path].line_of(site.span.start) + 1 if site.path in indexes else 0
    reason = chosen.reason or site.why
    return f"{draft.loaded.shown(site.path)}:{line}: `{site.id.name}` is {chosen.name}" + (
        f": {reason}" if reason else ""
    )

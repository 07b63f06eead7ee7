"""From the core's results to what the editor shows: findings, hover texts, rows of the map. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from citl_lsp.config import Config
from citl_lsp.decisions.model import Site
from citl_lsp.diagnostics.comments import Silence, without_silenced
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.diagnostics.select import select
from citl_lsp.session.known import NOTHING, Known
from citl_lsp.session.messages import Fact, Finding, MapRow, Related, Tag
from citl_lsp.session.program import Gathered
from citl_lsp.transpile import HoverFact, Program, Translation

_UNNECESSARY = ("unused_", "dead_code", "unreachable_", "clippy::unused_", "clippy::needless_return")


def findings_of(
    diagnostics: Iterable[Diagnostic],
    gathered: Gathered,
    translation: Translation | None,
    config: Config,
    silence: Silence,
    known: Known = NOTHING,
) -> list[tuple[Finding, Diagnostic]]:
    """The diagnostics of the program's main file, without those that the user has silenced or knows. Those of a
    compiler need the `translation` that they are about."""
    main = gathered.program.main
    own = [diagnostic for diagnostic in diagnostics if diagnostic.path == main]
    kept = without_silenced(own, gathered.program.files[main], silence)
    # How many to show is settled where all compilers' findings meet.
    shown = known.new(select(kept, severity=dict(config.severity), max_information=0), gathered)
    counts: Counter[str] = Counter()
    found = []
    for diagnostic in shown:
        stem = f"{diagnostic.code}:{diagnostic.definition}:{diagnostic.message}"
        counts[stem] += 1
        key = f"{stem}:{counts[stem]}"
        found.append((_finding(key, diagnostic, translation), diagnostic))
    return found


def _finding(key: str, diagnostic: Diagnostic, translation: Translation | None) -> Finding:
    related: tuple[Related, ...] = ()
    if translation is not None:
        place = translation.source_map.from_bytes
        related = tuple(Related(None, place(start), place(end), text) for start, end, text in diagnostic.rust_related)
    tags: tuple[Tag, ...] = ("unnecessary",) if diagnostic.code.startswith(_UNNECESSARY) else ()
    return Finding(
        id=key,
        start=diagnostic.span.start,
        end=diagnostic.span.end,
        tier=diagnostic.tier,
        severity=diagnostic.severity,
        source=diagnostic.source,
        message=_sentence(diagnostic.message),
        code=diagnostic.code,
        href=diagnostic.code_link,
        tags=tags,
        related=related,
        refusal=diagnostic.tier == 1 and diagnostic.source == "rustc",
    )


def rows_of(program: Program, translation: Translation) -> tuple[MapRow, ...]:
    """The source map's rows about the main file, in absolute offsets, in the order of the Rust text."""
    data = json.loads(translation.source_map.to_json())
    numbers, paths, units = data["ranges"], data["paths"], data["units"]
    rows = []
    for at in range(0, len(numbers), 6):
        rust_start, rust_end, path, unit, start, end = numbers[at : at + 6]
        if paths[path] == program.main:
            base = translation.unit_starts.get((program.main, units[unit]), (0, 0))[0]
            rows.append(MapRow(base + start, base + end, rust_start, rust_end))
    return tuple(rows)


# --- hover -----------------------------------------------------------------------------------------------------------


def facts_of(program: Program, translation: Translation) -> tuple[Fact, ...]:
    """Hover texts for the main file."""
    sites = {str(site.id): site for site in translation.sites}
    return tuple(
        Fact(fact.start, fact.end, hover_text(fact, [sites[name] for name in fact.site_ids if name in sites]))
        for fact in translation.facts
        if fact.path == program.main
    )


def hover_text(fact: HoverFact, sites: Iterable[Site]) -> str:
    """Type, then why it is dynamic, then each decision with its alternatives. For someone who knows no Rust."""
    parts = [f"```python\n{fact.python_type or 'unknown'}\n```"]
    if fact.rust_type:
        parts.append(f"In Rust: `{fact.rust_type}`")
    if fact.reasons:
        parts.append("Why:\n" + "\n".join(f"{number}. {reason}" for number, reason in enumerate(fact.reasons, 1)))
    for site in sites:
        parts.append(site_text(site))
    return "\n\n".join(parts)


def site_text(site: Site) -> str:
    """One decision: what was chosen and why, and what else there is."""
    lines = [f"**{site.id.kind}** `{site.id.name}` = **{site.chosen}**" + (f": {site.why}" if site.why else "")]
    for alternative in site.alternatives:
        if alternative.name == site.chosen or not alternative.legal:
            continue
        reason = f", {alternative.reason}" if alternative.reason else ""
        lines.append(f"- `{alternative.name}` (cost {alternative.cost:g}, {alternative.meaning.value}{reason})")
    return "\n".join(lines)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:1].islower() else text

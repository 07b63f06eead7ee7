"""Which diagnostics are on show: the user's severities, and not too much information at once.

shown = select(diagnostics, severity={"E0382": "hint", "dead_code": "off"}, max_information=10)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from citl_lsp.diagnostics.model import Diagnostic, by_place

SeverityChoice = Literal["error", "warning", "information", "hint", "off"]


def select(
    diagnostics: Iterable[Diagnostic],
    *,
    severity: Mapping[str, SeverityChoice] | None = None,
    max_information: int = 10,
    max_tier: int = 4,
) -> list[Diagnostic]:
    """Diagnostics with the user's severities, sorted by place; per file at most `max_information` (0: all) of
    Information, those of the lowest tier first. A key of `severity` is a code or `tier1` … `tier4`."""
    chosen = severity or {}
    kept: list[Diagnostic] = []
    for diagnostic in diagnostics:
        if diagnostic.tier > max_tier:
            continue
        choice = chosen.get(diagnostic.code) or chosen.get(f"tier{diagnostic.tier}")
        if choice is None:
            kept.append(diagnostic)
        elif choice != "off":
            kept.append(replace(diagnostic, severity=choice))
    kept.sort(key=by_place)
    if not max_information:
        return kept
    ranked = sorted((d for d in kept if d.severity == "information"), key=lambda d: d.tier)
    seen: Counter[str] = Counter()
    dropped: set[int] = set()
    for diagnostic in ranked:
        seen[diagnostic.path] += 1
        if seen[diagnostic.path] > max_information:
            dropped.add(id(diagnostic))
    return [diagnostic for diagnostic in kept if id(diagnostic) not in dropped]

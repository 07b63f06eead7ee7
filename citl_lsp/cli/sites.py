"""Sites as JSON and as text: what a decision is, why, and what else there is."""

from __future__ import annotations

from typing import Any

from citl_lsp.cli.draft import Draft
from citl_lsp.decisions.model import Alternative, Site
from citl_lsp.text.positions import LineIndex


def site_json(site: Site, draft: Draft) -> dict[str, Any]:
    """A site as plain data; lines and columns count from 1, the end is exclusive."""
    index = LineIndex(draft.program.files.get(site.path, ""))
    line, column = index.position(site.span.start)
    end_line, end_column = index.position(site.span.end)
    return {
        "site": str(site.id),
        "file": draft.loaded.shown(site.path),
        "line": line + 1,
        "column": column + 1,
        "end_line": end_line + 1,
        "end_column": end_column + 1,
        "kind": site.id.kind,
        "name": site.id.name,
        "category": site.category,
        "stratum": site.stratum,
        "chosen": site.chosen,
        "default": site.default,
        "why": site.why,
        "python_type": site.python_type,
        "rust_type": site.rust_type,
        "alternatives": [_alternative_json(alternative) for alternative in site.alternatives],
    }


def _alternative_json(alternative: Alternative) -> dict[str, Any]:
    return {
        "name": alternative.name,
        "cost": alternative.cost,
        "meaning": alternative.meaning.value,
        "acceptance": alternative.acceptance.value,
        "legal": alternative.legal,
        "reason": alternative.reason,
    }


def site_lines(site: Site) -> list[str]:
    """A site for people: the decision, then its ladder with the chosen rung marked."""
    types = " as ".join(text for text in (site.python_type, site.rust_type) if text)
    lines = [f"{site.id.kind} `{site.id.name}` = {site.chosen}" + (f"    ({types})" if types else "")]
    if site.why:
        lines.append(f"  {site.why}")
    width = max(len(alternative.name) for alternative in site.alternatives)
    for alternative in site.alternatives:
        mark = "*" if alternative.name == site.chosen else " "
        legal = "" if alternative.legal else ", never chosen"
        reason = f": {alternative.reason}" if alternative.reason else ""
        lines.append(
            f"  {mark} {alternative.name:<{width}}  cost {alternative.cost:<4g} {alternative.meaning.value}{legal}, "
            f"accepted {_ACCEPTED[alternative.acceptance.value]}{reason}"
        )
    if site.chosen != site.default:
        lines.append(f"  the profile alone would take {site.default}")
    return lines


_ACCEPTED = {"by construction": "by construction", "asked": "if rustc agrees"}

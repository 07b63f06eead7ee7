"""`citl explain FILE.py:LINE`"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from citl_lsp.cli.console import out, out_json
from citl_lsp.cli.draft import Draft, make_draft
from citl_lsp.cli.load import load_program
from citl_lsp.cli.options import format_option, profile_option
from citl_lsp.cli.problem import Problem
from citl_lsp.cli.settings import settings_for
from citl_lsp.cli.sites import site_json, site_lines
from citl_lsp.config import ProfileName
from citl_lsp.decisions.model import Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span
from citl_lsp.transpile import HoverFact

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::\d+)?")


@click.command()
@click.argument("place", metavar="FILE:LINE")
@profile_option("idiomatic")
@format_option("text", "json")
def command(place: str, profile: ProfileName | None, form: str) -> int:
    """Show what was decided on a line, why, and what else there is.

    Every alternative has its cost, its meaning (proven: the same behaviour; stops: the same, or a stop with a message)
    and its acceptance (by construction, or if rustc agrees).
    """
    match = _PLACE.fullmatch(place)
    if match is None:
        raise Problem(f"{place} names no line", "For example: citl explain examples/bank.py:79")
    path, line = Path(match["path"]), int(match["line"])
    loaded = load_program(path, script=False)
    index = LineIndex(loaded.program.files[loaded.program.main])
    if not 1 <= line <= index.line_count:
        raise Problem(f"{path} has {index.line_count} lines; there is no line {line}")
    settings = settings_for(path)
    found = explain(make_draft(loaded, settings, settings.profile(profile, "idiomatic")), index, line)
    if form == "json":
        out_json(found.json())
    else:
        out(found.text())
    return 0


class Explanation:
    """What is known about one line (from 1) of a draft's main file."""

    def __init__(self, draft: Draft, index: LineIndex, line: int) -> None:
        self._draft = draft
        self._index = index
        self.line = line
        self.span = Span(index.starts[line - 1], index.line_end(line - 1))
        main, translation = draft.program.main, draft.translation
        self.sites: list[Site] = [s for s in translation.sites if s.path == main and s.span.overlaps(self.span)]
        facts = [f for f in translation.facts if f.path == main and self._inside(Span(f.start, f.end))]
        self.facts: list[HoverFact] = facts
        shown = draft.findings()
        path = draft.loaded.shown(main)
        self.findings: list[Diagnostic] = [d for d in shown if d.path == path and d.span.overlaps(self.span)]
        self.rust = self._rust()

    def json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "file": self._draft.loaded.shown(self._draft.program.main),
            "line": self.line,
            "profile": self._draft.policy.profile,
            "sites": [site_json(site, self._draft) for site in self.sites],
            "types": [
                {
                    "text": self._index.text[fact.start : fact.end],
                    "column": self._index.position(fact.start)[1] + 1,
                    "python_type": fact.python_type,
                    "rust_type": fact.rust_type,
                    "reasons": list(fact.reasons),
                    "sites": list(fact.site_ids),
                }
                for fact in self.facts
            ],
            "findings": [finding.to_json(self._index) for finding in self.findings],
            "rust": self.rust,
        }

    def text(self) -> str:
        """For people."""
        path = self._draft.loaded.shown(self._draft.program.main)
        lines = [f"{path}:{self.line} ({self._draft.policy.profile})", f"    {self._index.line_text(self.line - 1)}"]
        for finding in self.findings:
            lines += ["", f"{finding.severity} {finding.code}: {finding.message}"]
        types = [line for fact in self.facts for line in self._type_lines(fact)]
        if types:
            lines += ["", "Types", *dict.fromkeys(types)]
        for site in self.sites:
            lines += ["", *site_lines(site)]
        if not self.sites:
            lines += ["", "No decision is taken on this line."]
        if self.rust:
            lines += ["", "In Rust", *(f"    {line}" for line in self.rust)]
        return "\n".join(lines) + "\n"

    def _type_lines(self, fact: HoverFact) -> list[str]:
        text = self._index.text[fact.start : fact.end]
        if "\n" in text or not fact.python_type:
            return []
        lines = [f"    {text}: {fact.python_type}" + (f"    in Rust {fact.rust_type}" if fact.rust_type else "")]
        return [*lines, *(f"        {reason}" for reason in fact.reasons)]

    def _inside(self, span: Span) -> bool:
        return self.span.contains(span)

    def _rust(self) -> list[str]:
        """The lines of Rust whose innermost origin lies on this line."""
        main, translation = self._draft.program.main, self._draft.translation
        source_map = translation.source_map
        unit, start = "", -1
        for (path, name), (offset, _) in translation.unit_starts.items():
            # The unit that begins last before the line is the innermost one around it.
            if path == main and start < offset <= self.span.start:
                unit, start = name, offset
        if start < 0:
            return []
        first = (
            self.span.start
            + len(self._index.text[self.span.start : self.span.end])
            - len(self._index.text[self.span.start : self.span.end].lstrip())
        )
        if first >= self.span.end:
            return []
        rust_index = LineIndex(source_map.text)
        numbers: set[int] = set()
        for begin, end in source_map.rust_ranges(main, unit, Span(first, self.span.end).shifted(-start)):
            last = rust_index.line_of(max(0, source_map.from_bytes(end) - 1))
            numbers |= set(range(rust_index.line_of(source_map.from_bytes(begin)), last + 1))
        return [rust_index.line_text(number) for number in sorted(numbers)[:_MOST_LINES]]


_MOST_LINES = 30


def explain(draft: Draft, index: LineIndex, line: int) -> Explanation:
    """What is known about a line of the draft's main file."""
    return Explanation(draft, index, line)

"""The findings that a project's baseline file knows already, and that are therefore not shown.

known = known_findings(config, "/home/me/project", read)
known.new(diagnostics, gathered)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from citl_lsp.config import Config
from citl_lsp.diagnostics.baseline import NOTHING_KNOWN, Baseline
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.session.program import Gathered


@dataclass(frozen=True, slots=True)
class Known:
    """A baseline and the folder that its paths are relative to."""

    baseline: Baseline
    project: str

    def new(self, diagnostics: Iterable[Diagnostic], gathered: Gathered) -> list[Diagnostic]:
        """The diagnostics of a program that are not known."""
        return self.baseline.new(diagnostics, lambda name: os.path.relpath(gathered.path(name), self.project))


NOTHING = Known(NOTHING_KNOWN, "")


def known_findings(config: Config, project: str | None, read: Callable[[str], str | None]) -> Known:
    """What the project's baseline knows; nothing where it is missing or damaged, which `citl check` says."""
    text = read(f"{project}/{config.baseline}") if project is not None and config.baseline is not None else None
    if text is None or project is None:
        return NOTHING
    try:
        return Known(Baseline.load(text), project)
    except ValueError:
        return NOTHING

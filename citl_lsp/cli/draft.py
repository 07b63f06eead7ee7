"""A program translated once, for the verbs: settings and lock file in, translation and findings out.

draft = make_draft(loaded, settings, "faithful")
draft.translation.rust, draft.findings()
"""

from __future__ import annotations

from dataclasses import dataclass

from citl_lsp.cli import lockfile
from citl_lsp.cli.load import Loaded
from citl_lsp.cli.settings import Settings
from citl_lsp.config import ProfileName
from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.diagnostics.comments import without_silenced
from citl_lsp.diagnostics.model import Diagnostic, by_place
from citl_lsp.diagnostics.select import select
from citl_lsp.session import decided
from citl_lsp.transpile import Memo, Program, Translation, transpile


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation with all that it was made from."""

    loaded: Loaded
    settings: Settings
    program: Program
    """The loaded program, or the same with its files named otherwise."""
    decisions: Decisions
    policy: Policy
    translation: Translation

    def findings(self) -> list[Diagnostic]:
        """What the translator says about any of the program's files, as far as the user wants to hear it."""
        return self.visible(self.translation.diagnostics)

    def visible(self, diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
        """The diagnostics that comments and settings leave standing, with paths for people."""
        kept: list[Diagnostic] = []
        for name, text in self.program.files.items():
            kept += without_silenced([d for d in diagnostics if d.path == name], text)
        shown = select(kept, severity=dict(self.settings.config.severity), max_information=0)
        return sorted(self.loaded.as_shown(shown), key=by_place)

    @property
    def broken(self) -> bool:
        """Whether a file isn't Python: then nothing is to be built from it."""
        return any(diagnostic.code == "syntax" for diagnostic in self.translation.diagnostics)


def make_draft(
    loaded: Loaded,
    settings: Settings,
    profile: ProfileName,
    *,
    program: Program | None = None,
    decisions: Decisions | None = None,
    memo: Memo | None = None,
) -> Draft:
    """Translate `program` (default: as loaded) with `decisions` (default: lock file and pins). Raises Problem."""
    chosen = decisions_for(loaded, settings, profile) if decisions is None else decisions
    wanted = program or loaded.program
    policy = Policy(profile)
    return Draft(loaded, settings, wanted, chosen, policy, transpile(wanted, chosen, policy, memo))


def decisions_for(loaded: Loaded, settings: Settings, profile: ProfileName) -> Decisions:
    """What an earlier search chose for this program, then the project's pins, as in the editor. Raises Problem."""
    lock = lockfile.read(settings.project)
    return decided.chosen(lock, settings.config, profile, program_key(loaded, settings))


def program_key(loaded: Loaded, settings: Settings) -> str:
    """The main file's name in the lock file."""
    return decided.program_key(settings.project, loaded.file(loaded.program.main))

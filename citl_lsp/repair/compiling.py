"""Compiling a translation to see what rustc refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.diagnostics.from_compiler import Outcome, diagnose
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.repair.places import places_of
from citl_lsp.toolchain.compile import check
from citl_lsp.toolchain.runtime import ensure_runtime_async
from citl_lsp.transpile import Memo, Program, Translation, transpile

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One translation with the compiler's verdict."""

    translation: Translation
    outcome: Outcome
    refusals: tuple[Diagnostic, ...]
    """Errors that a decision may mend."""
    defects: int
    """Errors that no Python can be blamed for."""

    @property
    def errors(self) -> int:
        """Errors of either kind."""
        return len(self.refusals) + self.defects

    def keys(self) -> frozenset[Key]:
        """What identifies the refusals across translations."""
        return frozenset(key_of(d) for d in self.refusals)


_OURS = re.compile(r"`[a-z_]+\d+`")
"""Names that the translator gives to temporaries: another choice elsewhere numbers them anew."""


def key_of(diagnostic: Diagnostic) -> Key:
    """Code, definition and words of a refusal: stable when other lines move."""
    return diagnostic.code, diagnostic.definition, _OURS.sub("`_`", diagnostic.message)


class Compiler:
    """Translates and checks, remembering what it has seen; counts the calls of rustc."""

    def __init__(self, program: Program, policy: Policy, memo: Memo | None = None) -> None:
        self.program = program
        self.policy = policy
        self.memo = memo or Memo()
        self.calls = 0
        self._seen: dict[str, Attempt] = {}

    async def attempt(self, decisions: Decisions) -> Attempt:
        """Translate with `decisions` and check. Raises ToolchainProblem."""
        translation = transpile(self.program, decisions, self.policy, self.memo)
        known = self._seen.get(translation.rust)
        if known is not None:
            return Attempt(translation, known.outcome, known.refusals, known.defects)
        runtime = await ensure_runtime_async("check") if translation.uses_runtime else None
        self.calls += 1
        result = await check(translation.rust, runtime=runtime, lints=False)
        errors = [m for m in result.messages if m.level == "error"]
        outcome = diagnose(errors, places_of(self.program, translation), profile=self.policy.profile)
        refusals = tuple(d for d in outcome.diagnostics if d.tier == 1)
        attempt = Attempt(translation, outcome, refusals, len(outcome.defects))
        self._seen[translation.rust] = attempt
        return attempt

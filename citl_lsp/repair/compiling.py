"""Compiling a translation to see what rustc refuses."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.diagnostics.from_compiler import Outcome, diagnose
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.repair.places import places_of
from citl_lsp.toolchain.compile import CompileResult, check
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.toolchain.runtime import ensure_runtime_async
from citl_lsp.transpile import Memo, Program, Translation, transpile

Key = tuple[str, str, str]
Ask = Callable[[str, bool], Awaitable[CompileResult]]
"""Has rustc check a Rust text; the flag says whether it needs the runtime."""


def ask_with(toolchain: Toolchain | None = None) -> Ask:
    """Asks the rustc of `toolchain` (default: the one that is found) at once."""

    async def ask(rust: str, uses_runtime: bool) -> CompileResult:
        runtime = await ensure_runtime_async("check", toolchain=toolchain) if uses_runtime else None
        return await check(rust, runtime=runtime, lints=False, toolchain=toolchain)

    return ask


@dataclass(frozen=True, slots=True)
class Attempt:
    """One translation with the compiler's verdict."""

    translation: Translation
    outcome: Outcome
    refusals: tuple[Diagnostic, ...]
    """Errors that a decision may mend."""
    defects: int
    """Errors that no Python can be blamed for; one more where rustc came to no end."""

    @property
    def errors(self) -> int:
        """Errors of either kind."""
        return len(self.refusals) + self.defects

    def keys(self) -> frozenset[Key]:
        """What identifies the refusals across translations."""
        return frozenset(key_of(d) for d in self.refusals)

    def mends(self, refusal: Key, before: Attempt) -> bool:
        """Whether that refusal of `before` is gone here, and nothing is refused that wasn't."""
        return self.keys() <= before.keys() - {refusal} and self.defects <= before.defects


_OURS = re.compile(r"`[a-z_]+\d+`")
"""Names that the translator gives to temporaries: another choice elsewhere numbers them anew."""


def key_of(diagnostic: Diagnostic) -> Key:
    """Code, definition and words of a refusal: stable when other lines move."""
    return diagnostic.code, diagnostic.definition, _OURS.sub("`_`", diagnostic.message)


class Compiler:
    """Translates and checks, remembering what it has seen; counts the calls of rustc."""

    def __init__(self, program: Program, policy: Policy, ask: Ask | None = None) -> None:
        self.program = program
        self.policy = policy
        self.memo = Memo()
        self._ask = ask or ask_with()
        self.calls = 0
        self._seen: dict[str, Attempt] = {}

    async def attempt(self, decisions: Decisions) -> Attempt:
        """Translate with `decisions` and check. Raises ToolchainProblem."""
        translation = transpile(self.program, decisions, self.policy, self.memo)
        known = self._seen.get(translation.rust)
        if known is not None:
            return Attempt(translation, known.outcome, known.refusals, known.defects)
        self.calls += 1
        result = await self._ask(translation.rust, translation.uses_runtime)
        errors = [m for m in result.messages if m.level == "error"]
        outcome = diagnose(errors, places_of(self.program, translation), profile=self.policy.profile)
        refusals = tuple(d for d in outcome.diagnostics if d.tier == 1)
        attempt = Attempt(translation, outcome, refusals, len(outcome.defects) + result.killed)
        self._seen[translation.rust] = attempt
        return attempt

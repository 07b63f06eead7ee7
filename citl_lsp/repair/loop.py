"""The repair loop: from a refused first draft to a program that compiles and means the same.

Each round, every refused definition takes its best candidate that compiles; where none does, all its values are
shared. When the bounded rounds are over and rustc still refuses, everything is shared: the floor. Then one bounded pass
tries the dearest switches without (climbing back). Bounded in compiles, not seconds, so the result is the same on
every machine. With permission the result is run beside CPython, and a difference sends it to the floor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.equivalence.compare import VerdictKind
from citl_lsp.equivalence.consent import Permission
from citl_lsp.oracle.paths import model_directories
from citl_lsp.oracle.ranker import Oracle
from citl_lsp.repair.behaviour import behaves
from citl_lsp.repair.candidates import candidates, history_of, neighbours, refusal_of
from citl_lsp.repair.compiling import Attempt, Compiler, ask_with, key_of
from citl_lsp.repair.model import FixCandidate, RefusalReport, RepairedProgram, agreed_on
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.transpile import Program, Translation

ROUNDS = 6
TRIED_PER_REFUSAL = 4
CLIMBS = 8

Progress = Callable[[str, int, int], None]


def _silent(what: str, done: int, total: int) -> None:
    pass


def ranked(
    oracle: Oracle, program: Program, decisions: Decisions, policy: Policy, attempt: Translation, report: RefusalReport
) -> list[FixCandidate]:
    """The candidates of a refusal, best first."""
    diagnostic = report.diagnostic
    report.translation = attempt
    pairs = candidates(program, decisions, policy, attempt, diagnostic)
    if not pairs:
        return []
    fixes = {id(candidate): fix for fix, candidate in pairs}
    near = neighbours(program, attempt, diagnostic)
    order = oracle.rank(refusal_of(attempt, diagnostic, near), [c for _, c in pairs], history_of(attempt, diagnostic))
    return [replace(fixes[id(r.candidate)], confidence=r.confidence, described=r.candidate) for r in order]


class Search:
    """One run of the loop."""

    def __init__(
        self,
        program: Program,
        decisions: Decisions,
        policy: Policy,
        progress: Progress,
        toolchain: Toolchain | None = None,
    ) -> None:
        self.program = program
        self.start = dict(decisions)
        self.decisions: dict[str, str] = dict(decisions)
        self.policy = policy
        self.progress = progress
        self.compiler = Compiler(program, policy, ask_with(toolchain))
        self.oracle = Oracle.from_directories(model_directories())
        self.reports: list[RefusalReport] = []
        self.errors_before = 0

    async def run(self) -> Attempt:
        """Search until rustc accepts, or the floor is reached."""
        attempt = await self.compiler.attempt(self.decisions)
        self.errors_before = attempt.errors
        for round_ in range(ROUNDS):
            if not attempt.errors:
                return attempt
            self.progress("repairing", round_, ROUNDS)
            before = dict(self.decisions)
            for diagnostic in attempt.refusals:
                await self._mend(attempt, RefusalReport(diagnostic))
            if self.decisions == before:
                break
            attempt = await self.compiler.attempt(self.decisions)
        if attempt.errors:
            self.decisions = self._floor(attempt.translation)
            attempt = await self.compiler.attempt(self.decisions)
            # Sharing one class can open sites below it that ask the compiler again.
            again = self._floor(attempt.translation)
            if attempt.errors and again != self.decisions:
                self.decisions = again
                attempt = await self.compiler.attempt(self.decisions)
        return attempt

    async def _mend(self, attempt: Attempt, report: RefusalReport) -> None:
        """Take the best candidate that compiles; where none does, share all that the definition owns."""
        now = await self.compiler.attempt(self.decisions)
        if key_of(report.diagnostic) not in now.keys():  # noqa: SIM118
            return  # an earlier repair of this round has mended it too
        calls = self.compiler.calls
        found = ranked(self.oracle, self.program, self.decisions, self.policy, attempt.translation, report)
        for i, candidate in enumerate(found[:TRIED_PER_REFUSAL]):
            merged = {**self.decisions, **candidate.switched}
            tried = await self.compiler.attempt(merged)
            better = tried.mends(key_of(report.diagnostic), now)
            found[i] = replace(candidate, compiled=better)
            if better:
                self.decisions = merged
                report.chosen = i
                break
        if report.chosen is None:
            await self._share(attempt, report.diagnostic, now)
        report.candidates = found
        report.compile_calls = self.compiler.calls - calls
        self.reports.append(report)

    async def _share(self, attempt: Attempt, diagnostic: Diagnostic, now: Attempt) -> None:
        """Share what is nearest to the refusal, or, where that isn't enough, everything around it."""
        near = [
            (str(site.id), distance)
            for site, distance in neighbours(self.program, attempt.translation, diagnostic)
            if site.id.kind in ("container", "object") and site.chosen == "owned"
        ]
        closest = {key: "shared" for key, distance in near if distance <= 1}
        if closest and len(closest) < len(near):
            tried = await self.compiler.attempt({**self.decisions, **closest})
            if tried.mends(key_of(diagnostic), now):
                self.decisions.update(closest)
                return
        self.decisions.update({key: "shared" for key, _ in near})

    def _floor(self, translation: Translation) -> dict[str, str]:
        """Everything shared."""
        floor = dict(self.start)
        for site in translation.sites:
            if site.id.kind in ("container", "object"):
                floor[str(site.id)] = "shared"
        return floor

    def note_behaviour(self, behaviour: VerdictKind | None) -> None:
        """What the one run made of the program says about the candidates that were taken."""
        agreed = agreed_on(behaviour)
        for report in self.reports:
            if report.chosen is not None:
                found = list(report.candidates)
                found[report.chosen] = replace(found[report.chosen], agreed=agreed)
                report.candidates = found

    async def climb_back(self, attempt: Attempt) -> Attempt:
        """Try the dearest switches without: what later switches have made superfluous goes."""
        cost = {str(s.id): s.alternative(s.chosen).cost for s in attempt.translation.sites}
        switched = [k for k in self.decisions if k not in self.start]
        for key in sorted(switched, key=lambda k: (-cost.get(k, 0.0), k))[:CLIMBS]:
            without = {k: v for k, v in self.decisions.items() if k != key}
            tried = await self.compiler.attempt(without)
            if not tried.errors:
                self.decisions, attempt = without, tried
        return attempt


async def repair_program(
    program: Program,
    decisions: Decisions,
    policy: Policy,
    *,
    python_edits: bool = False,
    permission: Permission | None = None,
    progress: Progress = _silent,
    toolchain: Toolchain | None = None,
    interpreter: Path | None = None,
) -> RepairedProgram:
    """Search for decisions with which rustc accepts `program`. Raises ToolchainProblem.

    `interpreter` is the CPython to compare with (default: this one), where there is a permission to run.
    """
    search = Search(program, decisions, policy, progress, toolchain)
    attempt = await search.run()
    if not attempt.errors:
        attempt = await search.climb_back(attempt)
    behaviour: VerdictKind | None = None
    if permission is not None and not attempt.errors:
        python = interpreter or Path(sys.executable)
        behaviour = await behaves(permission, program, attempt.translation, python, toolchain)
        search.note_behaviour(behaviour)
        if behaviour == "different":
            search.decisions = search._floor(attempt.translation)
            attempt = await search.compiler.attempt(search.decisions)
            if not attempt.errors:
                behaviour = await behaves(permission, program, attempt.translation, python, toolchain)
    calls, before = search.compiler.calls, search.errors_before
    return RepairedProgram(search.decisions, search.reports, attempt.errors, calls, before, {}, behaviour)

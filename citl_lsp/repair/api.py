"""The repair loop's front: candidates for one refusal, their verdicts, and the search over a whole program."""

from __future__ import annotations

from collections.abc import Sequence

from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.oracle.paths import model_directories
from citl_lsp.oracle.ranker import Oracle
from citl_lsp.repair.compiling import Ask, Compiler, key_of
from citl_lsp.repair.loop import ranked, repair_program
from citl_lsp.repair.model import FixCandidate, RefusalReport, RepairedProgram
from citl_lsp.transpile import Program, Translation

__all__ = ["Ask", "FixCandidate", "RefusalReport", "RepairedProgram", "candidates", "repair_program", "verify"]

_ORACLE: list[Oracle] = []


def _oracle() -> Oracle:
    """The oracle of this process; its files are read once."""
    if not _ORACLE:
        _ORACLE.append(Oracle.from_directories(model_directories()))
    return _ORACLE[0]


def candidates(
    program: Program, decisions: Decisions, policy: Policy, translation: Translation, diagnostic: Diagnostic
) -> list[FixCandidate]:
    """Ways to mend one refusal, best first; nothing is compiled."""
    return ranked(_oracle(), program, decisions, policy, translation, RefusalReport(diagnostic))


async def verify(
    program: Program,
    decisions: Decisions,
    policy: Policy,
    candidates: Sequence[tuple[Diagnostic, FixCandidate]],
    ask: Ask,
) -> list[bool]:
    """Whether rustc accepts each candidate: it doesn't say its refusal any more, and nothing new.

    Raises ToolchainProblem.
    """
    compiler = Compiler(program, policy, ask)
    base = await compiler.attempt(decisions)
    verdicts: list[bool] = []
    for diagnostic, candidate in candidates:
        tried = await compiler.attempt({**decisions, **candidate.switched})
        verdicts.append(tried.mends(key_of(diagnostic), base))
    return verdicts

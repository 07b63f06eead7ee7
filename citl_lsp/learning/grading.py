"""Labels by compiling: each refusal of a file's first draft becomes a group of candidates graded by rustc.

    >>> graded = asyncio.run(grade_file(Path("shapes.py").read_text(), "shapes", "shapes.py", Limits()))
    >>> [group.origin for group in graded.groups]
    ['natural', 'injected']

*Natural* groups are the refusals of the idiomatic draft as it stands. *Injected* ones come from the same draft with one
site switched to a rung that rustc refuses: a legal one (`passing`: move instead of lend), or, where `blind`, one that
only a draft without the analysis would take. Whatever the draft, only legal rungs are candidates.

Every candidate of a group is compiled (at most `Limits.compiles`): it works where the refusal is gone and nothing new
appears. Grades go by the idiom cost of the whole translation with it: 3 the cheapest that work, 2 the next level, 1
whatever is dearer and the last resort (sharing everything) beside a cheaper one, 0 refused. With a permission, a
program that then compiles wholly is run beside CPython as well, and 0 is given for a difference.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from citl_lsp.decisions.model import Decisions, Policy, Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.equivalence.consent import Permission
from citl_lsp.learning.groups import GradedCandidate, Group, Origin
from citl_lsp.repair.behaviour import behaves
from citl_lsp.repair.candidates import candidates, history_of, neighbours, refusal_of
from citl_lsp.repair.compiling import Attempt, Compiler, key_of
from citl_lsp.repair.model import FixCandidate
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.transpile import Program

LEGAL_INJECTIONS = ("passing", "binding", "clone", "loop")
"""Kinds of sites whose other legal rungs rustc may refuse."""
BLIND_INJECTIONS = ("container", "object", "passing", "binding")
"""Kinds whose illegal rungs a draft made without the analysis would take."""


@dataclass(frozen=True)
class Limits:
    """Bounds in compiles, not seconds, so that the labels are the same on every machine."""

    compiles: int = 64
    """Candidates compiled per group."""
    natural: int = 24
    """Natural groups per file; the first in the order of the text."""
    injected: int = 1
    """Injected groups per file."""
    injections: int = 3
    """Sites switched per file in search of them."""


@dataclass
class Graded:
    """What a file gave: groups, and how the draft fared."""

    groups: list[Group] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    """Codes of the draft's refusals."""
    defects: int = 0
    """Errors of rustc that no decision can mend."""
    blockers: Counter[str] = field(default_factory=Counter)
    """Why lists, dicts, sets and objects can't have one owner."""
    owned: int = 0
    shared: int = 0
    compiles: int = 0
    failure: str = ""
    """Why there is no draft (a fault of the translator)."""


async def grade_file(
    text: str, package: str, file: str, limits: Limits, permission: Permission | None = None, path: str = ""
) -> Graded:
    """The groups of one program. Raises `ToolchainProblem`; a fault of the translator is in `Graded.failure`."""
    name = path or file
    program = Program({name: text}, name)
    policy = Policy("idiomatic")
    result = Graded()
    grader = _Grader(program, policy, package, file, limits, permission)
    try:
        draft = await grader.compiler.attempt({})
    except ToolchainProblem:
        raise
    except Exception as error:  # the translator should be total; a corpus run goes on without the file
        result.failure = f"{type(error).__name__}: {error}"
        return result
    _describe(result, draft)
    for diagnostic in draft.refusals[: limits.natural]:
        group = await grader.group(draft, {}, diagnostic, "natural")
        if group is not None:
            result.groups.append(group)
    result.groups += await grader.injected(draft)
    result.compiles = grader.compiler.calls + grader.more_compiles
    return result


def _describe(result: Graded, draft: Attempt) -> None:
    result.refusals = Counter(d.code for d in draft.refusals)
    result.defects = draft.defects
    for site in draft.translation.sites:
        if site.id.kind in ("container", "object"):
            result.owned += site.chosen == "owned"
            result.shared += site.chosen == "shared"
            result.blockers.update(a.reason for a in site.alternatives if not a.legal)


@dataclass(frozen=True)
class _Tried:
    works: bool
    cost: float
    everything_shared: bool


class _Grader:
    def __init__(
        self, program: Program, policy: Policy, package: str, file: str, limits: Limits, permission: Permission | None
    ) -> None:
        self.compiler = Compiler(program, policy)
        self.more_compiles = 0
        self._package = package
        self._file = file
        self._limits = limits
        self._permission = permission

    async def group(
        self,
        base: Attempt,
        decisions: Decisions,
        diagnostic: Diagnostic,
        origin: Origin,
        compiler: Compiler | None = None,
    ) -> Group | None:
        """The refusal with all its candidates graded; None where there are none. `decisions` gave `base`."""
        compiler = compiler or self.compiler
        policy = Policy("idiomatic")  # whatever the draft, only legal rungs are candidates
        program = compiler.program
        near = neighbours(program, base.translation, diagnostic)
        pairs = candidates(program, decisions, policy, base.translation, diagnostic)[: self._limits.compiles]
        if not pairs:
            return None
        tried = [await self._try(compiler, base, diagnostic, fix) for fix, _ in pairs]
        grades = grade([(t.works, t.cost, t.everything_shared) for t in tried])
        graded = tuple(GradedCandidate(c, g) for (_, c), g in zip(pairs, grades, strict=True))
        refusal = refusal_of(base.translation, diagnostic, near)
        history = history_of(base.translation, diagnostic)
        return Group(refusal, history, graded, origin, self._package, self._file)

    async def _try(self, compiler: Compiler, base: Attempt, diagnostic: Diagnostic, fix: FixCandidate) -> _Tried:
        shared = len(fix.switched) > 1 and set(fix.switched.values()) == {"shared"}
        try:
            tried = await compiler.attempt(fix.decisions)
        except ToolchainProblem:
            raise
        except Exception:  # a fault of the translator: this candidate doesn't work
            return _Tried(False, 0.0, shared)
        works = tried.mends(key_of(diagnostic), base)
        if works and self._permission is not None and not tried.errors:
            python = Path(sys.executable)
            works = await behaves(self._permission, compiler.program, tried.translation, python) != "different"
        cost = sum(site.alternative(site.chosen).cost for site in tried.translation.sites)
        return _Tried(works, cost, shared)

    async def injected(self, draft: Attempt) -> list[Group]:
        """Groups from the draft with one site switched to what rustc refuses."""
        found: list[Group] = []
        base_keys = draft.keys()
        for site, alternative, blind in injections(draft)[: self._limits.injections]:
            if len(found) >= self._limits.injected:
                break
            compiler = self.compiler
            decisions: dict[str, str] = {str(site.id): alternative}
            if blind:
                # All other sites are held to what the analysis allows; only this one is blind.
                pinned = {str(s.id): s.chosen for s in draft.translation.sites}
                decisions = {**pinned, **decisions}
                compiler = Compiler(self.compiler.program, replace(self.compiler.policy, legality=False))
            try:
                wrong = await compiler.attempt(decisions)
            except ToolchainProblem:
                raise
            except Exception:  # a form that has no lowering at all
                continue
            new = [d for d in wrong.refusals if key_of(d) not in base_keys]
            if new and wrong.defects <= draft.defects:
                group = await self.group(wrong, decisions, new[0], "injected", compiler)
                if group is not None and group.informative:
                    found.append(group)
            if compiler is not self.compiler:
                self.more_compiles += compiler.calls
        return found


def injections(draft: Attempt) -> list[tuple[Site, str, bool]]:
    """(site, wrong rung, whether only a blind draft would take it), legal ones first, in a fixed order."""
    legal: list[tuple[Site, str, bool]] = []
    blind: list[tuple[Site, str, bool]] = []
    for site in sorted(draft.translation.sites, key=lambda s: (s.span, s.id.kind, str(s.id))):
        for rung in site.alternatives:
            if rung.name == site.chosen:
                continue
            if rung.legal and site.id.kind in LEGAL_INJECTIONS:
                legal.append((site, rung.name, False))
            elif not rung.legal and site.id.kind in BLIND_INJECTIONS:
                blind.append((site, rung.name, True))
    half = max(1, len(legal) // max(1, len(blind))) if blind else 1
    mixed: list[tuple[Site, str, bool]] = []
    while legal or blind:
        mixed += legal[:half] + blind[:1]
        legal, blind = legal[half:], blind[1:]
    return mixed


def grade(tried: list[tuple[bool, float, bool]]) -> list[int]:
    """Grades of candidates from (works, idiom cost of the whole, shares everything).

    >>> grade([(True, 0.0, False), (True, 2.0, False), (False, 0.0, False), (True, 5.0, True)])
    [3, 2, 0, 1]
    """
    levels = sorted({round(cost, 6) for works, cost, _ in tried if works})
    others = any(works and not last for works, _, last in tried)
    grades = []
    for works, cost, last in tried:
        if not works:
            grades.append(0)
            continue
        level = levels.index(round(cost, 6))
        grades.append(1 if (last and others) or level > 1 else 3 - level)
    if grades and max(grades) in (1, 2):  # the cheapest level held the last resort only
        best = max(grades)
        grades = [3 if g == best else g for g in grades]
    return grades


def timed_grade(
    text: str, package: str, file: str, limits: Limits, permission: Permission | None = None, path: str = ""
) -> tuple[Graded, float]:
    """`grade_file` from synchronous code, with the seconds it took."""
    started = time.monotonic()
    graded = asyncio.run(grade_file(text, package, file, limits, permission, path))
    return graded, time.monotonic() - started

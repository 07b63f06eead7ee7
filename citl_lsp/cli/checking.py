"""What `citl check` does to a set of files: translate each, ask rustc and clippy, collect what the editor would show.

    report = Checker(None, tier=3, may_run=False).check([Path("bank.py")])

Every file is looked at as a program of its own with the modules that it imports, and only its own findings count,
as in the editor; what makes an imported module invalid is shown too, since it is why nothing was compiled. A file that
can't be read or translated is noted and doesn't stop the others. A `Checker` remembers what hasn't changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from citl_lsp.cli.behaviour import compare_behaviour
from citl_lsp.cli.compiling import defect_place, is_error, outcome_of, runtime_for
from citl_lsp.cli.console import Step, progress
from citl_lsp.cli.draft import Draft, make_draft
from citl_lsp.cli.load import load_program
from citl_lsp.cli.problem import Problem
from citl_lsp.cli.settings import settings_for
from citl_lsp.config import ProfileName
from citl_lsp.diagnostics.baseline import NOTHING_KNOWN, Baseline
from citl_lsp.diagnostics.from_compiler import Outcome
from citl_lsp.diagnostics.model import Diagnostic, by_place
from citl_lsp.diagnostics.select import select
from citl_lsp.equivalence.consent import permission_from_flag
from citl_lsp.toolchain.compile import CompileResult, check
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.toolchain.runtime import RuntimeBuild
from citl_lsp.transpile import Memo

_CLIPPY_TIER = 3
_RUN_TIER = 4


@dataclass(slots=True)
class CheckReport:
    """What was found in some files."""

    files: int
    """How many were checked."""
    findings: list[Diagnostic] = field(default_factory=list)
    """With paths for people, in the order of files and places."""
    texts: dict[str, str] = field(default_factory=dict)
    """By the paths that occur in `findings`."""
    notes: list[tuple[str, str | None]] = field(default_factory=list)
    """What couldn't be done, and what helps."""
    hidden: int = 0
    """Findings of the severity Information that are one too many for their file."""
    trouble: bool = False
    """A file couldn't be checked at all."""
    folders: set[str] = field(default_factory=set)
    """Where a change could change the findings."""
    baselines: dict[Path, Baseline] = field(default_factory=dict)
    """By the file that the project names for it: what would be known with today's findings."""


@dataclass(slots=True)
class _Job:
    path: Path
    draft: Draft
    found: list[Diagnostic]
    """With the program's names of files."""


@dataclass(frozen=True, slots=True)
class _Compilers:
    tools: Toolchain
    runtime: RuntimeBuild | None


class Checker:
    """Checks files, once or again and again."""

    def __init__(self, profile: ProfileName | None, tier: int, may_run: bool) -> None:
        self._profile = profile
        self._tier = tier
        self._permission = permission_from_flag(run=may_run)
        self._memos: dict[Path, Memo] = {}
        self._said: dict[str, CompileResult] = {}

    def check(self, files: Sequence[Path]) -> CheckReport:
        """Check the files now."""
        report = CheckReport(len(files))
        jobs = self._translate(files, report)
        compilable = [job for job in jobs if not job.draft.broken]
        compilers = self._compilers(compilable, report) if compilable else None
        if compilers is not None:
            with progress("compiling") as step:
                asyncio.run(self._compile_all(compilable, compilers, report, step))
            self._run(compilable, compilers, report)
        for job in jobs:
            self._collect(job, report)
        report.findings = list(dict.fromkeys(report.findings))
        return report

    # --- translating -------------------------------------------------------------------------------------------------

    def _translate(self, files: Sequence[Path], report: CheckReport) -> list[_Job]:
        jobs = []
        with progress("translating") as step:
            for number, path in enumerate(files):
                if len(files) > 1:
                    step(str(path), number, len(files))
                job = self._translate_one(path, report)
                if job is not None:
                    jobs.append(job)
        return jobs

    def _translate_one(self, path: Path, report: CheckReport) -> _Job | None:
        report.folders.add(os.path.abspath(path.parent))
        try:
            loaded = load_program(path, script=False)
            report.folders |= {str(folder) for folder in loaded.folders}
            settings = settings_for(path)
            memo = self._memos.setdefault(path, Memo())
            draft = make_draft(loaded, settings, settings.profile(self._profile, "idiomatic"), memo=memo)
        except Problem as problem:
            report.notes.append((problem.message, problem.remedy))
        except Exception as error:
            # `transpile` is total, so this is our fault; the other files are none the worse for it.
            report.notes.append((f"{path}: this is a fault in citl: {type(error).__name__}: {error}", None))
        else:
            return _Job(path, draft, list(draft.translation.diagnostics))
        report.files -= 1
        report.trouble = True
        return None

    # --- compiling ---------------------------------------------------------------------------------------------------

    def _compilers(self, jobs: Sequence[_Job], report: CheckReport) -> _Compilers | None:
        """rustc with the runtime; None where something is missing, which is said once."""
        try:
            tools = jobs[0].draft.settings.toolchain()
            needed = any(job.draft.translation.uses_runtime for job in jobs)
            runtime = runtime_for("check", tools) if needed else None
        except ToolchainProblem as problem:
            report.notes.append((problem.message, f"Run:  {problem.command}" if problem.command else None))
            report.notes.append(("without the compiler only the translator's findings are shown", None))
            return None
        if self._tier >= _CLIPPY_TIER and tools.clippy_driver is None:
            report.notes.append(
                ("clippy is not installed; its lints are left out", "Run:  rustup component add clippy")
            )
        return _Compilers(tools, runtime)

    async def _compile_all(self, jobs: Sequence[_Job], compilers: _Compilers, report: CheckReport, step: Step) -> None:
        places = asyncio.Semaphore(os.cpu_count() or 2)
        done = 0

        async def one(job: _Job) -> None:
            nonlocal done
            async with places:
                step(str(job.path), done, len(jobs))
                try:
                    await self._compile(job, compilers, report)
                except ToolchainProblem as problem:
                    report.notes.append((f"{job.path}: {problem.message}", problem.command))
                    report.trouble = True
                done += 1
                step(str(job.path), done, len(jobs))

        await asyncio.gather(*(one(job) for job in jobs))

    async def _compile(self, job: _Job, compilers: _Compilers, report: CheckReport) -> None:
        passes = [False]
        if self._tier >= _CLIPPY_TIER and compilers.tools.clippy_driver is not None:
            passes.append(True)
        for clippy in passes:
            result = await self._ask(job, compilers, clippy)
            if result.killed:
                seconds = f"{result.wall_seconds:.0f} seconds"
                report.notes.append((f"{job.path}: the compiler was ended after {seconds}", None))
                report.trouble = True
            outcome = outcome_of(job.draft, result)
            # clippy repeats what rustc says.
            job.found += [d for d in outcome.diagnostics if d.code.startswith("clippy::") == clippy]
            if not clippy:
                report.notes += [(line, None) for line in _faults(job, outcome)]

    async def _ask(self, job: _Job, compilers: _Compilers, clippy: bool) -> CompileResult:
        rust = job.draft.translation.rust
        lints = self._tier > 1
        key = hashlib.blake2b(f"{clippy} {lints} {rust}".encode("utf-8", "replace")).hexdigest()
        said = self._said.get(key)
        if said is None:
            runtime = compilers.runtime if job.draft.translation.uses_runtime else None
            said = await check(rust, clippy=clippy, lints=lints, runtime=runtime, toolchain=compilers.tools)
            if not said.killed:
                self._said[key] = said
        return said

    # --- running -----------------------------------------------------------------------------------------------------

    def _run(self, jobs: Sequence[_Job], compilers: _Compilers, report: CheckReport) -> None:
        if self._permission is None or self._tier < _RUN_TIER:
            return
        for job in jobs:
            try:
                finding, message = compare_behaviour(job.draft, compilers.tools, self._permission)
            except ToolchainProblem as problem:
                report.notes.append((f"{job.path}: not compared: {problem.message}", problem.command))
                continue
            if finding is not None:
                job.found.append(finding)
            if message is not None:
                report.notes.append((f"{job.path}: {message}", None))

    # --- collecting --------------------------------------------------------------------------------------------------

    def _collect(self, job: _Job, report: CheckReport) -> None:
        loaded = job.draft.loaded
        main = loaded.shown(loaded.program.main)
        shown = job.draft.visible(tuple(dict.fromkeys(job.found)))
        own = [d for d in shown if d.path == main and d.tier <= self._tier]
        own = self._unknown(job, own, report)
        kept = select(own, max_information=job.draft.settings.config.max_information)
        report.hidden += len(own) - len(kept)
        elsewhere = [d for d in shown if d.path != main and d.code == "syntax"]
        report.findings += sorted(kept + elsewhere, key=by_place)
        report.texts |= loaded.shown_texts()

    def _unknown(self, job: _Job, found: list[Diagnostic], report: CheckReport) -> list[Diagnostic]:
        """The findings that the project's baseline doesn't know."""
        settings, loaded = job.draft.settings, job.draft.loaded
        if settings.config.baseline is None:
            return found

        def named(path: str) -> str:
            return Path(os.path.relpath(loaded.file(path), settings.project)).as_posix()

        file = settings.project / settings.config.baseline
        known = NOTHING_KNOWN
        try:
            known = Baseline.load(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            missing = "it isn't there" if isinstance(error, FileNotFoundError) else str(error)
            trouble = (f"{file} makes no finding known: {missing}", "citl check PATH --write-baseline")
            if trouble not in report.notes:
                report.notes.append(trouble)
        now = Baseline.of(found, named)
        report.baselines[file] = report.baselines.get(file, known).updated(named(loaded.program.main), now)
        return known.new(found, named)


def _faults(job: _Job, outcome: Outcome) -> Iterator[str]:
    """Errors of rustc that no Python is to blame for; opinions of the compilers are only counted in tests."""
    for defect in outcome.defects:
        if is_error(defect):
            where = defect_place(job.draft, defect) or f"{job.path}: "
            said = f"{defect.code or 'syntax'}: {defect.message}"
            yield f"{where}rustc refuses the translation ({said}); that is a fault of citl"

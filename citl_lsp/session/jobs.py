"""The worker's documents: analyse, compile, find fixes. See `worker` for the process around it."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citl_lsp.config import Config
from citl_lsp.decisions.model import Policy
from citl_lsp.diagnostics.comments import Silence, read_comments
from citl_lsp.diagnostics.from_compiler import diagnose
from citl_lsp.diagnostics.model import Defect, Diagnostic
from citl_lsp.repair.places import places_of
from citl_lsp.session.compilers import Compilers
from citl_lsp.session.decided import decisions_for, lock_path
from citl_lsp.session.known import Known, known_findings
from citl_lsp.session.messages import (
    Analyze,
    Analyzed,
    Compile,
    Compiled,
    CompilerLayer,
    Configure,
    Details,
    Finding,
    Inferred,
    Log,
    Resolve,
    Resolved,
)
from citl_lsp.session.present import facts_of, findings_of, rows_of
from citl_lsp.session.program import Gathered, gather
from citl_lsp.session.syntax import syntax_findings
from citl_lsp.syntax.check import check, compiles
from citl_lsp.syntax.document import Document
from citl_lsp.syntax.recovery import recover
from citl_lsp.toolchain.compile import CompileResult
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.toolchain.queue import Priority, Superseded
from citl_lsp.transpile import Memo, Translation, infer, transpile

if TYPE_CHECKING:
    from citl_lsp.session.fixes import FixFinder
    from citl_lsp.session.outcomes import Watch

Send = Callable[[object], None]
_LARGEST_FILE = 4 << 20
_DETAILS_SECONDS = 0.05
"""After an analysis; whoever types on needs no hover texts of what the text was."""


@dataclass(slots=True)
class Job:
    """What is known about one document of one generation."""

    message: Analyze
    gathered: Gathered
    decisions: Mapping[str, str]
    policy: Policy
    translation: Translation
    silence: Silence
    known: Known
    compilable: bool
    fixes: FixFinder | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class Jobs:
    """All documents' jobs. Everything runs on one event loop."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._config = Config()
        self._project: str | None = None
        self._shadows: dict[str, str] = {}
        self._jobs: dict[str, Job] = {}
        self._memos: dict[str, Memo] = {}
        self._imported: dict[str, tuple[str, str]] = {}
        """Path -> text of an imported file as it is, and as it is used."""
        self._compilers = Compilers(send)
        self._warming: asyncio.Task[None] | None = None
        self._defects: set[str] = set()
        self._watch: Watch | None = None
        """Made when the first fix was on offer."""

    # --- messages ----------------------------------------------------------------------------------------------------

    def configure(self, message: Configure) -> None:
        """New settings."""
        self._config, self._project = message.config, message.project
        self._compilers.configure(message.config)

    def shadow(self, path: str, text: str | None) -> None:
        """An open text that counts instead of the file."""
        if text is None:
            self._shadows.pop(path, None)
        else:
            self._shadows[path] = text

    def cancel(self, uri: str, forget: bool) -> None:
        """Kill what runs for a document. What was on offer stays known: the next text may be a fix applied."""
        job = self._jobs.get(uri)
        if job is not None:
            for task in job.tasks:
                task.cancel()
        if forget:
            self._jobs.pop(uri, None)
            self._memos.pop(uri, None)

    def analyze(self, message: Analyze) -> None:
        """Translate a document and say what that gave."""
        offered = self._jobs[message.uri].fixes if message.uri in self._jobs else None
        self.cancel(message.uri, forget=False)
        try:
            self._send(self._analyze(message))
        except Exception:
            # The translator is total; where it isn't, that is ours to mend, and the next text may well work.
            self._memos.pop(message.uri, None)
            self._send(Log("error", f"{message.path}: {traceback.format_exc()}"))
            nothing: frozenset[str] = frozenset()
            self._send(Analyzed(message.uri, message.generation, (), None, nothing, 0.0, False, failed=True))
            return
        job = self._jobs.get(message.uri)
        if job is not None and job.message is message:
            asyncio.get_running_loop().call_later(_DETAILS_SECONDS, self._send_details, job)
        if offered is not None or self._watch is not None:
            asyncio.get_running_loop().call_soon(self._follow, message, offered)

    def _follow(self, message: Analyze, offered: FixFinder | None) -> None:
        """Notice whether one of the fixes that were on offer has been applied, or taken back."""
        from citl_lsp.session.outcomes import Watch

        if self._watch is None:
            self._watch = Watch()
        project = None if self._project is None else Path(self._project)
        self._watch.follow(message.uri, message.text, None if offered is None else offered.applied, project)

    def _send_details(self, job: Job) -> None:
        message = job.message
        if self._jobs.get(message.uri) is job:
            program, translation = job.gathered.program, job.translation
            facts, rows = facts_of(program, translation), rows_of(program, translation)
            self._send(Details.pack(message.uri, message.generation, facts, rows))

    def _analyze(self, message: Analyze) -> Analyzed:
        started = time.perf_counter()
        if message.valid is None:
            valid = compiles(message.text)
        else:
            # Most of what isn't valid doesn't parse, and the tree is needed anyway.
            valid = message.valid and check(message.text, message.path, accepted=True).problem is None
        if not valid:
            findings = syntax_findings(Document(message.text).problems())
            return Analyzed(message.uri, message.generation, findings, None, frozenset(), 0.0, False, broken=True)
        gathered = gather(message.path, message.text, self._read)
        program = replace(gathered.program, accepted=frozenset({gathered.program.main}))
        policy = Policy(self._config.profile or "idiomatic")
        # What nobody will ask about any more needn't be finished.
        self._jobs.pop(message.uri, None)
        decisions = decisions_for(self._config, self._project, message.path, policy.profile, _from_disk)
        lock = lock_path(self._project)
        memo = self._memos.setdefault(message.uri, Memo())
        silence = read_comments(message.text)
        known = known_findings(self._config, self._project, _from_disk)
        inferred = findings_of(infer(program, memo).diagnostics, gathered, None, self._config, silence, known)
        self._send(Inferred(message.uri, message.generation, tuple(finding for finding, _ in inferred)))
        translation = transpile(program, decisions, policy, memo)
        found = findings_of(translation.diagnostics, gathered, translation, self._config, silence, known)
        compilable = bool(translation.rust)
        self._jobs[message.uri] = Job(message, gathered, decisions, policy, translation, silence, known, compilable)
        return Analyzed(
            message.uri,
            message.generation,
            tuple(finding for finding, _ in found),
            translation.rust,
            gathered.imports | ({lock} if lock is not None else set()),
            time.perf_counter() - started,
            compilable,
        )

    def compile(self, message: Compile) -> None:
        """Ask the compilers about the newest analysis."""
        job = self._jobs.get(message.uri)
        if job is not None and job.message.generation == message.generation and job.compilable:
            self._start(job, self._compile_to_the_end(job))

    def resolve(self, message: Resolve) -> None:
        """Work out one fix."""
        job = self._jobs.get(message.uri)
        if job is None or job.message.generation != message.generation or job.fixes is None:
            self._send(Resolved(message.request, None, "the text has changed since"))
            return
        self._start(job, job.fixes.resolve(message))

    async def stop(self) -> None:
        """End everything that runs."""
        for uri in list(self._jobs):
            self.cancel(uri, forget=True)
        await self._compilers.close()

    # --- work --------------------------------------------------------------------------------------------------------

    def _read(self, path: str) -> str | None:
        """The text of an imported file; of one that CPython refuses the definitions that it would accept."""
        text = self._shadows.get(path)
        if text is None:
            text = _from_disk(path)
        if text is None:
            return None
        known = self._imported.get(path)
        if known is None or known[0] != text:
            known = self._imported[path] = (text, text if compiles(text) else recover(text, {}).text)
        return known[1]

    def _start(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._guarded(work))
        job.tasks.add(task)
        task.add_done_callback(job.tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Superseded:
            pass
        except ToolchainProblem as problem:
            self._compilers.report(problem)
        except Exception:
            self._send(Log("error", traceback.format_exc()))

    async def _compile_to_the_end(self, job: Job) -> None:
        """The front waits for a last word, whatever happens."""
        try:
            await self._compile(job)
        except (Superseded, ToolchainProblem):
            raise
        except Exception:
            self._send(Compiled(job.message.uri, job.message.generation, "clippy", (), 0.0, True))
            raise

    async def _compile(self, job: Job) -> None:
        """rustc and clippy side by side; nobody waits for the slower one. Where rustc refuses, fixes are sought."""
        if self._warming is None:
            # The ranking's libraries load while the first compilers run.
            self._warming = asyncio.ensure_future(asyncio.to_thread(_warm))
        tools = await self._compilers.tools()
        with_clippy = tools.clippy_driver is not None
        clippy = asyncio.ensure_future(self._ask(job, "clippy", job.translation)) if with_clippy else None
        try:
            result = await self._ask(job, "rustc", job.translation)
            refused = self._report(job, "rustc", result, job.translation, last=not with_clippy)
            if clippy is not None and not result.errors:
                self._report(job, "clippy", await clippy, job.translation, last=True)
            elif refused:
                # clippy says nothing about a crate that is refused.
                await self._mend(job, refused, with_clippy)
            elif with_clippy:
                self._send(Compiled(job.message.uri, job.message.generation, "clippy", (), 0.0, True))
        finally:
            if clippy is not None:
                clippy.cancel()

    async def _mend(self, job: Job, refused: list[tuple[str, Diagnostic]], with_clippy: bool) -> None:
        """Offer fixes; lint what the program looks like with the best of them."""
        from citl_lsp.session.fixes import FixFinder  # repair and the oracle load slowly

        message, program = job.message, job.gathered.program
        job.fixes = FixFinder(
            message,
            program,
            job.decisions,
            job.policy,
            job.translation,
            self._config.pins,
            refused,
            self._send,
            lambda priority: self._compilers.ask(message.uri, message.generation, priority),
        )
        settled = await job.fixes.find_best()
        if with_clippy:
            findings: tuple[Finding, ...] = ()
            if settled is not None:
                mended = transpile(program, settled, job.policy, self._memos.setdefault(message.uri, Memo()))
                result = await self._ask(job, "clippy", mended)
                findings = tuple(replace(f, related=()) for f, _ in self._found(job, "clippy", result, mended))
            self._send(Compiled(message.uri, message.generation, "clippy", findings, 0.0, True))
        await job.fixes.find_others()

    async def _ask(self, job: Job, layer: CompilerLayer, translation: Translation) -> CompileResult:
        return await self._compilers.check(
            (layer, job.message.uri),
            job.message.generation,
            Priority.MAIN if layer == "rustc" else Priority.CLIPPY,
            translation.rust,
            clippy=layer == "clippy",
            runtime=translation.uses_runtime,
            place=job.message.path,
        )

    def _report(
        self, job: Job, layer: CompilerLayer, result: CompileResult, translation: Translation, last: bool
    ) -> list[tuple[str, Diagnostic]]:
        """Send what one compiler said; the refusals among it, by the finding's id."""
        found = self._found(job, layer, result, translation)
        message = job.message
        findings = tuple(finding for finding, _ in found)
        accepted = layer == "clippy" or result.ok
        if result.killed:
            said = f"{layer} was ended after {result.wall_seconds:.0f} seconds: nothing is known of {message.path}"
            self._send(Log("warning", said))
        self._send(
            Compiled(message.uri, message.generation, layer, findings, result.wall_seconds, last, accepted=accepted)
        )
        return [(finding.id, diagnostic) for finding, diagnostic in found if finding.refusal]

    def _found(
        self, job: Job, layer: CompilerLayer, result: CompileResult, translation: Translation
    ) -> list[tuple[Finding, Diagnostic]]:
        """One compiler's messages, on Python places."""
        # clippy repeats what rustc says.
        own = [m for m in result.messages if (m.code or "").startswith("clippy::") == (layer == "clippy")]
        outcome = diagnose(own, places_of(job.gathered.program, translation), profile=job.policy.profile)
        for defect in outcome.defects:
            self._note_defect(defect, job.message.path)
        return findings_of(outcome.diagnostics, job.gathered, translation, self._config, job.silence, job.known)

    def _note_defect(self, defect: Defect, path: str) -> None:
        """The translator's own faults go into the log, each once."""
        said = f"{defect.code} {defect.message} ({defect.why})"
        if said not in self._defects:
            self._defects.add(said)
            refused = defect.code is None or defect.code.startswith("E")
            self._send(Log("warning" if refused else "debug", f"defect of the translation of {path}: {said}"))


def _warm() -> None:
    import citl_lsp.session.fixes  # noqa: F401


def _from_disk(path: str) -> str | None:
    try:
        file = Path(path)
        if file.stat().st_size > _LARGEST_FILE:
            return None
        return file.read_text("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None

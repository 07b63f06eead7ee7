"""What becomes of one Python program: translated, compiled, run beside CPython, compared.

    bench = Bench(settings, permission)
    outcome = await bench.assess(program, "faithful")
    outcome.status                     # "equal"

Runs and builds are kept in the user's cache by content (program, generated Rust, compiled runtime, interpreter), so
that a second run only does what changed. Translation is always done anew: it is what is being measured.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import resource
import signal
import tempfile
import traceback
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

from programs import Invocation, PythonProgram

from citl_lsp.decisions.model import Policy
from citl_lsp.equivalence.compare import STOP_CODE, Verdict, compare, repeatable
from citl_lsp.equivalence.consent import Permission
from citl_lsp.equivalence.run import Limits, RunResult, run_binary, run_python
from citl_lsp.repair.api import repair_program
from citl_lsp.session.program import gather
from citl_lsp.toolchain import compile as compiler
from citl_lsp.toolchain.cache import cache_dir
from citl_lsp.toolchain.runtime import RuntimeBuild, ensure_runtime
from citl_lsp.transpile import Program, Translation, transpile

Profile = Literal["faithful", "idiomatic"]
Status = Literal["unsupported", "crashed", "refused", "equal", "stopped", "silently wrong", "different", "unclear"]

BEST_FIRST: tuple[Status, ...] = ("equal", "stopped", "different", "silently wrong")
"""How the runs of an accepted and compiled program can end; the worst of its invocations counts."""
_TRANSLATE_SECONDS = 300
_TRANSLATE_BYTES = 4 << 30
_SEEDS = 6
"""Runs of CPython with different orders of hashing: what differs between them can't be compared."""
_FORMAT = "2"
"""Changes when what is kept in the cache changes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A message with its code, about one place."""

    code: str
    message: str
    line: int = 0
    where: str = ""
    """The text of that line, Python for a diagnostic, Rust for a compiler's error."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one program."""

    program: str
    profile: Profile
    status: Status
    findings: tuple[Finding, ...] = ()
    """Why it was not accepted, or what rustc refused."""
    reasons: tuple[str, ...] = ()
    """How the runs differ, worst invocation first."""
    lines: int = 0
    rust_lines: int = 0

    @property
    def accepted(self) -> bool:
        """No construct was unsupported."""
        return self.status not in ("unsupported", "crashed", "unclear")

    @property
    def compiled(self) -> bool:
        """rustc took it."""
        return self.accepted and self.status != "refused"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to measure."""

    interpreter: Path
    build: compiler.BuildProfile = "release"
    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    keep: Path | None = None
    """Where to put the generated Rust of each program, for people."""


@dataclass(frozen=True, slots=True)
class _Draft:
    rust: str
    refused: tuple[Finding, ...]
    crash: str = ""


class Bench:
    """Assesses programs, `settings.jobs` at a time."""

    def __init__(self, settings: Settings, permission: Permission) -> None:
        self.settings = settings
        self.permission = permission
        self.runtime: RuntimeBuild = ensure_runtime("release")
        self._places = asyncio.Semaphore(settings.jobs)
        self._translators = _pool(settings.jobs)

    def close(self) -> None:
        """End the translating processes."""
        self._translators.shutdown(wait=False, cancel_futures=True)

    async def assess(self, program: PythonProgram, profile: Profile) -> Outcome:
        """Translate, build and run one program, and compare it with CPython."""
        async with self._places:
            lines = sum(1 for line in program.text.splitlines() if line.strip())
            found = Outcome(program.name, profile, "unclear", lines=lines)
            python = await self._python(program)
            if isinstance(python, str):
                return replace(found, reasons=(python,))
            draft = await self._translate(program, profile)
            if self.settings.keep is not None and draft.rust:
                self._keep(program, profile, draft.rust)
            found = replace(found, rust_lines=sum(1 for line in draft.rust.splitlines() if line.strip()))
            if draft.crash:
                return replace(found, status="crashed", findings=(Finding("crash", draft.crash),))
            if draft.refused:
                return replace(found, status="unsupported", findings=draft.refused)
            return await self._rust(found, program, draft.rust, python)

    # --- the Python side ---

    async def _python(self, program: PythonProgram) -> list[RunResult] | str:
        """CPython's behaviour, or why it can't be compared."""
        kept = self._kept("python", _key_of(program, self.settings))
        data = _read(kept)
        if data is None:
            runs = await self._run_python(program)
            data = {"unclear": runs} if isinstance(runs, str) else {"runs": [_to_json(run) for run in runs]}
            _save(kept, data)
        return data["unclear"] if "unclear" in data else [_from_json(run) for run in data["runs"]]

    async def _run_python(self, program: PythonProgram) -> list[RunResult] | str:
        runs = []
        for invocation in program.invocations:
            results = [await self._once(program, invocation, seed) for seed in map(str, range(_SEEDS))]
            if not results[0].finished:
                return "CPython runs into a limit"
            if not all(repeatable(results[0], other) for other in results[1:]):
                return "CPython's output is not repeatable"
            runs.append(results[0])
        return runs

    async def _once(self, program: PythonProgram, invocation: Invocation, seed: str) -> RunResult:
        return await run_python(
            self.permission,
            self.settings.interpreter,
            program.path,
            invocation.argv,
            invocation.stdin,
            self.settings.limits,
            environment={"PYTHONHASHSEED": seed},
        )

    # --- the Rust side ---

    async def _translate(self, program: PythonProgram, profile: Profile) -> _Draft:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._translators, _translate, str(program.path), program.text, profile)
        except BrokenProcessPool:
            self._translators = _pool(self.settings.jobs)
            return _Draft("", (), "the translator's process died")

    async def _rust(self, found: Outcome, program: PythonProgram, rust: str, python: list[RunResult]) -> Outcome:
        key = _digest(rust, str(self.runtime.rlib), self.settings.build, _key_of(program, self.settings))
        kept = self._kept("rust", key)
        data = _read(kept)
        if data is None:
            data = await self._build_and_run(program, rust)
            _save(kept, data)
        if data["errors"]:
            return replace(found, status="refused", findings=tuple(Finding(**error) for error in data["errors"]))
        return judge(found, python, [_from_json(run) for run in data["runs"]])

    async def _build_and_run(self, program: PythonProgram, rust: str) -> dict[str, list[object]]:
        with tempfile.TemporaryDirectory(prefix="citl-fidelity-") as folder:
            binary = Path(folder, "program")
            made = await compiler.build(rust, binary, self.settings.build, runtime=self.runtime)
            if not made.ok:
                return {"errors": [asdict(error) for error in _errors(made, rust)], "runs": []}
            runs = [
                await run_binary(self.permission, binary, one.argv, one.stdin, self.settings.limits)
                for one in program.invocations
            ]
            return {"errors": [], "runs": [_to_json(run) for run in runs]}

    def _keep(self, program: PythonProgram, profile: Profile, rust: str) -> None:
        assert self.settings.keep is not None
        path = self.settings.keep / profile / f"{program.name}.rs"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rust, encoding="utf-8", errors="replace")

    def _kept(self, kind: str, key: str) -> Path:
        return cache_dir() / "fidelity" / kind / key[:2] / f"{key}.json"


def judge(found: Outcome, python: list[RunResult], rust: list[RunResult]) -> Outcome:
    """The worst of all invocations."""
    pairs = sorted(zip(python, rust, strict=True), key=lambda pair: BEST_FIRST.index(_end(*pair)), reverse=True)
    reasons = [_words(compare(theirs, ours), ours) for theirs, ours in pairs]
    return replace(found, status=_end(*pairs[0]), reasons=tuple(reason for reason in reasons if reason))


def _end(python: RunResult, rust: RunResult) -> Status:
    verdict = compare(python, rust)
    if verdict.kind == "equal":
        return "equal"
    if verdict.kind == "stopped":
        return "stopped"
    if verdict.kind == "inconclusive":
        return "equal"  # Only memory addresses differ.
    if rust.finished and rust.exit_code == python.exit_code and rust.stdout != python.stdout:
        return "silently wrong"
    return "different"


def _words(verdict: Verdict, rust: RunResult) -> str:
    words = "; ".join(verdict.reasons)
    last = rust.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    if verdict.kind == "different" and rust.exit_code not in (0, STOP_CODE) and last and last not in words:
        words += f" ({last[:160]})"
    return words


async def settle(program: Program, profile: Profile) -> Translation:
    """The translation that `citl` would build: for the idiomatic profile, after the repair loop."""
    policy = Policy(profile)
    if profile == "faithful":
        return transpile(program, {}, policy)
    first = transpile(program, {}, policy)
    if any(problem.severity == "error" for problem in first.diagnostics):
        return first
    return transpile(program, (await repair_program(program, {}, policy)).decisions, policy)


# --- translating, in a process of its own ----------------------------------------------------------------------------


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_limit_translator)


def _limit_translator() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_TRANSLATE_BYTES, _TRANSLATE_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _TooSlow(Exception):
    """Translating takes too long."""


def _translate(path: str, text: str, profile: Profile) -> _Draft:
    def stop(*_: object) -> None:
        raise _TooSlow

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(_TRANSLATE_SECONDS)
    try:
        gathered = gather(path, text, _read_text)
        translation = asyncio.run(settle(gathered.program, profile))
    except _TooSlow:
        return _Draft("", (), "translating takes too long")
    except BaseException as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return _Draft("", (), f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})")
    finally:
        signal.alarm(0)
    findings = []
    for problem in translation.diagnostics:
        if problem.severity == "error" or problem.code == "unknown-import":
            source = gathered.program.files[problem.path]
            line = source.count("\n", 0, problem.span.start)
            findings.append(Finding(problem.code, problem.message, line + 1, source.split("\n")[line].strip()))
    return _Draft(translation.rust, tuple(findings))


def _read_text(path: str) -> str | None:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _errors(made: compiler.CompileResult, rust: str) -> list[Finding]:
    if made.killed:
        return [Finding("killed", "rustc takes too long")]
    lines = rust.split("\n")
    found = []
    for message in made.errors:
        place = message.primary
        where = lines[place.line - 1].strip() if place and place.line <= len(lines) else ""
        found.append(Finding(message.code or "no code", message.message, place.line if place else 0, where))
    return found or [Finding("no code", "rustc failed without a message")]


# --- the cache -------------------------------------------------------------------------------------------------------


def _key_of(program: PythonProgram, settings: Settings) -> str:
    beside = gather(str(program.path), program.text, _read_text).program.files
    limits = (settings.limits.cpu_seconds, settings.limits.memory_bytes)
    parts = [_FORMAT, str(settings.interpreter), str(limits), repr(sorted(beside.items()))]
    return _digest(str(program.path), *parts, repr(program.invocations))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _to_json(run: RunResult) -> dict[str, object]:
    return {**asdict(run), "stdout": run.stdout.decode("latin-1"), "stderr": run.stderr.decode("latin-1")}


def _from_json(data: dict[str, object]) -> RunResult:
    texts = {name: str(data[name]).encode("latin-1") for name in ("stdout", "stderr")}
    return RunResult(**{**data, **texts})  # type: ignore[arg-type]


def _read(path: Path):  # type: ignore[no-untyped-def]
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _save(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump(data, file)
    os.replace(file.name, path)

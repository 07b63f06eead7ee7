"""Every case behaves as under CPython: output, exit code, and the last line of stderr. What the repair loop makes of
its idiomatic draft does too, or stops with a message.

Several cases share one compiled program, which runs the case that `CITL_CASE` names: rustc's start costs more than most
cases. Where rustc refuses a batch, each of its cases is built alone, so that the refusal is on the right one.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import filelock
import pytest
from case_files import Case, all_cases

from citl_lsp.decisions.model import Policy
from citl_lsp.equivalence.compare import compare
from citl_lsp.equivalence.consent import Permission, permission_from_flag
from citl_lsp.equivalence.run import Limits, RunResult, run_binary, run_python_sync
from citl_lsp.repair.api import repair_program
from citl_lsp.toolchain.compile import build_sync
from citl_lsp.toolchain.runtime import RuntimeBuild, ensure_runtime
from citl_lsp.transpile import Translation, transpile

BATCH = 10
CASES = all_cases()
LIMITS = Limits(cpu_seconds=20, wall_seconds=60)
MESSAGES_AS_IN_REFERENCE = sys.version_info[:2] == (3, 11)
"""The wording of CPython's messages differs between versions; 3.11 is the one that translations use."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    translation = _translate(case)
    found = {
        (problem.path, case.program.files[problem.path].count("\n", 0, problem.span.start) + 1, problem.code)
        for problem in translation.diagnostics
        if problem.severity == "error" or problem.code == "unknown-import"
    }
    assert found == case.errors
    binary = _binary(case, _shared(tmp_path_factory), _translate)
    for arguments in case.arguments:
        python = run_python_sync(_permission(), Path(sys.executable), case.main, arguments, case.stdin, LIMITS)
        rust = _run(binary, case, arguments)
        assert rust.stdout.decode("utf-8", "replace") == python.stdout.decode("utf-8", "replace"), arguments
        assert rust.exit_code == python.exit_code, (arguments, rust.stderr.decode("utf-8", "replace"))
        assert compare(python, rust).kind == "equal"
        if MESSAGES_AS_IN_REFERENCE:
            assert _last_line(rust) == _last_line(python)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_idiomatic_case(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    binary = _binary(case, _shared(tmp_path_factory), _settled)
    for arguments in case.arguments:
        python = run_python_sync(_permission(), Path(sys.executable), case.main, arguments, case.stdin, LIMITS)
        assert compare(python, _run(binary, case, arguments)).kind in ("equal", "stopped"), arguments


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 80


@cache
def _translate(case: Case) -> Translation:
    return transpile(case.program, {}, Policy("faithful"))


@cache
def _settled(case: Case) -> Translation:
    policy = Policy("idiomatic")
    repaired = asyncio.run(repair_program(case.program, {}, policy))
    assert not repaired.errors_after
    return transpile(case.program, repaired.decisions, policy)


def _last_line(result: RunResult) -> str:
    return result.stderr.decode("utf-8", "replace").rstrip("\n").rpartition("\n")[2]


# --- building --------------------------------------------------------------------------------------------------------


def _binary(case: Case, folder: Path, translated: Callable[[Case], Translation]) -> Path:
    at = CASES.index(case) // BATCH * BATCH
    batch = CASES[at : at + BATCH]
    together = _built(combine({one.name: translated(one).rust for one in batch}), folder)
    if isinstance(together, Path):
        return together
    alone = _built(combine({case.name: translated(case).rust}), folder)
    assert isinstance(alone, Path), alone
    return alone


def combine(programs: dict[str, str]) -> str:
    """One Rust program that is any of `programs`, as CITL_CASE says."""
    modules = [
        f"mod case_{name} {{\n{rust.replace(chr(10) + 'fn main() {', chr(10) + 'pub fn main() {')}\n}}\n"
        for name, rust in programs.items()
    ]
    arms = "".join(f'        "{name}" => case_{name}::main(),\n' for name in programs)
    choice = 'std::env::var("CITL_CASE").unwrap_or_default().as_str()'
    return "".join(modules) + f"fn main() {{\n    match {choice} {{\n{arms}        _ => (),\n    }}\n}}\n"


@cache
def _built(rust: str, folder: Path) -> Path | str:
    """The compiled program, or what rustc says. Workers of one test run share what they built."""
    binary = folder / hashlib.sha256(rust.encode()).hexdigest()[:24]
    with filelock.FileLock(f"{binary}.lock"):
        if binary.is_file():
            return binary
        made = build_sync(rust, binary, "debug", runtime=_runtime())
        return binary if made.ok else "\n".join(message.rendered for message in made.errors[:5])


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that lives as long as this test run; pytest-xdist gives each worker a folder inside of it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "cases"
    folder.mkdir(exist_ok=True)
    return folder


def _run(binary: Path, case: Case, arguments: tuple[str, ...]) -> RunResult:
    environment = {"CITL_CASE": case.name}
    return asyncio.run(run_binary(_permission(), binary, arguments, case.stdin, LIMITS, environment=environment))


@cache
def _permission() -> Permission:
    permission = permission_from_flag(run=True)
    assert permission is not None
    return permission


@cache
def _runtime() -> RuntimeBuild:
    return ensure_runtime("release")

"""What the invariants are tried on, and building and running what becomes of it.

Programs come from `tests/cases`, `tests/handwritten` and `tests/invariants/programs`; source texts for edits also from
the standard library of the Python that runs the tests.
"""

from __future__ import annotations

import asyncio
import dis
import hashlib
import heapq
import keyword
import shlex
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.equivalence.compare import compare
from citl_lsp.equivalence.consent import Permission, permission_from_flag
from citl_lsp.equivalence.run import Limits, RunResult, run_binary, run_python
from citl_lsp.toolchain.compile import build
from citl_lsp.toolchain.runtime import RuntimeBuild, ensure_runtime
from citl_lsp.transpile import Memo, Program, Translation, transpile

ROOT = Path(__file__).resolve().parents[2]
IDIOMATIC = Policy("idiomatic")
FAITHFUL = Policy("faithful")
LIMITS = Limits(cpu_seconds=20, wall_seconds=30)


def case_paths() -> list[Path]:
    """Every program of one file that the repository keeps for tests, in a fixed order."""
    found = [*(ROOT / "tests" / "cases").glob("*.py")]
    found += (ROOT / "tests" / "handwritten").glob("*/program.py")
    found += (ROOT / "tests" / "invariants" / "programs").glob("*.py")
    return sorted(found)


def corpus() -> dict[str, str]:
    """Texts to edit: modules of the standard library, and our own programs."""
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in case_paths()}
    for module in (heapq, textwrap, keyword, dis):
        assert module.__file__ is not None
        path = Path(module.__file__)
        found[path.name] = path.read_text(encoding="utf-8")
    return found


def one_file(text: str, path: str = "program.py") -> Program:
    """A program of one file."""
    return Program({path: text}, path)


def translate(
    text: str, policy: Policy = IDIOMATIC, decisions: Decisions | None = None, memo: Memo | None = None
) -> Translation:
    """Translate one file."""
    return transpile(one_file(text), decisions or {}, policy, memo)


def permission() -> Permission:
    """The tests' own programs may run."""
    found = permission_from_flag(run=True)
    assert found is not None
    return found


@cache
def runtime() -> RuntimeBuild:
    """The runtime, compiled once."""
    return ensure_runtime("debug")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a translation did beside CPython."""

    kind: str
    """equal, stopped, refused (by rustc), different, inconclusive"""
    reasons: tuple[str, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether it ran and did something else."""
        return self.kind == "different"


def invocations(text: str) -> list[tuple[list[str], bytes]]:
    """(arguments, input) of each run that a case asks for: one per `# args: a "b c"` line; `# stdin: text`."""
    arguments: list[list[str]] = []
    stdin = b""
    for line in text.splitlines():
        if line.startswith("# args:"):
            arguments.append(shlex.split(line[7:]))
        elif line.startswith("# stdin:"):
            stdin = line[8:].lstrip(" ").replace("\\n", "\n").encode()
        else:
            break
    return [(each, stdin) for each in arguments or [[]]]


_PYTHON: dict[str, list[RunResult]] = {}
_KNOWN: dict[tuple[str, str], Behaviour] = {}


async def behaviour(text: str, rust: str) -> Behaviour:
    """Build `rust`, run it and the Python `text`, and compare."""
    key = (text, hashlib.sha256(rust.encode()).hexdigest())
    known = _KNOWN.get(key)
    if known is None:
        known = _KNOWN[key] = await _behaviour(text, rust)
    return known


async def _behaviour(text: str, rust: str) -> Behaviour:
    with tempfile.TemporaryDirectory(prefix="citl-inv-") as folder:
        binary = Path(folder) / "program"
        built = await build(rust, binary, "debug", runtime=runtime())
        if not built.ok:
            return Behaviour("refused", tuple(f"{m.code}: {m.message}" for m in built.errors[:4]))
        runs = invocations(text)
        python = _PYTHON.get(text)
        if python is None:
            source = Path(folder) / "program.py"
            source.write_text(text, encoding="utf-8")
            interpreter = Path(sys.executable)
            python = _PYTHON[text] = [
                await run_python(permission(), interpreter, source, argv, stdin, LIMITS) for argv, stdin in runs
            ]
        found = Behaviour("equal")
        for (argv, stdin), wanted in zip(runs, python, strict=True):
            verdict = compare(wanted, await run_binary(permission(), binary, argv, stdin, LIMITS))
            if verdict.kind != "equal":
                found = Behaviour(verdict.kind, tuple(verdict.reasons))
                if verdict.kind == "different":
                    break
    return found


def behaviour_sync(text: str, rust: str) -> Behaviour:
    """`behaviour` for callers without an event loop."""
    runtime()  # builds it, which can't be done in an event loop
    return asyncio.run(behaviour(text, rust))

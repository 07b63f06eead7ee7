"""What the repair loop may say of a program: compiled, agreed and proven are three things, silence is none of them."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from citl_lsp.decisions.model import Policy
from citl_lsp.equivalence.consent import permission_from_flag
from citl_lsp.repair import api
from citl_lsp.repair.compiling import Ask, Compiler, ask_with
from citl_lsp.repair.model import RepairedProgram, agreed_on
from citl_lsp.toolchain.compile import CompileResult
from citl_lsp.toolchain.find import find_toolchain
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.transpile import Program

IDIOMATIC = Policy("idiomatic")
ALIASED = "grid = [[1, 2], [3]]\nrow = grid[0]\nrow.append(grid[1][0])\n"
GROWS = "n = 1\nfor i in range(200):\n    n = n * 3\nprint(n)\n"


def killed_unless(first: int) -> Ask:
    """A rustc that comes to an end `first` times, and never again."""
    real, calls = ask_with(), 0

    async def ask(rust: str, uses_runtime: bool) -> CompileResult:
        nonlocal calls
        calls += 1
        return await real(rust, uses_runtime) if calls <= first else CompileResult(False, (), 60.0, True)

    return ask


async def test_a_compiler_that_was_ended_has_accepted_nothing() -> None:
    program = Program({"a.py": ALIASED}, "a.py")
    ended = await Compiler(program, IDIOMATIC, killed_unless(0)).attempt({})
    assert ended.errors == 1
    draft = await Compiler(program, IDIOMATIC).attempt({})
    [refusal] = draft.refusals
    found = api.candidates(program, {}, IDIOMATIC, draft.translation, refusal)
    pairs = [(refusal, candidate) for candidate in found[:1]]
    assert await api.verify(program, {}, IDIOMATIC, pairs, ask_with()) == [True]
    assert await api.verify(program, {}, IDIOMATIC, pairs, killed_unless(1)) == [False]


async def test_a_fix_must_mend_the_refusal_that_it_is_offered_for() -> None:
    one = "def one():\n    grid = [[1, 2], [3]]\n    row = grid[0]\n    row.append(grid[1][0])\n    print(grid)\n\n\n"
    program = Program({"a.py": one + one.replace("one", "two") + "one()\ntwo()\n"}, "a.py")
    draft = await Compiler(program, IDIOMATIC).attempt({})
    first, second = draft.refusals
    assert first.definition != second.definition
    fix = api.candidates(program, {}, IDIOMATIC, draft.translation, first)[0]
    assert await api.verify(program, {}, IDIOMATIC, [(first, fix), (second, fix)], ask_with()) == [True, False]


def repaired(folder: Path, text: str) -> RepairedProgram:
    file = folder / "a.py"
    file.write_text(text)
    permission = permission_from_flag(run=True)
    return asyncio.run(api.repair_program(Program({str(file): text}, str(file)), {}, IDIOMATIC, permission=permission))


def test_what_agrees(tmp_path: Path) -> None:
    done = repaired(tmp_path, ALIASED + "print(grid)\n")
    assert (done.behaviour, done.agreed, done.errors_after) == ("equal", 1, 0)
    [report] = done.errors
    assert report.chosen is not None
    assert [fix.agreed for fix in report.candidates] == [1 if n == report.chosen else None for n in range(5)]


def test_what_stops_has_not_agreed(tmp_path: Path) -> None:
    done = repaired(tmp_path, ALIASED + GROWS)
    assert (done.behaviour, done.agreed) == ("stopped", None)
    assert all(fix.agreed is None for report in done.errors for fix in report.candidates)


def test_what_differs_is_said(tmp_path: Path) -> None:
    """A program that isn't the one on disk stands for a translation that is wrong."""
    file = tmp_path / "a.py"
    file.write_text("print(1)\n")
    program, permission = Program({str(file): "print(2)\n"}, str(file)), permission_from_flag(run=True)
    done = asyncio.run(api.repair_program(program, {}, IDIOMATIC, permission=permission))
    assert (done.behaviour, done.agreed) == ("different", 0)


def test_words_of_verdicts() -> None:
    assert [agreed_on(verdict) for verdict in ("equal", "stopped", "inconclusive", "different", None)] == [
        1,
        None,
        None,
        0,
        None,
    ]


def test_the_rustc_and_the_interpreter_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools, path = find_toolchain(), os.environ["PATH"]
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CARGO_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CITL_RUSTC", raising=False)
    (tmp_path / "a.py").write_text("print(1)\n")
    program = Program({str(tmp_path / "a.py"): "print(1)\n"}, str(tmp_path / "a.py"))
    with pytest.raises(ToolchainProblem):
        asyncio.run(api.repair_program(program, {}, IDIOMATIC))
    monkeypatch.setenv("PATH", path)  # for the linker
    asked = tmp_path / "python"
    asked.write_text(f'#!/bin/sh\ntouch {tmp_path / "asked"}\nexec {sys.executable} "$@"\n')
    asked.chmod(0o755)
    done = asyncio.run(
        api.repair_program(
            program, {}, IDIOMATIC, permission=permission_from_flag(run=True), toolchain=tools, interpreter=asked
        )
    )
    assert (done.behaviour, done.errors_after) == ("equal", 0)
    assert (tmp_path / "asked").exists()
    gone = replace(tools, rustc=tmp_path / "gone")
    with pytest.raises(ToolchainProblem):
        asyncio.run(api.repair_program(program, {}, IDIOMATIC, toolchain=gone))

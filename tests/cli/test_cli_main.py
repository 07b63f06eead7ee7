"""The command line around the verbs: help, exit codes, interruption, output that can't be written."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from citl_command import Citl
from click.testing import CliRunner

from citl_lsp.cli import main as entry
from citl_lsp.cli.main import VERBS, cli
from citl_lsp.toolchain.problem import ToolchainProblem


def test_help_lists_every_verb(citl: Citl) -> None:
    done = citl("--help")
    assert done.code == 0
    for verb in VERBS:
        assert f"\n  {verb} " in done.out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str) -> None:
    done = CliRunner().invoke(cli, [verb, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith("Usage: ")


@pytest.mark.parametrize("verb", ["check", "transpile", "build", "export", "repair", "explain"])
def test_every_verb_that_translates_has_a_profile(verb: str) -> None:
    assert "--profile [faithful|idiomatic]" in CliRunner().invoke(cli, [verb, "--help"]).output


def test_version(citl: Citl) -> None:
    done = citl("--version")
    assert done.code == 0
    assert done.out.startswith("citl 0.")


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["build"], ["check"], ["check", "--tier", "5", "a.py"], ["export", "a.py"]]
)
def test_wrong_usage_is_2(citl: Citl, arguments: list[str]) -> None:
    done = citl(*arguments)
    assert done.code == 2
    assert "Error:" in done.err
    assert done.out == ""


def test_a_file_instead_of_a_verb(citl: Citl) -> None:
    done = citl("my prog.py")
    assert done.code == 2
    assert "Did you mean  citl build 'my prog.py'  or  citl check 'my prog.py'?" in done.err


@pytest.mark.parametrize("verb", ["check", "transpile", "build"])
def test_other_files_than_python(citl: Citl, verb: str) -> None:
    citl.write("nb.ipynb", '{"cells": []}\n')
    citl.write("notes.txt", "print(1)\n")
    done = citl(verb, "nb.ipynb")
    assert done.code == 2
    assert "nb.ipynb is a notebook, not a Python file" in done.err
    assert "jupyter nbconvert --to script nb.ipynb" in done.err
    done = citl(verb, "notes.txt")
    assert done.code == 2
    assert "notes.txt is not a Python file" in done.err
    assert not (citl.folder / "nb").exists()


def test_the_installed_command_is_the_same() -> None:
    script = Path(sys.executable).with_name("citl")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("citl 0.")


def test_a_reader_that_has_seen_enough(citl: Citl) -> None:
    citl.write("long.py", "".join(f"x{n} = [{n}, {n}]\nprint(x{n})\n" for n in range(2000)))
    process = citl.start("transpile", "long.py")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(60) == 0
    assert errors == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    done = subprocess.run(
        [sys.executable, "-m", "citl_lsp", "transpile", "a.py"],
        cwd=citl.folder,
        stdout=Path("/dev/full").open("w"),  # noqa: SIM115
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No space left on device" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.skipif(signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="a shell's background job: it is ignored")
def test_interruption_is_130(citl: Citl) -> None:
    citl.write("a.py", "import time\n\nwhile True:\n    time.sleep(1)\n")
    process = citl.start("check", "a.py", "--run")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 30
    while children.exists() and not children.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130


def test_a_fault_of_ours_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(cli, "main", fail)
    assert entry.run(["check"]) == 2
    assert "a fault in citl itself" in capsys.readouterr().err


def test_a_problem_of_the_toolchain_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise ToolchainProblem("missing", "There is no rustc.", command="rustup default stable")

    monkeypatch.setattr(cli, "main", fail)
    assert entry.run(["build"]) == 2
    assert capsys.readouterr().err == "citl: There is no rustc.\n      Run:  rustup default stable\n"

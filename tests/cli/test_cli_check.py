"""`citl check`: findings, forms, exit codes, folders, watching, and what works without a compiler."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import pytest
from citl_command import EXAMPLES, NO_RUST, Citl

ALIASED = "grid = [[1, 2], [3]]\nrow = grid[0]\nrow.append(grid[1][0])\nprint(grid)\n"
"""rustc refuses the idiomatic first draft: `grid` is read while `row` may change it."""


def test_clean(citl: Citl) -> None:
    citl.write("a.py", "print('hello')\n")
    citl.write("b.py", "")
    done = citl("check", "a.py", "b.py")
    assert (done.code, done.out, done.err) == (0, "No findings in 2 files.\n", "")


def test_correct_programs_have_no_errors_and_no_warnings(citl: Citl) -> None:
    findings = citl("check", EXAMPLES, "--format", "json").json
    assert [f for f in findings if f["severity"] in ("error", "warning")] == []


def test_a_refusal_is_information_on_its_python_line(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    done = citl("check", "a.py", "--format", "json")
    assert done.code == 0, "there is always a form that compiles"
    (finding, *_) = done.json
    assert finding["file"] == "a.py"
    assert (finding["line"], finding["severity"], finding["tier"]) == (3, "information", 1)
    assert finding["code"] == "E0502"
    assert finding["source"] == "rustc"
    assert finding["code_link"] == "https://doc.rust-lang.org/error_codes/E0502.html"
    assert finding["related"]


def test_faithful_has_no_refusals(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    done = citl("check", "a.py", "--profile", "faithful")
    assert (done.code, done.out) == (0, "No findings in 1 file.\n")


def test_the_projects_profile(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    citl.write("pyproject.toml", '[tool.citl]\nprofile = "faithful"\n')
    assert "E0502" not in citl("check", "a.py").out
    assert "E0502" in citl("check", "a.py", "--profile", "idiomatic").out


def test_hints_are_shown_and_leave_the_exit_code(citl: Citl) -> None:
    citl.write(
        "a.py", "def f(x):\n    unused = x\n    return x + 1\n\n\ndef uncalled():\n    return 1\n\n\nprint(f(1))\n"
    )
    done = citl("check", "a.py", "--format", "json")
    assert done.code == 0
    assert {(f["line"], f["code"], f["severity"]) for f in done.json} == {
        (2, "unused_variables", "hint"),
        (6, "dead_code", "hint"),
    }


def test_lints_about_the_generated_shape_are_not_shown(citl: Citl) -> None:
    citl.write(
        "a.py",
        "class Base(Exception):\n    pass\n\n\nclass Own(Base):\n    pass\n\n\ndef f(words):\n    if not words:\n"
        "        raise Own('x')\n    try:\n        return len(words)\n    except ValueError as error:\n"
        "        raise Own(f'{error}') from error\n\n\nprint(f(['a']))\n",
    )
    done = citl("check", "a.py", EXAMPLES)
    assert done.code == 0
    assert "hint" not in done.out


def test_a_baseline(citl: Citl) -> None:
    citl.write("pyproject.toml", '[tool.citl]\nbaseline = "known.json"\n')
    citl.write("inner/a.py", "def f():\n    yield 1\n")
    citl.write("inner/b.py", "def f():\n    yield 1\n")
    done = citl("check", ".", "--tier", "1")
    assert done.code == 1
    assert "it isn't there" in done.err
    assert citl("check", ".", "--tier", "1", "--write-baseline").code == 0
    assert citl("check", ".", "--tier", "1").out == "No findings in 2 files.\n"
    assert citl("check", "a.py", "--tier", "1", cwd=citl.folder / "inner").code == 0, "from wherever one looks"
    citl.write("inner/a.py", "# new\ndef f():\n    yield 1\n    yield 2\n")
    done = citl("check", ".", "--tier", "1", "--format", "json")
    assert [(f["file"], f["line"]) for f in done.json] == [("inner/a.py", 4)]
    assert citl("check", "inner/a.py", "--tier", "1", "--write-baseline").code == 0
    assert citl("check", ".", "--tier", "1").code == 0, "what is known of other files stays"
    citl.write("known.json", "[]")
    assert "not a baseline file" in citl("check", ".", "--tier", "1").err


def test_a_baseline_that_the_project_does_not_name(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    done = citl("check", "a.py", "--tier", "1", "--write-baseline")
    assert (done.code, "names no baseline file" in done.err) == (2, True)


def test_text_form(citl: Citl) -> None:
    citl.write("a.py", "x = 1\ndef f(:\n    pass\n")
    done = citl("check", "a.py")
    assert done.code == 1
    assert done.out == (
        "a.py:2:7: error syntax invalid syntax\n  |\n2 | def f(:\n  |       ^\n  |\n1 error in 1 file.\n"
    )
    assert done.err == ""


def test_github_form(citl: Citl) -> None:
    citl.write("a.py", "def f(:\n    pass\n")
    done = citl("check", "a.py", "--format", "github")
    assert done.code == 1
    assert done.out == "::error file=a.py,line=1,col=7,endLine=1,endColumn=8,title=syntax::invalid syntax\n"


def test_unsupported_constructs_say_what_to_write_and_the_rest_goes_on(citl: Citl) -> None:
    citl.write(
        "a.py", "def numbers():\n    yield 1\n\n\ngrid = [[1], [2]]\nrow = grid[0]\nrow.append(len(grid))\nprint(row)\n"
    )
    done = citl("check", "a.py", "--format", "json")
    assert done.code == 1
    found = {(finding["line"], finding["severity"]) for finding in done.json}
    assert (2, "error") in found


def test_comments_silence(citl: Citl) -> None:
    citl.write("a.py", "def f():\n    yield 1  # citl: ignore\n")
    assert citl("check", "a.py").code == 0


def test_severities_of_the_project(citl: Citl) -> None:
    citl.write("a.py", "def f():\n    yield 1\n")
    citl.write("pyproject.toml", '[tool.citl.severity]\nunsupported = "hint"\n')
    (finding,) = citl("check", "a.py", "--tier", "1", "--format", "json").json
    assert finding["severity"] == "hint"


def test_a_wrong_setting_is_reported_and_ignored(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    citl.write("pyproject.toml", '[tool.citl]\nprofil = "faithful"\nrun = true\n')
    done = citl("check", "a.py")
    assert done.code == 0
    assert "there is no setting 'profil'" in done.err
    assert "run can only be set by you" in done.err
    citl.write("pyproject.toml", '[tool.citl]\nexclude = ["!"]\n')
    done = citl("check", ".")
    assert (done.code, "patterns as in .gitignore" in done.err) == (0, True)


def test_an_imported_module_that_is_not_python(citl: Citl) -> None:
    citl.write("main.py", "import helper\nprint(helper.x)\n")
    citl.write("helper.py", "x = = 1\n")
    done = citl("check", "main.py", "--format", "json")
    assert done.code == 1
    assert [(f["file"], f["code"]) for f in done.json if f["severity"] == "error"] == [("helper.py", "syntax")]


# --- which files -----------------------------------------------------------------------------------------------------


def test_a_folder(citl: Citl) -> None:
    bad = "def f(:\n"
    for name in ("a.py", "inner/b.py", "inner/deeper/c.py"):
        citl.write(name, bad)
    for name in (".hidden/d.py", "__pycache__/e.py", "node_modules/f.py", "environment/lib/g.py", "skipped/h.py"):
        citl.write(name, bad)
    citl.write("environment/pyvenv.cfg", "")
    citl.write("inner/notes.txt", bad)
    citl.write("pyproject.toml", '[tool.citl]\nexclude = ["skipped/"]\n')
    done = citl("check", ".", "inner/b.py", "--format", "json")
    assert [finding["file"] for finding in done.json] == ["a.py", "inner/b.py", "inner/deeper/c.py"]
    assert done.code == 1
    assert citl("check", "skipped/h.py").code == 1, "a file that is named is checked"


def test_a_folder_without_python(citl: Citl) -> None:
    (citl.folder / "empty").mkdir()
    done = citl("check", "empty")
    assert done.code == 2
    assert "holds no Python files" in done.err


def test_a_file_that_cannot_be_read_does_not_stop_the_others(citl: Citl) -> None:
    citl.write("a.py", "def f(:\n")
    citl.write_bytes("b.py", b"x = '\xe9'\n")
    done = citl("check", "a.py", "b.py", "missing.py")
    assert done.code == 2
    assert "a.py:1:7: error syntax" in done.out
    assert "b.py:1: byte 0xe9 is not valid utf-8" in done.err
    assert "missing.py: there is no such file" in done.err


def test_only_what_was_checked_is_counted(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    assert citl("check", "missing.py").out == "No file was checked.\n"
    assert citl("check", "a.py", "missing.py", "--tier", "1").out == "No findings in 1 file.\n"


@pytest.mark.parametrize("line", ["%matplotlib inline", "!pip install numpy", "?print", "print?"])
def test_the_syntax_of_notebooks(citl: Citl, line: str) -> None:
    citl.write("a.py", f"x = 1\n{line}\n")
    done = citl("check", "a.py")
    assert done.code == 1
    assert "a.py:2:" in done.out
    assert "invalid syntax; this line is IPython's own syntax" in done.out


@pytest.mark.parametrize("line", ["x = 1 ? 2 : 3", "if !x: pass", "x = (1 %)"])
def test_other_faults_are_not_notebooks(citl: Citl, line: str) -> None:
    citl.write("a.py", f"x = 1\n{line}\n")
    assert "IPython" not in citl("check", "a.py").out


def test_odd_files(citl: Citl) -> None:
    citl.write("empty.py", "")
    citl.write_bytes("bom.py", b"\xef\xbb\xbfprint(1)\n")
    citl.write_bytes("latin.py", b"# coding: latin-1\nprint('\xe9')\n")
    citl.write_bytes("crlf.py", b"if True:\r\n\tprint(1)\r\n\x0c\r\nprint(2)")
    citl.write_bytes("nul.py", b"x = 1\0\n")
    done = citl("check", ".", "--tier", "1", "--format", "json")
    assert done.code == 1
    assert {finding["file"] for finding in done.json} == {"nul.py"}


# --- compilers -------------------------------------------------------------------------------------------------------


def test_without_a_compiler_the_translators_findings_are_there(citl: Citl) -> None:
    citl.write("a.py", "def f():\n    yield 1\n")
    citl.write("b.py", "print(1)\n")
    done = citl("check", ".", **NO_RUST)
    assert done.code == 1
    assert "a.py:2:5: error unsupported" in done.out
    assert done.err.count("No Rust compiler") == 1
    assert "rustup" in done.err
    assert citl("check", "b.py", **NO_RUST).code == 0


def test_an_old_compiler(citl: Citl, tmp_path: Path) -> None:
    old = tmp_path / "rustc"
    old.write_text(
        "#!/bin/sh\n[ $1 = --print ] && echo /nowhere || printf 'rustc 1.60.0\\nrelease: 1.60.0\\nhost: x\\n'\n"
    )
    old.chmod(0o755)
    citl.write("b.py", "print(1)\n")
    done = citl("check", "b.py", CITL_RUSTC=str(old), CITL_CACHE_DIR=str(tmp_path / "cache"))
    assert done.code == 0
    assert "too old" in done.err
    assert "rustup update stable" in done.err


def test_run_compares_behaviour(citl: Citl) -> None:
    citl.write("a.py", "x = 2\nfor i in range(100):\n    x = x * 2\nprint(x)\n")
    done = citl("check", "a.py", "--run", "--format", "json")
    (seen,) = [finding for finding in done.json if finding["tier"] == 4]
    assert seen["source"] == "run"
    assert "stops with a message" in seen["message"]
    assert not [f for f in citl("check", "a.py", "--format", "json").json if f["tier"] == 4]


def test_run_of_a_program_that_behaves(citl: Citl) -> None:
    citl.write("a.py", "print(sum([1, 2]))\nraise SystemExit(3)\n")
    assert citl("check", "a.py", "--run", "--profile", "faithful").out == "No findings in 1 file.\n"


# --- watching --------------------------------------------------------------------------------------------------------


class Lines:
    """The lines that a process writes, with a limit on how long one waits."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._queue: Queue[str] = Queue()
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: object) -> None:
        with contextlib.suppress(ValueError):
            for line in stream:  # type: ignore[attr-defined]
                self._queue.put(line)

    def until(self, part: str) -> list[str]:
        """Everything up to the line with `part`."""
        seen: list[str] = []
        while not seen or part not in seen[-1]:
            try:
                seen.append(self._queue.get(timeout=120))
            except Empty:
                raise AssertionError(f"{part!r} never came: {seen}") from None
        return seen


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_watch(citl: Citl) -> None:
    citl.write("main.py", "import helper\nprint(helper.x)\n")
    citl.write("helper.py", "x = 1\n")
    process = citl.start("check", ".", "--watch", "--tier", "1")
    try:
        lines = Lines(process)
        lines.until("No findings in 2 files.")
        citl.write("helper.py", "x = = 1\n")
        assert any("helper.py:1:5: error syntax" in line for line in lines.until("1 error in 2 files."))
        citl.write("helper.py", "x = 1\n")
        citl.write("new.py", "def f(:\n")
        assert any("new.py:1:7: error syntax" in line for line in lines.until("1 error in 3 files."))
        (citl.folder / "new.py").unlink()
        lines.until("No findings in 2 files.")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()

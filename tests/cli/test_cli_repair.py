"""`citl repair`: what it prints and what it writes. The loop itself is tested where it is."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from citl_command import EXAMPLES, NO_RUST, Citl
from click.testing import CliRunner

from citl_lsp.cli import lockfile, loop
from citl_lsp.cli.main import cli
from citl_lsp.cli.problem import Problem
from citl_lsp.cli.settings import forget_settings
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.session import lockfile as lock_form
from citl_lsp.text.span import Span
from citl_lsp.toolchain.find import find_toolchain

ALIASED = "grid = [[1, 2], [3]]\nrow = grid[0]\nrow.append(grid[1][0])\nprint(grid)\n"


# --- with the real loop ----------------------------------------------------------------------------------------------


def test_json(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    done = citl("repair", "a.py", EXAMPLES / "paths.py", "--format", "json")
    assert done.code == 0, done.err
    data = done.json
    assert list(data) == ["files", "errors_before", "errors_after", "compile_calls", "errors"]
    assert data["files"] == ["a.py", (EXAMPLES / "paths.py").as_posix()]
    assert data["errors_before"] >= 1
    assert data["errors_after"] == 0
    assert data["compile_calls"] >= 2
    error = data["errors"][0]
    assert list(error) == [
        "file", "line", "column", "code", "tier", "message", "candidates", "chosen", "compile_calls",
    ]  # fmt: skip
    assert (error["file"], error["line"], error["code"], error["tier"]) == ("a.py", 3, "E0502", 1)
    chosen = error["candidates"][error["chosen"]]
    assert list(chosen) == [
        "title", "kind", "site", "alternative", "cost", "confidence", "compiled", "agreed", "proven",
    ]  # fmt: skip
    assert chosen["kind"] == "decision"
    assert chosen["compiled"] is True


def test_all_refusals_of_the_first_draft_are_counted(citl: Citl) -> None:
    citl.write("a.py", ALIASED.replace("print", "row.append(grid[1][0])\nprint"))
    first = [f for f in citl("check", "a.py", "--tier", "1", "--format", "json").json if f["source"] == "rustc"]
    assert len(first) == 2
    data = citl("repair", "a.py", "--format", "json").json
    assert (data["errors_before"], data["errors_after"]) == (2, 0)
    assert len(data["errors"]) == 1, "one switch mends both"


def test_text_and_nothing_written(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    done = citl("repair", "a.py")
    assert done.code == 0
    assert "a.py:3:12: E0502 " in done.out
    assert "\n  * " in done.out
    assert " 0 after, " in done.out.splitlines()[-1]
    assert [path.name for path in citl.folder.iterdir()] == ["a.py"]


def test_write_keeps_it_and_nothing_needs_a_second_search(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    assert "E0502" in citl("check", "a.py").out
    done = citl("repair", "a.py", "--write")
    assert done.code == 0
    text = (citl.folder / "citl.lock").read_text()
    assert '[idiomatic."a.py"]' in text
    assert lock_form.dump(lock_form.parse(text)) == text
    assert citl("check", "a.py", "--tier", "1").out == "No findings in 1 file.\n"
    assert citl("repair", "a.py", "--format", "json").json["errors"] == []
    built = citl("build", "a.py", "--profile", "idiomatic", "--debug")
    assert (built.code, built.err) == (0, "")


def test_pins_of_the_project_hold_and_stay_out_of_the_lock(citl: Citl) -> None:
    citl.write("a.py", ALIASED + "other = [1]\nother.append(2)\nprint(other)\n")
    citl.write("pyproject.toml", '[tool.citl.decisions]\n"__main__.<module>.other:container" = "shared"\n')
    line = len(ALIASED.splitlines()) + 1
    sites = citl("explain", f"a.py:{line}", "--format", "json").json["sites"]
    assert [site["chosen"] for site in sites if site["kind"] == "container"] == ["shared"]
    assert citl("repair", "a.py", "--write").code == 0
    assert ".other:" not in (citl.folder / "citl.lock").read_text()


def test_a_damaged_lock_file(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    citl.write("citl.lock", "version = 1\n[idiomatic\n")
    done = citl("check", "a.py")
    assert done.code == 2
    assert "citl.lock is damaged" in done.err


def test_without_a_compiler(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    done = citl("repair", "a.py", **NO_RUST)
    assert done.code == 2
    assert "No Rust compiler (rustc) was found" in done.err


def test_the_settings_name_the_compiler(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    citl.write("mine.toml", f'rustc = "{find_toolchain().rustc.as_posix()}"\n')
    done = citl("repair", "a.py", **NO_RUST, CITL_CONFIG=str(citl.folder / "mine.toml"))
    assert done.code == 0, done.err


def test_what_a_run_showed(citl: Citl) -> None:
    citl.write("a.py", ALIASED)
    assert citl("repair", "a.py", "--run").out.splitlines()[-1] == (
        "a.py: run without arguments or input, it agrees with Python"
    )
    citl.write("a.py", ALIASED + "n = 1\nfor i in range(200):\n    n = n * 3\nprint(n)\n")
    assert " it stops with a message" in citl("repair", "a.py", "--run").out.splitlines()[-1]


def test_invalid_python(citl: Citl) -> None:
    citl.write("a.py", "def f(:\n")
    done = citl("repair", "a.py")
    assert done.code == 2
    assert "a.py:1:7: error syntax" in done.err
    citl.write("b.py", ALIASED)
    both = citl("repair", ".")
    assert both.code == 2, "a file could not be looked at"
    assert both.out.splitlines()[-1].startswith("b.py: 1 refused before, 0 after")


# --- with a loop that finds what the test says -----------------------------------------------------------------------


@dataclass(frozen=True)
class Fix:
    title: str = "Share `row`"
    kind: str = "decision"
    decisions: Mapping[str, str] = field(default_factory=dict)
    switched: Mapping[str, str] = field(default_factory=lambda: {"m.f:container:row@1": "shared"})
    cost: float = 5.0
    confidence: float | None = 0.75
    compiled: bool | None = True
    agreed: int | None = None
    proven: bool = False


@dataclass(frozen=True)
class Report:
    diagnostic: Diagnostic
    candidates: Sequence[Fix] = (Fix(),)
    chosen: int | None = 0
    compile_calls: int = 2


@dataclass(frozen=True)
class Repaired:
    decisions: Mapping[str, str]
    errors: Sequence[Report]
    edits: Mapping[str, Sequence[tuple[int, int, str]]] = field(default_factory=dict)
    errors_before: int = 2
    errors_after: int = 0
    compile_calls: int = 3
    behaviour: str | None = None


@dataclass
class FakeLoop:
    """Stands in for `citl_lsp.repair.api`."""

    found: Repaired
    options: dict[str, Any] = field(default_factory=dict)

    async def __call__(self, program: object, decisions: object, policy: object, **options: Any) -> Repaired:
        self.options = options
        return self.found


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeLoop:
    """The loop, in a folder with one program."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITL_CONFIG", str(tmp_path / "config.toml"))
    forget_settings()
    Path("a.py").write_bytes(b"# coding: latin-1\r\nx = '\xe9'\r\nprint(x)\r\n")
    diagnostic = Diagnostic("a.py", Span(19, 20), 1, "information", "E0502", "`x` is read")
    one = FakeLoop(Repaired({"m.f:container:row@1": "shared"}, [Report(diagnostic)]))
    module = types.ModuleType(loop.MODULE)
    module.__dict__["repair_program"] = one
    monkeypatch.setitem(sys.modules, loop.MODULE, module)
    return one


def repair(*arguments: str) -> Any:
    return CliRunner().invoke(cli, ["repair", "a.py", *arguments], standalone_mode=False, catch_exceptions=False)


def test_verdicts_in_words(fake: FakeLoop) -> None:
    report = fake.found.errors[0]
    fixes = [
        Fix("one", compiled=None),
        Fix("two", compiled=False),
        Fix("three", proven=True),
        Fix("four", agreed=7),
        Fix("five", agreed=0, cost=2.5),
    ]
    fake.found = replace(fake.found, errors=[replace(report, candidates=fixes, chosen=2)], errors_after=1)
    done = repair()
    assert done.return_value == 1, "something is still refused"
    assert done.stdout.splitlines() == [
        "a.py:2:1: E0502 `x` is read",
        "    one  (not compiled, cost 5)",
        "    two  (refused, cost 5)",
        "  * three  (compiles, proven, cost 5)",
        "    four  (compiles, agreed on 7 inputs, cost 5)",
        "    five  (compiles, behaves differently, cost 2.5)",
        "a.py: 2 refused before, 1 after, 3 compiler runs",
    ]


def test_a_difference_is_told(fake: FakeLoop) -> None:
    fake.found = replace(fake.found, behaviour="different")
    done = repair("--run")
    assert done.return_value == 1
    assert "it behaves differently" in done.stdout


def test_permission_only_with_run_or_by_the_user(fake: FakeLoop) -> None:
    repair()
    assert fake.options["permission"] is None
    repair("--run")
    assert repr(fake.options["permission"]) == "Permission('--run')"
    Path("pyproject.toml").write_text("[tool.citl]\nrun = true\n")
    forget_settings()
    repair()
    assert fake.options["permission"] is None, "a project can't allow it"
    Path("config.toml").write_text("run = true\n")
    forget_settings()
    repair()
    assert repr(fake.options["permission"]) == "Permission('user configuration')"


def test_python_edits_keep_encoding_and_line_ends(fake: FakeLoop) -> None:
    fake.found = replace(fake.found, edits={"a.py": [(19, 20, "y"), (35, 36, "y")]})
    repair("--python")
    assert fake.options["python_edits"] is True
    before = b"# coding: latin-1\r\nx = '\xe9'\r\nprint(x)\r\n"
    assert Path("a.py").read_bytes() == before, "nothing is written without --write"
    repair("--write")
    assert Path("a.py").read_bytes() == before, "no Python edits without --python"
    text = before.decode("latin-1")
    assert (text[19], text[34]) == ("x", "x")
    fake.found = replace(fake.found, edits={"a.py": [(19, 20, "y"), (34, 35, "y")]})
    repair("--write", "--python")
    assert Path("a.py").read_bytes() == b"# coding: latin-1\r\ny = '\xe9'\r\nprint(y)\r\n"
    assert lockfile.read(Path()) == {"idiomatic": {"a.py": {"m.f:container:row@1": "shared"}}}


def test_an_edit_that_the_encoding_cannot_hold(fake: FakeLoop) -> None:
    fake.found = replace(fake.found, edits={"a.py": [(19, 20, "→")]})
    with pytest.raises(Problem, match=r"a\.py is in iso-8859-1, which has no '→'"):
        repair("--write", "--python")


def test_the_lock_keeps_other_programs_and_profiles(fake: FakeLoop) -> None:
    lockfile.write(Path(), {"faithful": {"a.py": {"s": "t"}}, "idiomatic": {"b.py": {"u": "v"}, "a.py": {"w": "x"}}})
    repair("--write")
    assert lockfile.read(Path()) == {
        "faithful": {"a.py": {"s": "t"}},
        "idiomatic": {"b.py": {"u": "v"}, "a.py": {"m.f:container:row@1": "shared"}},
    }


def test_without_the_loop(fake: FakeLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, loop.MODULE, None)
    with pytest.raises(Problem, match="this installation has no repair loop"):
        repair()


# --- the lock file ---------------------------------------------------------------------------------------------------


def test_lock_round_trip_with_odd_names() -> None:
    lock = {"idiomatic": {'fol der/"q".py': {'m.f:container:return.0 "x"\\@12': "shared"}, "é.py": {"a": "b"}}}
    text = lock_form.dump(lock)
    assert lock_form.parse(text) == lock
    assert lock_form.dump(lock_form.parse(text)) == text
    assert "é.py" in text


@pytest.mark.parametrize("text", ["version = 2\n", "", "version = 1\nidiomatic = 3\n", "[[["])
def test_lock_damage(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        lock_form.parse(text)

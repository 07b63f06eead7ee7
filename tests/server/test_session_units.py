"""The session's pure parts: what changed and is carried, pins, which files belong together, which fixes are applied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citl_lsp.decisions.pins import read_pins
from citl_lsp.frontend.build import build_module
from citl_lsp.session.carry import carried, moved
from citl_lsp.session.changes import changed
from citl_lsp.session.fixing import fix_all
from citl_lsp.session.messages import Finding, Fix, TextChange
from citl_lsp.session.pins import Pin, pin_edits, project_pins
from citl_lsp.session.program import gather
from citl_lsp.text.positions import LineIndex

TEXTS = st.text(alphabet="ab\n", max_size=12)


def apply(text: str, edits: tuple[TextChange, ...]) -> str:
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


# --- changes ---------------------------------------------------------------------------------------------------------


@given(TEXTS, TEXTS)
def test_a_hull_makes_the_new_text_of_the_old(old: str, new: str) -> None:
    hull = changed(old, new)
    assert old[: hull.start] + new[hull.start : hull.new_end] + old[hull.old_end :] == new
    assert 0 <= hull.start <= hull.old_end <= len(old) and hull.start <= hull.new_end


@given(TEXTS, TEXTS, st.integers(0, 12), st.integers(0, 12))
def test_a_range_that_was_not_touched_keeps_its_text(old: str, new: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(old)), min(other, len(old))))
    moved = changed(old, new).forward(start, end)
    if moved is not None:
        assert new[moved[0] : moved[1]] == old[start:end]


@given(TEXTS, TEXTS, st.integers(0, 11))
def test_backward_finds_the_same_character(old: str, new: str, offset: int) -> None:
    if offset < len(new):
        place = changed(old, new).backward(offset)
        if place is not None:
            assert old[place] == new[offset]


# --- carry -----------------------------------------------------------------------------------------------------------

TWO = "def f(x):\n    return x\n\n\ndef g(x):\n    y = x\n    return y\n"


def finding(text: str, word: str, **more: object) -> Finding:
    start = text.index(word)
    fields = {"id": word, "start": start, "end": start + len(word), "tier": 1, "severity": "information"}
    return Finding(**{**fields, "source": "rustc", "message": "m", **more})  # type: ignore[arg-type]


def test_findings_of_untouched_definitions_move_along() -> None:
    new = TWO.replace("def f(x):", "def f(x, more):")
    [moved] = carried([finding(TWO, "y = x")], LineIndex(TWO), LineIndex(new))
    assert new[moved.start : moved.end] == "y = x"


def test_findings_of_a_touched_definition_go() -> None:
    new = TWO.replace("return y", "return y + 1")
    assert carried([finding(TWO, "y = x")], LineIndex(TWO), LineIndex(new)) == ()
    assert carried([finding(TWO, "return x")], LineIndex(TWO), LineIndex(new)) != ()


def test_what_the_analysis_said_moves_with_a_touched_definition() -> None:
    new = TWO.replace("return y", "z = 1\n    return y")
    [kept] = moved([finding(TWO, "y = x")], LineIndex(TWO), LineIndex(new))
    assert new[kept.start : kept.end] == "y = x"
    assert moved([finding(TWO, "return y")], LineIndex(TWO), LineIndex(TWO.replace("return y", "return z"))) == ()


# --- pins ------------------------------------------------------------------------------------------------------------


def pinned(text: str, *pins: Pin) -> str | None:
    edits = pin_edits(text, pins)
    return None if edits is None else apply(text, edits)


def test_a_pin_is_a_comment_at_the_end_of_the_line() -> None:
    assert pinned("xs = [1]  \ny = 2\n", Pin(0, "container", "xs", "shared")) == (
        "xs = [1]  # citl: container xs = shared\ny = 2\n"
    )
    assert pinned("x = 1", Pin(0, "number", "x", "i64")) == "x = 1  # citl: number x = i64"
    assert pinned("x = 1\r\n", Pin(0, "number", "x", "i64")) == "x = 1  # citl: number x = i64\r\n"


def test_pins_join_what_is_there() -> None:
    text = "xs = f(ys)  # citl: container xs = owned; clone ys = move\n"
    assert pinned(text, Pin(0, "container", "xs", "shared")) == (
        "xs = f(ys)  # citl: clone ys = move; container xs = shared\n"
    )
    assert pinned("x = 1  # why\n", Pin(0, "number", "x", "i64")) == "x = 1  # why  # citl: number x = i64\n"
    assert pinned("x = 1  # citl: ignore[E0382]\n", Pin(0, "number", "x", "i64")) == (
        "x = 1  # citl: ignore[E0382]  # citl: number x = i64\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "xs = f(ys)",
        "xs = f(ys)  # why",
        "xs = f(ys)  # 😀 é",
        "xs = f(ys)  # citl: ignore[E0382]",
        "xs = f(ys)  # citl: container xs = owned; clone n#2 = move",
        "xs = f(ys)  # citl: number n#2 = i64  # why",
        "xs = f(ys)  # citl: ignore  # citl: container xs = owned",
    ],
)
def test_what_is_written_is_read(line: str) -> None:
    def pins_of(text: str) -> dict[tuple[str, str], str]:
        module, _ = build_module("m.py", "m", text)
        return {(kind, name): alternative for (_, _, kind, name), alternative in read_pins(module).items()}

    new = pinned(f"{line}\n", Pin(0, "container", "xs", "shared"), Pin(0, "number", "k#3", "i64"))
    assert new is not None
    assert pins_of(new) == {**pins_of(f"{line}\n"), ("container", "xs"): "shared", ("number", "k#3"): "i64"}


def test_several_pins_of_one_line_are_one_comment() -> None:
    pins = [Pin(0, "container", "xs", "shared"), Pin(5, "number", "n", "big")]
    assert pinned("xs = [n]\n", *pins) == "xs = [n]  # citl: container xs = shared; number n = big\n"


def test_a_line_that_cannot_end_in_a_comment() -> None:
    assert pinned('x = """a\nb"""\n', Pin(0, "string", "x", "str")) is None
    assert pinned("x = 1 + \\\n  2\n", Pin(0, "number", "x", "i64")) is None
    assert pinned("x = '#'\n", Pin(0, "string", "x", "str")) == "x = '#'  # citl: string x = str\n"
    assert pinned("x = (1 +\n  2)\n", Pin(0, "number", "x", "i64")) == "x = (1 +  # citl: number x = i64\n  2)\n"


# --- programs --------------------------------------------------------------------------------------------------------


def test_imports_beside_the_file_belong_to_the_program() -> None:
    files = {"/p/b.py": "import c\n", "/p/c.py": "from d.e import f\n", "/p/d/__init__.py": "", "/p/d/e.py": "f = 1\n"}
    gathered = gather("/p/a.py", "import b, sys\n", files.get)
    assert set(gathered.program.files) == {"a.py", "b.py", "c.py", "d/__init__.py", "d/e.py"}
    assert gathered.program.main == "a.py" and gathered.path("b.py") == "/p/b.py"
    assert {"/p/sys.py", "/p/b.py", "/p/d/e/f.py"} <= gathered.imports


def test_a_module_of_a_package_is_named_from_outside() -> None:
    files = {"/p/pkg/__init__.py": "", "/p/pkg/b.py": "", "/p/other.py": ""}
    gathered = gather("/p/pkg/a.py", "from . import b\nfrom .b import x\nimport other\n", files.get)
    assert gathered.program.main == "pkg/a.py"
    assert set(gathered.program.files) == {"pkg/a.py", "pkg/__init__.py", "pkg/b.py", "other.py"}
    assert {"/p/pkg/__init__.py", "/p/__init__.py"} <= gathered.imports, "they decide on the names"


def test_imports_are_found_in_broken_text_too() -> None:
    files = {"/p/b.py": "", "/p/c.py": ""}
    gathered = gather("/p/a.py", "import b\nfrom c import (x,\ndef f(:\n", files.get)
    assert set(gathered.program.files) == {"a.py", "b.py", "c.py"}


def test_circles_end() -> None:
    files = {"/p/b.py": "import a\n", "/p/a.py": "old\n"}
    gathered = gather("/p/a.py", "import b\n", files.get)
    assert gathered.program.files == {"a.py": "import b\n", "b.py": "import a\n"}


def test_a_document_without_a_folder_stands_alone() -> None:
    gathered = gather("untitled:Untitled-1", "import b\n", lambda path: "never")
    assert set(gathered.program.files) == {"untitled:Untitled-1"}


# --- fixes -----------------------------------------------------------------------------------------------------------


def fix(finding_id: str, *edits: TextChange, **more: object) -> Fix:
    fields = {"id": f"{finding_id}!", "finding": finding_id, "title": "t", "kind": "decision", "compiled": True}
    return Fix(**{**fields, "edits": edits, **more})  # type: ignore[arg-type]


def test_fix_all_takes_only_what_is_sure() -> None:
    findings = [finding(TWO, "return x"), finding(TWO, "y = x")]
    one, other = TextChange(20, 20, "a"), TextChange(40, 40, "b")
    assert fix_all(findings, [fix("return x", one), fix("y = x", other)]) == (one, other)
    assert fix_all(findings, [fix("return x", one, compiled=None), fix("y = x", other)]) == (other,)
    assert fix_all(findings, [fix("return x", one, changes_meaning=True)]) == ()
    assert fix_all(findings, [fix("return x", one, changes_meaning=True, proven=True)]) == (one,)
    assert fix_all(findings, [fix("return x", one), fix("y = x", TextChange(20, 21, "b"))]) == (one,)


# --- pins of a project -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "toml",
    [
        "",
        "[project]\nname = 'x'\n",
        "[project]\nname = 'x'",
        "[tool.citl.decisions]",
        '[tool.citl.decisions]\n"m.f.x:number" = "i64"\n\n[tool.other]\na = 1\n',
        "[tool.citl]\nprofile = 'faithful'\n\n[tool.citl.decisions]  # mine\n'm.f.y:number' = 'i64'\n",
    ],
)
def test_pins_of_a_project_are_valid_toml(toml: str) -> None:
    from citl_lsp.config import parse_config

    edits = project_pins(toml, [("m.f.x:number", "growing"), ("m.g.ys#2:container", "shared")])
    assert edits is not None
    new = apply(toml, edits)
    config, problems = parse_config(new)
    assert not problems
    decisions = dict(config.decisions)
    assert decisions["m.f.x:number"] == "growing" and decisions["m.g.ys#2:container"] == "shared"
    old, _ = parse_config(toml)
    assert set(dict(old.decisions)) <= set(decisions)


@pytest.mark.parametrize(
    "toml",
    [
        "[[[",
        '[tool.citl]\ndecisions = {"m.f.y:number" = "i64"}\n',
        "tool = 3\n",
        'a = """\n[tool.citl.decisions]\n"""\n',
    ],
)
def test_pins_that_a_project_cannot_take(toml: str) -> None:
    assert project_pins(toml, [("m.f.x:number", "growing")]) is None

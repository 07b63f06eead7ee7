"""The pure parts: the model, comments that silence, baselines, selection, and the three output forms."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citl_lsp.diagnostics.baseline import Baseline
from citl_lsp.diagnostics.comments import read_comments, without_silenced
from citl_lsp.diagnostics.model import Diagnostic, Severity, Tier, by_place
from citl_lsp.diagnostics.render import render, summary
from citl_lsp.diagnostics.select import select
from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span


def at(
    text: str,
    piece: str,
    code: str = "E0382",
    *,
    severity: Severity = "information",
    tier: Tier = 1,
    message: str = "m",
    path: str = "m.py",
) -> Diagnostic:
    start = text.index(piece)
    return Diagnostic(path, Span(start, start + len(piece)), tier, severity, code, message)


# --- model -----------------------------------------------------------------------------------------------------------


def test_json_counts_from_one_in_code_points() -> None:
    text = "a = 1\r\nb = '😀' + c\r\n"
    data = at(text, "c").to_json(LineIndex(text))
    assert (data["line"], data["column"], data["end_line"], data["end_column"]) == (2, 11, 2, 12)
    assert json.loads(json.dumps(data))["file"] == "m.py"


# --- comments --------------------------------------------------------------------------------------------------------

COMMENTED = '''\
one = 1  # citl: ignore[E0382]
two = 2  # citl: ignore
three = 3  # citl: ignore[dead_code, E0308]
four = 4  #citl:ignore[ eq_op ]
# citl: ignore[E0382]

# another comment
five = 5
text = "# citl: off"
six = (
    7,  # citl: ignore[E0382]
)
eight = 8  # citl: off
nine = 9
# citl: off
ten = 10
# citl: on
eleven = 11  # citl: ignored
twelve = 12  # citl: container items = shared
"""
# citl: off
"""
thirteen = 13
'''


@pytest.mark.parametrize(
    ("piece", "code", "stays"),
    [
        ("one", "E0382", False),
        ("one", "E0308", True),
        ("two", "E0308", False),
        ("three", "E0308", False),
        ("three", "E0382", True),
        ("four", "clippy::eq_op", False),
        ("five", "E0382", False),
        ("five", "E0308", True),
        ("text", "E0382", True),
        ("six = (\n    7", "E0382", False),
        ("eight", "E0382", False),
        ("nine", "E0382", True),
        ("ten", "E0382", False),
        ("eleven", "E0382", True),
        ("twelve", "E0382", True),
        ("thirteen", "E0382", True),
    ],
)
def test_comments(piece: str, code: str, stays: bool) -> None:
    assert bool(without_silenced([at(COMMENTED, piece, code)], COMMENTED)) == stays


def test_off_until_the_end() -> None:
    text = "a = 1\n# citl: off\nb = 2\n"
    assert [d.span for d in without_silenced([at(text, "a"), at(text, "b")], text)] == [Span(0, 1)]


def test_comments_in_a_file_that_does_not_parse() -> None:
    text = "x = 1  # citl: ignore\ny = (\nz = 'abc\nw = 2  # citl: ignore\n"
    assert without_silenced([at(text, "x"), at(text, "w")], text) == []
    assert len(without_silenced([at(text, "y")], text)) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_with_other_line_ends(end: str) -> None:
    text = f"a = 1{end}b = 2  # citl: ignore{end}c = 3"
    found = [at(text, piece) for piece in ("a =", "b =", "c =")]
    assert without_silenced(found, text) == [found[0], found[2]]


@given(
    st.lists(st.sampled_from(["a", "\n", "#", " citl: ", "ignore", "[x]", "off", "on", "'", '"""', "(", "\t", "\x0c"]))
)
def test_reading_comments_is_total(parts: list[str]) -> None:
    read_comments("".join(parts))


# --- baseline --------------------------------------------------------------------------------------------------------


def test_a_baseline_forgets_lines_but_counts() -> None:
    text = "aa\nbb\ncc\n"
    known = [at(text, "aa"), at(text, "bb")]
    baseline = Baseline.load(Baseline.of(known).dump())
    assert baseline.new([at(text, "cc"), at(text, "bb")]) == []
    assert baseline.new([at(text, "aa"), at(text, "bb"), at(text, "cc")]) == [at(text, "cc")]
    assert baseline.new([at(text, "aa", "E0308")]) == [at(text, "aa", "E0308")]


def test_a_baseline_is_sorted_and_readable() -> None:
    dumped = Baseline.of([at("ab", "b", path="z\\é.py"), at("ab", "a", "A")]).dump()
    assert json.loads(dumped)["version"] == 1
    assert Baseline.load(dumped).dump() == dumped
    assert Baseline.load(Baseline.of([]).dump()) == Baseline({})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2, "known": []}', '{"version": 1, "known": [3]}'])
def test_something_else_is_no_baseline(text: str) -> None:
    with pytest.raises(ValueError):
        Baseline.load(text)


# --- selection -------------------------------------------------------------------------------------------------------


def test_the_user_s_severities() -> None:
    text = "abc"
    found = [at(text, "a", "E1"), at(text, "b", "E2"), at(text, "c", "E3", tier=3)]
    shown = select(found, severity={"E1": "error", "E2": "off", "tier3": "hint"})
    assert [(d.code, d.severity) for d in shown] == [("E1", "error"), ("E3", "hint")]
    assert [d.code for d in select(found, max_tier=1)] == ["E1", "E2"]


def test_not_too_much_information_per_file() -> None:
    text = "abcdefghijklmno"
    many = [at(text, letter, tier=3) for letter in text] + [at(text, "o", tier=1)]
    other = [at(text, letter, path="n.py") for letter in text[:3]]
    errors = [at(text, letter, severity="error") for letter in text]
    shown = select([*many, *other, *errors], max_information=10)
    assert sum(d.path == "m.py" and d.severity == "information" for d in shown) == 10
    assert sum(d.path == "n.py" for d in shown) == 3
    assert sum(d.severity == "error" for d in shown) == len(text)
    assert at(text, "o", tier=1) in shown
    assert shown == sorted(shown, key=by_place)
    assert len(select(many, max_information=0)) == len(many)


# --- output ----------------------------------------------------------------------------------------------------------

TEXT = "def f(x):\n\treturn x + '日本' + y\n"


def test_text() -> None:
    found = at(TEXT, "y", severity="warning", message="`y` is never bound")
    assert render([found], {"m.py": TEXT}) == (
        "m.py:2:20: warning E0382 `y` is never bound\n"
        "  |\n"
        "2 |     return x + '日本' + y\n"
        "  |                         ^\n"
        "  |\n"
    )


def test_text_marks_wide_characters_and_the_first_line_of_several() -> None:
    assert "  |                ^^^^^^\n" in render([at(TEXT, "'日本'")], {"m.py": TEXT})
    assert "1 | def f(x):\n  | ^^^^^^^^^\n" in render([at(TEXT, "def f(x):\n\treturn")], {"m.py": TEXT})
    assert "^" in render([Diagnostic("m.py", Span(len(TEXT) - 1, len(TEXT) - 1), 1, "hint", "c", "m")], {"m.py": TEXT})


@pytest.mark.parametrize("colour", [False, True])
def test_what_is_checked_does_not_steer_the_terminal(colour: bool) -> None:
    text = "a = '\x1b]0;owned\x07\x9b2J' + b\n"
    found = render([at(text, "b", message="no `\x1b[2J`")], {"m.py": text}, colour=colour)
    assert "owned" in found
    ours = {"\x1b"} if colour else set()
    assert {char for char in found if ord(char) < 32 or 127 <= ord(char) < 160} - {"\n"} <= ours
    assert "\x1b]" not in found and "\x1b[2J" not in found


def test_text_without_source() -> None:
    assert render([at(TEXT, "f")], {}) == "m.py:1:1: information E0382 m\n"
    assert render([], {}) == ""


def test_colour_changes_no_letter() -> None:
    import re

    found = [at(TEXT, "y"), at(TEXT, "x", severity="error", message="[bold]`x`[/bold]")]
    coloured = render(found, {"m.py": TEXT}, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(found, {"m.py": TEXT})


def test_json() -> None:
    (data,) = json.loads(render([at(TEXT, "y")], {"m.py": TEXT}, "json"))
    assert (data["file"], data["line"], data["column"], data["tier"]) == ("m.py", 2, 20, 1)
    assert json.loads(render([], {}, "json")) == []


def test_github() -> None:
    found = at(TEXT, "y", "clippy::eq_op", severity="error", message="50% more\n:,", path="a,b.py")
    assert render([found], {"a,b.py": TEXT}, "github") == (
        "::error file=a%2Cb.py,line=2,col=20,endLine=2,endColumn=21,title=clippy%3A%3Aeq_op::50%25 more%0A:,\n"
    )


def test_summary() -> None:
    text = "abc"
    assert summary([], 1) == "No findings in 1 file."
    found = [at(text, "a"), at(text, "b", severity="warning"), at(text, "c", severity="warning")]
    assert summary(found, 3) == "2 warnings, 1 information in 3 files."

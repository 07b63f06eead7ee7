"""`citl explain FILE:LINE`."""

from __future__ import annotations

import pytest
from citl_command import NO_RUST, Citl

PROGRAM = "grid = [[1, 2], [3]]\nrow = grid[0]\n\ndef f():\n    yield 1\n"


def test_sites_with_their_ladder(citl: Citl) -> None:
    citl.write("a.py", PROGRAM)
    done = citl("explain", "a.py:2", "--format", "json", **NO_RUST)
    assert done.code == 0, done.err
    data = done.json
    assert (data["file"], data["line"], data["profile"]) == ("a.py", 2, "idiomatic")
    assert data["sites"]
    for site in data["sites"]:
        assert site["line"] <= 2 <= site["end_line"]
        names = [alternative["name"] for alternative in site["alternatives"]]
        assert site["chosen"] in names
        assert all(a["meaning"] in ("proven", "stops", "differs") for a in site["alternatives"])
        assert all(a["acceptance"] in ("by construction", "asked") for a in site["alternatives"])
    assert any("grid" in line for line in data["rust"])


def test_text(citl: Citl) -> None:
    citl.write("a.py", PROGRAM)
    lines = citl("explain", "a.py:2").out.splitlines()
    assert lines[:2] == ["a.py:2 (idiomatic)", "    row = grid[0]"]
    assert any(line.startswith("  * ") and " cost " in line for line in lines)
    assert "In Rust" in lines


def test_findings_on_the_line(citl: Citl) -> None:
    citl.write("a.py", PROGRAM)
    done = citl("explain", "a.py:5:4")
    assert "error unsupported: `yield`" in done.out
    assert "No decision is taken on this line." in done.out


def test_a_line_without_anything(citl: Citl) -> None:
    citl.write("a.py", PROGRAM)
    assert citl("explain", "a.py:3").out == "a.py:3 (idiomatic)\n    \n\nNo decision is taken on this line.\n"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("a.py", "a.py names no line"),
        ("a.py:x", "a.py:x names no line"),
        ("a.py:0", "a.py has 6 lines; there is no line 0"),
        ("a.py:99", "a.py has 6 lines; there is no line 99"),
        ("b.py:1", "b.py: there is no such file"),
    ],
)
def test_bad_places(citl: Citl, place: str, message: str) -> None:
    citl.write("a.py", PROGRAM)
    done = citl("explain", place)
    assert done.code == 2
    assert message in done.err

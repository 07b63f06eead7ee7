"""`citl transpile`: Rust on stdout or in a file, the map, findings on stderr."""

from __future__ import annotations

import json

import pytest
from citl_command import EXAMPLES, NO_RUST, Citl

from citl_lsp.text.positions import LineIndex

PROGRAM = "def double(number):\n    return number * 2\n\n\nprint(double(21))\n"


def test_rust_on_stdout_needs_no_compiler(citl: Citl) -> None:
    citl.write("a.py", PROGRAM)
    done = citl("transpile", "a.py", **NO_RUST)
    assert (done.code, done.err) == (0, "")
    assert "fn double(" in done.out
    assert citl("transpile", "a.py").out == done.out


def test_profiles_differ(citl: Citl) -> None:
    citl.write(
        "a.py",
        "def total(n):\n    s = 0\n    for i in range(n):\n        s += i * i\n    return s\n\n\nprint(total(9))\n",
    )
    faithful, idiomatic = (citl("transpile", "a.py", "--profile", name).out for name in ("faithful", "idiomatic"))
    assert faithful != idiomatic
    assert citl("transpile", "a.py").out == idiomatic, "what the editor shows"


def test_files_and_the_map(citl: Citl) -> None:
    citl.write("program/a.py", "import b\n" + PROGRAM + "print(b.é)\n")
    citl.write("program/b.py", "é = 'ü'\n")
    done = citl("transpile", "program/a.py", "-o", "out/a.rs", "--map", "out/a.json")
    assert (done.code, done.out) == (0, "")
    rust = (citl.folder / "out/a.rs").read_text("utf-8")
    data = json.loads((citl.folder / "out/a.json").read_text("utf-8"))
    assert data["main"] == "program/a.py"
    assert set(data["files"]) <= {"program/a.py", "program/b.py"}
    texts = [(citl.folder / name).read_text("utf-8") for name in data["files"]]
    pairs = {(rust[start:end], texts[file][begin:stop]) for start, end, file, begin, stop in data["ranges"]}
    assert any("double" in ours and theirs == "double(21)" for ours, theirs in pairs)
    for site in data["sites"]:
        text = texts[data["files"].index(site["file"])]
        index = LineIndex(text)
        assert 1 <= site["line"] <= index.line_count
        assert site["chosen"] in {alternative["name"] for alternative in site["alternatives"]}


def test_unsupported_is_1_and_the_rest_is_translated(citl: Citl) -> None:
    citl.write("a.py", "def numbers():\n    yield 1\n\n\n" + PROGRAM)
    done = citl("transpile", "a.py")
    assert done.code == 1
    assert "a.py:2:5: error unsupported" in done.err
    assert "fn double(" in done.out


def test_warnings_are_no_errors(citl: Citl) -> None:
    citl.write("a.py", "import somewhere\n" + PROGRAM)
    done = citl("transpile", "a.py")
    assert done.code == 0
    assert "a.py:1:8: warning unknown-import" in done.err


def test_encodings(citl: Citl) -> None:
    citl.write_bytes("a.py", b"# coding: latin-1\r\nprint('\xe9')\r\n")
    assert 'Str::lit("é")' in citl("transpile", "a.py", PYTHONIOENCODING="ascii").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.py"], "missing.py: there is no such file"),
        (["."], ". is a folder, not a Python file"),
        (["latin.py"], "latin.py:1: byte 0xe9 is not valid utf-8"),
        (["a.py", "-o", "a.py"], "a.py is a file of the program; it would be overwritten"),
        (["a.py", "-o", "./b.py"], "b.py is a file of the program; it would be overwritten"),
        (["a.py", "-o", "folder"], "folder is a folder; the output must be a file"),
        (["a.py", "-o", "latin.py/a.rs"], "latin.py/a.rs can't be written: "),
        (["a.py", "--map", "folder"], "folder is a folder; the output must be a file"),
    ],
)
def test_bad_input_is_2(citl: Citl, arguments: list[str], message: str) -> None:
    citl.write("a.py", "import b\n")
    citl.write("b.py", "x = 1\n")
    citl.write_bytes("latin.py", b"x = '\xe9'\n")
    (citl.folder / "folder").mkdir()
    done = citl("transpile", *arguments)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""
    assert (citl.folder / "a.py").read_text() == "import b\n"


def test_a_full_disk(citl: Citl) -> None:
    done = citl("transpile", EXAMPLES / "bank.py", "-o", "/dev/full")
    assert done.code == 2
    assert "could not write /dev/full: No space left on device" in done.err


def test_nothing_is_left_behind(citl: Citl) -> None:
    citl.write("a.py", PROGRAM)
    citl("transpile", "a.py", "-o", "a.rs")
    assert sorted(path.name for path in citl.folder.iterdir()) == ["a.py", "a.rs"]

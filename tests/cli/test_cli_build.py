"""`citl build`: the program behaves as `python FILE` does. Expected output comes from CPython."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from citl_command import EXAMPLES, NO_RUST, Citl, run_binary, run_python

TEXT = b"The cat sat on the mat. The dog didn't; it slept.\n" * 3


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("bank", [([], b"")]),
        ("seating", [([], b"")]),
        ("words", [([], TEXT), (["3"], "Überall wärmt die Sonne, ÜBERALL.".encode()), ([], b""), (["x"], b"")]),
        ("paths", [([], b""), (["-"], b"S.#\n..G\n"), (["-"], b"S#G\n"), (["-"], b"...\n")]),
    ],
)
def test_examples_behave_as_in_python(citl: Citl, name: str, runs: list[tuple[list[str], bytes]]) -> None:
    done = citl("build", EXAMPLES / f"{name}.py", "-o", name, "--debug")
    assert done.code == 0, done.err
    for arguments, stdin in runs:
        python = run_python(EXAMPLES / f"{name}.py", arguments, stdin)
        rust = run_binary(citl.folder / name, arguments, stdin)
        assert (rust.stdout, rust.returncode) == (python.stdout, python.returncode)
        assert rust.stderr.splitlines()[-1:] == python.stderr.splitlines()[-1:]


def test_a_program_of_several_files(citl: Citl) -> None:
    citl.write("app/main.py", "import shapes\nfrom shapes import Square\n\nprint(shapes.SIDES, Square(3).area())\n")
    citl.write(
        "app/shapes.py",
        "SIDES = 4\n\n\nclass Square:\n    def __init__(self, side):\n        self.side = side\n\n"
        "    def area(self):\n        return self.side * self.side\n",
    )
    done = citl("build", "app/main.py", "--debug")
    assert done.code == 0, done.err
    assert run_binary(citl.folder / "main").stdout == run_python(citl.folder / "app/main.py").stdout == b"4 9\n"


def test_a_traceback_names_python_lines(citl: Citl) -> None:
    citl.write("app/fails.py", "def ratio(a, b):\n    return a / b\n\n\nprint(ratio(1, 2))\nprint(ratio(1, 0))\n")
    assert citl("build", "app/fails.py", "-o", "fails", "--debug").code == 0
    done = run_binary(citl.folder / "fails")
    assert (done.returncode, done.stdout) == (1, b"0.5\n")
    lines = done.stderr.decode().splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert '  File "app/fails.py", line 6, in <module>' in lines
    assert '  File "app/fails.py", line 2, in ratio' in lines
    assert lines[-1] == "ZeroDivisionError: division by zero"


def test_exit_codes_and_optimised(citl: Citl) -> None:
    citl.write("a.py", "import sys\n\nprint(len(sys.argv), sys.argv[1:])\nsys.exit(len(sys.argv))\n")
    assert citl("build", "a.py", "-o", "bin/a").code == 0
    rust, python = (
        run(path, ["x", "é y"])
        for run, path in ((run_binary, citl.folder / "bin/a"), (run_python, citl.folder / "a.py"))
    )
    assert (rust.stdout, rust.returncode) == (python.stdout, python.returncode)
    assert rust.returncode == 3


def test_idiomatic_is_repaired_where_rustc_refuses(citl: Citl) -> None:
    done = citl("build", EXAMPLES / "seating.py", "-o", "seating", "--debug", "--profile", "idiomatic")
    assert done.code == 0
    assert "rustc refused" in done.err
    assert run_binary(citl.folder / "seating").stdout == run_python(EXAMPLES / "seating.py").stdout


def test_what_stops_names_the_python_line(citl: Citl) -> None:
    citl.write("inner.py", "\n\ndef last(xs, i):\n    return xs[i]\n")
    citl.write(
        "a.py",
        "import sys\n\nimport inner\n\n\ndef grow(n):\n    x = 2\n    for i in range(n):\n        x = x * x + 1\n"
        "    return x\n\n\nif len(sys.argv) > 1:\n    print(inner.last([1, 2], 5))\nprint(grow(100))\n",
    )
    assert citl("build", "a.py", "-o", "prog", "--profile", "idiomatic", "--debug").code == 0
    done = run_binary(citl.folder / "prog")
    said = "citl: stopped: integer overflow: an int leaves 64 bits here (multiply) (line 9 of a.py)\n"
    assert (done.returncode, done.stderr.decode()) == (101, said)
    done = run_binary(citl.folder / "prog", ["index"])
    assert done.returncode == 101
    assert b"list index out of range" in done.stderr and b"(line 4 of inner.py)" in done.stderr
    assert citl("build", "a.py", "-o", "faithful", "--debug").code == 0
    done = run_binary(citl.folder / "faithful", ["index"])
    assert b'  File "inner.py", line 4, in last\n' in done.stderr


def test_unsupported_constructs_are_errors_and_stop_when_reached(citl: Citl) -> None:
    citl.write("a.py", "def numbers():\n    yield 1\n\n\nprint('before')\nnumbers()\n")
    done = citl("build", "a.py", "--debug")
    assert done.code == 1
    assert "a.py:2:5: error unsupported" in done.err
    assert "a stops with a message if it gets to one place" in done.err
    ended = run_binary(citl.folder / "a")
    assert (ended.stdout, ended.returncode) == (b"before\n", 101)
    assert b"line 2" in ended.stderr


def test_invalid_python_builds_nothing(citl: Citl) -> None:
    citl.write("a.py", "def f(:\n")
    done = citl("build", "a.py")
    assert done.code == 1
    assert "a.py:1:7: error syntax" in done.err
    assert "a was not built" in done.err
    assert not (citl.folder / "a").exists()


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        (b"\xef\xbb\xbfprint('\xc3\xa9')\n", "é\n"),
        (b"# coding: latin-1\nprint('\xe9')\n", "é\n"),
        (b"x = '''a\r\nb'''\r\nprint(len(x))\r\n", "3\n"),
        (b"", ""),
    ],
)
def test_encodings_and_line_ends(citl: Citl, data: bytes, printed: str) -> None:
    citl.write_bytes("a.py", data)
    assert citl("build", "a.py", "--debug").code == 0
    assert run_binary(citl.folder / "a").stdout.decode() == printed
    assert run_python(citl.folder / "a.py").stdout.decode() == printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.py"], "missing.py: there is no such file"),
        (["folder", "-o", "x"], "folder is a folder, not a Python file"),
        (["a.py", "-o", "a.py"], "a.py is a file of the program; it would be overwritten"),
        (["folder.py"], "folder is a folder; the output must be a file"),
        (["a.py", "-o", "b.txt/bin"], "b.txt/bin can't be written: "),
    ],
)
def test_bad_input_is_2(citl: Citl, arguments: list[str], message: str) -> None:
    for name in ("a.py", "folder.py", "b.txt"):
        citl.write(name, "print(1)\n")
    (citl.folder / "folder").mkdir()
    done = citl("build", *arguments)
    assert done.code == 2
    assert message in done.err


def test_without_a_compiler(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    done = citl("build", "a.py", **NO_RUST)
    assert done.code == 2
    assert "No Rust compiler (rustc) was found" in done.err
    assert "Run:  " in done.err
    assert not (citl.folder / "a").exists()


def test_it_needs_no_python_on_the_machine(citl: Citl) -> None:
    citl.write("a.py", "print(2**100)\n")
    assert citl("build", "a.py", "--debug").code == 0
    binary = citl.folder / "a"
    assert b"libpython" not in binary.read_bytes()
    done = subprocess.run([binary], env={}, cwd=Path("/"), capture_output=True, check=False)
    assert done.stdout == f"{2**100}\n".encode()

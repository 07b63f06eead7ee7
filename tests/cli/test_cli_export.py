"""`citl export`: a cargo package that builds alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from citl_command import EXAMPLES, NO_RUST, Citl, run_binary, run_python

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def cargo(folder: Path, target: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """cargo as somebody who has never heard of citl runs it; the lock file must be complete, the network is off."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target)}
    command = ["cargo", *arguments, "--quiet", "--offline", "--locked"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_package_builds_and_behaves(citl: Citl, tmp_path: Path) -> None:
    done = citl("export", EXAMPLES / "seating.py", "out/My Package")
    assert (done.code, done.out) == (0, ""), done.err
    folder = citl.folder / "out/My Package"
    manifest = tomllib.loads((folder / "Cargo.toml").read_text())
    assert manifest["package"]["name"] == "seating"
    assert (folder / "Cargo.lock").is_file()
    built = cargo(folder, tmp_path / "target", "build")
    assert built.returncode == 0, built.stderr
    assert run_binary(tmp_path / "target/debug/seating").stdout == run_python(EXAMPLES / "seating.py").stdout


def test_a_stop_names_the_python_line_and_the_compiler_has_nothing_to_say(citl: Citl, tmp_path: Path) -> None:
    citl.write(
        "a.py", "def power(x, n):\n    for _ in range(n):\n        x = x * x\n    return x\n\n\nprint(power(3, 9))\n"
    )
    assert citl("export", "a.py", "out").code == 0
    done = cargo(citl.folder / "out", tmp_path / "target", "run")
    assert done.returncode == 101
    assert done.stderr == "citl: stopped: integer overflow: an int leaves 64 bits here (multiply) (line 3 of a.py)\n"


def test_its_text(citl: Citl) -> None:
    citl.write(
        "a.py", "def f(x):\n    '''Twice `x`.'''\n    return x * 2\n\n\ndef g():\n    yield 1\n\n\nprint(f(2))\n"
    )
    done = citl("export", "a.py", "package")
    assert done.code == 1, "an unsupported construct is an error"
    rust = (citl.folder / "package/src/main.rs").read_text()
    formatted = subprocess.run(
        ["rustfmt", "--edition=2021", "--check"], input=rust, capture_output=True, text=True, check=False
    )
    assert formatted.returncode == 0, formatted.stdout
    readme = (citl.folder / "package/README.md").read_text()
    assert readme.startswith("# a\n\nWritten by `citl export` from `a.py`")
    assert "- a.py:7: `yield` can't be translated yet" in readme
    assert str(citl.folder) not in readme + rust


def test_the_same_everywhere(citl: Citl) -> None:
    citl.write("a/prog.py", "print([1, 2])\n")
    assert citl("export", "a/prog.py", "one").code == 0
    assert citl("export", "prog.py", "../two", cwd=citl.folder / "a").code == 0
    for name in ("src/main.rs", "README.md", "Cargo.toml", "Cargo.lock"):
        assert (citl.folder / "one" / name).read_text() == (citl.folder / "two" / name).read_text()


def test_again_but_not_among_other_files(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    citl.write("mine/notes.txt", "keep me")
    done = citl("export", "a.py", "mine")
    assert done.code == 2
    assert "mine holds other files" in done.err
    assert sorted(path.name for path in (citl.folder / "mine").iterdir()) == ["notes.txt"]
    assert citl("export", "a.py", "mine", "--force").code == 0
    citl.write("a.py", "print(2)\n")
    assert citl("export", "a.py", "mine").code == 0, "what was exported before is replaced"
    assert "2" in (citl.folder / "mine/src/main.rs").read_text()
    assert (citl.folder / "mine/notes.txt").read_text() == "keep me"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["missing.py", "out"], 2, "missing.py: there is no such file"),
        (["a.py", "a.py"], 2, "a.py is a file; a package is a folder"),
        (["a.py", "a.py/inner"], 2, "could not write a.py/inner: "),
        (["bad.py", "out"], 1, "out was not written: the program isn't valid Python"),
    ],
)
def test_bad_input(citl: Citl, arguments: list[str], code: int, message: str) -> None:
    citl.write("a.py", "print(1)\n")
    citl.write("bad.py", "def f(:\n")
    done = citl("export", *arguments)
    assert (done.code, message in done.err) == (code, True), done.err
    assert not (citl.folder / "out").exists()


def test_without_a_compiler(citl: Citl) -> None:
    citl.write("a.py", "print(1)\n")
    done = citl("export", "a.py", "out", **NO_RUST)
    assert done.code == 2
    assert "No Rust compiler (rustc) was found" in done.err
    assert not (citl.folder / "out").exists()

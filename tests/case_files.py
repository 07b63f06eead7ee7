"""The cases in `tests/cases`: Python programs whose translation must behave as they do.

A case is a file, or a folder with a `main.py`. The first lines may be comments that say how it is run:

    # args: a "b c"        one invocation with these arguments; several lines, several invocations
    # stdin: 1 2\\n3\\n      its standard input, with Python's escapes
    # version: 3.11         other versions of CPython print something else: a case only under this one

The expected output comes from CPython when the test runs. A line that is expected to be diagnosed ends with
`# error: CODE`; no other line may be.
"""

from __future__ import annotations

import ast
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.transpile import Program

FOLDER = Path(__file__).parent / "cases"
_HEADER = re.compile(r"#\s*(args|stdin|version):[ ]?(.*)")
_ERROR = re.compile(r"#\s*error:\s*([\w-]+)\s*$")


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One program with its invocations."""

    name: str
    main: Path
    program: Program
    """With file names relative to the folder of `main`."""
    arguments: tuple[tuple[str, ...], ...]
    stdin: bytes
    errors: frozenset[tuple[str, int, str]]
    """(file, line, code) of the diagnostics that are expected."""


def all_cases() -> list[Case]:
    """Every case, sorted by name."""
    files = [path for path in FOLDER.glob("*.py") if path.name != "__init__.py"]
    paths = sorted([*files, *FOLDER.glob("*/main.py")], key=_name)
    return [_case(path) for path in paths if _is_for_this_version(path.read_text("utf-8"))]


def _is_for_this_version(text: str) -> bool:
    wanted = [
        match[2].strip() for line in text.split("\n", 4)[:4] if (match := _HEADER.match(line)) and match[1] == "version"
    ]
    return not wanted or f"{sys.version_info[0]}.{sys.version_info[1]}" in wanted


def _name(main: Path) -> str:
    return main.parent.name if main.parent != FOLDER else main.stem


def _case(main: Path) -> Case:
    alone = main.parent == FOLDER
    paths = [main] if alone else sorted(main.parent.rglob("*.py"))
    files = {path.relative_to(main.parent).as_posix(): path.read_text("utf-8") for path in paths}
    arguments, stdin = _header(files[main.name])
    errors = {
        (name, number, match[1])
        for name, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if (match := _ERROR.search(line))
    }
    return Case(_name(main), main, Program(files, main.name), arguments, stdin, frozenset(errors))


def _header(text: str) -> tuple[tuple[tuple[str, ...], ...], bytes]:
    arguments: list[tuple[str, ...]] = []
    stdin = b""
    for line in text.split("\n"):
        match = _HEADER.match(line)
        if match is None:
            break
        if match[1] == "args":
            arguments.append(tuple(shlex.split(match[2])))
        elif match[1] == "stdin":
            stdin = str(ast.literal_eval(f'"{match[2]}"')).encode()
    return tuple(arguments) or ((),), stdin

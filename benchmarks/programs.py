"""The Python programs that a measurement runs on, each with its invocations.

    for program in find_programs([Path("corpus")]):
        program.path, program.invocations

A file with a `NAME.in` beside it gets that as standard input; a `NAME.args` holds one invocation per line, in shell
quoting. Modules that are only imported are no programs: they have no main and are named like nothing that runs.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_HELPER = re.compile(r"^#\s*citl-corpus:\s*helper\b", re.MULTILINE)
"""A file that says so is imported by others and never run."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of a program."""

    argv: tuple[str, ...] = ()
    stdin: bytes = b""


@dataclass(frozen=True, slots=True)
class PythonProgram:
    """A Python file that is run as a program."""

    name: str
    path: Path
    text: str
    invocations: tuple[Invocation, ...]


def find_programs(places: Sequence[Path]) -> Iterator[PythonProgram]:
    """All programs in folders (recursively) and files, in a fixed order. Raises OSError for what isn't there."""
    for place in places:
        if place.is_dir():
            for path in sorted(place.rglob("*.py")):
                hidden = any(part.startswith((".", "__")) for part in path.relative_to(place).parts)
                if not hidden:
                    yield from _program(path, path.relative_to(place).as_posix())
        else:
            yield from _program(place, place.name)


def _program(path: Path, name: str) -> Iterator[PythonProgram]:
    text = path.read_bytes().decode("utf-8", "replace")
    if not _HELPER.search(text[:500]):
        yield PythonProgram(name.removesuffix(".py"), path, text, tuple(_invocations(path)))


def _invocations(path: Path) -> Iterable[Invocation]:
    given, arguments = path.with_suffix(".in"), path.with_suffix(".args")
    stdin = given.read_bytes() if given.is_file() else b""
    if not arguments.is_file():
        return [Invocation((), stdin)]
    lines = arguments.read_text("utf-8").splitlines()
    return [Invocation(tuple(shlex.split(line)), stdin) for line in lines] or [Invocation((), stdin)]

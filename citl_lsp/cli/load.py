"""Reading Python files as Python does, and gathering the files of a program.

    loaded = load_program(Path("examples/bank.py"))
    loaded.program.main                # "bank.py": named relative to the folder of the program
    loaded.shown("bank.py")            # "examples/bank.py": as the user would write it

Decoding follows PEP 263: a byte order mark, else a cookie in the first two lines, else UTF-8. Line ends stay as they
are, so that places and edits fit the file. Whatever can't be read is a `Problem` that names the file and what to do.
"""

from __future__ import annotations

import difflib
import io
import os
import shlex
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from citl_lsp.cli.problem import Problem
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.session.program import Gathered, gather
from citl_lsp.transpile import Program

MAX_BYTES = 4 << 20
"""Larger files are no programs that anybody wrote; the language server has the same limit."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, and the encoding that it was in (`utf-8-sig` with a byte order mark)."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A program with its files, and how to name them to people."""

    gathered: Gathered
    names: dict[str, str]
    """Name of a file in the program -> its path as the user would write it."""

    @property
    def program(self) -> Program:
        return self.gathered.program

    @property
    def folders(self) -> frozenset[Path]:
        """Folders in which the program's files lie, or would lie if they existed."""
        paths = [self.gathered.path(name) for name in self.program.files]
        return frozenset(Path(path).parent for path in (*paths, *self.gathered.imports))

    def shown(self, name: str) -> str:
        """The path of one of the program's files as the user would write it."""
        return self.names.get(name, name)

    def file(self, name: str) -> Path:
        """Where a file of the program lies, by either of its names."""
        own = next((own for own, shown in self.names.items() if shown == name), name)
        return Path(self.gathered.path(own))

    def as_shown(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics with paths for people."""
        return [replace(diagnostic, path=self.shown(diagnostic.path)) for diagnostic in diagnostics]

    def shown_texts(self) -> dict[str, str]:
        """Texts by the paths that `as_shown` gives."""
        return {self.shown(name): text for name, text in self.program.files.items()}

    def renamed(self) -> Program:
        """The program with its files named as the user would: in tracebacks, and for whoever opens them."""
        files = {self.shown(name): text for name, text in self.program.files.items()}
        return Program(files, self.shown(self.program.main))


def read_source(path: Path) -> Source:
    """The text of a Python file. Raises Problem."""
    data = _read_bytes(path)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise _not_decodable(path, data, str(error)) from error
    try:
        return Source(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(path, data, error, encoding) from error
    except (LookupError, ValueError) as error:
        raise Problem(f"{path}:1: its encoding comment names {encoding!r}, which is no encoding of text") from error


def load_program(path: Path, *, script: bool = True) -> Loaded:
    """The program whose main file is `path`, with the local modules it imports, and theirs. Raises Problem.

    `script` means that it is run as `python path` does: modules are looked for in its own folder. Otherwise a module
    of a package is seen from the folder that holds the package, as an importer sees it.
    """
    if path.is_file() and path.suffix.lower() != ".py":
        raise _not_python(path)
    text = read_source(path).text
    absolute = Path(os.path.abspath(path)).as_posix()
    package = f"{absolute.rpartition('/')[0]}/__init__.py"

    def read(place: str) -> str | None:
        if script and place == package:
            return None
        file = Path(place)
        return read_source(file).text if file.is_file() else None

    gathered = gather(absolute, text, read)
    names = {name: _shown(path, Path(gathered.path(name))) for name in gathered.program.files}
    return Loaded(gathered, names)


def _shown(given: Path, file: Path) -> str:
    """`file` relative to what the user gave, so that it looks alike."""
    folder = os.path.abspath(given.parent)
    return Path(os.path.normpath(given.parent / os.path.relpath(file, folder))).as_posix()


# --- bytes -----------------------------------------------------------------------------------------------------------


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        inside = path / "__main__.py"
        remedy = f"Name the file that is run: {inside if inside.is_file() else path / 'FILE.py'}"
        raise Problem(f"{path} is a folder, not a Python file", remedy)
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Problem(f"{path}: there is no such file", _near(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Problem(f"{path} can't be read: {reason}") from error
    if len(data) > MAX_BYTES:
        raise Problem(f"{path} is larger than {MAX_BYTES >> 20} MiB, which is more than citl takes")
    return data


def _not_python(path: Path) -> Problem:
    if path.suffix.lower() == ".ipynb":
        return Problem(
            f"{path} is a notebook, not a Python file",
            f"Run:  jupyter nbconvert --to script {shlex.quote(str(path))}   and take the lines with % or ! out",
        )
    return Problem(f"{path} is not a Python file: its name doesn't end in .py", None)


def _near(path: Path) -> str | None:
    try:
        beside = [entry.name for entry in (path.parent if path.parent.name else Path()).iterdir()]
    except OSError:
        return None
    close = difflib.get_close_matches(path.name, beside, 1, cutoff=0.75)
    return f"Did you mean {path.parent / close[0]}?" if close else None


def _undecodable(path: Path, data: bytes, error: UnicodeDecodeError, encoding: str) -> Problem:
    line = data.count(b"\n", 0, error.start) + 1
    byte = f"0x{data[error.start]:02x}"
    return Problem(f"{path}:{line}: byte {byte} is not valid {encoding}", _DECLARE)


_DECLARE = "Save the file as UTF-8, or say its encoding in the first line: # -*- coding: latin-1 -*-"


def _not_decodable(path: Path, data: bytes, message: str) -> Problem:
    # tokenize has looked at the first two lines only, and doesn't say in which of them it was.
    if "unknown encoding" in message:
        return Problem(f"{path}:1: {message}", _DECLARE)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(path, data, error, "utf-8")
    return Problem(f"{path}:1: the byte order mark says UTF-8, the encoding comment something else", _DECLARE)

"""Writing results: checked before the work starts, and whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from citl_lsp.cli.load import Loaded
from citl_lsp.cli.problem import Problem


def check_output(path: Path, loaded: Loaded) -> None:
    """Refuse a target that can't be a file, or that is one of the program's own files. Raises Problem."""
    if path.is_dir():
        raise Problem(f"{path} is a folder; the output must be a file", f"Name a file in it: {path / 'NAME'}")
    if any(_same(path, loaded.file(name)) for name in loaded.program.files):
        raise Problem(f"{path} is a file of the program; it would be overwritten", "Choose another name with -o.")
    folder = Path(os.path.abspath(path)).parent
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if not existing.is_dir():
        raise Problem(f"{path} can't be written: {existing} is not a folder")
    if not os.access(path if path.exists() else existing, os.W_OK):
        raise Problem(f"{path} can't be written: permission denied")


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, making the folders above it. Raises Problem."""
    _write(path, text.encode("utf-8", "surrogateescape"))


def write_text_as(path: Path, text: str, encoding: str) -> None:
    """Write a text file in an encoding of its own. Raises Problem."""
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError as error:
        raise Problem(f"{path} is in {encoding}, which has no {text[error.start]!r}") from error
    _write(path, data)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # a device, a pipe
            path.write_bytes(data)
            return
        real = Path(os.path.realpath(path))  # a link stays one
        beside = real.with_name(f".{real.name}.{os.getpid()}.tmp")
        try:
            beside.write_bytes(data)
            if real.exists():
                shutil.copymode(real, beside)
            os.replace(beside, real)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise Problem.of(error, f"write {path}") from error


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False

"""The project's `citl.lock` on disk.

lock = read(project)
write(project, lock)
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from citl_lsp.cli.problem import Problem
from citl_lsp.session.lockfile import FILE_NAME, Chosen, Lock, dump, parse


def read(project: Path) -> Lock:
    """The project's lock; empty where there is none. Raises Problem."""
    path = project / FILE_NAME
    try:
        return parse(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, ValueError) as error:
        raise Problem(f"{path} is damaged: {error}", "Delete it, or restore it from version control.") from error
    except OSError as error:
        raise Problem.of(error, f"read {path}") from error


def write(project: Path, lock: Mapping[str, Mapping[str, Chosen]]) -> Path:
    """Replace the project's lock in one step. Raises Problem."""
    path = project / FILE_NAME
    try:
        with tempfile.NamedTemporaryFile("w", dir=project, delete=False, encoding="utf-8", newline="\n") as file:
            file.write(dump(lock))
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise Problem.of(error, f"write {path}") from error
    return path

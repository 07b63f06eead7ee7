"""Which Python files a verb with `PATH…` is about.

    collect([Path("src"), Path("run.py")])

A file that is named is taken as it is. In a folder all `*.py` files count except hidden ones, virtual environments,
`node_modules` and `__pycache__`, and what the project's `include` and `exclude` leave.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from citl_lsp.cli.problem import Problem
from citl_lsp.cli.settings import settings_for
from citl_lsp.session.selection import is_selected

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


def collect(paths: Iterable[Path]) -> list[Path]:
    """The files, without repetition, in order of the paths and sorted within a folder. Raises Problem."""
    found: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            files: Sequence[Path] = list(_in_folder(path))
            if not files:
                raise Problem(f"{path} holds no Python files to check")
        else:
            files = [path]
        for file in files:
            found.setdefault(os.path.abspath(file), file)
    return list(found.values())


def folders(paths: Iterable[Path]) -> set[str]:
    """All folders that `collect` looks into, absolute."""
    found = set()
    for path in paths:
        if path.is_dir():
            found |= {os.path.abspath(folder) for folder, _ in _walk(path)}
        else:
            found.add(os.path.abspath(path.parent))
    return found


def _in_folder(folder: Path) -> Iterator[Path]:
    settings = settings_for(folder)
    for place, names in _walk(folder):
        for name in names:
            file = Path(place, name)
            if is_selected(settings.config, str(settings.project), os.path.abspath(file)):
                yield file


def _walk(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """(folder, names of Python files in it), sorted."""
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not _is_skipped(place, name))
        yield place, sorted(name for name in names if name.endswith(".py") and not name.startswith("."))


def _is_skipped(place: str, name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED or os.path.exists(os.path.join(place, name, "pyvenv.cfg"))

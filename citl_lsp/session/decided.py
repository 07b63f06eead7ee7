"""What has been decided for a program outside of its text: the lock file of a finished search, then the user's pins.

    decisions_for(config, project, "/p/app/main.py", "idiomatic", read)

Pins by comment are in the text and not here.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from citl_lsp.config import Config
from citl_lsp.session.lockfile import FILE_NAME, Lock, parse


def lock_path(project: str | None) -> str | None:
    """Where the project's lock file is."""
    return None if project is None else f"{project.rstrip('/')}/{FILE_NAME}"


def decisions_for(
    config: Config, project: str | None, path: str, profile: str, read: Callable[[str], str | None]
) -> dict[str, str]:
    """Decisions for the program whose main file is `path`. A damaged lock file counts as none."""
    place = lock_path(project)
    text = read(place) if place is not None else None
    if text is None or project is None:
        return dict(config.decisions)
    try:
        lock = parse(text)
    except (ValueError, RecursionError):
        lock = {}
    return chosen(lock, config, profile, program_key(project, path))


def chosen(lock: Lock, config: Config, profile: str, program: str) -> dict[str, str]:
    """What an earlier search chose for the program, then the pins."""
    return lock.get(profile, {}).get(program, {}) | dict(config.decisions)


def program_key(project: str | Path, path: str | Path) -> str:
    """The main file's name in the lock file: relative to the project."""
    return Path(os.path.relpath(path, project)).as_posix()

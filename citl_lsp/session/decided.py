"""What has been decided for a program outside of its text: the lock file of a finished search, then the user's pins.

    decisions_for(config, project, "/p/app/main.py", "idiomatic", read)

Pins by comment are in the text and not here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from citl_lsp.config import Config

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LOCK = "citl.lock"


def lock_path(project: str | None) -> str | None:
    """Where the project's lock file is."""
    return None if project is None else f"{project.rstrip('/')}/{LOCK}"


def decisions_for(
    config: Config, project: str | None, path: str, profile: str, read: Callable[[str], str | None]
) -> dict[str, str]:
    """Decisions for the program whose main file is `path`. A damaged lock file counts as none."""
    decisions: dict[str, str] = {}
    place = lock_path(project)
    text = read(place) if place is not None else None
    if text is not None and project is not None:
        try:
            data: object = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError):
            data = {}
        for name in (profile, os.path.relpath(path, project).replace(os.sep, "/")):
            data = data.get(name) if isinstance(data, Mapping) else None
        if isinstance(data, Mapping):
            decisions = {str(site): chosen for site, chosen in data.items() if isinstance(chosen, str)}
    return decisions | dict(config.decisions)

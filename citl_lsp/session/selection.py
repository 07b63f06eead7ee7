"""Whether the settings want a file to be looked at: `enable`, `include`, `exclude`."""

from __future__ import annotations

import os
from functools import lru_cache

from citl_lsp.config import Config


def is_wanted(config: Config, project: str | None, path: str) -> bool:
    """Whether the editor is to show findings for `path`."""
    return config.enable != "off" and is_selected(config, project, path)


def is_selected(config: Config, project: str | None, path: str) -> bool:
    """Whether `include` and `exclude` leave `path`. Patterns are relative to the project, as in .gitignore."""
    if project is None or not (config.include or config.exclude):
        return True
    relative = os.path.relpath(path, project).replace(os.sep, "/")
    if relative.startswith("../"):
        return True  # not a file of the project: its patterns say nothing about it
    if config.include and not _matches(config.include, relative):
        return False
    return not _matches(config.exclude, relative)


@lru_cache(maxsize=1024)
def _matches(patterns: tuple[str, ...], relative: str) -> bool:
    import pathspec  # few projects have patterns

    return bool(pathspec.GitIgnoreSpec.from_lines(patterns).match_file(relative))

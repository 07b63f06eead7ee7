"""The settings that hold for a file: its project, the merged configuration, the profile, the toolchain.

    settings = settings_for(Path("examples/bank.py"))
    settings.profile(None, "faithful")

What is wrong in a settings file is told once on stderr and ignored.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from citl_lsp.cli.console import note
from citl_lsp.config import Config, ProfileName, find_project, load_config
from citl_lsp.toolchain.find import Toolchain, find_toolchain


@dataclass(frozen=True, slots=True)
class Settings:
    """`project` is the folder with the pyproject.toml, or the file's own folder where there is none."""

    project: Path
    config: Config

    def profile(self, asked: ProfileName | None, preferred: ProfileName) -> ProfileName:
        """What the command line says, else the configuration, else what the verb prefers."""
        return asked or self.config.profile or preferred

    def toolchain(self) -> Toolchain:
        """The Rust toolchain. Raises ToolchainProblem."""
        return find_toolchain(self.config.rustc)


def settings_for(path: Path) -> Settings:
    """The settings that hold for a file or folder."""
    absolute = Path(os.path.abspath(path))
    return _settings(find_project(absolute))


@cache
def _settings(project: Path) -> Settings:
    config, problems = load_config(project)
    for problem in problems:
        note(f"{problem}")
    return Settings(project, config)


def forget_settings() -> None:
    """Read settings files again: one has changed."""
    _settings.cache_clear()

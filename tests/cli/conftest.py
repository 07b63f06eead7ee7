"""`citl` for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from citl_command import Citl


@pytest.fixture
def citl(tmp_path: Path) -> Citl:
    """`citl` for a user who has just installed it."""
    folder, home = tmp_path / "work", tmp_path / "user"
    folder.mkdir()
    environment = {
        "CITL_CONFIG": str(home / "config.toml"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
    }
    return Citl(folder, environment)

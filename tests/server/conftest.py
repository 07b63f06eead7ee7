"""Servers for the tests: a fresh one where a test wants to break it, one for all where it doesn't."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from server_client import RawClient, assert_alive


@pytest.fixture
def user_environment(tmp_path: Path) -> dict[str, str]:
    """A user without settings of his own."""
    return {"CITL_CONFIG": str(tmp_path / "no-config.toml")}


@pytest.fixture
def client(user_environment: dict[str, str]) -> Iterator[RawClient]:
    """An initialized client of a fresh server, which must still live and answer at the end."""
    with RawClient(environment=user_environment) as one:
        one.initialize()
        yield one
        if one.process.poll() is None:
            assert_alive(one)

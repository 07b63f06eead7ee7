"""Where the machine-wide caches lie: compiled runtime, the located toolchain, incremental data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """The user's cache directory for citl (`CITL_CACHE_DIR` overrides it); not created here."""
    override = os.environ.get("CITL_CACHE_DIR")
    return Path(override) if override else Path(platformdirs.user_cache_dir("citl", appauthor=False))


def clear_cache() -> int:
    """Delete everything in the cache directory that can be deleted; how many bytes that was."""
    folder = cache_dir()
    freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    shutil.rmtree(folder, ignore_errors=True)
    return freed

"""Generated Rust as read-only files in the cache, for clients that can't show a document of another scheme."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from citl_lsp.toolchain.cache import cache_dir


class RustFiles:
    """One file for each document; written only when its text has changed."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}

    def write(self, uri: str, rust: str) -> str:
        """The path of the file, which now holds `rust`."""
        digest = hashlib.sha256(uri.encode("utf-8", "replace")).hexdigest()[:16]
        stem = Path(uri.rsplit("/", 1)[-1].rsplit(":", 1)[-1]).stem or "untitled"
        name = "".join(char if char.isalnum() or char in "-_" else "_" for char in stem)[:60]
        path = cache_dir() / "preview" / digest / f"{name}.rs"
        if self._written.get(str(path)) != rust:
            with contextlib.suppress(OSError):  # a full disk costs the preview, nothing else
                _replace(path, rust)
                self._written[str(path)] = rust
        return str(path).replace("\\", "/")


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="") as file:
        file.write(text)
    os.chmod(file.name, stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    os.replace(file.name, path)

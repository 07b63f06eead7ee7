"""Where records are kept: one folder of segments in the user's data folder, one segment per process.

    >>> Store.default().segments()      # doctest: +SKIP
    [PosixPath('/home/me/.local/share/citl/traces/0001732190000000-4711-9f3c2a.citltrace')]

Names begin with the time of creation, so that sorted names are in order of age. The folder is the user's alone. A salt
beside the segments makes tokens of file paths: records of one file can be told from those of another, but a token can
be turned into a path neither without the salt nor after a purge. Knows no bytes of a record.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import platformdirs

SUFFIX = ".citltrace"
_SALT = "salt"


@dataclass(frozen=True)
class Store:
    """The folder of the records."""

    directory: Path

    @classmethod
    def default(cls) -> Store:
        """The folder in the user's data folder (it may not exist)."""
        return cls(Path(platformdirs.user_data_dir("citl", appauthor=False)) / "traces")

    def segments(self) -> list[Path]:
        """All segments, oldest first."""
        try:
            return sorted(path for path in self.directory.iterdir() if path.suffix == SUFFIX)
        except FileNotFoundError:
            return []

    def create(self) -> None:
        """Makes the folder, for the user alone. Raises `OSError`."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.directory.chmod(0o700)

    def new_segment(self) -> Path:
        """A name that no other process takes."""
        return self.directory / f"{time.time_ns() // 1_000_000:016d}-{os.getpid()}-{secrets.token_hex(3)}{SUFFIX}"

    def file_token(self, path: Path) -> str:
        """16 hex digits that stand for a file; equal for equal paths until the next purge. Raises `OSError`."""
        return hmac.new(self._salt(), os.fsencode(path), hashlib.sha256).hexdigest()[:16]

    def purge(self) -> tuple[int, int]:
        """Deletes every segment and the salt; returns how many segments and bytes. Raises `OSError`."""
        count = size = 0
        for segment in self.segments():
            size += segment.stat().st_size
            segment.unlink()
            count += 1
        (self.directory / _SALT).unlink(missing_ok=True)
        return count, size

    def _salt(self) -> bytes:
        path = self.directory / _SALT
        try:
            return path.read_bytes()
        except FileNotFoundError:
            self.create()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            salt = secrets.token_bytes(32)
            file.write(salt)
        return salt

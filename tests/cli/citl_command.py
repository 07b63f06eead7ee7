"""The command as a user runs it: in a process of its own, in an empty folder, without settings or records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
EXAMPLES = REPO / "examples"
_SECONDS = 900
"""The first one that compiles may have to build the runtime."""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)


@dataclass
class Citl:
    """Runs `citl` in `folder`; `environment` is added to the process's own."""

    folder: Path
    environment: dict[str, str]

    def __call__(self, *arguments: str | Path, cwd: Path | None = None, **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "citl_lsp", *map(str, arguments)],
            cwd=cwd or self.folder,
            env={**os.environ, **self.environment, **environment},
            capture_output=True,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in err, err
        return Done(done.returncode, out, err)

    def start(self, *arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
        """A command that is still running."""
        return subprocess.Popen(
            [sys.executable, "-u", "-m", "citl_lsp", *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, **self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def write(self, name: str, text: str) -> Path:
        """A file in the folder; returns its name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return Path(name)

    def write_bytes(self, name: str, data: bytes) -> Path:
        """A file in the folder; returns its name."""
        self.write(name, "")
        (self.folder / name).write_bytes(data)
        return Path(name)


NO_RUST = {"PATH": "/nowhere", "CARGO_HOME": "/nowhere", "CITL_RUSTC": ""}
"""An environment without a Rust compiler."""


def run_python(path: Path, arguments: Sequence[str] = (), stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The program as CPython runs it."""
    return subprocess.run([sys.executable, str(path), *arguments], input=stdin, capture_output=True, check=False)


def run_binary(path: Path, arguments: Sequence[str] = (), stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The program as it was built."""
    return subprocess.run([str(path), *arguments], input=stdin, capture_output=True, check=False)

"""Locate rustc and its companions, and say clearly what is missing.

rustup installs proxies that cost 6 to 8 ms per start; the toolchain's own binaries are found once through
`rustc --print sysroot` and remembered in the cache directory until something they depend on changes.

    >>> find_toolchain().version >= MINIMUM_VERSION  # doctest: +SKIP
    True

Which rustc is used comes from the caller (user-scope configuration), from `CITL_RUSTC`, or from PATH; never from a
project. For the same reason it is asked in a directory of our own: a `rust-toolchain.toml` may name any executable.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.toolchain.cache import cache_dir
from citl_lsp.toolchain.problem import RUSTUP_INSTALL, ToolchainProblem

MINIMUM_VERSION = (1, 86, 0)

_EXE = ".exe" if sys.platform == "win32" else ""
_ASK_SECONDS = 60
"""rustup's proxy may install the toolchain that its settings name before it answers."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """One Rust toolchain: the binaries themselves, not rustup's proxies. Parts that are absent are None."""

    rustc: Path
    cargo: Path | None
    clippy_driver: Path | None
    rustfmt: Path | None
    sysroot: Path
    version: tuple[int, int, int]
    verbose_version: str
    """Everything that `rustc -vV` prints: part of every cache key."""
    host: str
    """The target triple of this machine."""

    @property
    def version_text(self) -> str:
        """`rustc 1.95.0 (59807616e 2026-04-14)`."""
        return self.verbose_version.partition("\n")[0]

    def need_cargo(self) -> Path:
        """cargo, or the problem that it is missing."""
        return self._need(self.cargo, "cargo")

    def need_clippy(self) -> Path:
        """clippy-driver, or the problem that it is missing."""
        return self._need(self.clippy_driver, "clippy")

    def need_rustfmt(self) -> Path:
        """rustfmt, or the problem that it is missing."""
        return self._need(self.rustfmt, "rustfmt")

    def _need(self, found: Path | None, component: str) -> Path:
        if found is not None:
            return found
        raise ToolchainProblem(
            "component",
            f"{component} is not installed beside {self.rustc} ({self.version_text}).",
            command=f"rustup component add {component}",
        )


def find_toolchain(rustc: str | Path | None = None) -> Toolchain:
    """The toolchain of `rustc` (a path or command from user-scope configuration), `CITL_RUSTC`, or PATH.

    Raises ToolchainProblem ("missing", "too-old", "failed").
    """
    command = _locate(rustc)
    toolchain = _remembered(command) or _ask_and_remember(command)
    if toolchain.version < MINIMUM_VERSION:
        wanted = ".".join(map(str, MINIMUM_VERSION[:2]))
        raise ToolchainProblem(
            "too-old",
            f"{toolchain.version_text} at {toolchain.rustc} is too old: citl needs {wanted} or newer.",
            command="rustup update stable",
        )
    return toolchain


def _locate(rustc: str | Path | None) -> Path:
    wanted = rustc or os.environ.get("CITL_RUSTC")
    if wanted:
        found = shutil.which(str(wanted))
        if found is None:
            source = "the configuration" if rustc else "CITL_RUSTC"
            raise ToolchainProblem(
                "missing",
                f"There is no executable at {str(wanted)!r}, which {source} names as rustc.",
                command=RUSTUP_INSTALL,
            )
        return Path(found)
    found = shutil.which("rustc")
    if found is not None:
        return Path(found)
    # An editor started from the desktop often has a PATH without it.
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    candidate = home / "bin" / f"rustc{_EXE}"
    if candidate.is_file():
        return candidate
    raise ToolchainProblem(
        "missing",
        "No Rust compiler (rustc) was found on PATH or in ~/.cargo/bin. Everything that compiles or builds needs one; "
        "syntax and type diagnostics work without it.",
        command=RUSTUP_INSTALL,
    )


# --- memory ----------------------------------------------------------------------------------------------------------


def _stamp(path: Path) -> list[object]:
    try:
        stat = path.stat()
    except OSError:
        return [str(path)]
    return [str(path), stat.st_mtime_ns, stat.st_size]


def _memory_key(command: Path, real: Path) -> list[object]:
    """What the answer depends on: the command, rustup's choice of toolchain, and the binary that was found."""
    rustup = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup") / "settings.toml"
    return [_stamp(command), os.environ.get("RUSTUP_TOOLCHAIN", ""), _stamp(rustup), _stamp(real)]


def _memory_file() -> Path:
    return cache_dir() / "toolchain.json"


def _read_memory() -> dict[str, object]:
    try:
        data = json.loads(_memory_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _remembered(command: Path) -> Toolchain | None:
    entry = _read_memory().get(str(command))
    if not isinstance(entry, dict):
        return None
    sysroot, verbose, key = entry.get("sysroot"), entry.get("version"), entry.get("key")
    if not isinstance(sysroot, str) or not isinstance(verbose, str):
        return None
    real = _real_rustc(command, Path(sysroot))
    if key != _memory_key(command, real):
        return None
    return _describe(command, Path(sysroot), verbose)


def _ask_and_remember(command: Path) -> Toolchain:
    sysroot = Path(_ask(command, "--print", "sysroot").strip())
    verbose = _ask(_real_rustc(command, sysroot), "-vV")
    toolchain = _describe(command, sysroot, verbose)
    memory = _read_memory()
    key = _memory_key(command, toolchain.rustc)
    memory[str(command)] = {"sysroot": str(sysroot), "version": verbose, "key": key}
    # Only a cache: a read-only or full disk must not stop anybody.
    try:
        folder = cache_dir()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
            json.dump(memory, file)
        os.replace(file.name, _memory_file())
    except OSError:
        pass
    return toolchain


# --- asking ----------------------------------------------------------------------------------------------------------


def _ask(rustc: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            [str(rustc), *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            cwd=tempfile.gettempdir() if not cache_dir().is_dir() else cache_dir(),
            timeout=_ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolchainProblem("failed", f"{rustc} could not be run: {error}.", command=RUSTUP_INSTALL) from error
    if done.returncode == 0 and done.stdout.strip():
        return done.stdout
    text = done.stderr.strip() or done.stdout.strip()
    if "rustup default" in text or "no default" in text or "is not installed" in text:
        raise ToolchainProblem(
            "missing", "rustup is installed but has no Rust toolchain.", command="rustup default stable", details=text
        )
    last = text.splitlines()[0] if text else f"exit code {done.returncode}"
    raise ToolchainProblem("failed", f"{rustc} does not work: {last}", command="rustup update stable", details=text)


def _real_rustc(command: Path, sysroot: Path) -> Path:
    own = sysroot / "bin" / f"rustc{_EXE}"
    return own if own.is_file() else command


def _describe(command: Path, sysroot: Path, verbose: str) -> Toolchain:
    match = re.search(r"^release: (\d+)\.(\d+)\.(\d+)", verbose, re.MULTILINE)
    host = re.search(r"^host: (\S+)", verbose, re.MULTILINE)
    if match is None or host is None:
        raise ToolchainProblem(
            "failed", f"{command} does not answer like rustc.", command=RUSTUP_INSTALL, details=verbose[:2000]
        )
    rustc = _real_rustc(command, sysroot)

    def companion(name: str) -> Path | None:
        for folder in (sysroot / "bin", command.parent):
            path = folder / f"{name}{_EXE}"
            if path.is_file() and not _is_proxy(path, sysroot):
                return path
        # Distributions put their cargo elsewhere than their rustc; next to a rustup toolchain PATH says nothing.
        if rustc == command and (found := shutil.which(name)) is not None:
            return Path(found)
        return None

    return Toolchain(
        rustc=rustc,
        cargo=companion("cargo"),
        clippy_driver=companion("clippy-driver"),
        rustfmt=companion("rustfmt"),
        sysroot=sysroot,
        version=(int(match[1]), int(match[2]), int(match[3])),
        verbose_version=verbose.strip(),
        host=host[1],
    )


def _is_proxy(path: Path, sysroot: Path) -> bool:
    """Whether `path` is one of rustup's proxies, which exist even for components that are not installed."""
    if path.parent == sysroot / "bin":
        return False
    return (path.parent / f"rustup{_EXE}").is_file()

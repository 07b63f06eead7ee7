"""Run a Python program, or the binary made of it, under limits and in a clean environment.

    result = await run_python(permission, Path("/usr/bin/python3"), Path("prog.py"), ["7"], stdin=b"")
    result.exit_code, result.stdout

Both programs get the same environment, working directory, arguments and input. Their process group is killed at a
limit, at the end, and when the calling task is cancelled. CPU time and address space are limited by the kernel (through
`ulimit` in the shell that becomes the program); wall time, output and resident memory are watched from here. On
Windows only wall time and output are limited.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.equivalence.consent import Permission, require
from citl_lsp.toolchain.process import Finished, run_process


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Wall time is the larger: a program may wait for its input."""

    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    memory_bytes: int = 1 << 30
    output_bytes: int = 16 << 20
    file_bytes: int = 64 << 20
    """Of any single file that it writes."""


_ADDRESS_HEADROOM = 6 << 30
"""Address space beyond memory: a translated program reserves 4 GiB for its main stack and hardly touches it."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one run did. `exit_code` is negative for a signal, as in `subprocess`."""

    exit_code: int
    stdout: bytes
    stderr: bytes
    timed_out: bool
    """It used up its CPU or wall time."""
    wall: float
    output_exceeded: bool = False
    memory_exceeded: bool = False

    @property
    def finished(self) -> bool:
        """It ended by itself, within all limits."""
        return not (self.timed_out or self.output_exceeded or self.memory_exceeded)


async def run_python(
    permission: Permission,
    interpreter: Path,
    path: Path,
    argv: Sequence[str] = (),
    stdin: bytes = b"",
    limits: Limits | None = None,
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> RunResult:
    """Run the program `path` as `python path argv…` does. Without `cwd` it runs in an empty directory of its own.

    Raises OSError when it can't be started, and TypeError without a real permission.
    """
    require(permission)
    command = [str(interpreter), str(path.resolve() if cwd is None else path), *argv]
    return await _run(command, stdin, limits or Limits(), cwd, environment)


async def run_binary(
    permission: Permission,
    binary: Path,
    argv: Sequence[str] = (),
    stdin: bytes = b"",
    limits: Limits | None = None,
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> RunResult:
    """Run a translated program, which is the user's code as much as the Python was."""
    require(permission)
    return await _run([str(binary.resolve()), *argv], stdin, limits or Limits(), cwd, environment)


def run_python_sync(
    permission: Permission,
    interpreter: Path,
    path: Path,
    argv: Sequence[str] = (),
    stdin: bytes = b"",
    limits: Limits | None = None,
    *,
    cwd: Path | None = None,
) -> RunResult:
    """`run_python` for callers without an event loop."""
    return asyncio.run(run_python(permission, interpreter, path, argv, stdin, limits, cwd=cwd))


def run_binary_sync(
    permission: Permission,
    binary: Path,
    argv: Sequence[str] = (),
    stdin: bytes = b"",
    limits: Limits | None = None,
    *,
    cwd: Path | None = None,
) -> RunResult:
    """`run_binary` for callers without an event loop."""
    return asyncio.run(run_binary(permission, binary, argv, stdin, limits, cwd=cwd))


# --- how -------------------------------------------------------------------------------------------------------------


async def _run(
    command: Sequence[str], stdin: bytes, limits: Limits, cwd: Path | None, environment: Mapping[str, str] | None
) -> RunResult:
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(f"{command[0]} is not an executable file")
    with _home() as home:
        place = cwd or home / "work"
        env = {**_environment(home, place), **(environment or {})}
        done = await run_process(
            _limited(command, limits),
            stdin=stdin,
            cwd=place,
            env=env,
            timeout=limits.wall_seconds,
            output_limit=limits.output_bytes,
            memory_limit=limits.memory_bytes,
            sweep=True,
        )
    return RunResult(
        exit_code=done.returncode,
        stdout=done.stdout,
        stderr=done.stderr,
        timed_out=done.timed_out or _cpu_is_up(done),
        wall=done.wall_seconds,
        output_exceeded=done.overflowed,
        memory_exceeded=done.out_of_memory,
    )


def _cpu_is_up(done: Finished) -> bool:
    if done.overflowed or done.out_of_memory:
        return False
    # SIGKILL that we did not send: the hard limit, or the kernel short of memory; neither is the program's own doing.
    return sys.platform != "win32" and done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def _limited(command: Sequence[str], limits: Limits) -> list[str]:
    """`command` in a shell that sets its own limits and then becomes it: no thread-unsafe code between fork and exec.

    Each limit on its own: a system that lacks one keeps the others.
    """
    if sys.platform == "win32":
        return list(command)
    address = (limits.memory_bytes + _ADDRESS_HEADROOM) // 1024
    settings = [
        # One second between the warning signal and the end.
        f"ulimit -S -t {limits.cpu_seconds}",
        f"ulimit -H -t {limits.cpu_seconds + 1}",
        f"ulimit -v {address}",
        f"ulimit -f {max(1, limits.file_bytes // 512)}",
        "ulimit -c 0",
    ]
    script = "".join(f"{setting} 2>/dev/null\n" for setting in settings) + 'exec "$@"'
    return ["/bin/sh", "-c", script, "sh", *command]


def _environment(home: Path, cwd: Path) -> dict[str, str]:
    """The same for both programs, on every machine; what a system needs to start anything is kept."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "SystemRoot", "COMSPEC", "PATHEXT") if name in os.environ}
    return kept | {
        "PATH": os.defpath if sys.platform != "win32" else os.environ.get("PATH", ""),
        "HOME": str(home),
        "PWD": str(cwd),
        "TMPDIR": str(home / "tmp"),
        "TMP": str(home / "tmp"),
        "TEMP": str(home / "tmp"),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
    }


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    # A program may leave files that can't be deleted; that is no reason to fail.
    with tempfile.TemporaryDirectory(prefix="citl-run-", ignore_cleanup_errors=True) as name:
        home = Path(name).resolve()
        (home / "work").mkdir()
        (home / "tmp").mkdir()
        yield home

"""One way to run a tool: own process group, time limit, output limit, killed whole when the caller is cancelled.

    done = await run_process([rustc, "-vV"], timeout=10)
    done.returncode, done.stdout

Knows nothing about compilers. `asyncio` only; synchronous callers wrap it in `asyncio.run`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 16
_WATCH_SECONDS = 0.02
_GRACE_SECONDS = 5.0
"""How long a killed group may take to disappear before it is left to the operating system."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a process left behind. `returncode` is negative for a signal, as in `subprocess`."""

    returncode: int
    stdout: bytes
    stderr: bytes
    wall_seconds: float
    timed_out: bool
    overflowed: bool
    """It wrote more than the output limit and was killed; `stdout` and `stderr` hold what came before."""
    out_of_memory: bool = False
    """It held more memory than it was allowed and was killed (watched on Linux only)."""


class _Sink:
    """Collects the output of both pipes under one limit."""

    def __init__(self, limit: int) -> None:
        self.left = limit
        self.overflowed = False

    async def drain(
        self,
        stream: asyncio.StreamReader,
        into: bytearray,
        full: Callable[[], None],
        chunk: Callable[[bytes], None] | None,
    ) -> None:
        while data := await stream.read(_CHUNK):
            if len(data) > self.left:
                data = data[: self.left]
                self.overflowed = True
            self.left -= len(data)
            into += data
            if chunk is not None and data:
                chunk(data)
            if self.overflowed:
                full()


async def _feed(stream: asyncio.StreamWriter, data: bytes) -> None:
    # The process may exit without reading all of it.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        stream.write(data)
        await stream.drain()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        stream.close()


async def _watch_memory(pid: int, limit: int) -> bool:
    """Kill the group when its leader's resident memory passes `limit` bytes; whether that happened."""
    statm = Path(f"/proc/{pid}/statm")
    page = os.sysconf("SC_PAGE_SIZE")
    while True:
        try:
            resident = int(statm.read_text().split()[1]) * page
        except (OSError, IndexError, ValueError):
            return False
        if resident > limit:
            kill_group(pid)
            return True
        await asyncio.sleep(_WATCH_SECONDS)


def kill_group(pid: int) -> None:
    """Kill the process `pid`, leader of its group, with everything in that group. Silent if it is gone."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


async def _spawn(argv: Sequence[str], cwd: Path | None, env: Mapping[str, str] | None) -> asyncio.subprocess.Process:
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP
    # Shielded: a cancellation between fork and return would lose the process, and with it the way to kill it.
    start = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=cwd,
            env=None if env is None else dict(env),
            start_new_session=sys.platform != "win32",
            creationflags=flags,
        )
    )
    try:
        return await asyncio.shield(start)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            process = await start
            await _end(process)
        raise


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill the group and reap its leader."""
    kill_group(process.pid)
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(process.wait(), _GRACE_SECONDS)


async def run_process(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 60.0,
    output_limit: int = 16 << 20,
    memory_limit: int | None = None,
    sweep: bool = False,
    on_stdout: Callable[[bytes], None] | None = None,
) -> Finished:
    """Run `argv` to its end, or to `timeout` seconds or `output_limit` bytes (of both pipes), whichever comes first.

    `memory_limit` bounds the resident bytes of the process itself. `sweep` also kills what it left running behind it.
    Raises OSError when it can't be started. When the calling task is cancelled the whole group is killed first.
    """
    started = time.perf_counter()
    process = await _spawn(argv, cwd, env)
    out, err = bytearray(), bytearray()
    sink = _Sink(output_limit)
    timed_out = False
    jobs: list[asyncio.Task[None]] = []
    watch: asyncio.Task[bool] | None = None

    def full() -> None:
        kill_group(process.pid)

    try:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        if memory_limit is not None and sys.platform == "linux":
            watch = asyncio.ensure_future(_watch_memory(process.pid, memory_limit))
        jobs.append(asyncio.ensure_future(_feed(process.stdin, stdin)))
        jobs.append(asyncio.ensure_future(sink.drain(process.stdout, out, full, on_stdout)))
        jobs.append(asyncio.ensure_future(sink.drain(process.stderr, err, full, None)))
        _, late = await asyncio.wait(jobs, timeout=timeout)
        if late:
            timed_out = True
            kill_group(process.pid)
            await asyncio.wait(jobs, timeout=_GRACE_SECONDS)
        left = max(0.05, timeout - (time.perf_counter() - started))
        try:
            await asyncio.wait_for(process.wait(), left)
        except asyncio.TimeoutError:
            timed_out = True
    finally:
        for job in (*jobs, *([watch] if watch is not None else [])):
            job.cancel()
        if process.returncode is None:
            await _end(process)
        elif sweep:
            kill_group(process.pid)
    for job in jobs:
        if job.done() and not job.cancelled() and (error := job.exception()) is not None:
            raise error
    code = process.returncode if process.returncode is not None else -9
    wall = time.perf_counter() - started
    heavy = watch is not None and watch.done() and not watch.cancelled() and watch.result()
    late_only = timed_out and not sink.overflowed and not heavy
    return Finished(code, bytes(out), bytes(err), wall, late_only, sink.overflowed, heavy)

"""The worker as a child process: started at once, fed through a pipe, killed without mercy.

    worker = WorkerProcess(receive, ended)     # the process starts importing now
    worker.attach(loop)                        # from here on `receive` is called on the loop
    worker.send(Analyze(...))

`ended` is called once when the process is gone, unless `stop` was called. Closing its stdin makes the worker kill its
compilers and end; what doesn't end is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable

from citl_lsp.session.frames import FrameWriter, start_reader
from citl_lsp.session.messages import Log

_START = "import sys; sys.path[:] = filter(None, sys.path); from citl_lsp.session.worker import main; main()"
"""Not `-m`: the folder that the editor was started in must not shadow modules, and `-P` needs Python 3.11."""
_COMMAND = (sys.executable, "-c", _START)


class WorkerProcess:
    """One worker. Not restarted by itself: make another one."""

    def __init__(self, command: tuple[str, ...] = _COMMAND) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=sys.platform != "win32",
        )
        assert self._process.stdin and self._process.stdout and self._process.stderr
        # The descriptors belong to the threads from here on.
        self._writer = FrameWriter(os.dup(self._process.stdin.fileno()))
        self._process.stdin.close()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._receive: Callable[[object], None] = lambda message: None
        self._ended: Callable[[], None] = lambda: None
        self._early: list[object] = []
        self._lock = threading.Lock()
        self._stopped = False
        self._gone = False
        start_reader(self._process.stdout.fileno(), self._on_message, self._on_end)
        threading.Thread(target=self._read_errors, name="citl-worker-stderr", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def attach(
        self, loop: asyncio.AbstractEventLoop, receive: Callable[[object], None], ended: Callable[[], None]
    ) -> None:
        """Deliver messages on `loop`, those that came before first."""
        with self._lock:
            self._loop, self._receive, self._ended = loop, receive, ended
            early, self._early = self._early, []
            for message in early:
                loop.call_soon(self._deliver, message)
            if self._gone:
                loop.call_soon(self._deliver_end)

    def send(self, message: object) -> None:
        self._writer.send(message)

    def stop(self, patience: float = 0.4) -> None:
        """End the process and wait for it. May block for `patience` seconds."""
        self._stopped = True
        self._writer.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        self.kill()

    def kill(self) -> None:
        """End the process at once; `ended` is called unless `stop` was."""
        if self._process.poll() is None:
            with contextlib.suppress(OSError):
                self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.5)

    # --- threads -----------------------------------------------------------------------------------------------------

    def _on_message(self, message: object) -> None:
        with self._lock:
            if self._loop is None:
                self._early.append(message)
                return
            with contextlib.suppress(RuntimeError):  # the loop is closed: we are on our way out
                self._loop.call_soon_threadsafe(self._deliver, message)

    def _on_end(self) -> None:
        self._process.wait()
        with self._lock:
            self._gone = True
            if self._loop is not None:
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._deliver_end)

    def _read_errors(self) -> None:
        assert self._process.stderr
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stderr:
                self._on_message(Log("error", "worker: " + line.decode("utf-8", "replace").rstrip()))

    # --- on the loop -------------------------------------------------------------------------------------------------

    def _deliver(self, message: object) -> None:
        if not self._stopped:
            self._receive(message)

    def _deliver_end(self) -> None:
        if not self._stopped:
            self._stopped = True
            self._ended()

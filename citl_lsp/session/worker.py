"""The worker process: translates, runs the compilers, ranks fixes. Started by `worker_process`.

One event loop. Python work runs on it in pieces (translating one document, mapping one compiler's messages); compilers
run beside it and are killed when their document changes. A thread reads the pipe from the front: when that ends, the
compilers are killed and the process ends, whatever the loop is doing, so that nothing outlives the editor.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import sys
import threading
import traceback
from pathlib import Path

from citl_lsp.session.frames import FrameWriter, start_reader
from citl_lsp.session.messages import Analyze, Cancel, Compile, Configure, Log, Resolve, Shadow

_IDLE_SECONDS = 0.4
"""After that long without a message garbage is collected: a collection in the middle of a translation takes as long as
the translation."""
_THOROUGH_EVERY = 25
"""Every so many collections look at everything."""
_YOUNG_OBJECTS = 500_000
"""So many new objects are too many to wait."""
_SWITCH_SECONDS = 0.0005
_PATIENCE_SECONDS = 0.25
"""How long the compilers' ends are awaited when the front is gone."""


class Worker:
    """Takes messages in order; of several analyses of one document that wait, only the newest is done."""

    def __init__(self, writer: FrameWriter) -> None:
        from citl_lsp.session.jobs import Jobs

        self._inbox: list[object] = []
        self._wake = asyncio.Event()
        self._jobs = Jobs(writer.send)
        self._writer = writer
        self._collections = 0

    def post(self, message: object) -> None:
        self._inbox.append(message)
        self._wake.set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            idle = loop.call_later(_IDLE_SECONDS, self._collect)
            await self._wake.wait()
            idle.cancel()
            self._wake.clear()
            messages, self._inbox = self._inbox, []
            newest = {m.uri: m for m in messages if isinstance(m, Analyze)}
            for message in messages:
                if isinstance(message, Analyze) and newest[message.uri] is not message:
                    continue
                try:
                    self._handle(message)
                except Exception:
                    # The front must hear of it; the next message may well work.
                    self._writer.send(Log("error", traceback.format_exc()))
                # Let compilers' results and cancellations in between two long pieces.
                await asyncio.sleep(0)

    def _collect(self) -> None:
        self._collections += 1
        gc.collect(2 if self._collections % _THOROUGH_EVERY == 0 else 1)

    def _handle(self, message: object) -> None:
        match message:
            case Configure():
                self._jobs.configure(message)
            case Shadow():
                self._jobs.shadow(message.path, message.text)
            case Analyze():
                self._jobs.analyze(message)
            case Compile():
                self._jobs.compile(message)
            case Cancel():
                self._jobs.cancel(message.uri, message.forget)
            case Resolve():
                self._jobs.resolve(message)

    async def stop(self) -> None:
        await self._jobs.stop()


def main() -> None:
    """Serve the front on stdin and stdout until it goes away."""
    gc.disable()
    inbound, outbound = os.dup(0), os.dup(1)
    # Whatever prints must not get between the frames.
    os.dup2(2, 1)
    with open(os.devnull, "rb") as null:
        os.dup2(null.fileno(), 0)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(2)
    asyncio.run(_serve(inbound, outbound))
    sys.stderr.flush()
    os._exit(0)  # threads that still read or write are of no use to anyone


async def _serve(inbound: int, outbound: int) -> None:
    loop = asyncio.get_running_loop()
    writer = FrameWriter(outbound)
    worker = Worker(writer)
    # The thread that writes must get its turn while the loop computes on: it wants little of it.
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 10, 10)
    gc.enable()
    ended = asyncio.Event()

    def receive(message: object) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(worker.post, message)

    def end() -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(ended.set)
        # The loop may be deep in a translation: don't wait for it.
        deadline = threading.Timer(_PATIENCE_SECONDS, _die)
        deadline.daemon = True
        deadline.start()

    start_reader(inbound, receive, end)
    serving = asyncio.ensure_future(worker.run())
    await ended.wait()
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    await worker.stop()


def _die() -> None:
    """Kill the children that are left, then this process."""
    import signal

    for pid in _children():
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    os._exit(0)


def _children() -> list[int]:
    """Direct children, where the system tells (Linux); each leads its own group."""
    found: list[int] = []
    with contextlib.suppress(OSError, ValueError):
        for task in Path("/proc/self/task").iterdir():
            found += [int(pid) for pid in (task / "children").read_text().split()]
    return found

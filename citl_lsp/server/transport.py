"""Bytes in and out: stdin and stdout by threads of their own, or one TCP connection.

The event loop neither waits for a client that doesn't read, nor is it kept alive by a read under way: both threads are
daemons. All messages of one chunk are handled together, in one turn of the loop, so that a flood of edits costs one
pass over the text and not one for each edit.

`serve_stdio` and `serve_tcp` return when the client is gone or `stop` was called. No protocol is known here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import threading
from collections.abc import Callable, Sequence

from citl_lsp.server.framing import Framing

_CHUNK = 1 << 15
_WAITING_CHUNKS = 64
"""Chunks read but not handled yet; beyond that the client has to wait."""

Receive = Callable[[Sequence[bytes]], None]
"""Handles the bodies of messages that came together."""


class ThreadWriter:
    """Writes to a file descriptor from a thread. `close` waits until all is written, but not for ever."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="citl-stdout", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        self._queue.put(data)

    def close(self, timeout: float = 0.5) -> None:
        self._queue.put(None)
        self._thread.join(timeout)

    def _run(self) -> None:
        # A client that is gone is noticed by the reader; what is written to it is lost, and that is all right.
        with contextlib.suppress(OSError):
            while (data := self._queue.get()) is not None:
                view = memoryview(data)
                while view:
                    view = view[os.write(self._fd, view) :]


class StreamWriter:
    """Writes to a TCP connection."""

    def __init__(self, stream: asyncio.StreamWriter) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self._stream.write(data)

    def close(self, timeout: float = 0.5) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self._stream.close()


async def serve_stdio(fd: int, receive: Receive, stop: asyncio.Event) -> None:
    """Hand the message bodies that arrive on `fd` to `receive`, until end of input or `stop`."""
    loop = asyncio.get_running_loop()
    room = threading.BoundedSemaphore(_WAITING_CHUNKS)
    framing = Framing()

    def handle(data: bytes) -> None:
        room.release()
        if not stop.is_set():
            receive(framing.feed(data))

    def read() -> None:
        with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: the loop has ended
            while data := os.read(fd, _CHUNK):
                room.acquire()
                loop.call_soon_threadsafe(handle, data)
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=read, name="citl-stdin", daemon=True).start()
    await stop.wait()


async def serve_tcp(
    host: str,
    port: int,
    connected: Callable[[StreamWriter], Receive],
    listening: Callable[[int], None],
    stop: asyncio.Event,
) -> None:
    """As `serve_stdio`, for the first client that connects. `listening` is told the port (0 = any free one)."""
    taken = False

    async def connection(reader: asyncio.StreamReader, stream: asyncio.StreamWriter) -> None:
        nonlocal taken
        if taken:
            stream.close()
            return
        taken = True
        receive = connected(StreamWriter(stream))
        framing = Framing()
        with contextlib.suppress(OSError):
            while not stop.is_set() and (data := await reader.read(_CHUNK)):
                receive(framing.feed(data))
        stop.set()

    server = await asyncio.start_server(connection, host, port)
    async with server:
        listening(server.sockets[0].getsockname()[1])
        await stop.wait()

"""Objects through a pipe between the front and its worker: four bytes of length, then a pickle.

Pickle is safe here and nowhere else: both ends are this program, of the same user, and the pipe has no name. Reading
happens in a thread, so that the end of the stream is noticed even while the other threads compute.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import threading
from collections.abc import Callable, Iterator

_LENGTH = struct.Struct("<I")


class FrameWriter:
    """Sends objects from a thread, in order. Never blocks, never raises; what a dead reader misses is lost."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="citl-frames-out", daemon=True)
        self._thread.start()

    def send(self, message: object) -> None:
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self._queue.put(_LENGTH.pack(len(data)) + data)

    def close(self, timeout: float = 0.2) -> None:
        """Write what is waiting and close the pipe."""
        self._queue.put(None)
        self._thread.join(timeout)

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while (data := self._queue.get()) is not None:
                view = memoryview(data)
                while view:
                    view = view[os.write(self._fd, view) :]
        with contextlib.suppress(OSError):
            os.close(self._fd)


def read_frames(fd: int) -> Iterator[object]:
    """The objects that arrive on `fd`, until it ends (a frame that is cut off is dropped)."""
    buffer = bytearray()
    with contextlib.suppress(OSError):
        while data := os.read(fd, 1 << 18):
            buffer += data
            while len(buffer) >= _LENGTH.size:
                end = _LENGTH.size + _LENGTH.unpack_from(buffer)[0]
                if len(buffer) < end:
                    break
                message = pickle.loads(bytes(buffer[_LENGTH.size : end]))
                del buffer[:end]
                yield message


def start_reader(fd: int, receive: Callable[[object], None], ended: Callable[[], None]) -> threading.Thread:
    """Call `receive` for every object on `fd`, then `ended`, both in a thread of their own."""

    def run() -> None:
        try:
            for message in read_frames(fd):
                receive(message)
        finally:
            ended()

    thread = threading.Thread(target=run, name="citl-frames-in", daemon=True)
    thread.start()
    return thread

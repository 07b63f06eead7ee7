"""The base protocol's framing: headers, a blank line, a body of `Content-Length` bytes.

    framing = Framing()
    framing.feed(b"Content-Length: 2\\r\\n\\r\\n{}")    # [b'{}']

Bytes may arrive cut anywhere. Unknown headers are skipped, names are matched without regard to case, a header block
without a usable length is dropped: nothing that a client sends stops the stream. It knows no JSON.
"""

from __future__ import annotations

import re

_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_MAX_HEADER = 1 << 16


class Framing:
    """Cuts a stream of bytes into message bodies."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._wanted: int | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that `data` completes, in order."""
        self._buffer += data
        bodies: list[bytes] = []
        while True:
            if self._wanted is None and not self._read_header():
                return bodies
            wanted = self._wanted
            if wanted is None:
                continue
            if len(self._buffer) < wanted:
                return bodies
            bodies.append(bytes(self._buffer[:wanted]))
            del self._buffer[:wanted]
            self._wanted = None

    def _read_header(self) -> bool:
        """Consume one header block; False where it isn't whole yet."""
        blank = _BLANK.search(self._buffer)
        if blank is None:
            if len(self._buffer) > _MAX_HEADER:
                self._buffer.clear()
            return False
        header = bytes(self._buffer[: blank.start()]).replace(b"\r\n", b"\n")
        del self._buffer[: blank.end()]
        length = _LENGTH.search(header)
        self._wanted = int(length[1]) if length else None
        return True


def frame(body: bytes) -> bytes:
    """`body` with its header."""
    return b"Content-Length: %d\r\n\r\n" % len(body) + body

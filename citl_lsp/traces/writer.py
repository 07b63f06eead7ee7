"""Appends records to this process's own segment, as far as the user's consent goes at that moment.

    >>> with TraceWriter(Store.default(), consent=lambda: read_consent(user_config_file()).consent) as writer:
    ...     writer.write(trace)
    <Written.NO_CONSENT: 'no consent'>

Consent is asked when the writer is made and before each write; without it no file comes into being. Without the consent
for names the record is redacted first. A record is one `write` to a file opened for appending, so a killed process
loses at most its last record. A full disk never raises: the torn end is cut off and the result says `FAILED`.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from enum import Enum
from types import TracebackType

from citl_lsp.traces.clock import LamportClock
from citl_lsp.traces.consent import Consent
from citl_lsp.traces.record import DecisionTrace
from citl_lsp.traces.redact import Redactor
from citl_lsp.traces.store import Store


class Written(Enum):
    """What became of a record."""

    YES = "written"
    NO_CONSENT = "no consent"
    FAILED = "failed"


class TraceWriter:
    """Writes records of one process. Safe to use from several threads; a forked child gets its own segment."""

    def __init__(
        self,
        store: Store,
        consent: Callable[[], Consent],
        clock: LamportClock | None = None,
        known: frozenset[str] = frozenset(),
    ) -> None:
        """`known` are the translator's own words that redaction keeps (kinds of sites, alternatives)."""
        self.store = store
        self.clock = LamportClock.from_environment() if clock is None else clock
        self.last_error: str | None = None
        self._consent = consent
        self._known = known
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._process = os.getpid()
        self._ids = _Ids()
        if consent().record:
            self._open()

    def __enter__(self) -> TraceWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def next_id(self) -> int:
        """An id that no other record has (random upper half, counted lower half)."""
        return self._ids.next()

    def write(self, trace: DecisionTrace) -> Written:
        """Appends one record, redacted unless names are allowed. Never raises for want of space or permission."""
        consent = self._consent()
        if not consent.record:
            self.close()
            return Written.NO_CONSENT
        frame = (trace if consent.names else Redactor(self._known).trace(trace)).to_bytes()
        with self._lock:
            if not self._usable() and not self._open():
                return Written.FAILED
            return self._append(frame)

    def close(self) -> None:
        """Closes the segment; a later write opens another."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _usable(self) -> bool:
        if self._descriptor is None:
            return False
        if self._process == os.getpid() and os.fstat(self._descriptor).st_nlink > 0:
            return True
        os.close(self._descriptor)  # a forked child, or the segment was purged
        self._descriptor = None
        return False

    def _open(self) -> bool:
        self._process = os.getpid()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
        try:
            self.store.create()
            self._descriptor = os.open(self.store.new_segment(), flags | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            self.last_error = str(error)
            return False
        return True

    def _append(self, frame: bytes) -> Written:
        descriptor = self._descriptor
        assert descriptor is not None
        before = os.fstat(descriptor).st_size
        try:
            if os.write(descriptor, frame) == len(frame):
                return Written.YES
            self.last_error = "the disk is full"
        except OSError as error:
            self.last_error = str(error)
        try:
            os.ftruncate(descriptor, before)
        except OSError:  # the torn end would hide later records: go on in a new segment
            os.close(descriptor)
            self._descriptor = None
        return Written.FAILED


class _Ids:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = 0
        self._upper = self._count = 0

    def next(self) -> int:
        with self._lock:
            if self._process != os.getpid():  # the first id here, or a forked child
                self._process = os.getpid()
                self._upper, self._count = (secrets.randbits(32) or 1) << 32, 0
            self._count += 1
            return self._upper | (self._count & 0xFFFFFFFF)

"""Lamport's logical clock (Comm. ACM 21, 1978), carried to child processes by an environment variable.

    >>> clock = LamportClock()
    >>> clock.tick(), clock.tick(), clock.receive(10), clock.tick()
    (1, 2, 11, 12)

A parent puts `clock.environment()` into the environment of a child; the child starts with `from_environment`, so each
record of the child comes after those of the parent before the start. Knows no record and no wall clock.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping

VARIABLE = "CITL_LAMPORT_CLOCK"
_LARGEST = (1 << 63) - 1


class LamportClock:
    """Counts events; safe to use from several threads."""

    def __init__(self, start: int = 0) -> None:
        self._value = start
        self._lock = threading.Lock()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> LamportClock:
        """The clock a parent handed over, after receiving it; a fresh one where there is none or it is no number."""
        text = (os.environ if environment is None else environment).get(VARIABLE, "")
        clock = cls()
        if text.isascii() and text.isdigit() and int(text) < _LARGEST:
            clock.receive(int(text))
        return clock

    @property
    def value(self) -> int:
        """The time of the last event."""
        return self._value

    def tick(self) -> int:
        """A local event: the clock moves by 1."""
        with self._lock:
            self._value += 1
            return self._value

    def receive(self, sent: int) -> int:
        """A message with the sender's time arrived: the later of both, plus 1."""
        with self._lock:
            self._value = max(self._value, sent) + 1
            return self._value

    def environment(self) -> dict[str, str]:
        """What a child process needs in its environment; starting a child is an event."""
        return {VARIABLE: str(self.tick())}

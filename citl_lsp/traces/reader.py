"""Streams records from segments, memory-mapped, whatever happened to their ends.

    >>> for trace in Segment(path):     # doctest: +SKIP
    ...     print(trace.lamport_clock)

A torn tail is dropped, never the file; a damaged record within is skipped and counted. Memory does not grow with the
size of a segment. A segment that is being written is read up to where it ended when it was opened.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from citl_lsp.traces.record import LARGEST, LENGTH, SMALLEST, DecisionTrace, DecodeError, checksum_matches, from_bytes


@dataclass
class Damage:
    """What could not be read: records with a wrong checksum or payload, and bytes of torn tails."""

    records: int = 0
    torn_bytes: int = 0


@dataclass
class Segment:
    """One file of records; iterating opens it anew. `damage` counts up while iterating.

    `end` is the size up to which it is read, for readers that must see the same records twice; None reads all.
    """

    path: Path
    damage: Damage = field(default_factory=Damage)
    end: int | None = None

    def __iter__(self) -> Iterator[DecisionTrace]:
        """Records in the order written. Raises `OSError` where the file cannot be opened."""
        for frame in self.frames():
            try:
                yield from_bytes(frame)
            except DecodeError:
                self.damage.records += 1

    def frames(self) -> Iterator[bytes]:
        """The frames with a right checksum, not decoded."""
        with self.path.open("rb") as file:
            try:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file cannot be mapped
                return
            with mapped, memoryview(mapped) as view:
                yield from self._frames(view)

    def _frames(self, view: memoryview) -> Iterator[bytes]:
        position, end = 0, len(view) if self.end is None else min(self.end, len(view))
        while position < end:
            if end - position < LENGTH.size:
                break
            (length,) = LENGTH.unpack_from(view, position)
            after = position + LENGTH.size + length
            if not SMALLEST <= length <= LARGEST or after > end:
                break
            with view[position:after] as frame:
                whole = checksum_matches(frame)
                data = bytes(frame) if whole else b""
            if whole:
                yield data
            else:
                self.damage.records += 1
            position = after
        self.damage.torn_bytes += end - position


def read_all(
    segments: Iterable[Path], damage: Damage | None = None, ends: Mapping[Path, int] | None = None
) -> Iterator[DecisionTrace]:
    """The records of all segments, oldest segment first, each in the order written; one file is open at a time.

    Lamport times order the records of a process and its children; sort by (`lamport_clock`, `id`) where that is wanted.
    `ends` are sizes up to which segments are read.
    """
    total = Damage() if damage is None else damage
    for path in segments:
        yield from Segment(path, total, None if ends is None else ends[path])

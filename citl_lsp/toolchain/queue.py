"""One queue for all compilers that a server starts, so that typing is never behind a candidate.

    queue = CompilerQueue()
    result = await queue.run(("check", uri), generation, Priority.MAIN, lambda: check(text))

A job has a key and a generation. A newer generation of a key supersedes older ones: waiting ones are dropped, a running
one is killed, and whoever awaited them gets `Superseded`. At most `limit` jobs run; the most urgent goes first, and
among equals the first that came. Candidates run one at a time unless nothing else is going on, and one of them is put
back to be run again when something more urgent has no place.

Knows nothing about compilers: a job is any function that starts a coroutine, and cancelling the coroutine must end it.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar, cast

T = TypeVar("T")


class Priority(IntEnum):
    """Lower is more urgent."""

    MAIN = 0
    """The check of the text that is on show."""
    CLIPPY = 1
    CURSOR = 2
    """Candidates for the errors at the cursor."""
    IN_VIEW = 3
    """Candidates for the others that are visible."""

    @property
    def background(self) -> bool:
        """A candidate: can wait, and can be run again."""
        return self >= Priority.CURSOR


class Superseded(Exception):
    """A newer generation took the job's place, its result would be stale: how most jobs end while someone types."""


@dataclass(eq=False, slots=True)
class _Job:
    key: Hashable
    generation: int
    priority: Priority
    order: int
    start: Callable[[], Awaitable[object]]
    answer: asyncio.Future[object]
    task: asyncio.Future[object] | None = None
    put_back: bool = field(default=False)
    """Its task was ended to make room; it waits again."""

    @property
    def rank(self) -> tuple[int, int]:
        return (self.priority, self.order)


class CompilerQueue:
    """Belongs to one event loop."""

    def __init__(self, limit: int = 2) -> None:
        self._limit = max(1, limit)
        self._waiting: list[_Job] = []
        self._running: list[_Job] = []
        self._newest: dict[Hashable, int] = {}
        self._order = itertools.count()
        self._closed = False

    async def run(self, key: Hashable, generation: int, priority: Priority, start: Callable[[], Awaitable[T]]) -> T:
        """Wait for a place, run the job, and return what it returns (or raise what it raises).

        Raises Superseded when a newer generation of `key` is or becomes known, or the queue is closed.
        """
        if self._closed or generation < self._newest.get(key, generation):
            raise Superseded
        self._newest[key] = generation
        self._drop(lambda job: job.key == key and job.generation < generation)
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        job = _Job(key, generation, priority, next(self._order), start, answer)
        self._waiting.append(job)
        self._pump()
        try:
            return cast(T, await answer)
        finally:
            if not answer.done() or answer.cancelled():
                self._drop(lambda other: other is job)

    async def close(self) -> None:
        """End everything, and wait until the compilers are gone."""
        self._closed = True
        tasks = [job.task for job in self._running if job.task is not None]
        self._drop(lambda job: True)
        if tasks:
            await asyncio.wait(tasks)

    @property
    def idle(self) -> bool:
        """Nothing waits and nothing runs."""
        return not self._waiting and not self._running

    # --- inside --------------------------------------------------------------------------------------------------

    def _drop(self, which: Callable[[_Job], bool]) -> None:
        for job in [job for job in self._waiting if which(job)]:
            self._waiting.remove(job)
            _refuse(job)
        for job in [job for job in self._running if which(job)]:
            job.put_back = False
            _refuse(job)
            if job.task is not None:
                job.task.cancel()
        self._pump()

    def _pump(self) -> None:
        """Start what may start; make room for what is urgent."""
        self._waiting.sort(key=lambda job: job.rank)
        for job in list(self._waiting):
            if len(self._running) >= self._limit:
                if not job.priority.background:
                    self._make_room()
                return
            if self._may_start(job):
                self._waiting.remove(job)
                self._begin(job)

    def _may_start(self, job: _Job) -> bool:
        if not job.priority.background:
            return True
        others = self._running + self._waiting
        busy = any(not other.priority.background for other in others)
        return not (busy and any(other.priority.background for other in self._running))

    def _make_room(self) -> None:
        # One that is on its way out leaves a place already.
        if any(job.put_back or job.answer.done() for job in self._running):
            return
        victims = [job for job in self._running if job.priority.background and job.task is not None]
        if victims:
            victim = max(victims, key=lambda job: job.rank)
            victim.put_back = True
            if victim.task is not None:
                victim.task.cancel()

    def _begin(self, job: _Job) -> None:
        job.task = asyncio.ensure_future(job.start())
        self._running.append(job)
        job.task.add_done_callback(lambda task: self._ended(job, task))

    def _ended(self, job: _Job, task: asyncio.Future[object]) -> None:
        self._running.remove(job)
        job.task = None
        if task.cancelled() and job.put_back and not job.answer.done():
            job.put_back = False
            self._waiting.append(job)
        elif not job.answer.done():
            if task.cancelled():
                job.answer.cancel()
            elif (error := task.exception()) is not None:
                job.answer.set_exception(error)
            else:
                job.answer.set_result(task.result())
        elif not task.cancelled():
            task.exception()  # seen: nobody waits for it any more
        self._pump()


def _refuse(job: _Job) -> None:
    if not job.answer.done():
        job.answer.set_exception(Superseded())
        job.answer.exception()  # its owner may be gone already

"""The compiler queue: order, places, superseding, and what is killed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from citl_lsp.toolchain.compile import check
from citl_lsp.toolchain.queue import CompilerQueue, Priority, Superseded


class Log:
    """Jobs that say when they begin and end, and wait to be released."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.now = 0
        self.most = 0
        self.gates: dict[str, asyncio.Event] = {}

    def job(self, name: str) -> Callable[[], Awaitable[str]]:
        async def run() -> str:
            self.events.append(f"+{name}")
            self.now += 1
            self.most = max(self.most, self.now)
            try:
                await self.gates.setdefault(name, asyncio.Event()).wait()
            except asyncio.CancelledError:
                self.events.append(f"x{name}")
                raise
            finally:
                self.now -= 1
            self.events.append(f"-{name}")
            return name

        return run

    def release(self, *names: str) -> None:
        for name in names:
            self.gates.setdefault(name, asyncio.Event()).set()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def submit(
    queue: CompilerQueue, log: Log, name: str, generation: int = 1, priority: Priority = Priority.MAIN, key: str = ""
) -> asyncio.Task[str]:
    return asyncio.ensure_future(queue.run(key or name, generation, priority, log.job(name)))


async def test_the_most_urgent_first() -> None:
    queue, log = CompilerQueue(limit=1), Log()
    first = submit(queue, log, "first")
    await settle()
    rest = [
        submit(queue, log, "view", priority=Priority.IN_VIEW),
        submit(queue, log, "cursor", priority=Priority.CURSOR),
        submit(queue, log, "clippy", priority=Priority.CLIPPY),
        submit(queue, log, "main2"),
        submit(queue, log, "main3"),
    ]
    await settle()
    log.release("first", "view", "cursor", "clippy", "main2", "main3")
    assert await asyncio.gather(first, *rest) == ["first", "view", "cursor", "clippy", "main2", "main3"]
    begun = [event[1:] for event in log.events if event[0] == "+"]
    assert begun == ["first", "main2", "main3", "clippy", "cursor", "view"]
    assert queue.idle


async def test_no_more_than_the_limit() -> None:
    queue, log = CompilerQueue(limit=3), Log()
    jobs = [submit(queue, log, str(number)) for number in range(10)]
    await settle()
    assert log.now == 3
    log.release(*map(str, range(10)))
    await asyncio.gather(*jobs)
    assert log.most == 3


async def test_a_newer_generation_kills_the_older() -> None:
    queue, log = CompilerQueue(limit=1), Log()
    running = submit(queue, log, "one", 1, key="k")
    waiting = submit(queue, log, "two", 2, key="other")
    await settle()
    newer = submit(queue, log, "three", 2, key="k")
    await settle()
    with pytest.raises(Superseded):
        await running
    assert "xone" in log.events
    log.release("two", "three")
    assert [await waiting, await newer] == ["two", "three"]
    with pytest.raises(Superseded):
        await queue.run("k", 1, Priority.MAIN, log.job("late"))
    assert "+late" not in log.events


async def test_a_waiting_job_is_dropped_unrun() -> None:
    queue, log = CompilerQueue(limit=1), Log()
    blocker = submit(queue, log, "blocker")
    await settle()
    old = submit(queue, log, "old", 1, key="k")
    await settle()
    newer = submit(queue, log, "newer", 2, key="k")
    with pytest.raises(Superseded):
        await old
    log.release("blocker")
    await blocker
    await settle()
    log.release("newer")
    await newer
    assert "+old" not in log.events


async def test_candidates_run_one_at_a_time_unless_idle() -> None:
    queue, log = CompilerQueue(limit=3), Log()
    main = submit(queue, log, "main")
    await settle()
    candidates = [submit(queue, log, f"c{number}", priority=Priority.CURSOR) for number in range(4)]
    await settle()
    assert log.events == ["+main", "+c0"]
    log.release("main")
    await main
    await settle()
    assert log.events[-2:] == ["+c1", "+c2"]
    log.release("c0", "c1", "c2", "c3")
    assert await asyncio.gather(*candidates) == ["c0", "c1", "c2", "c3"]


async def test_an_urgent_job_takes_a_candidate_s_place_for_a_while() -> None:
    queue, log = CompilerQueue(limit=2), Log()
    cursor = submit(queue, log, "cursor", priority=Priority.CURSOR)
    view = submit(queue, log, "view", priority=Priority.IN_VIEW)
    await settle()
    assert log.now == 2
    main = submit(queue, log, "main")
    await settle()
    assert log.events == ["+cursor", "+view", "xview", "+main"]
    log.release("cursor", "view", "main")
    assert [await cursor, await view, await main] == ["cursor", "view", "main"]
    assert log.events.count("+view") == 2


async def test_cancelling_the_caller_ends_the_job() -> None:
    queue, log = CompilerQueue(), Log()
    running = submit(queue, log, "one")
    await settle()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await settle()
    assert log.events == ["+one", "xone"] and queue.idle


async def test_faults_reach_the_caller_and_free_the_place() -> None:
    queue, log = CompilerQueue(limit=1), Log()

    async def fault() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await queue.run("k", 1, Priority.MAIN, fault)
    log.release("next")
    assert await submit(queue, log, "next") == "next"


async def test_a_job_that_cancels_itself() -> None:
    queue = CompilerQueue()

    async def end() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await queue.run("k", 1, Priority.MAIN, end)
    assert queue.idle


async def test_close_ends_everything() -> None:
    queue, log = CompilerQueue(limit=1), Log()
    jobs = [submit(queue, log, name) for name in "abc"]
    await settle()
    await queue.close()
    assert [type(outcome) for outcome in await asyncio.gather(*jobs, return_exceptions=True)] == [Superseded] * 3
    assert queue.idle and log.now == 0
    with pytest.raises(Superseded):
        await queue.run("k", 9, Priority.MAIN, log.job("x"))


@pytest.mark.parametrize("seed", range(20))
async def test_random_use_loses_nothing(seed: int) -> None:
    dice = random.Random(seed)
    queue = CompilerQueue(limit=dice.choice([1, 2, 3]))
    running = most = 0

    async def work() -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            await asyncio.sleep(dice.random() * 0.003)
        finally:
            running -= 1
        return 1

    tasks: list[asyncio.Task[int]] = []
    newest: dict[int, int] = {}
    for generation in range(80):
        key = dice.randrange(4)
        newest[key] = len(tasks)
        tasks.append(asyncio.ensure_future(queue.run(key, generation, dice.choice(list(Priority)), work)))
        if dice.random() < 0.3:
            await asyncio.sleep(dice.random() * 0.004)
    outcomes = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)
    assert all(outcome == 1 or isinstance(outcome, Superseded) for outcome in outcomes)
    assert all(outcomes[number] == 1 for number in newest.values())
    await settle()
    assert queue.idle and running == 0 and most <= 3


async def test_with_real_compilers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CACHE_DIR", str(tmp_path))
    queue = CompilerQueue()
    outcomes = await asyncio.gather(
        *(
            queue.run("file", generation, Priority.MAIN, lambda: check("fn main() { let x: i32 = true; }"))
            for generation in range(30)
        ),
        return_exceptions=True,
    )
    assert all(isinstance(outcome, Superseded) for outcome in outcomes[:-1])
    last = outcomes[-1]
    assert not isinstance(last, BaseException) and [message.code for message in last.errors] == ["E0308"]

"""No answer of the worker's about an older text reaches the editor, whatever it is and whenever it comes.

The worker is played by the test, so that each answer comes late for certain; `test_server_refusals.py` and
`random_edits.py` try the same with real compilers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from citl_lsp.session.listener import Listener
from citl_lsp.session.messages import (
    Analyze,
    Analyzed,
    Compile,
    Compiled,
    Details,
    Fact,
    Finding,
    Fix,
    Inferred,
    Offered,
    Resolve,
    Resolved,
    TextChange,
)
from citl_lsp.session.session import Session
from citl_lsp.session.worker_process import WorkerProcess
from citl_lsp.text.positions import LineIndex

URI = "file:///t/a.py"
OLD, NEW = "a = 1\nb = 2\n", "a = 1\nb = 3\n"


class PlayedWorker:
    """Remembers what it is asked; says what the test says."""

    pid = 0

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.say: Callable[[object], None] = lambda message: None

    def attach(
        self, loop: asyncio.AbstractEventLoop, receive: Callable[[object], None], ended: Callable[[], None]
    ) -> None:
        self.say = receive

    def send(self, message: object) -> None:
        self.asked.append(message)

    def stop(self, patience: float = 0.0) -> None:
        pass

    def generation(self) -> int:
        """Of the newest text that is to be analysed."""
        return [message.generation for message in self.asked if isinstance(message, Analyze)][-1]


class Shown:
    """The editor."""

    def __init__(self) -> None:
        self.published: list[tuple[int | None, list[str]]] = []
        self.rust = 0

    def publish(self, uri: str, version: int | None, index: LineIndex, findings: tuple[Finding, ...]) -> None:
        assert all(0 <= finding.start <= finding.end <= len(index.text) for finding in findings)
        self.published.append((version, [finding.message for finding in findings]))

    def rust_changed(self, uri: str) -> None:
        self.rust += 1

    def state(self, state: str, message: str) -> None: ...
    def progress(self, progress: object) -> None: ...
    def log(self, level: str, message: str) -> None: ...
    def tell(self, level: str, message: str) -> None: ...


class Editing:
    """A session with one document, whose first text was analysed and has been edited since."""

    def __init__(self) -> None:
        self.worker, self.shown = PlayedWorker(), Shown()
        self.session = Session(cast(Listener, self.shown), worker=cast(WorkerProcess, self.worker))

    async def edited(self) -> tuple[int, int]:
        """The generations of the old and the new text."""
        self.session.open(URI, "/t/a.py", OLD, 1)
        await asyncio.sleep(0)
        old = self.worker.generation()
        self.worker.say(analyzed(old))
        self.session.change(URI, 2, [(None, NEW)])
        await asyncio.sleep(0)
        new = self.worker.generation()
        assert new > old
        self.shown.published.clear()
        return old, new

    def said(self) -> list[str]:
        """Everything that was published since."""
        return [message for _, messages in self.shown.published for message in messages]


def finding(message: str = "stale") -> Finding:
    return Finding(message, 0, 1, 1, "warning", "rustc", message)


def analyzed(generation: int, *findings: Finding) -> Analyzed:
    return Analyzed(URI, generation, findings, "fn main() {}\n", frozenset(), 0.0, True)


def fix() -> Fix:
    return Fix("fix", "stale", "stale", "edit", (TextChange(0, 1, "x"),), None)


@pytest.mark.parametrize(
    "late",
    [
        lambda old: Inferred(URI, old, (finding(),)),
        lambda old: analyzed(old, finding()),
        lambda old: Analyzed(URI, old, (finding(),), None, frozenset(), 0.0, False, broken=True),
        lambda old: Compiled(URI, old, "rustc", (finding(),), 0.0, True),
        lambda old: Compiled(URI, old, "clippy", (finding(),), 0.0, True),
        lambda old: Offered(URI, old, (fix(),), True),
        lambda old: Details.pack(URI, old - 1, (Fact(0, 1, "stale"),), ()),
    ],
)
async def test_late_answers(late: Callable[[int], object]) -> None:
    editing = Editing()
    old, new = await editing.edited()
    editing.worker.say(late(old))
    await asyncio.sleep(0.3)  # longer than the session waits before it publishes without the worker
    assert "stale" not in editing.said()
    assert editing.session.fixes(URI) == ()
    assert editing.session.fact(URI, 0) is None
    editing.worker.say(analyzed(new, finding("fresh")))
    assert editing.shown.published[-1] == (2, ["fresh"])


async def test_an_answer_to_an_older_text_that_was_still_awaited() -> None:
    """The worker is busy with the old text when the new one comes: its answer only makes room for the next question."""
    editing = Editing()
    editing.session.open(URI, "/t/a.py", OLD, 1)
    await asyncio.sleep(0)
    old = editing.worker.generation()
    editing.session.change(URI, 2, [(None, NEW)])
    await asyncio.sleep(0)
    assert editing.worker.generation() == old, "one analysis at a time"
    editing.worker.say(Inferred(URI, old, (finding(),)))
    editing.worker.say(analyzed(old, finding()))
    assert editing.worker.generation() > old
    assert "stale" not in editing.said()
    assert not any(isinstance(message, Compile) for message in editing.worker.asked)


async def test_a_late_verdict_on_a_fix() -> None:
    editing = Editing()
    _, new = await editing.edited()
    editing.worker.say(analyzed(new, finding("fresh")))
    editing.worker.say(Offered(URI, new, (fix(),), False))
    asked = asyncio.ensure_future(editing.session.resolve(URI, "fix"))
    await asyncio.sleep(0)
    [request] = [message.request for message in editing.worker.asked if isinstance(message, Resolve)]
    editing.session.change(URI, 3, [(None, OLD)])
    editing.worker.say(Resolved(request, fix()))
    answer = await asked
    assert (answer.fix, answer.reason) == (None, "the text has changed since")


async def test_answers_about_a_document_that_was_closed_and_opened_again() -> None:
    editing = Editing()
    _, new = await editing.edited()
    editing.session.close(URI)
    editing.session.open(URI, "/t/a.py", OLD, 1)
    await asyncio.sleep(0)
    editing.shown.published.clear()
    editing.worker.say(analyzed(new, finding()))
    editing.worker.say(Compiled(URI, new, "rustc", (finding(),), 0.0, True))
    assert "stale" not in editing.said()

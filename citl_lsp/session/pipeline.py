"""The front's state: documents, what is on show for each, and what the worker is doing about it.

Everything runs on one event loop and returns at once. For each document at most one analysis is under way; further
edits wait and only the newest text is sent. Rules:

- A result whose generation isn't the document's is dropped.
- What is on show at rest is a function of the texts and the settings, never of the way there. Until they are confirmed
  or replaced, findings stay on show where their definition hasn't changed ("carried"): they move with the text, and go
  when their source has spoken again, or a moment after the last edit when it can't (the text doesn't parse).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable

from citl_lsp.config import Config
from citl_lsp.session.carry import carried, moved
from citl_lsp.session.document import OpenDocument
from citl_lsp.session.listener import Listener, State
from citl_lsp.session.messages import (
    Analyze,
    Analyzed,
    Cancel,
    Compile,
    Compiled,
    Configure,
    Details,
    Finding,
    Inferred,
    Log,
    Offered,
    Progress,
    Resolved,
    Shadow,
    ToolchainState,
)
from citl_lsp.session.selection import is_wanted
from citl_lsp.session.state import CRASHES_PER_TEXT, StateTeller, state_of
from citl_lsp.session.worker_process import WorkerProcess
from citl_lsp.text.positions import Encoding, LineIndex

_CARRY_SECONDS = 1.5

_SLOW_ANALYSIS_SECONDS = 0.2
"""After that what the front itself knows is published without waiting for the worker."""

_HANG_SECONDS = 60.0

_HANG_SECONDS_PER_CHARACTER = 1 / 2000
"""A file of 20,000 lines may take minutes on a busy machine."""

_COMPILERS = ("rustc", "clippy")

_QUICK_DEATH_SECONDS = 5.0

_QUICK_DEATHS = 5


class Pipeline:
    """From an edit to what is on show, and the worker's life."""

    def __init__(
        self,
        listener: Listener,
        make_worker: Callable[[], WorkerProcess] = WorkerProcess,
        worker: WorkerProcess | None = None,
        encoding: Encoding = "utf-16",
    ) -> None:
        self._listener = listener
        self._make_worker = make_worker
        self._loop = asyncio.get_running_loop()
        self._documents: dict[str, OpenDocument] = {}
        self._generation = 0
        self._config = Config()
        self._project: str | None = None
        self._requests: dict[int, asyncio.Future[Resolved]] = {}
        self._next_request = 0
        self._toolchain = ToolchainState(None, "")
        self._told_problem: str | None = None
        self._teller = StateTeller(self._loop, self._current_state, listener.state)
        self._watchdog: asyncio.TimerHandle | None = None
        self._quick_deaths = 0
        self._closed = False
        self.encoding: Encoding = encoding
        self._worker: WorkerProcess | None = None
        self._worker_started = 0.0
        self._adopt(worker or make_worker())

    def _adopt(self, worker: WorkerProcess) -> None:
        self._worker = worker
        self._worker_started = time.monotonic()
        worker.attach(self._loop, self._receive, self._worker_ended)

    def replace_worker(self) -> None:
        if self._closed:
            return
        if self._worker is not None:
            old, self._worker = self._worker, None
            old.stop(0.05)
        self._adopt(self._make_worker())
        self.send(Configure(self._config, self._project))
        for future in self._requests.values():
            if not future.done():
                future.set_result(Resolved(0, None, "the analysis was restarted"))
        for document in self._documents.values():
            document.analyzing = document.compiling = None
            self.send(Shadow(document.path, document.text))
        self.redo(self._documents.values())

    def _worker_ended(self) -> None:
        """The worker died by itself."""
        self._worker = None
        for document in self._documents.values():
            if document.analyzing == document.generation or document.compiling == document.generation:
                document.crashes += 1
        quick = time.monotonic() - self._worker_started < _QUICK_DEATH_SECONDS
        self._quick_deaths = self._quick_deaths + 1 if quick else 0
        if self._quick_deaths >= _QUICK_DEATHS:
            self._listener.log("error", "the analysis keeps crashing; it waits for an edit or for citl: Restart Server")
            self._show_without_worker()
            return
        self._listener.log("warning", "the analysis process died and is started again")
        self._loop.call_later(0.05 * 2**self._quick_deaths, self.replace_worker)

    def _show_without_worker(self) -> None:
        for document in self._documents.values():
            document.analyzing = document.compiling = None
            document.carried = ()
            self._publish(document)
        self._teller.update()

    def send(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    def _receive(self, message: object) -> None:
        match message:
            case Inferred():
                self._on_inferred(message)
            case Analyzed():
                self._on_analyzed(message)
            case Details():
                self._on_details(message)
            case Compiled():
                self._on_compiled(message)
            case Offered():
                self._on_offered(message)
            case Resolved():
                future = self._requests.get(message.request)
                if future is not None and not future.done():
                    future.set_result(message)
            case Progress():
                self._listener.progress(message)
            case ToolchainState():
                self._on_toolchain(message)
            case Log():
                self._listener.log(message.level, message.message)

    def new_generation(self) -> int:
        self._generation += 1
        return self._generation

    def outdate(self, document: OpenDocument, before: LineIndex) -> None:
        """The document's results are about another text (or other imports, or settings) from here on."""
        if document.analyzing is not None or document.compiling is not None or document.fixes_generation >= 0:
            self.send(Cancel(document.uri))
        known = [finding for name, layer in document.layers.items() if name != "syntax" for finding in layer]
        document.carried = carried([*known, *document.carried], before, document.index)
        told = [finding for finding in document.layers.get("analysis", ()) if finding.id not in document.inferred]
        document.awaited = _without(moved([*told, *document.awaited], before, document.index), document.carried)
        document.layers.clear()
        document.fixes, document.fixes_generation = (), -1
        document.generation = self.new_generation()
        document.compiling = document.accepted = None
        document.compile_due = False
        self.stop_timers(document)

    def redo(self, documents: Iterable[OpenDocument]) -> None:
        for document in list(documents):
            self.outdate(document, document.index)
            self.schedule(document)

    def touch_importers(self, changed: OpenDocument) -> None:
        self.redo(
            document
            for document in self._documents.values()
            if document is not changed and document.snapshot is not None and changed.path in document.snapshot.imports
        )

    def schedule(self, document: OpenDocument) -> None:
        if not document.checking:
            document.checking = True
            self._loop.call_soon(self._check, document)

    def _check(self, document: OpenDocument) -> None:
        """The front's own pass over a new text, then the worker's turn."""
        document.checking = False
        if self._closed or self._documents.get(document.uri) is not document:
            return
        if document.sent is not document.index:
            document.sent = document.index
            self.send(Shadow(document.path, document.text))
            self.touch_importers(document)
        if not self._is_wanted(document):
            document.layers.clear()
            document.carried = ()
            self._publish(document)
            self._teller.update()
            return
        if "syntax" not in document.layers:
            # The worker starts while this process looks.
            self._analyze(document)
            document.check_syntax()
            if document.valid is False and document.analyzing == document.generation:
                self._send_analyze(document)
        broken = document.valid is False
        if broken and document.carried:
            self._expire_carried(document)
        was_broken = document.shown is None or any(finding.code == "syntax" for finding in document.shown[1])
        if broken or was_broken or self._worker is None:
            self._publish(document)
        elif "analysis" not in document.layers:
            generation = document.generation
            self._loop.call_later(_SLOW_ANALYSIS_SECONDS, self._publish_if_silent, document, generation)
        else:
            self._publish(document)
        self._teller.update()

    def _is_wanted(self, document: OpenDocument) -> bool:
        return is_wanted(self._config, self._project, document.path)

    def _publish_if_silent(self, document: OpenDocument, generation: int) -> None:
        if document.generation == generation and "analysis" not in document.layers:
            self._publish(document)

    def _analyze(self, document: OpenDocument) -> None:
        if self._worker is None and self._quick_deaths >= _QUICK_DEATHS:
            self._quick_deaths = _QUICK_DEATHS - 1
            self.replace_worker()
        if document.analyzing is not None or document.crashes >= CRASHES_PER_TEXT or self._worker is None:
            return
        if not self._is_wanted(document):
            return  # the settings have changed while an older text was analysed
        document.analyzing = document.generation
        document.analyzing_index = document.index
        self._send_analyze(document)
        self._watch_for_hang()

    def _send_analyze(self, document: OpenDocument) -> None:
        valid = document.valid
        if valid is None and document.is_checked_here:
            valid = True
        self.send(Analyze(document.uri, document.path, document.text, document.generation, valid))

    def _on_inferred(self, message: Inferred) -> None:
        document = self._documents.get(message.uri)
        if document is None or document.generation != message.generation or document.analyzing != message.generation:
            return
        if document.valid is False:
            return
        document.layers["inference"] = message.findings
        document.inferred = frozenset(finding.id for finding in message.findings)
        document.carried = _without(document.carried, message.findings)
        document.awaited = _without(document.awaited, message.findings)
        self._publish(document)

    def _on_analyzed(self, message: Analyzed) -> None:
        document = self._documents.get(message.uri)
        if document is None or document.analyzing != message.generation:
            return
        if document.valid is False and message.generation == document.generation and not message.broken:
            return  # it began before this was known
        document.analyzing = None
        if not message.broken:
            # Hovers and the preview live on what was last valid.
            document.snapshot, document.snapshot_index = message, document.analyzing_index
        if message.generation != document.generation:
            self._analyze(document)
            self._teller.update()
            return
        document.layers.pop("inference", None)
        document.awaited = ()
        document.layers["syntax"] = message.findings if message.broken else ()
        document.layers["analysis"] = () if message.broken else message.findings
        if not message.broken:
            document.carried = tuple(f for f in document.carried if f.source in _COMPILERS)
        if message.compilable:
            self.compile_when_due(document)
        elif document.carried:
            self._expire_carried(document)
        self._publish(document)
        self._teller.update()

    def _on_details(self, message: Details) -> None:
        document = self._documents.get(message.uri)
        if document is not None and document.snapshot and document.snapshot.generation == message.generation:
            document.details, document.details_index = message, document.snapshot_index
            document.unpacked = None
            self._listener.rust_changed(document.uri)

    def compile_when_due(self, document: OpenDocument) -> None:
        snapshot = document.snapshot
        if snapshot is None or snapshot.generation != document.generation or not snapshot.compilable:
            return
        if document.compiling is not None or document.compile_due:
            return
        if document.timer is not None:
            document.timer.cancel()
            document.timer = None
        left = document.edited_at + self._config.debounce_ms / 1000 - time.monotonic()
        if left > 0:
            document.timer = self._loop.call_later(left, self.compile_when_due, document)
            return
        document.compile_due = True
        document.compiling = document.generation
        self.send(Compile(document.uri, document.generation))
        self._teller.update()

    def _on_compiled(self, message: Compiled) -> None:
        document = self._documents.get(message.uri)
        if document is None or document.generation != message.generation:
            return
        document.layers[message.layer] = message.findings
        if message.layer == "rustc":
            document.accepted = message.accepted
        document.carried = () if message.last else tuple(f for f in document.carried if f.source != message.layer)
        if message.last:
            document.compiling = None
        self._publish(document)
        self._teller.update()

    def _on_offered(self, message: Offered) -> None:
        document = self._documents.get(message.uri)
        if document is None or document.generation != message.generation:
            return
        if message.fixes == document.fixes and document.fixes_generation == document.generation:
            return
        document.fixes, document.fixes_generation = message.fixes, document.generation
        # Clients ask for actions again when diagnostics are published, even the same ones.
        self._publish(document, again=True)

    def _on_toolchain(self, message: ToolchainState) -> None:
        self._toolchain = message
        if message.problem is not None:
            for document in self._documents.values():
                document.compiling = None
                if document.carried:
                    document.carried = ()
                    self._publish(document)
            if message.problem != self._told_problem:
                self._told_problem = message.problem
                self._listener.tell("warning", message.problem)
        self._teller.update()

    def _expire_carried(self, document: OpenDocument) -> None:
        if document.carry_timer is not None:
            document.carry_timer.cancel()
        left = max(0.0, document.edited_at + _CARRY_SECONDS - time.monotonic())
        document.carry_timer = self._loop.call_later(left, self._drop_carried, document)

    def _drop_carried(self, document: OpenDocument) -> None:
        document.carry_timer = None
        if document.carried and document.compiling is None:
            document.carried = ()
            self._publish(document)

    def _publish(self, document: OpenDocument, again: bool = False) -> None:
        shown = (document.version, document.visible(self._config.max_information))
        if again or shown != document.shown:
            document.shown = shown
            self._listener.publish(document.uri, document.version, document.index, shown[1])

    def stop_timers(self, document: OpenDocument) -> None:
        for timer in (document.timer, document.carry_timer):
            if timer is not None:
                timer.cancel()
        document.timer = document.carry_timer = None

    def _watch_for_hang(self) -> None:
        if self._watchdog is None:
            longest = max((len(d.text) for d in self._documents.values()), default=0)
            patience = _HANG_SECONDS + longest * _HANG_SECONDS_PER_CHARACTER
            self._watchdog = self._loop.call_later(patience, self._hung, self._analyzing())

    def _analyzing(self) -> set[tuple[str, int]]:
        return {(d.uri, d.analyzing) for d in self._documents.values() if d.analyzing is not None}

    def _hung(self, before: set[tuple[str, int]]) -> None:
        self._watchdog = None
        now = self._analyzing()
        if before & now and self._worker is not None:
            self._listener.log("error", "an analysis takes far too long; its process is killed")
            self._worker.kill()
        elif now:
            self._watch_for_hang()

    def _current_state(self) -> tuple[State, str]:
        if self._config.enable == "off":
            return "off", "switched off (citl.enable)"
        if self._worker is None and self._quick_deaths >= _QUICK_DEATHS:
            return "failed", "the analysis keeps crashing; see the log"
        return state_of(self._documents.values(), self._toolchain)


def _without(findings: Iterable[Finding], told: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that aren't `told` already."""
    known = {(f.start, f.end, f.code, f.message) for f in told}
    return tuple(f for f in findings if (f.start, f.end, f.code, f.message) not in known)

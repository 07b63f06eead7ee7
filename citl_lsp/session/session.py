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
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote

from citl_lsp.config import Config
from citl_lsp.session.carry import carried
from citl_lsp.session.changes import changed
from citl_lsp.session.document import Change, OpenDocument
from citl_lsp.session.listener import Listener, State
from citl_lsp.session.messages import (
    Analyze,
    Analyzed,
    Cancel,
    Compile,
    Compiled,
    Configure,
    Details,
    Fact,
    Finding,
    Fix,
    Log,
    Offered,
    Progress,
    Resolve,
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


class Session:
    """See the module. `make_worker` starts a worker; the first one may already be running (`worker`)."""

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

    # --- documents ---------------------------------------------------------------------------------------------------

    def open(self, uri: str, path: str, text: str, version: int | None) -> None:
        """A document was opened; one that is open already is replaced."""
        old = self._documents.get(uri)
        if old is not None:
            self._stop_timers(old)
        document = OpenDocument(uri, path, version, LineIndex(text), self._new_generation())
        document.edited_at = time.monotonic() - 3600
        self._documents[uri] = document
        self._schedule(document)

    def change(self, uri: str, version: int | None, changes: Sequence[Change]) -> None:
        """A document's text was edited. Unknown documents are ignored."""
        document = self._documents.get(uri)
        if document is None:
            self._listener.log("warning", f"a change of {uri}, which is not open, is ignored")
            return
        document.version = version
        before = document.index
        if document.apply(changes, self.encoding):
            document.edited_at = time.monotonic()
            document.crashes = 0
            self._outdate(document, before)
        self._schedule(document)

    def save(self, uri: str) -> None:
        """A document was saved: nothing is waited for."""
        document = self._documents.get(uri)
        if document is not None:
            document.edited_at = 0.0
            self._compile_when_due(document)

    def close(self, uri: str) -> None:
        """A document was closed: the file on disk counts again."""
        document = self._documents.pop(uri, None)
        if document is None:
            return
        self._stop_timers(document)
        self._send(Cancel(uri, forget=True))
        self._send(Shadow(document.path, None))
        self._touch_importers(document)
        self._listener.publish(uri, None, LineIndex(""), ())
        self._teller.update()

    def document(self, uri: str) -> OpenDocument | None:
        """An open document, to be read only."""
        return self._documents.get(uri)

    def find(self, uri: str) -> OpenDocument | None:
        """An open document by an address that may be escaped differently."""
        found = self._documents.get(uri)
        return found or next((d for d in self._documents.values() if unquote(d.uri) == unquote(uri)), None)

    @property
    def documents(self) -> Iterable[OpenDocument]:
        return self._documents.values()

    # --- settings and files ------------------------------------------------------------------------------------------

    def configure(self, config: Config, project: str | None) -> None:
        """New settings: everything is done again."""
        if (config, project) == (self._config, self._project):
            return
        self._config, self._project = config, project
        self._send(Configure(config, project))
        for document in self._documents.values():
            document.crashes = 0
        self._redo(self._documents.values())

    def files_changed(self, paths: Iterable[str]) -> None:
        """Files that aren't open were changed, created or deleted on disk."""
        changed = set(paths)
        self._redo(
            document
            for document in self._documents.values()
            if document.snapshot is None or not changed.isdisjoint(document.snapshot.imports)
        )

    @property
    def config(self) -> Config:
        return self._config

    # --- answers from what is known ----------------------------------------------------------------------------------

    def fact(self, uri: str, offset: int) -> Fact | None:
        """What is known about the smallest construct at `offset` of the current text."""
        document = self._documents.get(uri)
        if document is None or document.details_index is None:
            return None
        hull = changed(document.details_index.text, document.text)
        old = hull.backward(offset)
        if old is None:
            return None
        found = [fact for fact in document.facts() if fact.start <= old <= fact.end]
        # The end of a name belongs to it only if nothing else starts there.
        found.sort(key=lambda fact: (fact.end == old, fact.end - fact.start))
        for fact in found:
            place = hull.forward(fact.start, fact.end)
            if place is not None:
                return Fact(place[0], place[1], fact.markdown)
        return None

    def shown(self, uri: str) -> tuple[Finding, ...]:
        """The findings on show, if they are about the current text."""
        document = self._documents.get(uri)
        if document is None or document.shown is None or document.shown[0] != document.version:
            return ()
        return document.shown[1]

    def fixes(self, uri: str) -> tuple[Fix, ...]:
        """The fixes known for the current text, best first."""
        document = self._documents.get(uri)
        if document is None or document.fixes_generation != document.generation:
            return ()
        return document.fixes

    async def resolve(self, uri: str, fix: str, timeout: float = 30.0) -> Resolved:
        """Have the worker work out one fix."""
        document = self._documents.get(uri)
        known = next((one for one in self.fixes(uri) if one.id == fix), None)
        if document is None or known is None:
            return Resolved(0, None, "the text has changed since")
        if known.compiled is not None:
            return Resolved(0, known)
        self._next_request += 1
        request = self._next_request
        future: asyncio.Future[Resolved] = self._loop.create_future()
        self._requests[request] = future
        generation = document.generation
        self._send(Resolve(request, uri, generation, fix))
        try:
            resolved = await asyncio.wait_for(future, timeout)
        except asyncio.TimeoutError:
            return Resolved(request, None, "compiling it took too long")
        finally:
            self._requests.pop(request, None)
        if self._documents.get(uri) is not document or document.generation != generation:
            return Resolved(request, None, "the text has changed since")
        return resolved

    # --- the worker --------------------------------------------------------------------------------------------------

    def restart_worker(self) -> None:
        """Start over with a fresh worker, by the user's wish."""
        self._quick_deaths = 0
        for document in self._documents.values():
            document.crashes = 0
        self._replace_worker()

    def shutdown(self) -> None:
        """End the worker and all that it runs. Blocks for less than half a second."""
        self._closed = True
        for document in self._documents.values():
            self._stop_timers(document)
        self._teller.stop()
        if self._watchdog is not None:
            self._watchdog.cancel()
        for future in self._requests.values():
            if not future.done():
                future.cancel()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    @property
    def worker_pid(self) -> int | None:
        return None if self._worker is None else self._worker.pid

    def _adopt(self, worker: WorkerProcess) -> None:
        self._worker = worker
        self._worker_started = time.monotonic()
        worker.attach(self._loop, self._receive, self._worker_ended)

    def _replace_worker(self) -> None:
        if self._closed:
            return
        if self._worker is not None:
            old, self._worker = self._worker, None
            old.stop(0.05)
        self._adopt(self._make_worker())
        self._send(Configure(self._config, self._project))
        for future in self._requests.values():
            if not future.done():
                future.set_result(Resolved(0, None, "the analysis was restarted"))
        for document in self._documents.values():
            document.analyzing = document.compiling = None
            self._send(Shadow(document.path, document.text))
        self._redo(self._documents.values())

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
        self._loop.call_later(0.05 * 2**self._quick_deaths, self._replace_worker)

    def _show_without_worker(self) -> None:
        for document in self._documents.values():
            document.analyzing = document.compiling = None
            document.carried = ()
            self._publish(document)
        self._teller.update()

    def _send(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    def _receive(self, message: object) -> None:
        match message:
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

    # --- from edit to diagnostics ------------------------------------------------------------------------------------

    def _new_generation(self) -> int:
        self._generation += 1
        return self._generation

    def _outdate(self, document: OpenDocument, before: LineIndex) -> None:
        """The document's results are about another text (or other imports, or settings) from here on."""
        if document.analyzing is not None or document.compiling is not None or document.fixes_generation >= 0:
            self._send(Cancel(document.uri))
        known = [finding for name, layer in document.layers.items() if name != "syntax" for finding in layer]
        document.carried = carried([*known, *document.carried], before, document.index)
        document.layers.clear()
        document.fixes, document.fixes_generation = (), -1
        document.generation = self._new_generation()
        document.compiling = document.accepted = None
        document.compile_due = False
        self._stop_timers(document)

    def _redo(self, documents: Iterable[OpenDocument]) -> None:
        for document in list(documents):
            self._outdate(document, document.index)
            self._schedule(document)

    def _touch_importers(self, changed: OpenDocument) -> None:
        self._redo(
            document
            for document in self._documents.values()
            if document is not changed and document.snapshot is not None and changed.path in document.snapshot.imports
        )

    def _schedule(self, document: OpenDocument) -> None:
        if not document.checking:
            document.checking = True
            self._loop.call_soon(self._check, document)

    def _check(self, document: OpenDocument) -> None:
        """The front's own pass over a new text, then the worker's turn."""
        document.checking = False
        if self._closed or self._documents.get(document.uri) is not document:
            return
        if not is_wanted(self._config, self._project, document.path):
            document.layers.clear()
            document.carried = ()
            self._publish(document)
            self._teller.update()
            return
        if "syntax" not in document.layers:
            document.check_syntax()
            if document.sent is not document.index:
                document.sent = document.index
                self._send(Shadow(document.path, document.text))
                self._touch_importers(document)
            self._analyze(document)
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

    def _publish_if_silent(self, document: OpenDocument, generation: int) -> None:
        if document.generation == generation and "analysis" not in document.layers:
            self._publish(document)

    def _analyze(self, document: OpenDocument) -> None:
        if self._worker is None and self._quick_deaths >= _QUICK_DEATHS:
            self._quick_deaths = _QUICK_DEATHS - 1
            self._replace_worker()
        if document.analyzing is not None or document.crashes >= CRASHES_PER_TEXT or self._worker is None:
            return
        document.analyzing = document.generation
        document.analyzing_index = document.index
        self._send(Analyze(document.uri, document.path, document.text, document.generation, document.valid))
        self._watch_for_hang()

    def _on_analyzed(self, message: Analyzed) -> None:
        document = self._documents.get(message.uri)
        if document is None or document.analyzing != message.generation:
            return
        document.analyzing = None
        if not message.broken:
            # Hovers and the preview live on what was last valid.
            document.snapshot, document.snapshot_index = message, document.analyzing_index
        if message.generation != document.generation:
            self._analyze(document)
            return
        document.layers["syntax"] = message.findings if message.broken else ()
        document.layers["analysis"] = () if message.broken else message.findings
        if not message.broken:
            document.carried = tuple(f for f in document.carried if f.source in _COMPILERS)
        if message.compilable:
            self._compile_when_due(document)
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

    def _compile_when_due(self, document: OpenDocument) -> None:
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
            document.timer = self._loop.call_later(left, self._compile_when_due, document)
            return
        document.compile_due = True
        document.compiling = document.generation
        self._send(Compile(document.uri, document.generation))
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

    def _stop_timers(self, document: OpenDocument) -> None:
        for timer in (document.timer, document.carry_timer):
            if timer is not None:
                timer.cancel()
        document.timer = document.carry_timer = None

    # --- keeping watch -----------------------------------------------------------------------------------------------

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

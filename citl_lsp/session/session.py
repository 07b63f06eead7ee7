"""What the server and its clients may ask of a session."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from citl_lsp.config import Config
from citl_lsp.session.changes import changed
from citl_lsp.session.document import Change, OpenDocument
from citl_lsp.session.messages import (
    Cancel,
    Configure,
    Fact,
    Finding,
    Fix,
    Resolve,
    Resolved,
    Shadow,
)
from citl_lsp.session.pipeline import Pipeline
from citl_lsp.text.positions import LineIndex


class Session(Pipeline):
    """See `pipeline` for the rules."""

    def open(self, uri: str, path: str, text: str, version: int | None) -> None:
        """A document was opened; one that is open already is replaced."""
        old = self._documents.get(uri)
        if old is not None:
            self.stop_timers(old)
        document = OpenDocument(uri, path, version, LineIndex(text), self.new_generation())
        document.edited_at = time.monotonic() - 3600
        self._documents[uri] = document
        self.schedule(document)

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
            self.outdate(document, before)
        self.schedule(document)

    def save(self, uri: str) -> None:
        """A document was saved: nothing is waited for."""
        document = self._documents.get(uri)
        if document is not None:
            document.edited_at = 0.0
            self.compile_when_due(document)

    def close(self, uri: str) -> None:
        """A document was closed: the file on disk counts again."""
        document = self._documents.pop(uri, None)
        if document is None:
            return
        self.stop_timers(document)
        self.send(Cancel(uri, forget=True))
        self.send(Shadow(document.path, None))
        self.touch_importers(document)
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

    def configure(self, config: Config, project: str | None) -> None:
        """New settings: everything is done again."""
        if (config, project) == (self._config, self._project):
            return
        self._config, self._project = config, project
        self.send(Configure(config, project))
        for document in self._documents.values():
            document.crashes = 0
        self.redo(self._documents.values())

    def files_changed(self, paths: Iterable[str]) -> None:
        """Files that aren't open were changed, created or deleted on disk."""
        changed = set(paths)
        self.redo(
            document
            for document in self._documents.values()
            if document.snapshot is None or not changed.isdisjoint(document.snapshot.imports)
        )

    @property
    def config(self) -> Config:
        return self._config

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
        self.send(Resolve(request, uri, generation, fix))
        try:
            resolved = await asyncio.wait_for(future, timeout)
        except asyncio.TimeoutError:
            return Resolved(request, None, "compiling it took too long")
        finally:
            self._requests.pop(request, None)
        if self._documents.get(uri) is not document or document.generation != generation:
            return Resolved(request, None, "the text has changed since")
        return resolved

    def restart_worker(self) -> None:
        """Start over with a fresh worker, by the user's wish."""
        self._quick_deaths = 0
        for document in self._documents.values():
            document.crashes = 0
        self.replace_worker()

    def shutdown(self) -> None:
        """End the worker and all that it runs. Blocks for less than half a second."""
        self._closed = True
        for document in self._documents.values():
            self.stop_timers(document)
        self._teller.stop()
        if self._watchdog is not None:
            self._watchdog.cancel()
        for future in self._requests.values():
            if not future.done():
                future.cancel()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

"""Tells the client what the session tells: diagnostics, state, progress, messages, log."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Literal

from lsprotocol import types

from citl_lsp.server.convert import DiagnosticWriter, range_at, rust_uri, to_path, to_uri
from citl_lsp.server.rust_files import RustFiles
from citl_lsp.session.listener import LogLevel, State
from citl_lsp.session.messages import Finding, Progress, Related
from citl_lsp.text.positions import LineIndex

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer

_LEVEL = {
    "error": types.MessageType.Error,
    "warning": types.MessageType.Warning,
    "info": types.MessageType.Info,
    "debug": types.MessageType.Log,
}


class Bridge:
    """The session's `Listener`."""

    def __init__(self, server: CitlServer) -> None:
        self._server = server
        self._writer: DiagnosticWriter | None = None
        self._tokens: dict[str, str] = {}
        self._beginning: set[asyncio.Task[None]] = set()
        self._files = RustFiles()

    # --- Listener ----------------------------------------------------------------------------------------------------

    def publish(self, uri: str, version: int | None, index: LineIndex, findings: tuple[Finding, ...]) -> None:
        diagnostics = self.diagnostics(uri, index, findings)
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))
        self._server.watching.follow()

    def rust_changed(self, uri: str) -> None:
        self._server.protocol.notify("citl/rustChanged", {"uri": uri})

    def state(self, state: State, message: str) -> None:
        self._server.protocol.notify("citl/status", {"state": state, "message": message})

    def progress(self, progress: Progress) -> None:
        window = self._server.client_capabilities.window
        if not (window and window.work_done_progress):
            return
        token = self._tokens.get(progress.key)
        if token is None:
            if progress.total == 0:
                return
            token = self._tokens[progress.key] = f"citl-{uuid.uuid4()}"
            self._beginning.add(task := asyncio.ensure_future(self._begin(token, progress)))
            task.add_done_callback(self._beginning.discard)
        elif progress.total == 0:
            del self._tokens[progress.key]
            self._report(token, types.WorkDoneProgressEnd())
        else:
            self._report(token, types.WorkDoneProgressReport(message=progress.message, percentage=_percent(progress)))

    def log(self, level: LogLevel, message: str) -> None:
        self._server.window_log_message(types.LogMessageParams(_LEVEL[level], message))

    def tell(self, level: Literal["error", "warning", "info"], message: str) -> None:
        self._server.window_show_message(types.ShowMessageParams(_LEVEL[level], message))

    # --- for requests ------------------------------------------------------------------------------------------------

    def diagnostics(self, uri: str, index: LineIndex, findings: tuple[Finding, ...]) -> list[types.Diagnostic]:
        """Findings as the client understands them."""
        return [
            self.writer.write(finding, index, [self._related(uri, one) for one in finding.related])
            for finding in findings
        ]

    @property
    def writer(self) -> DiagnosticWriter:
        if self._writer is None:
            self._writer = DiagnosticWriter(self._server.client_capabilities, self._server.session.encoding)
        return self._writer

    def rust_address(self, uri: str) -> str:
        """Where this client can look at the Rust of a document: our own scheme, or a read-only file in the cache."""
        document = self._server.session.document(uri)
        if self._server.own_rust_scheme or document is None or document.snapshot is None:
            return rust_uri(uri)
        return to_uri(self._files.write(uri, document.snapshot.rust or ""))

    def _related(self, uri: str, related: Related) -> types.DiagnosticRelatedInformation:
        session = self._server.session
        encoding = session.encoding
        document = session.document(uri)
        if related.path is None:
            rust = document.rust_index() if document is not None else None
            where = range_at(rust or LineIndex(""), related.start, related.end, encoding)
            return types.DiagnosticRelatedInformation(types.Location(self.rust_address(uri), where), related.message)
        if related.path != to_path(uri):
            document = next((one for one in session.documents if one.path == related.path), None)
        index = document.index if document is not None else _from_disk(related.path)
        address = document.uri if document is not None else to_uri(related.path)
        where = range_at(index, related.start, related.end, encoding)
        return types.DiagnosticRelatedInformation(types.Location(address, where), related.message)

    # --- progress ----------------------------------------------------------------------------------------------------

    async def _begin(self, token: str, progress: Progress) -> None:
        await self._server.work_done_progress.create_async(token)
        percentage = _percent(progress)
        self._report(
            token, types.WorkDoneProgressBegin(progress.title, percentage=percentage, message=progress.message)
        )
        if token not in self._tokens.values():  # over before the client had answered
            self._report(token, types.WorkDoneProgressEnd())

    def _report(
        self,
        token: str,
        value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd,
    ) -> None:
        started = token in self._server.work_done_progress.tokens
        if started:
            self._server.protocol.notify(types.PROGRESS, types.ProgressParams(token=token, value=value))
        if isinstance(value, types.WorkDoneProgressEnd):
            self._server.work_done_progress.tokens.pop(token, None)


def _percent(progress: Progress) -> int:
    return min(100, progress.done * 100 // max(progress.total, 1))


def _from_disk(path: str) -> LineIndex:
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            return LineIndex(file.read())
    except OSError:
        return LineIndex("")

"""`textDocument/didOpen`, `didChange`, `didSave`, `didClose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server.convert import to_path, to_range
from citl_lsp.session.document import Change

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def register(server: CitlServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        if item.language_id == "python" or item.uri.endswith((".py", ".pyi")):
            server.session.open(item.uri, to_path(item.uri), item.text, item.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        changes = [_change(change) for change in params.content_changes]
        server.session.change(params.text_document.uri, params.text_document.version, changes)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.session.save(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.session.close(params.text_document.uri)


def _change(change: types.TextDocumentContentChangeEvent) -> Change:
    if isinstance(change, types.TextDocumentContentChangePartial):
        return to_range(change.range), change.text
    return None, change.text

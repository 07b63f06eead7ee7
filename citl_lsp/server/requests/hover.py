"""`textDocument/hover`: the type of what lies there, the decisions about it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server.convert import offset_of, range_at

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def register(server: CitlServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        session = server.session
        uri = params.text_document.uri
        document = session.document(uri)
        if document is None:
            return None
        fact = session.fact(uri, offset_of(document.index, params.position, session.encoding))
        if fact is None:
            return None
        text = types.MarkupContent(_kind(server), fact.markdown)
        return types.Hover(text, range_at(document.index, fact.start, fact.end, session.encoding))


def _kind(server: CitlServer) -> types.MarkupKind:
    documents = server.client_capabilities.text_document
    wanted = documents.hover.content_format if documents and documents.hover else None
    if wanted and types.MarkupKind.Markdown not in wanted:
        return types.MarkupKind.PlainText
    return types.MarkupKind.Markdown

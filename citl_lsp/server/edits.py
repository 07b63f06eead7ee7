"""Edits that can only hit the text that they were made for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server.convert import text_edits
from citl_lsp.session.document import OpenDocument
from citl_lsp.session.messages import TextChange

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def workspace_edit(server: CitlServer, document: OpenDocument, changes: Iterable[TextChange]) -> types.WorkspaceEdit:
    """One edit of one document, tied to its version where the client understands that."""
    edits = text_edits(changes, document.index, server.session.encoding)
    workspace = server.client_capabilities.workspace
    supported = workspace.workspace_edit if workspace else None
    if not (supported and supported.document_changes):
        return types.WorkspaceEdit(changes={document.uri: edits})
    versioned = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(versioned, list(edits))])

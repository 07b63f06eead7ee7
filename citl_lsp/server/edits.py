"""Edits that can only hit the text that they were made for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server.convert import text_edits, to_uri
from citl_lsp.session.document import OpenDocument
from citl_lsp.session.messages import Fix, TextChange
from citl_lsp.session.pins import project_pins
from citl_lsp.text.positions import LineIndex

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def fix_edit(server: CitlServer, document: OpenDocument, fix: Fix) -> types.WorkspaceEdit | None:
    """What a fix changes: the document, or the project's pyproject.toml; None where that can't take it."""
    return _project_edit(server, fix) if fix.pins else workspace_edit(server, document, fix.edits)


def workspace_edit(server: CitlServer, document: OpenDocument, changes: Sequence[TextChange]) -> types.WorkspaceEdit:
    """One edit of one document, tied to its version where the client understands that."""
    edits = text_edits(changes, document.index, server.session.encoding)
    if not _versioned(server):
        return types.WorkspaceEdit(changes={document.uri: edits})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, list(edits))])


def _project_edit(server: CitlServer, fix: Fix) -> types.WorkspaceEdit | None:
    file = Path(server.root or ".") / "pyproject.toml"
    try:
        index = LineIndex(file.read_text("utf-8-sig"))
        exists = True
    except UnicodeDecodeError:
        return None
    except OSError:
        index, exists = LineIndex(""), False
    changes = project_pins(index.text, fix.pins)
    if changes is None:
        return None
    edits = text_edits(changes, index, server.session.encoding)
    uri = to_uri(str(file))
    if not _versioned(server):
        return types.WorkspaceEdit(changes={uri: edits})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=None)
    change = types.TextDocumentEdit(identifier, list(edits))
    if exists:
        return types.WorkspaceEdit(document_changes=[change])
    create = types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True))
    return types.WorkspaceEdit(document_changes=[create, change])


def _versioned(server: CitlServer) -> bool:
    workspace = server.client_capabilities.workspace
    supported = workspace.workspace_edit if workspace else None
    return bool(supported and supported.document_changes)

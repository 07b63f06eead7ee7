"""`workspace/executeCommand`: what clients without a command of their own use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server.edits import workspace_edit
from citl_lsp.session.fixing import fix_all

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def register(server: CitlServer) -> None:
    @server.command("citl.server.showRust")
    async def show_rust(uri: str, line: int = 0) -> str | None:
        """Show the generated Rust of a document, as a read-only file; its address."""
        document = server.session.find(uri)
        if document is None or document.snapshot is None or document.snapshot.rust is None:
            server.bridge.tell("info", "citl: there is no Rust for this document yet.")
            return None
        address = server.bridge.rust_address(document.uri)
        window = server.client_capabilities.window
        if window and window.show_document and window.show_document.support:
            await server.window_show_document_async(types.ShowDocumentParams(address, take_focus=False))
        return address

    @server.command("citl.server.fixAll")
    async def apply_all(uri: str) -> bool:
        """Apply every preferred fix in a document."""
        session = server.session
        document = session.find(uri)
        edits = fix_all(session.shown(uri), session.fixes(uri)) if document is not None else ()
        if document is None or not edits:
            return False
        params = types.ApplyWorkspaceEditParams(workspace_edit(server, document, edits), label="citl: fix all")
        return (await server.workspace_apply_edit_async(params)).applied

    @server.command("citl.server.restart")
    def restart() -> None:
        """Start the analysis process afresh."""
        server.session.restart_worker()

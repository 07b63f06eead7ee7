"""`workspace/didChangeConfiguration`: settings change without a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server import settings

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def register(server: CitlServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        workspace = server.client_capabilities.workspace
        if workspace and workspace.configuration:
            await settings.pull(server)
        else:
            settings.take(server, params.settings)

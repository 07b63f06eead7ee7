"""`workspace/didChangeWatchedFiles`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server.convert import to_path

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def register(server: CitlServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.watching.changed(to_path(change.uri) for change in params.changes)

"""Files that change outside the editor: the client's watchers where it has them, else watchdog.

Only what matters is watched: the folders of the files that the open documents import, and the project's
pyproject.toml and citl.lock.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server import settings

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer
    from citl_lsp.session.watch import FolderWatch

_PATTERNS = ("**/*.py", "**/pyproject.toml", "**/citl.lock")
_SETTLE_SECONDS = 0.1
"""A branch switch touches many files: they are taken together."""


class Watching:
    """Collects changed paths and tells the session after a short pause."""

    def __init__(self, server: CitlServer) -> None:
        self._server = server
        self._changed: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._fallback: FolderWatch | None = None
        self._use_fallback = False

    async def start(self) -> None:
        """Ask the client to watch, or get ready to do it ourselves."""
        workspace = self._server.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if not (watched and watched.dynamic_registration):
            self._use_fallback = True
            self.follow()
            return
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(p) for p in _PATTERNS])
        registration = types.Registration("citl-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        await self._server.client_register_capability_async(types.RegistrationParams([registration]))

    def follow(self) -> None:
        """Watch the folders that matter now (without the client's help)."""
        if not self._use_fallback:
            return
        if self._fallback is None:
            from citl_lsp.session.watch import FolderWatch  # watchdog takes a while to import

            self._fallback = FolderWatch(asyncio.get_running_loop(), self.changed, self._server.bridge.log)
        snapshots = [d.snapshot for d in self._server.session.documents if d.snapshot]
        folders = {os.path.dirname(path) for snapshot in snapshots for path in snapshot.imports}
        if self._server.root is not None:
            folders.add(self._server.root)
        self._fallback.watch(folders)

    def changed(self, paths: Iterable[str]) -> None:
        """Files were changed, created or deleted."""
        self._changed.update(paths)
        if self._timer is None and self._changed:
            self._timer = asyncio.get_running_loop().call_later(_SETTLE_SECONDS, self._flush)

    def stop(self) -> None:
        """Watch nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._fallback is not None:
            self._fallback.stop()

    def _flush(self) -> None:
        self._timer = None
        changed, self._changed = self._changed, set()
        session = self._server.session
        opened = {document.path for document in session.documents}
        if any(path.endswith("/pyproject.toml") for path in changed):
            settings.reload(self._server)
        # An open document's text is what the editor says, not what lies on disk.
        session.files_changed(changed - opened)

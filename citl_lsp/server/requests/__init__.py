"""One module for each request (or family of notifications); each has a `register(server)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.server.requests import (
    code_action,
    commands,
    configuration,
    documents,
    hover,
    lifecycle,
    resolve,
    rust,
    watched_files,
)

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer

_ALL = (lifecycle, documents, configuration, watched_files, hover, code_action, resolve, commands, rust)


def register(server: CitlServer) -> None:
    """Register all requests."""
    for module in _ALL:
        module.register(server)

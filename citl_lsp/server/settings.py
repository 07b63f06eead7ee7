"""The settings: from the project's files and from the editor, live."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.config import load_config

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer

_CLIENTS_OWN = frozenset({"server", "trace.server"})
"""What a client keeps under our name for itself."""


def take(server: CitlServer, settings: object) -> None:
    """Use what the editor says from here on."""
    if isinstance(settings, Mapping):
        inner = settings.get("citl")
        plain = inner if isinstance(inner, Mapping) else settings
        server.editor_settings = {str(k): v for k, v in plain.items() if k not in _CLIENTS_OWN}
    reload(server)


def reload(server: CitlServer) -> None:
    """Read the files again."""
    config, problems = load_config(
        Path(server.root) if server.root is not None else None,
        editor=server.editor_settings,
        editor_is_users=server.settings_are_users,
    )
    for problem in problems:
        server.bridge.log("warning", f"settings: {problem}")
    server.session.configure(config, server.root)


async def pull(server: CitlServer) -> None:
    """Ask the client for its settings, where it can tell them."""
    workspace = server.client_capabilities.workspace
    if not (workspace and workspace.configuration):
        return
    params = types.ConfigurationParams([types.ConfigurationItem(section="citl")])
    with contextlib.suppress(Exception):  # a client that can't after all leaves the settings as they are
        values = await server.workspace_configuration_async(params)
        take(server, values[0] if values else None)

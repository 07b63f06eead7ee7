"""`initialize`, `initialized`, `shutdown`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from lsprotocol import types
from pygls import uris
from pygls.capabilities import ServerCapabilitiesBuilder

from citl_lsp.server import settings
from citl_lsp.text.positions import Encoding

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def register(server: CitlServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
        name = encoding.value if isinstance(encoding, types.PositionEncodingKind) else str(encoding)
        server.start_session(cast(Encoding, name))
        server.root = _root(params)
        options = params.initialization_options
        if isinstance(options, Mapping):
            server.own_rust_scheme = options.get("rustScheme") == "citl-rust"
            server.settings_are_users = options.get("userScope") is True
            settings.take(server, options.get("settings"))
        else:
            settings.reload(server)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        # A client may refuse any of it; what it can't do is then simply not live.
        with contextlib.suppress(Exception):
            await settings.pull(server)
        with contextlib.suppress(Exception):
            await _register_configuration(server)
        with contextlib.suppress(Exception):
            await server.watching.start()

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:
        server.end_session()


def _root(params: types.InitializeParams) -> str | None:
    folders = params.workspace_folders
    uri = folders[0].uri if folders else params.root_uri
    if uri is None:
        return params.root_path
    return uris.to_fs_path(uri)


async def _register_configuration(server: CitlServer) -> None:
    workspace = server.client_capabilities.workspace
    changes = workspace.did_change_configuration if workspace else None
    if changes and changes.dynamic_registration:
        options = types.DidChangeConfigurationRegistrationOptions(section="citl")
        registration = types.Registration("citl-configuration", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options)
        await server.client_register_capability_async(types.RegistrationParams([registration]))

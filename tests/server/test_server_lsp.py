"""The server as real clients describe themselves: pytest-lsp checks every message against the specification."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient
from server_client import COMMAND

URI = "file:///t/lsp.py"


@pytest_lsp.fixture(
    params=["visual_studio_code", "neovim@v0.8", "neovim@v0.11", "emacs"],
    config=ClientServerConfig(server_command=list(COMMAND)),
)
async def editor(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register_capability(params: types.RegistrationParams) -> None:
        assert params.registrations

    for own in ("citl/status", "citl/rustChanged"):
        lsp_client.feature(own)(lambda params: None)
    capabilities = pytest_lsp.client_capabilities(request.param)
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities=capabilities, process_id=None, root_uri=None)
    )
    yield
    await lsp_client.shutdown_session()


def opened(text: str, version: int = 1) -> types.DidOpenTextDocumentParams:
    return types.DidOpenTextDocumentParams(types.TextDocumentItem(URI, "python", version, text))


@pytest.mark.asyncio
async def test_from_open_to_close(editor: LanguageClient) -> None:
    editor.text_document_did_open(opened("def f(:\n    pass\n"))
    params = await editor.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert params.version == 1
    [found] = params.diagnostics
    assert found.severity == types.DiagnosticSeverity.Error

    where = types.Range(types.Position(0, 6), types.Position(0, 7))
    change = types.TextDocumentContentChangePartial(where, "")
    document = types.VersionedTextDocumentIdentifier(version=2, uri=URI)
    editor.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
    while True:
        params = await editor.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        if params.version == 2:
            break

    position = types.Position(0, 4)
    identifier = types.TextDocumentIdentifier(URI)
    await editor.text_document_hover_async(types.HoverParams(identifier, position))
    context = types.CodeActionContext(diagnostics=[])
    await editor.text_document_code_action_async(types.CodeActionParams(identifier, where, context))
    editor.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

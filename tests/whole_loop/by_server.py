"""The programs of a folder, typed into the real server by pytest-lsp: refused, fixed, clean.

Run by `python -m tests.whole_loop`, with the folder in CITL_LOOP: `foreign/*.py` are read, `server/*.py` are what they
become.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from citl_lsp.text.positions import LineIndex

FOLDER = Path(os.environ["CITL_LOOP"])
NAMES = sorted(path.stem for path in (FOLDER / "foreign").glob("*.py"))
COMMAND = [sys.executable, "-m", "citl_lsp.server.main", "--stdio"]
SECONDS = 60.0
QUIET = 1.0
"""A document is settled when the server has not spoken of it for so long and isn't at work."""
MOST_FIXES = 8


class Typist:
    """One document in the server, as a person changes it."""

    def __init__(self, client: LanguageClient, path: Path, text: str) -> None:
        self._client, self.uri, self.text, self.version = client, path.as_uri(), text, 1
        self.state = ""
        self._shown: object = None
        self._heard = time.monotonic()
        client.feature("citl/status")(lambda params: self._status(params))
        client.feature("citl/rustChanged")(lambda params: None)
        document = types.TextDocumentItem(self.uri, types.LanguageKind.Python, 1, text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def type(self, text: str) -> None:
        """Adds text at the end, one keystroke after another."""
        for character in text:
            line, column = LineIndex(self.text).encoded_position(len(self.text), "utf-16")
            end = types.Position(line, column)
            self._change(types.TextDocumentContentChangePartial(types.Range(end, end), character))
            self.text += character

    def apply(self, edit: types.WorkspaceEdit) -> None:
        """A quick fix, as an editor applies it."""
        [change] = edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        assert (change.text_document.uri, change.text_document.version) == (self.uri, self.version)
        index = LineIndex(self.text)
        spans = []
        for one in change.edits:
            assert isinstance(one, types.TextEdit)
            start, end = (index.encoded_offset(p.line, p.character, "utf-16") for p in (one.range.start, one.range.end))
            spans.append((start, end, one.new_text))
        for start, end, new in sorted(spans, reverse=True):
            self.text = self.text[:start] + new + self.text[end:]
        self._change(types.TextDocumentContentChangeWholeDocument(self.text))

    async def refusals(self, expected: bool) -> list[types.Diagnostic]:
        """rustc's refusals on show: as soon as there are any, or none when all is settled."""
        await self._until(lambda: bool(self._refusals()) if expected else self._settled())
        return self._refusals()

    async def fixes(self, refusal: types.Diagnostic) -> list[types.CodeAction]:
        """The quick fixes for a refusal, once the compiler has judged all of them."""
        fixes: list[types.CodeAction] = []
        deadline = time.monotonic() + SECONDS
        while not fixes or any("not compiled yet" in fix.title for fix in fixes):
            assert time.monotonic() < deadline, f"no verdict on {[fix.title for fix in fixes]}"
            context = types.CodeActionContext(diagnostics=[refusal], only=[types.CodeActionKind.QuickFix])
            identifier = types.TextDocumentIdentifier(self.uri)
            given = await self._client.text_document_code_action_async(
                types.CodeActionParams(identifier, refusal.range, context)
            )
            actions = [action for action in given or () if isinstance(action, types.CodeAction)]
            fixes = [action for action in actions if refusal in (action.diagnostics or ())]
            await asyncio.sleep(0.05)
        return fixes

    def _refusals(self) -> list[types.Diagnostic]:
        found = self._client.diagnostics.get(self.uri, ())
        return [d for d in found if isinstance(d.code, str) and d.code.startswith("E0")]

    def _settled(self) -> bool:
        quiet = time.monotonic() - self._heard > QUIET
        return quiet and self.state not in ("", "working")

    async def _until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{self.state}: {self._shown}"
            await asyncio.sleep(0.02)
            shown = self._client.diagnostics.get(self.uri)
            if shown is not self._shown:
                self._shown, self._heard = shown, time.monotonic()

    def _status(self, params: object) -> None:
        self.state, self._heard = str(getattr(params, "state", "")), time.monotonic()

    def _change(self, change: types.TextDocumentContentChangeEvent) -> None:
        self.version += 1
        self._heard = time.monotonic()
        identifier = types.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri)
        self._client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND, server_env=dict(os.environ)))
async def editor(lsp_client: LanguageClient) -> AsyncIterator[None]:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register_capability(params: types.RegistrationParams) -> None:
        assert params.registrations

    capabilities = pytest_lsp.client_capabilities("visual_studio_code")
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities=capabilities, process_id=None, root_uri=(FOLDER / "server").as_uri())
    )
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
@pytest.mark.parametrize("name", NAMES)
async def test_typed_refused_fixed(editor: LanguageClient, name: str) -> None:
    whole = (FOLDER / "foreign" / f"{name}.py").read_text(encoding="utf-8").rstrip("\n")
    before, last = whole.rsplit("\n", 1)
    typist = Typist(editor, FOLDER / "server" / f"{name}.py", before + "\n")
    typist.type(last + "\n")
    left = await typist.refusals(expected=True)
    for _ in range(MOST_FIXES):
        assert all(refusal.severity == types.DiagnosticSeverity.Information for refusal in left)
        fixes = await typist.fixes(left[0])
        assert [fix.title for fix in fixes if fix.is_preferred] == [fixes[0].title]
        assert "(compiled" in fixes[0].title and fixes[0].edit is not None
        print(f"{name}:{left[0].range.start.line + 1}: {left[0].code}: {fixes[0].title}")
        typist.apply(fixes[0].edit)
        left = await typist.refusals(expected=False)
        if not left:
            break
    assert not left
    assert typist.state in ("clean", "findings")
    Path(FOLDER / "server" / f"{name}.py").write_text(typist.text, encoding="utf-8")

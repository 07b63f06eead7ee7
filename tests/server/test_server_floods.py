"""Edits that arrive together are one edit for the session, in their order and before anything else is answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

import pytest
from server_client import CAPABILITIES, edit
from test_session_generations import PlayedWorker

from citl_lsp.server.app import CitlServer
from citl_lsp.session.document import Change
from citl_lsp.session.session import Session
from citl_lsp.session.worker_process import WorkerProcess

A, B = "file:///t/a.py", "file:///t/b.py"


class Answers:
    """What the server writes."""

    def __init__(self) -> None:
        self.text = b""

    def write(self, data: bytes) -> None:
        self.text += data

    def close(self) -> None: ...


def message(method: str, params: object, number: int | None = None) -> bytes:
    told = {"jsonrpc": "2.0", "method": method, "params": params} | ({} if number is None else {"id": number})
    return json.dumps(told).encode()


def change(uri: str, version: int, *changes: object) -> bytes:
    return message(
        "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
    )


def opened(uri: str, text: str) -> bytes:
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    return message("textDocument/didOpen", {"textDocument": item})


def hover(number: int) -> bytes:
    where = {"line": 0, "character": 0}
    return message("textDocument/hover", {"textDocument": {"uri": A}, "position": where}, number)


@pytest.fixture
async def server() -> CitlServer:
    """A server with two open documents, without a process."""
    one = CitlServer(cast(WorkerProcess, PlayedWorker()))
    one.protocol.set_writer(cast(Any, Answers()))
    start = {"processId": None, "rootUri": None, "capabilities": CAPABILITIES}
    one.rpc.receive([message("initialize", start, 1), opened(A, "abc\n"), opened(B, "abc\n")])
    return one


async def test_edits_that_arrive_together(server: CitlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int | None, int]] = []
    real = Session.change

    def spied(self: Session, uri: str, version: int | None, changes: Sequence[Change]) -> None:
        told.append((uri, version, len(changes)))
        real(self, uri, version, changes)

    monkeypatch.setattr(Session, "change", spied)
    server.rpc.receive(
        [
            change(A, 2, edit(0, 3, 0, 3, "d")),
            change(A, 3, edit(0, 4, 0, 4, "e"), edit(0, 0, 0, 1, "")),
            change(A, 4, {"range": 7}),  # malformed: as if it hadn't come
            change(A, 5, edit(0, 0, 0, 0, "x")),
            change(B, 2, {"text": "new\n"}),
            b"no JSON",
            change(B, 3, edit(0, 0, 0, 0, "y")),
            hover(2),
            change(B, 4, edit(0, 0, 0, 0, "z")),
        ]
    )
    assert told == [(A, 5, 4), (B, 2, 1), (B, 3, 1), (B, 4, 1)]
    texts = {document.uri: (document.version, document.text) for document in server.session.documents}
    assert texts == {A: (5, "xbcde\n"), B: (4, "zynew\n")}


async def test_nothing_is_taken_after_the_end(server: CitlServer) -> None:
    server.rpc.receive([change(A, 2, {"text": "last\n"}), message("exit", None), change(A, 3, {"text": "never\n"})])
    document = server.session.document(A)
    assert document is not None and (document.version, document.text) == (2, "last\n")
    assert server.exit_code == 1

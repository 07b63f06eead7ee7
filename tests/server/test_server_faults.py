"""Whatever a client sends: every request is answered, and the server goes on."""

from __future__ import annotations

import json
import threading
import time

import pytest
from server_client import CAPABILITIES, RawClient, assert_alive, edit

URI = "file:///t/a.py"
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED = -32002

REQUESTS = [
    "textDocument/hover",
    "textDocument/codeAction",
    "codeAction/resolve",
    "workspace/executeCommand",
    "citl/rust",
]
MALFORMED = [None, 1, "x", [], [1, 2], {}, {"textDocument": 5}, {"textDocument": {"uri": None}}, {"uri": {}}]


@pytest.mark.parametrize("method", REQUESTS)
def test_malformed_params_are_answered(client: RawClient, method: str) -> None:
    for params in MALFORMED:
        answer = client.answer(client.start(method, params))
        assert answer.get("error", {}).get("code") == INVALID_PARAMS, (method, params, answer)


@pytest.mark.parametrize("line", [-1, 1.5, "x", None, 2**40, True])
def test_malformed_positions_are_answered(client: RawClient, line: object) -> None:
    client.open(URI, "a = 1\n")
    params = {"textDocument": {"uri": URI}, "position": {"line": line, "character": 0}}
    answer = client.answer(client.start("textDocument/hover", params))
    assert "error" in answer or "result" in answer


def test_unknown_methods(client: RawClient) -> None:
    assert client.error("no/such") == METHOD_NOT_FOUND
    assert client.error("$/no/such") == METHOD_NOT_FOUND
    client.notify("no/such", {"a": 1})
    client.notify("$/no/such")


def test_unknown_command(client: RawClient) -> None:
    assert client.error("workspace/executeCommand", {"command": "rm -rf"}) == INVALID_PARAMS
    assert client.error("workspace/executeCommand", {"command": "citl.server.showRust", "arguments": []}) < 0
    assert client.error("workspace/executeCommand", {"command": "citl.server.showRust", "arguments": [1, {}, 3]}) < 0


def test_requests_before_initialize(user_environment: dict[str, str]) -> None:
    with RawClient(environment=user_environment) as client:
        assert client.error("textDocument/hover", {}) == NOT_INITIALIZED
        assert client.error("shutdown") == NOT_INITIALIZED
        client.open(URI, "def f(:\n")
        client.initialize()
        assert client.error("initialize", {"processId": None, "rootUri": None, "capabilities": {}}) == INVALID_REQUEST
        assert not client.published(URI)


def test_requests_after_shutdown(user_environment: dict[str, str]) -> None:
    with RawClient(environment=user_environment) as client:
        client.initialize()
        client.open(URI, "a = 1\n")
        client.request("shutdown")
        client.change(URI, 2, edit(0, 0, 0, 0, "("))
        hover = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}
        assert client.error("textDocument/hover", hover) == INVALID_REQUEST
        assert client.error("shutdown") == INVALID_REQUEST
        client.notify("exit")
        assert client.process.wait(20) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"{",
        b"\xff\xfe\x00",
        b"",
        b"null",
        b"17",
        b'"text"',
        b"[]",
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"{}",
        b'{"jsonrpc":"2.0"}',
        b'{"jsonrpc":"2.0","id":null,"method":"shutdown"}',
        b'{"jsonrpc":"2.0","id":[1],"method":"shutdown"}',
        b'{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}',
        b'{"jsonrpc":"2.0","id":99,"method":7}',
        b'{"jsonrpc":"2.0","method":"textDocument/didChange"}',
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{}}}',
        b'{"jsonrpc":"2.0","id":"no-such-request","result":5}',
        b'{"jsonrpc":"2.0","id":7,"error":"strange"}',
        b'{"id":7,"error":{"code":"x"}}',
        b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":12345}}',
        b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":null}',
        b'{"jsonrpc":"2.0","method":"$/setTrace","params":{"value":"loud"}}',
        b'{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":[1]}}',
        b'{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":5}]}}',
        b'{"jsonrpc":"2.0","method":"workspace/didChangeWorkspaceFolders","params":{"event":{"added":[],"removed":[{"uri":"x","name":"y"}]}}}',
        b'{"jsonrpc":"2.0","method":"notebookDocument/didClose","params":{"notebookDocument":{"uri":"x"},"cellTextDocuments":[]}}',
    ],
)
def test_strange_messages(client: RawClient, body: bytes) -> None:
    client.send_body(body)
    assert_alive(client)


def test_messages_that_are_no_json_are_answered(client: RawClient) -> None:
    client.send_body(b"not json")
    answer = client.wait("parse error", lambda: [m for m in client.messages if "error" in m and m.get("id") is None])
    assert answer[0]["error"]["code"] == PARSE_ERROR


def test_strange_headers(client: RawClient) -> None:
    client.send_bytes(b"X-Nothing: 1\r\n\r\n")
    client.send_bytes(b"Content-Length: abc\r\n\r\n")
    client.send_bytes(b"Content-Length: 99999999999999999999999999\r\n\r\n")
    body = json.dumps({"jsonrpc": "2.0", "id": "h", "method": "no/such"}).encode()
    header = b"content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:%d\r\n\r\n" % len(body)
    for byte in header + body:
        client.send_bytes(bytes([byte]))
    assert client.answer("h")["error"]["code"] == METHOD_NOT_FOUND


def test_a_reversed_range(client: RawClient) -> None:
    client.open(URI, "a = 1\nb = 2\n")
    client.change(URI, 2, edit(1, 4, 0, 4, "("))
    assert client.wait_diagnostics(URI, 2)[0]["range"]["start"]["line"] == 0
    params = {"textDocument": {"uri": URI}, "range": edit(1, 0, 0, 0, "")["range"], "context": {"diagnostics": []}}
    assert client.request("textDocument/codeAction", params) == []


def test_an_edit_inside_a_surrogate_pair(client: RawClient) -> None:
    client.open(URI, "a = '😀😀'\n")
    client.wait_diagnostics(URI, 1)
    client.change(URI, 2, edit(0, 6, 0, 8, "x"))
    client.change(URI, 3, edit(0, 0, 0, 900, "b = = 1"))
    [found] = client.wait_diagnostics(URI, 3)
    assert found["range"]["start"] == {"line": 0, "character": 4}


def test_lone_surrogates(client: RawClient) -> None:
    client.open(URI, "a = '\ud83d'\n")
    [found] = client.wait_diagnostics(URI, 1)
    assert "surrogate" in found["message"]
    client.change(URI, 2, edit(0, 5, 0, 6, "\udc00"))
    client.change(URI, 3, edit(0, 5, 0, 6, "x"))
    assert client.wait_diagnostics(URI, 3, lambda found: not found) == []


def test_null_bytes(client: RawClient) -> None:
    client.open(URI, "a = 1\nb = '\0'\n")
    [found] = client.wait_diagnostics(URI, 1)
    assert found["range"]["start"] == {"line": 1, "character": 5}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "[" * 100_000,
        "-" * 100_000 + "1",
        "a" + ".b" * 50_000,
        "if 1:\n pass\n" + "elif 1:\n pass\n" * 5000,
        "x = '" + "a" * 4_000_000 + "'",
        "#" * 4_000_000,
        "\ufeffx = 1\n",
        "\ufeff(\n",
        "",
        "\\",
        "'''",
        "\t\tx = 1\n  y = 2\n",
        "f'{f\"{f'{1}'}\"}'",
    ],
)
def test_hard_texts(client: RawClient, text: str) -> None:
    client.open(URI, text)
    client.wait_diagnostics(URI, 1)
    client.replace(URI, 2, "a = 1\n")
    assert client.wait_diagnostics(URI, 2, lambda found: not found) == []


def test_unknown_documents(client: RawClient) -> None:
    for uri in ("file:///no/such.py", "", "x", "untitled:1", "file:///t/%00.py", "http://x/y.py", "file://[::1"):
        client.change(uri, 2, edit(0, 0, 0, 0, "("))
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        where = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 1}}
        assert client.request("textDocument/hover", where) is None
        span = {"textDocument": {"uri": uri}, "range": edit(0, 0, 0, 1, "")["range"], "context": {"diagnostics": []}}
        assert client.request("textDocument/codeAction", span) is None
        assert client.request("citl/rust", {"uri": uri}) is None
        fix_all = {"command": "citl.server.fixAll", "arguments": [uri]}
        assert client.request("workspace/executeCommand", fix_all) is False


def test_uris_that_cannot_be_parsed_can_be_opened(client: RawClient) -> None:
    for uri in ("", "x", "file://[::1", "file:///t/%ff%00.py", "citl-rust:/a.rs?%%%"):
        client.open(uri, "def f(:\n")
        assert client.wait_diagnostics(uri, 1)[0]["code"] == "syntax"


def test_resolving_what_was_not_offered(client: RawClient) -> None:
    client.open(URI, "a = 1\n")
    data = [{"uri": URI, "fix": "none", "generation": 1}, {"uri": URI, "fix": "none", "generation": 10**9}, {"uri": 5}]
    for one in data:
        assert client.error("codeAction/resolve", {"title": "x", "data": one}) < 0
    assert client.request("codeAction/resolve", {"title": "x", "data": None})["title"] == "x"


def test_bursts_of_requests_and_cancellations(client: RawClient) -> None:
    client.open(URI, "a = 1\n" * 300)
    where = {"textDocument": {"uri": URI}, "position": {"line": 3, "character": 1}}
    ids = []
    for number in range(200):
        ids.append(client.start("textDocument/hover", where))
        if number % 3 == 0:
            client.notify("$/cancelRequest", {"id": ids[-1]})
    for request in ids:
        client.answer(request)


def test_a_client_that_does_not_read(user_environment: dict[str, str]) -> None:
    """Answers pile up in the server, not in the pipe: it goes on reading, and everything arrives in the end."""
    with RawClient(environment=user_environment) as client:
        client.initialize(capabilities=CAPABILITIES)
        with client._news:  # the reading thread has to wait
            text = "a = (\n" * 20
            for version in range(400):
                client.open(f"file:///t/{version}.py", text)
                client.start("textDocument/hover", {"textDocument": {"uri": "x" * 500}, "position": {}})
            time.sleep(0.3)
        client.wait_diagnostics("file:///t/399.py", 1)


def test_concurrent_senders_do_not_mix(client: RawClient) -> None:
    """Frames of 100 kB from the server stay whole while it is written to."""
    uri = "file:///t/" + "long" * 5000 + ".py"
    for version in range(1, 20):
        threading.Thread(target=lambda: None).start()
        client.open(uri, "def f(:\n", version)
    client.wait_diagnostics(uri, 19)

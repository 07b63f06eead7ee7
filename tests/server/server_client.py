"""A language client that can misbehave: it sends any bytes, and remembers everything that comes back.

    with RawClient() as client:
        client.initialize()
        client.open("file:///t/a.py", "def f(:\\n")
        client.wait_diagnostics("file:///t/a.py", version=1)

Requests of the server are answered at once (`workspace/configuration` with `settings`).
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from citl_lsp.text.positions import Encoding, LineIndex

COMMAND = (sys.executable, "-m", "citl_lsp.server.main", "--stdio")
SECONDS = 60.0
"""Patience with a busy machine; nothing waits that long when all is well."""

CAPABILITIES: dict[str, Any] = {
    "workspace": {
        "configuration": True,
        "workspaceEdit": {"documentChanges": True},
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        },
        "codeAction": {
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "isPreferredSupport": True,
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source", "refactor"]}},
        },
        "hover": {"contentFormat": ["markdown"]},
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
}


class RawClient:
    """One server process and everything it said."""

    def __init__(
        self,
        command: tuple[str, ...] = COMMAND,
        environment: Mapping[str, str] | None = None,
        settings: Mapping[str, Any] | None = None,
        cwd: str | None = None,
    ) -> None:
        self.settings = dict(settings or {})
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
            cwd=cwd,
        )
        self.messages: list[dict[str, Any]] = []
        self.errors: list[str] = []
        self._news = threading.Condition()
        self._next = 0
        self.ended = False
        for target in (self._read, self._read_errors):
            threading.Thread(target=target, daemon=True).start()

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(Exception):
                self.shutdown()
        self.process.kill()
        self.process.wait()

    # --- sending -----------------------------------------------------------------------------------------------------

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send_body(self, body: bytes) -> None:
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, message: object) -> None:
        self.send_body(json.dumps(message).encode())

    def notify(self, method: str, params: object = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: object = None) -> int:
        """Send a request; its id."""
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def request(self, method: str, params: object = None, timeout: float = SECONDS) -> Any:
        """The result of a request; AssertionError with the error object where it failed."""
        answer = self.answer(self.start(method, params), timeout)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def error(self, method: str, params: object = None, timeout: float = SECONDS) -> int:
        """The error code that a request is answered with."""
        answer = self.answer(self.start(method, params), timeout)
        assert "error" in answer, answer
        return int(answer["error"]["code"])

    # --- waiting -----------------------------------------------------------------------------------------------------

    def wait(self, what: str, probe: Callable[[], Any], timeout: float = SECONDS) -> Any:
        """The first true value of `probe`, asked again at every message."""
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                value = probe()
                if value:
                    return value
                left = deadline - time.monotonic()
                if left <= 0 or (self.ended and not probe()):
                    last = json.dumps(self.messages[-4:], indent=1)[:3000]
                    raise AssertionError(f"no {what}; last messages: {last}; stderr: {self.errors[-20:]}")
                self._news.wait(min(left, 0.25))

    def answer(self, request: int | str | None, timeout: float = SECONDS) -> dict[str, Any]:
        """The response to a request."""
        found: dict[str, Any] = self.wait(
            f"answer to {request}",
            lambda: next((m for m in self.messages if "method" not in m and m.get("id") == request), None),
            timeout,
        )
        return found

    def notifications(self, method: str) -> list[Any]:
        """Parameters of all notifications of a kind, in order."""
        return [m["params"] for m in list(self.messages) if m.get("method") == method and "id" not in m]

    def published(self, uri: str) -> list[dict[str, Any]]:
        """Everything that was published for a document, in order."""
        return [p for p in self.notifications("textDocument/publishDiagnostics") if p["uri"] == uri]

    def wait_diagnostics(
        self, uri: str, version: int | None = None, probe: Callable[[list[Any]], bool] | None = None
    ) -> list[dict[str, Any]]:
        """The diagnostics of `version` (or newer), the first ones for which `probe` holds."""

        def look() -> list[list[dict[str, Any]]]:
            return [
                p["diagnostics"]
                for p in self.published(uri)[-1:]
                if (version is None or (p.get("version") or 0) >= version)
                and (probe is None or probe(p["diagnostics"]))
            ]

        found: list[list[dict[str, Any]]] = self.wait(f"diagnostics of {uri} at version {version}", look)
        return found[0]

    def settled(self, uri: str, version: int, quiet: float = 0.4) -> list[dict[str, Any]]:
        """The diagnostics of `version` once nothing new has come for `quiet` seconds and no work is under way."""
        self.wait_diagnostics(uri, version)
        while True:
            count = len(self.messages)
            time.sleep(quiet)
            states = self.notifications("citl/status")
            if len(self.messages) == count and (not states or states[-1]["state"] != "working"):
                return list(self.published(uri)[-1]["diagnostics"])

    # --- everyday life -----------------------------------------------------------------------------------------------

    def initialize(self, **extra: Any) -> dict[str, Any]:
        params = {"processId": None, "rootUri": None, "capabilities": CAPABILITIES, **extra}
        result: dict[str, Any] = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, version: int = 1, language: str = "python") -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Mapping[str, Any]) -> None:
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", params)

    def replace(self, uri: str, version: int, text: str) -> None:
        self.change(uri, version, {"text": text})

    def actions(self, uri: str, diagnostic: dict[str, Any] | None = None, **context: Any) -> list[dict[str, Any]]:
        """The code actions at a diagnostic, or at the start of the document."""
        zero = {"line": 0, "character": 0}
        where = diagnostic["range"] if diagnostic else {"start": zero, "end": zero}
        told = {"diagnostics": [diagnostic] if diagnostic else [], **context}
        params = {"textDocument": {"uri": uri}, "range": where, "context": told}
        return list(self.request("textDocument/codeAction", params) or [])

    def shutdown(self, timeout: float = SECONDS) -> int:
        """Leave politely; the exit code."""
        self.request("shutdown", timeout=timeout)
        self.notify("exit")
        return self.process.wait(timeout)

    # --- threads -----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        while True:
            length = 0
            while (line := stream.readline()).strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not line:
                break
            message = json.loads(stream.read(length))
            with self._news:
                self.messages.append(message)
                self._news.notify_all()
            if "method" in message and "id" in message:
                with contextlib.suppress(OSError, ValueError):  # the test has closed the pipe
                    self.send({"jsonrpc": "2.0", "id": message["id"], "result": self._result(message)})
        with self._news:
            self.ended = True
            self._news.notify_all()

    def _result(self, message: dict[str, Any]) -> object:
        if message["method"] == "workspace/configuration":
            return [self.settings for _ in message["params"]["items"]]
        if message["method"] == "workspace/applyEdit":
            return {"applied": True}
        if message["method"] == "window/showDocument":
            return {"success": True}
        return None

    def _read_errors(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.errors.append(line.decode("utf-8", "replace").rstrip())


def edited(text: str, workspace_edit: dict[str, Any], encoding: Encoding = "utf-16") -> str:
    """`text` after an edit of one document, as an editor applies it."""
    [change] = workspace_edit["documentChanges"]
    index = LineIndex(text)
    for one in sorted(
        change["edits"], key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]), reverse=True
    ):
        start, end = one["range"]["start"], one["range"]["end"]
        first = index.encoded_offset(start["line"], start["character"], encoding)
        last = index.encoded_offset(end["line"], end["character"], encoding)
        text = text[:first] + one["newText"] + text[last:]
    return text


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> dict[str, Any]:
    """A content change."""
    start, end = {"line": line, "character": column}, {"line": end_line, "character": end_column}
    return {"range": {"start": start, "end": end}, "text": text}


def assert_alive(client: RawClient) -> None:
    """The server still does its work."""
    uri = "file:///t/alive.py"
    client.open(uri, "def f(:\n    pass\n")
    assert client.wait_diagnostics(uri, 1, bool)[0]["code"] == "syntax"
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

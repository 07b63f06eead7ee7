"""Processes: a worker that dies is replaced, and nothing outlives the editor."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest
from server_client import COMMAND, RawClient, edit

URI = "file:///t/a.py"

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes through /proc")


def descendants(pid: int) -> set[int]:
    """All processes below `pid`."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: set[int] = set()
    front = {pid}
    while front:
        front = {child for child, parent in parents.items() if parent in front} - found
        found |= front
    return found


def worker_of(client: RawClient, other_than: int = 0) -> int:
    """The worker process, awaited."""

    def look() -> int:
        for child in descendants(client.process.pid) - {other_than}:
            with contextlib.suppress(OSError):
                if b"citl_lsp.session.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                    return child
        return 0

    return int(client.wait("worker", look))


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_gone(pids: set[int], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while left := {pid for pid in pids if running(pid)}:
        assert time.monotonic() < deadline, f"still running: {[Path(f'/proc/{p}/cmdline').read_bytes() for p in left]}"
        time.sleep(0.02)


def test_a_polite_end(client: RawClient) -> None:
    client.open(URI, "a = 1\n")
    client.wait_diagnostics(URI, 1)
    pids = descendants(client.process.pid)
    assert pids
    started = time.monotonic()
    assert client.shutdown() == 0
    wait_gone(pids, 0.5)
    assert time.monotonic() - started < 1.0


def test_exit_without_shutdown(client: RawClient) -> None:
    pids = descendants(client.process.pid)
    client.notify("exit")
    assert client.process.wait(2) == 1
    wait_gone(pids, 0.5)


def test_the_editor_vanishes(client: RawClient) -> None:
    pids = descendants(client.process.pid)
    assert client.process.stdin
    client.process.stdin.close()
    assert client.process.wait(2) == 1
    wait_gone(pids, 0.5)


def test_the_front_is_killed(client: RawClient) -> None:
    pids = descendants(client.process.pid)
    client.process.kill()
    client.process.wait()
    wait_gone(pids, 1.5)


def test_terminated(client: RawClient) -> None:
    pids = descendants(client.process.pid)
    client.process.send_signal(signal.SIGTERM)
    client.process.wait(10)
    wait_gone(pids, 1.5)


def test_leaving_before_initialize(user_environment: dict[str, str]) -> None:
    with RawClient(environment=user_environment) as client:
        client.notify("exit")
        assert client.process.wait(20) == 1


def test_a_dead_worker_is_replaced(client: RawClient) -> None:
    client.open(URI, "def f(:\n")
    client.settled(URI, 1)
    for version in (2, 3, 4):
        old = worker_of(client)
        os.kill(old, signal.SIGKILL)
        client.change(URI, version, edit(0, 0, 0, 0, "\n"))
        [found] = client.wait_diagnostics(URI, version)
        assert found["range"]["start"]["line"] == version - 1
        worker_of(client, other_than=old)


def test_a_stopped_worker_does_not_stop_the_front(client: RawClient) -> None:
    client.open(URI, "a = 1\n")
    client.settled(URI, 1)
    worker = worker_of(client)
    os.kill(worker, signal.SIGSTOP)
    try:
        started = time.monotonic()
        client.change(URI, 2, edit(0, 4, 0, 5, "("))
        client.wait_diagnostics(URI, 2)
        client.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}})
        assert time.monotonic() - started < 1.0
        assert client.shutdown() == 0
        assert time.monotonic() - started < 2.0
        wait_gone({worker}, 0.5)
    finally:
        if running(worker):
            os.kill(worker, signal.SIGCONT)


def test_restart_by_command(client: RawClient) -> None:
    client.open(URI, "def f(:\n")
    client.settled(URI, 1)
    old = worker_of(client)
    client.request("workspace/executeCommand", {"command": "citl.server.restart"})
    worker_of(client, other_than=old)
    wait_gone({old}, 1.0)
    client.change(URI, 2, edit(0, 0, 1, 0, ""))
    assert client.wait_diagnostics(URI, 2) == []


def by_vscode() -> list[str]:
    """How our client starts the server with an interpreter."""
    source = (Path(__file__).parents[2] / "editors/vscode/src/server.ts").read_text()
    own_modules, start = re.findall(r"const (?:OWN_MODULES|START) = ['`](.*)['`];", source)
    return [sys.executable, "-c", start.replace("${OWN_MODULES}", own_modules)]


@pytest.mark.parametrize("start", [[str(Path(sys.executable).with_name("citl-lsp"))], by_vscode()])
def test_what_the_editor_shadows_is_not_imported(
    user_environment: dict[str, str], tmp_path: Path, start: list[str]
) -> None:
    """The folder in which the editor starts the server may hold any file, `lsprotocol.py` among them."""
    for name in ("asyncio", "pickle", "queue", "tree_sitter", "lsprotocol", "citl_lsp"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('shadowed')\n")
    command = (*start, "--stdio")
    with RawClient(command, environment=user_environment, cwd=str(tmp_path)) as client:
        client.initialize()
        client.open(URI, "print(unknown)\n")
        assert client.wait_diagnostics(URI, 1, bool)[0]["code"] == "unknown-name", "which the worker alone says"
        assert not client.errors


def test_usage() -> None:
    import subprocess

    assert subprocess.run([*COMMAND[:-1], "--nonsense"], capture_output=True).returncode == 2
    done = subprocess.run([*COMMAND[:-1], "--version"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("citl-lsp ")


def test_tcp(user_environment: dict[str, str]) -> None:
    import json
    import socket
    import subprocess

    command = [*COMMAND[:-1], "--tcp", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **user_environment}, text=True)
    try:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            file = connection.makefile("rb")

            def send(message: object) -> None:
                body = json.dumps(message).encode()
                connection.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)

            send({"jsonrpc": "2.0", "id": 1, "method": "no/such"})
            assert file.readline().startswith(b"Content-Length")
            send({"jsonrpc": "2.0", "method": "exit"})
            process.wait(20)
    finally:
        process.kill()
        process.wait()

"""The server object, and how it is run. Requests live in `requests/`, one file each."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from citl_lsp.server.bridge import Bridge
from citl_lsp.server.main import version
from citl_lsp.server.protocol import Protocol
from citl_lsp.server.requests import register
from citl_lsp.server.transport import Receive, StreamWriter, ThreadWriter, serve_stdio, serve_tcp
from citl_lsp.server.watching import Watching
from citl_lsp.session.session import Session
from citl_lsp.session.worker_process import WorkerProcess
from citl_lsp.text.positions import Encoding

_Writer = ThreadWriter | StreamWriter


class CitlServer(LanguageServer):
    """One client, one session."""

    session: Session
    """There from `initialize` on."""

    def __init__(self, worker: WorkerProcess) -> None:
        super().__init__(
            "citl-lsp",
            version(),
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
        )
        self._first_worker: WorkerProcess | None = worker
        self.bridge = Bridge(self)
        self.watching = Watching(self)
        self.exit_code: int | None = None
        self.stop = asyncio.Event()
        self.editor_settings: dict[str, object] = {}
        self.root: str | None = None
        self.settings_are_users = False
        """The client guarantees that settings of machine scope come from the user."""
        self.own_rust_scheme = False
        """The client shows `citl-rust:` documents itself."""
        self.rpc.on_exit = self._exit
        register(self)

    @property
    def rpc(self) -> Protocol:
        """The protocol, as what it is."""
        return cast(Protocol, self.protocol)

    def start_session(self, encoding: Encoding) -> Session:
        """Make the session; the worker that is already loading becomes its own."""
        worker, self._first_worker = self._first_worker, None
        self.session = Session(self.bridge, worker=worker, encoding=encoding)
        return self.session

    def end_session(self) -> None:
        """End the worker and all that it runs."""
        self.watching.stop()
        if "session" in self.__dict__:
            self.session.shutdown()

    def report_server_error(self, error: Exception, source: object) -> None:
        """Into the log only: an error message for the user must be one that he can act on."""
        logging.getLogger(__name__).error("%s: %s", type(error).__name__, error)

    def _exit(self, code: int) -> None:
        self.exit_code = code
        self.stop.set()


def run_stdio(inbound: int, outbound: int, worker: WorkerProcess) -> int:
    """Serve on two file descriptors until the client leaves; the exit code."""
    _log_quietly()
    writer = ThreadWriter(outbound)
    try:
        return asyncio.run(_serve_stdio(inbound, writer, worker))
    finally:
        writer.close()


async def _serve_stdio(inbound: int, writer: ThreadWriter, worker: WorkerProcess) -> int:
    server = CitlServer(worker)
    _connect(server, writer)
    try:
        await serve_stdio(inbound, server.rpc.receive, server.stop)
    finally:
        server.end_session()
    return 1 if server.exit_code is None else server.exit_code


def run_tcp(host: str, port: int, worker: WorkerProcess) -> int:
    """Serve one client on a TCP port; the exit code."""
    _log_quietly()
    return asyncio.run(_serve_tcp(host, port, worker))


async def _serve_tcp(host: str, port: int, worker: WorkerProcess) -> int:
    server = CitlServer(worker)

    def connected(writer: StreamWriter) -> Receive:
        _connect(server, writer)
        return server.rpc.receive

    def listening(number: int) -> None:
        print(f"citl-lsp listens on {host}:{number}", flush=True)

    try:
        await serve_tcp(host, port, connected, listening, server.stop)
    finally:
        server.end_session()
    return 1 if server.exit_code is None else server.exit_code


def _connect(server: CitlServer, writer: _Writer) -> None:
    server.protocol.set_writer(writer)


def _log_quietly() -> None:
    # Editors show every line of stderr as an error; what is worth knowing goes through window/logMessage.
    logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.ERROR)

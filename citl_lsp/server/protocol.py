"""JSON-RPC on top of pygls: every request gets an answer, whatever it looks like.

pygls gives up on messages that don't fit their type and ignores requests after `shutdown`; here they are answered with
the error that the specification names. Documents are the session's, so pygls' own are switched off.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any, cast

from cattrs import Converter
from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import JsonRPCNotification, JsonRPCRequestMessage, LanguageServerProtocol

logger = logging.getLogger(__name__)

MessageId = int | str

_PARSE_ERROR = -32700
_INVALID_REQUEST = -32600
_METHOD_NOT_FOUND = -32601
_INVALID_PARAMS = -32602
_NOT_INITIALIZED = -32002

_OWN_DOCUMENTS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
    types.EXIT,
)


class Protocol(LanguageServerProtocol):
    """`receive` takes messages' bodies; `on_exit` is called once, with the exit code, when the client says `exit`."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        for method in _OWN_DOCUMENTS:
            self.fm.builtin_features.pop(method, None)
        self.initialized = False
        self._edit: types.DidChangeTextDocumentNotification | None = None
        """Edits of one document that wait for what comes after them."""
        self._changes: list[types.TextDocumentContentChangeEvent] = []
        """The changes of `_edit`."""
        self._ended = False
        self.on_exit: Callable[[int], None] = lambda code: None

    # --- in ----------------------------------------------------------------------------------------------------------

    def receive(self, bodies: Iterable[bytes]) -> None:
        """Handle messages that came together, up to `exit`. Never raises.

        Edits of a document that follow each other are one edit with all their changes: a flood of them costs one text.
        """
        for body in bodies:
            if self._ended:
                return
            self._receive(body)
        self._pass_edit()

    def _receive(self, body: bytes) -> None:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            self._pass_edit()
            self._refuse(None, _PARSE_ERROR, "the message is not JSON")
            return
        if not (isinstance(data, dict) and data.get("method") == types.TEXT_DOCUMENT_DID_CHANGE):
            self._pass_edit()
        if not isinstance(data, dict):
            self._refuse(None, _INVALID_REQUEST, "a message must be a JSON object")
            return
        method, message_id = data.get("method"), data.get("id")
        if "id" in data and not _is_id(message_id):
            # A response with id null says that we sent something unreadable; anything else is a client's mistake.
            if method is not None:
                self._refuse(None, _INVALID_REQUEST, "an id must be a string or an integer")
            return
        try:
            if not isinstance(method, str):
                self._receive_response(message_id, data)
            elif "id" in data:
                self._receive_request(message_id, method, data)
            else:
                self._receive_notification(method, data)
        except Exception:
            # The last line of defence: one message must not take the server with it.
            logger.exception("message could not be handled")
            if "id" in data and isinstance(method, str):
                self._refuse(message_id, _INVALID_REQUEST, "the message could not be handled")

    def _receive_request(self, message_id: Any, method: str, data: dict[str, Any]) -> None:
        if self._shutdown:
            self._refuse(message_id, _INVALID_REQUEST, "the server is shutting down")
        elif not self.initialized and method != types.INITIALIZE:
            self._refuse(message_id, _NOT_INITIALIZED, "the server is not initialized")
        elif self.initialized and method == types.INITIALIZE:
            self._refuse(message_id, _INVALID_REQUEST, "the server is initialized already")
        elif not self._knows(method):
            self._refuse(message_id, _METHOD_NOT_FOUND, f"there is no method {method!r}")
        else:
            try:
                message = self._structured(method, data)
            except Exception as error:
                logger.debug("malformed %s: %s", method, error)
                self._refuse(message_id, _INVALID_PARAMS, f"the parameters of {method} are malformed")
                return
            self.initialized = self.initialized or method == types.INITIALIZE
            self.handle_message(message)

    def _receive_notification(self, method: str, data: dict[str, Any]) -> None:
        if method == types.EXIT:
            self._ended = True
            self.on_exit(0 if self._shutdown else 1)
        elif not self._shutdown and self.initialized and (method == types.CANCEL_REQUEST or self._knows(method)):
            try:
                message = self._structured(method, data)
            except Exception as error:
                logger.warning("malformed %s is ignored: %s", method, _first_line(error))
                return
            if isinstance(message, types.DidChangeTextDocumentNotification):
                self._hold_edit(message)
            else:
                self.handle_message(message)

    def _hold_edit(self, message: types.DidChangeTextDocumentNotification) -> None:
        document = message.params.text_document
        if self._edit is None or self._edit.params.text_document.uri != document.uri:
            self._pass_edit()
            self._edit = message
        self._edit.params.text_document = document
        self._changes += message.params.content_changes

    def _pass_edit(self) -> None:
        """Edits must be through before anything else is looked at."""
        message, self._edit = self._edit, None
        if message is not None:
            message.params.content_changes, self._changes = self._changes, []
            try:
                self.handle_message(cast(Any, message))
            except Exception:
                logger.exception("an edit could not be handled")

    def _receive_response(self, message_id: Any, data: dict[str, Any]) -> None:
        if message_id not in self._request_futures:
            return
        try:
            message = self.structure_message({"jsonrpc": self.VERSION, **data})
        except Exception as error:
            future = self._request_futures.pop(message_id)
            if not future.done():
                future.set_exception(error)
            return
        self.handle_message(message)

    def _knows(self, method: str) -> bool:
        return method in self.fm.builtin_features or method in self.fm.features

    def _structured(self, method: str, data: dict[str, Any]) -> Any:
        kind = self.get_message_type(method)
        if kind is not None:
            return self._converter.structure({"jsonrpc": self.VERSION, **data}, kind)
        # Methods of our own: the handler looks at the plain object itself.
        if "id" in data:
            return JsonRPCRequestMessage(data["id"], method, self.VERSION, data.get("params"))
        return JsonRPCNotification(method, self.VERSION, data.get("params"))

    # --- out ---------------------------------------------------------------------------------------------------------

    def _refuse(self, message_id: MessageId | None, code: int, message: str) -> None:
        error = {"code": code, "message": message}
        self._send_data({"jsonrpc": self.VERSION, "id": message_id, "error": error})


def _is_id(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]

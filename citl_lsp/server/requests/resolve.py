"""`codeAction/resolve`: the edit of a fix, compiled before it is handed out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from citl_lsp.server.edits import fix_edit
from citl_lsp.server.requests.code_action import title_of

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


class _ContentModifiedError(JsonRpcException):
    CODE = -32801
    MESSAGE = "Content Modified"


def register(server: CitlServer) -> None:
    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        data = action.data
        if not isinstance(data, Mapping) or action.edit is not None:
            return action
        uri, fix, generation = data.get("uri"), data.get("fix"), data.get("generation")
        if not (isinstance(uri, str) and isinstance(fix, str) and isinstance(generation, int)):
            raise JsonRpcInvalidParams(message="the action's data is not what the server gave it")
        document = server.session.document(uri)
        if document is None or document.generation != generation:
            raise _ContentModifiedError(message="the text has changed since this fix was offered")
        resolved = await server.session.resolve(uri, fix)
        edit = None if resolved.fix is None else fix_edit(server, document, resolved.fix)
        if resolved.fix is None or edit is None:
            reason = resolved.reason or "pyproject.toml can't take it"
            server.bridge.tell("info", f"citl: this fix can't be applied: {reason}.")
            raise _ContentModifiedError(message=reason)
        action.edit = edit
        action.title = title_of(resolved.fix)
        return action

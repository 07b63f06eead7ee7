"""`citl/rust` {uri}: the generated Rust of a document, with the map that keeps two cursors together.

`uri` is the Python document's or the Rust document's address. The answer is null where there is no Rust yet. Each row
of `map` is a Python range and a Rust range, as start line, start column, end line, end column in the client's units.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcInvalidParams

from citl_lsp.server.convert import python_uri

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer


def register(server: CitlServer) -> None:
    @server.feature("citl/rust")
    def rust(params: Any) -> dict[str, object] | None:  # object would look like the server to pygls
        uri = params.get("uri") if isinstance(params, Mapping) else None
        if not isinstance(uri, str):
            raise JsonRpcInvalidParams(message="citl/rust needs {uri: string}")
        session = server.session
        document = session.find(python_uri(uri))
        if document is None or document.snapshot is None or document.snapshot.rust is None:
            return None
        old, new = document.snapshot_index, document.rust_index()
        assert old is not None and new is not None
        encoding = session.encoding
        rows = [
            [
                *old.encoded_position(row.python_start, encoding),
                *old.encoded_position(row.python_end, encoding),
                *new.encoded_position(row.rust_start, encoding),
                *new.encoded_position(row.rust_end, encoding),
            ]
            for row in document.rows()
        ]
        return {
            "text": document.snapshot.rust,
            "uri": server.bridge.rust_address(document.uri),
            "python": document.uri,
            "version": document.version,
            "map": rows,
        }

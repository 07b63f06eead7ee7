"""Between the session's plain data and the protocol's types. Pure; positions are converted here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, unquote

from lsprotocol import types
from pygls import uris

from citl_lsp.session.messages import Finding, TextChange
from citl_lsp.text.positions import Encoding, LineIndex, Range

RUST_SCHEME = "citl-rust"

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_TAG = {"unnecessary": types.DiagnosticTag.Unnecessary, "deprecated": types.DiagnosticTag.Deprecated}


def to_path(uri: str) -> str:
    """The file that `uri` means, `/` separated; for other schemes a name that no file has."""
    try:
        path = uris.to_fs_path(uri)
    except ValueError:  # `file://[::1` and the like
        path = None
    return path.replace("\\", "/") if path is not None else uri


def to_uri(path: str) -> str:
    """The address of a file."""
    return uris.from_fs_path(path) or path


def rust_uri(uri: str) -> str:
    """The address of the Rust made from the document `uri`, in the scheme that our own clients serve."""
    name = to_path(uri).rsplit("/", 1)[-1].rsplit(":", 1)[-1] or "untitled"
    return f"{RUST_SCHEME}:/{quote(name)}.rs?{quote(uri, safe='')}"


def python_uri(uri: str) -> str:
    """The inverse of `rust_uri`; other addresses stay as they are."""
    scheme, _, rest = uri.partition(":")
    query = rest.partition("?")[2]
    return unquote(query) if scheme == RUST_SCHEME and query else uri


def to_range(where: types.Range) -> Range:
    """A protocol range as plain numbers."""
    return Range(where.start.line, where.start.character, where.end.line, where.end.character)


def position_at(index: LineIndex, offset: int, encoding: Encoding) -> types.Position:
    """An offset as a position."""
    return types.Position(*index.encoded_position(offset, encoding))


def range_at(index: LineIndex, start: int, end: int, encoding: Encoding) -> types.Range:
    """Two offsets as a range."""
    return types.Range(position_at(index, start, encoding), position_at(index, end, encoding))


def offset_of(index: LineIndex, position: types.Position, encoding: Encoding) -> int:
    """A position as an offset; clamped."""
    return index.encoded_offset(position.line, position.character, encoding)


def offsets_of(index: LineIndex, where: types.Range, encoding: Encoding) -> tuple[int, int]:
    """A range as two offsets in order; clamped."""
    first, second = offset_of(index, where.start, encoding), offset_of(index, where.end, encoding)
    return min(first, second), max(first, second)


class DiagnosticWriter:
    """Turns findings into diagnostics, with no more than what the client understands."""

    def __init__(self, capabilities: types.ClientCapabilities, encoding: Encoding) -> None:
        text = capabilities.text_document
        wanted = text.publish_diagnostics if text else None
        self.encoding: Encoding = encoding
        self.related = bool(wanted and wanted.related_information)
        self.links = bool(wanted and wanted.code_description_support)
        self.data = bool(wanted and wanted.data_support)
        self.versions = bool(wanted and wanted.version_support)
        tags = wanted.tag_support if wanted else None
        self.tags = frozenset(tags.value_set) if tags else frozenset()

    def write(
        self, finding: Finding, index: LineIndex, related: Iterable[types.DiagnosticRelatedInformation]
    ) -> types.Diagnostic:
        """One diagnostic; `related` was looked up by the caller, who knows the other documents."""
        data = {"id": finding.id, "tier": finding.tier}
        tags = [_TAG[tag] for tag in finding.tags if _TAG[tag] in self.tags]
        return types.Diagnostic(
            range=range_at(index, finding.start, finding.end, self.encoding),
            message=finding.message,
            severity=_SEVERITY[finding.severity],
            code=finding.code,
            code_description=types.CodeDescription(finding.href) if finding.href and self.links else None,
            source="citl" if finding.source == "citl" else f"citl ({finding.source})",
            tags=tags or None,
            related_information=(list(related) or None) if self.related else None,
            data=data if self.data else None,
        )


def text_edits(changes: Iterable[TextChange], index: LineIndex, encoding: Encoding) -> list[types.TextEdit]:
    """Edits of one document."""
    return [types.TextEdit(range_at(index, c.start, c.end, encoding), c.text) for c in changes]

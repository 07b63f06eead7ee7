"""One decision on record, and its bytes (specs/citl.md row 10 and the definitions).

    offset  size  field
    0       4     length of all that follows, u32
    4       1     version, u8
    5       1     category, u8 (1 to 7, 128 for an extension)
    6       8     id, u64, never 0
    14      8     lamport clock, u64
    22      8     parent id, u64, 0 = none
    30      8     Python span, start and end u32, code points; both 0xFFFFFFFF = none
    38      8     Rust span, the same
    46      …     MessagePack payload
    end-4   4     CRC-32/IEEE of all bytes before, the length included

Little-endian, packed. `from_bytes(trace.to_bytes()) == trace`; anything else raises `DecodeError`. Redaction happens
before (`redact`), storing elsewhere (`writer`).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgpack

from citl_lsp.oracle.codec import list_of, mapping_of, number_of, optional_text_of, text_of
from citl_lsp.oracle.model import ModelError
from citl_lsp.text.span import Span
from citl_lsp.traces.categories import Category, category_code, category_fields, category_from_fields
from citl_lsp.traces.outcome import (
    CompilerResult,
    RepairOutcome,
    outcome_from_dict,
    outcome_to_dict,
    result_from_dict,
    result_to_dict,
)

VERSION = 1
Outcome = Literal["chosen", "compiled", "repair"]
OUTCOMES: tuple[Outcome, ...] = ("chosen", "compiled", "repair")

HEADER = struct.Struct("<IBBQQQIIII")
LENGTH = struct.Struct("<I")
_CRC = struct.Struct("<I")
_NO_SPAN = (0xFFFFFFFF, 0xFFFFFFFF)
SMALLEST = HEADER.size - LENGTH.size + 1 + _CRC.size
"""The smallest value of the length field."""
LARGEST = 1 << 24
"""The largest value of the length field; a longer one is damage, not a record."""


class DecodeError(ValueError):
    """Bytes that are not one whole, undamaged record that this version can read."""


@dataclass(frozen=True)
class AlternativeNote:
    """A rung that could have been taken: its name, idiom cost and meaning (`proven`, `stops`, `open`)."""

    name: str
    cost: float
    meaning: str


@dataclass(frozen=True)
class SourceNames:
    """Where the decision is: names that only the second consent lets out, and a token that never names anything.

    `file_token` tells records of one file from those of another; see `store.file_token`. `text` is the source line.
    """

    source_file: str = ""
    rust_file: str = ""
    definition: str = ""
    python_construct: str | None = None
    text: str | None = None
    file_token: str = ""


@dataclass(frozen=True)
class DecisionTrace:
    """One decision: what was chosen among what, where, by which policy and model, and what came of it.

    `outcome` is `chosen` (a plain decision), `compiled` (with the compiler's result) or `repair` (a refusal with its
    candidates, in `repair`). Times are logical: `lamport_clock` orders records across processes.
    """

    id: int
    lamport_clock: int
    parent_id: int | None
    source_span: Span | None
    rust_span: Span | None
    category: Category
    outcome: Outcome = "chosen"
    site_kind: str = ""
    alternative: str = ""
    alternatives: tuple[AlternativeNote, ...] = ()
    source: SourceNames = SourceNames()
    compiler_result: CompilerResult | None = None
    repair: RepairOutcome | None = None
    policy: str = ""
    model: str = ""

    def to_bytes(self) -> bytes:
        """The record's frame. Raises `ValueError` for numbers outside their fields or a record above 16 MiB."""
        payload: bytes = msgpack.packb(_payload(self), use_bin_type=True)
        length = HEADER.size - LENGTH.size + len(payload) + _CRC.size
        if length > LARGEST:
            raise ValueError(f"a record of {length} bytes is too large")
        if not 0 < self.id < 1 << 64 or self.parent_id == 0:
            raise ValueError("ids run from 1 to 2^64 - 1")
        try:
            header = HEADER.pack(
                length,
                VERSION,
                category_code(self.category),
                self.id,
                self.lamport_clock,
                self.parent_id or 0,
                *(self.source_span or _NO_SPAN),
                *(self.rust_span or _NO_SPAN),
            )
        except struct.error as error:
            raise ValueError(f"a number does not fit its field: {error}") from None
        frame = header + payload
        return frame + _CRC.pack(zlib.crc32(frame))


def from_bytes(data: bytes | memoryview) -> DecisionTrace:
    """The record in one frame. Raises `DecodeError`."""
    view = memoryview(data)
    if len(view) < LENGTH.size + SMALLEST:
        raise DecodeError(f"truncated: {len(view)} bytes")
    (length,) = LENGTH.unpack_from(view)
    if length != len(view) - LENGTH.size:
        raise DecodeError(f"the length field says {length} bytes, {len(view) - LENGTH.size} are there")
    if not checksum_matches(view):
        raise DecodeError("damaged: the checksum does not match")
    _, version, code, ident, lamport, parent, *spans = HEADER.unpack_from(view)
    if version != VERSION:
        raise DecodeError(f"version {version} is not known; this program reads version {VERSION}")
    if ident == 0:
        raise DecodeError("a record without an id")
    try:
        payload = msgpack.unpackb(view[HEADER.size : -_CRC.size], raw=False)
        return _trace(code, ident, lamport, parent, spans, mapping_of(payload))
    except (ValueError, msgpack.UnpackException, msgpack.StackError) as error:
        raise DecodeError(f"the payload cannot be read: {error}") from None


def checksum_matches(frame: memoryview) -> bool:
    """Whether the last four bytes are the CRC-32 of those before."""
    (expected,) = _CRC.unpack_from(frame, len(frame) - _CRC.size)
    return bool(zlib.crc32(frame[: -_CRC.size]) == expected)


def _payload(trace: DecisionTrace) -> dict[str, object]:
    return {
        "fields": category_fields(trace.category),
        "outcome": trace.outcome,
        "site_kind": trace.site_kind,
        "alternative": trace.alternative,
        "alternatives": [[note.name, note.cost, note.meaning] for note in trace.alternatives],
        "source": vars(trace.source),
        "result": None if trace.compiler_result is None else result_to_dict(trace.compiler_result),
        "repair": None if trace.repair is None else outcome_to_dict(trace.repair),
        "policy": trace.policy,
        "model": trace.model,
    }


def _trace(
    code: int, ident: int, lamport: int, parent: int, spans: list[int], data: Mapping[str, object]
) -> DecisionTrace:
    outcome = text_of(data, "outcome")
    if outcome not in OUTCOMES:
        raise ModelError(f"unknown outcome {outcome!r}")
    source, result, repair = mapping_of(data.get("source")), data.get("result"), data.get("repair")
    return DecisionTrace(
        id=ident,
        lamport_clock=lamport,
        parent_id=parent or None,
        source_span=_span(spans[0], spans[1]),
        rust_span=_span(spans[2], spans[3]),
        category=category_from_fields(code, mapping_of(data.get("fields"))),
        outcome=outcome,
        site_kind=text_of(data, "site_kind"),
        alternative=text_of(data, "alternative"),
        alternatives=tuple(_note(item) for item in list_of(data, "alternatives")),
        source=SourceNames(
            source_file=text_of(source, "source_file"),
            rust_file=text_of(source, "rust_file"),
            definition=text_of(source, "definition"),
            python_construct=optional_text_of(source, "python_construct"),
            text=optional_text_of(source, "text"),
            file_token=text_of(source, "file_token"),
        ),
        compiler_result=None if result is None else result_from_dict(mapping_of(result)),
        repair=None if repair is None else outcome_from_dict(mapping_of(repair)),
        policy=text_of(data, "policy"),
        model=text_of(data, "model"),
    )


def _note(item: object) -> AlternativeNote:
    if not isinstance(item, (list, tuple)) or len(item) != 3:
        raise ModelError("`alternatives`: expected [name, cost, meaning]")
    fields = dict(zip(("name", "cost", "meaning"), item, strict=True))
    return AlternativeNote(text_of(fields, "name"), number_of(fields, "cost"), text_of(fields, "meaning"))


def _span(start: int, end: int) -> Span | None:
    return None if (start, end) == _NO_SPAN else Span(start, end)

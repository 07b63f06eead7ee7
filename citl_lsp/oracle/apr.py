"""The `.apr` file: what the oracle has learnt from refusals, as bytes (specs/citl.md row 12).

    offset  size  field
    0       4     magic "AORC"
    4       2     version, u16
    6       8     created_at, u64, seconds since 1970
    14      8     training_samples, u64
    22      …     sections: tag[4], length u64, payload
    end-4   4     CRC-32/IEEE of all bytes before

Everything is little-endian and packed. Sections, in the order written:

- `FIXM`, error → fix mappings: MessagePack `[[code, message, {fix_key: [best, accepted, trials]}], …]`, patterns
  sorted by (code, message), fix keys sorted.
- `EMBD`, decision embeddings: count u32, dimension u32, then count × dimension f32; row i belongs to pattern i.
- `TIER`, 41 bytes: current tier u8 (0-based), four success rates f64, promotion threshold f64.

    >>> load(save(OracleFile(created_at=0, training_samples=7))).training_samples
    7

A section with another tag is skipped, a missing or doubled one refused. Loading never executes anything; a damaged
file raises `AprError` with what is wrong. This module knows neither ranking nor where files are kept.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgpack
import numpy as np
import numpy.typing as npt

from citl_lsp.oracle.files import replace_file

MAGIC = b"AORC"
VERSION = 1
PROMOTION_THRESHOLD = 0.85

_HEADER = struct.Struct("<4sHQQ")
_SECTION = struct.Struct("<4sQ")
_TIER = struct.Struct("<B4dd")
_COUNTS = struct.Struct("<II")
_CRC = struct.Struct("<I")

_OTHER_MAGICS = {
    b"APRN": "an aprender model file, version 1",
    b"APR\0": "an aprender model file, version 2",
    b"APR1": "an aprender model file",
    b"APR2": "an aprender model file",
    b"GGUF": "a GGUF model file",
    b"PAR1": "a Parquet file",
}


Embeddings = npt.NDArray[np.float32]


def no_embeddings() -> Embeddings:
    """The embeddings of no pattern."""
    return np.zeros((0, 0), dtype=np.float32)


class AprError(ValueError):
    """The bytes are not a whole, undamaged `.apr` file that this version can read."""


@dataclass(frozen=True)
class FixStats:
    """How often a fix was tried for an error, accepted (compiled and agreed), and the best of its group.

    Counts are floats because groups may be weighted. Failures count: `trials` includes them.
    """

    best: float
    accepted: float
    trials: float


@dataclass(frozen=True)
class Pattern:
    """One kind of error, as code and normalised message, with what was tried against it."""

    code: str
    message: str
    fixes: Mapping[str, FixStats]


@dataclass(frozen=True)
class TierState:
    """Where training stands: 0-based tier, success rate per tier (0 to 1), rate needed to go on."""

    current_tier: int = 0
    success_rate: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    promotion_threshold: float = PROMOTION_THRESHOLD


@dataclass(frozen=True)
class OracleFile:
    """The content of an `.apr` file; `embeddings` has shape (patterns, dimension) and is not compared by `==`."""

    created_at: int
    training_samples: int
    patterns: tuple[Pattern, ...] = ()
    embeddings: Embeddings = field(default_factory=no_embeddings, compare=False)
    tier: TierState = field(default_factory=TierState)
    version: int = VERSION


def save(content: OracleFile) -> bytes:
    """The bytes of the file; equal content gives equal bytes. Raises `AprError` where rows and patterns disagree."""
    if content.embeddings.ndim != 2 or len(content.embeddings) != len(content.patterns):
        raise AprError(f"{len(content.embeddings)} embeddings for {len(content.patterns)} patterns")
    order = sorted(range(len(content.patterns)), key=lambda i: (content.patterns[i].code, content.patterns[i].message))
    body = _HEADER.pack(MAGIC, VERSION, content.created_at, content.training_samples)
    for tag, payload in (
        (b"FIXM", _pack_fixes([content.patterns[i] for i in order])),
        (b"EMBD", _pack_embeddings(content.embeddings[order])),
        (b"TIER", _TIER.pack(content.tier.current_tier, *content.tier.success_rate, content.tier.promotion_threshold)),
    ):
        body += _SECTION.pack(tag, len(payload)) + payload
    return body + _CRC.pack(zlib.crc32(body))


def load(data: bytes) -> OracleFile:
    """Inverse of `save`. Raises `AprError`: foreign magic, truncated, damaged, too new, or inconsistent."""
    if data[:4] != MAGIC:
        raise AprError(_foreign(data))
    if len(data) < _HEADER.size + _CRC.size:
        raise AprError(f"truncated: {len(data)} bytes, the header alone has {_HEADER.size}")
    (expected,) = _CRC.unpack_from(data, len(data) - _CRC.size)
    end = len(data) - _CRC.size
    if zlib.crc32(data[:end]) != expected:
        raise AprError("damaged: the checksum does not match")
    _, version, created_at, samples = _HEADER.unpack_from(data)
    if not 1 <= version <= VERSION:
        raise AprError(f"version {version} is not known; this program reads up to version {VERSION}")
    sections = _sections(data, end)
    patterns = _unpack_fixes(_needed(sections, b"FIXM"))
    embeddings = _unpack_embeddings(_needed(sections, b"EMBD"))
    if len(embeddings) != len(patterns):
        raise AprError(f"{len(embeddings)} embeddings for {len(patterns)} patterns")
    return OracleFile(created_at, samples, patterns, embeddings, _unpack_tier(_needed(sections, b"TIER")), version)


def read_file(path: Path) -> OracleFile:
    """Loads a file. Raises `OSError`, or `AprError` naming the file."""
    try:
        return load(path.read_bytes())
    except AprError as error:
        raise AprError(f"{path}: {error}") from None


def write_file(path: Path, content: OracleFile) -> None:
    """Saves beside the file, then renames over it, so that a reader sees the old file or the new one, never a part."""
    replace_file(path, save(content))


def _foreign(data: bytes) -> str:
    if len(data) < len(MAGIC):
        return f"truncated: {len(data)} bytes"
    known = _OTHER_MAGICS.get(data[:4])
    if known is not None:
        return f"this is {known}, not an oracle file (those begin with {MAGIC.decode()})"
    return f"not an oracle file: it begins with {data[:4]!r}, not {MAGIC!r}"


def _sections(data: bytes, end: int) -> dict[bytes, bytes]:
    sections: dict[bytes, bytes] = {}
    position = _HEADER.size
    while position < end:
        if end - position < _SECTION.size:
            raise AprError(f"truncated section header at byte {position}")
        tag, length = _SECTION.unpack_from(data, position)
        position += _SECTION.size
        if length > end - position:
            raise AprError(f"section {tag!r} has {length} bytes, only {end - position} are left")
        if tag in sections:
            raise AprError(f"section {tag!r} occurs twice")
        sections[tag] = data[position : position + length]
        position += length
    return sections


def _needed(sections: Mapping[bytes, bytes], tag: bytes) -> bytes:
    if tag not in sections:
        raise AprError(f"section {tag!r} is missing")
    return sections[tag]


def _pack_fixes(patterns: list[Pattern]) -> bytes:
    rows = [
        [
            pattern.code,
            pattern.message,
            {key: [stats.best, stats.accepted, stats.trials] for key, stats in sorted(pattern.fixes.items())},
        ]
        for pattern in patterns
    ]
    packed: bytes = msgpack.packb(rows, use_bin_type=True)
    return packed


def _unpack_fixes(payload: bytes) -> tuple[Pattern, ...]:
    try:
        rows = msgpack.unpackb(payload, raw=False)
        patterns = tuple(
            Pattern(
                str(code),
                str(message),
                {str(key): FixStats(*(float(count) for count in counts)) for key, counts in fixes.items()},
            )
            for code, message, fixes in rows
        )
    except (ValueError, TypeError, AttributeError, msgpack.UnpackException) as error:
        raise AprError(f"section b'FIXM' cannot be read: {error}") from None
    keys = [(pattern.code, pattern.message) for pattern in patterns]
    if keys != sorted(set(keys)):
        raise AprError("section b'FIXM' is not sorted, or has a pattern twice")
    return patterns


def _pack_embeddings(rows: Embeddings) -> bytes:
    count, dimension = rows.shape
    return _COUNTS.pack(count, dimension) + np.ascontiguousarray(rows, dtype="<f4").tobytes()


def _unpack_embeddings(payload: bytes) -> Embeddings:
    if len(payload) < _COUNTS.size:
        raise AprError("section b'EMBD' is too short")
    count, dimension = _COUNTS.unpack_from(payload)
    if len(payload) != _COUNTS.size + 4 * count * dimension:
        raise AprError(f"section b'EMBD' has {len(payload)} bytes for {count} × {dimension} numbers")
    flat = np.frombuffer(payload, dtype="<f4", offset=_COUNTS.size)
    return flat.reshape(count, dimension).astype(np.float32)


def _unpack_tier(payload: bytes) -> TierState:
    if len(payload) != _TIER.size:
        raise AprError(f"section b'TIER' has {len(payload)} bytes, not {_TIER.size}")
    current, first, second, third, fourth, threshold = _TIER.unpack(payload)
    if current > 3:
        raise AprError(f"tier {current} does not exist; tiers are 0 to 3")
    return TierState(current, (first, second, third, fourth), threshold)

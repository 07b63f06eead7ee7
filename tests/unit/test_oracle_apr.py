"""The `.apr` file: its bytes, and that no damaged file is ever taken for a whole one."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from citl_lsp.oracle.apr import (
    AprError,
    FixStats,
    OracleFile,
    Pattern,
    TierState,
    load,
    read_file,
    save,
    write_file,
)


def small() -> OracleFile:
    patterns = (
        Pattern("E0308", "mismatched types", {"number:i64>grow": FixStats(1.0, 2.0, 3.0)}),
        Pattern("E0382", "borrow of moved value: `$`", {"b": FixStats(0.0, 0.0, 1.5), "a": FixStats(1.0, 1.0, 1.0)}),
    )
    embeddings = np.asarray([[1.0, -2.0], [0.5, 0.25]], dtype=np.float32)
    return OracleFile(1_700_000_000, 5, patterns, embeddings, TierState(1, (0.9, 0.5, 0.25, 0.0), 0.85))


def rebuilt(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.crc32(body))


def test_round_trip() -> None:
    loaded = load(save(small()))
    assert loaded == small()
    assert np.array_equal(loaded.embeddings, small().embeddings)


def test_header_layout() -> None:
    data = save(small())
    assert data[0:4] == b"AORC"
    assert struct.unpack_from("<H", data, 4) == (1,)
    assert struct.unpack_from("<Q", data, 6) == (1_700_000_000,)
    assert struct.unpack_from("<Q", data, 14) == (5,)
    assert data[22:26] == b"FIXM"
    assert struct.unpack_from("<I", data, len(data) - 4) == (zlib.crc32(data[:-4]),)


def test_tier_section_has_41_bytes() -> None:
    data = save(small())
    at = data.index(b"TIER")
    assert struct.unpack_from("<Q", data, at + 4) == (41,)
    assert struct.unpack_from("<B5d", data, at + 12) == (1, 0.9, 0.5, 0.25, 0.0, 0.85)


def test_embedding_section() -> None:
    data = save(small())
    at = data.index(b"EMBD")
    assert struct.unpack_from("<QII4f", data, at + 4) == (24, 2, 2, 1.0, -2.0, 0.5, 0.25)


def test_keys_are_sorted_whatever_the_order_given() -> None:
    turned = small()
    mixed = OracleFile(
        turned.created_at,
        turned.training_samples,
        turned.patterns[::-1],
        turned.embeddings[::-1],
        turned.tier,
    )
    assert save(mixed) == save(small())


def test_every_single_bit_flip_is_rejected() -> None:
    data = save(small())
    for bit in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(AprError):
            load(bytes(damaged))


def test_every_truncation_is_rejected() -> None:
    data = save(small())
    for length in range(len(data)):
        with pytest.raises(AprError):
            load(data[:length])


def test_trailing_bytes_are_rejected() -> None:
    with pytest.raises(AprError):
        load(save(small()) + b"\0")


@pytest.mark.parametrize(
    ("magic", "words"),
    [
        (b"APRN", "aprender model file, version 1"),
        (b"APR\0", "aprender model file, version 2"),
        (b"PK\x03\x04", "not an oracle file"),
    ],
)
def test_foreign_files_are_named(magic: bytes, words: str) -> None:
    with pytest.raises(AprError, match=words):
        load(magic + bytes(60))


def test_an_unknown_section_is_skipped() -> None:
    body = save(small())[:-4] + b"XTRA" + struct.pack("<Q", 3) + b"abc"
    assert load(rebuilt(body)) == small()


def test_a_missing_or_doubled_section_is_refused() -> None:
    body = save(small())[:-4]
    with pytest.raises(AprError, match="missing"):
        load(rebuilt(body[: body.index(b"TIER")]))
    with pytest.raises(AprError, match="twice"):
        load(rebuilt(body + body[body.index(b"TIER") :]))


def test_a_section_longer_than_the_file_is_refused() -> None:
    body = save(small())[:-4] + b"XTRA" + struct.pack("<Q", 1 << 60)
    with pytest.raises(AprError, match="are left"):
        load(rebuilt(body))


def test_a_newer_version_is_refused_with_its_number() -> None:
    body = bytearray(save(small())[:-4])
    body[4:6] = struct.pack("<H", 9)
    with pytest.raises(AprError, match="version 9"):
        load(rebuilt(bytes(body)))


def test_rows_must_match_patterns() -> None:
    with pytest.raises(AprError, match="0 embeddings for 2 patterns"):
        save(OracleFile(0, 0, small().patterns))


def test_writing_replaces_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "oracle.apr"
    write_file(path, OracleFile(0, 0))
    before = path.stat().st_ino
    write_file(path, small())
    assert read_file(path) == small()
    assert path.stat().st_ino != before
    assert os.listdir(path.parent) == ["oracle.apr"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "oracle.apr"
    write_file(path, small())

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_file(path, OracleFile(0, 0))
    assert read_file(path) == small()
    assert os.listdir(tmp_path) == ["oracle.apr"]


def test_reading_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "other.apr"
    path.write_bytes(b"APRN" + bytes(40))
    with pytest.raises(AprError, match=r"other\.apr"):
        read_file(path)

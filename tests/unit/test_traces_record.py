"""Records as bytes: round trips, the layout, and that damage is always noticed."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traces_synthetic import CATEGORIES, full, plain

from citl_lsp.oracle.model import ModelError
from citl_lsp.text.span import Span
from citl_lsp.traces.categories import (
    Category,
    category_code,
    category_from_fields,
    category_name,
)
from citl_lsp.traces.outcome import pack_features, unpack_features
from citl_lsp.traces.record import DecisionTrace, DecodeError, from_bytes


@pytest.mark.parametrize("category", CATEGORIES, ids=category_name)
def test_each_category_round_trips(category: Category) -> None:
    assert from_bytes(plain(category).to_bytes()) == plain(category)


def test_a_full_record_round_trips() -> None:
    assert from_bytes(full().to_bytes()) == full()


def test_the_seven_categories_have_the_guides_order() -> None:
    codes = [category_code(category) for category in CATEGORIES]
    assert codes == [1, 1, 2, 3, 4, 5, 6, 6, 7, 128]


def test_layout() -> None:
    data = full().to_bytes()
    assert struct.unpack_from("<IBBQQQIIII", data) == (
        len(data) - 4,
        1,
        2,
        (1 << 64) - 1,
        1 << 40,
        77,
        0,
        0,
        10,
        4000,
    )
    assert struct.unpack_from("<I", data, len(data) - 4) == (zlib.crc32(data[:-4]),)
    assert msgpack.unpackb(data[46:-4])["site_kind"] == "passing"


def test_no_parent_and_no_span_have_their_values() -> None:
    data = plain().to_bytes()
    assert struct.unpack_from("<Q", data, 22) == (0,)
    assert struct.unpack_from("<II", data, 38) == (0xFFFFFFFF, 0xFFFFFFFF)


def test_every_single_bit_flip_is_noticed() -> None:
    data = plain(CATEGORIES[2]).to_bytes()
    for bit in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DecodeError):
            from_bytes(bytes(damaged))


def test_every_truncation_is_noticed() -> None:
    data = full().to_bytes()
    for length in range(len(data)):
        with pytest.raises(DecodeError):
            from_bytes(data[:length])


def forged(data: bytes, payload: bytes) -> bytes:
    head = struct.pack("<I", 46 - 4 + len(payload) + 4) + data[4:46] + payload
    return head + struct.pack("<I", zlib.crc32(head))


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xc1", b"\x93", msgpack.packb([]), msgpack.packb({}), msgpack.packb({"fields": 1}), b"\x91" * 2000],
)
def test_a_payload_of_nonsense_is_a_decode_error(payload: bytes) -> None:
    with pytest.raises(DecodeError):
        from_bytes(forged(plain().to_bytes(), payload))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    for frame in (data, forged(plain().to_bytes(), data)):
        with pytest.raises(DecodeError):
            from_bytes(frame)


def test_wrong_fields_are_refused_with_their_name() -> None:
    payload = msgpack.unpackb(full().to_bytes()[46:-4])
    payload["fields"]["strategy"] = "Stolen"
    with pytest.raises(DecodeError, match="Stolen"):
        from_bytes(forged(full().to_bytes(), msgpack.packb(payload)))


def test_unknown_versions_and_categories_are_refused() -> None:
    data = plain().to_bytes()
    for at, value, words in ((4, 9, "version 9"), (5, 99, "category code 99")):
        head = bytearray(data[:-4])
        head[at] = value
        with pytest.raises(DecodeError, match=words):
            from_bytes(bytes(head) + struct.pack("<I", zlib.crc32(bytes(head))))


@pytest.mark.parametrize(
    "trace",
    [
        replace(plain(), id=0),
        replace(plain(), id=1 << 64),
        replace(plain(), parent_id=0),
        replace(plain(), lamport_clock=-1),
        replace(plain(), source_span=Span(-1, 2)),
    ],
)
def test_numbers_outside_their_fields_are_refused(trace: DecisionTrace) -> None:
    with pytest.raises(ValueError, match=r"ids run|does not fit"):
        trace.to_bytes()


def test_confidences_are_shares() -> None:
    with pytest.raises(ModelError):
        category_from_fields(1, {"python_type": "int", "rust_type": "i64", "confidence": 1.5})


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.floats(width=32, allow_nan=False), max_size=40))
def test_feature_vectors_round_trip(values: list[float]) -> None:
    assert unpack_features(pack_features(values)) == tuple(values)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\x00\x05\x00\x00\x00\x80?", b"\x01\x00\x05"])
def test_damaged_feature_vectors_are_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        unpack_features(data)

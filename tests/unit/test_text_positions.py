"""Positions in three encodings, and edits, against definitions written the slow way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citl_lsp.text.positions import Encoding, LineIndex, Range, apply_changes, line_starts, width
from citl_lsp.text.span import Span

TEXTS = st.text(alphabet=st.sampled_from("ab é😀\u2028\x0c\x85\r\n\t\ud800"), max_size=40)
ENCODINGS: list[Encoding] = ["utf-8", "utf-16", "utf-32"]
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def slow_width(text: str, encoding: Encoding) -> int:
    codec, unit = CODECS[encoding]
    return len(text.encode(codec, "surrogatepass")) // unit


@given(TEXTS)
def test_lines_end_at_the_three_line_ends_only(text: str) -> None:
    starts = line_starts(text)
    assert "".join(re.split(r"(\r\n|\r|\n)", text)) == text
    assert len(starts) == len(re.split(r"\r\n|\r|\n", text))
    index = LineIndex(text)
    assert [index.line_text(line) for line in range(index.line_count)] == re.split(r"\r\n|\r|\n", text)


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_offset_to_position_and_back(text: str, encoding: Encoding) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        line, column = index.encoded_position(offset, encoding)
        between = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
        assert index.encoded_offset(line, column, encoding) == (offset - 1 if between else offset)
        assert column == slow_width(text[index.starts[line] : offset - between], encoding)


@given(TEXTS, st.integers(-3, 45), st.integers(-3, 60), st.sampled_from(ENCODINGS))
def test_any_position_is_clamped(text: str, line: int, column: int, encoding: Encoding) -> None:
    index = LineIndex(text)
    offset = index.encoded_offset(line, column, encoding)
    assert 0 <= offset <= len(text)
    if 0 <= line < index.line_count:
        assert index.starts[line] <= offset <= index.line_end(line)
        inside = text[index.starts[line] : offset]
        assert slow_width(inside, encoding) <= max(column, 0)
        if offset < index.line_end(line):
            assert slow_width(inside + text[offset], encoding) > column
    assert index.position(offset - 50)[1] >= 0 and index.position(10**9)[0] == index.line_count - 1


PLACES = st.builds(Range, *[st.integers(-2, 9)] * 4)


def slow_change(text: str, where: Range | None, new: str, encoding: Encoding) -> str:
    if where is None:
        return new
    index = LineIndex(text)
    first = index.encoded_offset(where.start_line, where.start_column, encoding)
    second = index.encoded_offset(where.end_line, where.end_column, encoding)
    return text[: min(first, second)] + new + text[max(first, second) :]


@given(TEXTS, st.lists(st.tuples(st.one_of(st.none(), PLACES), TEXTS), max_size=5), st.sampled_from(ENCODINGS))
def test_changes_apply_one_after_another(
    text: str, changes: list[tuple[Range | None, str]], encoding: Encoding
) -> None:
    expected = text
    for where, new in changes:
        expected = slow_change(expected, where, new, encoding)
    assert apply_changes(text, changes, encoding) == expected


@pytest.mark.parametrize(
    ("text", "column", "encoding", "offset"),
    [("😀x", 1, "utf-16", 0), ("😀x", 2, "utf-16", 1), ("é", 1, "utf-8", 0), ("a\r\nb", 9, "utf-8", 1)],
)
def test_inside_a_character_means_its_start(text: str, column: int, encoding: Encoding, offset: int) -> None:
    assert LineIndex(text).encoded_offset(0, column, encoding) == offset


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_width(text: str, encoding: Encoding) -> None:
    assert width(text, encoding) == slow_width(text, encoding)


def test_spans() -> None:
    assert Span(0, 3).contains(Span(1, 3)) and not Span(0, 3).contains(Span(1, 4))
    assert Span(0, 3).overlaps(Span(2, 5)) and not Span(0, 3).overlaps(Span(3, 5))
    assert Span(2, 2).overlaps(Span(1, 3)) and Span(0, 3).shifted(2) == Span(2, 5)

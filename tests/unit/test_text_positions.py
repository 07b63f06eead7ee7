"""Positions in three encodings, and edits, against definitions written the slow way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citl_lsp.text.positions import Encoding, LineIndex, Range, apply_change, edit_of_change, line_starts, width
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


@given(TEXTS, st.tuples(*[st.integers(-2, 9)] * 4), TEXTS, st.sampled_from(ENCODINGS))
def test_any_change_is_an_edit(text: str, place: tuple[int, int, int, int], new: str, encoding: Encoding) -> None:
    where = Range(*place)
    edit = edit_of_change(LineIndex(text), where, new, encoding)
    assert 0 <= edit.start <= edit.end <= len(text)
    changed = apply_change(text, where, new, encoding)
    assert changed == text[: edit.start] + new + text[edit.end :]
    turned = Range(place[2], place[3], place[0], place[1])
    assert apply_change(text, turned, new, encoding) == changed
    assert apply_change(text, None, new, encoding) == new


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

"""Messages without names: what stays, what goes, and that normalising does not mind redaction."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citl_lsp.oracle.vocabulary import Numbering, normalise, normalise_type, prose_words, scrub, scrub_code

MESSAGES = [
    ("borrow of moved value: `invoices`", "borrow of moved value: `$`"),
    ("expected `Vec<i64>`, found `&Invoice`", "expected `Vec<i64>`, found `&$`"),
    (
        "cannot borrow `grid` as mutable because it is also borrowed as immutable",
        "cannot borrow `$` as mutable because it is also borrowed as immutable",
    ),
    (
        "this function takes 1 argument but 2 arguments were supplied",
        "this function takes # argument but # arguments were supplied",
    ),
    ("the trait bound `Invoice<'a>: Clone` is not satisfied", "the trait bound `$<'a>: Clone` is not satisfied"),
    ("prints 'hello bob' instead of \"hi bob\"", 'prints "$" instead of "$"'),
    ("type is `{closure@src/secret.rs:3:4: 5:6}`", "type is `{closure}`"),
    ("cannot find value `naïve_été` in this scope", "cannot find value `$` in this scope"),
    ("used `Option` of Zanzibar_corp", "used `Option` of $"),
    ("an unterminated `secret name", "an unterminated `$ $`"),
]


@pytest.mark.parametrize(("message", "expected"), MESSAGES)
def test_normalised_messages(message: str, expected: str) -> None:
    assert normalise(message) == expected


def test_numbering_counts_names_in_order_of_appearance() -> None:
    rename = Numbering()
    assert scrub("`b` then `a` then `b`", rename) == "`$1` then `$2` then `$1`"
    assert scrub_code("Vec<a>", rename) == "Vec<$2>"


def test_types_keep_standard_names() -> None:
    assert normalise_type("Rc<RefCell<HashMap<String, Invoice>>>") == "Rc<RefCell<HashMap<String, $>>>"
    assert normalise_type("[i64; 12]") == "[i64; #]"
    assert normalise_type("list[shop.Invoice]") == "list[$.$]"


def test_known_words_stay() -> None:
    assert scrub("`pyint` of pyint", Numbering(), frozenset({"pyint"})) == "`pyint` of pyint"


def test_long_numbers_go() -> None:
    assert scrub("index 12 of 123456", Numbering()) == "index 12 of #"


def test_words_are_plain_lower_case() -> None:
    words = prose_words()
    assert {"borrow", "moved", "lifetime", "mutable", "expected", "found"} <= words
    assert all(word == word.lower() and word.isascii() for word in words)


_PIECES = st.one_of(
    st.sampled_from(
        ["expected ", "`", '"', "'", " found ", "Vec<", ">", "&mut ", "$", "$1", " ", "{closure@a b}", "\\"]
    ),
    st.text(max_size=8),
    st.integers(0, 10**6).map(str),
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_normalising_a_redacted_message_changes_nothing(message: str) -> None:
    redacted = scrub(message, Numbering())
    assert normalise(redacted) == normalise(message)
    assert normalise(normalise(message)) == normalise(message)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(_PIECES, max_size=6).map("".join), st.lists(_PIECES, max_size=6).map("".join))
def test_a_planted_name_never_survives(before: str, after: str) -> None:
    name = "zqcanaryqz"
    for quoted in (name, f"`{name}`", f'"{name}"', f"'{name}'", f"{name}.{name}()", f"x_{name}"):
        assert name not in scrub(before + " " + quoted + " " + after, Numbering())
        assert name not in scrub_code(before + " " + quoted + " " + after, Numbering())

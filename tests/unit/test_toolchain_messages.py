"""The reader of rustc's JSON: real messages from the real rustc, and garbage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citl_lsp.toolchain.compile import check_sync
from citl_lsp.toolchain.messages import CompilerMessage, parse_line, parse_messages


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CACHE_DIR", str(tmp_path / "cache"))


def only(source: str, code: str | None) -> CompilerMessage:
    found = [message for message in check_sync(source).messages if message.code == code]
    assert len(found) == 1
    return found[0]


def text(source: str, message: CompilerMessage) -> str:
    span = message.primary
    assert span is not None
    return source.encode()[span.byte_start : span.byte_end].decode()


def test_spans_are_bytes_of_the_source() -> None:
    source = 'fn main() {\n    let é = "ü"; let x: i32 = é;\n    drop(x);\n}\n'
    message = only(source, "E0308")
    assert message.level == "error"
    assert text(source, message) == "é"
    assert message.primary is not None
    assert (message.primary.line, message.primary.col) == (2, 31)
    assert any(span.label == "expected due to this" for span in message.spans)
    assert message.rendered.startswith("error[E0308]")


def test_moved_value_names_both_places() -> None:
    source = "fn main() { let a = vec![1]; let b = a; drop(b); drop(a); }"
    message = only(source, "E0382")
    assert text(source, message) == "a"
    moved = [span.byte_start for span in message.spans if span.label == "value moved here"]
    assert moved == [source.index("a; drop(b)")]


def test_suggestions_are_children() -> None:
    source = "fn main() { let a = vec![1]; a.push(2); }"
    message = only(source, "E0596")
    (child,) = [child for child in message.children if child.level == "help"]
    (span,) = child.spans
    assert (span.suggested_replacement, span.applicability) == ("mut ", "MachineApplicable")
    assert not span.moved


def test_a_place_inside_a_macro_is_followed_to_its_call() -> None:
    source = "macro_rules! m { ($x:expr) => {{ let y: String = 1; y }}; }\nfn main() { let s = m!(2); drop(s); }\n"
    message = only(source, "E0308")
    assert text(source, message) == "m!(2)"
    assert message.primary is not None
    assert message.primary.moved and message.primary.macros == ("m!",)


def test_an_argument_of_a_macro_stays_where_it_is() -> None:
    source = 'struct S; fn main() { println!("{}", S); }'
    message = only(source, "E0277")
    assert text(source, message) == "S"


def test_desugaring_is_no_macro() -> None:
    source = "fn main() { for i in 5 { drop(i); } }"
    message = only(source, "E0277")
    assert text(source, message) == "5"
    assert message.primary is not None and not message.primary.moved


def test_lints_have_their_names() -> None:
    message = only("fn main() { let unused = 1; }", "unused_variables")
    assert message.level == "warning"
    found = check_sync("fn main() { let a: Vec<u8> = vec![]; if a.len() == 0 { drop(a); } }", clippy=True)
    assert [m.code for m in found.messages] == ["clippy::len_zero"]


def test_syntax_errors_have_no_code() -> None:
    message = only("fn main() { let = ; }", None)
    assert message.level == "error" and message.primary is not None


def test_summaries_are_recognised() -> None:
    result = check_sync("fn main() { let x: i32 = true; let y: i32 = 'c'; }")
    assert [message.code for message in result.errors] == ["E0308", "E0308"]
    assert not any(message.is_summary for message in result.messages)


GARBAGE = [
    "",
    "warning: not json",
    "{",
    "[]",
    "{}",
    '{"message": 3}',
    '{"$message_type": "artifact", "artifact": "x", "emit": "link"}',
    "{" * 100_000,
    '{"a":' * 100_000,
]


@pytest.mark.parametrize("line", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_skipped(line: str) -> None:
    assert parse_line(line, user_file="x") is None


def test_messages_between_garbage_survive() -> None:
    good = json.dumps({"message": "m", "level": "error", "spans": [], "children": []})
    found = parse_messages(b"noise\n\xff\xfe\n" + good.encode() + b"\nmore", user_file="x")
    assert [message.message for message in found] == ["m"]


def test_deep_nesting_ends() -> None:
    data: dict[str, object] = {"message": "m", "level": "note"}
    for _ in range(300):
        data = {"message": "m", "level": "note", "children": [data]}
    assert parse_line(json.dumps(data), user_file="x") is not None


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
shapes = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["message", "code", "level", "spans", "children", "expansion", "span", "byte_start", "label"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(shapes)
def test_total_on_any_json(data: object) -> None:
    message = parse_line(json.dumps(data), user_file="x")
    if message is not None:
        _ = message.primary, message.is_summary, message.is_ice

"""The source map: from rustc's places to Python's, and back."""

from __future__ import annotations

import pytest

from citl_lsp.rust.printer import print_file
from citl_lsp.rust.source_map import ItemRange, SourceMap
from citl_lsp.rust.tree import (
    AssignS,
    Binary,
    Block,
    CallExpr,
    ExprS,
    File,
    Fn,
    IfExpr,
    Impl,
    Let,
    Line,
    Lit,
    Macro,
    Method,
    Origin,
    Path,
    RExpr,
)
from citl_lsp.text.span import Span


def at(start: int, end: int, unit: str = "f") -> Origin:
    return Origin("m.py", unit, Span(start, end))


def sample() -> tuple[str, SourceMap]:
    """`def f(x): return x + "é" + 1` with a call of the translator's own around it."""
    text = Lit('"é😀"', origin=at(19, 22))
    first = Binary("+", Path("x", origin=at(15, 16)), text, origin=at(15, 22))
    total = Binary("+", CallExpr(Path("own"), [first]), Lit("1", origin=at(25, 26)), origin=at(15, 26))
    body = Block([Let("t", None, total, origin=at(8, 26))], Path("t"))
    items = [
        Fn(name="runtime", body=Block([])),
        Fn(name="f", params=[("x: i64", at(6, 7)), ("y: i64", None)], body=body, origin=at(0, 26)),
        Impl(head="C", items=[Fn(name="m", body=Block([], Path("z", origin=at(3, 4, "C.m"))), origin=at(0, 9, "C.m"))]),
    ]
    return print_file(File([*items]), lambda path, unit: 1)


def byte_range(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return len(text[:start].encode()), len(text[: start + len(part)].encode())


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ('x + "é😀"', at(15, 22)),
        ("own", at(15, 26)),
        ('"é😀"', at(19, 22)),
        ("1;", at(8, 26)),
        ("1", at(25, 26)),
        ("x: i64", at(6, 7)),
        ("y: i64", at(0, 26)),
        ("z", at(3, 4, "C.m")),
        ("fn m", at(0, 9, "C.m")),
        ("impl", None),
        ("runtime", None),
    ],
)
def test_lookup_gives_the_innermost_place(part: str, expected: Origin | None) -> None:
    text, source_map = sample()
    start, end = byte_range(text, part)
    assert source_map.lookup(start, end) == expected
    again = SourceMap.from_json(source_map.to_json(), text)
    assert again.lookup(start, end) == expected
    before = text[: text.index(part)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert source_map.lookup_lines(line, column, line, column + len(part)) == expected
    assert source_map.at(start) == source_map.at_line(line, column)


def test_lookup_that_no_range_contains_takes_the_best_overlap() -> None:
    text, source_map = sample()
    start, end = byte_range(text, "fn runtime() {}\n\nfn f(x")
    assert source_map.lookup(start, end) == at(0, 26)


def test_items_say_which_definition_a_place_belongs_to() -> None:
    text, source_map = sample()
    assert [(item.name, item.unit) for item in source_map.items] == [
        ("runtime", None), ("f", "f"), ("C", None), ("C::m", "C.m"),
    ]  # fmt: skip
    found = source_map.item_at(byte_range(text, '"é😀"')[0])
    assert isinstance(found, ItemRange) and found.name == "f"
    assert text.encode()[found.start : found.end].decode().startswith("fn f(")
    inner = source_map.item_at(byte_range(text, "z")[0])
    assert inner is not None and inner.name == "C::m"
    assert source_map.item_at(10**6) is None


def test_python_place_to_rust() -> None:
    text, source_map = sample()
    data = text.encode()

    def shown(start: int, end: int) -> list[str]:
        return [data[a:b].decode() for a, b in source_map.rust_ranges("m.py", "f", Span(start, end))]

    assert shown(15, 16) == ["x"]
    assert shown(15, 22) == ['x + "é😀"']
    assert shown(17, 18) == ['x + "é😀"']
    assert shown(20, 21) == ['"é😀"']
    assert source_map.rust_ranges("other.py", "f", Span(0, 1)) == []


def test_refuses_what_is_no_map() -> None:
    for data in ('{"version": 2}', "{}", '{"version": 1, "ranges": [1]}', "nonsense"):
        with pytest.raises(ValueError):
            SourceMap.from_json(data, "")


def test_every_token_of_a_function_with_an_origin_maps() -> None:
    text, source_map = sample()
    start, _end = byte_range(text, "fn f")
    item = source_map.item_at(start)
    assert item is not None
    assert all(source_map.at(place) is not None for place in range(item.start, item.end))


def program(lines: int) -> File:
    """A program of about `lines` Rust lines with ordinary statements."""
    functions = []
    for number in range(lines // 10):
        origin = at(0, 500, f"f{number}")

        def here(node: RExpr, unit: str = f"f{number}") -> RExpr:
            node.origin = at(1, 2, unit)
            return node

        statements = []
        for place in range(3):
            value = Binary("+", here(Path("alpha")), here(Binary("*", here(Path("beta")), here(Lit(str(place))))))
            statements.append(Let(f"value_{place}", None, here(value), origin=at(place, place + 1, f"f{number}")))
            call = Method(Method(here(Path("values")), "iter", []), "map", [here(Path("convert"))])
            statements.append(Let(f"list_{place}", None, Method(call, "collect::<Vec<_>>", [])))
        statements.append(AssignS(Path("total"), "+=", here(Path("alpha"))))
        arguments: list[RExpr] = [Lit('"{}"'), here(Path("alpha")), Line("m.py", f"f{number}", 3)]
        test = Binary("<", here(Path("alpha")), here(Path("beta")))
        statements.append(ExprS(IfExpr(test, Block([ExprS(Macro("println", arguments))]))))
        functions.append(Fn(name=f"f{number}", params=[("alpha: i64", None)], body=Block(statements), origin=origin))
    return File([*functions])


def test_a_long_program_keeps_its_statements_on_their_lines() -> None:
    text, source_map = print_file(program(400), lambda path, unit: 7)
    assert text.count("    total += alpha;\n") == 40
    assert text.count('        println!("{}", alpha, 10);\n') == 40
    assert len(source_map.items) == 40

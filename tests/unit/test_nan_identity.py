"""Containers of floats in programs that make NaNs: told where Python's answer depends on which object a NaN is."""

from __future__ import annotations

import pytest

from citl_lsp.decisions.model import Policy
from citl_lsp.transpile import Memo, Program, transpile


def told(text: str, memo: Memo | None = None) -> list[tuple[str, str, int]]:
    found = transpile(Program({"m.py": text}, "m.py"), {}, Policy("faithful"), memo).diagnostics
    return [(text[d.span.start : d.span.end], d.severity, d.tier) for d in found if d.code == "nan-identity"]


MAKES = 'x = float("nan")\nxs = [1.0, x]\nys = [[x]]\nwords = ["a"]\n'


@pytest.mark.parametrize(
    "where",
    [
        "x in xs",
        "x not in xs",
        "xs == [1.0, x]",
        "ys != [[x]]",
        "(x, 1) == (x, 1)",
        "xs.index(x)",
        "xs.count(x)",
        "{x, 1.0}",
        "{x: 1}",
        "set(xs)",
        "{y for y in xs}",
    ],
)
def test_where_it_is_told(where: str) -> None:
    assert (where, "information", 4) in told(f"{MAKES}print({where})\n")
    made_elsewhere = MAKES.replace('float("nan")', 'float("1")')
    assert told(f"{made_elsewhere}print({where})\n") == []


@pytest.mark.parametrize(
    "where",
    ["x == x", "x < 1.0", '"a" in words', "words == []", "len(xs)", "xs[0]", '{"a": x}', "sorted(xs)", "x in range(3)"],
)
def test_where_it_is_not(where: str) -> None:
    assert told(f"{MAKES}print({where})\n") == []


def test_a_literal_that_becomes_one() -> None:
    memo = Memo()
    text = MAKES + "print(x in xs)\n"
    other = text.replace("nan", "1.5")
    assert told(other, memo) == []
    assert len(told(text, memo)) == 1
    assert told(other, memo) == []

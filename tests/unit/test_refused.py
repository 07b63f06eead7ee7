"""What can't be translated is told on its line, and only there: constructs that a case can't show, since CPython would
raise, or a stub would stop, where they are defined."""

from __future__ import annotations

import sys

import pytest

from citl_lsp.decisions.model import Policy
from citl_lsp.transpile import Program, transpile


def refused(text: str) -> list[tuple[int, str]]:
    """(line, the beginning of the message) of every error."""
    found = transpile(Program({"m.py": text}, "m.py"), {}, Policy("faithful")).diagnostics
    errors = [d for d in found if d.severity == "error"]
    return sorted((text.count("\n", 0, d.span.start) + 1, d.message.partition(" can't be")[0]) for d in errors)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A:\n    pass\nclass B(\n    A, tag=1\n):\n    pass\n", [(4, "the class argument `tag`")]),
        ("def f(a=(z := 4)):\n    return a\n", [(1, "`:=` in a default")]),
        ("import functools\n@functools.cache\ndef f(a):\n    return a\nf(1)\n", [(2, "the decorator of `f`")]),
        ("class A:\n    @property\n    @twice\n    def p(self):\n        return 1\n", [(3, "the decorator of `p`")]),
        ("@final\nclass A:\n    @override\n    def p(self):\n        return 1\n", []),
        ("def f():\n    pass\nprint(f.__name__)\nprint(f.__doc__)\n", [(4, "the attribute `__doc__`")]),
        ("s = super()\n", [(1, "`super`")]),
        ("from math import *\nprint(sin(1))\n", [(1, "`import *` from `math`")]),
        ("import math\nmath.pi = 3\n", [(2, "`math` as a value")]),
        ("class A:\n    __slots__ = ('x',)\n    def __init__(self):\n        self.x = 1\nprint(A().x)\n", []),
        ("class A:\n    def __getattr__(self, n):\n        return n\n", [(2, "the special method `__getattr__`")]),
        ("def f(x):\n    return x.bit_length() + x.nothing()\n", []),
        ("def f(x):\n    return x.casefold(), x.isprintable(), x.swab\n", []),
        ("def f(x):\n    return x.to_bytes(2, 'big')\n", [(2, "the method `to_bytes`")]),
        ("class A:\n    def to_bytes(self):\n        return 1\ndef f(x):\n    return x.to_bytes()\n", []),
        ("async def f():\n    await g()\nprint(1)\n", [(1, "an `async` function")]),
        (
            "n = 1\nclass A:\n    n = 2\n    def f(self, a=[n]):\n        return a\nprint(A().f())\n",
            [(4, "a default that reads `n` of the class")],
        ),
    ],
)
def test_where_and_what(text: str, expected: list[tuple[int, str]]) -> None:
    assert refused(text) == expected


def test_newer_syntax() -> None:
    since = {
        (3, 11): ("try:\n    print(1)\nexcept* ValueError:\n    print(2)\n", "`except*`"),
        (3, 12): ("type X = int\nprint(1)\n", "a `type` statement"),
    }
    for version, (text, what) in since.items():
        assert sys.version_info < version or refused(text) == [(1, what)]

"""Lints that come from the generated shape are kept back; each lint of the table says what it needs in the Python."""

from __future__ import annotations

import pytest

from citl_lsp.diagnostics.lints import PYTHON_CAUSES
from citl_lsp.diagnostics.written import WRITTEN, said_in_python
from citl_lsp.text.span import Span


def test_every_lint_of_the_table_is_here() -> None:
    assert set(WRITTEN) == set(PYTHON_CAUSES)


def said(code: str, text: str, name: str | None = None) -> bool:
    """`text` marks the place with « »."""
    start = text.index("«")
    end = text.index("»") - 1
    return said_in_python(code, [text.replace("«", "").replace("»", "")], 0, Span(start, end), name)


YES = [
    ("clippy::let_and_return", "def f(x):\n    y = x + 1\n    return «y»\n"),
    ("clippy::nonminimal_bool", "if «not (x == 1)»:\n    pass\n"),
    ("clippy::bool_comparison", "if «x == True»:\n    pass\n"),
    ("clippy::collapsible_if", "«if a:\n    if b:\n        c()»\n"),
    ("clippy::collapsible_else_if", "«if a:\n    c()\nelse:\n    if b:\n        c()»\n"),
    ("clippy::if_same_then_else", "«if a:\n    c()\nelif b:\n    c()»\n"),
    ("clippy::ifs_same_cond", "«if a:\n    c()\nelif a:\n    d()»\n"),
    ("clippy::needless_range_loop", "for i in «range(len(x))»:\n    print(x[i])\n"),
    ("clippy::explicit_counter_loop", "«for v in x:\n    i += 1»\n"),
    ("clippy::manual_range_contains", "b = «1 <= x and x < 5»\n"),
    ("clippy::identity_op", "y = «x + 0»\n"),
    ("clippy::neg_multiply", "y = «x * -1»\n"),
    ("clippy::no_effect", "«x + 1»\n"),
    ("clippy::manual_swap", "«t = a\na = b\nb = t»\n"),
    ("clippy::self_assignment", "«a.b = a.b»\n"),
    ("clippy::never_loop", "«while x:\n    break»\n"),
    ("clippy::eq_op", "y = «x == x»\n"),
    ("clippy::derived_hash_with_manual_eq", "«class A:\n    def __eq__(self, other):\n        return True»\n"),
    ("unreachable_code", "def f():\n    return 1\n    «print(2)»\n"),
]
NO = [
    ("clippy::let_and_return", "def f(x):\n    return «x + 1»\n"),
    ("clippy::let_and_return", "try:\n    f()\nexcept E as e:\n    raise «F(e)» from e\n"),
    ("clippy::nonminimal_bool", "if «not words»:\n    pass\n"),
    ("clippy::bool_comparison", "if «x»:\n    pass\n"),
    ("clippy::collapsible_if", "«if a:\n    c()»\n"),
    ("clippy::if_same_then_else", "«if a:\n    c()\nelse:\n    d()»\n"),
    ("clippy::needless_range_loop", "for i in «x»:\n    print(i)\n"),
    ("clippy::identity_op", "y = «x[1]»\n"),
    ("clippy::no_effect", "«f(x)»\n"),
    ("clippy::manual_swap", "«a, b = b, a»\n"),
    ("clippy::never_loop", "«try:\n    f()\nexcept E:\n    pass»\n"),
    ("unreachable_code", "def f():\n    while True:\n        «print(2)»\n"),
]


@pytest.mark.parametrize(("code", "text"), YES)
def test_what_the_user_wrote(code: str, text: str) -> None:
    assert said(code, text)


@pytest.mark.parametrize(("code", "text"), NO)
def test_what_only_the_translation_says(code: str, text: str) -> None:
    assert not said(code, text)


def test_a_name_is_unused_only_if_nothing_in_the_program_reads_it() -> None:
    unused = "def «f»():\n    pass\n"
    assert said("dead_code", unused, "f")
    assert not said("dead_code", f"{unused}f()\n", "f")
    assert not said("dead_code", "class «A»(Exception):\n    pass\nclass B(A):\n    pass\n", "A")
    assert not said("dead_code", "class «A»:\n    pass\n", "new"), "a name of the translator's"
    assert not said_in_python(
        "dead_code", [unused.replace("«", "").replace("»", ""), "from m import f\n"], 0, Span(4, 5), "f"
    )


def test_an_unused_name_is_one_of_the_program_s() -> None:
    assert said("unused_variables", "def f(«x»):\n    pass\n", "x")
    assert said("unused_variables", "def f(«x»):\n    x = 1\n    return x\n", "x")
    assert not said("unused_variables", "def f(«x»):\n    return x.g()\n", "x")
    assert not said("unused_variables", "class A:\n    @classmethod\n    def f(«cls»):\n        pass\n", "cls")
    assert said("unused_variables", "class A:\n    @staticmethod\n    def f(«x»):\n        pass\n", "x")
    assert said("unused_variables", "class A:\n    def f(self, «x»):\n        pass\n", "x")
    assert said("unused_assignments", "«x» = 1\n", "x")
    assert not said("unused_variables", "«try:\n    f()\nfinally:\n    g()»\n", "left")


def test_a_text_that_does_not_parse_says_everything() -> None:
    assert said("clippy::no_effect", "fn f() { «1» }")

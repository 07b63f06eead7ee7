"""What can have one owner, and when a copy of it is seen by nobody."""

from __future__ import annotations

import pytest

from citl_lsp.decisions.model import Policy, Site
from citl_lsp.transpile import Program, transpile

IDIOMATIC = Policy("idiomatic")


def sites(text: str) -> list[Site]:
    return list(transpile(Program({"m.py": text}, "m.py"), {}, IDIOMATIC).sites)


def form(text: str, name: str) -> str:
    """The form of the container or class called `name`, or why it has to be shared."""
    site = next(s for s in sites(text) if s.id.kind in ("container", "object") and s.id.name == name)
    owned = site.alternative("owned")
    return "owned" if owned.legal else owned.reason


READ_ONLY = {
    "join": "def f():\n    xs = ['a']\n    return ','.join(xs)\n\n\nprint(f())\n",
    "zip": "def f():\n    xs = [1]\n    return [a + b for a, b in zip(xs, [2])]\n\n\nprint(f())\n",
    "enumerate": "def f():\n    xs = [[1]]\n    for i, x in enumerate(xs):\n        print(i, x)\n\n\nf()\n",
    "unpacking": "def f():\n    xs = [1, 2]\n    a, b = xs\n    return a + b\n\n\nprint(f())\n",
    "map": "def f():\n    xs = [1, 2]\n    return list(map(str, xs))\n\n\nprint(f())\n",
    "reversed": "def f():\n    xs = [[1]]\n    for x in reversed(xs):\n        print(x)\n\n\nf()\n",
    "extend": "def f():\n    xs = [1]\n    ys = [2]\n    ys.extend(xs)\n    return ys\n\n\nprint(f())\n",
    "nested function": (
        "def f():\n    xs = []\n\n    def g(x):\n        xs.append(x)\n\n    g(1)\n    return xs\n\n\nprint(f())\n"
    ),
    "items": "def f():\n    xs = {1: [2]}\n    for k, v in xs.items():\n        print(k, v)\n\n\nf()\n",
    "tuple": "def f():\n    xs = [1]\n    p = (xs, 2)\n    return p\n\n\nprint(f())\n",
}


@pytest.mark.parametrize("what", READ_ONLY)
def test_what_only_looks_leaves_one_owner(what: str) -> None:
    assert form(READ_ONLY[what], "xs") == "owned"


HELD_TWICE = {
    "a closure": "def f():\n    xs = []\n    return lambda x: xs.append(x)\n\n\nprint(f()(1))\n",
    "a slice": "def f():\n    xs = [1]\n    rows = [xs]\n    return rows[:]\n\n\nprint(f())\n",
    "a repetition": "def f():\n    xs = [1]\n    rows = [xs] * 3\n    return rows\n\n\nprint(f())\n",
    "None": "def f(n):\n    xs = [1]\n    if n:\n        xs = None\n    return xs\n\n\nprint(f(0))\n",
    "a kept view": "def f():\n    xs = {1: 2}\n    k = xs.keys()\n    xs[2] = 3\n    return len(k)\n\n\nprint(f())\n",
}


@pytest.mark.parametrize("what", HELD_TWICE)
def test_what_holds_a_value_twice_shares_it(what: str) -> None:
    assert form(HELD_TWICE[what], "xs") != "owned"


def test_a_method_used_as_a_value_holds_its_object() -> None:
    text = (
        "class C:\n    def __init__(self):\n        self.n = 1\n\n    def m(self):\n        return self.n\n\n\n"
        "c = C()\nf = c.m\nprint(f())\n"
    )
    assert "used as a value" in form(text, "C")


def test_a_constructor_may_do_more_than_set_attributes() -> None:
    text = (
        "class C:\n    def __init__(self, n):\n        self.n = n\n        self.xs = []\n"
        "        for i in range(self.n):\n            self.xs.append(i)\n\n\nprint(C(3).xs)\n"
    )
    assert form(text, "C") == "owned"


def copies(text: str, name: str) -> bool:
    """Whether a copy of the value called `name`, where it is kept, would be seen by nobody."""
    return next(s for s in sites(text) if s.id.kind == "clone" and s.id.name == name).alternative("clone").legal


KEPT = "def f(ys):\n    rows = []\n    row = []\n    for y in ys:\n        row.append(y)\n    rows.append(row)\n"


def test_a_list_that_is_finished_may_be_copied() -> None:
    assert copies(f"{KEPT}    return rows, len(row)\n\n\nprint(f([1]))\n", "row")


@pytest.mark.parametrize("change", ["row.append(1)", "row[0] = 1", "del row[0]", "row += [1]", "rows[0].append(1)"])
def test_a_list_that_changes_afterwards_may_not(change: str) -> None:
    assert not copies(f"{KEPT}    {change}\n    return rows, row\n\n\nprint(f([1]))\n", "row")


def test_nor_one_that_is_told_apart_from_its_equals() -> None:
    assert not copies(f"{KEPT}    return rows[0] is row\n\n\nprint(f([1]))\n", "row")


def test_a_list_that_starts_anew_in_each_round_may_be_copied() -> None:
    text = (
        "def f(ys):\n    rows = []\n    row = []\n    for y in ys:\n        row.append(y)\n        if y:\n"
        "            rows.append(row)\n            row = []\n    rows.append(row)\n    return rows\n\n\nprint(f([1]))\n"
    )
    assert copies(text, "row")


def test_but_not_where_a_round_may_go_on_with_it() -> None:
    text = (
        "def f(ys):\n    rows = []\n    row = []\n    for y in ys:\n        if y:\n            rows.append(row)\n"
        "            continue\n        row.append(y)\n    rows.append(row)\n    return rows\n\n\nprint(f([1]))\n"
    )
    assert not copies(text, "row")


@pytest.mark.parametrize("rows", ["[row.append(y) or row for y in ys]", "{y: (row.append(y), row) for y in ys}"])
def test_nor_where_the_next_element_of_a_comprehension_changes_it(rows: str) -> None:
    assert not copies(f"def f(ys):\n    row = []\n    return {rows}\n\n\nprint(f([1, 2]))\n", "row")

"""One edit for each fact that fingerprints compare: it changes that fact, and nothing else that they compare, for a
function that stands somewhere else. Without the fact in `lower.fingerprints`, the function would be recalled as it was.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from citl_lsp.transpile import Memo

from .harness import translate
from .snapshots import snapshot

MUTATED = """def f(rows):
    row = rows[0]
    kept = [row]
    return kept


rows = [[1], [2]]
print(f(rows))
@@
"""
EFFECTS = """def g(xs):  # citl: passing xs = move
    @@


def h(xs):
    xs.append(7)


def f():
    xs = [1]
    ys = xs
    g(ys)


f()
zs = [1]
h(zs)
g(zs)
"""
PASSING = """def g(xs):
    @@


def f():
    xs = [1]
    xs.append(2)
    g(xs)
    print(xs)


f()
ys = [1]
g(ys)
ys.append(2)
print(ys)
"""
ERROR_FORM = """def g(n):
    return 10 // n


def f(n):
    return g(n) + 1


print(f(2))
@@
"""
CON_FORM = """def f(xs):
    for x in xs:
        print(x)
    return len(xs)


xs = [1]@@
print(f(xs))
"""
CAUGHT = "try:\n    print(g(0))\nexcept ZeroDivisionError:\n    print(0)"
EDITS = {
    "ownership.mutated": (MUTATED, "print(len(rows[1]))", "rows[1].append(3)"),
    "effects": (EFFECTS, "print(len(xs))", "xs.append(2)"),
    "passing": (PASSING, "print(len(xs))", "xs.append(1)"),
    "error_form": (ERROR_FORM, "print(g(1))", CAUGHT),
    "con_form": (CON_FORM, "", "  # citl: container xs = shared"),
}
"""Fact -> a program, and what stands in the place of `@@` before and after the edit."""

CLASS_FORM = """class Point:
    def size(self):
        return 1


def f(n):
    p = Point()
    print(p.size())


f(1)
"""
RESULT_FORM = """def first(rows):
    return rows[0]


def f(rows):
    x = first(rows)
    print(len(x), len(first(rows)))


rows = [[1], [2]]
f(rows)
"""
FLIPS = {
    "con_form": (CON_FORM.replace("@@", ""), "container", "shared"),
    "class_form": (CLASS_FORM, "object", "shared"),
    "result_form": (RESULT_FORM, "lifetime", "written"),
}
"""Fact -> a program, and the decision that changes it."""


def assert_forgotten(before: tuple[str, Mapping[str, str]], after: tuple[str, Mapping[str, str]]) -> None:
    """What is kept of the one translation leaves no trace in the other, and they aren't alike to begin with."""
    for (known, old), (text, new) in ((before, after), (after, before)):
        memo = Memo()
        first = translate(known, decisions=old, memo=memo)
        fresh = translate(text, decisions=new)
        assert (first.rust, first.sites) != (fresh.rust, fresh.sites)
        assert snapshot(translate(text, decisions=new, memo=memo)) == snapshot(fresh)


@pytest.mark.parametrize("fact", EDITS)
def test_an_edit_elsewhere(fact: str) -> None:
    text, one, other = EDITS[fact]
    assert_forgotten((text.replace("@@", one), {}), (text.replace("@@", other), {}))


@pytest.mark.parametrize("fact", FLIPS)
def test_a_decision_elsewhere(fact: str) -> None:
    text, kind, alternative = FLIPS[fact]
    decisions = {str(site.id): alternative for site in translate(text).sites if site.id.kind == kind}
    assert_forgotten((text, {}), (text, decisions))

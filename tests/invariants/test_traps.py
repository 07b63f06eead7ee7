"""DESIGN section 1's four traps: duplications that rustc accepts and that print something else.

In the idiomatic profile legality keeps them away; with legality off, running finds each.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from citl_lsp.decisions.model import Meaning, Policy
from citl_lsp.repair.api import candidates
from citl_lsp.repair.compiling import Compiler
from citl_lsp.transpile import Translation

from .flips import flips_of, outcomes
from .harness import IDIOMATIC, behaviour, behaviour_sync, one_file, translate

BLIND = Policy("idiomatic", legality=False)

REPEATED = "rows = [[0] * 3] * 3\nrows[0][0] = 1\nprint(rows)\n"
SLICED = "nested = [[1], [2]]\ncopied = nested[:]\ncopied[0].append(9)\nprint(nested, copied)\n"
ALIASED = """class Point:
    def __init__(self, x):
        self.x = x


p = Point(1)
q = p
q.x = 5
print(p.x)
"""
ADDED = "def add(xs):\n    xs.append(1)\n\n\na = [0]\nadd(a)\nprint(a)\n"
NAMED = """row = [0] * 3
rows = [row] * 3
first = rows[0]
first[0] = 1
print(rows, row)
"""

DELETED = "rows = []\nrow = [1, 2]\nrows.append(row)\ndel row[0]\nprint(rows, row)\n"
TOLD_APART = "rows = []\nrow = [1, 2]\nrows.append(row)\nprint(rows[0] is row, row)\n"
CONTINUED = """def runs(xs):
    rows = []
    row = []
    for x in xs:
        if x < 0:
            rows.append(row)
            continue
        row.append(x)
    rows.append(row)
    return rows


print(runs([1, -1, 2, -1, 3]))
"""
AUGMENTED = """class Total:
    def __init__(self):
        self.total = 1

    def step(self):
        self.total = 50
        return 2


t = Total()
t.total += t.step()
print(t.total)
"""
KEYWORD = """def keep(store, item):
    store.append(item)


rows = []
row = [1]
keep(item=row, store=rows)
row[0] = 9
print(rows, row)
"""
LAZY = """def later(xs):
    ys = map(lambda x: x + 1, xs)
    xs.append(10)
    return list(ys)


print(later([1, 2]))
"""
REBOUND = """def last(rows):
    found = rows[0]
    for row in rows:
        found = row
    found.append(9)
    return rows


print(last([[1], [2]]))
"""
GREATEST = """a = [1, 2]
b = [1]
y = max(a, b)
z = min([], default=b)
a.append(9)
b.append(8)
print(y, z)
"""
GOT = """none = []
found = {"k": [1]}.get("q", none)
none.append(1)
print(found)
"""
SUMMED = """start = [1]
same = sum([], start)
other = sum([[2]], start=start)
start.append(3)
print(same, other)
"""
GIVEN_BACK = """spare = [1]
first = next(iter([]), spare)
d = {"k": [5]}
second = d.pop("q", spare)
third = d.setdefault("q", spare)
spare.append(2)
print(first, second, third, d)
"""
ELEMENTS = """rows = [[3], [1], [2]]
taken = [sorted(rows)[0], list(reversed(rows))[0], list(zip(rows, rows))[0][1], list(enumerate(rows))[1][1]]
for row in taken:
    row.append(9)
print(rows, max(rows) is rows[0])
"""
TRAPS = {
    "repeated": REPEATED, "sliced": SLICED, "aliased": ALIASED, "added": ADDED, "named": NAMED, "deleted": DELETED,
    "told apart": TOLD_APART, "continued": CONTINUED, "augmented": AUGMENTED, "keyword": KEYWORD, "lazy": LAZY,
    "rebound": REBOUND, "greatest": GREATEST, "got": GOT, "summed": SUMMED, "given back": GIVEN_BACK,
    "elements": ELEMENTS,
}  # fmt: skip


def switched(text: str, *kinds_and_rungs: tuple[str, str]) -> Translation:
    """`text` translated with legality off; at every site of a kind its rung, strata in the order given."""
    decisions: dict[str, str] = {}
    for kind, rung in kinds_and_rungs:
        found = [str(site.id) for site in translate(text, BLIND, decisions).sites if site.id.kind == kind]
        assert found, f"no {kind} site"
        decisions |= dict.fromkeys(found, rung)
    return translate(text, BLIND, decisions)


@pytest.mark.parametrize("name", TRAPS)
def test_the_idiomatic_draft_means_what_python_means(name: str) -> None:
    found = behaviour_sync(TRAPS[name], translate(TRAPS[name]).rust)
    assert found.kind in ("equal", "stopped", "refused"), found


@pytest.mark.parametrize("name", TRAPS)
def test_no_legal_alternative_changes_the_meaning(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.py"
    path.write_text(TRAPS[name])

    async def run() -> list[str]:
        flips = await flips_of(path, 4, random.Random(1))
        return [f"{flip}: {found}" for flip, found in await outcomes(flips) if found.silent]

    assert asyncio.run(run()) == []


def test_a_repeated_row_is_found_by_running() -> None:
    blind = translate(REPEATED, BLIND)
    assert "Vec<Vec<i64>>" in blind.rust
    assert behaviour_sync(REPEATED, blind.rust).silent
    assert "Vec<Vec" not in translate(REPEATED).rust


def test_a_copied_list_of_lists_is_found_by_running() -> None:
    blind = translate(SLICED, BLIND)
    assert "Vec<Vec<i64>>" in blind.rust
    assert behaviour_sync(SLICED, blind.rust).silent
    assert "Vec<Vec" not in translate(SLICED).rust


def test_a_repeated_row_with_a_name_is_shared_and_says_why() -> None:
    row = next(s for s in translate(NAMED).sites if s.id.kind == "container" and s.id.name == "row")
    owned = row.alternative("owned")
    assert (row.chosen, owned.meaning) == ("shared", Meaning.DIFFERS)
    assert "second time" in owned.reason
    blind = switched(NAMED, ("container", "owned"), ("clone", "clone"), ("binding", "borrow_mut"))
    found = behaviour_sync(NAMED, blind.rust)
    assert found.silent or found.kind == "refused"


def test_a_copied_object_is_found_by_running() -> None:
    site = next(s for s in translate(ALIASED).sites if s.id.kind == "binding")
    assert site.alternative("clone").meaning is Meaning.DIFFERS
    blind = switched(ALIASED, ("binding", "clone"))
    assert "p.clone()" in blind.rust
    assert behaviour_sync(ALIASED, blind.rust).silent


def test_a_clone_at_the_call_is_found_by_running() -> None:
    blind = switched(ADDED, ("passing", "move"), ("clone", "clone"))
    assert "add(a.clone())" in blind.rust
    assert behaviour_sync(ADDED, blind.rust).silent


@pytest.mark.parametrize("text", [GREATEST, SUMMED], ids=["greatest", "summed"])
def test_what_a_builtin_may_give_back_is_never_copied(text: str) -> None:
    clones = [site for site in translate(text).sites if site.id.kind == "clone"]
    assert clones
    assert {site.alternative("clone").meaning for site in clones} == {Meaning.DIFFERS}


def test_what_rustc_suggests_for_a_moved_list_is_no_candidate() -> None:
    passing = next(str(s.id) for s in translate(ADDED).sites if s.id.kind == "passing")
    decisions = {passing: "move"}
    program = one_file(ADDED)

    async def run() -> None:
        refused = await Compiler(program, IDIOMATIC).attempt(decisions)
        assert [d.code for d in refused.refusals] == ["E0382"]
        found = candidates(program, decisions, IDIOMATIC, refused.translation, refused.refusals[0])
        assert found
        for candidate in found:
            assert "clone" not in candidate.switched.values()
            done = await behaviour(ADDED, translate(ADDED, IDIOMATIC, candidate.decisions).rust)
            assert not done.silent, candidate

    asyncio.run(run())

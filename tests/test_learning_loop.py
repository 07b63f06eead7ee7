"""The learning loop, whole: consent → `citl repair` → records → export → `citl train --quick` → ranks.

The programs are alike in what the compiler refuses (a name that is lent a part of a list and, at times, a list of its
own). Four teach, two are held out; nothing here is simulated: rustc judges every candidate, and the ranks are those of
the files that `citl` reads. Whether there is something to learn depends on the shipped model: here nothing may get
worse, `python -m tests.whole_loop` has programs from which the present model learns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from learning_ranks import groups_of, ranks

from citl_lsp.learning.quick import load_split
from citl_lsp.learning.records import groups_from_records
from citl_lsp.learning.train import GROUPS_FILE
from citl_lsp.oracle.paths import shipped_models, user_models
from citl_lsp.oracle.ranker import Oracle
from citl_lsp.traces.oip import COLUMNS
from citl_lsp.traces.reader import Damage, read_all
from citl_lsp.traces.store import Store

PROGRAMS = {
    "widest": """\
def widest(grid, count):
    best = grid[0]
    for at in range(count):
        if at % 2:
            best = grid[at]
        else:
            best = []
    return len(best)


def main():
    print(widest([['a'], ['b', 'c'], ['d']], 3))


main()
""",
    "emptiest": """\
def emptiest(shelves, count):
    found = shelves[0]
    print(len(shelves))
    for at in range(count):
        if at % 2:
            found = shelves[at]
        else:
            found = []
    return len(found)


def main():
    print(emptiest([[1.5], [2.5, 3.5], [4.5]], 3))


main()
""",
    "cheapest": """\
def cheapest(routes, count):
    chosen = routes[0]
    size = 0
    for x in routes:
        size += len(x)
    print(size)
    for at in range(count):
        if at % 2:
            chosen = routes[at]
        else:
            chosen = []
    return len(chosen)


def main():
    print(cheapest([[(1, 2)], [(2, 3)], [(4, 5), (6, 7)]], 3))


main()
""",
    "deepest": """\
def deepest(wells, count):
    deep = wells[0]
    names = ['a', 'b']
    print(','.join(names), len(wells))
    for at in range(count):
        if at % 2:
            deep = wells[at]
        else:
            deep = []
    return len(deep)


def main():
    print(deepest([[True], [False, True], [False]], 3))


main()
""",
    "largest": """\
def largest(teams, count):
    top = teams[0]
    for at in range(count):
        if at % 2:
            top = teams[at]
        else:
            top = []
    return len(top)


def main():
    print(largest([[1], [2], [3, 4]], 3))


main()
""",
    "latest": """\
def latest(queues, count):
    last = queues[0]
    print(len(queues))
    for at in range(count):
        if at % 2:
            last = queues[at]
        else:
            last = []
    return len(last)


def main():
    print(latest([[1, 2], [2, 3, 9], [4]], 3))


main()
""",
}
TEACHING = ("widest", "emptiest", "cheapest", "deepest")
HELD_OUT = ("largest", "latest")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of one's own: nothing recorded, nothing allowed, nothing learnt."""
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text("")
    for name, text in PROGRAMS.items():
        (project / f"{name}.py").write_text(text)
    return project


def citl(project: Path, *arguments: str) -> str:
    """Runs the command; what it printed."""
    command = [sys.executable, "-m", "citl_lsp", *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_nothing_is_recorded_without_consent(home: Path) -> None:
    citl(home, "repair", "widest.py")
    assert Store.default().segments() == [] and not Store.default().directory.exists()


def test_records_of_repairs_teach_and_make_nothing_worse(home: Path) -> None:
    citl(home, "trace", "on")
    repaired = json.loads(citl(home, "repair", "--format", "json", *(f"{name}.py" for name in TEACHING)))
    assert repaired["errors_after"] == 0
    assert all(error["chosen"] is not None for error in repaired["errors"])

    # Records are on disk, without names, and are training groups.
    segments = Store.default().segments()
    assert segments
    assert not any(b"shelves" in segment.read_bytes() for segment in segments)
    records = list(read_all(segments, Damage()))
    assert len(records) == len(repaired["errors"])
    assert list(groups_from_records(records)), "the shipped model is never refused here: take other programs"

    # One row of 13 columns per refusal.
    rows_file = home / "rows.jsonl"
    citl(home, "trace", "export", str(rows_file))
    rows = [json.loads(line) for line in rows_file.read_text().splitlines()]
    assert len(rows) == len(records) and len(COLUMNS) == 13
    assert all(set(row) == {name for name, *_ in COLUMNS} for row in rows)
    assert all(row["error_code"].startswith("E0") and row["suggestion"] for row in rows)

    # What has been learnt holds for files that were never repaired here.
    held_out = [group for name in HELD_OUT for group in groups_of(PROGRAMS[name], name)]
    elsewhere = [g for g in load_split(shipped_models() / GROUPS_FILE).held_out if g.informative]
    shipped = Oracle.from_directories([shipped_models()])
    before, before_elsewhere = ranks(shipped, held_out), ranks(shipped, elsewhere)
    said = citl(home, "train", "--quick")
    moved = Oracle.from_directories([user_models(), shipped_models()])
    installed = user_models().is_dir()
    assert installed == (str(user_models()) in moved.status.words) == ("not installed" not in said)
    after, after_elsewhere = ranks(moved, held_out), ranks(moved, elsewhere)
    assert all(new <= old for old, new in zip(before, after, strict=True))
    assert all(new <= old for old, new in zip(before_elsewhere, after_elsewhere, strict=True) if old == 1)
    assert sum(after_elsewhere) <= sum(before_elsewhere)

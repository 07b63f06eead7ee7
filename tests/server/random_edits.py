"""Random edits sent to a server, and now and then the same text opened in a fresh one: both must show the same.

python tests/server/random_edits.py 10000                            in full: this many edits in all
python tests/server/random_edits.py 600 --only anything --seed 7     what a failure names

Two sorts of sequences. *Anything*: characters, brackets, odd line ends, ranges that aren't there; compared after every
`BURST` edits. *Definitions*: functions exchanged for others, so that the text mostly is valid and the compilers speak;
compared after one to five edits that follow each other quickly or slowly, since what is still compiling is superseded:
these comparisons take seconds, so a tenth of the edits is of this sort. CI does a few of each
(`test_server_random_edits.py`).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from server_client import RawClient, edit

from citl_lsp.session.changes import changed
from citl_lsp.text.positions import LineIndex, Range, apply_changes

ENCODING = "utf-16"
BURST = 30
"""Edits between two comparisons, of the sort *anything*."""
LARGEST = 20_000
PATIENCE = 6.0
"""Seconds without news after which two servers that differ do differ."""

PIECES = [
    "def f(a, b):\n    return a + b\n",
    "x = [1, 2]\n",
    "x.append(x[0])\n",
    "for i in range(10):\n    print(i)\n",
    "class C:\n    def m(self):\n        return self.x\n",
    "    y = 1\n",
    "print('😀', \"é\")\n",
    "# citl: off\n",
    "(",
    ")",
    ":",
    "'",
    '"""',
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\x0c",
    "\x85",
    "\u2028",
    "😀",
    "é",
    "\ud800",
    "\0",
    "",
    " ",
]

DEFINITIONS = [
    "def {n}(grid):\n    row = grid[0]\n    row.append(grid[1][0])\n    return grid\n\n\nprint({n}([[1], [2]]))\n",
    "def {n}(grid):  # citl: container grid = shared\n    row = grid[0]\n    row.append(grid[1][0])\n"
    "    return grid\n\n\nprint({n}([[1], [2]]))\n",
    "def {n}(a):\n    unused = a + 1\n    if a == a:\n        return a\n    return 3\n\n\nprint({n}(1))\n",
    "def {n}(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n\n\nprint({n}([1, 2]))\n",
    "def {n}(text):\n    return text.upper() + 'é😀'\n\n\nprint({n}('a'))\n",
    "def {n}(a):\n    return undefined_name + a\n\n\nprint({n}(1))\n",
    "def {n}(a):\n    return (a +\n\n\nprint({n}(1))\n",
    "# nothing here\n",
]


class Sequence:
    """A server that is edited, and what a fresh one says to compare with."""

    def __init__(self, client: RawClient, environment: Mapping[str, str], seed: int, quiet: float) -> None:
        self.client = client
        self.environment = environment
        self.source = random.Random(seed)
        self.uri = f"file:///t/random{seed}.py"
        self.quiet = quiet
        """How long nothing may come before everything is taken to have come."""
        self.version = 1
        self.text = ""

    def open(self, text: str) -> None:
        """Begin with `text`."""
        self.text = text
        self.client.open(self.uri, text)

    def change(self, where: Range | None, new: str) -> None:
        """One edit; all of the text without a range."""
        self.text = apply_changes(self.text, [(where, new)], ENCODING)
        self.version += 1
        self.client.change(self.uri, self.version, {"text": new} if where is None else edit(*where, new))

    def difference(self) -> str:
        """What a fresh server shows otherwise, or nothing."""
        shown = self.client.settled(self.uri, self.version, quiet=self.quiet)
        with RawClient(environment=self.environment) as fresh:
            fresh.initialize()
            fresh.open(self.uri, self.text)
            expected = fresh.settled(self.uri, 1, quiet=min(self.quiet, 1.0))
            if shown != expected:  # on a busy machine something may still be to come
                shown = self.client.settled(self.uri, self.version, quiet=PATIENCE)
                expected = fresh.settled(self.uri, 1, quiet=PATIENCE)
        if shown == expected:
            return ""
        return f"{self.uri}, version {self.version}, text {self.text!r}\n  shown {shown}\n  fresh {expected}"


def random_change(source: random.Random, text: str) -> tuple[Range | None, str]:
    """An edit of the sort *anything*."""
    new = source.choice(PIECES) if source.random() < 0.9 else source.choice(PIECES) * 50
    if source.random() < 0.03:
        return None, "".join(source.choice(PIECES) for _ in range(source.randrange(12)))
    index = LineIndex(text)
    start = source.randrange(len(text) + 1)
    end = min(len(text), start + (source.randrange(12) if source.random() < 0.7 else 0))
    where = Range(*index.encoded_position(start, ENCODING), *index.encoded_position(end, ENCODING))
    roll = source.random()
    if roll < 0.03:
        where = Range(where.end_line, where.end_column, where.start_line, where.start_column)
    elif roll < 0.06:
        where = where._replace(end_line=where.end_line + 1000, end_column=7)
    elif roll < 0.1:
        where = where._replace(start_column=where.start_column + 1, end_column=where.end_column + 1)
    return where, new


def anything(client: RawClient, environment: Mapping[str, str], seed: int, edits: int) -> str:
    """The first difference after `edits` edits of any sort, or nothing."""
    sequence = Sequence(client, environment, seed, quiet=0.4)
    source = sequence.source
    sequence.open("".join(source.choice(PIECES[:8]) for _ in range(10)))
    for done in range(1, edits + 1):
        sequence.change(*random_change(source, sequence.text))
        if len(sequence.text) > LARGEST:
            sequence.change(None, "x = 1\n")
        if (done % BURST == 0 or done == edits) and (found := sequence.difference()):
            return f"anything, seed {seed}, edit {done}: {found}"
    return ""


def definitions(client: RawClient, environment: Mapping[str, str], seed: int, edits: int) -> str:
    """The first difference after `edits` edits that exchange definitions, or nothing."""
    # Longer than anything is carried from one version to the next.
    sequence = Sequence(client, environment, seed, quiet=2.0)
    source = sequence.source
    parts = [source.choice(DEFINITIONS).format(n=f"f{number}") for number in range(4)]
    sequence.open("\n\n".join(parts))
    done = 0
    while done < edits:
        for _ in range(min(source.randrange(1, 6), edits - done)):
            place = source.randrange(len(parts))
            parts[place] = source.choice(DEFINITIONS).format(n=f"f{place}")
            sequence.change(*smallest_change(sequence.text, "\n\n".join(parts)))
            done += 1
            time.sleep(source.choice([0, 0, 0.05, 0.4]))
        if found := sequence.difference():
            return f"definitions, seed {seed}, edit {done}: {found}"
    return ""


def smallest_change(old: str, new: str) -> tuple[Range, str]:
    """The one edit that an editor would send."""
    hull = changed(old, new)
    index = LineIndex(old)
    start, end = index.encoded_position(hull.start, ENCODING), index.encoded_position(hull.old_end, ENCODING)
    return Range(*start, *end), new[hull.start : hull.new_end]


Sort = Callable[[RawClient, Mapping[str, str], int, int], str]
SORTS: dict[Sort, tuple[float, int]] = {anything: (0.9, 600), definitions: (0.1, 60)}
"""The sorts of edits: how many of all are of each, and how many one server lives through in a full run."""


def session(sort: Sort, seed: int, edits: int) -> str:
    """One server through `edits` edits: what is wrong, or nothing. Its processes must live through them too."""
    with tempfile.TemporaryDirectory(prefix="citl-edits-") as folder:
        environment = {"CITL_CONFIG": str(Path(folder) / "no-config.toml")}
        with RawClient(environment=environment) as client:
            client.initialize()
            try:
                found = sort(client, environment, seed, edits)
            except (AssertionError, OSError) as error:
                found = f"{sort.__name__}, seed {seed}: {error}"
            said = [m["message"] for m in client.notifications("window/logMessage") if m["type"] <= 2]
            if not found and (said or client.errors):
                found = f"{sort.__name__}, seed {seed}: {said} {client.errors}"
    return found


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edits", type=int, nargs="?", default=10_000, help="in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first session; the next ones count upwards")
    parser.add_argument("--only", choices=[sort.__name__ for sort in SORTS], help="one sort of edits")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="sessions at a time")
    options = parser.parse_args()
    shares = {sort: round(share * options.edits) for sort, (share, _) in SORTS.items()}
    if options.only:
        shares = {sort: options.edits for sort in SORTS if sort.__name__ == options.only}
    sessions = [
        (sort, options.seed + number, min(length, edits - first))
        for sort, edits in shares.items()
        for length in [SORTS[sort][1]]
        for number, first in enumerate(range(0, edits, length))
    ]
    wrong, done = 0, 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for (sort, seed, edits), found in zip(sessions, pool.map(lambda one: session(*one), sessions), strict=True):
            done += edits
            wrong += bool(found)
            print(f"{sort.__name__} {seed}: {edits} edits, {done} of all; {found or 'equal'}", flush=True)
    print(f"{done} edits, {len(sessions)} sessions, {wrong} with a fault")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

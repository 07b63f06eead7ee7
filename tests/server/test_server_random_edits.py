"""Random edits, then the same text in a fresh server: both must show the same.

`CITL_RANDOM_EDITS=10000 pytest tests/server/test_server_random_edits.py` is the full length; a failure names its seed.
"""

from __future__ import annotations

import os
import random
import time

import pytest
from server_client import RawClient, edit

from citl_lsp.session.changes import changed
from citl_lsp.text.positions import LineIndex, Range, apply_change

EDITS = int(os.environ.get("CITL_RANDOM_EDITS", "120"))
SEEDS = [int(seed) for seed in os.environ.get("CITL_RANDOM_SEEDS", "1,2,3").split(",")]
ENCODING = "utf-16"

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


def random_change(source: random.Random, text: str) -> tuple[Range | None, str]:
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


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_to_a_fresh_server(client: RawClient, user_environment: dict[str, str], seed: int) -> None:
    source = random.Random(seed)
    uri = f"file:///t/random{seed}.py"
    text = "".join(source.choice(PIECES[:8]) for _ in range(10))
    client.open(uri, text)
    version = 1
    for burst in range(max(1, EDITS // 30)):
        for _ in range(30):
            where, new = random_change(source, text)
            text = apply_change(text, where, new, ENCODING)
            version += 1
            change = {"text": new} if where is None else edit(*where, new)
            client.change(uri, version, change)
            if len(text) > 20_000:
                text = "x = 1\n"
                version += 1
                client.replace(uri, version, text)
        shown = client.settled(uri, version)
        with RawClient(environment=user_environment) as fresh:
            fresh.initialize()
            fresh.open(uri, text)
            expected = fresh.settled(uri, 1)
        assert shown == expected, f"seed {seed}, burst {burst}, text {text!r}"


# --- edits that mostly keep the program valid: the compilers' findings must agree too --------------------------------

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


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_of_the_compilers_too(client: RawClient, user_environment: dict[str, str], seed: int) -> None:
    source = random.Random(seed)
    uri = f"file:///t/valid{seed}.py"
    parts = [source.choice(DEFINITIONS).format(n=f"f{number}") for number in range(4)]
    text = "\n\n".join(parts)
    client.open(uri, text)
    version = 1
    for _ in range(max(1, EDITS // 30)):
        for _ in range(source.randrange(1, 6)):
            place = source.randrange(len(parts))
            parts[place] = source.choice(DEFINITIONS).format(n=f"f{place}")
            new = "\n\n".join(parts)
            where, inserted = smallest_change(text, new)
            text = new
            version += 1
            client.change(uri, version, edit(*where, inserted))
            time.sleep(source.choice([0, 0, 0.05, 0.4]))
        shown = client.settled(uri, version, quiet=2.0)  # longer than anything is carried
        with RawClient(environment=user_environment) as fresh:
            fresh.initialize()
            fresh.open(uri, text)
            expected = fresh.settled(uri, 1, quiet=1.0)
        assert shown == expected, f"seed {seed}, text {text!r}"


def smallest_change(old: str, new: str) -> tuple[Range, str]:
    """The one edit that an editor would send."""
    hull = changed(old, new)
    index = LineIndex(old)
    start, end = index.encoded_position(hull.start, ENCODING), index.encoded_position(hull.old_end, ENCODING)
    return Range(*start, *end), new[hull.start : hull.new_end]

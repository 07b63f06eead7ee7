"""`transpile` is deterministic (two hash seeds, two processes) and total (it never raises).

python -m tests.invariants.test_determinism 5000      as many pieces of garbage
"""

from __future__ import annotations

import builtins
import os
import random
import subprocess
import sys
import traceback

import pytest

from citl_lsp.transpile import Memo, infer

from .edits import garbage
from .harness import FAITHFUL, IDIOMATIC, ROOT, case_paths, corpus, one_file, translate
from .snapshots import digest

SEED = 7
PIECES = 120


def test_the_same_in_two_processes_with_two_hash_seeds() -> None:
    import heapq
    import textwrap

    names = [str(path) for path in case_paths()] + [str(heapq.__file__), str(textwrap.__file__)]
    said = []
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "tests.invariants.snapshots", *names]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        said.append(done.stdout.splitlines())
    assert len(said[0]) == 2 * len(names)
    assert [a for a, b in zip(*said, strict=True) if a != b] == []


def test_the_same_twice_in_one_process() -> None:
    for name, text in corpus().items():
        assert digest(text, IDIOMATIC) == digest(text, IDIOMATIC), name


def test_inference_says_a_part_of_what_the_translation_says() -> None:
    for name, text in corpus().items():
        program = one_file(text)
        told = infer(program, Memo()).diagnostics
        assert set(told) <= set(translate(text, IDIOMATIC).diagnostics), name


def failures(pieces: int, seed: int) -> list[str]:
    """Texts that make `transpile` raise."""
    rng = random.Random(seed)
    texts = list(corpus().values())
    found = []
    for number in range(pieces):
        text = garbage(rng, texts)
        for policy in (FAITHFUL, IDIOMATIC):
            try:
                translate(text, policy)
            except BaseException:
                found.append(f"piece {number}, {policy.profile}: {text[-300:]!r}\n{traceback.format_exc(limit=-4)}")
    return found


HOLDS_ITSELF = (
    "a = [1]\na.append(a)\n",
    "a = {}\na['a'] = a\na['b'] = [a]\n",
    "a = [()]\na.append((a, 1))\n",
    "a = [iter([])]\na.append(iter(a))\n",
    "import collections\na = collections.deque()\na.append(a)\n",
    "class C:\n    def __init__(self):\n        self.c = self\n        self.l = [self]\na = C()\n",
    "def a(*x):\n    return a\n",
    "a = 1\nfor i in range(3):\n    a = (a, [a], lambda a=a: a)\n",
)
"""Programs in which the type of `a` has no end."""


@pytest.mark.parametrize("text", HOLDS_ITSELF)
def test_every_builtin_takes_what_holds_itself(text: str) -> None:
    calls = [f"print({name}(a))\nprint({name}(a, a))\n" for name in dir(builtins) if name.isidentifier()]
    for policy in (FAITHFUL, IDIOMATIC):
        for call in calls:
            translate(text + call, policy)


def test_the_order_of_notes_does_not_depend_on_addresses() -> None:
    methods = "".join(f"    @wrap{i}\n    def m{i}(self, x=[{i}]):\n        return x\n\n" for i in range(12))
    text = f"class C:\n{methods}\nprint(C().m3())\n"
    found = [d.message for d in translate(text).diagnostics if "decorator" in d.message]
    assert found == sorted(found, key=found.index)
    assert [m for m in found if "C.m" in m] == [m for i in range(12) for m in found if f"C.m{i}`" in m]


def test_it_never_raises() -> None:
    assert failures(PIECES, SEED) == []


def test_it_never_raises_on_the_extremes() -> None:
    for text in (
        "",
        "\x00",
        "\ufeff",
        "\r",
        "x",
        "(" * 3000,
        "[" * 300 + "]" * 300,
        "-" * 3000 + "1",
        "1" + "+1" * 3000,
    ):
        translate(text, IDIOMATIC)
        translate(text, FAITHFUL)
    translate("x = " + "(" * 90 + "1" + ")" * 90)
    translate("".join(" " * i + "if x:\n" for i in range(90)) + " " * 90 + "pass\n")


if __name__ == "__main__":
    bad = failures(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, random.randrange(1 << 30))
    print("\n".join(bad[:10]), f"{len(bad)} failures", sep="\n")
    sys.exit(bool(bad))

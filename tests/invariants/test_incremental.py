"""After any edit, or any decision, translating with what was kept equals translating from scratch.

python -m tests.invariants.test_incremental 10000           in full
python -m tests.invariants.test_incremental 10000 SEED      once more
"""

from __future__ import annotations

import ast
import random
import re
import sys
import warnings

import pytest

from citl_lsp.decisions.model import Policy, Site
from citl_lsp.transpile import Memo, Program, transpile

from .edits import random_edit
from .harness import FAITHFUL, IDIOMATIC, corpus, translate
from .snapshots import snapshot

SEED = 11
EDITS = 60
LARGEST = 6_000
"""Code points of a text that is edited; longer ones are cut at a line."""


def texts() -> dict[str, str]:
    """What is edited."""
    return {
        name: text if len(text) < LARGEST else text[: text.rfind("\n", 0, LARGEST) + 1]
        for name, text in corpus().items()
    }


def differences(edits: int, seed: int) -> list[str]:
    """Edits, and other decisions, after which the two differ. Texts take turns; each keeps its memo, and starts anew
    after 40 edits."""
    rng = random.Random(seed)
    originals = texts()
    names = sorted(originals)
    found: list[str] = []
    done = 0
    while done < edits:
        rng.shuffle(names)
        for name in names:
            policy: Policy = rng.choice([FAITHFUL, IDIOMATIC])
            text, sound, memo = originals[name], originals[name], Memo()
            decisions: dict[str, str] = {}
            fresh = transpile(Program({name: text}, name), {}, policy, memo)
            for _ in range(min(rng.choice([3, 8, 40]), edits - done)):
                if fresh.sites and rng.random() < 0.3:
                    decisions = flipped(decisions, fresh.sites, rng)
                elif rng.random() < 0.05 or (not valid(text) and rng.random() < 0.7):
                    # A broken text is translated too, but in most edits little of it stays.
                    text = sound
                else:
                    sound = text if valid(text) else sound
                    text = random_edit(text, rng)
                kept = snapshot(transpile(Program({name: text}, name), decisions, policy, memo))
                fresh = transpile(Program({name: text}, name), decisions, policy)
                wrong = [part for part, said in snapshot(fresh).items() if kept[part] != said]
                if wrong:
                    where = f"edit {done} of {name}, {policy.profile}"
                    found.append(f"{where}: {wrong}\n{text[:2000]!r}\n{decisions}")
                done += 1
            if done >= edits:
                break
    return found


def valid(text: str) -> bool:
    """Whether CPython's parser takes `text`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False
    return True


def flipped(decisions: dict[str, str], sites: tuple[Site, ...], rng: random.Random) -> dict[str, str]:
    """Some sites switched besides those that are, or none any more."""
    if decisions and rng.random() < 0.2:
        return {}
    some = rng.sample(sites, min(len(sites), rng.choice([1, 1, 2, 4])))
    return decisions | {str(site.id): rng.choice(site.alternatives).name for site in some}


def test_incremental_equals_scratch() -> None:
    assert differences(EDITS, SEED) == []


def small_edit(text: str, rng: random.Random) -> str:
    """Another literal, an empty line or a comment: what leaves the program's meaning for types alone."""
    places = list(re.finditer(r"(?<![\w.])\d+(?![\w.])|\n", text))
    place = rng.choice(places) if places else None
    if place is None:
        return text + "\n"
    new = rng.choice(["\n\n", "  # why\n", "\n"]) if place[0] == "\n" else str(rng.choice([0, 1, 2, 3, 12, 300]))
    return text[: place.start()] + new + text[place.end() :]


def test_places_and_literals() -> None:
    rng = random.Random(SEED)
    originals = texts()
    for name in rng.sample(sorted(originals), 20):
        policy: Policy = rng.choice([FAITHFUL, IDIOMATIC])
        text, memo = originals[name], Memo()
        for _ in range(6):
            kept = snapshot(transpile(Program({name: text}, name), {}, policy, memo))
            assert kept == snapshot(transpile(Program({name: text}, name), {}, policy)), (name, text)
            text = small_edit(text, rng)


FEWER_LINES = """def f(a):
    b = [a,@@1]
    return b


print(f(1 // 1), 1 // 1)
"""


def test_fewer_lines_of_the_same_length() -> None:
    memo = Memo()
    for between in ("\n", " ", "\n"):
        text = FEWER_LINES.replace("@@", between)
        assert snapshot(translate(text, FAITHFUL, memo=memo)) == snapshot(translate(text, FAITHFUL))


SLOTS = """class A:
    __slots__ = ("@@",)

    def __init__(self):
        self.a = 1


print(A().a)
"""
SPECIAL = """class A:
    @@
        return k


print(A())
"""


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (SLOTS, "a", "b"),
        (SPECIAL, "def __missing__(self, k):", "def  __missing__(self,   k):"),
        (SPECIAL, "def __eq__(self, k):", "def  __eq__(self,   k):"),
    ],
)
@pytest.mark.parametrize("policy", [FAITHFUL, IDIOMATIC], ids=lambda policy: policy.profile)
def test_what_a_class_says(text: str, one: str, other: str, policy: Policy) -> None:
    for known, new in ((one, other), (other, one)):
        memo = Memo()
        translate(text.replace("@@", known), policy, memo=memo)
        kept = translate(text.replace("@@", new), policy, memo=memo)
        assert snapshot(kept) == snapshot(translate(text.replace("@@", new), policy))


def test_two_files_incrementally() -> None:
    library = "def twice(xs):\n    return [x * 2 for x in xs]\n"
    main = "from helper import twice\n\nprint(twice([1, 2]))\n"
    rng, memo = random.Random(SEED), Memo()
    for _ in range(30):
        files = {"main.py": main, "helper.py": library}
        kept = transpile(Program(files, "main.py"), {}, IDIOMATIC, memo)
        fresh = transpile(Program(files, "main.py"), {}, IDIOMATIC)
        assert snapshot(kept) == snapshot(fresh)
        if rng.random() < 0.5:
            library = random_edit(library, rng)
        else:
            main = random_edit(main, rng)


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    bad = differences(many, first)
    print(*bad[:10], f"{many} edits from seed {first}: {len(bad)} differences", sep="\n")
    sys.exit(bool(bad))

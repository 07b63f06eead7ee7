"""After any edit, translating with what was kept equals translating from scratch.

python -m tests.invariants.test_incremental 10000
"""

from __future__ import annotations

import random
import re
import sys

from citl_lsp.decisions.model import Policy
from citl_lsp.transpile import Memo, Program, transpile

from .edits import random_edit
from .harness import FAITHFUL, IDIOMATIC, corpus
from .snapshots import snapshot

SEED = 11
EDITS = 40
LARGEST = 6_000
"""Code points of a text that is edited; longer ones are cut at a line."""


def texts() -> dict[str, str]:
    """What is edited."""
    return {
        name: text if len(text) < LARGEST else text[: text.rfind("\n", 0, LARGEST) + 1]
        for name, text in corpus().items()
    }


def differences(edits: int, seed: int) -> list[str]:
    """Edits after which the two differ. Texts take turns; each keeps its memo, and starts anew after 40 edits."""
    rng = random.Random(seed)
    originals = texts()
    names = sorted(originals)
    found: list[str] = []
    done = 0
    while done < edits:
        rng.shuffle(names)
        for name in names:
            policy: Policy = rng.choice([FAITHFUL, IDIOMATIC])
            text, memo = originals[name], Memo()
            transpile(Program({name: text}, name), {}, policy, memo)
            for _ in range(min(rng.choice([3, 8, 40]), edits - done)):
                text = originals[name] if rng.random() < 0.05 else random_edit(text, rng)
                kept = snapshot(transpile(Program({name: text}, name), {}, policy, memo))
                fresh = snapshot(transpile(Program({name: text}, name), {}, policy))
                wrong = [part for part in kept if kept[part] != fresh[part]]
                if wrong:
                    found.append(f"edit {done} of {name}, {policy.profile}: {wrong}\n{text[:2000]!r}")
                done += 1
            if done >= edits:
                break
    return found


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
    bad = differences(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, random.randrange(1 << 30))
    print("\n".join(bad[:10]), f"{len(bad)} differences", sep="\n")
    sys.exit(bool(bad))

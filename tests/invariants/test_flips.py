"""Switching any site of any case to any legal alternative: the same behaviour, a refusal or a stop.

A sample with a fixed seed here; all of them with `python -m tests.invariants.flips --all`.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from .flips import sample
from .harness import FAITHFUL, behaviour, case_paths, runtime, translate

SIZE = 60


def test_a_switched_site_never_changes_the_behaviour() -> None:
    runtime()
    results = asyncio.run(sample(case_paths(), SIZE))
    wrong = [f"{flip}: {found}" for flip, found in results if found.kind not in ("equal", "stopped", "refused")]
    assert wrong == []
    counts = Counter(found.kind for _, found in results)
    assert len(results) == SIZE
    assert counts["equal"] >= SIZE // 3, counts


def test_faithful_is_equal_on_our_own_programs() -> None:
    own = [path for path in case_paths() if "cases" not in path.parts]

    async def run() -> dict[str, str]:
        found = {}
        for path in own:
            text = path.read_text(encoding="utf-8")
            done = await behaviour(text, translate(text, FAITHFUL).rust)
            if done.kind != "equal":
                found[str(path)] = f"{done}"
        return found

    runtime()
    assert asyncio.run(run()) == {}

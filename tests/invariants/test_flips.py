"""Switching any site of any case to any legal alternative: the same behaviour, a refusal or a stop.

A sample with a fixed seed here; all of them with `python -m tests.invariants.flips --all`.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from citl_lsp.repair.api import repair_program

from .flips import sample
from .harness import FAITHFUL, IDIOMATIC, behaviour, case_paths, one_file, runtime, translate

SIZE = 60


def test_a_switched_site_never_changes_the_behaviour() -> None:
    runtime()
    results = asyncio.run(sample(case_paths(), SIZE))
    wrong = [f"{flip}: {found}" for flip, found in results if found.kind not in ("equal", "stopped", "refused")]
    assert wrong == []
    counts = Counter(found.kind for _, found in results)
    assert len(results) == SIZE
    assert counts["equal"] >= SIZE // 3, counts


def test_what_has_one_owner_behaves_the_same() -> None:
    paths = [path for path in case_paths() if path.stem.startswith("owned_")]

    async def run() -> dict[str, str]:
        found = {}
        for path in paths:
            text = path.read_text(encoding="utf-8")
            settled = (await repair_program(one_file(text), {}, IDIOMATIC)).decisions
            done = await behaviour(text, translate(text, IDIOMATIC, settled).rust)
            if done.kind not in ("equal", "stopped"):
                found[path.stem] = f"{done}"
        return found

    runtime()
    assert paths
    assert asyncio.run(run()) == {}


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

"""Every site of every case switched to every legal alternative: the same behaviour, a refusal or a stop.

python -m tests.invariants.flips --all          every flip, and sites switched at random together
python -m tests.invariants.flips --sample 60    what CI does
python -m tests.invariants.flips FILE.py …      every flip of these programs
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.repair.api import repair_program

from .harness import FAITHFUL, IDIOMATIC, ROOT, Behaviour, behaviour, case_paths, one_file, runtime, translate

SEED = 20_240_501
TOGETHER = 6
"""Random switches of many sites at once, per program, in a full run."""


@dataclass(frozen=True, slots=True)
class Flip:
    """Some sites of a program switched away from what the search settled on."""

    path: Path
    profile: str
    base: tuple[tuple[str, str], ...]
    switched: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        switches = ", ".join(f"{site} = {alternative}" for site, alternative in self.switched)
        return (
            f"{self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path} {self.profile} {switches}"
        )


async def flips_of(path: Path, together: int, rng: random.Random) -> list[Flip]:
    """Every single flip of a program in both profiles, and `together` random ones of many sites.

    Switched away from the first draft, and from what the search settles on where rustc refuses that.
    """
    text = path.read_text(encoding="utf-8")
    found: list[Flip] = []
    for policy in (IDIOMATIC, FAITHFUL):
        draft = translate(text, policy)
        settled = (await repair_program(one_file(text), {}, policy)).decisions if draft.sites else {}
        bases = [settled] if settled == {} else [settled, {}]
        for base in bases:
            sites = translate(text, policy, base).sites
            choices = [
                (str(site.id), [a.name for a in site.alternatives if a.legal and a.name != site.chosen])
                for site in sites
            ]
            kept = tuple(sorted(base.items()))
            found += [Flip(path, policy.profile, kept, ((key, name),)) for key, names in choices for name in names]
            movable = [(key, names) for key, names in choices if names]
            for _ in range(together if movable else 0):
                share = rng.choice([0.2, 0.5, 0.9])
                several = tuple((key, rng.choice(names)) for key, names in movable if rng.random() < share)
                if several:
                    found.append(Flip(path, policy.profile, kept, several))
    return found


async def outcome(flip: Flip) -> Behaviour:
    """What the program does with the flip."""
    text = flip.path.read_text(encoding="utf-8")
    policy = IDIOMATIC if flip.profile == "idiomatic" else FAITHFUL
    translation = translate(text, policy, {**dict(flip.base), **dict(flip.switched)})
    return await behaviour(text, translation.rust)


async def outcomes(flips: Sequence[Flip], jobs: int = 2) -> Iterator[tuple[Flip, Behaviour]]:
    """All of them, two at a time, in order."""
    runtime()
    gate = asyncio.Semaphore(jobs)

    async def one(flip: Flip) -> Behaviour:
        async with gate:
            return await outcome(flip)

    return zip(flips, await asyncio.gather(*(one(flip) for flip in flips)), strict=True)


async def sample(paths: Sequence[Path], size: int) -> list[tuple[Flip, Behaviour]]:
    """`size` flips of programs drawn with the fixed seed, at most three of each."""
    rng = random.Random(SEED)
    drawn: list[Flip] = []
    for path in rng.sample(paths, len(paths)):
        if len(drawn) >= size:
            break
        flips = await flips_of(path, 1, rng)
        drawn += rng.sample(flips, min(3, len(flips)))
    return list(await outcomes(drawn[:size]))


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every flip of every case")
    parser.add_argument("--sample", type=int, default=60, metavar="N")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    paths = [path.resolve() for path in options.files] or case_paths()

    async def run() -> Counter[str]:
        counts: Counter[str] = Counter()
        if not options.all and not options.files:
            results = await sample(paths, options.sample)
            for flip, found in results:
                report(flip, found, counts)
            return counts
        rng = random.Random(SEED)
        for path in paths:
            flips = await flips_of(path, TOGETHER, rng)
            for flip, found in await outcomes(flips):
                report(flip, found, counts)
            print(f"{path.name}: {len(flips)} flips; so far {dict(counts)}", file=sys.stderr, flush=True)
        return counts

    runtime()  # builds it, which can't be done in an event loop
    counts = asyncio.run(run())
    print(dict(counts))
    return 1 if counts["different"] else 0


def report(flip: Flip, found: Behaviour, counts: Counter[str]) -> None:
    """Count, and show what is wrong."""
    counts[found.kind] += 1
    if found.silent or found.kind == "inconclusive":
        print(f"{found.kind}: {flip}\n    base {dict(flip.base)}\n    {'; '.join(found.reasons)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

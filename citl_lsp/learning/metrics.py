"""How good a ranking is: top-1, top-3, mean rank of the best fix, and whether a difference is more than luck.

    >>> evaluate([Placed(rank=1, package="a", origin="natural"), Placed(rank=4, package="b", origin="natural")])
    Metrics(n=2, top1=0.5, top3=0.5, mean_rank=2.5)

The best fixes of a group are those with its highest grade; ranks count from 1. Knows ranks and packages, no models.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from citl_lsp.learning.groups import Group, Origin
from citl_lsp.oracle.ranker import tie_break

SAMPLES = 2000
"""Bootstrap samples; the interval's ends are then known to about one percent of its width."""


@dataclass(frozen=True)
class Placed:
    """Where a ranking put the first of a group's best fixes; `top1` and `top3` are chances for random order."""

    rank: float
    package: str
    origin: Origin
    top1: float | None = None
    top3: float | None = None

    @property
    def first(self) -> float:
        """1 where a best fix is first (its chance, for random order)."""
        return float(self.rank == 1) if self.top1 is None else self.top1

    @property
    def among_three(self) -> float:
        """1 where a best fix is among the first three."""
        return float(self.rank <= 3) if self.top3 is None else self.top3


@dataclass(frozen=True)
class Metrics:
    """Over `n` groups: share with a best fix first, among the first three, and the mean rank of the first best fix."""

    n: int
    top1: float
    top3: float
    mean_rank: float


@dataclass(frozen=True)
class Difference:
    """Top-1 of one ranking minus that of another, with its 95 % bootstrap interval over packages."""

    mean: float
    low: float
    high: float


def rank_of_best(group: Group, scores: Sequence[float]) -> int:
    """Rank (from 1) of the first candidate with the highest grade, by descending score and the ranker's tie-break."""
    order = sorted(
        range(len(group.candidates)), key=lambda i: (-float(scores[i]), *tie_break(group.candidates[i].candidate))
    )
    best = group.best
    return next(place for place, i in enumerate(order, start=1) if group.candidates[i].grade == best)


def place(group: Group, scores: Sequence[float]) -> Placed:
    """Where these scores put the group's best fix."""
    return Placed(rank_of_best(group, scores), group.package, group.origin)


def place_at_random(group: Group) -> Placed:
    """The expectation for a random order: with m best of n, the first is at (n + 1) / (m + 1)."""
    n, m = len(group.candidates), sum(grade == group.best for grade in group.grades)
    missed = math.comb(n - m, 3) / math.comb(n, 3) if n >= 3 else 0.0
    return Placed((n + 1) / (m + 1), group.package, group.origin, m / n, 1.0 - missed)


def evaluate(places: Sequence[Placed]) -> Metrics:
    """Means over groups; all 0 for no group."""
    n = len(places)
    if n == 0:
        return Metrics(0, 0.0, 0.0, 0.0)
    return Metrics(
        n,
        sum(entry.first for entry in places) / n,
        sum(entry.among_three for entry in places) / n,
        sum(entry.rank for entry in places) / n,
    )


def compare(ours: Sequence[Placed], theirs: Sequence[Placed], seed: int) -> Difference:
    """Top-1 difference on the same groups, resampling whole packages (Efron's percentile interval)."""
    packages = sorted({entry.package for entry in ours})
    if not packages:
        return Difference(0.0, 0.0, 0.0)
    index = {name: number for number, name in enumerate(packages)}
    gains, sizes = np.zeros(len(packages)), np.zeros(len(packages))
    for mine, other in zip(ours, theirs, strict=True):
        gains[index[mine.package]] += mine.first - other.first
        sizes[index[mine.package]] += 1
    drawn = np.random.default_rng(seed).integers(0, len(packages), size=(SAMPLES, len(packages)))
    means = gains[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(float(gains.sum() / sizes.sum()), float(low), float(high))

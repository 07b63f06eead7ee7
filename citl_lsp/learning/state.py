"""From groups to what the oracle knows: counts per error pattern and fix, embeddings, tier rates.

    >>> learn(groups, created_at=0).training_samples == len(groups)
    True

Also the cross-fitting that keeps training honest: the learnt features of a group come from counts that its own package
had no part in. Nothing here trains a model.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from citl_lsp.learning.groups import BEST_GRADE, Group
from citl_lsp.oracle.apr import Embeddings, FixStats, OracleFile, Pattern, TierState
from citl_lsp.oracle.embedding import DIMENSION, embed
from citl_lsp.oracle.features import Matrix, with_signals
from citl_lsp.oracle.knowledge import Knowledge

SMALLEST_SPLIT = 3
"""With fewer packages than this, splits go by file."""


def learn(groups: Sequence[Group], created_at: int) -> OracleFile:
    """The content of an `.apr` file: every candidate is a trial, refused ones included.

    Counts are weighted by `group.weight`, and injected groups together by at most as much as natural ones; an
    embedding is the mean over the histories seen with its pattern.
    """
    factor = injected_factor(groups)
    counts: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0, 0.0]))
    sums: dict[tuple[str, str], Embeddings] = {}
    for group in groups:
        weight = group.weight * (factor if group.origin == "injected" else 1.0)
        for entry in group.candidates:
            stats = counts[group.pattern][entry.candidate.fix_key]
            stats[0] += weight * (entry.grade == BEST_GRADE)
            stats[1] += weight * (entry.grade > 0)
            stats[2] += weight
        embedding = embed(group.history)
        sums[group.pattern] = sums.get(group.pattern, np.zeros(DIMENSION, np.float32)) + embedding
    patterns = tuple(
        Pattern(code, message, {fix: FixStats(*stats) for fix, stats in sorted(fixes.items())})
        for (code, message), fixes in sorted(counts.items())
    )
    rows = np.zeros((len(patterns), DIMENSION), np.float32)
    for index, pattern in enumerate(patterns):
        rows[index] = sums[pattern.code, pattern.message]
    return OracleFile(created_at, len(groups), patterns, rows, _tier(groups))


def injected_factor(groups: Sequence[Group]) -> float:
    """Weight of an injected group, so that all of them weigh at most as much as all natural ones (1 without any)."""
    natural = sum(group.weight for group in groups if group.origin == "natural")
    injected = sum(group.weight for group in groups if group.origin == "injected")
    return min(1.0, natural / injected) if natural > 0.0 and injected > 0.0 else 1.0


def assign_folds(groups: Sequence[Group], folds: int) -> list[int]:
    """A fold (from 0) for each group, whole packages together, of about equal size.

    With fewer than three packages whole files are kept together instead. The assignment depends on names and counts
    only. There may be fewer folds than asked for.
    """
    unit = split_unit(groups)
    sizes: dict[str, int] = defaultdict(int)
    for group in groups:
        sizes[unit(group)] += 1
    filled = [0] * max(1, min(folds, len(sizes)))
    chosen: dict[str, int] = {}
    for name in sorted(sizes, key=lambda name: (-sizes[name], hashlib.sha256(name.encode()).digest())):
        chosen[name] = min(range(len(filled)), key=lambda fold: (filled[fold], fold))
        filled[chosen[name]] += sizes[name]
    return [chosen[unit(group)] for group in groups]


def split_unit(groups: Sequence[Group]) -> Callable[[Group], str]:
    """What must not be cut: the package, or the file where there are too few packages."""
    if len({group.package for group in groups}) >= SMALLEST_SPLIT:
        return lambda group: group.package
    return lambda group: f"{group.package}/{group.file}"


class CrossFit:
    """Feature rows of groups, the learnt part computed without the group's own fold."""

    def __init__(self, groups: Sequence[Group], folds: Sequence[int], extra: Sequence[Group] = ()) -> None:
        """`folds[i]` is the fold of group i; `extra` groups always count as known."""
        self.groups = tuple(groups)
        self.folds = tuple(folds)
        self._extra = tuple(extra)
        self._plain = [group.plain_rows() for group in groups]
        self._known: dict[frozenset[int], Knowledge] = {}

    def knowledge(self, excluded: frozenset[int]) -> Knowledge:
        """What is known from all folds but these."""
        if excluded not in self._known:
            kept = [group for group, fold in zip(self.groups, self.folds, strict=True) if fold not in excluded]
            self._known[excluded] = Knowledge.from_file(learn([*kept, *self._extra], 0))
        return self._known[excluded]

    def rows(self, index: int, excluded: frozenset[int] = frozenset()) -> Matrix:
        """Feature rows of group `index`, knowing nothing of its own fold and of the excluded ones."""
        return self.rows_with(index, self.knowledge(excluded | {self.folds[index]}))

    def rows_with(self, index: int, knowledge: Knowledge) -> Matrix:
        """Feature rows of group `index` under the given knowledge."""
        group = self.groups[index]
        candidates = [entry.candidate for entry in group.candidates]
        return with_signals(self._plain[index], knowledge.signals(group.refusal, candidates, group.history))


def _tier(groups: Sequence[Group]) -> TierState:
    rates = []
    for tier in range(1, 5):
        solved = [group.best > 0 for group in groups if group.refusal.tier == tier]
        rates.append(sum(solved) / len(solved) if solved else 0.0)
    return TierState(0, (rates[0], rates[1], rates[2], rates[3]))

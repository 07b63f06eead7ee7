"""Cross-validation of the ranker over packages: out-of-fold scores, the number of trees, the shuffled-label control.

    >>> validation = cross_validate(groups, folds, Settings())
    >>> validation.rounds in Settings().rounds
    True

No group is ever scored by trees, counts or retrieved patterns that its own fold had a part in.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from citl_lsp.learning.booster import Settings, fit, predict
from citl_lsp.learning.groups import Group
from citl_lsp.learning.metrics import Metrics, Placed, evaluate, place, place_at_random
from citl_lsp.learning.state import CrossFit, injected_factor
from citl_lsp.oracle.features import Matrix
from citl_lsp.oracle.ranker import cost_score
from citl_lsp.oracle.schema import FEATURE_INDEX

if TYPE_CHECKING:
    from lightgbm import Booster

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Validation:
    """Out-of-fold results: the best number of trees, the model's scores per group, and every ranking's places."""

    rounds: int
    scores: tuple[Scores, ...]
    places: Mapping[str, tuple[Placed, ...]]


def cross_validate(
    groups: Sequence[Group], folds: Sequence[int], settings: Settings, progress: Progress | None = None
) -> Validation:
    """Scores each group by a model of the other folds. At least two folds are needed. Raises `MissingExtra`."""
    crossfit = CrossFit(groups, folds)
    number = max(folds) + 1
    choices = sorted(settings.rounds)
    scores: list[dict[int, Scores]] = [{} for _ in groups]
    rankings: list[dict[str, Placed]] = [{} for _ in groups]
    for fold in range(number):
        if progress is not None:
            progress("cross-validation", fold, number)
        inside = [i for i, other in enumerate(folds) if other != fold]
        booster = fit_groups(
            [groups[i] for i in inside],
            [crossfit.rows(i, frozenset({fold})) for i in inside],
            settings,
            choices[-1],
        )
        for i in (i for i, other in enumerate(folds) if other == fold):
            rows = crossfit.rows(i)
            for rounds in choices:
                scores[i][rounds] = predict(booster, rows, rounds)
            rankings[i] = baselines(groups[i], rows)
    best = max(choices, key=lambda rounds: (_reciprocal(groups, scores, rounds), -rounds))
    places: dict[str, tuple[Placed, ...]] = {
        "model": tuple(place(group, list(found[best])) for group, found in zip(groups, scores, strict=True))
    }
    for name in rankings[0]:
        places[name] = tuple(entry[name] for entry in rankings)
    return Validation(best, tuple(found[best] for found in scores), places)


def fit_groups(groups: Sequence[Group], rows: Sequence[Matrix], settings: Settings, rounds: int) -> Booster:
    """A booster for groups with their feature rows; injected groups together weigh at most as much as natural ones."""
    return fit(
        np.concatenate(rows),
        [grade for group in groups for grade in group.grades],
        [len(group.candidates) for group in groups],
        row_weights(groups),
        settings,
        rounds,
    )


def row_weights(groups: Sequence[Group]) -> list[float]:
    """Weight per candidate of all groups, one after another."""
    factor = injected_factor(groups)
    weights: list[float] = []
    for group in groups:
        weights += [group.weight * (factor if group.origin == "injected" else 1.0)] * len(group.candidates)
    return weights


def baselines(group: Group, rows: Matrix) -> dict[str, Placed]:
    """Where rankings without a model put the group's best fix, from its feature rows."""
    return {
        "prior": place(group, rows[:, FEATURE_INDEX["prior_best"]].tolist()),
        "retrieval": place(group, rows[:, FEATURE_INDEX["retrieval_score"]].tolist()),
        "cheapest": place(group, [cost_score(entry.candidate) for entry in group.candidates]),
        "random": place_at_random(group),
    }


def shuffled_control(
    groups: Sequence[Group], folds: Sequence[int], settings: Settings, rounds: int, progress: Progress | None = None
) -> tuple[Metrics, Metrics]:
    """Metrics of models trained on grades shuffled within each group, judged by the true grades; and of random order.

    Where these differ by more than such models do among themselves, information about the answer leaks into the
    features. (On the shipped groups those of six seeds reach a top-1 of 0.17 to 0.34, where random order has 0.25.)
    """
    chance = random.Random(settings.seed)
    shuffled = [_shuffled(group, chance) for group in groups]
    validation = cross_validate(shuffled, folds, replace(settings, rounds=(rounds,)), progress)
    places = [place(group, list(scores)) for group, scores in zip(groups, validation.scores, strict=True)]
    return evaluate(places), evaluate([place_at_random(group) for group in groups])


def _shuffled(group: Group, chance: random.Random) -> Group:
    grades = list(group.grades)
    chance.shuffle(grades)
    candidates = tuple(replace(entry, grade=grade) for entry, grade in zip(group.candidates, grades, strict=True))
    return replace(group, candidates=candidates)


def _reciprocal(groups: Sequence[Group], scores: Sequence[Mapping[int, Scores]], rounds: int) -> float:
    total = 0.0
    for group, found in zip(groups, scores, strict=True):
        total += group.weight / place(group, list(found[rounds])).rank
    return round(total, 9)

"""Quick training: the shipped ranker, moved a little by the user's own records, installed only if nothing gets worse.

    >>> outcome = train_quick(new_groups, shipped_models(), user_models())
    >>> outcome.installed, outcome.words
    (True, 'on held-out groups that the shipped model had wrong, the mean rank of the best fix falls from 2.8 to 1.4')

The shipped groups, with their split, lie beside the shipped model. Trees are added to the shipped ones, fitted on the
shipped training groups and the new ones together; new groups get a range of weights, and a range of numbers of trees is
tried. Counts and patterns of the new groups join the learnt state. Judges are the held-out shipped groups, and a
quarter of the new files where there are at least four: every group that the shipped files rank right must stay right,
and over those they rank wrong (held-out ones and the new ones) the mean rank of the best fix must fall. Among the
variants that pass, the one with the lowest such mean wins; if none passes, nothing is installed and the words say why.
Whatever is installed replaces earlier quick training: it always starts from the shipped model.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citl_lsp.learning.booster import Settings, fit, from_text, predict, to_onnx
from citl_lsp.learning.crossval import Progress, row_weights
from citl_lsp.learning.groups import Group, deduplicate, group_from_dict, read_objects
from citl_lsp.learning.metrics import rank_of_best
from citl_lsp.learning.state import CrossFit, assign_folds, learn
from citl_lsp.learning.train import (
    BOOSTER_FILE,
    GROUPS_FILE,
    PARITY_FILE,
    Split,
    TrainingError,
    parity_fixture,
)
from citl_lsp.oracle.apr import read_file, replace_file, save
from citl_lsp.oracle.calibration import Calibration, fit_bins, shares
from citl_lsp.oracle.codec import text_of
from citl_lsp.oracle.features import Matrix
from citl_lsp.oracle.knowledge import Knowledge
from citl_lsp.oracle.paths import APR_FILE, CALIBRATION_FILE, FEATURES_FILE, RANKER_FILE
from citl_lsp.oracle.schema import schema_text

if TYPE_CHECKING:
    from lightgbm import Booster

WEIGHTS = (1.0, 3.0, 10.0, 30.0)
"""Weights of a new group that are tried (a shipped natural group has 1)."""
ROUNDS = (0, 5, 10, 20, 40, 80)
"""Numbers of trees to add that are tried; 0 moves the learnt state alone."""
SMALLEST_JUDGED = 4
"""With at least this many new files, a quarter of them judges instead of teaching."""


@dataclass(frozen=True)
class QuickOutcome:
    """What quick training did. Ranks are means of the rank of the best fix over groups the shipped files had wrong.

    `right_kept` of `right` groups that the shipped files rank right stay right under the variant that came nearest.
    """

    installed: bool
    words: str
    new_groups: int
    judged: int
    wrong: int
    rank_before: float
    rank_after: float
    right: int
    right_kept: int
    weight: float = 0.0
    rounds: int = 0


@dataclass(frozen=True)
class _Judged:
    """Ranks of the best fix per judge group, before and after."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def kept(self) -> int:
        return sum(new == 1 for old, new in zip(self.before, self.after, strict=True) if old == 1)

    @property
    def right(self) -> int:
        return sum(old == 1 for old in self.before)

    @property
    def wrong(self) -> list[tuple[int, int]]:
        return [(old, new) for old, new in zip(self.before, self.after, strict=True) if old != 1]


def train_quick(
    new: Sequence[Group],
    base_dir: Path,
    out_dir: Path,
    *,
    settings: Settings | None = None,
    created_at: int | None = None,
    progress: Progress | None = None,
) -> QuickOutcome:
    """Trains on the shipped and the new groups, and writes model files into `out_dir` if nothing gets worse.

    Raises `TrainingError` where the shipped files for it are missing, `AprError`, `MissingExtra`, `ParityError`,
    `OSError`.
    """
    settings = settings or Settings()
    shipped = load_split(base_dir / GROUPS_FILE)
    base = _load_booster(base_dir)
    fresh = [group for group in deduplicate(new).groups if group.informative]
    if not fresh:
        words = "no record has a fix that works and another that doesn't: nothing to learn from"
        return QuickOutcome(False, words, 0, 0, 0, 0.0, 0.0, 0, 0)
    teaching, judging = _share_out(fresh)
    before_state = Knowledge.from_file(read_file(base_dir / APR_FILE))
    run = _Run(shipped, teaching, judging, base, before_state, settings)

    best: tuple[float, float, int, _Judged] | None = None
    nearest: _Judged | None = None
    for step, weight in enumerate(WEIGHTS):
        if progress is not None:
            progress("quick training", step, len(WEIGHTS))
        run.fit(weight)
        for rounds in ROUNDS:
            judged = run.judge(rounds)
            if nearest is None or judged.kept > nearest.kept:
                nearest = judged
            if judged.kept < judged.right:
                continue
            mean = _mean([after for _, after in judged.wrong])
            if mean < _mean([before for before, _ in judged.wrong]) and (best is None or mean < best[0]):
                best = (mean, weight, rounds, judged)
    if best is None:
        assert nearest is not None
        return _refused(nearest, len(fresh))
    _, weight, rounds, judged = best
    run.fit(weight)
    run.install(out_dir, rounds, int(time.time()) if created_at is None else created_at)
    before, after = (_mean(list(column)) for column in zip(*judged.wrong, strict=True))
    words = (
        f"on groups that the shipped model had wrong, the mean rank of the best fix falls from {before:.2f} to "
        f"{after:.2f}; all {judged.right} it had right stay right"
    )
    return QuickOutcome(
        True,
        words,
        len(fresh),
        len(judged.before),
        len(judged.wrong),
        before,
        after,
        judged.right,
        judged.kept,
        weight,
        rounds,
    )


def load_split(path: Path) -> Split:
    """The shipped groups with their split. Raises `TrainingError` where the file is missing, `ModelError`."""
    if not path.exists():
        raise TrainingError(f"{path} is missing: quick training needs the groups that the shipped model came from")
    training: list[Group] = []
    held_out: list[Group] = []
    for data in read_objects(path):
        (held_out if text_of(data, "split") == "held_out" else training).append(group_from_dict(data))
    return Split(tuple(training), tuple(held_out))


class _Run:
    """The data of one quick training, prepared once; `fit` then `judge` or `install`."""

    def __init__(
        self,
        shipped: Split,
        teaching: Sequence[Group],
        judging: Sequence[Group],
        base: Booster,
        before: Knowledge,
        settings: Settings,
    ) -> None:
        self._settings = settings
        self._base = base
        known = {group.identity() for group in teaching}
        self._shipped = [group for group in shipped.training if group.identity() not in known]
        self._teaching = list(teaching)
        self._usable = [group for group in self._shipped if group.informative]
        self._others = [group for group in self._shipped if not group.informative]
        held_out = [group for group in shipped.held_out if group.informative and group.identity() not in known]
        self._judges = [*held_out, *judging, *teaching]
        self._before = self._ranks(self._judge_rows(before), base)
        self._after_rows = self._judge_rows(Knowledge.from_file(learn([*self._shipped, *self._teaching], 0)))
        folds = assign_folds(self._usable, settings.folds)
        new_folds = [fold + max(folds, default=0) + 1 for fold in assign_folds(self._teaching, settings.folds)]
        learners = [*self._usable, *self._teaching]
        crossfit = CrossFit(learners, [*folds, *new_folds], self._others)
        self._learners = learners
        self._rows: list[Matrix] = [crossfit.rows(i) for i in range(len(learners))]
        self._booster = base

    def fit(self, weight: float) -> None:
        """Adds the largest number of trees to the shipped ones, the new groups weighing `weight` each."""
        weighted = [*self._usable, *(replace(group, weight=weight * group.weight) for group in self._teaching)]
        self._booster = fit(
            np.concatenate(self._rows),
            [grade for group in weighted for grade in group.grades],
            [len(group.candidates) for group in weighted],
            row_weights(weighted),
            self._settings,
            max(ROUNDS),
            self._base,
        )

    def judge(self, rounds: int) -> _Judged:
        """Ranks before and after, with `rounds` of the added trees."""
        return _Judged(self._before, self._ranks(self._after_rows, self._booster, self._total(rounds)))

    def install(self, out_dir: Path, rounds: int, created_at: int) -> None:
        """Writes the model files, each replaced in one step."""
        final = from_text(self._booster.model_to_string(num_iteration=self._total(rounds)))
        rows = np.concatenate(self._rows)
        onnx, _ = to_onnx(final, rows)
        files = {
            FEATURES_FILE: schema_text().encode(),
            PARITY_FILE: parity_fixture(self._rows, predict(final, rows).tolist()).encode(),
            APR_FILE: save(learn([*self._shipped, *self._teaching], created_at)),
            RANKER_FILE: onnx,
            CALIBRATION_FILE: self._calibration(final, onnx).to_json().encode(),
        }
        for name, data in files.items():
            replace_file(out_dir / name, data)

    def _total(self, rounds: int) -> int:
        return self._base.num_trees() + rounds

    def _ranks(self, rows: Sequence[Matrix], booster: Booster, rounds: int | None = None) -> tuple[int, ...]:
        scores = predict(booster, np.concatenate(rows), rounds)
        ends = np.cumsum([len(matrix) for matrix in rows])
        parts = np.split(scores, ends[:-1])
        return tuple(rank_of_best(group, part.tolist()) for group, part in zip(self._judges, parts, strict=True))

    def _judge_rows(self, knowledge: Knowledge) -> list[Matrix]:
        crossfit = CrossFit(self._judges, [0] * len(self._judges))
        return [crossfit.rows_with(i, knowledge) for i in range(len(self._judges))]

    def _calibration(self, booster: Booster, onnx: bytes) -> Calibration:
        """Bins from the groups that judged without teaching."""
        taught = {id(group) for group in self._teaching}
        observed, right = [], []
        for group, rows in zip(self._judges, self._after_rows, strict=True):
            if id(group) in taught:
                continue
            observed += shares(predict(booster, rows).tolist()).tolist()
            right += [grade == group.best for grade in group.grades]
        return Calibration(hashlib.sha256(onnx).hexdigest(), fit_bins(observed, right))


def _load_booster(base_dir: Path) -> Booster:
    try:
        text = (base_dir / BOOSTER_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TrainingError(
            f"{base_dir / BOOSTER_FILE} is missing: quick training goes on from the shipped trees"
        ) from None
    return from_text(text)


def _share_out(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    if len({(group.package, group.file) for group in groups}) < SMALLEST_JUDGED:
        return list(groups), []
    folds = assign_folds(groups, SMALLEST_JUDGED)
    teaching = [group for group, fold in zip(groups, folds, strict=True) if fold != 0]
    return teaching, [group for group, fold in zip(groups, folds, strict=True) if fold == 0]


def _refused(nearest: _Judged, fresh: int) -> QuickOutcome:
    before, after = _mean([old for old, _ in nearest.wrong]), _mean([new for _, new in nearest.wrong])
    if not nearest.wrong:
        words = "the shipped model already ranks the best fix first everywhere: nothing to gain, nothing installed"
    elif nearest.kept < nearest.right:
        words = (
            f"every variant spoils a group that is right now ({nearest.right - nearest.kept} at best): not installed"
        )
    else:
        words = "no variant ranks the best fixes higher than the shipped model: not installed"
    return QuickOutcome(
        False,
        words,
        fresh,
        len(nearest.before),
        len(nearest.wrong),
        before,
        after,
        nearest.right,
        nearest.kept,
    )


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0

"""Quick training: the shipped ranker, moved a little by the user's own records, installed only if nothing gets worse.

    >>> outcome = train_quick(new_groups, shipped_models(), user_models())
    >>> outcome.installed, outcome.words
    (True, 'on groups that the shipped model had wrong, the mean rank of the best fix falls from 2.80 to 1.40; ...')

The shipped groups, with their split, lie beside the shipped model. Trees are added to the shipped ones by least
squares: on the shipped training groups they aim at the scores that these have already, on the new groups at scores that
put the best fix first, as clearly as the shipped model's median decision is. So the model moves where the records say
so and stays elsewhere. Variants differ in the weight of the new groups, in the number of trees, and in whether counts
and patterns of the new groups join the learnt state.

Judges are the held-out shipped groups, the new groups, and, apart from both, a quarter of the new files where there are
at least four. Every group that the shipped files rank right must stay right, and over those they rank wrong the mean
rank of the best fix must fall. Among the variants that pass, the one with the lowest such mean wins, the earlier and
smaller one among equals; if none passes, nothing is installed and the words say why. What is installed replaces earlier
quick training: it always starts from the shipped model.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from citl_lsp.learning.booster import Settings, fit_scores, from_text, predict, to_onnx
from citl_lsp.learning.crossval import Progress
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
from citl_lsp.oracle.apr import OracleFile, read_file, save
from citl_lsp.oracle.calibration import Calibration, fit_bins, shares
from citl_lsp.oracle.codec import text_of
from citl_lsp.oracle.features import Matrix
from citl_lsp.oracle.files import replace_file
from citl_lsp.oracle.knowledge import Knowledge
from citl_lsp.oracle.paths import APR_FILE, CALIBRATION_FILE, FEATURES_FILE, RANKER_FILE
from citl_lsp.oracle.schema import schema_text

if TYPE_CHECKING:
    from lightgbm import Booster

WEIGHTS = (1.0, 4.0, 16.0)
"""Weights of a new group that are tried (a shipped one has 1)."""
ROUNDS = (5, 10, 20, 40)
"""Numbers of trees to add that are tried."""
SMALLEST_JUDGED = 4
"""With at least this many new files, a quarter of them judges instead of teaching."""


@dataclass(frozen=True)
class QuickOutcome:
    """What quick training did. Ranks are means of the rank of the best fix over groups the shipped files had wrong.

    `right_kept` of `right` groups that the shipped files rank right stay right under the variant that came nearest.
    `joined`, `weight` and `rounds` are the variant's.
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
    joined: bool = False
    weight: float = 0.0
    rounds: int = 0


@dataclass(frozen=True)
class _Judged:
    """A variant, with the ranks of the best fix per judge group before and after."""

    joined: bool
    weight: float
    rounds: int
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

    @property
    def mean_before(self) -> float:
        return _mean([old for old, _ in self.wrong])

    @property
    def mean_after(self) -> float:
        return _mean([new for _, new in self.wrong])

    @property
    def passes(self) -> bool:
        return self.kept == self.right and self.mean_after < self.mean_before


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
    base_sha256 = hashlib.sha256((base_dir / RANKER_FILE).read_bytes()).hexdigest()
    run = _Run(shipped, teaching, judging, base, base_sha256, read_file(base_dir / APR_FILE), settings)

    best: _Judged | None = None
    nearest: _Judged | None = None
    variants = [(joined, weight) for joined in (False, True) for weight in WEIGHTS]
    for step, (joined, weight) in enumerate(variants):
        if progress is not None:
            progress("quick training", step, len(variants))
        for judged in run.judge(joined, weight):
            if nearest is None or (judged.kept, -judged.mean_after) > (nearest.kept, -nearest.mean_after):
                nearest = judged
            if judged.passes and (best is None or judged.mean_after < best.mean_after):
                best = judged
    assert nearest is not None
    if best is None:
        return _outcome(False, _refusal(nearest), nearest, len(fresh))
    run.install(out_dir, best, int(time.time()) if created_at is None else created_at)
    words = (
        f"on groups that the shipped model had wrong, the mean rank of the best fix falls from {best.mean_before:.2f} "
        f"to {best.mean_after:.2f}; all {best.right} it had right stay right"
    )
    return _outcome(True, words, best, len(fresh))


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
    """The data of one quick training, prepared once; `judge` variants, then `install` one."""

    def __init__(
        self,
        shipped: Split,
        teaching: Sequence[Group],
        judging: Sequence[Group],
        base: Booster,
        base_sha256: str,
        state: OracleFile,
        settings: Settings,
    ) -> None:
        self._settings = settings
        self._base = base
        self._base_sha256 = base_sha256
        self._state = state
        self._teaching = list(teaching)
        known = {group.identity() for group in teaching}
        kept = [group for group in shipped.training if group.identity() not in known]
        self._kept = [group for group in kept if group.informative]
        self._others = [group for group in kept if not group.informative]
        held_out = [group for group in shipped.held_out if group.informative and group.identity() not in known]
        self._judges = [*held_out, *judging, *teaching]
        self._unseen = len(held_out) + len(judging)
        self._before = self._ranks(self._judge_rows(False), base)
        self._fitted: dict[tuple[bool, float], Booster] = {}
        self._prepared: dict[bool, tuple[Matrix, list[float]]] = {}

    def judge(self, joined: bool, weight: float) -> list[_Judged]:
        """Ranks before and after for each number of trees."""
        booster, rows = self._fit(joined, weight), self._judge_rows(joined)
        return [
            _Judged(joined, weight, rounds, self._before, self._ranks(rows, booster, self._total(rounds)))
            for rounds in ROUNDS
        ]

    def install(self, out_dir: Path, chosen: _Judged, created_at: int) -> None:
        """Writes the model files of a variant, each replaced in one step."""
        fitted = self._fit(chosen.joined, chosen.weight)
        final = from_text(fitted.model_to_string(num_iteration=self._total(chosen.rounds)))
        rows = self._targets(chosen.joined)[0]
        onnx, _ = to_onnx(final, rows, self._base_sha256)
        state = learn([*self._kept, *self._others, *self._teaching], created_at) if chosen.joined else self._state
        files = {
            FEATURES_FILE: schema_text().encode(),
            PARITY_FILE: parity_fixture([rows], predict(final, rows).tolist()).encode(),
            APR_FILE: save(state),
            RANKER_FILE: onnx,
            CALIBRATION_FILE: self._calibration(final, chosen.joined, onnx).to_json().encode(),
        }
        for name, data in files.items():
            replace_file(out_dir / name, data)

    def _fit(self, joined: bool, weight: float) -> Booster:
        """The shipped trees with the largest number of added ones."""
        if (joined, weight) not in self._fitted:
            rows, targets = self._targets(joined)
            new = sum(len(group.candidates) for group in self._teaching)
            weights = [1.0] * (len(targets) - new)
            for group in self._teaching:
                weights += [weight * group.weight] * len(group.candidates)
            self._fitted[joined, weight] = fit_scores(rows, targets, weights, self._settings, max(ROUNDS), self._base)
        return self._fitted[joined, weight]

    def _targets(self, joined: bool) -> tuple[Matrix, list[float]]:
        """Rows of kept and new groups, one after another, and the scores they should get."""
        if joined not in self._prepared:
            groups = [*self._kept, *self._teaching]
            folds = assign_folds(self._kept, self._settings.folds)
            new = [max(folds, default=-1) + 1 + fold for fold in assign_folds(self._teaching, self._settings.folds)]
            shipped = CrossFit(self._kept, folds, self._others)
            before = [shipped.rows(i) for i in range(len(self._kept))]
            state = Knowledge.from_file(self._state)
            plain = CrossFit(self._teaching, new)
            before_new = [plain.rows_with(i, state) for i in range(len(self._teaching))]
            if joined:
                both = CrossFit(groups, [*folds, *new], self._others)
                rows = [both.rows(i) for i in range(len(groups))]
            else:
                rows = [*before, *before_new]
            scores = [predict(self._base, matrix).tolist() for matrix in (*before, *before_new)]
            margin = _margin(scores[: len(self._kept)])
            targets: list[float] = []
            for number, group in enumerate(groups):
                taught = number >= len(self._kept)
                targets += _corrected(group, scores[number], margin) if taught else scores[number]
            self._prepared[joined] = np.concatenate(rows), targets
        return self._prepared[joined]

    def _total(self, rounds: int) -> int:
        return self._base.num_trees() + rounds

    def _ranks(self, rows: Sequence[Matrix], booster: Booster, rounds: int | None = None) -> tuple[int, ...]:
        scores = predict(booster, np.concatenate(rows), rounds)
        ends = np.cumsum([len(matrix) for matrix in rows])
        parts = np.split(scores, ends[:-1])
        return tuple(rank_of_best(group, part.tolist()) for group, part in zip(self._judges, parts, strict=True))

    def _judge_rows(self, joined: bool) -> list[Matrix]:
        state = learn([*self._kept, *self._others, *self._teaching], 0) if joined else self._state
        knowledge = Knowledge.from_file(state)
        crossfit = CrossFit(self._judges, [0] * len(self._judges))
        return [crossfit.rows_with(i, knowledge) for i in range(len(self._judges))]

    def _calibration(self, booster: Booster, joined: bool, onnx: bytes) -> Calibration:
        """Bins from the groups that judged without teaching."""
        observed, right = [], []
        rows = self._judge_rows(joined)[: self._unseen]
        for group, matrix in zip(self._judges[: self._unseen], rows, strict=True):
            observed += shares(predict(booster, matrix).tolist()).tolist()
            right += [grade == group.best for grade in group.grades]
        return Calibration(hashlib.sha256(onnx).hexdigest(), fit_bins(observed, right))


def _margin(scores: Sequence[Sequence[float]]) -> float:
    """Median lead of the first over the second candidate."""
    leads = [sorted(values)[-1] - sorted(values)[-2] for values in scores if len(values) > 1]
    return float(np.median(leads)) if leads else 1.0


def _corrected(group: Group, scores: Sequence[float], margin: float) -> list[float]:
    """Scores in which every best candidate leads every other by `margin`, the others unchanged."""
    others = [score for score, grade in zip(scores, group.grades, strict=True) if grade != group.best]
    needed = max(others) + margin
    return [
        max(score, needed) if grade == group.best else score for score, grade in zip(scores, group.grades, strict=True)
    ]


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


def _refusal(nearest: _Judged) -> str:
    if not nearest.wrong:
        return "the shipped model already ranks the best fix first everywhere: nothing to gain, not installed"
    if nearest.kept < nearest.right:
        return f"every variant spoils a group that is right now ({nearest.right - nearest.kept} at best): not installed"
    return "no variant ranks the best fixes higher than the shipped model: not installed"


def _outcome(installed: bool, words: str, judged: _Judged, fresh: int) -> QuickOutcome:
    return QuickOutcome(
        installed=installed,
        words=words,
        new_groups=fresh,
        judged=len(judged.before),
        wrong=len(judged.wrong),
        rank_before=judged.mean_before,
        rank_after=judged.mean_after,
        right=judged.right,
        right_kept=judged.kept,
        joined=judged.joined,
        weight=judged.weight,
        rounds=judged.rounds,
    )


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0

"""Training: groups → ranker, learnt state, calibration, parity fixture and model card.

    >>> report = train(load_groups(Path("groups.jsonl")), Path("models"))
    >>> print(report.text())

Groups are deduplicated, then split by package: a fifth of the packages is held out and has no part in anything that is
shipped. On the others cross-validation chooses the number of trees and measures everything that needs unseen groups
(metrics, calibration, the control); then the ranker is fitted on all of them, with learnt features from the other
folds, and judged once on the held-out packages as it is shipped. The same groups give the same files, byte for byte,
apart from the time in the `.apr` header and whatever depends on LightGBM's version.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from citl_lsp.learning.booster import Settings, predict, to_onnx
from citl_lsp.learning.crossval import (
    Progress,
    Validation,
    baselines,
    cross_validate,
    fit_groups,
    shuffled_control,
)
from citl_lsp.learning.groups import ORIGINS, Group, deduplicate, group_to_dict, write_objects
from citl_lsp.learning.metrics import Difference, Metrics, Placed, compare, evaluate, place
from citl_lsp.learning.report import Counts, Report, model_card
from citl_lsp.learning.state import CrossFit, assign_folds, learn, split_unit
from citl_lsp.oracle.apr import save
from citl_lsp.oracle.calibration import Bin, Calibration, expected_calibration_error, fit_bins, shares
from citl_lsp.oracle.features import Matrix
from citl_lsp.oracle.files import replace_file
from citl_lsp.oracle.knowledge import Knowledge
from citl_lsp.oracle.paths import APR_FILE, CALIBRATION_FILE, FEATURES_FILE, RANKER_FILE
from citl_lsp.oracle.ranker import Model, open_session
from citl_lsp.oracle.schema import SCHEMA_HASH, schema_text
from citl_lsp.traces.outcome import pack_features

GROUPS_FILE = "groups.jsonl.gz"
BOOSTER_FILE = "ranker.lgb.txt"
PARITY_FILE = "parity.json"
CARD_FILE = "README.md"
COMMAND = """\
# from the groups in this folder
citl train models/groups.jsonl.gz -o models
# from the files themselves: fetch, translate, compile every candidate, grade, train
python -m citl_lsp.learning.corpus -o groups.jsonl.gz && citl train groups.jsonl.gz -o models"""
SMALLEST_HELD_OUT = 3
"""With fewer packages (or files) than this there is nothing to hold out."""
PARITY_ROWS = 64


class TrainingError(RuntimeError):
    """The groups do not allow training; the message says why."""


@dataclass(frozen=True)
class Split:
    """Groups without repetitions, in a fixed order: for training, and held out."""

    training: tuple[Group, ...]
    held_out: tuple[Group, ...]


def train(
    groups: Iterable[Group],
    out_dir: Path,
    *,
    settings: Settings | None = None,
    created_at: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Trains and writes all model files into `out_dir`, each replaced in one step.

    Raises `TrainingError` where nothing can be ranked, `MissingExtra` without the extra `train`, `ParityError`,
    `OSError`.
    """
    settings = settings or Settings()
    everything = list(groups)
    clean = deduplicate(everything)
    split = split_groups(clean.groups, settings)
    usable = [group for group in split.training if group.informative]
    if not usable:
        raise TrainingError(f"none of {len(everything)} groups has a fix that works and candidates of different grades")
    notes = [] if split.held_out else ["too few packages to hold any out: nothing is known about unseen ones"]
    folds = assign_folds(usable, settings.folds)
    validation: Validation | None = None
    shuffled = shuffled_random = Metrics(0, 0.0, 0.0, 0.0)
    if max(folds) > 0:
        validation = cross_validate(usable, folds, settings, progress)
        shuffled, shuffled_random = shuffled_control(usable, folds, settings, validation.rounds, progress)
    else:
        notes.append("all groups come from one file: no cross-validation, no confidences")
    rounds = min(settings.rounds) if validation is None else validation.rounds

    content = learn(split.training, int(time.time()) if created_at is None else created_at)
    crossfit = CrossFit(usable, folds, [group for group in split.training if not group.informative])
    rows = [crossfit.rows(i) for i in range(len(usable))]
    if max(folds) == 0:  # without another fold nothing is known: the full counts are better than none
        rows = [crossfit.rows_with(i, Knowledge.from_file(content)) for i in range(len(usable))]
    if progress is not None:
        progress("fitting", 0, 1)
    booster = fit_groups(usable, rows, settings, rounds)
    onnx, parity = to_onnx(booster, np.concatenate(rows))
    bins, ece = ((), None) if validation is None else calibrate(usable, folds, validation)

    held_out = place_all(split.held_out, Model(open_session(onnx), None), Knowledge.from_file(content))
    report = Report(
        counts=_counts(everything, clean.groups, clean.dropped, clean.conflicts),
        codes=dict(Counter(group.refusal.code for group in clean.groups).most_common()),
        rounds=rounds,
        parity=parity,
        validated={} if validation is None else tables(validation.places),
        held_out=tables(held_out),
        differences={} if validation is None else _differences(validation.places, settings.seed),
        shuffled=shuffled,
        shuffled_random=shuffled_random,
        bins=bins,
        ece=ece,
        notes=tuple(notes),
    )
    calibration = Calibration(hashlib.sha256(onnx).hexdigest(), bins)
    files = {
        FEATURES_FILE: schema_text().encode(),
        PARITY_FILE: parity_fixture(rows, predict(booster, np.concatenate(rows)).tolist()).encode(),
        CARD_FILE: model_card(report, COMMAND).encode(),
        BOOSTER_FILE: booster.model_to_string().encode(),
        APR_FILE: save(content),
        RANKER_FILE: onnx,
        CALIBRATION_FILE: calibration.to_json().encode(),
    }
    write_split(out_dir / GROUPS_FILE, split)
    for name, data in files.items():
        replace_file(out_dir / name, data)
    return report


def split_groups(groups: Sequence[Group], settings: Settings) -> Split:
    """Holds out one of `settings.folds` parts of the packages; none where there are fewer than three."""
    unit = split_unit(groups)
    if len({unit(group) for group in groups}) < SMALLEST_HELD_OUT:
        return Split(tuple(groups), ())
    folds = assign_folds(groups, settings.folds)
    inside = [group for group, fold in zip(groups, folds, strict=True) if fold != 0]
    outside = [group for group, fold in zip(groups, folds, strict=True) if fold == 0]
    return Split(tuple(inside), tuple(outside))


def calibrate(
    groups: Sequence[Group], folds: Sequence[int], validation: Validation
) -> tuple[tuple[Bin, ...], float | None]:
    """Bins from out-of-fold scores of natural groups (of all, where none is natural), and their calibration error.

    The error is measured on each fold with bins from the others.
    """
    chosen = [i for i, group in enumerate(groups) if group.origin == "natural"] or list(range(len(groups)))
    observed: list[tuple[int, float, bool]] = []
    for i in chosen:
        for share, grade in zip(shares(validation.scores[i].tolist()), groups[i].grades, strict=True):
            observed.append((folds[i], float(share), grade == groups[i].best))
    predicted, hits = [], []
    for fold in sorted(set(folds)):
        table = Calibration("", fit_bins(*_columns([entry for entry in observed if entry[0] != fold])))
        for _, share, hit in (entry for entry in observed if entry[0] == fold):
            measured = table.confidence(share)
            if measured is not None:
                predicted.append(measured[0])
                hits.append(hit)
    return fit_bins(*_columns(observed)), expected_calibration_error(predicted, hits) if predicted else None


def place_all(groups: Sequence[Group], model: Model, knowledge: Knowledge) -> Mapping[str, tuple[Placed, ...]]:
    """Where the given files, and the baselines, put the best fix of each group that has something to rank."""
    usable = [group for group in groups if group.informative]
    crossfit = CrossFit(usable, [0] * len(usable))
    places: dict[str, list[Placed]] = {}
    for i, group in enumerate(usable):
        rows = crossfit.rows_with(i, knowledge)
        found = {"model": place(group, model.scores(rows).tolist()), **baselines(group, rows)}
        for name, entry in found.items():
            places.setdefault(name, []).append(entry)
    return {name: tuple(entries) for name, entries in places.items()}


def tables(places: Mapping[str, Sequence[Placed]]) -> dict[str, dict[str, Metrics]]:
    """Metrics per origin and ranking; origins without groups are left out."""
    result: dict[str, dict[str, Metrics]] = {}
    for origin in ORIGINS:
        for name, entries in places.items():
            chosen = [entry for entry in entries if entry.origin == origin]
            if chosen:
                result.setdefault(origin, {})[name] = evaluate(chosen)
    return result


def write_split(path: Path, split: Split) -> None:
    """Writes the groups, redacted, each marked `training` or `held_out`. Raises `OSError`."""
    marked = [(group, "training") for group in split.training] + [(group, "held_out") for group in split.held_out]
    write_objects(path, ({**group_to_dict(group.redacted()), "split": name} for group, name in marked))


def parity_fixture(rows: Sequence[Matrix], scores: Sequence[float]) -> str:
    """At most 64 feature rows with LightGBM's scores, as JSON; rows are packed as in trace records, in hex."""
    flat = [row for matrix in rows for row in matrix]
    step = max(1, len(flat) // PARITY_ROWS)
    chosen = range(0, len(flat), step)[:PARITY_ROWS]
    entries = [{"features": pack_features(flat[i].tolist()).hex(), "score": scores[i]} for i in chosen]
    return json.dumps({"schema": SCHEMA_HASH, "rows": entries}, indent=1) + "\n"


def _columns(observed: Sequence[tuple[int, float, bool]]) -> tuple[list[float], list[bool]]:
    return [share for _, share, _ in observed], [hit for _, _, hit in observed]


def _differences(places: Mapping[str, Sequence[Placed]], seed: int) -> dict[str, Difference]:
    origin = "natural" if any(entry.origin == "natural" for entry in places["model"]) else "injected"
    chosen = {name: [entry for entry in entries if entry.origin == origin] for name, entries in places.items()}
    return {name: compare(chosen["model"], entries, seed) for name, entries in chosen.items() if name != "model"}


def _counts(everything: Sequence[Group], clean: Sequence[Group], dropped: int, conflicts: int) -> Counts:
    usable = [group for group in clean if group.informative]
    return Counts(
        groups=len(everything),
        duplicates=dropped,
        conflicts=conflicts,
        without_fix=sum(group.best == 0 for group in clean),
        without_choice=sum(group.best > 0 and not group.informative for group in clean),
        natural=sum(group.origin == "natural" for group in usable),
        injected=sum(group.origin == "injected" for group in usable),
        packages=len({group.package for group in usable}),
        files=len({(group.package, group.file) for group in usable}),
    )

"""LightGBM's lambdarank: fitting, and conversion to ONNX that is checked number by number.

    >>> booster = fit(rows, grades, sizes, weights, Settings())
    >>> data, largest = to_onnx(booster, rows)      # largest difference found, at most PARITY

Deterministic: one thread, fixed seed, row-wise histograms, no sampling (Burges, MSR-TR-2010-82, for lambdarank). The
heavy packages are imported here and only when used; without them `MissingExtra` says how to get them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from citl_lsp.oracle.features import Matrix
from citl_lsp.oracle.ranker import BASE_KEY, INPUT_NAME, SCHEMA_KEY, Model, open_session
from citl_lsp.oracle.schema import FEATURE_COUNT, FEATURE_NAMES, SCHEMA_HASH

if TYPE_CHECKING:
    import lightgbm

PARITY = 1e-6
"""Largest allowed |ONNX − LightGBM|, relative to the larger of 1 and the largest score: sums of float32."""


class MissingExtra(RuntimeError):
    """A package of the extra `train` is not installed."""


class ParityError(RuntimeError):
    """The converted model does not compute what the trained one does."""


@dataclass(frozen=True)
class Settings:
    """Hyperparameters. `rounds` are the numbers of trees among which cross-validation chooses."""

    rounds: tuple[int, ...] = (50, 100, 200, 400)
    learning_rate: float = 0.05
    leaves: int = 15
    smallest_leaf: int = 10
    l2: float = 1.0
    folds: int = 5
    seed: int = 7


def fit(
    rows: Matrix,
    grades: Sequence[int],
    sizes: Sequence[int],
    weights: Sequence[float],
    settings: Settings,
    rounds: int,
) -> lightgbm.Booster:
    """A ranker of `rounds` trees.

    `rows` (n, FEATURE_COUNT) are the candidates of all groups one after another, `sizes` their numbers per group,
    `grades` and `weights` one per row. Raises `MissingExtra`.
    """
    parameters = {
        **_parameters(settings),
        "objective": "lambdarank",
        "min_data_in_leaf": settings.smallest_leaf,
        "lambdarank_truncation_level": 32,
    }
    booster: lightgbm.Booster = _lightgbm().train(parameters, _dataset(rows, grades, weights, sizes), rounds)
    return booster


def fit_scores(
    rows: Matrix,
    scores: Sequence[float],
    weights: Sequence[float],
    settings: Settings,
    rounds: int,
    base: lightgbm.Booster,
) -> lightgbm.Booster:
    """`base` with `rounds` more trees that bring its scores towards the given ones (least squares, one per row).

    Leaves may hold a single row: a record of one refusal has to be able to move its own candidates. Raises
    `MissingExtra`.
    """
    parameters = {
        **_parameters(settings),
        "objective": "regression",
        "boost_from_average": False,
        "min_data_in_leaf": 1,
        "learning_rate": 0.3,
    }
    booster: lightgbm.Booster = _lightgbm().train(
        parameters, _dataset(rows, scores, weights, None), rounds, init_model=base
    )
    return booster


def _parameters(settings: Settings) -> dict[str, object]:
    return {
        "num_leaves": settings.leaves,
        "learning_rate": settings.learning_rate,
        "min_sum_hessian_in_leaf": 1e-3,
        "lambda_l2": settings.l2,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }


def _dataset(rows: Matrix, labels: Sequence[float], weights: Sequence[float], sizes: Sequence[int] | None) -> Any:
    return _lightgbm().Dataset(
        rows.astype(np.float64),
        label=np.asarray(labels, dtype=np.float64),
        group=None if sizes is None else np.asarray(sizes),
        weight=np.asarray(weights, dtype=np.float64),
        feature_name=list(FEATURE_NAMES),
        params={"verbosity": -1, "min_data_in_bin": 1},
        free_raw_data=False,
    )


def predict(booster: lightgbm.Booster, rows: Matrix, rounds: int | None = None) -> npt.NDArray[np.float64]:
    """Scores, shape (n,), of the first `rounds` trees (all without)."""
    scores = booster.predict(rows.astype(np.float64), num_iteration=-1 if rounds is None else rounds, num_threads=1)
    return np.asarray(scores, dtype=np.float64)


def from_text(text: str) -> lightgbm.Booster:
    """A booster from LightGBM's text form. Raises `MissingExtra`."""
    booster: lightgbm.Booster = _lightgbm().Booster(model_str=text)
    return booster


def to_onnx(booster: lightgbm.Booster, rows: Matrix, base_sha256: str | None = None) -> tuple[bytes, float]:
    """The model as ONNX bytes, and the largest relative difference on `rows`.

    `base_sha256` names the model file that this one was moved from; the oracle takes it only beside that one. Raises
    `MissingExtra`, or `ParityError` where the difference exceeds `PARITY`.
    """
    try:
        import onnx
        import onnxmltools
        from onnxmltools.convert.common.data_types import FloatTensorType
    except ImportError as error:
        raise _missing(error) from None
    model = onnxmltools.convert_lightgbm(
        booster, name="citl-ranker", initial_types=[(INPUT_NAME, FloatTensorType([None, FEATURE_COUNT]))]
    )
    opsets = sorted((entry.domain, entry.version) for entry in model.opset_import)
    del model.opset_import[:]  # the converter's order varies from run to run
    model.opset_import.extend(onnx.helper.make_opsetid(domain, version) for domain, version in opsets)
    properties = {SCHEMA_KEY: SCHEMA_HASH}
    onnx.helper.set_model_props(model, properties if base_sha256 is None else {**properties, BASE_KEY: base_sha256})
    data: bytes = model.SerializeToString(deterministic=True)
    wanted = predict(booster, rows)
    found = Model(open_session(data), None).scores(rows)
    largest = float(np.max(np.abs(found - wanted)) / max(1.0, float(np.max(np.abs(wanted)))))
    if not largest <= PARITY:
        raise ParityError(f"ONNX differs from LightGBM by {largest:.2g}, more than {PARITY:g}")
    return data, largest


def _lightgbm() -> Any:
    try:
        import lightgbm
    except (ImportError, OSError) as error:  # OSError: the wheel is there, libgomp is not
        raise _missing(error) from None
    return lightgbm


def _missing(error: Exception) -> MissingExtra:
    return MissingExtra(f"training needs more packages ({error}): pip install 'citl-lsp[train]'")

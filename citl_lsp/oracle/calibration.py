"""Confidence as a measured frequency: how often candidates that scored like this one were the best of their group.

    >>> table = Calibration("ab12", (Bin(0.5, 0.25, 40), Bin(1.0, 0.75, 44)))
    >>> table.confidence(0.6)
    (0.75, 44)

Scores of a ranker are comparable only within their group, so they become shares by a softmax over the group first;
shares are then mapped by isotonic regression (pool adjacent violators), fitted on groups of packages that the scoring
model had not seen. Each bin keeps its n. A table belongs to one model file, by SHA-256; under another it says nothing.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from citl_lsp.oracle.codec import int_of, list_of, mapping_of, number_of, text_of
from citl_lsp.oracle.model import ModelError

MINIMUM_N = 20
"""A bin with fewer observations is merged with its neighbour: fewer would be an anecdote, not a frequency."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Bin:
    """Shares up to and including `upper` (and above the bin before): right with `frequency`, out of `n` seen."""

    upper: float
    frequency: float
    n: int


@dataclass(frozen=True)
class Calibration:
    """A table of bins for the model file with this SHA-256 (hex)."""

    model_sha256: str
    bins: tuple[Bin, ...]

    def confidence(self, share: float) -> tuple[float, int] | None:
        """Measured frequency and its n for a share (0 to 1) of the group; None without a table."""
        if not self.bins:
            return None
        index = bisect_left([entry.upper for entry in self.bins], share)
        entry = self.bins[min(index, len(self.bins) - 1)]
        return entry.frequency, entry.n

    def to_json(self) -> str:
        """The content of `calibration.json`."""
        rows = [vars(entry) for entry in self.bins]
        return json.dumps({"version": 1, "model_sha256": self.model_sha256, "bins": rows}, indent=1) + "\n"


def load_calibration(path: Path) -> Calibration:
    """Reads `calibration.json`. Raises `OSError`, or `ModelError` saying what is wrong."""
    try:
        data = mapping_of(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ModelError(f"{path}: {error}") from None
    if int_of(data, "version") != 1:
        raise ModelError(f"{path}: version {data['version']} is not known")
    rows = [mapping_of(row) for row in list_of(data, "bins")]
    bins = tuple(Bin(number_of(row, "upper"), number_of(row, "frequency"), int_of(row, "n")) for row in rows)
    return Calibration(text_of(data, "model_sha256"), bins)


def shares(scores: Sequence[float] | npt.NDArray[np.float32]) -> Floats:
    """Softmax of the scores of one group, shape (n,)."""
    values = np.asarray(scores, dtype=np.float64)
    if values.size == 0:
        return values
    powers = np.exp(values - values.max())
    total: Floats = powers / powers.sum()
    return total


def fit_bins(observed: Sequence[float], right: Sequence[bool], minimum_n: int = MINIMUM_N) -> tuple[Bin, ...]:
    """Isotonic bins over observed shares and whether each was the best; no bins with fewer than `minimum_n` seen."""
    order = sorted(range(len(observed)), key=lambda i: observed[i])
    blocks: list[tuple[float, float, int]] = []  # largest share, number right, number seen
    for i in order:
        block = (observed[i], float(right[i]), 1)
        while blocks and (blocks[-1][0] == block[0] or blocks[-1][1] * block[2] >= block[1] * blocks[-1][2]):
            block = _merged(blocks.pop(), block)
        blocks.append(block)
    merged: list[tuple[float, float, int]] = []
    for block in blocks:
        if merged and merged[-1][2] < minimum_n:
            block = _merged(merged.pop(), block)
        merged.append(block)
    if len(merged) > 1 and merged[-1][2] < minimum_n:
        merged[-2:] = [_merged(merged[-2], merged[-1])]
    return tuple(Bin(upper, hits / n, n) for upper, hits, n in merged if n >= minimum_n)


def expected_calibration_error(predicted: Sequence[float], right: Sequence[bool]) -> float:
    """Mean |confidence − frequency| over groups of equal confidence, weighted by size (Naeini et al. 2015)."""
    cells: dict[float, list[bool]] = {}
    for value, hit in zip(predicted, right, strict=True):
        cells.setdefault(round(value, 6), []).append(hit)
    seen = sum(len(hits) for hits in cells.values())
    return sum(abs(value * len(hits) - sum(hits)) for value, hits in cells.items()) / seen if seen else 0.0


def _merged(first: tuple[float, float, int], second: tuple[float, float, int]) -> tuple[float, float, int]:
    return max(first[0], second[0]), first[1] + second[1], first[2] + second[2]

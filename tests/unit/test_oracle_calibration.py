"""Confidence tables and smoothed rates against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from citl_lsp.oracle.apr import FixStats, Pattern
from citl_lsp.oracle.calibration import (
    Bin,
    Calibration,
    expected_calibration_error,
    fit_bins,
    load_calibration,
    shares,
)
from citl_lsp.oracle.model import ModelError
from citl_lsp.oracle.prior import PriorTable


def test_shares_are_a_softmax() -> None:
    assert shares([0.0, 0.0]).tolist() == [0.5, 0.5]
    assert shares([1000.0, 0.0]).tolist() == pytest.approx([1.0, 0.0])
    assert shares([]).tolist() == []


def test_bins_pool_adjacent_violators() -> None:
    observed = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    right = [False, True, False, True, True, True]
    assert fit_bins(observed, right, minimum_n=1) == (Bin(0.1, 0.0, 1), Bin(0.3, 0.5, 2), Bin(0.6, 1.0, 3))


def test_bins_with_few_observations_are_merged() -> None:
    observed = [0.1, 0.2, 0.3, 0.4]
    assert fit_bins(observed, [False, False, True, True], minimum_n=3) == (Bin(0.4, 0.5, 4),)
    assert fit_bins(observed, [False, False, True, True], minimum_n=5) == ()


def test_equal_shares_share_a_bin() -> None:
    assert fit_bins([0.5, 0.5, 0.5], [False, True, False], minimum_n=1) == (Bin(0.5, 1 / 3, 3),)


def test_frequencies_never_fall() -> None:
    observed = [number / 50 for number in range(50)]
    bins = fit_bins(observed, [number * 7 % 11 < number / 5 for number in range(50)], minimum_n=4)
    frequencies = [entry.frequency for entry in bins]
    assert frequencies == sorted(frequencies)
    assert sum(entry.n for entry in bins) == 50


def test_confidence_is_the_frequency_of_its_bin() -> None:
    table = Calibration("ab", (Bin(0.5, 0.25, 40), Bin(0.9, 0.75, 44)))
    assert table.confidence(0.0) == (0.25, 40)
    assert table.confidence(0.5) == (0.25, 40)
    assert table.confidence(0.500001) == (0.75, 44)
    assert table.confidence(1.0) == (0.75, 44)
    assert Calibration("ab", ()).confidence(0.5) is None


def test_calibration_error_by_hand() -> None:
    # two at 0.5 of which one is right: 0; two at 1.0 of which one is right: 0.5 each
    assert expected_calibration_error([0.5, 0.5, 1.0, 1.0], [True, False, True, False]) == pytest.approx(0.25)


def test_tables_round_trip(tmp_path: Path) -> None:
    table = Calibration("ab12", (Bin(0.5, 0.25, 40),))
    path = tmp_path / "calibration.json"
    path.write_text(table.to_json())
    assert load_calibration(path) == table


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1, "bins": [1], "model_sha256": ""}'])
def test_damaged_tables_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(ModelError):
        load_calibration(path)


def test_rates_are_smoothed_from_coarse_to_fine() -> None:
    table = PriorTable([Pattern("E1", "", {"a:x>y": FixStats(8.0, 10.0, 10.0)})])
    # all: (8 + 2) / (10 + 4) = 5/7; each of three levels: (8 + 4 p) / 14
    rate = 5 / 7
    for _ in range(3):
        rate = (8 + 4 * rate) / 14
    assert table.rates("E1", "a:x>y").best == pytest.approx(rate)
    assert table.rates("E1", "a:x>y").counts == FixStats(8.0, 10.0, 10.0)


def test_an_unseen_code_falls_back_to_the_fix() -> None:
    table = PriorTable([Pattern("E1", "", {"a:x>y": FixStats(9, 9, 10), "a:x>z": FixStats(0, 0, 10)})])
    assert table.rates("E2", "a:x>y").best > table.rates("E2", "a:x>z").best
    assert table.rates("E2", "a:w>y").best > table.rates("E2", "a:w>z").best
    assert table.rates("E2", "a:x>y").counts == FixStats(0.0, 0.0, 0.0)


def test_few_trials_promise_little() -> None:
    table = PriorTable(
        [
            Pattern(
                "E1",
                "",
                {"a:x>once": FixStats(1, 1, 1), "a:x>often": FixStats(18, 18, 20), "a:x>no": FixStats(0, 0, 9)},
            )
        ]
    )
    assert table.rates("E1", "a:x>often").best > table.rates("E1", "a:x>once").best


def test_an_unseen_pair_is_the_mean_of_its_parts() -> None:
    table = PriorTable([Pattern("E1", "", {"a:x>y": FixStats(9, 9, 10), "b:x>z": FixStats(0, 0, 10)})])
    both = table.rates("E1", "a:x>y+b:x>z").best
    assert table.rates("E1", "b:x>z").best < both < table.rates("E1", "a:x>y").best


def test_an_empty_table_knows_nothing() -> None:
    table = PriorTable([])
    assert not table
    assert table.rates("E1", "a:x>y").best == 0.5

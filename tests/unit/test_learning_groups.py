"""Groups: files, repetitions, splits, counts, and what records teach."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from oracle_synthetic import BORROW, CLONE, FLOOR, SHARE, candidates, group, groups, permuted, refusal
from traces_synthetic import full, plain

from citl_lsp.learning.groups import GradedCandidate, Group, deduplicate, load_groups, save_groups
from citl_lsp.learning.metrics import (
    Metrics,
    Placed,
    compare,
    evaluate,
    place_at_random,
    rank_of_best,
)
from citl_lsp.learning.records import grade_of, groups_from_records
from citl_lsp.learning.samples import (
    CompilerError,
    TrainingSample,
    load_samples,
    sample_from_dict,
    sample_to_dict,
    save_samples,
)
from citl_lsp.learning.state import CrossFit, assign_folds, injected_factor, learn
from citl_lsp.oracle.apr import FixStats
from citl_lsp.oracle.model import ModelError
from citl_lsp.oracle.schema import FEATURE_COUNT, FEATURE_INDEX, SCHEMA_HASH
from citl_lsp.text.span import Span
from citl_lsp.traces.outcome import RepairOutcome, TriedCandidate
from citl_lsp.traces.record import DecisionTrace, SourceNames


def graded(**grades: int) -> Group:
    entries = candidates()
    return Group(
        refusal(),
        (),
        tuple(GradedCandidate(entries[name], grade) for name, grade in grades.items()),
        "natural",
        "p",
        "f",
    )


@pytest.mark.parametrize("name", ["groups.jsonl", "groups.jsonl.gz"])
def test_groups_round_trip_through_files(tmp_path: Path, name: str) -> None:
    made = groups(20, injected=3)
    made[0] = replace(made[0], weight=2.5)
    first = made[1].candidates[0]
    made[1] = replace(made[1], candidates=(replace(first, features=(0.0, 1.5, 0.0)), *made[1].candidates[1:]))
    save_groups(tmp_path / name, made)
    assert load_groups(tmp_path / name) == made
    before = (tmp_path / name).read_bytes()
    save_groups(tmp_path / name, made)
    assert (tmp_path / name).read_bytes() == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", ":2: "),
        ('{"origin": "dreamt"}', "dreamt"),
        ('{"origin": "natural", "package": 3}', "expected"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    save_groups(tmp_path / "g.jsonl", groups(1))
    with (tmp_path / "g.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ModelError, match=words):
        load_groups(tmp_path / "g.jsonl")


def test_informative_groups_have_a_fix_and_a_choice() -> None:
    assert graded(borrow=3, clone=0).informative
    assert not graded(borrow=0, clone=0).informative
    assert not graded(borrow=3, clone=3).informative
    assert not graded(borrow=3).informative


def test_repetitions_are_found_by_code_message_and_features() -> None:
    first = graded(borrow=3, clone=2)
    renamed = replace(first, refusal=refusal(name="rows"), package="q")
    turned = replace(first, candidates=first.candidates[::-1], file="z")
    other_grades = replace(first, candidates=graded(borrow=0, clone=3).candidates, file="y")
    injected = replace(first, origin="injected", package="a")
    another = replace(first, refusal=refusal(1))
    clean = deduplicate([injected, turned, renamed, other_grades, another, first])
    assert (clean.dropped, clean.conflicts) == (4, 1)
    assert set(clean.groups) == {first, another}


def test_the_order_of_groups_has_no_influence() -> None:
    made = groups(60, injected=20)
    mixed = list(made)
    random.Random(4).shuffle(mixed)
    assert deduplicate(made) == deduplicate(mixed)


def test_packages_are_never_cut() -> None:
    made = groups(100, packages=7)
    folds = assign_folds(made, 5)
    assert set(folds) == set(range(5))
    for package in {entry.package for entry in made}:
        assert len({fold for entry, fold in zip(made, folds, strict=True) if entry.package == package}) == 1
    assert max(folds.count(fold) for fold in range(5)) <= 2 * min(folds.count(fold) for fold in range(5))


def test_with_few_packages_files_are_kept_whole() -> None:
    made = groups(30, packages=1)
    folds = assign_folds(made, 5)
    assert set(folds) == {0, 1, 2}
    assert len({(entry.file, fold) for entry, fold in zip(made, folds, strict=True)}) == 3


def test_counts_include_failures() -> None:
    (pattern,) = learn([graded(borrow=3, clone=2, dynamic=0)], 7).patterns
    entries = candidates()
    assert pattern.code == "E0382"
    assert pattern.message == "borrow of moved value: `$`: value borrowed here after move"
    assert pattern.fixes == {
        entries[BORROW].fix_key: FixStats(1, 1, 1),
        entries[CLONE].fix_key: FixStats(0, 1, 1),
        entries[FLOOR].fix_key: FixStats(0, 0, 1),
    }


def test_injected_groups_weigh_at_most_as_much_as_natural_ones() -> None:
    made = groups(20, injected=80)
    assert injected_factor(made) == 0.25
    assert injected_factor(groups(20)) == injected_factor(groups(0, injected=20)) == 1.0
    trials = sum(stats.trials for pattern in learn(made, 0).patterns for stats in pattern.fixes.values())
    assert trials == pytest.approx(2 * 20 * 4)


def test_learnt_features_know_nothing_of_their_own_fold() -> None:
    chance = random.Random(2)
    alone = group(chance, "alone", "f", best=SHARE, shape=4)
    made = [alone, *(group(chance, f"p{n % 3}", "f", shape=0) for n in range(30))]
    folds = [0, *(1 + n % 3 for n in range(30))]
    crossfit = CrossFit(made, folds)
    trials = FEATURE_INDEX["prior_trials_log2"]
    assert not crossfit.rows(0)[:, trials].any()
    assert crossfit.rows_with(0, crossfit.knowledge(frozenset()))[:, trials].all()
    assert crossfit.rows(1)[:, trials].all()


def test_ranks_of_the_best() -> None:
    made = graded(borrow=0, clone=3, rc_refcell=3)
    assert rank_of_best(made, [3.0, 2.0, 1.0]) == 2
    assert rank_of_best(made, [1.0, 2.0, 3.0]) == 1
    assert rank_of_best(made, [1.0, 1.0, 1.0]) == 2  # equal scores: the cheaper comes first


def test_random_order_by_hand() -> None:
    placed = place_at_random(graded(borrow=0, clone=3, rc_refcell=0, dynamic=0))
    assert (placed.rank, placed.first, placed.among_three) == (2.5, 0.25, 0.75)


def test_metrics_by_hand() -> None:
    places = [Placed(1, "a", "natural"), Placed(3, "a", "natural"), Placed(5, "b", "natural")]
    assert evaluate(places) == Metrics(3, 1 / 3, 2 / 3, 3.0)
    assert evaluate([]) == Metrics(0, 0.0, 0.0, 0.0)


def test_intervals_resample_packages() -> None:
    ours = [Placed(1, f"p{n % 5}", "natural") for n in range(50)]
    theirs = [Placed(1 + (n % 2), f"p{n % 5}", "natural") for n in range(50)]
    difference = compare(ours, theirs, 1)
    assert difference.mean == 0.5
    assert 0.0 < difference.low <= 0.5 <= difference.high
    assert compare(ours, theirs, 1) == difference
    assert compare([], [], 1).mean == 0.0


TRIED = TriedCandidate(candidates()[BORROW])


@pytest.mark.parametrize(
    ("tried", "accepted", "grade"),
    [
        (replace(TRIED, grade=2, action="rejected"), True, 2),
        (replace(TRIED, action="accepted", compiled=True, agreed=3), True, 3),
        (replace(TRIED, action="accepted"), True, 3),
        (replace(TRIED, action="accepted", compiled=False), True, 0),
        (replace(TRIED, action="accepted", agreed=0), True, 0),
        (replace(TRIED, action="undone"), False, 0),
        (replace(TRIED, action="rejected"), False, 0),
        (replace(TRIED, compiled=False), False, 0),
        (replace(TRIED, compiled=True, agreed=2), True, 1),
        (replace(TRIED, compiled=True, agreed=2), False, None),
        (replace(TRIED, compiled=True), True, None),
        (TRIED, True, None),
    ],
)
def test_grades_from_fates(tried: TriedCandidate, accepted: bool, grade: int | None) -> None:
    assert grade_of(tried, accepted) == grade


def repaired(
    number: int, *tried: TriedCandidate, parent: int | None = None, schema: str = SCHEMA_HASH
) -> DecisionTrace:
    outcome = RepairOutcome(refusal(), (), tried, schema)
    return replace(
        plain(), id=number, parent_id=parent, outcome="repair", repair=outcome, source=SourceNames(file_token="ab" * 8)
    )


def test_records_become_groups() -> None:
    taken = replace(TRIED, action="accepted", compiled=True)
    refused = TriedCandidate(candidates()[CLONE], compiled=False)
    unknown = TriedCandidate(candidates()[SHARE])
    (made,) = groups_from_records([plain(), repaired(1, taken, refused, unknown)])
    assert made.grades == (3, 0)
    assert (made.package, made.file, made.origin) == ("records", "ab" * 8, "natural")
    assert list(groups_from_records([repaired(1, taken), repaired(2, refused, unknown)])) == []


def test_a_later_record_of_the_same_refusal_replaces_the_earlier() -> None:
    refused = TriedCandidate(candidates()[CLONE], compiled=False)
    taken = replace(TRIED, action="accepted")
    undone = replace(TRIED, action="undone")
    shared = TriedCandidate(candidates()[SHARE], "accepted")
    (made,) = groups_from_records(
        [repaired(1, taken, refused), repaired(2, undone, refused, parent=1), repaired(3, undone, shared, parent=2)]
    )
    assert [(entry.candidate, entry.grade) for entry in made.candidates] == [
        (candidates()[BORROW], 0),
        (candidates()[SHARE], 3),
    ]


def test_features_of_another_schema_are_computed_again() -> None:
    vector = tuple(float(number == 3) for number in range(FEATURE_COUNT))
    taken = replace(TRIED, action="accepted", features=vector)
    refused = TriedCandidate(candidates()[CLONE], compiled=False)
    (kept,) = groups_from_records([repaired(1, taken, refused)])
    (again,) = groups_from_records([repaired(1, taken, refused, schema="0" * 16)])
    assert kept.plain_rows()[0].tolist()[3] == 1.0
    assert np.array_equal(again.plain_rows(), graded(borrow=3, clone=0).plain_rows())


def test_the_full_record_becomes_a_group() -> None:
    trace = replace(full(), repair=replace(full().repair, feature_schema="")) if full().repair else full()
    assert list(groups_from_records([trace])) == []  # every candidate has grade 2 there: no choice


def test_samples_round_trip(tmp_path: Path) -> None:
    error = CompilerError("E0308", "mismatched types", Span(3, 9), "i64", "f64", ("`as i64`",))
    sample = TrainingSample("x = 1\n", "let x = 1.0;", error, "let x = 1;", "number: f64 → i64")
    assert sample_from_dict(sample_to_dict(sample)) == sample
    save_samples(tmp_path / "s.jsonl", [sample, replace(sample, compiler_error=CompilerError("E1", "", Span(0, 0)))])
    assert len(list(load_samples(tmp_path / "s.jsonl"))) == 2
    with pytest.raises(ModelError):
        sample_from_dict({"python_source": "x"})


def test_permuted_is_a_permutation() -> None:
    assert sorted(entry.title for entry in permuted(list(candidates().values()), 1)) == sorted(
        entry.title for entry in candidates().values()
    )

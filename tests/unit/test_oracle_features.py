"""The feature vector: frozen schema, nothing about position or defaults, the same before and after redaction."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from oracle_synthetic import candidates, group, history, refusal, switch

from citl_lsp.decisions.kinds import KINDS
from citl_lsp.oracle.features import alternative_classes, matrix, plain_matrix
from citl_lsp.oracle.model import Candidate
from citl_lsp.oracle.schema import (
    FEATURE_COUNT,
    FEATURE_INDEX,
    FEATURE_NAMES,
    LEARNT_FEATURES,
    OTHER,
    TYPE_CLASSES,
    schema,
)
from citl_lsp.oracle.types import compared_types, type_class

MODELS = Path(__file__).resolve().parents[2] / "models"


def on(row: np.ndarray[tuple[int], np.dtype[np.float32]]) -> set[str]:
    return {FEATURE_NAMES[index] for index in np.nonzero(row)[0]}


def test_schema_is_the_shipped_one() -> None:
    """A change of features needs a new version, and a new `models/features.json` with the models."""
    assert json.loads((MODELS / "features.json").read_text()) == schema()


def test_names_are_unique_and_the_learnt_ones_come_last() -> None:
    assert len(set(FEATURE_NAMES)) == FEATURE_COUNT
    assert FEATURE_NAMES[-len(LEARNT_FEATURES) :] == LEARNT_FEATURES


def test_no_feature_tells_position_or_default() -> None:
    for name in FEATURE_NAMES:
        assert not {"position", "default", "rank", "place", "order", "first", "chosen"} & set(
            name.replace("=", "_").split("_")
        ), name


def test_a_row_depends_on_its_own_candidate_only() -> None:
    entries = list(candidates().values())
    rows = plain_matrix(refusal(), entries, ())
    assert np.array_equal(plain_matrix(refusal(), entries[::-1], ())[::-1], rows)
    for entry, row in zip(entries, rows, strict=True):
        assert np.array_equal(plain_matrix(refusal(), [entry], ())[0], row)


def test_values_are_exact_in_both_precisions() -> None:
    wild = Candidate("x", "decision", (replace(switch("number", "i64", 1 / 3), cost_before=float("inf")),))
    rows = plain_matrix(refusal(), [wild, *candidates().values()], history(random.Random(3)))
    assert np.isfinite(rows).all()
    assert np.array_equal(rows * 256, np.round(rows * 256))


def test_known_features_of_a_known_candidate() -> None:
    found = on(plain_matrix(refusal(6, type_name="Invoice"), [candidates()["clone"]], ())[0])
    assert {
        "code=E0308",
        "tier=1",
        "at_error=passing",
        "at_error=container",
        "word=mismatched",
        "word=expected_found",
        "expected=vec",
        "found=reference",
        "pair=reference_and_value",
        "kind=decision",
        "switches",
        "cost_after",
        "cost_delta",
        "meaning=proven",
        "all_proven",
        "switch=clone",
        "category=BorrowStrategy",
        "from=move",
        "to=clone",
    } <= found
    assert not {"switch_kind_at_error", "cost_before", "code=E0382"} & found


@pytest.mark.parametrize(
    ("code", "feature"),
    [
        ("E0382", "code=E0382"),
        ("clippy::unwrap_used", "code=clippy"),
        ("unused_variables", "code=lint"),
        ("differs", "code=differs"),
    ],
)
def test_codes(code: str, feature: str) -> None:
    assert feature in on(plain_matrix(replace(refusal(), code=code), [candidates()["borrow"]], ())[0])


def test_a_rare_code_is_hashed() -> None:
    row = plain_matrix(replace(refusal(), code="E0004"), [candidates()["borrow"]], ())[0]
    assert sum(name.startswith("code_bucket=") for name in on(row)) == 1


def test_edits_have_no_switch_features() -> None:
    row = plain_matrix(refusal(), [Candidate("Annotate `items`", "edit", ())], ())[0]
    assert "kind=edit" in on(row)
    assert not row[FEATURE_INDEX["switches"]]


def test_learnt_part_is_neutral_without_knowledge() -> None:
    rows = matrix(refusal(), list(candidates().values()), ())
    assert not rows[:, -len(LEARNT_FEATURES) :].any()


def test_redaction_changes_no_feature() -> None:
    chance = random.Random(11)
    for number in range(200):
        entry = group(chance, "p", "f.py")
        redacted = entry.redacted()
        assert "Invoice" not in repr(redacted.refusal)
        assert np.array_equal(entry.plain_rows(), redacted.plain_rows()), number
        assert entry.pattern == redacted.pattern
        assert entry.identity() == redacted.identity()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i64", "int"),
        ("integer", "int"),
        ("f64", "float"),
        ("floating-point number", "float"),
        ("&str", "str"),
        ("String", "string"),
        ("Vec<i64>", "vec"),
        ("std::rc::Rc<RefCell<Vec<i64>>>", "shared"),
        ("&mut Vec<i64>", "mut_reference"),
        ("&'a Vec<i64>", "reference"),
        ("&[i64]", "slice"),
        ("[i64; 3]", "array"),
        ("(i64, i64)", "tuple"),
        ("()", "unit"),
        ("Option<&i64>", "option"),
        ("impl Iterator<Item = i64>", "iterator"),
        ("{integer}", "int"),
        ("Invoice", "user"),
        ("$", "user"),
        ("", "user"),
    ],
)
def test_classes_of_types(text: str, kind: str) -> None:
    assert type_class(text) == kind
    assert kind in TYPE_CLASSES


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("mismatched types: expected `Vec<i64>`, found `&[i64]`", ("Vec<i64>", "&[i64]")),
        ("mismatched types: expected integer, found `f64`", ("integer", "f64")),
        ("expected `i64`, found floating-point number", ("i64", "floating-point number")),
        ("cannot add `f64` to `i64`: no implementation for `i64 + f64`", ("i64", "f64")),
        ("can't compare `i64` with `f64`", ("i64", "f64")),
        ("cannot add a float to an integer: no implementation for `{integer} + {float}`", ("integer", "float")),
        ("cannot calculate the remainder of `i64` divided by `f64`", ("i64", "f64")),
        ("the type `[i64]` cannot be indexed by `i64`", ("[i64]", "i64")),
        ("borrow of moved value: `$`", None),
    ],
)
def test_compared_types(text: str, pair: tuple[str, str] | None) -> None:
    assert compared_types(text) == pair


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("rc_refcell", ("cell", "shared")),
        ("&mut", ("borrow_mut",)),
        ("&", ("borrow",)),
        ("borrow_mut", ("borrow_mut",)),
        ("i64", ("machine",)),
        ("with_capacity", ("capacity",)),
        ("zebra", ("other",)),
    ],
)
def test_classes_of_alternatives(name: str, classes: tuple[str, ...]) -> None:
    assert alternative_classes(name) == classes


def test_the_alternatives_of_every_decision_kind_have_a_class() -> None:
    for kind in KINDS.values():
        for alternative, _ in kind.titles:
            assert alternative_classes(alternative) != (OTHER,), (kind.name, alternative)

"""The export: thirteen columns, the guide's table, Parquet equal to JSONL, weights by the formula."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet
from traces_synthetic import full, plain

from citl_lsp.traces.oip import (
    BATCH,
    COLUMNS,
    Exported,
    ExportError,
    OipRow,
    Options,
    arrow_schema,
    export,
    feldman_weights,
    row_of,
    rows_of,
)
from citl_lsp.traces.taxonomy import DEFAULT, GUIDE, OIP18, Label, classify

ROW = OipRow(
    "shop.py", "shop.rs", "E0308", None, "error", "mismatched types", "TypeErrors", 0.95, 3, 4, "`.into()`", "call"
)


def rows(*counts: tuple[str, int]) -> list[OipRow]:
    return [replace(ROW, oip_category=name, line_start=number) for name, count in counts for number in range(count)]


def test_the_guides_table() -> None:
    """Transcribed from the guide once more, code by code."""
    table = {
        "TypeErrors .95": "E0308",
        "TraitBounds .95": "E0277",
        "OwnershipBorrow .95": "E0502 E0503 E0505",
        "LifetimeErrors .90": "E0597 E0499 E0716",
        "ImportResolution .90": "E0433 E0412",
        "NameResolution .85": "E0425 E0599",
        "DuplicateDefinitions .85": "E0428 E0592",
    }
    flat = {code: key.split() for key, codes in table.items() for code in codes.split()}
    assert {code: [label.category, label.confidence] for code, label in GUIDE.items()} == {
        code: [category, float(confidence)] for code, (category, confidence) in flat.items()
    }


def test_what_the_guide_omits() -> None:
    assert classify("E0382", None).category == "OwnershipBorrow"
    assert classify("E9999", None) == DEFAULT
    assert classify(None, "clippy::unwrap_used") == DEFAULT
    with pytest.raises(ValueError, match="unknown taxonomy"):
        classify("E0308", None, "nothing")


def test_the_other_taxonomy_has_no_category_that_the_importer_skips() -> None:
    skipped = {"LifetimeErrors", "ImportResolution", "NameResolution", "DuplicateDefinitions"}
    assert not {label.category for label in OIP18.values()} & skipped
    assert classify("E0382", None, "oip18") == Label("MemorySafety", 0.90)
    assert classify("E0308", None, "oip18") == classify("E0308", None, "guide")
    assert classify("E0597", None, "oip18") == DEFAULT


def test_feldman_weights_by_hand() -> None:
    weights = feldman_weights({"a": 80, "b": 15, "c": 5}, 1.5)
    assert weights == pytest.approx({"a": 0.6455, "b": 1.4907, "c": 2.5820}, abs=5e-5)
    assert feldman_weights({"a": 80, "b": 15, "c": 5}, 1.0) == {"a": 1.0, "b": 1.0, "c": 1.0}
    assert feldman_weights({}, 1.5) == {}
    with pytest.raises(ValueError, match="negative"):
        feldman_weights({"a": 1}, -1.0)


def test_the_schema_has_thirteen_columns_of_exact_types() -> None:
    text = pyarrow.string()
    expected = [
        pyarrow.field("source_file", text, nullable=False),
        pyarrow.field("rust_file", text, nullable=False),
        pyarrow.field("error_code", text),
        pyarrow.field("clippy_lint", text),
        pyarrow.field("level", text, nullable=False),
        pyarrow.field("message", text, nullable=False),
        pyarrow.field("oip_category", text, nullable=False),
        pyarrow.field("confidence", pyarrow.float64(), nullable=False),
        pyarrow.field("line_start", pyarrow.int64(), nullable=False),
        pyarrow.field("line_end", pyarrow.int64(), nullable=False),
        pyarrow.field("suggestion", text),
        pyarrow.field("python_construct", text),
        pyarrow.field("weight", pyarrow.float32(), nullable=False),
    ]
    assert arrow_schema().equals(pyarrow.schema(expected))
    assert [name for name, _, _ in COLUMNS] == list(OipRow.__dataclass_fields__)


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1])
def test_parquet_and_jsonl_hold_the_same(tmp_path: Path, count: int) -> None:
    made = [
        replace(ROW, line_start=number, suggestion=None if number % 2 else 'a "b"\nü', message=f"m{number}")
        for number in range(count)
    ]
    first = export(lambda: made, tmp_path / "a.parquet", Options("parquet", reweight=1.5))
    second = export(lambda: made, tmp_path / "a.jsonl", Options("jsonl", reweight=1.5))
    assert first == second == Exported(count, 0)
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.schema.equals(arrow_schema())
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    assert table.to_pylist() == [json.loads(line) for line in lines]


def test_weights_in_the_file(tmp_path: Path) -> None:
    made = rows(("a", 80), ("b", 15), ("c", 5))
    export(lambda: made, tmp_path / "a.parquet", Options("parquet", reweight=1.5))
    table = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    found = {row["oip_category"]: row["weight"] for row in table}
    assert found == pytest.approx({"a": 0.6455, "b": 1.4907, "c": 2.5820}, abs=5e-5)


def test_filters_change_counts_exactly(tmp_path: Path) -> None:
    made = [
        *(replace(ROW, confidence=0.95) for _ in range(7)),
        *(replace(ROW, confidence=0.80) for _ in range(5)),
        *(replace(ROW, confidence=0.79) for _ in range(3)),
        *(replace(ROW, confidence=0.90, error_code=None, clippy_lint="clippy::unwrap_used") for _ in range(2)),
    ]
    for options, expected in (
        (Options(), Exported(15, 2)),
        (Options(include_clippy=True), Exported(17, 0)),
        (Options(min_confidence=0.80), Exported(12, 5)),
        (Options(min_confidence=0.80, include_clippy=True), Exported(14, 3)),
        (Options(min_confidence=1.1), Exported(0, 17)),
    ):
        assert export(lambda: made, tmp_path / "a.jsonl", options) == expected
        assert len((tmp_path / "a.jsonl").read_text().splitlines()) == expected.rows


def test_weights_count_only_what_is_written(tmp_path: Path) -> None:
    made = [*rows(("a", 10), ("b", 10)), *(replace(ROW, oip_category="a", confidence=0.1) for _ in range(80))]
    export(lambda: made, tmp_path / "a.jsonl", Options(min_confidence=0.5, reweight=1.5))
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert {json.loads(line)["weight"] for line in lines} == {1.0}


def test_rows_of_records() -> None:
    row = row_of(full())
    assert row == OipRow(
        "shop.py",
        "shop.rs",
        "E0382",
        None,
        "error",
        "borrow of moved value: `items`",
        "OwnershipBorrow",
        0.95,
        3,
        4,
        "clone",
        "call",
    )
    assert row_of(plain()) is None
    result = full().compiler_result
    assert result is not None
    lint = row_of(replace(full(), compiler_result=replace(result, code=None, lint="clippy::unwrap_used")))
    assert lint is not None and (lint.error_code, lint.clippy_lint) == (None, "clippy::unwrap_used")
    assert len(list(rows_of([full(), plain(), full()]))) == 2


def test_a_failed_export_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterable[OipRow]:
        yield ROW
        raise OSError("the records are gone")

    with pytest.raises(OSError, match="gone"):
        export(broken, tmp_path / "a.jsonl", Options())
    assert list(tmp_path.iterdir()) == []


def test_without_pyarrow_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'citl-lsp\[export\]'"):
        export(lambda: [ROW], tmp_path / "a.parquet", Options("parquet"))
    assert export(lambda: [ROW], tmp_path / "a.jsonl", Options()).rows == 1


def test_pyarrow_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, citl_lsp.traces.oip, citl_lsp.traces.commands; print('pyarrow' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"

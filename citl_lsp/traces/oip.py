"""Export in the OIP schema: thirteen columns, Parquet or JSONL with the same content (specs/citl.md rows 21 to 24).

    >>> export(lambda: rows_of(read_all(store.segments())), Path("out.parquet"), Options(format="parquet"))
    Exported(rows=812, left_out=14)

Rows are streamed twice, once to count categories and once to write, so nothing grows with their number. Weights are
Feldman weights over the rows that are written: (N / (K · n_c))^(ρ − 1) for a row whose category has n_c of N rows in K
categories; ρ = 1 gives 1. Clippy's lints are in `clippy_lint`; a lint of rustc is in `error_code`, where rustc itself
puts it. The file is written beside its place and renamed at the end.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from citl_lsp.traces.record import DecisionTrace
from citl_lsp.traces.taxonomy import classify

if TYPE_CHECKING:
    import pyarrow

Format = Literal["parquet", "jsonl"]
BATCH = 4096

COLUMNS: tuple[tuple[str, str, bool], ...] = (
    ("source_file", "string", False),
    ("rust_file", "string", False),
    ("error_code", "string", True),
    ("clippy_lint", "string", True),
    ("level", "string", False),
    ("message", "string", False),
    ("oip_category", "string", False),
    ("confidence", "float64", False),
    ("line_start", "int64", False),
    ("line_end", "int64", False),
    ("suggestion", "string", True),
    ("python_construct", "string", True),
    ("weight", "float32", False),
)
"""Name, Arrow type and nullability of each column, in order."""


class ExportError(RuntimeError):
    """The export cannot be done; the message says why and what to do."""


@dataclass(frozen=True)
class OipRow:
    """One compiler message; field order is column order. Lines are of the Rust file, from 1."""

    source_file: str
    rust_file: str
    error_code: str | None
    clippy_lint: str | None
    level: str
    message: str
    oip_category: str
    confidence: float
    line_start: int
    line_end: int
    suggestion: str | None
    python_construct: str | None
    weight: float = 1.0


@dataclass(frozen=True)
class Options:
    """Which rows go out and how: rows with a lower confidence stay, clippy's rows only on request, ρ ≥ 1."""

    format: Format = "jsonl"
    min_confidence: float = 0.0
    include_clippy: bool = False
    reweight: float = 1.0


@dataclass(frozen=True)
class Exported:
    """How many rows were written, and how many the options left out."""

    rows: int
    left_out: int


def row_of(trace: DecisionTrace, taxonomy: str = "guide") -> OipRow | None:
    """The row of a record, or None where no compiler refused anything."""
    result = trace.compiler_result
    if result is None or (result.code is None and result.lint is None):
        return None
    label = classify(result.code, result.lint, taxonomy)
    construct = trace.source.python_construct
    if construct is None and trace.repair is not None:
        construct = trace.repair.refusal.python_construct
    return OipRow(
        source_file=trace.source.source_file,
        rust_file=trace.source.rust_file,
        error_code=result.code if result.lint is None else None,
        clippy_lint=result.lint,
        level=result.level,
        message=result.message,
        oip_category=label.category,
        confidence=label.confidence,
        line_start=result.line_start,
        line_end=result.line_end,
        suggestion=result.suggestions[0] if result.suggestions else None,
        python_construct=construct,
    )


def rows_of(traces: Iterable[DecisionTrace], taxonomy: str = "guide") -> Iterator[OipRow]:
    """The rows of a stream of records."""
    for trace in traces:
        row = row_of(trace, taxonomy)
        if row is not None:
            yield row


def feldman_weights(counts: dict[str, int], rho: float) -> dict[str, float]:
    """Weight per category from counts per category. Raises `ValueError` for ρ < 0."""
    if rho < 0.0:
        raise ValueError(f"the reweighting exponent must not be negative, it is {rho}")
    total = sum(counts.values())
    return {name: (total / (len(counts) * count)) ** (rho - 1.0) for name, count in counts.items()}


def export(rows: Callable[[], Iterable[OipRow]], path: Path, options: Options) -> Exported:
    """Writes the rows; `rows` is called twice and gives the same stream both times.

    Raises `ExportError` where pyarrow is needed and missing, `OSError` where the file cannot be written.
    """
    counts: Counter[str] = Counter()
    seen = 0
    for row in rows():
        seen += 1
        if _wanted(row, options):
            counts[row.oip_category] += 1
    weights = feldman_weights(dict(counts), options.reweight)
    chosen = (_weighted(row, weights[row.oip_category]) for row in rows() if _wanted(row, options))
    write = _write_parquet if options.format == "parquet" else _write_jsonl
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        write(chosen, Path(name))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Exported(sum(counts.values()), seen - sum(counts.values()))


def arrow_schema() -> pyarrow.Schema:
    """The schema of the Parquet file. Raises `ExportError` without pyarrow."""
    arrow = _pyarrow()
    types = {
        "string": arrow.string(),
        "float64": arrow.float64(),
        "float32": arrow.float32(),
        "int64": arrow.int64(),
    }
    return arrow.schema([arrow.field(name, types[kind], nullable=nullable) for name, kind, nullable in COLUMNS])


def _wanted(row: OipRow, options: Options) -> bool:
    return row.confidence >= options.min_confidence and (options.include_clippy or row.clippy_lint is None)


def _weighted(row: OipRow, weight: float) -> dict[str, object]:
    (single,) = struct.unpack("<f", struct.pack("<f", weight))
    return {**vars(row), "weight": single}


def _write_jsonl(rows: Iterator[dict[str, object]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_parquet(rows: Iterator[dict[str, object]], path: Path) -> None:
    arrow = _pyarrow()
    from pyarrow import parquet

    schema = arrow_schema()
    with parquet.ParquetWriter(path, schema) as writer:
        batch: list[dict[str, object]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                writer.write_table(arrow.Table.from_pylist(batch, schema=schema))
                batch = []
        if batch:
            writer.write_table(arrow.Table.from_pylist(batch, schema=schema))


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise ExportError("Parquet needs pyarrow: pip install 'citl-lsp[export]' (JSONL needs nothing)") from None
    return pyarrow

"""Training samples in the guide's form: source, first draft, compiler error, corrected draft (specs/citl.md row 18).

    >>> sample_from_dict(sample_to_dict(sample)) == sample
    True

Samples hold source text, so they are only ever made from a corpus whose licence allows it, never from records without
the second consent. `corrected_rust` is the answer: it must not reach any feature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.learning.groups import read_objects, write_objects
from citl_lsp.oracle.codec import int_of, mapping_of, optional_text_of, text_of, texts_of
from citl_lsp.text.span import Span


@dataclass(frozen=True)
class CompilerError:
    """A compiler's message; the span counts code points of the Rust text."""

    code: str
    message: str
    span: Span
    expected: str | None = None
    found: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrainingSample:
    """A program, its first draft, what the compiler refused, the draft that was accepted, and the fix between them."""

    python_source: str
    initial_rust: str
    compiler_error: CompilerError
    corrected_rust: str
    fix_applied: str


def sample_to_dict(sample: TrainingSample) -> dict[str, object]:
    """JSON form; inverse of `sample_from_dict`."""
    error = sample.compiler_error
    return {
        **vars(sample),
        "compiler_error": {
            **vars(error),
            "span": {"start": error.span.start, "end": error.span.end},
            "suggestions": list(error.suggestions),
        },
    }


def sample_from_dict(data: Mapping[str, object]) -> TrainingSample:
    """Raises `ModelError` on a missing field or a wrong type."""
    error = mapping_of(data.get("compiler_error"))
    span = mapping_of(error.get("span"))
    return TrainingSample(
        python_source=text_of(data, "python_source"),
        initial_rust=text_of(data, "initial_rust"),
        compiler_error=CompilerError(
            code=text_of(error, "code"),
            message=text_of(error, "message"),
            span=Span(int_of(span, "start"), int_of(span, "end")),
            expected=optional_text_of(error, "expected"),
            found=optional_text_of(error, "found"),
            suggestions=texts_of(error, "suggestions"),
        ),
        corrected_rust=text_of(data, "corrected_rust"),
        fix_applied=text_of(data, "fix_applied"),
    )


def save_samples(path: Path, samples: Iterable[TrainingSample]) -> None:
    """Writes a JSONL file (`.jsonl` or `.jsonl.gz`). Raises `OSError`."""
    write_objects(path, (sample_to_dict(sample) for sample in samples))


def load_samples(path: Path) -> Iterator[TrainingSample]:
    """Streams a JSONL file. Raises `OSError`, or `ModelError` with the number of the line."""
    return (sample_from_dict(data) for data in read_objects(path))

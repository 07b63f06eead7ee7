"""What happened at a refusal: the candidates that were there, what the compiler and the user made of them.

    >>> TriedCandidate(candidate, action="accepted", compiled=True, agreed=3).right
    True

This is the part of a record that becomes a training group. `features` are the vectors computed before redaction, kept
sparse; `feature_schema` says of which schema. Data with its plain forms; no bytes, no files.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from citl_lsp.oracle.codec import (
    candidate_from_dict,
    candidate_to_dict,
    history_from_list,
    history_to_list,
    int_of,
    list_of,
    mapping_of,
    optional_text_of,
    refusal_from_dict,
    refusal_to_dict,
    text_of,
    texts_of,
)
from citl_lsp.oracle.model import Candidate, History, ModelError, Refusal

Action = Literal["offered", "accepted", "rejected", "undone"]
ACTIONS: tuple[Action, ...] = ("offered", "accepted", "rejected", "undone")

_CELL = struct.Struct("<Hf")


@dataclass(frozen=True)
class CompilerResult:
    """What a compiler said: whether it accepted, and its first message otherwise (specs/citl.md row 18).

    `code` is rustc's (`E0382`, or the name of one of its lints), `lint` clippy's (`clippy::…`); `level` is `error`,
    `warning` or `note`; lines are of the Rust file, from 1, both ends included, 0 where there is none.
    """

    accepted: bool
    code: str | None = None
    lint: str | None = None
    level: str = ""
    message: str = ""
    line_start: int = 0
    line_end: int = 0
    expected: str | None = None
    found: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class TriedCandidate:
    """One candidate and its fate.

    `compiled`: rustc's verdict, None where it was not asked. `agreed`: number of inputs on which both programs behaved
    alike, 0 where they differed, None where nothing was run. `grade` 0 to 3 where a search has labelled it (DESIGN
    section 6), else None.
    """

    candidate: Candidate
    action: Action = "offered"
    compiled: bool | None = None
    agreed: int | None = None
    grade: int | None = None
    features: tuple[float, ...] | None = None

    @property
    def right(self) -> bool:
        """Whether the user kept it and nothing speaks against it."""
        return self.action == "accepted" and self.compiled is not False and self.agreed != 0


@dataclass(frozen=True)
class RepairOutcome:
    """A refusal, the decisions before it, and the candidates with their fates, in no particular order."""

    refusal: Refusal
    history: History
    candidates: tuple[TriedCandidate, ...]
    feature_schema: str = ""


def result_to_dict(result: CompilerResult) -> dict[str, object]:
    """Plain form; inverse of `result_from_dict`."""
    return {**vars(result), "suggestions": list(result.suggestions)}


def result_from_dict(data: Mapping[str, object]) -> CompilerResult:
    """Raises `ModelError` on a missing field or a wrong type."""
    return CompilerResult(
        accepted=_flag(data, "accepted"),
        code=optional_text_of(data, "code"),
        lint=optional_text_of(data, "lint"),
        level=text_of(data, "level"),
        message=text_of(data, "message"),
        line_start=int_of(data, "line_start"),
        line_end=int_of(data, "line_end"),
        expected=optional_text_of(data, "expected"),
        found=optional_text_of(data, "found"),
        suggestions=texts_of(data, "suggestions"),
    )


def outcome_to_dict(outcome: RepairOutcome) -> dict[str, object]:
    """Plain form; inverse of `outcome_from_dict`."""
    return {
        "refusal": refusal_to_dict(outcome.refusal),
        "history": history_to_list(outcome.history),
        "schema": outcome.feature_schema,
        "candidates": [
            {
                "candidate": candidate_to_dict(tried.candidate),
                "action": tried.action,
                "compiled": tried.compiled,
                "agreed": tried.agreed,
                "grade": tried.grade,
                "features": None if tried.features is None else pack_features(tried.features),
            }
            for tried in outcome.candidates
        ],
    }


def outcome_from_dict(data: Mapping[str, object]) -> RepairOutcome:
    """Raises `ModelError` on a missing field or a wrong type."""
    return RepairOutcome(
        refusal=refusal_from_dict(mapping_of(data.get("refusal"))),
        history=history_from_list(list_of(data, "history")),
        candidates=tuple(_tried(mapping_of(item)) for item in list_of(data, "candidates")),
        feature_schema=text_of(data, "schema"),
    )


def pack_features(values: Sequence[float]) -> bytes:
    """A vector as length u16, then (index u16, value f32) for each number that is not zero, little-endian."""
    cells = b"".join(_CELL.pack(index, value) for index, value in enumerate(values) if value != 0.0)
    return struct.pack("<H", len(values)) + cells


def unpack_features(data: bytes) -> tuple[float, ...]:
    """Inverse of `pack_features`. Raises `ModelError` on bytes that it cannot have written."""
    if len(data) < 2 or (len(data) - 2) % _CELL.size:
        raise ModelError("a feature vector has a wrong length")
    (count,) = struct.unpack_from("<H", data)
    values = [0.0] * count
    for index, value in _CELL.iter_unpack(data[2:]):
        if index >= count:
            raise ModelError(f"feature {index} of {count}")
        values[index] = value
    return tuple(values)


def _tried(data: Mapping[str, object]) -> TriedCandidate:
    action = text_of(data, "action")
    if action not in ACTIONS:
        raise ModelError(f"unknown action {action!r}")
    grade, agreed, features = data.get("grade"), data.get("agreed"), data.get("features")
    if grade is not None and int_of(data, "grade") not in range(4):
        raise ModelError(f"`grade`: {grade} is not 0 to 3")
    if features is not None and not isinstance(features, bytes):
        raise ModelError("`features`: expected bytes")
    return TriedCandidate(
        candidate=candidate_from_dict(mapping_of(data.get("candidate"))),
        action=action,
        compiled=None if data.get("compiled") is None else _flag(data, "compiled"),
        agreed=None if agreed is None else int_of(data, "agreed"),
        grade=None if grade is None else int_of(data, "grade"),
        features=None if features is None else unpack_features(features),
    )


def _flag(data: Mapping[str, object], name: str) -> bool:
    value = data.get(name)
    if not isinstance(value, bool):
        raise ModelError(f"`{name}`: expected true or false, found {type(value).__name__}")
    return value

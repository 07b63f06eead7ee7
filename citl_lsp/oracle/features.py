"""The feature vector of a candidate: numbers from a refusal, one candidate, and the decisions before it.

    >>> matrix(refusal, candidates, history, knowledge).shape
    (len(candidates), FEATURE_COUNT)

Computed before redaction, from normalised texts only: the redacted refusal and candidate have the same vector (a test
holds both together). A row depends on its own candidate, never on its neighbours, its position, or on what the policy
would take by default. Values are multiples of 1/256 below 2^15, so that a tree's threshold means the same in float32
(ONNX) and float64 (LightGBM). Names and version are in `schema`.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from citl_lsp.oracle.knowledge import NEUTRAL, Knowledge, Signals, error_context
from citl_lsp.oracle.model import CATEGORIES, DIFFERS, SITE_KINDS, Candidate, DecisionNote, Refusal
from citl_lsp.oracle.schema import (
    ALTERNATIVE_CLASSES,
    CODE_BUCKETS,
    CODES,
    CONSTRUCT_BUCKETS,
    FEATURE_COUNT,
    FEATURE_INDEX,
    LEARNT_FEATURES,
    OTHER,
    WORD_PATTERNS,
)
from citl_lsp.oracle.types import compared_types, type_class
from citl_lsp.oracle.vocabulary import normalise

Matrix = npt.NDArray[np.float32]

_GRAIN = 256.0
_LARGEST = 32000.0
_COMMON: frozenset[str] = frozenset(CODES)
_CATEGORIES = frozenset(CATEGORIES)
_KINDS = frozenset(SITE_KINDS)
_ALTERNATIVE_WORD = re.compile(r"&mut\b|&|[a-z]+\d*")
_ALTERNATIVE_WORDS = {
    word: tuple(name for name, words in ALTERNATIVE_CLASSES.items() if word in words.split())
    for words in ALTERNATIVE_CLASSES.values()
    for word in words.split()
}
_LEARNT_START = FEATURE_COUNT - len(LEARNT_FEATURES)


def matrix(
    refusal: Refusal,
    candidates: Sequence[Candidate],
    history: Sequence[DecisionNote],
    knowledge: Knowledge | None = None,
) -> Matrix:
    """Feature rows, shape (len(candidates), FEATURE_COUNT), float32; without knowledge the learnt part is neutral."""
    rows = plain_matrix(refusal, candidates, history)
    signals = [NEUTRAL] * len(candidates) if knowledge is None else knowledge.signals(refusal, candidates, history)
    return with_signals(rows, signals)


def with_signals(rows: Matrix, signals: Sequence[Signals]) -> Matrix:
    """Rows whose learnt part is replaced by the given signals; `rows` is left alone."""
    result: Matrix = rows.copy()
    for row, signal in zip(result, signals, strict=True):
        row[_LEARNT_START:] = (
            _quantise(signal.prior_best),
            _quantise(signal.prior_accepted),
            _quantise(math.log2(1.0 + signal.counts.trials)),
            _quantise(signal.similar_best),
            _quantise(signal.retrieval_score),
            float(signal.seen),
        )
    return result


def plain_matrix(refusal: Refusal, candidates: Sequence[Candidate], history: Sequence[DecisionNote]) -> Matrix:
    """The part of `matrix` that needs nothing learnt; the learnt columns are 0."""
    shared = np.zeros(FEATURE_COUNT, dtype=np.float32)
    for name, value in (*_refusal_features(refusal), *_history_features(history)):
        shared[FEATURE_INDEX[name]] = value
    rows = np.tile(shared, (len(candidates), 1))
    kinds_before = {note.site_kind for note in history}
    for row, candidate in zip(rows, candidates, strict=True):
        for name, value in _candidate_features(candidate, refusal, kinds_before):
            row[FEATURE_INDEX[name]] = value
    return rows


def _refusal_features(refusal: Refusal) -> list[tuple[str, float]]:
    found = [(_code_feature(refusal.code), 1.0), (f"tier={min(max(refusal.tier, 1), 4)}", 1.0)]
    found += [(f"at_error={kind if kind in _KINDS else OTHER}", 1.0) for kind in refusal.site_kinds]
    if refusal.python_construct is not None:
        bucket = zlib.crc32(normalise(refusal.python_construct).encode()) % CONSTRUCT_BUCKETS
        found += [(f"construct_bucket={bucket}", 1.0), ("construct_known", 1.0)]
    return found + [(name, 1.0) for name in _context_features(error_context(refusal))]


@lru_cache(maxsize=4096)
def _context_features(context: str) -> tuple[str, ...]:
    found = [name for name, pattern in WORD_PATTERNS if pattern.search(context)]
    pair = compared_types(context)
    if pair is not None:
        expected, actual = type_class(pair[0]), type_class(pair[1])
        found += [f"expected={expected}", f"found={actual}"]
        if expected == actual:
            found.append("pair=same_class")
        if ("reference" in expected) != ("reference" in actual):
            found.append("pair=reference_and_value")
        if {expected, actual} == {"int", "float"}:
            found.append("pair=int_and_float")
    return tuple(found)


def _code_feature(code: str) -> str:
    if code in _COMMON:
        return f"code={code}"
    if code == DIFFERS:
        return "code=differs"
    if code.startswith("clippy::"):
        return "code=clippy"
    if re.fullmatch(r"E\d{4}", code):
        return f"code_bucket={zlib.crc32(code.encode()) % CODE_BUCKETS}"
    return "code=lint"


def _history_features(history: Sequence[DecisionNote]) -> list[tuple[str, float]]:
    counts: dict[str, int] = {}
    for note in history:
        name = f"history={note.category if note.category in _CATEGORIES else OTHER}"
        counts[name] = counts.get(name, 0) + 1
    found = [(name, _quantise(math.log2(1.0 + count))) for name, count in counts.items()]
    return found + [(f"history_rust={type_class(note.rust_type)}", 1.0) for note in history]


def _candidate_features(candidate: Candidate, refusal: Refusal, kinds_before: set[str]) -> list[tuple[str, float]]:
    switches = candidate.switches
    found = [(f"kind={candidate.kind}", 1.0), ("switches", float(min(len(switches), 8)))]
    if not switches:
        return found
    deltas = [switch.cost_after - switch.cost_before for switch in switches]
    found += [
        ("cost_before", _quantise(sum(switch.cost_before for switch in switches))),
        ("cost_after", _quantise(sum(switch.cost_after for switch in switches))),
        ("cost_delta", _quantise(sum(deltas))),
        ("cost_delta_largest", _quantise(max(deltas))),
        ("distance_smallest", _quantise(min(switch.distance for switch in switches))),
        ("distance_largest", _quantise(max(switch.distance for switch in switches))),
        ("in_loop_largest", _quantise(max(switch.in_loop for switch in switches))),
        ("all_proven", float(all(switch.meaning == "proven" for switch in switches))),
    ]
    for switch in switches:
        found += [
            (f"meaning={switch.meaning}", 1.0),
            (f"switch={switch.site_kind if switch.site_kind in _KINDS else OTHER}", 1.0),
            (f"category={switch.category if switch.category in _CATEGORIES else OTHER}", 1.0),
        ]
        found += [(f"from={name}", 1.0) for name in alternative_classes(switch.from_alternative)]
        found += [(f"to={name}", 1.0) for name in alternative_classes(switch.to_alternative)]
        if switch.site_kind in refusal.site_kinds:
            found.append(("switch_kind_at_error", 1.0))
        if switch.site_kind in kinds_before:
            found.append(("history_same_kind", 1.0))
    return found


@lru_cache(maxsize=1024)
def alternative_classes(name: str) -> tuple[str, ...]:
    """Classes of an alternative by the words of its name (`rc_refcell` → shared, cell); `other` where none fits."""
    words = _ALTERNATIVE_WORD.findall(name.lower())
    classes = {kind for word in words for kind in _ALTERNATIVE_WORDS.get(word, ())}
    if "borrow_mut" in classes:
        classes.discard("borrow")
    return tuple(sorted(classes)) or (OTHER,)


def _quantise(value: float) -> float:
    if not math.isfinite(value):
        return math.copysign(_LARGEST, value) if math.isinf(value) else 0.0
    return round(min(max(value, -_LARGEST), _LARGEST) * _GRAIN) / _GRAIN

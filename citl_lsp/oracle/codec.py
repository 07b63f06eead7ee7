"""JSON forms of the oracle's data, and readers of fields that say what is wrong.

    >>> int_of({"tier": "1"}, "tier")
    Traceback (most recent call last):
    citl_lsp.oracle.model.ModelError: `tier`: expected an integer, found str

Used for groups, trace payloads and model files; knows no file and no byte layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from citl_lsp.oracle.model import (
    CANDIDATE_KINDS,
    MEANINGS,
    Candidate,
    DecisionNote,
    History,
    ModelError,
    Refusal,
    Switch,
)


def switch_to_dict(switch: Switch) -> dict[str, object]:
    """JSON form of a switch; inverse of `switch_from_dict`."""
    return dict(vars(switch))


def switch_from_dict(data: Mapping[str, object]) -> Switch:
    """Raises `ModelError` on a missing field or a wrong type."""
    meaning = text_of(data, "meaning")
    if meaning not in MEANINGS:
        raise ModelError(f"unknown meaning {meaning!r}; expected one of {', '.join(MEANINGS)}")
    return Switch(
        site=text_of(data, "site"),
        site_kind=text_of(data, "site_kind"),
        category=text_of(data, "category"),
        from_alternative=text_of(data, "from_alternative"),
        to_alternative=text_of(data, "to_alternative"),
        cost_before=number_of(data, "cost_before"),
        cost_after=number_of(data, "cost_after"),
        meaning=meaning,
        distance=int_of(data, "distance"),
        in_loop=int_of(data, "in_loop"),
    )


def candidate_to_dict(candidate: Candidate) -> dict[str, object]:
    """JSON form of a candidate; inverse of `candidate_from_dict`."""
    return {
        "title": candidate.title,
        "kind": candidate.kind,
        "switches": [switch_to_dict(switch) for switch in candidate.switches],
    }


def candidate_from_dict(data: Mapping[str, object]) -> Candidate:
    """Raises `ModelError` on a missing field or a wrong type."""
    kind = text_of(data, "kind")
    if kind not in CANDIDATE_KINDS:
        raise ModelError(f"unknown kind of candidate {kind!r}; expected one of {', '.join(CANDIDATE_KINDS)}")
    switches = tuple(switch_from_dict(mapping_of(item)) for item in list_of(data, "switches"))
    return Candidate(text_of(data, "title"), kind, switches)


def refusal_to_dict(refusal: Refusal) -> dict[str, object]:
    """JSON form of a refusal; inverse of `refusal_from_dict`."""
    return {**vars(refusal), "site_kinds": list(refusal.site_kinds)}


def refusal_from_dict(data: Mapping[str, object]) -> Refusal:
    """Raises `ModelError` on a missing field or a wrong type."""
    return Refusal(
        code=text_of(data, "code"),
        message=text_of(data, "message"),
        tier=int_of(data, "tier"),
        definition=text_of(data, "definition"),
        site_kinds=texts_of(data, "site_kinds"),
        python_construct=optional_text_of(data, "python_construct"),
        primary_label=text_of(data, "primary_label"),
    )


def history_to_list(history: Sequence[DecisionNote]) -> list[dict[str, object]]:
    """JSON form of a history; inverse of `history_from_list`."""
    return [dict(vars(note)) for note in history]


def history_from_list(items: Sequence[object]) -> History:
    """Raises `ModelError` on a missing field or a wrong type."""
    notes = [mapping_of(item) for item in items]
    return tuple(
        DecisionNote(
            text_of(note, "site_kind"),
            text_of(note, "category"),
            text_of(note, "alternative"),
            text_of(note, "python_type"),
            text_of(note, "rust_type"),
        )
        for note in notes
    )


def mapping_of(value: object) -> Mapping[str, object]:
    """The value as a mapping with text keys, or `ModelError`."""
    if not isinstance(value, Mapping):
        raise ModelError(f"expected an object, found {type(value).__name__}")
    return cast("Mapping[str, object]", value)


def list_of(data: Mapping[str, object], name: str) -> list[object]:
    """The list under `name`, or `ModelError`."""
    value = data.get(name)
    if not isinstance(value, (list, tuple)):
        raise ModelError(f"`{name}`: expected a list, found {type(value).__name__}")
    return list(value)


def texts_of(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    """The list of texts under `name`, or `ModelError`."""
    items = list_of(data, name)
    if not all(isinstance(item, str) for item in items):
        raise ModelError(f"`{name}`: expected a list of texts")
    return tuple(cast("list[str]", items))


def text_of(data: Mapping[str, object], name: str) -> str:
    """The text under `name`, or `ModelError`."""
    value = data.get(name)
    if not isinstance(value, str):
        raise ModelError(f"`{name}`: expected a text, found {type(value).__name__}")
    return value


def optional_text_of(data: Mapping[str, object], name: str) -> str | None:
    """The text under `name`, or None where it is absent or null."""
    return None if data.get(name) is None else text_of(data, name)


def number_of(data: Mapping[str, object], name: str) -> float:
    """The number under `name` as a float, or `ModelError`."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ModelError(f"`{name}`: expected a number, found {type(value).__name__}")
    return float(value)


def int_of(data: Mapping[str, object], name: str) -> int:
    """The integer under `name`, or `ModelError`."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ModelError(f"`{name}`: expected an integer, found {type(value).__name__}")
    return value

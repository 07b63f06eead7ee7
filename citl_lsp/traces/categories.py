"""The seven categories of decisions with all their fields (specs/citl.md row 9), and their codes in a record.

    >>> category_code(TypeMapping("list[int]", "Vec<i64>", None))
    1
    >>> category_from_fields(1, {"python_type": "int", "rust_type": "i64", "confidence": 0.5})
    TypeMapping(python_type='int', rust_type='i64', confidence=0.5)

The guide names three borrow strategies; DESIGN section 3 has two more, written with the prefix `citl.`. A category of
one's own is an `Extension` with a namespace. Data and its checks only; no bytes, no files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from citl_lsp.oracle.codec import text_of, texts_of
from citl_lsp.oracle.model import ModelError

BORROW_STRATEGIES = ("Owned", "Borrowed", "MutBorrowed", "citl.Cloned", "citl.Shared")


@dataclass(frozen=True)
class TypeMapping:
    """Which Rust type a Python type became; the confidence is a measured frequency (0 to 1) or absent."""

    python_type: str
    rust_type: str
    confidence: float | None = None


@dataclass(frozen=True)
class BorrowStrategy:
    """How a variable is held or passed; `strategy` is one of `BORROW_STRATEGIES`."""

    variable: str
    strategy: str
    reason: str


@dataclass(frozen=True)
class LifetimeInfer:
    """The lifetimes of a function's signature, and whether they could be left out."""

    function: str
    inferred: tuple[str, ...]
    elision_applied: bool


@dataclass(frozen=True)
class ErrorHandling:
    """What became of an exception."""

    python_pattern: str
    rust_pattern: str


@dataclass(frozen=True)
class LoopTransform:
    """What became of a loop."""

    python_construct: str
    rust_construct: str
    iterator_type: str


@dataclass(frozen=True)
class MemoryAlloc:
    """How a value is allocated; `capacity_hint` counts elements."""

    pattern: str
    rust_type: str
    capacity_hint: int | None = None


@dataclass(frozen=True)
class ConcurrencyMap:
    """What became of threads, tasks or processes."""

    python_pattern: str
    rust_pattern: str


@dataclass(frozen=True)
class Extension:
    """A category beyond the seven, named in a namespace; its fields are texts."""

    namespace: str
    name: str
    fields: tuple[tuple[str, str], ...] = ()


Category = (
    TypeMapping
    | BorrowStrategy
    | LifetimeInfer
    | ErrorHandling
    | LoopTransform
    | MemoryAlloc
    | ConcurrencyMap
    | Extension
)

_CODES: dict[type[Category], int] = {
    TypeMapping: 1,
    BorrowStrategy: 2,
    LifetimeInfer: 3,
    ErrorHandling: 4,
    LoopTransform: 5,
    MemoryAlloc: 6,
    ConcurrencyMap: 7,
    Extension: 128,
}


def category_code(category: Category) -> int:
    """The byte that stands for the category: 1 to 7 in the guide's order, 128 for an extension."""
    return _CODES[type(category)]


def category_name(category: Category) -> str:
    """The category's name; `namespace.name` for an extension."""
    return f"{category.namespace}.{category.name}" if isinstance(category, Extension) else type(category).__name__


def category_fields(category: Category) -> dict[str, object]:
    """The fields as plain data; inverse of `category_from_fields`."""
    return {field.name: _plain(getattr(category, field.name)) for field in dataclasses.fields(category)}


def category_from_fields(code: int, data: Mapping[str, object]) -> Category:
    """Raises `ModelError` on an unknown code, a missing field or a wrong type."""
    if code == 1:
        return TypeMapping(text_of(data, "python_type"), text_of(data, "rust_type"), _share(data, "confidence"))
    if code == 2:
        strategy = text_of(data, "strategy")
        if strategy not in BORROW_STRATEGIES:
            raise ModelError(f"unknown borrow strategy {strategy!r}")
        return BorrowStrategy(text_of(data, "variable"), strategy, text_of(data, "reason"))
    if code == 3:
        elided = data.get("elision_applied")
        if not isinstance(elided, bool):
            raise ModelError("`elision_applied`: expected true or false")
        return LifetimeInfer(text_of(data, "function"), texts_of(data, "inferred"), elided)
    if code == 4:
        return ErrorHandling(text_of(data, "python_pattern"), text_of(data, "rust_pattern"))
    if code == 5:
        names = ("python_construct", "rust_construct", "iterator_type")
        return LoopTransform(*(text_of(data, name) for name in names))
    if code == 6:
        hint = data.get("capacity_hint")
        if hint is not None and (isinstance(hint, bool) or not isinstance(hint, int)):
            raise ModelError("`capacity_hint`: expected an integer or nothing")
        return MemoryAlloc(text_of(data, "pattern"), text_of(data, "rust_type"), hint)
    if code == 7:
        return ConcurrencyMap(text_of(data, "python_pattern"), text_of(data, "rust_pattern"))
    if code == 128:
        return Extension(text_of(data, "namespace"), text_of(data, "name"), _pairs(data))
    raise ModelError(f"unknown category code {code}")


def _share(data: Mapping[str, object], name: str) -> float | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 <= value <= 1.0:
        raise ModelError(f"`{name}`: expected a number from 0 to 1, or nothing")
    return float(value)


def _pairs(data: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    items = data.get("fields")
    if not isinstance(items, (list, tuple)):
        raise ModelError("`fields`: expected a list of pairs")
    pairs = []
    for item in items:
        if not isinstance(item, (list, tuple)) or len(item) != 2 or not all(isinstance(part, str) for part in item):
            raise ModelError("`fields`: expected pairs of texts")
        pairs.append((str(item[0]), str(item[1])))
    return tuple(pairs)


def _plain(value: object) -> object:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value

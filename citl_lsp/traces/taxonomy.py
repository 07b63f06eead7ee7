"""Categories and confidences of compiler messages, as the guide's table gives them (specs/citl.md rows 22 and 23).

    >>> classify("E0308", None, "guide")
    Label(category='TypeErrors', confidence=0.95)

`GUIDE` is transcribed from the guide. `GUIDE_EXTENSION` adds codes that its table omits: E0382, its own example of a
tier 1 error, and the other codes of the borrow checker, with the category and confidence of their nearest neighbour in
the table. What neither names gets depyler's defaults (`LogicErrors`, 0.7). `OIP18` has only categories that OIP's
importer knows, which skips rows of any other (specs/citl.md section 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """A category and how surely a message with that code belongs to it (0 to 1)."""

    category: str
    confidence: float


GUIDE: Mapping[str, Label] = {
    "E0308": Label("TypeErrors", 0.95),
    "E0277": Label("TraitBounds", 0.95),
    "E0502": Label("OwnershipBorrow", 0.95),
    "E0503": Label("OwnershipBorrow", 0.95),
    "E0505": Label("OwnershipBorrow", 0.95),
    "E0597": Label("LifetimeErrors", 0.90),
    "E0499": Label("LifetimeErrors", 0.90),
    "E0716": Label("LifetimeErrors", 0.90),
    "E0433": Label("ImportResolution", 0.90),
    "E0412": Label("ImportResolution", 0.90),
    "E0425": Label("NameResolution", 0.85),
    "E0599": Label("NameResolution", 0.85),
    "E0428": Label("DuplicateDefinitions", 0.85),
    "E0592": Label("DuplicateDefinitions", 0.85),
}

GUIDE_EXTENSION: Mapping[str, Label] = {
    "E0382": Label("OwnershipBorrow", 0.95),
    "E0381": Label("OwnershipBorrow", 0.95),
    "E0506": Label("OwnershipBorrow", 0.95),
    "E0507": Label("OwnershipBorrow", 0.95),
    "E0594": Label("OwnershipBorrow", 0.95),
    "E0596": Label("OwnershipBorrow", 0.95),
    "E0106": Label("LifetimeErrors", 0.90),
    "E0373": Label("LifetimeErrors", 0.90),
    "E0515": Label("LifetimeErrors", 0.90),
    "E0521": Label("LifetimeErrors", 0.90),
    "E0621": Label("LifetimeErrors", 0.90),
}

OIP18: Mapping[str, Label] = {
    **{
        code: label
        for code, label in GUIDE.items()
        if label.category in ("TypeErrors", "TraitBounds", "OwnershipBorrow")
    },
    "E0382": Label("MemorySafety", 0.90),
    "E0507": Label("MemorySafety", 0.90),
    "E0425": Label("StdlibMapping", 0.85),
    "E0433": Label("StdlibMapping", 0.85),
    "E0412": Label("TypeAnnotationGaps", 0.85),
    "E0599": Label("ASTTransform", 0.80),
    "E0615": Label("ASTTransform", 0.80),
    "E0614": Label("OperatorPrecedence", 0.80),
    "E0658": Label("ConfigurationErrors", 0.75),
}

DEFAULT = Label("LogicErrors", 0.7)

TAXONOMIES: Mapping[str, Mapping[str, Label]] = {"guide": {**GUIDE_EXTENSION, **GUIDE}, "oip18": OIP18}


def classify(code: str | None, lint: str | None, taxonomy: str = "guide") -> Label:
    """The label of a message by its code or lint. Raises `ValueError` for a taxonomy that is not there."""
    if taxonomy not in TAXONOMIES:
        raise ValueError(f"unknown taxonomy {taxonomy!r}; there is: {', '.join(TAXONOMIES)}")
    return TAXONOMIES[taxonomy].get(code or lint or "", DEFAULT)

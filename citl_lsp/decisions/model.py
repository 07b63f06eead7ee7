"""Sites, alternatives and decisions: the data that everything else turns on.

A *site* is a place where the translator had a choice. Its *alternatives* form a ladder, cheapest idiom first, the
floor last. A *decision* switches one site away from what the policy would take. Decisions are named by `SiteId`, which
survives edits elsewhere in the file and never matches another expression (see `SiteId`).

    Site(kind="container", alternatives=(owned: 0, cell: 4, shared: 5), chosen="owned")

This module knows no Rust text and no types; each kind's own file says what its alternatives mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from citl_lsp.text.span import Span

Category = Literal[
    "TypeMapping",
    "BorrowStrategy",
    "LifetimeInfer",
    "ErrorHandling",
    "LoopTransform",
    "MemoryAlloc",
    "ConcurrencyMap",
]
Stratum = Literal["representation", "signature", "local"]


class Meaning(Enum):
    """What an alternative does to the program's behaviour."""

    PROVEN = "proven"
    """The same behaviour as CPython."""
    STOPS = "stops"
    """The same behaviour, or a stop with a message and the Python line."""
    DIFFERS = "differs"
    """Another behaviour: never legal."""


class Acceptance(Enum):
    """Whether rustc may refuse it."""

    CONSTRUCTION = "by construction"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One rung of a ladder at one site, with what the analysis says about it there."""

    name: str
    cost: float
    """Idiom cost at this site, loops counted (see `decisions.costs`)."""
    meaning: Meaning
    acceptance: Acceptance
    reason: str = ""
    """Why the analysis says so, in Python terms."""

    @property
    def legal(self) -> bool:
        """Whether any policy may take it."""
        return self.meaning is not Meaning.DIFFERS


@dataclass(frozen=True, slots=True)
class SiteId:
    """Name of a site: definition, structural path, kind and a fingerprint of the anchored text.

    `str(id)` is the form used in files: `module.func:container:xs@1a2b3c4d`. Two sites never share it; one that no
    longer matches is stale and is never applied to another expression.
    """

    module: str
    definition: str
    kind: str
    name: str
    """The Python name that the site is about (`xs`, `xs#2`), or the structural path of its expression (`return.0`)."""
    fingerprint: str
    """Eight hex digits over the anchored expression, its neighbours and the number of equals."""

    def __str__(self) -> str:
        return f"{self.module}.{self.definition}:{self.kind}:{self.name}@{self.fingerprint}"


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the translator had a choice, with what it chose."""

    id: SiteId
    path: str
    span: Span
    """Absolute code points in the file."""
    category: Category
    stratum: Stratum
    alternatives: tuple[Alternative, ...]
    chosen: str
    default: str
    """What the policy takes without a decision."""
    why: str
    """One sentence for a Python programmer."""
    python_type: str = ""
    rust_type: str = ""
    depth: int = 0
    """Number of loops around it."""
    pin: str = ""
    """What a pin by comment calls it: its name, `xs#2` where it is the second on its line."""
    along: tuple[str, ...] = ()
    """Sites of what these values hold: sharing these values shares that too."""

    def alternative(self, name: str) -> Alternative:
        """The rung called `name`; KeyError if there is none."""
        for alternative in self.alternatives:
            if alternative.name == name:
                return alternative
        raise KeyError(name)


Decisions = Mapping[str, str]
"""`str(SiteId)` -> name of an alternative; only departures from the policy's defaults."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How the ladders are walked. Part of every cache key and trace record."""

    profile: Literal["faithful", "idiomatic"]
    python_version: tuple[int, int] = (3, 11)
    legality: bool = True
    """Off only in the tests that show what legality prevents."""

    @property
    def key(self) -> str:
        """Content hash input: everything that can change a translation."""
        return f"{self.profile}|{self.python_version}|{self.legality}"

"""Plain data that the oracle ranks: a refusal, the candidates that may mend it, and the decisions taken before it.

    >>> borrow = Switch("m.total#0/call", "passing", "BorrowStrategy", "move", "borrow", 0.0, 0.0, "proven", 0, 0)
    >>> Candidate("Borrow `items`", "decision", (borrow,)).fix_key
    'passing:move>borrow'

Nothing here knows the translator, Rust text, files or an editor. Every other module of the oracle, and the trace
records, are written in terms of these types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from citl_lsp.oracle.vocabulary import normalise

CandidateKind = Literal["decision", "edit", "suggestion"]
Meaning = Literal["proven", "stops", "open"]

CANDIDATE_KINDS: tuple[CandidateKind, ...] = ("decision", "edit", "suggestion")
MEANINGS: tuple[Meaning, ...] = ("proven", "stops", "open")

CATEGORIES: tuple[str, ...] = (
    "TypeMapping",
    "BorrowStrategy",
    "LifetimeInfer",
    "ErrorHandling",
    "LoopTransform",
    "MemoryAlloc",
    "ConcurrencyMap",
)
"""The seven categories of decisions, in the guide's order (specs/citl.md row 9)."""

SITE_KINDS: tuple[str, ...] = (
    "container",
    "number",
    "passing",
    "binding",
    "clone",
    "loop",
    "error",
    "string",
    "object",
    "dynamic",
    "lifetime",
    "capacity",
)
"""Kinds of sites that have a feature of their own; any other kind shares one feature."""

DIFFERS = "differs"
"""The code of a refusal that came from running both programs, not from a compiler."""


class ModelError(ValueError):
    """Data that does not have the shape it must have; the message says where."""


@dataclass(frozen=True)
class Switch:
    """One decision taken differently.

    `distance` counts edges in data flow from the error's primary span (0 = at it); `in_loop` counts the loops around
    the site; costs are idiom costs of the two alternatives (dimensionless, DESIGN section 1).
    """

    site: str
    site_kind: str
    category: str
    from_alternative: str
    to_alternative: str
    cost_before: float
    cost_after: float
    meaning: Meaning
    distance: int
    in_loop: int

    @property
    def key(self) -> str:
        """What the switch does, without where: `passing:move>borrow`."""
        return f"{self.site_kind}:{self.from_alternative}>{self.to_alternative}"


@dataclass(frozen=True)
class Candidate:
    """One way to mend a refusal: switched decisions, an edit of the Python text, or a suggestion of the compiler."""

    title: str
    kind: CandidateKind
    switches: tuple[Switch, ...]

    @property
    def fix_key(self) -> str:
        """The strategy of the candidate, equal for equal strategies anywhere; free of user names.

        Switches joined by `+` in sorted order; an edit or a suggestion without switches is named by its normalised
        title.
        """
        if self.switches:
            prefix = "" if self.kind == "decision" else f"{self.kind}:"
            return prefix + "+".join(sorted(switch.key for switch in self.switches))
        return f"{self.kind}:{normalise(self.title)}"

    @property
    def cost_delta(self) -> float:
        """Change of idiom cost over all switches."""
        return sum(switch.cost_after - switch.cost_before for switch in self.switches)


@dataclass(frozen=True)
class Refusal:
    """What was refused: by rustc (`E0382`, a lint), by clippy (`clippy::…`), or by running (`differs`).

    `tier` is 1 to 4 (DESIGN section 5); `site_kinds` are the kinds of the sites at the error; `message` and
    `primary_label` are the compiler's own words.
    """

    code: str
    message: str
    tier: int
    definition: str
    site_kinds: tuple[str, ...]
    python_construct: str | None
    primary_label: str


@dataclass(frozen=True)
class DecisionNote:
    """One decision of the history around a refusal."""

    site_kind: str
    category: str
    alternative: str
    python_type: str
    rust_type: str


History = tuple[DecisionNote, ...]

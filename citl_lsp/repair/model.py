"""What the repair loop finds: candidates with what is known of each, refusals, the result for a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from citl_lsp.decisions.model import Decisions
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.equivalence.compare import VerdictKind
from citl_lsp.oracle.model import Candidate
from citl_lsp.transpile import Translation


@dataclass(frozen=True, slots=True)
class FixCandidate:
    """One way to mend a refusal."""

    title: str
    kind: Literal["decision", "edit", "suggestion"]
    decisions: Decisions
    """All decisions with this candidate, not only the ones that it switches."""
    switched: Decisions
    """The ones that it switches."""
    cost: float
    """Idiom cost that it adds (or saves, when negative)."""
    proven: bool
    """Whether the analysis says of every switched alternative that it means what Python means."""
    site: str = ""
    """The first switched site."""
    alternative: str = ""
    python_edit: tuple[tuple[int, int, str], ...] | None = None
    """(start, end, text) in code points, for edits of the Python text."""
    confidence: float | None = None
    compiled: bool | None = None
    agreed: int | None = None
    described: Candidate | None = None
    """The same in the oracle's terms, as it was ranked."""


@dataclass(slots=True)
class RefusalReport:
    """A refusal with its candidates, best first."""

    diagnostic: Diagnostic
    candidates: Sequence[FixCandidate] = ()
    chosen: int | None = None
    """Index of the candidate that was taken."""
    compile_calls: int = 0
    translation: Translation | None = None
    """The translation that was refused."""


@dataclass(slots=True)
class RepairedProgram:
    """What the loop found for a program."""

    decisions: Decisions
    errors: list[RefusalReport]
    """Refusals of any round that the search has tried to mend; an earlier repair may mend others on the way."""
    errors_after: int
    compile_calls: int
    errors_before: int = 0
    """How much rustc refused in the first draft."""
    edits: Mapping[str, Sequence[tuple[int, int, str]]] = field(default_factory=dict)
    behaviour: VerdictKind | None = None
    """How its one run, without arguments or input, stands to CPython's; None where nothing was run."""

    @property
    def agreed(self) -> int | None:
        """On how many inputs the result behaved as CPython; None where nothing was run, or the run proves nothing."""
        return agreed_on(self.behaviour)


def agreed_on(behaviour: VerdictKind | None) -> int | None:
    """The verdict on one input as a number of inputs: a program that stops has not differed, but not agreed either."""
    return 1 if behaviour == "equal" else 0 if behaviour == "different" else None

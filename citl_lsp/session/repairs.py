"""The one place that calls `citl_lsp.repair`: its names may change, the rest of the session doesn't see them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from citl_lsp.decisions.model import Policy
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.toolchain.messages import CompilerMessage
from citl_lsp.transpile import Program, Translation


class FixCandidate(Protocol):
    """What `repair.api.candidates` yields, best first."""

    title: str
    decisions: Mapping[str, str]
    """All decisions that hold with the fix, the ones before included."""
    cost: float
    python_edit: Sequence[tuple[int, int, str]] | None


@dataclass(frozen=True, slots=True)
class Repairs:
    """The functions of `repair.api`."""

    refusals: Callable[[Translation, Sequence[CompilerMessage]], Sequence[Diagnostic]]
    candidates: Callable[
        [Program, Mapping[str, str], Policy, Translation, Diagnostic], Sequence[FixCandidate]
    ]
    verify: Callable[[Program, Mapping[str, str], Policy, Sequence[FixCandidate]], Awaitable[Sequence[bool]]]

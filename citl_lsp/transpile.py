"""The pure function at the centre: `transpile(program, decisions, policy) -> Translation`.

Deterministic, total, and without I/O. Work is memoised per definition inside a `Memo`, which the caller may keep
between calls; the result never depends on what the memo holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from citl_lsp.decisions.model import Decisions, Policy, Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.rust.source_map import SourceMap


@dataclass(frozen=True, slots=True)
class Program:
    """Python files by path (as given by the user, `/` separated) and the one that is run or looked at."""

    files: Mapping[str, str]
    main: str


@dataclass(frozen=True, slots=True)
class HoverFact:
    """What is known about a Python range: its type, why it is dynamic, the sites that shape it."""

    path: str
    start: int
    end: int
    python_type: str
    rust_type: str
    reasons: tuple[str, ...] = ()
    """Chain of reasons when the value is dynamic."""
    site_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """Everything that one translation yields."""

    rust: str
    source_map: SourceMap
    sites: tuple[Site, ...]
    diagnostics: tuple[Diagnostic, ...]
    """Syntax, inference and unsupported constructs; stale and dormant pins. Nothing from a compiler."""
    facts: tuple[HoverFact, ...]
    uses_runtime: bool
    unit_starts: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """(path, unit) -> (code point offset, 0-based line) of the unit in its file."""


class Memo:
    """Per-definition results kept between calls, keyed by content. Dropping it costs time, never changes a result."""

"""What the front and the worker say to each other, and what the front keeps of it.

All offsets are code points of the text that the generation names. Plain data only: the front must be able to read it
without importing the translator.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Literal, NamedTuple

from citl_lsp.config import Config

Severity = Literal["error", "warning", "information", "hint"]
Tag = Literal["unnecessary", "deprecated"]
CompilerLayer = Literal["rustc", "clippy"]
Layer = Literal["syntax", "inference", "analysis", "rustc", "clippy"]
FixKind = Literal["decision", "edit", "suggestion"]


# --- what is on show -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Related:
    """A place that belongs to a finding: in the generated Rust (`path` None) or in a Python file."""

    path: str | None
    start: int
    end: int
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic as the editor shows it."""

    id: str
    """The same for the same finding in the next generation, as far as possible; unique within one."""
    start: int
    end: int
    tier: int
    severity: Severity
    source: str
    message: str
    code: str | None = None
    href: str | None = None
    tags: tuple[Tag, ...] = ()
    related: tuple[Related, ...] = ()
    refusal: bool = False
    """A refusal of an idiomatic choice: fixes for it are sought."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """Replace `[start, end)` of a file by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair on offer for one finding: edits of its document, or pins for the project's pyproject.toml."""

    id: str
    finding: str
    title: str
    kind: FixKind
    edits: tuple[TextChange, ...]
    compiled: bool | None
    """True: rustc accepted it; None: not compiled yet. One that was refused is not on offer."""
    pins: tuple[tuple[str, str], ...] = ()
    """(name, alternative) for `[tool.citl.decisions]`."""
    agreed: int | None = None
    """Both programs behaved alike on that many inputs."""
    proven: bool = False
    cost: float = 0.0
    confidence: float | None = None
    changes_meaning: bool = False
    """It touches representation, copying or order: preferred only when proven or agreed."""

    @property
    def preferable(self) -> bool:
        """Whether it may be applied without looking (`isPreferred`, fix all)."""
        return self.compiled is True and (not self.changes_meaning or self.proven or bool(self.agreed))


@dataclass(frozen=True, slots=True)
class Fact:
    """What hovering over `[start, end)` tells, as Markdown."""

    start: int
    end: int
    markdown: str


class MapRow(NamedTuple):
    """A Python range and the Rust range made from it."""

    python_start: int
    python_end: int
    rust_start: int
    rust_end: int


# --- front to worker -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Configure:
    """The settings from here on."""

    config: Config
    project: str | None
    """The project's root, if there is one."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """The open text of a file, or None when it is closed: other documents may import it."""

    path: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Analyze:
    """Translate a document. Supersedes, and cancels, all earlier work on it."""

    uri: str
    path: str
    text: str
    generation: int
    valid: bool | None
    """Whether CPython accepts the text; None where the front left the question to the worker. The front says True while
    it is still looking, and says the same generation again if that was wrong."""


@dataclass(frozen=True, slots=True)
class Compile:
    """Ask the compilers about what the last `Analyze` of this generation gave."""

    uri: str
    generation: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Kill what runs for a document; its text has changed or it was closed."""

    uri: str
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Resolve:
    """Work out one fix: compile it where that hasn't happened."""

    request: int
    uri: str
    generation: int
    fix: str


# --- worker to front -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inferred:
    """What inference has to say, while translating goes on. `Analyzed` says it again, with the rest."""

    uri: str
    generation: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Analyzed:
    """What translating gave."""

    uri: str
    generation: int
    findings: tuple[Finding, ...]
    rust: str | None
    """None where there is no translation."""
    imports: frozenset[str]
    """Paths whose change changes this result, whether they exist or not."""
    seconds: float
    compilable: bool
    """Whether asking the compilers makes sense (there is Rust, and no syntax error stands in the way)."""
    broken: bool = False
    """CPython refuses the text: `findings` is all that is wrong with its syntax, and there is nothing else."""
    failed: bool = False
    """The translator itself broke: nothing is known about this text."""


@dataclass(frozen=True, slots=True)
class Details:
    """What only a hover or the preview needs: follows `Analyzed`, so that the diagnostics needn't wait for it. Packed,
    since most of it is never looked at."""

    uri: str
    generation: int
    packed: bytes

    @staticmethod
    def pack(uri: str, generation: int, facts: tuple[Fact, ...], rows: tuple[MapRow, ...]) -> Details:
        plain = ([(f.start, f.end, f.markdown) for f in facts], [tuple(row) for row in rows])
        return Details(uri, generation, pickle.dumps(plain, pickle.HIGHEST_PROTOCOL))

    def unpack(self) -> tuple[tuple[Fact, ...], tuple[MapRow, ...]]:
        facts, rows = pickle.loads(self.packed)
        return tuple(Fact(*fact) for fact in facts), tuple(MapRow(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What one compiler said."""

    uri: str
    generation: int
    layer: CompilerLayer
    findings: tuple[Finding, ...]
    seconds: float
    last: bool
    """No other compiler is running for this generation."""
    accepted: bool = True
    """Whether rustc takes the whole crate, imported files included."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The fixes known now, best first; sent again when verdicts arrive."""

    uri: str
    generation: int
    fixes: tuple[Fix, ...]
    final: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """The answer to `Resolve`; `fix` is None where it is refused or stale, and `reason` says why."""

    request: int
    fix: Fix | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work: `done` of about `total` steps; `total` 0 = it has ended."""

    key: str
    title: str
    message: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ToolchainState:
    """Whether the compilers can be used; `problem` says what is missing and the command that brings it."""

    problem: str | None
    version: str


@dataclass(frozen=True, slots=True)
class Log:
    """For the client's log."""

    level: Literal["error", "warning", "info", "debug"]
    message: str

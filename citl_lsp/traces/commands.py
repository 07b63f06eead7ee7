"""What `citl trace on/off/status/show/export/purge` do, as functions that return data and text.

    >>> status(Context.default()).text().splitlines()[0]      # doctest: +SKIP
    'recording is off (citl trace on)'

The command line and the server call these; nothing here prints, asks or knows an argument parser.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from citl_lsp.config import user_config_file
from citl_lsp.traces.categories import category_name
from citl_lsp.traces.consent import (
    EVERYTHING,
    NOTHING,
    Answer,
    Consent,
    project_limits,
    read_consent,
    write_consent,
)
from citl_lsp.traces.oip import Exported, Options, export, rows_of
from citl_lsp.traces.reader import Damage, read_all
from citl_lsp.traces.record import DecisionTrace
from citl_lsp.traces.store import Store

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Context:
    """Where consents (the user's settings) and records are, and which projects are open (they can only restrict)."""

    store: Store
    consent_file: Path
    projects: tuple[Path, ...] = ()
    limits: Consent = EVERYTHING
    complaints: tuple[str, ...] = ()

    @classmethod
    def default(cls, project: Path | None = None, settings: Mapping[str, object] | None = None) -> Context:
        """The user's own files; `settings` is the project's `[tool.citl]`."""
        limits, complaints = project_limits(settings or {})
        projects = () if project is None else (project,)
        return cls(Store.default(), user_config_file(), projects, limits, complaints)

    @classmethod
    def for_project(cls, project: Path) -> Context:
        """The user's own files, restricted by the project's pyproject.toml if there is one: one that can't be read
        might say no."""
        file = project / "pyproject.toml"
        if not file.is_file():
            return cls.default()
        try:
            section = tomllib.loads(file.read_text("utf-8-sig")).get("tool", {}).get("citl", {})
        except (OSError, ValueError, AttributeError):
            complaint = f"{file} can't be read, so nothing is recorded here"
            return replace(cls.default(project), limits=NOTHING, complaints=(complaint,))
        return cls.default(project, section if isinstance(section, dict) else {})

    def answer(self) -> Answer:
        """The consent that holds here, with the reasons why it is not more."""
        own = read_consent(self.consent_file, self.projects)
        restricted = own.consent.restricted(self.limits)
        reasons = (*own.reasons, *self.complaints)
        if restricted != own.consent:
            reasons += ("this project's settings restrict it",)
        return Answer(restricted, reasons)

    def consent(self) -> Consent:
        """The consent that holds here, as a `TraceWriter` asks for it."""
        return self.answer().consent


@dataclass(frozen=True)
class TraceStatus:
    """Consents, and what is stored: folder, number of segments, bytes."""

    answer: Answer
    directory: Path
    segments: int
    size: int

    def text(self) -> str:
        """For people."""
        consent = self.answer.consent
        lines = ["recording is on (citl trace off)" if consent.record else "recording is off (citl trace on)"]
        lines.append(f"names and source are {'included' if consent.names else 'left out'}")
        lines.append(f"sending is {'on' if consent.send else 'off'}")
        lines.append(f"{self.segments} segments, {self.size} bytes in {self.directory}")
        return "\n".join([*lines, *self.answer.reasons])

    def json(self) -> dict[str, object]:
        """For programs."""
        return {
            "consent": dict(vars(self.answer.consent)),
            "reasons": list(self.answer.reasons),
            "directory": str(self.directory),
            "segments": self.segments,
            "bytes": self.size,
        }


def turn_on(context: Context, *, names: bool = False, send: bool = False) -> TraceStatus:
    """Consents to recording, and to names and sending where said; what is not said is off. Raises `OSError`."""
    write_consent(context.consent_file, Consent(True, names, send))
    return status(context)


def turn_off(context: Context) -> TraceStatus:
    """Takes every consent back; records stay until `purge`. Raises `OSError`."""
    write_consent(context.consent_file, Consent())
    return status(context)


def status(context: Context) -> TraceStatus:
    """What is allowed and what is there."""
    segments = context.store.segments()
    size = sum(segment.stat().st_size for segment in segments)
    return TraceStatus(context.answer(), context.store.directory, len(segments), size)


@dataclass
class Shown:
    """Records as lines, streamed; `damage` is complete once the lines are read."""

    traces: Iterator[DecisionTrace]
    damage: Damage = field(default_factory=Damage)

    def lines(self) -> Iterator[str]:
        """One line per record, then one about damage if there was any."""
        for trace in self.traces:
            yield line_of(trace)
        if self.damage.records or self.damage.torn_bytes:
            yield f"left out: {self.damage.records} damaged records, {self.damage.torn_bytes} bytes of torn ends"

    def json(self) -> Iterator[dict[str, object]]:
        """One object per record."""
        for trace in self.traces:
            yield object_of(trace)


def show(context: Context, limit: int | None = None) -> Shown:
    """The records in the order written, at most `limit` of them."""
    damage = Damage()
    return Shown(islice(read_all(context.store.segments(), damage), limit), damage)


def line_of(trace: DecisionTrace) -> str:
    """A record in one line."""
    span = "-" if trace.source_span is None else f"{trace.source_span.start}..{trace.source_span.end}"
    parts = [f"{trace.lamport_clock:>6}", category_name(trace.category), trace.outcome, span]
    if trace.alternative:
        parts.append(f"{trace.site_kind}={trace.alternative}")
    result = trace.compiler_result
    if result is not None:
        parts.append("accepted" if result.accepted else f"{result.code or result.lint}: {result.message}")
    if trace.repair is not None:
        tried = trace.repair.candidates
        fates = [f"{entry.candidate.fix_key} {entry.action}" for entry in tried if entry.action != "offered"]
        parts.append(f"{trace.repair.refusal.code}, {len(tried)} candidates: {', '.join(fates) or 'none taken'}")
    return "  ".join(parts)


def object_of(trace: DecisionTrace) -> dict[str, object]:
    """A record as a JSON object, with what people look for; feature vectors are left out."""
    result, repair = trace.compiler_result, trace.repair
    return {
        "id": f"{trace.id:016x}",
        "lamport": trace.lamport_clock,
        "parent": None if trace.parent_id is None else f"{trace.parent_id:016x}",
        "category": category_name(trace.category),
        "fields": {
            name: list(value) if isinstance(value, tuple) else value for name, value in vars(trace.category).items()
        },
        "outcome": trace.outcome,
        "site_kind": trace.site_kind,
        "alternative": trace.alternative,
        "alternatives": [vars(note) for note in trace.alternatives],
        "python_span": None if trace.source_span is None else list(trace.source_span),
        "rust_span": None if trace.rust_span is None else list(trace.rust_span),
        "policy": trace.policy,
        "model": trace.model,
        "result": None if result is None else {**vars(result), "suggestions": list(result.suggestions)},
        "repair": None
        if repair is None
        else {
            "code": repair.refusal.code,
            "message": repair.refusal.message,
            "candidates": [
                {
                    "fix": tried.candidate.fix_key,
                    "action": tried.action,
                    "compiled": tried.compiled,
                    "agreed": tried.agreed,
                    "grade": tried.grade,
                }
                for tried in repair.candidates
            ],
        },
    }


def export_records(context: Context, path: Path, options: Options, taxonomy: str = "guide") -> Exported:
    """Writes the records in the OIP schema. Raises `ExportError`, `ValueError` (taxonomy, exponent) or `OSError`."""
    ends = {segment: segment.stat().st_size for segment in context.store.segments()}
    return export(lambda: rows_of(read_all(ends, ends=ends), taxonomy), path, options)


def purge(context: Context) -> tuple[int, int]:
    """Deletes all records; returns how many segments and bytes. Consents stay as they are. Raises `OSError`."""
    return context.store.purge()

"""Writes what became of a refusal as a record, as far as the user's consent goes: the loop's way into the traces.

    >>> record_repairs(Context.default(), program, policy, repaired.errors)     # doctest: +SKIP
    2

One record per refusal: its words, the decisions before it, every candidate with its fate (refused by rustc, compiled,
taken) and its feature vector, computed before redaction. `citl repair` records a whole search, the editor's session one
fix that was applied. Without consent nothing is opened, made or written. A failure to write never fails a repair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from citl_lsp.decisions.kinds import KINDS
from citl_lsp.decisions.model import Meaning, Policy, Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.oracle.features import plain_matrix
from citl_lsp.oracle.paths import RANKER_FILE, model_directories
from citl_lsp.oracle.schema import SCHEMA_HASH
from citl_lsp.repair.candidates import history_of, neighbours, refusal_of
from citl_lsp.repair.model import FixCandidate, RefusalReport
from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span
from citl_lsp.traces.categories import (
    BorrowStrategy,
    Category,
    ErrorHandling,
    LoopTransform,
    MemoryAlloc,
    TypeMapping,
)
from citl_lsp.traces.commands import Context
from citl_lsp.traces.outcome import Action, CompilerResult, RepairOutcome, TriedCandidate
from citl_lsp.traces.record import AlternativeNote, DecisionTrace, SourceNames
from citl_lsp.traces.writer import TraceWriter, Written
from citl_lsp.transpile import Program, Translation

KNOWN = frozenset(KINDS) | {name for kind in KINDS.values() for name, _ in kind.titles}
"""The translator's own words, which redaction keeps."""

_STRATEGIES = {
    "owned": "Owned",
    "move": "Owned",
    "borrow": "Borrowed",
    "index": "Borrowed",
    "borrow_mut": "MutBorrowed",
    "clone": "citl.Cloned",
    "shared": "citl.Shared",
}


def record_repairs(context: Context, program: Program, policy: Policy, reports: Sequence[object]) -> int:
    """Records every refusal of a search that had candidates; how many were written. Never raises `OSError`."""
    told = [r for r in reports if isinstance(r, RefusalReport) and r.translation is not None and r.candidates]
    if not told or not context.consent().record:
        return 0
    written = 0
    with TraceWriter(context.store, context.consent, known=KNOWN) as writer:
        for report in told:
            assert report.translation is not None
            written += record(writer, report, report.translation, policy, program) is not None
    return written


def record(
    writer: TraceWriter,
    report: RefusalReport,
    translation: Translation,
    policy: Policy,
    program: Program,
    *,
    parent: int | None = None,
    action: Action = "accepted",
) -> int | None:
    """One record; its id where it was written, else None. `action` is about the candidate chosen.

    `parent` names the record that this one goes on from (a fix accepted there and undone here).
    """
    diagnostic = report.diagnostic
    refusal = refusal_of(translation, diagnostic, neighbours(program, translation, diagnostic))
    history = history_of(translation, diagnostic)
    tried = []
    for number, fix in enumerate(report.candidates):
        if fix.described is None:
            continue
        taken = number == report.chosen
        features = plain_matrix(refusal, [fix.described], history)[0]
        tried.append(
            TriedCandidate(
                fix.described,
                action if taken else "offered",
                fix.compiled,
                fix.agreed,
                features=tuple(float(value) for value in features),
            )
        )
    chosen = None if report.chosen is None else report.candidates[report.chosen]
    site = _site(translation, diagnostic, chosen)
    alternative = "" if chosen is None else chosen.alternative
    ident = writer.next_id()
    trace = DecisionTrace(
        id=ident,
        lamport_clock=writer.clock.tick(),
        parent_id=parent,
        source_span=diagnostic.span,
        rust_span=_rust_span(translation, diagnostic),
        category=_category(site, alternative),
        outcome="repair",
        site_kind="" if site is None else site.id.kind,
        alternative=alternative,
        alternatives=() if site is None else tuple(_notes(site)),
        source=_source(writer, program, diagnostic),
        compiler_result=_result(translation, diagnostic, chosen),
        repair=RepairOutcome(refusal, history, tuple(tried), SCHEMA_HASH),
        policy=policy.key,
        model=_model(),
    )
    try:
        return ident if writer.write(trace) is Written.YES else None
    except ValueError:  # a record above 16 MiB
        return None


def _site(translation: Translation, diagnostic: Diagnostic, chosen: FixCandidate | None) -> Site | None:
    """The site that the record is about: the one that was switched, else the one at the refusal."""
    wanted = [chosen.site] if chosen is not None else list(diagnostic.site_ids)
    return next((site for site in translation.sites if str(site.id) in wanted), None)


def _category(site: Site | None, alternative: str) -> Category:
    if site is None:
        return BorrowStrategy("", "Owned", "")
    chosen = alternative or site.chosen
    if site.category == "TypeMapping":
        return TypeMapping(site.python_type, site.rust_type)
    if site.category == "ErrorHandling":
        return ErrorHandling("raise", chosen)
    if site.category == "LoopTransform":
        return LoopTransform("for", chosen, site.rust_type)
    if site.category == "MemoryAlloc":
        return MemoryAlloc(chosen, site.rust_type)
    return BorrowStrategy(site.id.name, _STRATEGIES.get(chosen, "Owned"), site.why)


def _notes(site: Site) -> list[AlternativeNote]:
    words = {Meaning.PROVEN: "proven", Meaning.STOPS: "stops"}
    return [AlternativeNote(a.name, a.cost, words[a.meaning]) for a in site.alternatives if a.meaning in words]


def _result(translation: Translation, diagnostic: Diagnostic, chosen: FixCandidate | None) -> CompilerResult:
    first = last = 0
    if diagnostic.rust_related:
        start, end, _ = diagnostic.rust_related[0]
        text = translation.rust.encode("utf-8", "replace")
        first, last = text.count(b"\n", 0, start) + 1, text.count(b"\n", 0, max(start, end - 1)) + 1
    suggestions = () if chosen is None else (chosen.title,)
    return CompilerResult(
        False, diagnostic.code, None, "error", diagnostic.message, first, last, suggestions=suggestions
    )


def _rust_span(translation: Translation, diagnostic: Diagnostic) -> Span | None:
    if not diagnostic.rust_related:
        return None
    start, end, _ = diagnostic.rust_related[0]
    text = translation.rust.encode("utf-8", "replace")
    return Span(len(text[:start].decode("utf-8", "ignore")), len(text[:end].decode("utf-8", "ignore")))


def _source(writer: TraceWriter, program: Program, diagnostic: Diagnostic) -> SourceNames:
    index = LineIndex(program.files.get(diagnostic.path, ""))
    try:
        token = writer.store.file_token(Path(diagnostic.path).absolute())
    except OSError:
        token = ""
    return SourceNames(
        source_file=diagnostic.path,
        definition=diagnostic.definition,
        text=index.line_text(index.line_of(diagnostic.span.start)),
        file_token=token,
    )


@lru_cache(maxsize=1)
def _model() -> str:
    """What ranked: 16 hex digits of the model file, or nothing without one."""
    for directory in model_directories():
        try:
            return hashlib.sha256((directory / RANKER_FILE).read_bytes()).hexdigest()[:16]
        except OSError:
            continue
    return ""

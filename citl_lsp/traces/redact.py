"""Redaction: an allow-list, applied to a record before its bytes reach the disk.

    >>> Redactor().text("borrow of moved value: `invoices`")
    'borrow of moved value: `$1`'

What may stay: error codes and lint names by their shape, kinds of sites, categories and alternatives from closed
lists, standard types, numbers, and the compiler's own words. User names become `$1`, `$2`, … in order of appearance,
the same name the same number throughout a record. Everything that is not rebuilt here by name is left out: a field
added to a record later is absent from the disk until someone adds it here. Titles of candidates, site names, paths,
definitions and source text go only with the second consent.

Numbers, spans, features and grades are untouched, so redacted rows train the same model as full rows.
"""

from __future__ import annotations

import hashlib
import re

from citl_lsp.oracle.model import (
    CANDIDATE_KINDS,
    CATEGORIES,
    DIFFERS,
    MEANINGS,
    SITE_KINDS,
    Candidate,
    DecisionNote,
    Refusal,
    Switch,
)
from citl_lsp.oracle.schema import ALTERNATIVE_CLASSES
from citl_lsp.oracle.vocabulary import Numbering, prose_words, scrub, scrub_code
from citl_lsp.traces.categories import (
    BORROW_STRATEGIES,
    BorrowStrategy,
    Category,
    ConcurrencyMap,
    ErrorHandling,
    Extension,
    LifetimeInfer,
    LoopTransform,
    MemoryAlloc,
    TypeMapping,
)
from citl_lsp.traces.outcome import ACTIONS, CompilerResult, RepairOutcome, TriedCandidate
from citl_lsp.traces.record import OUTCOMES, AlternativeNote, DecisionTrace, SourceNames

_CODE = re.compile(r"E\d{4}|clippy::[a-z][a-z0-9_]{1,59}")
_LINT = re.compile(r"[a-z]{2,}(?:_[a-z]+)*")
_VERSION = re.compile(r"(?:faithful|idiomatic|learnt)?-?[0-9a-f.]{0,64}")
_TOKEN = re.compile(r"[0-9a-f]{16}")
_LEVELS = frozenset({"", "error", "warning", "note", "help", "failure-note"})
_MEANINGS = frozenset({"proven", "stops", "open", "differs", ""})
_ALTERNATIVE_PART = re.compile(r"[a-z]+\d*")
_ALTERNATIVE_WORDS = frozenset(word for words in ALTERNATIVE_CLASSES.values() for word in words.split())


class Redactor:
    """Redacts one record; `known` are the translator's own words (kinds of sites, alternatives, constructs)."""

    def __init__(self, known: frozenset[str] = frozenset()) -> None:
        self._known = known
        self._rename = Numbering()

    def trace(self, trace: DecisionTrace) -> DecisionTrace:
        """The record without names, literals, paths and source."""
        source, result, repair = trace.source, trace.compiler_result, trace.repair
        return DecisionTrace(
            id=trace.id,
            lamport_clock=trace.lamport_clock,
            parent_id=trace.parent_id,
            source_span=trace.source_span,
            rust_span=trace.rust_span,
            category=self.category(trace.category),
            outcome=trace.outcome if trace.outcome in OUTCOMES else "chosen",
            site_kind=self.kind(trace.site_kind),
            alternative=self.alternative(trace.alternative),
            alternatives=tuple(self._alternative_note(note) for note in trace.alternatives),
            source=SourceNames(
                python_construct=None if source.python_construct is None else self.text(source.python_construct),
                file_token=source.file_token if _TOKEN.fullmatch(source.file_token) else "",
            ),
            compiler_result=None if result is None else self.compiler_result(result),
            repair=None if repair is None else self.outcome(repair),
            policy=_version(trace.policy),
            model=_version(trace.model),
        )

    def outcome(self, outcome: RepairOutcome) -> RepairOutcome:
        """A repair without names; fates, grades and features stay."""
        return RepairOutcome(
            refusal=self.refusal(outcome.refusal),
            history=tuple(self.note(note) for note in outcome.history),
            candidates=tuple(self._tried(tried) for tried in outcome.candidates),
            feature_schema=outcome.feature_schema if _TOKEN.fullmatch(outcome.feature_schema) else "",
        )

    def refusal(self, refusal: Refusal) -> Refusal:
        """The refusal with its message, label and construct scrubbed and its definition renamed."""
        return Refusal(
            code=self.code(refusal.code),
            message=self.text(refusal.message),
            tier=refusal.tier,
            definition=self._rename(refusal.definition) if refusal.definition else "",
            site_kinds=tuple(self.kind(kind) for kind in refusal.site_kinds),
            python_construct=None if refusal.python_construct is None else self.text(refusal.python_construct),
            primary_label=self.text(refusal.primary_label),
        )

    def candidate(self, candidate: Candidate) -> Candidate:
        """The candidate with its switches; its title is scrubbed as prose."""
        switches = tuple(self._switch(switch) for switch in candidate.switches)
        kind = candidate.kind if candidate.kind in CANDIDATE_KINDS else "suggestion"
        return Candidate(self.text(candidate.title), kind, switches)

    def note(self, note: DecisionNote) -> DecisionNote:
        """A decision of the history with its types scrubbed."""
        return DecisionNote(
            self.kind(note.site_kind),
            note.category if note.category in CATEGORIES else "",
            self.alternative(note.alternative),
            self.type(note.python_type),
            self.type(note.rust_type),
        )

    def category(self, category: Category) -> Category:
        """A category with its texts scrubbed; an extension keeps only fields made of known words."""
        if isinstance(category, TypeMapping):
            return TypeMapping(self.type(category.python_type), self.type(category.rust_type), category.confidence)
        if isinstance(category, BorrowStrategy):
            strategy = category.strategy if category.strategy in BORROW_STRATEGIES else "Owned"
            return BorrowStrategy(self._rename(category.variable), strategy, self.text(category.reason))
        if isinstance(category, LifetimeInfer):
            lifetimes = tuple(self.type(lifetime) for lifetime in category.inferred)
            return LifetimeInfer(self._rename(category.function), lifetimes, category.elision_applied)
        if isinstance(category, ErrorHandling):
            return ErrorHandling(self.text(category.python_pattern), self.text(category.rust_pattern))
        if isinstance(category, LoopTransform):
            return LoopTransform(
                self.text(category.python_construct),
                self.text(category.rust_construct),
                self.type(category.iterator_type),
            )
        if isinstance(category, MemoryAlloc):
            return MemoryAlloc(self.text(category.pattern), self.type(category.rust_type), category.capacity_hint)
        if isinstance(category, ConcurrencyMap):
            return ConcurrencyMap(self.text(category.python_pattern), self.text(category.rust_pattern))
        return self._extension(category)

    def compiler_result(self, result: CompilerResult) -> CompilerResult:
        """A compiler's message with its texts scrubbed."""
        return CompilerResult(
            accepted=result.accepted,
            code=None if result.code is None else self.code(result.code),
            lint=None if result.lint is None else self.code(result.lint),
            level=result.level if result.level in _LEVELS else "",
            message=self.text(result.message),
            line_start=result.line_start,
            line_end=result.line_end,
            expected=None if result.expected is None else self.type(result.expected),
            found=None if result.found is None else self.type(result.found),
            suggestions=tuple(self.text(suggestion) for suggestion in result.suggestions),
        )

    def text(self, message: str) -> str:
        """Prose: the compiler's words stay, names are numbered, literals go."""
        return scrub(message, self._rename, self._known)

    def type(self, text: str) -> str:
        """A type: standard names stay."""
        return scrub_code(text, self._rename, self._known)

    def code(self, code: str) -> str:
        """An error code or clippy's lint by its shape, a lint of rustc by its words; else nothing."""
        if code == DIFFERS or _CODE.fullmatch(code):
            return code
        return code if _LINT.fullmatch(code) and prose_words().issuperset(code.split("_")) else ""

    def kind(self, kind: str) -> str:
        """A kind of site: one of the closed list, or of `known`; else `other`."""
        return kind if kind in SITE_KINDS or kind in self._known or not kind else "other"

    def alternative(self, name: str) -> str:
        """The name of an alternative where all of its words are the translator's; otherwise scrubbed as a type."""
        words = _ALTERNATIVE_PART.findall(name)
        whole = re.fullmatch(r"[a-z0-9_ &<>()\[\]:.-]*", name) is not None
        if name in self._known or (whole and all(word in _ALTERNATIVE_WORDS for word in words)):
            return name
        return self.type(name)

    def _tried(self, tried: TriedCandidate) -> TriedCandidate:
        return TriedCandidate(
            candidate=self.candidate(tried.candidate),
            action=tried.action if tried.action in ACTIONS else "offered",
            compiled=tried.compiled,
            agreed=tried.agreed,
            grade=tried.grade,
            features=tried.features,
        )

    def _switch(self, switch: Switch) -> Switch:
        return Switch(
            site=self._rename(switch.site),
            site_kind=self.kind(switch.site_kind),
            category=switch.category if switch.category in CATEGORIES else "",
            from_alternative=self.alternative(switch.from_alternative),
            to_alternative=self.alternative(switch.to_alternative),
            cost_before=switch.cost_before,
            cost_after=switch.cost_after,
            meaning=switch.meaning if switch.meaning in MEANINGS else "open",
            distance=switch.distance,
            in_loop=switch.in_loop,
        )

    def _alternative_note(self, note: AlternativeNote) -> AlternativeNote:
        meaning = note.meaning if note.meaning in _MEANINGS else ""
        return AlternativeNote(self.alternative(note.name), note.cost, meaning)

    def _extension(self, category: Extension) -> Extension:
        if not {category.namespace, category.name} <= self._known:
            return Extension("", "")
        fields = tuple((name, self.text(value)) for name, value in category.fields if name in self._known)
        return Extension(category.namespace, category.name, fields)


def _version(text: str) -> str:
    if not text or _VERSION.fullmatch(text):
        return text
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""Redaction: planted names are nowhere on the disk, and what training needs is all there."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from oracle_synthetic import candidates, refusal, switch
from traces_synthetic import CATEGORIES, always, full, plain, stamped

from citl_lsp.decisions.costs import COSTS
from citl_lsp.learning.groups import save_groups
from citl_lsp.learning.records import groups_from_records
from citl_lsp.learning.state import learn
from citl_lsp.oracle.apr import save
from citl_lsp.oracle.features import alternative_classes, plain_matrix
from citl_lsp.oracle.model import Candidate, DecisionNote, Refusal
from citl_lsp.oracle.schema import SCHEMA_HASH
from citl_lsp.text.span import Span
from citl_lsp.traces.categories import (
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
from citl_lsp.traces.commands import Context, export_records, show
from citl_lsp.traces.consent import Consent
from citl_lsp.traces.oip import Options
from citl_lsp.traces.outcome import CompilerResult, RepairOutcome, TriedCandidate
from citl_lsp.traces.reader import read_all
from citl_lsp.traces.record import AlternativeNote, DecisionTrace, SourceNames
from citl_lsp.traces.redact import Redactor
from citl_lsp.traces.store import Store
from citl_lsp.traces.writer import TraceWriter, Written


class Canaries:
    """Makes up names, literals, comments, paths and docstrings that occur nowhere else, and remembers them."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.words: list[str] = []

    def word(self) -> str:
        made = "zq" + "".join(self._chance.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))
        self.words.append(made)
        return made

    def text(self) -> str:
        """Something a user might have written, in the many forms that reach messages, types and sites."""
        form = self._chance.choice(
            (
                "{}",
                "`{}`",
                "'{} {}'",
                '"{} {}"',
                "{}_{}",
                "{}.{}({})",
                "/home/{}/{}.py",
                "C:\\{}\\{}.py",
                "# {} {}",
                '"""{} {}"""',
                "`{}: Vec<{}>`",
                "f'{} {{{}}}'",
                "{}é{}",
                "`a` {} `b` {}",
                "{}-{}",
                "expected `{}`, found `&mut {}`",
                "{{closure@src/{}.rs:1:2: 3:4}}",
                "0x{}",
                "1{}",
                "&'{} str",
            )
        )
        return form.format(*(self.word() for _ in range(form.count("{}"))))

    def category(self) -> Category:
        text = self.text
        return self._chance.choice(
            (
                TypeMapping(text(), text(), 0.5),
                BorrowStrategy(text(), text(), text()),
                LifetimeInfer(text(), (text(), text()), True),
                ErrorHandling(text(), text()),
                LoopTransform(text(), text(), text()),
                MemoryAlloc(text(), text(), 3),
                ConcurrencyMap(text(), text()),
                Extension(text(), text(), ((text(), text()),)),
            )
        )

    def refusal(self) -> Refusal:
        code = self._chance.choice(("E0308", "clippy::unwrap_used", "unused_variables", self.word(), self.text()))
        return Refusal(code, self.text(), 1, self.text(), ("passing", self.text()), self.text(), self.text())

    def candidate(self) -> Candidate:
        made = replace(
            switch(self.text(), self.text(), 1.0, 0, self.text()),
            category=self.text(),
            from_alternative=self.text(),
        )
        return Candidate(self.text(), "decision", (made,))

    def trace(self) -> DecisionTrace:
        text = self.text
        first, second = self.refusal(), self.candidate()
        rows = plain_matrix(first, [second, candidates()["clone"]], ())
        switches = (replace(second.switches[0], meaning=cast(Any, text())),)
        planted = replace(second, kind=cast(Any, text()), switches=switches)
        tried = (
            TriedCandidate(planted, "accepted", True, 1, None, tuple(rows[0].tolist())),
            TriedCandidate(candidates()["clone"], "rejected", True, 1, None, tuple(rows[1].tolist())),
        )
        notes = (DecisionNote(text(), text(), text(), text(), text()),)
        return DecisionTrace(
            1,
            1,
            None,
            Span(1, 2),
            Span(3, 4),
            self.category(),
            "repair",
            text(),
            text(),
            (AlternativeNote(text(), 1.0, text()),),
            SourceNames(text(), text(), text(), text(), text(), self.word()),
            CompilerResult(False, self.word(), text(), text(), text(), 1, 2, text(), text(), (text(), text())),
            RepairOutcome(first, notes, tried, SCHEMA_HASH),
            text(),
            text(),
        )


def leaks(folder: Path, words: list[str]) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        haystack = str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b"")
        found += [f"{word} in {path.name}" for word in words if word.encode() in haystack.lower()]
    return found


def test_canaries_are_nowhere(tmp_path: Path) -> None:
    """Every byte of store, exports, groups and `.apr` is searched for more than 200 planted words."""
    canaries = Canaries(3)
    store = Store(tmp_path / "out" / "traces")
    here = Context(store, tmp_path / "config" / "config.toml")
    with TraceWriter(store, always(Consent(record=True))) as writer:
        for _ in range(120):
            assert writer.write(stamped(writer, canaries.trace())) is Written.YES
    assert len(canaries.words) > 2000
    export_records(here, tmp_path / "out" / "rows.jsonl", Options(include_clippy=True))
    export_records(here, tmp_path / "out" / "rows.parquet", Options("parquet", include_clippy=True))
    (tmp_path / "out" / "shown.txt").write_text("\n".join(show(here).lines()) + repr(list(show(here).json())))
    groups = list(groups_from_records(read_all(store.segments())))
    assert groups
    save_groups(tmp_path / "out" / "groups.jsonl", groups)
    (tmp_path / "out" / "oracle.apr").write_bytes(save(learn(groups, 0)))
    assert leaks(tmp_path / "out", canaries.words) == []


def test_the_search_would_find_a_leak(tmp_path: Path) -> None:
    canaries = Canaries(3)
    store = Store(tmp_path / "traces")
    with TraceWriter(store, always(Consent(record=True, names=True))) as writer:
        writer.write(stamped(writer, canaries.trace()))
    assert len(leaks(tmp_path, canaries.words)) > 10


def test_with_the_second_consent_names_stay(tmp_path: Path) -> None:
    store = Store(tmp_path / "traces")
    with TraceWriter(store, always(Consent(record=True, names=True))) as writer:
        sent = stamped(writer, full())
        writer.write(sent)
    assert next(read_all(store.segments())) == sent


@pytest.mark.parametrize("category", CATEGORIES[:9], ids=lambda category: type(category).__name__)
def test_categories_keep_their_numbers_and_kinds(category: Category) -> None:
    redacted = Redactor().category(category)
    assert type(redacted) is type(category)
    for name in ("confidence", "strategy", "elision_applied", "capacity_hint"):
        assert getattr(redacted, name, None) == getattr(category, name, None)


def test_known_kinds_and_alternatives_stay() -> None:
    redactor = Redactor(frozenset({"pyint"}))
    assert [redactor.alternative(name) for name in ("rc_refcell", "i64", "&mut", "pyint", "")] == [
        "rc_refcell",
        "i64",
        "&mut",
        "pyint",
        "",
    ]
    assert [redactor.kind(kind) for kind in ("passing", "pyint", "secret", "")] == ["passing", "pyint", "other", ""]
    assert redactor.alternative("Invoice") == "$1"


def test_the_translators_own_words_stay() -> None:
    """Every kind and alternative of the cost table survives redaction and has a feature of its own."""
    redactor = Redactor()
    for kind, alternative in COSTS:
        assert redactor.kind(kind) == kind
        assert redactor.alternative(alternative) == alternative
        assert alternative_classes(alternative) != ("other",)


def test_codes_and_lints_stay() -> None:
    redactor = Redactor()
    for code in ("E0382", "clippy::unwrap_used", "unused_variables", "dead_code", "unreachable_patterns", "differs"):
        assert redactor.code(code) == code
    assert redactor.code("my_secret_zq") == ""


def test_equal_names_have_equal_numbers_throughout_a_record() -> None:
    redacted = Redactor().trace(full())
    assert redacted.repair is not None and redacted.compiler_result is not None
    assert isinstance(redacted.category, BorrowStrategy)
    name = redacted.category.variable
    assert redacted.compiler_result.message == f"borrow of moved value: `{name}`"
    assert redacted.repair.refusal.message == f"borrow of moved value: `{name}`"


def test_spans_clocks_fates_and_features_stay() -> None:
    redacted = Redactor().trace(full())
    wanted = full()
    assert (redacted.id, redacted.lamport_clock, redacted.parent_id) == (wanted.id, wanted.lamport_clock, 77)
    assert (redacted.source_span, redacted.rust_span) == (wanted.source_span, wanted.rust_span)
    assert redacted.repair is not None and wanted.repair is not None
    for mine, theirs in zip(redacted.repair.candidates, wanted.repair.candidates, strict=True):
        assert replace(mine, candidate=theirs.candidate) == theirs
        assert mine.candidate.fix_key == theirs.candidate.fix_key


def test_redacted_rows_have_the_same_features() -> None:
    redactor = Redactor()
    entries = list(candidates().values())
    before = plain_matrix(refusal(6), entries, ())
    after = plain_matrix(redactor.refusal(refusal(6)), [redactor.candidate(entry) for entry in entries], ())
    assert (before == after).all()


def test_paths_source_and_titles_go() -> None:
    redacted = Redactor().trace(full())
    assert redacted.source == SourceNames(python_construct="call", file_token="0123456789abcdef")
    assert Redactor().trace(plain()).policy == ""
    assert len(Redactor().trace(replace(plain(), policy="a|b\nsecret")).policy) == 16

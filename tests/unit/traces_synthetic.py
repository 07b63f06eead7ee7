"""Records for tests of the traces; the names in them are made up."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from oracle_synthetic import candidates, history, refusal

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
from citl_lsp.traces.consent import Consent
from citl_lsp.traces.outcome import CompilerResult, RepairOutcome, TriedCandidate
from citl_lsp.traces.record import AlternativeNote, DecisionTrace, SourceNames
from citl_lsp.traces.writer import TraceWriter

CATEGORIES: tuple[Category, ...] = (
    TypeMapping("list[int]", "Vec<i64>", 0.5),
    TypeMapping("int", "i64", None),
    BorrowStrategy("items", "Borrowed", "only read"),
    LifetimeInfer("longest", ("'a", "'b"), False),
    ErrorHandling("try/except KeyError", "Result"),
    LoopTransform("for", "iter", "std::slice::Iter"),
    MemoryAlloc("list of known length", "Vec<i64>", 12),
    MemoryAlloc("dict", "IndexMap<String, i64>", None),
    ConcurrencyMap("threading.Thread", "std::thread"),
    Extension("acme", "Vectorise", (("width", "8"),)),
)


def plain(category: Category = CATEGORIES[0]) -> DecisionTrace:
    return DecisionTrace(1, 2, None, Span(3, 7), None, category)


def full() -> DecisionTrace:
    tried = tuple(
        TriedCandidate(
            entry, "accepted" if name == "borrow" else "offered", name != "clone", 3, 2, (0.0, 1.5, 0.0, -2.0)
        )
        for name, entry in candidates().items()
    )
    return DecisionTrace(
        id=(1 << 64) - 1,
        lamport_clock=1 << 40,
        parent_id=77,
        source_span=Span(0, 0),
        rust_span=Span(10, 4000),
        category=CATEGORIES[2],
        outcome="repair",
        site_kind="passing",
        alternative="borrow",
        alternatives=(AlternativeNote("borrow", 0.0, "proven"), AlternativeNote("move", 0.5, "open")),
        source=SourceNames("shop.py", "shop.rs", "shop.total", "call", "total(items)", "0123456789abcdef"),
        compiler_result=CompilerResult(
            False, "E0382", None, "error", "borrow of moved value: `items`", 3, 4, "Vec<i64>", "&[i64]", ("clone",)
        ),
        repair=RepairOutcome(refusal(), history(random.Random(1)), tried, SCHEMA_HASH),
        policy="idiomatic-1",
        model="model-1",
    )


def always(consent: Consent) -> Callable[[], Consent]:
    return lambda: consent


def stamped(writer: TraceWriter, template: DecisionTrace | None = None) -> DecisionTrace:
    return replace(template or plain(), id=writer.next_id(), lamport_clock=writer.clock.tick())

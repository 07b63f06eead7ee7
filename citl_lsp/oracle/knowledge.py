"""What is known about a refusal from earlier ones: smoothed rates and retrieved patterns, per candidate.

    >>> Knowledge(()).signals(refusal, candidates, history)     # nothing learnt: every signal is neutral

Between the learnt file (`apr`) and the feature vector (`features`): it turns patterns into a handful of numbers for
each candidate. It ranks nothing and knows no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from citl_lsp.oracle.apr import AprError, Embeddings, FixStats, OracleFile, Pattern
from citl_lsp.oracle.embedding import DIMENSION, embed
from citl_lsp.oracle.model import Candidate, DecisionNote, Refusal
from citl_lsp.oracle.prior import PSEUDO_TRIALS, PriorTable
from citl_lsp.oracle.retrieval import ALPHA, RRF_OFFSET, Hit, Retriever
from citl_lsp.oracle.vocabulary import normalise

NEIGHBOURS = 10
"""Patterns looked at per refusal (k of the retrieval)."""


@dataclass(frozen=True)
class Signals:
    """What earlier refusals say about one candidate; all in 0 to 1 except the counts.

    - `prior_best`, `prior_accepted`: smoothed rates for its fix under the refusal's code.
    - `counts`: plain counts of the same.
    - `similar_best`: success rate of its fix among the retrieved patterns, weighted by their fused scores.
    - `retrieval_score`: largest (fused score / best possible) · (½ + ½ · success) over patterns that tried the fix.
    - `seen`: whether any retrieved pattern tried the fix.
    """

    prior_best: float
    prior_accepted: float
    counts: FixStats
    similar_best: float
    retrieval_score: float
    seen: bool


NEUTRAL = Signals(0.0, 0.0, FixStats(0.0, 0.0, 0.0), 0.0, 0.0, False)


class Knowledge:
    """Patterns with their embeddings, indexed once, asked often. Immutable after construction."""

    def __init__(self, patterns: Sequence[Pattern], embeddings: Embeddings | None = None) -> None:
        """`embeddings` has one row per pattern; without it retrieval uses messages alone."""
        self.patterns = tuple(patterns)
        self.prior = PriorTable(self.patterns)
        rows = np.zeros((len(self.patterns), DIMENSION), np.float32) if embeddings is None else embeddings
        self._retriever = Retriever([pattern_text(p.code, p.message) for p in self.patterns], rows)

    @classmethod
    def from_file(cls, content: OracleFile) -> Knowledge:
        """The knowledge in an `.apr` file. Raises `AprError` where its embeddings are of another kind."""
        if len(content.patterns) and content.embeddings.shape[1] != DIMENSION:
            raise AprError(f"embeddings of {content.embeddings.shape[1]} dimensions; this program uses {DIMENSION}")
        return cls(content.patterns, content.embeddings)

    def search(
        self, code: str, message: str, history: Sequence[DecisionNote], k: int, alpha: float = ALPHA
    ) -> list[Hit]:
        """The k patterns nearest to an error, best first; `Hit.index` is an index of `patterns`."""
        embedding = embed(history) if history else None
        return self._retriever.search(pattern_text(code, normalise(message)), embedding, k, alpha)

    def signals(
        self, refusal: Refusal, candidates: Sequence[Candidate], history: Sequence[DecisionNote]
    ) -> list[Signals]:
        """One `Signals` per candidate, in the order given; each depends on its own candidate only."""
        if not self.patterns:
            return [NEUTRAL] * len(candidates)
        hits = self.search(refusal.code, error_context(refusal), history, NEIGHBOURS)
        found = [(hit.score, self.patterns[hit.index].fixes) for hit in hits]
        return [self._signal(refusal.code, candidate.fix_key, found) for candidate in candidates]

    def _signal(self, code: str, fix: str, found: Sequence[tuple[float, Mapping[str, FixStats]]]) -> Signals:
        rates = self.prior.rates(code, fix)
        weight = best = score = 0.0
        for fused, fixes in found:
            stats = fixes.get(fix)
            if stats is None or stats.trials <= 0.0:
                continue
            success = (stats.best + PSEUDO_TRIALS * rates.best) / (stats.trials + PSEUDO_TRIALS)
            weight += fused
            best += fused * success
            score = max(score, fused * (RRF_OFFSET + 1) * (0.5 + 0.5 * success))
        return Signals(
            prior_best=rates.best,
            prior_accepted=rates.accepted,
            counts=rates.counts,
            similar_best=best / weight if weight > 0.0 else rates.best,
            retrieval_score=score,
            seen=weight > 0.0,
        )


def error_context(refusal: Refusal) -> str:
    """Normalised message and label of a refusal: rustc puts the types of `mismatched types` into the label."""
    message, label = normalise(refusal.message), normalise(refusal.primary_label)
    return f"{message}: {label}" if label and label != message else message


def pattern_text(code: str, message: str) -> str:
    """The text of a pattern that BM25 sees: its code and its normalised message."""
    return f"{code} {message}"

"""The query interface of the guide: an error code, its message and a history → fixes that helped before.

    >>> loaded = load(Path("models/oracle.apr"))
    >>> loaded.query("E0382", "borrow of moved value: `items`", ())[0].description
    'passing: move → borrow'

Needs no program and no candidates: it answers from the `.apr` file alone, by hybrid retrieval (specs/citl.md rows 13
and 14). A fix's score is retrieval × (½ + ½ · success rate), the rate smoothed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.oracle.apr import OracleFile, read_file
from citl_lsp.oracle.knowledge import Knowledge
from citl_lsp.oracle.model import DecisionNote
from citl_lsp.oracle.prior import PSEUDO_TRIALS
from citl_lsp.oracle.retrieval import ALPHA, RRF_OFFSET

PATTERNS_SEARCHED = 20


@dataclass(frozen=True)
class RankedFix:
    """A fix that helped before: what it does, how often it was the best (`confidence`, out of `n` trials), its score.

    `confidence` is the plain share over the patterns found, None where it was never tried.
    """

    description: str
    confidence: float | None
    n: int
    score: float
    fix_key: str


class QueryableOracle:
    """An `.apr` file opened for queries."""

    def __init__(self, content: OracleFile) -> None:
        self.content = content
        self._knowledge = Knowledge.from_file(content)

    def query(
        self,
        error_code: str,
        error_context: str,
        decision_history: Sequence[DecisionNote] = (),
        *,
        limit: int = 5,
        alpha: float = ALPHA,
    ) -> list[RankedFix]:
        """The best fixes, best first; empty where no known error resembles this one."""
        hits = self._knowledge.search(error_code, error_context, decision_history, PATTERNS_SEARCHED, alpha)
        scores: dict[str, float] = {}
        counts: dict[str, tuple[float, float]] = {}
        for hit in hits:
            pattern = self._knowledge.patterns[hit.index]
            relevance = hit.score * (RRF_OFFSET + 1)
            for fix, stats in pattern.fixes.items():
                rate = self._knowledge.prior.rates(error_code, fix).best
                success = (stats.best + PSEUDO_TRIALS * rate) / (stats.trials + PSEUDO_TRIALS)
                scores[fix] = max(scores.get(fix, 0.0), relevance * (0.5 + 0.5 * success))
                best, trials = counts.get(fix, (0.0, 0.0))
                counts[fix] = (best + stats.best, trials + stats.trials)
        order = sorted(scores, key=lambda fix: (-scores[fix], fix))[:limit]
        return [_ranked(fix, scores[fix], *counts[fix]) for fix in order]


def load(path: Path) -> QueryableOracle:
    """Opens an `.apr` file. Raises `OSError` or `AprError`."""
    return QueryableOracle(read_file(path))


def describe(fix_key: str) -> str:
    """A fix key in words: `passing:move>borrow` → `passing: move → borrow`."""
    for kind in ("edit", "suggestion"):
        if fix_key.startswith(f"{kind}:"):
            rest = fix_key.partition(":")[2]
            return f"{kind}: {describe(rest) if '>' in rest else rest}"
    return ", and ".join(part.replace(":", ": ", 1).replace(">", " → ") for part in fix_key.split("+"))


def _ranked(fix: str, score: float, best: float, trials: float) -> RankedFix:
    confidence = best / trials if trials > 0.0 else None
    return RankedFix(describe(fix), confidence, int(trials), score, fix)

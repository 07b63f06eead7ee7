"""How often a fix was the best one, smoothed so that few trials promise little.

Rates are estimated from coarse to fine, each level pulling the next one towards itself with the weight of four trials
(the four of Agresti and Coull's interval, Am. Statistician 52, 1998):

    all fixes → this target of this kind of site → this switch → this switch for this error code

    >>> table = PriorTable([Pattern("E0382", "", {"passing:move>borrow": FixStats(best=9, accepted=10, trials=10)})])
    >>> table.rates("E0382", "passing:move>borrow").best > table.rates("E0382", "number:i64>grow").best
    True

Failures count as much as successes. This module knows counts only, neither messages nor candidates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from citl_lsp.oracle.apr import FixStats, Pattern

PSEUDO_TRIALS = 4.0


@dataclass(frozen=True)
class Rates:
    """Smoothed probabilities (0 to 1) that a fix is the best of its group, and that it is accepted at all.

    `counts` are the plain counts for the code and the fix, without smoothing.
    """

    best: float
    accepted: float
    counts: FixStats


class PriorTable:
    """Success rates of fixes, from the counts of all patterns."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._levels: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for pattern in patterns:
            for fix, stats in pattern.fixes.items():
                for level in _levels(pattern.code, fix):
                    counts = self._levels[level]
                    counts[0] += stats.best
                    counts[1] += stats.accepted
                    counts[2] += stats.trials

    def __bool__(self) -> bool:
        return bool(self._levels)

    def rates(self, code: str, fix: str) -> Rates:
        """Smoothed rates of the fix for the code; an unseen pair of switches gets the mean of its parts."""
        all_best, all_accepted, all_trials = self._levels.get(("", ""), (0.0, 0.0, 0.0))
        best = (all_best + PSEUDO_TRIALS / 2) / (all_trials + PSEUDO_TRIALS)
        accepted = (all_accepted + PSEUDO_TRIALS / 2) / (all_trials + PSEUDO_TRIALS)
        levels = _levels(code, fix)[1:]
        if levels[1] not in self._levels and len(_parts(fix)) > 1:
            parts = [self.rates(code, part) for part in _parts(fix)]
            best = sum(part.best for part in parts) / len(parts)
            accepted = sum(part.accepted for part in parts) / len(parts)
        for level in levels:
            level_best, level_accepted, level_trials = self._levels.get(level, (0.0, 0.0, 0.0))
            best = (level_best + PSEUDO_TRIALS * best) / (level_trials + PSEUDO_TRIALS)
            accepted = (level_accepted + PSEUDO_TRIALS * accepted) / (level_trials + PSEUDO_TRIALS)
        return Rates(best, accepted, FixStats(*self._levels.get(levels[-1], (0.0, 0.0, 0.0))))


@lru_cache(maxsize=16384)
def _levels(code: str, fix: str) -> tuple[tuple[str, str], ...]:
    target = "+".join(_target(part) for part in _parts(fix))
    return ("", ""), ("", f">{target}"), ("", fix), (code, fix)


def _parts(fix: str) -> list[str]:
    parts = fix.split("+")
    return parts if all(">" in part for part in parts) else [fix]


def _target(part: str) -> str:
    kind, _, switch = part.partition(":")
    return f"{kind}:{switch.rpartition('>')[2]}" if ">" in switch else part

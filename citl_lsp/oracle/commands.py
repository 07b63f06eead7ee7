"""What `citl oracle info` and `citl oracle query` do, as functions that return data and text.

    >>> print(query(directories, "E0382", "borrow of moved value: `items`").text())      # doctest: +SKIP
    0.93 of 44   passing: move → borrow

The command line calls these; nothing here prints or knows an argument parser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from citl_lsp.oracle.apr import AprError, OracleFile, read_file
from citl_lsp.oracle.model import DecisionNote
from citl_lsp.oracle.paths import APR_FILE
from citl_lsp.oracle.query import QueryableOracle, RankedFix
from citl_lsp.oracle.ranker import Oracle, Status
from citl_lsp.oracle.schema import FEATURE_COUNT, FEATURE_VERSION, SCHEMA_HASH


@dataclass(frozen=True)
class Info:
    """What ranks here, and what the `.apr` file beside it holds."""

    status: Status
    content: OracleFile | None

    def text(self) -> str:
        """For people."""
        lines = [self.status.words, f"features: {FEATURE_COUNT}, version {FEATURE_VERSION}, schema {SCHEMA_HASH}"]
        if self.content is not None:
            created = datetime.fromtimestamp(self.content.created_at, timezone.utc).strftime("%Y-%m-%d")
            fixes = {fix for pattern in self.content.patterns for fix in pattern.fixes}
            lines.append(f"learnt {created} from {self.content.training_samples} refusals")
            lines.append(f"{len(self.content.patterns)} error patterns, {len(fixes)} kinds of fixes")
            lines += [f"  {code}: {count} patterns" for code, count in self._codes()[:10]]
        return "\n".join(lines)

    def json(self) -> dict[str, object]:
        """For programs."""
        content = self.content
        return {
            "level": self.status.level,
            "status": self.status.words,
            "directory": None if self.status.directory is None else str(self.status.directory),
            "features": {"count": FEATURE_COUNT, "version": FEATURE_VERSION, "schema": SCHEMA_HASH},
            "apr": None
            if content is None
            else {
                "version": content.version,
                "created_at": content.created_at,
                "training_samples": content.training_samples,
                "patterns": len(content.patterns),
                "codes": dict(self._codes()),
                "tier": content.tier.current_tier + 1,
            },
        }

    def _codes(self) -> list[tuple[str, int]]:
        counts = Counter(pattern.code for pattern in self.content.patterns) if self.content else Counter()
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True)
class Answer:
    """The fixes found for an error, best first."""

    fixes: tuple[RankedFix, ...]

    def text(self) -> str:
        """For people; one line per fix."""
        if not self.fixes:
            return "no known error resembles this one"
        lines = []
        for fix in self.fixes:
            measured = "not tried" if fix.confidence is None else f"{fix.confidence:.2f} of {fix.n}"
            lines.append(f"{measured:<14} {fix.description}")
        return "\n".join(lines)

    def json(self) -> list[dict[str, object]]:
        """For programs."""
        return [
            {"description": fix.description, "confidence": fix.confidence, "n": fix.n, "score": fix.score}
            for fix in self.fixes
        ]


def info(directories: Sequence[Path]) -> Info:
    """What ranks, from the folders of model files. Never raises for missing or damaged files: the status says so."""
    status = Oracle.from_directories(directories).status
    if status.directory is None:
        return Info(status, None)
    return Info(status, read_file(status.directory / APR_FILE))


def query(
    directories: Sequence[Path],
    code: str,
    message: str,
    history: Sequence[DecisionNote] = (),
    *,
    limit: int = 5,
) -> Answer:
    """The fixes that helped before. Raises `AprError` where no folder has a readable `.apr` file."""
    problems = []
    for directory in directories:
        try:
            opened = QueryableOracle(read_file(directory / APR_FILE))
        except FileNotFoundError:
            problems.append(f"{directory / APR_FILE} is missing")
        except (OSError, AprError) as error:
            problems.append(str(error))
        else:
            return Answer(tuple(opened.query(code, message, history, limit=limit)))
    raise AprError("; ".join(problems) or "no folder of model files was given")


def parse_history(notes: Sequence[str]) -> tuple[DecisionNote, ...]:
    """Decisions as `KIND=ALTERNATIVE[@PYTHON_TYPE[:RUST_TYPE]]`, one each. Raises `ValueError` saying which is wrong.

    >>> parse_history(["container=rc_refcell@list[int]:Vec<i64>"])[0].rust_type
    'Vec<i64>'
    """
    parsed = []
    for text in notes:
        decision, _, types = text.partition("@")
        kind, equals, alternative = decision.partition("=")
        if not equals or not kind or not alternative:
            raise ValueError(f"{text!r}: expected KIND=ALTERNATIVE, as in container=rc_refcell@list[int]:Vec<i64>")
        python_type, _, rust_type = types.partition(":")
        parsed.append(DecisionNote(kind, "", alternative, python_type, rust_type))
    return tuple(parsed)

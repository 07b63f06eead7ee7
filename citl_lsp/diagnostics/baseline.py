"""Known findings that are not to be reported again: a file that a team commits and shrinks.

    baseline = Baseline.of(diagnostics)             # today's findings
    path.write_text(baseline.dump())
    Baseline.load(path.read_text()).new(diagnostics)     # tomorrow's that weren't there

Paths are relative to the project, so that it doesn't matter from where one looks: `named` says how a file is called
there. A finding is known by file, code, definition and message, without its line, so that edits elsewhere don't bring
it back; several equal ones are counted, and one more than known is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath

from citl_lsp.diagnostics.model import Diagnostic

_Key = tuple[str, str, str, str]
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each known finding occurs. Paths with forward slashes."""

    counts: dict[_Key, int]

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic], named: Callable[[str], str] = str) -> Baseline:
        return cls(dict(Counter(_key(diagnostic, named) for diagnostic in diagnostics)))

    def updated(self, path: str, now: Baseline) -> Baseline:
        """With what is found in one file now instead of what was known about it."""
        return Baseline({key: count for key, count in self.counts.items() if key[0] != path} | now.counts)

    @classmethod
    def load(cls, text: str) -> Baseline:
        """Read what `dump` wrote. Raises ValueError when it is something else."""
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("version") != _VERSION or not isinstance(data.get("known"), list):
            raise ValueError("this is not a baseline file of citl")
        counts: dict[_Key, int] = {}
        for entry in data["known"]:
            if not isinstance(entry, dict) or not isinstance(entry.get("count", 1), int):
                raise ValueError("an entry of the baseline file is damaged")
            path, code, definition, message = (
                str(entry.get(name, "")) for name in ("file", "code", "definition", "message")
            )
            counts[path, code, definition, message] = entry.get("count", 1)
        return cls(counts)

    def dump(self) -> str:
        """As sorted JSON that merges well: one finding per line."""
        lines = []
        for (path, code, definition, message), count in sorted(self.counts.items()):
            entry = {"file": path, "code": code, "definition": definition, "message": message, "count": count}
            lines.append("  " + json.dumps(entry, ensure_ascii=False))
        return f'{{"version": {_VERSION}, "known": [\n' + ",\n".join(lines) + "\n]}\n"

    def new(self, diagnostics: Iterable[Diagnostic], named: Callable[[str], str] = str) -> list[Diagnostic]:
        """Those that are not known, in their order."""
        left = dict(self.counts)
        found = []
        for diagnostic in diagnostics:
            key = _key(diagnostic, named)
            if left.get(key, 0) > 0:
                left[key] -= 1
            else:
                found.append(diagnostic)
        return found


NOTHING_KNOWN = Baseline({})


def _key(diagnostic: Diagnostic, named: Callable[[str], str]) -> _Key:
    path = PurePath(named(diagnostic.path)).as_posix()
    return (path, diagnostic.code, diagnostic.definition, diagnostic.message)

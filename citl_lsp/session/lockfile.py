"""`citl.lock`: what a finished search chose, so that it needs no second one. The form; pure.

    # Written by `citl repair --write`. Commit it; to choose otherwise, pin a decision instead.
    version = 1

    [idiomatic."examples/bank.py"]
    "__main__.main:container:accounts@1a2b3c4d" = "shared"

Per profile and main file (relative to the project), apart from the user's pins. TOML, sorted, one decision per line,
so that it merges well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE_NAME = "citl.lock"
_VERSION = 1
_HEADER = "# Written by `citl repair --write`. Commit it; to choose otherwise, pin a decision instead.\n"

Chosen = Mapping[str, str]
"""Name of a site -> name of an alternative."""
Lock = dict[str, dict[str, dict[str, str]]]
"""Profile -> main file -> chosen."""


def parse(text: str) -> Lock:
    """What `dump` wrote. Raises ValueError."""
    data = tomllib.loads(text)
    if data.pop("version", None) != _VERSION:
        raise ValueError(f"it is not of version {_VERSION}")
    lock: Lock = {}
    for profile, programs in data.items():
        for program, chosen in _table(programs).items():
            lock.setdefault(profile, {})[program] = {site: str(name) for site, name in _table(chosen).items()}
    return lock


def dump(lock: Mapping[str, Mapping[str, Chosen]]) -> str:
    """As text; programs without a choice are left out."""
    parts = [f"{_HEADER}version = {_VERSION}\n"]
    for profile, programs in sorted(lock.items()):
        for program, chosen in sorted(programs.items()):
            if chosen:
                lines = [f"{json.dumps(site)} = {json.dumps(name)}\n" for site, name in sorted(chosen.items())]
                parts.append(f"[{profile}.{json.dumps(program, ensure_ascii=False)}]\n{''.join(lines)}")
    return "\n".join(parts)


def _table(value: object) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    raise ValueError("a table is expected for each profile and each program")

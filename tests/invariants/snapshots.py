"""A translation as text, for comparing two; and as a command, for comparing two processes.

python -m tests.invariants.snapshots FILE.py …      one digest per file and profile
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from citl_lsp.decisions.model import Policy
from citl_lsp.transpile import Translation, transpile

from .harness import FAITHFUL, IDIOMATIC, one_file


def snapshot(translation: Translation) -> dict[str, str]:
    """Everything that a translation says."""
    return {
        "rust": translation.rust,
        "map": json.dumps(translation.source_map.to_json(), default=str),
        "sites": "\n".join(map(repr, translation.sites)),
        "diagnostics": "\n".join(map(repr, translation.diagnostics)),
        "facts": "\n".join(map(repr, translation.facts)),
        "members": "\n".join(f"{key} {sorted(found)}" for key, found in translation.members.items()),
        "units": "\n".join(f"{key} {found}" for key, found in translation.unit_starts.items()),
    }


def digest(text: str, policy: Policy) -> str:
    """One line about the translation of `text`."""
    parts = snapshot(transpile(one_file(text), {}, policy))
    return " ".join(hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:16] for part in parts.values())


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for policy in (FAITHFUL, IDIOMATIC):
            print(name, policy.profile, digest(Path(name).read_text(encoding="utf-8"), policy))

"""Idiom cost: how far an alternative is from what a Rust programmer would write first.

The only place of its kind. A site's cost is the entry of `COSTS` times 4 per loop around it (`LOOP_FACTOR`), and what
`ORDER` adds; what circumstances add is named below. Change it with a reason: it orders the ladders, and so what the
idiomatic profile tries first.
"""

from __future__ import annotations

LOOP_FACTOR = 4

COSTS: dict[tuple[str, str], float] = {
    ("number", "i64"): 0,
    ("number", "growing"): 2,
    ("string", "str"): 0,
    ("string", "string"): 1,
    ("string", "shared"): 2,
    ("container", "owned"): 0,
    ("container", "shared"): 5,
    ("object", "owned"): 0,
    ("object", "shared"): 5,
    ("dynamic", "static"): 0,
    ("dynamic", "dynamic"): 8,
    ("passing", "borrow"): 0,
    ("passing", "borrow_mut"): 0,
    ("passing", "move"): 0,
    ("lifetime", "elided"): 0,
    ("lifetime", "written"): 1,
    ("lifetime", "owned"): 2,
    ("binding", "borrow"): 0,
    ("binding", "borrow_mut"): 0,
    ("binding", "move"): 0,
    ("binding", "index"): 0,
    ("binding", "clone"): 2,
    ("clone", "move"): 0,
    ("clone", "clone"): 2,
    ("loop", "iterator"): 0,
    ("loop", "index"): 1,
    ("loop", "loop"): 1,
    ("error", "stop"): 0,
    ("error", "result"): 1,
    ("capacity", "none"): 0,
    ("capacity", "reserved"): 0,
}

ORDER: dict[tuple[str, str], float] = {
    ("passing", "borrow_mut"): 0.1,
    ("passing", "move"): 0.2,
    ("binding", "borrow_mut"): 0.1,
    # A bounds check at each use; but a list doesn't let its elements move out.
    ("binding", "index"): 0.15,
    ("binding", "move"): 0.2,
    ("capacity", "none"): 0.1,
}
"""What comes later of alternatives that cost the same; loops don't count."""

KEPT = 0.3
"""A borrow of what is kept comes last of the free rungs: something else has to change with it."""
CONTENDED = 0.5
"""So does a borrow of what something else gets at meanwhile, where either changes it: rustc wants to know which."""
NAMED = 0.5
"""Giving away what a caller has a name for: it may need it afterwards."""


def cost(kind: str, alternative: str, depth: int = 0) -> float:
    """Cost of an alternative inside `depth` loops."""
    return float(COSTS[kind, alternative] * LOOP_FACTOR**depth) + ORDER.get((kind, alternative), 0.0)

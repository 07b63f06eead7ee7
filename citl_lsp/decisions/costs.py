"""Idiom cost: how far an alternative is from what a Rust programmer would write first.

The only table of its kind. A site's cost is the entry times 4 per loop around it (`LOOP_FACTOR`). Change it with a
reason: it orders the ladders, and so what the idiomatic profile tries first.
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


def cost(kind: str, alternative: str, depth: int = 0) -> float:
    """Cost of an alternative inside `depth` loops."""
    return float(COSTS[kind, alternative] * LOOP_FACTOR**depth)

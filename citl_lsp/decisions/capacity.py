"""Room reserved for a list that a comprehension fills.

[f(x) for x in xs]     reserved   Vec::with_capacity(xs.len())
                       none       Vec::new()
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "capacity",
    "MemoryAlloc",
    "local",
    (("reserved", "room for all elements at once"), ("none", "grows as needed")),
    Example(
        "def twice(xs):\n    return [x * 2 for x in xs]\n\n\nprint(twice([1, 2]))\n",
        (("reserved", "with_capacity"), ("none", "Vec::new()")),
    ),
)


def ladder(known: bool) -> tuple[Alternative, ...]:
    """The alternatives; `known` when the number of elements is known before the loop."""
    reserved = Meaning.PROVEN if known else Meaning.DIFFERS
    return (
        Alternative("reserved", cost("capacity", "reserved"), reserved, Acceptance.CONSTRUCTION),
        Alternative("none", cost("capacity", "none") + 0.1, Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

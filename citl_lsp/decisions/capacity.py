"""Room reserved for a list that a loop or a comprehension fills.

out = []               reserved   let mut out: Vec<i64> = Vec::with_capacity(xs.len());
for x in xs:           none       let mut out: Vec<i64> = Vec::new();
    out.append(2 * x)

Nobody can see the difference where the room is for as many elements as another list has. Where it comes from a number
(`range(n)`), an enormous one stops the program at once, and CPython only when its memory is full.
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
        "def twice(xs):\n    out = []\n    for x in xs:\n        out.append(x * 2)\n    return out\n\n\n"
        "print(twice([1, 2]))\n",
        (("reserved", "with_capacity(xs.len())"), ("none", "Vec::<i64>::new()")),
    ),
    actions=(
        ("reserved", "Reserve room for all elements of `{name}`"),
        ("none", "Let the list grow as needed"),
    ),
)


def ladder(as_long_as_another: bool, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a list that gets as many elements as another has, or as a number says."""
    reserved = Meaning.PROVEN if as_long_as_another else Meaning.STOPS
    why = "" if as_long_as_another else "the number of elements comes from a number, which may be enormous"
    return (
        Alternative("reserved", cost("capacity", "reserved", depth), reserved, Acceptance.CONSTRUCTION, why),
        Alternative("none", cost("capacity", "none", depth), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

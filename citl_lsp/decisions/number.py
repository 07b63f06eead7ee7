"""Number form: which Rust integer holds an `int`.

    def total(n):          i64        let mut s: i64 = 0;      stops when the sum leaves 64 bits
        s = 0              growing    let mut s: Int = ...     grows as Python does
        for i in range(n):
            s += i * i
        return s

A natural refusal: none (both are accepted by construction); a stop on overflow is what sends a program down the ladder.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "number",
    "TypeMapping",
    "representation",
    (("i64", "a 64-bit integer; stops if a value doesn't fit"), ("growing", "an integer that grows as Python's does")),
    Example(
        "def total(n):\n    s = 0\n    for i in range(n):\n        s += i * i\n    return s\n\n\nprint(total(10))\n",
        (("i64", "let mut s: i64"), ("growing", "let mut s: Int")),
    ),
    actions=(
        ("i64", "Keep `{name}` in 64 bits"),
        ("growing", "Let `{name}` grow as Python's integers do"),
    ),
)


def ladder(proven: bool, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for an integer; `proven` when its range is known to fit."""
    raw = Meaning.PROVEN if proven else Meaning.STOPS
    reason = "every value comes from a range" if proven else "its size isn't known; it is checked"
    return (
        Alternative("i64", cost("number", "i64", depth), raw, Acceptance.CONSTRUCTION, reason),
        Alternative("growing", cost("number", "growing", depth), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

"""Ownership of a class's instances: a plain struct with one owner, or shared by reference as in Python.

    class Point: ...       owned     struct Point { x: i64 }
    p = Point(1)           shared    struct Point(Rc<...>): p and q are one object
    q = p
    q.x = 5
    print(p.x)

`derive(Copy)` or a clone at `q = p` would compile and print 1: not among the alternatives where the class is mutated.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "object",
    "BorrowStrategy",
    "representation",
    (("owned", "a plain struct with one owner"), ("shared", "shared by reference, as in Python")),
    Example(
        "class Point:\n    def __init__(self, x):\n        self.x = x\n\n\nprint(Point(1).x)\n",
        (("owned", "x: i64"), ("shared", "Slot<i64>")),
    ),
    actions=(
        ("owned", "Give each `{name}` one owner"),
        ("shared", "Share `{name}` objects by reference, as Python does"),
    ),
)


def ladder(blocker: str | None) -> tuple[Alternative, ...]:
    """The alternatives for a class; `blocker` says what needs it shared."""
    meaning = Meaning.PROVEN if blocker is None else Meaning.DIFFERS
    return (
        Alternative("owned", cost("object", "owned"), meaning, Acceptance.ASKED, blocker or ""),
        Alternative("shared", cost("object", "shared"), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

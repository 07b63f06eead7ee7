"""Ownership of a list, dict or set: one owner and borrows, or shared by reference as in Python.

    a = [0]           owned     let a = vec![0]; let b = &a;      rustc says when two names don't work (E0502, E0382)
    b = a             shared    List, as Python has it: both names are the same list
    a.append(1)
    print(b)

Owning is legal only where no operation on the values duplicates them: `[[0] * 3] * 3` would compile and print
something else. The natural refusal is a use after a move; its repair is `shared`.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "container",
    "BorrowStrategy",
    "representation",
    (("owned", "one owner, lent to others"), ("shared", "shared by reference, as in Python")),
    Example(
        "def total(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s\n\n\nprint(total([1, 2]))\n",
        (("owned", "xs: &Vec<i64>"), ("shared", "xs: &List<i64>")),
    ),
    actions=(
        ("owned", "Give `{name}` one owner"),
        ("shared", "Share `{name}` by reference, as Python does"),
    ),
)


def ladder(blocker: str | None, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a flow class; `blocker` says which operation would duplicate it."""
    meaning = Meaning.PROVEN if blocker is None else Meaning.DIFFERS
    return (
        Alternative("owned", cost("container", "owned", depth), meaning, Acceptance.ASKED, blocker or ""),
        Alternative("shared", cost("container", "shared", depth), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

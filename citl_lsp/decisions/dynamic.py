"""Static or dynamic: whether one Rust type holds every value of a variable.

    x = 1            dynamic   let x: Value
    if flag:
        x = "a"

A variable that inference settles has one alternative and no site. An annotation, or two variables instead of one, is
what makes a dynamic variable static: a Python edit, not a switch.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "dynamic",
    "TypeMapping",
    "representation",
    (("static", "one Rust type"), ("dynamic", "any Python value, checked at run time")),
    Example("x = 1\nfor y in [1]:\n    x = 'a'\nprint(x)\n", (("dynamic", "Value"),)),
)


def ladder(reason: str, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a variable that holds values of several types; `reason` says which."""
    return (
        Alternative("static", cost("dynamic", "static"), Meaning.DIFFERS, Acceptance.ASKED, reason),
        Alternative("dynamic", cost("dynamic", "dynamic", depth), Meaning.PROVEN, Acceptance.CONSTRUCTION, reason),
    )

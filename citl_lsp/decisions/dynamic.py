"""Static or dynamic: whether one Rust type holds every value of a variable.

    found = None           static    let mut found: Option<i64> = None;
    for i, x in ...:       dynamic   let mut found: Value = Value::None;
        found = i

A variable with one type has no site. One that is a number, string or truth value, or None, is an `Option`. For any
other mixture (`1`, then `"a"`) there is no static form: an annotation, or two variables instead of one, makes it
static, a Python edit and not a switch. `int` with `float` is such a mixture: `1` prints as `1`, not as `1.0`.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "dynamic",
    "TypeMapping",
    "representation",
    (("static", "one Rust type"), ("dynamic", "any Python value, checked at run time")),
    Example(
        "def find(xs, x):\n    found = None\n    for i, y in enumerate(xs):\n        if x == y:\n"
        "            found = i\n    return found\n\n\nprint(find([1, 2], 2))\n",
        (("static", "let mut found: Option<i64>"), ("dynamic", "let mut found: Value")),
    ),
    actions=(
        ("static", "Give `{name}` one type"),
        ("dynamic", "Let `{name}` hold any value"),
    ),
)


def ladder(types: str, optional: bool, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a variable that holds values of several `types`; `optional`: of one, and None."""
    static = Meaning.PROVEN if optional else Meaning.DIFFERS
    why = "" if optional else f"it holds values of several types: {types}"
    return (
        Alternative("static", cost("dynamic", "static", depth), static, Acceptance.CONSTRUCTION, why),
        Alternative("dynamic", cost("dynamic", "dynamic", depth), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

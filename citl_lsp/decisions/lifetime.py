"""How a function gives back a part of its argument: lent, with or without a written lifetime, or given away.

    def pick(rows, i):     elided    fn pick(rows: &Vec<Vec<i64>>, i: i64) -> &Vec<i64>
        return rows[i]     written   fn pick<'a>(rows: &'a Vec<Vec<i64>>, i: i64) -> &'a Vec<i64>
                           owned     fn pick(rows: &Vec<Vec<i64>>, i: i64) -> Vec<i64>

Lending is what Python does: caller and container see one object. rustc asks for the written form where there is more
than one argument to borrow from (E0106), refuses a part of what the function owns (E0515), and changes of the container
while the part is in use (E0502). Giving away moves or copies; both are sites of their own.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "lifetime",
    "LifetimeInfer",
    "signature",
    (
        ("elided", "lent to the caller"),
        ("written", "lent to the caller, for as long as the arguments live"),
        ("owned", "given to the caller"),
    ),
    Example(
        "def pick(rows, i):\n    return rows[i]\n\n\nprint(pick([[1], [2]], 1))\n",
        (("elided", ") -> &Vec<i64>"), ("written", ") -> &'a Vec<i64>"), ("owned", ") -> Vec<i64>")),
    ),
    actions=(
        ("elided", "Lend the result"),
        ("written", "Lend the result for as long as the arguments live"),
        ("owned", "Give the result away"),
    ),
)


def ladder() -> tuple[Alternative, ...]:
    """The alternatives for a function that only returns parts of its parameters."""
    return tuple(
        Alternative(name, cost("lifetime", name), Meaning.PROVEN, Acceptance.ASKED)
        for name in ("elided", "written", "owned")
    )

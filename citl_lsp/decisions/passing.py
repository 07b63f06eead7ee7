"""How a parameter is passed: lent, lent for changes, or given away.

    def add(xs):           borrow_mut   fn add(xs: &mut Vec<i64>)
        xs.append(1)

Lending is the default; `move` where the function keeps its argument. The natural refusal is a caller that uses what it
gave away (E0382); `add(a.clone())`, which rustc suggests, would print something else and is never offered.
"""

from citl_lsp.decisions.costs import KEPT, NAMED, cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "passing",
    "BorrowStrategy",
    "signature",
    (("borrow", "lent to the function"), ("borrow_mut", "lent for changes"), ("move", "given to the function")),
    Example(
        "def add(xs):\n    xs.append(1)\n\n\na = [0]\nadd(a)\nprint(a)\n",
        (("borrow_mut", "xs: &mut Vec<i64>"),),
    ),
    actions=(
        ("borrow", "Lend `{name}` to the function"),
        ("borrow_mut", "Lend `{name}` to the function for changes"),
        ("move", "Give `{name}` to the function"),
    ),
)


def ladder(mutated: bool, kept: bool, owned: bool, named: bool = False) -> tuple[Alternative, ...]:
    """The alternatives for a parameter that is `mutated` or `kept`; `owned` when its values have one owner, `named`
    when some caller passes what it has a name for."""
    asked = Acceptance.ASKED if owned else Acceptance.CONSTRUCTION
    borrow = Meaning.DIFFERS if owned and mutated else Meaning.PROVEN
    late = KEPT if owned and kept else 0.0
    found = [Alternative("borrow", cost("passing", "borrow") + late, borrow, asked)]
    if owned:
        found.append(Alternative("borrow_mut", cost("passing", "borrow_mut") + late, Meaning.PROVEN, asked))
    needed = NAMED if owned and named and not kept else 0.0
    found.append(Alternative("move", cost("passing", "move") + needed, Meaning.PROVEN, asked))
    return tuple(found)

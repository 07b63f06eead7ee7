"""How a second name for an owned value is bound.

    row = grid[0]          borrow_mut   let row = &mut grid[0];
    row.append(1)          index        grid[0].push(1): legal only while nothing puts another value there
                           clone        legal only if nobody could see the difference

The natural refusals are E0502 and E0499 (`row.append(grid[1][0])`), E0507 (moving out of a list).
"""

from citl_lsp.decisions.costs import CONTENDED, KEPT, cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "binding",
    "BorrowStrategy",
    "local",
    (
        ("borrow", "borrowed"),
        ("borrow_mut", "borrowed for changes"),
        ("move", "moved"),
        ("index", "looked up again at each use"),
        ("clone", "copied"),
    ),
    Example("grid = [[1], [2]]\nrow = grid[0]\nrow.append(3)\nprint(grid)\n", (("borrow_mut", "let row = &mut "),)),
    actions=(
        ("borrow", "Lend the value to `{name}`"),
        ("borrow_mut", "Lend the value to `{name}` for changes"),
        ("move", "Move the value into `{name}`"),
        ("index", "Look `{name}` up again wherever it is used"),
        ("clone", "Copy the value into `{name}` (nobody can see the difference)"),
    ),
)


def ladder(
    mutated: bool, kept: bool, unseen_copy: bool, depth: int = 0, stays: bool | None = None, contended: bool = False
) -> tuple[Alternative, ...]:
    """The alternatives for a name that is `mutated` or `kept`; `unseen_copy` when no one changes these values.

    `stays` says whether what the name stands for is at the same place at each use (None: there is no such place),
    `contended` whether something else gets at it meanwhile and one of them changes it."""
    lent = Meaning.DIFFERS if mutated else Meaning.PROVEN
    last = KEPT if kept else 0.0
    late = last + (CONTENDED if stays and contended else 0.0)
    copied = Meaning.PROVEN if unseen_copy else Meaning.DIFFERS
    why = "" if unseen_copy else "the values are changed somewhere: a copy would be seen"
    again: tuple[Alternative, ...] = ()
    if stays is not None:
        same = Meaning.PROVEN if stays else Meaning.DIFFERS
        moved = "" if stays else "another value may be at this place by then"
        again = (Alternative("index", cost("binding", "index", depth) + last, same, Acceptance.ASKED, moved),)
    return (
        Alternative("borrow", cost("binding", "borrow", depth) + late, lent, Acceptance.ASKED),
        Alternative("borrow_mut", cost("binding", "borrow_mut", depth) + late, Meaning.PROVEN, Acceptance.ASKED),
        Alternative("move", cost("binding", "move", depth), Meaning.PROVEN, Acceptance.ASKED),
        *again,
        Alternative("clone", cost("binding", "clone", depth), copied, Acceptance.CONSTRUCTION, why),
    )

"""One use of an owned value that takes it: moved there, or copied.

out.append(row)        move     out.push(row)            rustc refuses a later use of row (E0382)
print(row)             clone    out.push(row.clone())    legal only if nobody could see the difference
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "clone",
    "BorrowStrategy",
    "local",
    (("move", "moved"), ("clone", "copied")),
    Example(
        "rows = []\nrow = [1]\nrows.append(row)\nprint(rows)\n", (("move", "rows.push(row)"), ("clone", "row.clone()"))
    ),
    actions=(
        ("move", "Move `{name}` here"),
        ("clone", "Copy `{name}` here (nobody can see the difference)"),
    ),
)


def ladder(unseen_copy: bool, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for one use; `unseen_copy` when no one changes these values after they are made."""
    copied = Meaning.PROVEN if unseen_copy else Meaning.DIFFERS
    why = "" if unseen_copy else "the values are changed somewhere: a copy would be seen"
    return (
        Alternative("move", cost("clone", "move", depth), Meaning.PROVEN, Acceptance.ASKED),
        Alternative("clone", cost("clone", "clone", depth), copied, Acceptance.CONSTRUCTION, why),
    )

"""Loop form over an owned list: an iterator, or positions.

for x in xs:           iterator   for x in xs.iter().copied()     rustc refuses changes of xs inside (E0502)
    if x > 2:          index      while i < xs.len() { let x = xs[i]; i += 1; ... }
        xs.append(0)

CPython's iterator is a position that looks at the list anew at each step, so the second form is the same even where
the list grows or shrinks. It isn't there for lists whose elements have one owner (they can't be copied out), nor where
the loop gives the variable another list: CPython would go on with the first.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "loop",
    "LoopTransform",
    "local",
    (("iterator", "an iterator over the list"), ("index", "positions, read again at each step")),
    Example(
        "def show(xs):\n    for x in xs:\n        print(x)\n\n\nshow([1, 2])\n",
        (("iterator", "xs.iter()"), ("index", "while ")),
    ),
)


def ladder(handed_out: bool, rebound: bool, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a loop over a list of owned values (`handed_out`), or one that the loop `rebound`."""
    index, why = Meaning.PROVEN, ""
    if handed_out:
        index, why = Meaning.DIFFERS, "the elements have one owner: reading one would copy it"
    elif rebound:
        index, why = Meaning.DIFFERS, "the loop gives the variable another list"
    return (
        Alternative("iterator", cost("loop", "iterator", depth), Meaning.PROVEN, Acceptance.ASKED),
        Alternative("index", cost("loop", "index", depth), index, Acceptance.CONSTRUCTION, why),
    )

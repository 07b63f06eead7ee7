"""Loop form: an iterator over an owned list, or positions; a chain of iterators, or a loop that fills a list.

for x in xs:           iterator   for x in xs.iter().copied()     rustc refuses changes of xs inside (E0502)
    if x > 2:          index      while i < xs.len() { let x = xs[i]; i += 1; ... }
        xs.append(0)

CPython's iterator is a position that looks at the list anew at each step, so the second form is the same even where
the list grows or shrinks. It isn't there for lists whose elements have one owner (they can't be copied out), nor where
the loop gives the variable another list: CPython would go on with the first.

    [x * 2 for x in xs]    iterator   xs.iter().copied().map(|x| x * 2).collect::<Vec<_>>()
                           loop       let mut out = Vec::new(); for x in ... { out.push(x * 2); } out

A comprehension has the first form where nothing in its element can fail: a closure can't leave the function. rustc
refuses it where the element takes something that the closure only borrows (E0507).
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "loop",
    "LoopTransform",
    "local",
    (
        ("iterator", "an iterator"),
        ("index", "positions in the list, read again at each step"),
        ("loop", "a loop that fills the list"),
    ),
    Example(
        "def show(xs):\n    for x in xs:\n        print(x)\n\n\nshow([1, 2])\n",
        (("iterator", "xs.iter()"), ("index", "while ")),
    ),
    actions=(
        ("iterator", "Walk with an iterator"),
        ("index", "Walk over positions instead of an iterator"),
        ("loop", "Write the comprehension as a loop"),
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


def comprehension_ladder(depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a list comprehension with one clause, whose element can't fail."""
    return (
        Alternative("iterator", cost("loop", "iterator", depth), Meaning.PROVEN, Acceptance.ASKED),
        Alternative("loop", cost("loop", "loop", depth), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

"""How a list comprehension is written: a chain of iterators, or a loop that fills a list.

    [x * 2 for x in xs]    chain   xs.iter().copied().map(|x| x * 2).collect::<Vec<_>>()
                           loop    let mut out = Vec::new(); for x in ... { out.push(x * 2); } out

A chain is there where nothing in the element can fail: a closure can't leave the function. rustc refuses it where the
element needs something moved or changed that the closure only borrows (E0507).
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "comprehension",
    "LoopTransform",
    "local",
    (("chain", "a chain of iterators"), ("loop", "a loop that fills the list")),
    Example(
        "def twice(xs):\n    return [x * 2 for x in xs]\n\n\nprint(twice([1, 2]))\n",
        (("chain", ".collect::<Vec<_>>()"), ("loop", "out1.push(")),
    ),
)


def ladder(depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a list with one clause."""
    return (
        Alternative("chain", cost("comprehension", "chain", depth), Meaning.PROVEN, Acceptance.ASKED),
        Alternative("loop", cost("comprehension", "loop", depth), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

"""Loop form over an owned list: an iterator, or positions.

for x in xs:           iterator   for x in xs.iter()       rustc refuses changes of xs inside (E0502)
    if x > 2:          index      let mut i = 0; while i < xs.len() { ... }
        xs.append(0)
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


def ladder(copied_elements: bool, depth: int = 0) -> tuple[Alternative, ...]:
    """The alternatives for a loop; positions need elements that are copied out."""
    index = Meaning.PROVEN if copied_elements else Meaning.DIFFERS
    return (
        Alternative("iterator", cost("loop", "iterator", depth), Meaning.PROVEN, Acceptance.ASKED),
        Alternative("index", cost("loop", "index", depth), index, Acceptance.CONSTRUCTION),
    )

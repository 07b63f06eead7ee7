"""Error form: what a failing operation does in a function.

    def half(n):           stop      panics with the Python line
        return 10 // n     result    fn half(n: i64) -> Res<i64>, for callers that catch

A function that is called under `try` returns `Result`; any other stops.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "error",
    "ErrorHandling",
    "signature",
    (("stop", "an error stops the program"), ("result", "an error goes to the caller")),
    Example(
        "def half(n):\n    return 10 // n\n\n\nprint(half(2))\n",
        (("stop", "floor_div(10, n)"), ("result", "Res<i64>")),
    ),
    actions=(
        ("stop", "Stop on errors"),
        ("result", "Let errors go to the caller"),
    ),
)


def ladder(caught: bool) -> tuple[Alternative, ...]:
    """The alternatives for a function; `caught` when some caller catches its errors."""
    stop = Meaning.DIFFERS if caught else Meaning.STOPS
    reason = "a caller catches its errors" if caught else ""
    return (
        Alternative("stop", cost("error", "stop"), stop, Acceptance.CONSTRUCTION, reason),
        Alternative("result", cost("error", "result"), Meaning.PROVEN, Acceptance.CONSTRUCTION),
    )

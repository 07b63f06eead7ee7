"""String form of a local variable: a literal, a buffer that grows, or the runtime's shared string.

    sep = ", "             str       let sep: &str = ", ";
    line = ""              string    let mut line: String = String::new(); line.push_text(&word);
    for word in words:     shared    let mut line: Str = Str::lit("");
        line += word

Every use of the first two has a conversion to the third, so any method, index or slice of Python's still works. A
literal's is free; a buffer's copies, so buffers are for variables that are read outside of the loop that fills them.
"""

from citl_lsp.decisions.costs import cost
from citl_lsp.decisions.kind import Example, Kind
from citl_lsp.decisions.model import Acceptance, Alternative, Meaning

KIND = Kind(
    "string",
    "TypeMapping",
    "representation",
    (
        ("str", "a piece of the program's own text"),
        ("string", "a text buffer with one owner"),
        ("shared", "a string shared by reference, as in Python"),
    ),
    Example(
        "def line(words):\n    text = ''\n    for word in words:\n        text += word\n    return text\n\n\n"
        "print(line(['a', 'b']))\n",
        (("string", "let mut text: String"), ("shared", "let mut text: Str")),
    ),
    actions=(
        ("str", "Hold `{name}` as a piece of the program's text"),
        ("string", "Build `{name}` in a buffer of its own"),
        ("shared", "Share the text of `{name}` by reference, as Python does"),
    ),
)


def ladder(only_literals: bool, built: bool, identity: bool) -> tuple[Alternative, ...]:
    """The alternatives for a variable that gets `only_literals` or is `built` by `+=`; `identity`: used with `is`."""
    literal, string = (
        "" if only_literals else "it gets more than literals",
        "" if built else "it isn't built up by `+=`",
    )
    if identity:
        literal = string = "which object it is matters (`is`)"
    return tuple(
        Alternative(
            name, cost("string", name), Meaning.DIFFERS if why else Meaning.PROVEN, Acceptance.CONSTRUCTION, why
        )
        for name, why in (("str", literal), ("string", string), ("shared", ""))
    )

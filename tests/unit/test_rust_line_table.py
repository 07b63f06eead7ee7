"""The table of lines: entries of a printed text, and of the same text laid out anew."""

from __future__ import annotations

import re
from pathlib import Path

from citl_lsp.decisions.model import Policy
from citl_lsp.rust.line_table import _MAY_STOP, with_line_table
from citl_lsp.rust.tree import Origin
from citl_lsp.transpile import Program, Translation, transpile

PYTHON = "def f(x):\n    y = 1\n    return x * 3 + y\n\n\nprint(f(2) + 1)\n"


def translated() -> Translation:
    return transpile(Program({"m.py": PYTHON}, "m.py"), {}, Policy("idiomatic"))


def filled(found: Translation, text: str) -> str:
    def line_of(origin: Origin) -> int:
        start = found.unit_starts[origin.path, origin.unit][0] + origin.span.start
        return PYTHON.count("\n", 0, start) + 1

    return with_line_table(text, found.rust, found.source_map, line_of)


def entries(text: str) -> dict[str, int]:
    """What stands on the Rust lines of the table, with their Python lines."""
    lines = text.split("\n")
    table = lines[-2]
    assert table.startswith("static LINES: LineTable = LineTable { file: file!(), lines: &[(")
    pairs = eval(table[table.index("[") : table.index("]") + 1])
    return {lines[rust - 1].strip(): python for rust, python in pairs}


def test_lines_that_may_stop() -> None:
    found = translated()
    text = filled(found, found.rust)
    assert "    start_at(MODULES, &LINES, (3, 11), module_main)\n" in text
    known = entries(text)
    assert [known[line] for line in known if "* 3" in line] == [3]
    assert [known[line] for line in known if "print" in line] == [6]
    assert not any("let" in line and "= 1;" in line for line in known), "nothing can go wrong there"


def test_another_layout() -> None:
    found = translated()
    spread = found.rust.replace("x * 3", "x\n        * 3").replace("{\n", "{\n\n\n")
    known = entries(filled(found, spread))
    assert [known[line] for line in known if line.startswith(("return x", "x"))] == [3]
    assert [known[line] for line in known if "print" in line] == [6]


def test_another_program_gets_no_table() -> None:
    found = translated()
    other = found.rust + "fn more() {}\n"
    assert filled(found, other) == other
    assert filled(found, "fn main() {}\n") == "fn main() {}\n"


def test_every_function_of_the_runtime_that_names_its_caller() -> None:
    runtime = Path(__file__).resolve().parents[2] / "runtime" / "citl-rt" / "src"
    texts = [path.read_text(encoding="utf-8") for path in runtime.rglob("*.rs")]
    names = {name for text in texts for name in re.findall(r"#\[track_caller\]\s+pub fn (\w+)", text)}
    assert {"small", "int_pow", "at"} <= names
    # A power of a growing integer has the dot before it, a position stands in brackets.
    assert [
        name for name in sorted(names) if not _MAY_STOP.search(f"x[{name}(a)]" if name == "at" else f".{name}(a)")
    ] == []


LATE = """def f(s):
    t = s * 2
    print(t)
    return int(
        s
    )


print(f("9" * 30))
"""


def test_what_the_translator_adds_belongs_to_what_it_was_added_to() -> None:
    found = transpile(Program({"m.py": LATE}, "m.py"), {}, Policy("idiomatic"))

    def line_of(origin: Origin) -> int:
        start = found.unit_starts[origin.path, origin.unit][0] + origin.span.start
        return LATE.count("\n", 0, start) + 1

    known = entries(with_line_table(found.rust, found.rust, found.source_map, line_of))
    assert [python for line, python in known.items() if "small()" in line] == [4]

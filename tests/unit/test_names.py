"""Names that generated code means as the runtime's are taken from nobody else."""

from __future__ import annotations

import re
from pathlib import Path

from citl_lsp.lower.names import RUNTIME, value_name

SOURCES = Path(__file__).parents[2] / "runtime" / "citl-rt" / "src"


def test_every_free_function_of_the_runtime_is_reserved() -> None:
    found = {
        name for file in SOURCES.rglob("*.rs") for name in re.findall(r"(?m)^pub fn ([a-z_0-9]+)", file.read_text())
    }
    assert found <= RUNTIME


def test_a_variable_never_hides_one() -> None:
    assert value_name("enter") == "enter_"
    assert value_name("total") == "total"

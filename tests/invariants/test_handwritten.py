"""The Rust that we want for six small programs, written by hand before the translator: it compiles against the runtime
and prints what CPython prints, in both profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from .harness import ROOT, behaviour_sync

HANDWRITTEN = ROOT / "tests" / "handwritten"
WANTED = sorted(HANDWRITTEN.glob("*/*.rs"))


def test_every_program_has_both_profiles() -> None:
    programs = {path.parent.name for path in HANDWRITTEN.glob("*/program.py")}
    assert len(programs) == 6
    assert {(path.parent.name, path.stem) for path in WANTED} == {
        (name, profile) for name in programs for profile in ("faithful", "idiomatic")
    }


@pytest.mark.parametrize("path", WANTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_compiles_and_prints_what_cpython_prints(path: Path) -> None:
    program = (path.parent / "program.py").read_text(encoding="utf-8")
    found = behaviour_sync(program, path.read_text(encoding="utf-8"))
    assert found.kind == "equal", "\n".join(found.reasons)

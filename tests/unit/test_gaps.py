"""A definition that isn't translated as it stands stops the program where it would matter, and nowhere else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from citl_lsp.config import ProfileName
from citl_lsp.decisions.model import Policy
from citl_lsp.equivalence.consent import permission_from_flag
from citl_lsp.equivalence.run import run_binary
from citl_lsp.toolchain.compile import build_sync
from citl_lsp.toolchain.runtime import ensure_runtime
from citl_lsp.transpile import Program, transpile

TEXT = """
import sys


def twice(f):
    return lambda n: f(n) * 2


@twice
def g(n):
    return n + 1


class Odd:
    def __setattr__(self, name, value):
        print("set", name)


class Below(Odd):
    pass


class Half:
    def __lt__(self, other):
        return "yes"


print("start")
if sys.argv[1] == "g":
    print(g(2))
elif sys.argv[1] == "below":
    Below()
elif sys.argv[1] == "half":
    print(Half() < Half())
print("end")
"""
STOPS = {"": None, "g": "the decorator of `g` (line 9", "below": "`__setattr__` (line 15", "half": "False (line 24"}


@pytest.mark.parametrize("profile", ["faithful", "idiomatic"])
def test_where_the_program_stops(profile: ProfileName, tmp_path: Path) -> None:
    translation = transpile(Program({"m.py": TEXT}, "m.py"), {}, Policy(profile))
    assert len([d for d in translation.diagnostics if d.severity == "error"]) == 3
    binary, permission = tmp_path / "m", permission_from_flag(run=True)
    assert permission is not None
    assert build_sync(translation.rust, binary, "debug", runtime=ensure_runtime("release")).ok
    for argument, stop in STOPS.items():
        done = asyncio.run(run_binary(permission, binary, [argument]))
        assert done.stdout == (b"start\nend\n" if stop is None else b"start\n")
        assert stop is None or stop in done.stderr.decode()

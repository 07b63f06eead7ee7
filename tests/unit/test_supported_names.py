"""Every name of CPython's builtins, of its built-in types and of the supported modules: equal here, or diagnosed.

Each name becomes small functions of one program. What is diagnosed on its line is left out, the rest is compiled and
run beside CPython: a name may be missing, but not silently.
"""

from __future__ import annotations

import asyncio
import bisect
import builtins
import collections
import copy
import functools
import heapq
import itertools
import math
import operator
import random
import re
import string
import subprocess
import sys
import time
import types
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from citl_lsp.decisions.model import Policy
from citl_lsp.equivalence.consent import permission_from_flag
from citl_lsp.equivalence.run import Limits, run_binary
from citl_lsp.toolchain.compile import build_sync
from citl_lsp.toolchain.runtime import RuntimeBuild, ensure_runtime
from citl_lsp.transpile import Program, transpile

Snippet = tuple[str, ...]
"""Lines of one function."""

MODULES = {
    module.__name__: module
    for module in (bisect, collections, copy, functools, heapq, itertools, math, operator, random, string, sys, time)
}
_HEAD = f"""import {", ".join(MODULES)}
def dyn(x, n=0):
    return [x, 1, 'a', None, 2.5, [1]][n]
"""
BATCH = 200

# --- what is tried ---------------------------------------------------------------------------------------------------

VALUES: dict[str, tuple[object, str]] = {
    "str": (str, "'Hello, World one'"),
    "list": (list, "[3, 1, 2]"),
    "dict": (dict, "{'a': 1, 'b': 2}"),
    "set": (set, "{1, 2, 3}"),
    "frozenset": (frozenset, "frozenset([1, 2])"),
    "tuple": (tuple, "(1, 2, 1)"),
    "int": (int, "12"),
    "float": (float, "2.5"),
    "bool": (bool, "True"),
    "bytes": (bytes, "'ab'.encode()"),
    "range": (range, "range(1, 10, 2)"),
    "NoneType": (type(None), "None"),
    "function": (types.FunctionType, "dyn"),
    "ValueError": (ValueError, "ValueError('x', 1)"),
    "SystemExit": (SystemExit, "SystemExit(3)"),
    "deque": (collections.deque, "collections.deque([1, 2])"),
    "Counter": (collections.Counter, "collections.Counter('aab')"),
    "OrderedDict": (collections.OrderedDict, "collections.OrderedDict(a=1)"),
    "keys": (type({}.keys()), "{'a': 1}.keys()"),
}
GIVEN = """
center 20 | 20, '*'; count 'o' | 1; endswith 'one' | ('x', 'one') | 'World', 0, 12; expandtabs 4; find 'o' | 'zz'
format 1, a=2; format_map {'a': 1}; index 'o' | 1 | 'zz' | 9; join ['a', 'b']; ljust 20, '.'; rjust 20; lstrip 'H'
rstrip 'e'; strip 'He'; maketrans 'a', 'b'; partition ', '; rpartition 'o'; removeprefix 'Hello'; removesuffix 'one'
replace 'o', '0' | 'o', '0', 1; rfind 'o'; rindex 'o'; rsplit 'o', 1 | maxsplit=1; split 'o' | None, 1; splitlines True
startswith 'Hel' | ('a', 'H'); translate {72: 'J'}; zfill 20; append 4; extend [5]; insert 0, 9; pop 0 | 'a' | 'z', 0
remove 1 | 9; sort reverse=True | key=lambda v: -v; fromkeys ['x', 'y'] | ['x'], 0; get 'a' | 'z' | 'z', 0
setdefault 'a', 5 | 'z', 5 | 'z'; update {'c': 3} | c=3 | [('d', 4)] | {9} | [9], [10]; add 4; discard 1 | 9
difference {1} | {1}, {2}; difference_update {1}; intersection {1, 9} | [1]; intersection_update {1}; isdisjoint {9}
issubset {1, 2, 3, 4}; issuperset {1}; symmetric_difference {1, 9}; symmetric_difference_update {1, 9}; union {9} | [9]
to_bytes 2, 'big'; from_bytes b'a', 'big'; hex ':'; decode 'utf-8'; encode 'ascii', 'ignore'; add_note 'n'
with_traceback None; appendleft 5; extendleft [5, 6]; rotate 1; most_common 1; subtract 'a'; move_to_end 'a'
__contains__ 1 | 'o'; __getitem__ 0 | 'a'; __setitem__ 0, 5 | 'a', 5; __delitem__ 0 | 'a'; __add__ 1 | 'b' | [4]
__eq__ 1; __lt__ 1; __format__ ''; __call__ 5
"""
"""Arguments that are tried besides none, by the method's name."""
CALLS = (
    "", "1", "2, 1", "[3, 1, 2]", "'ab'", "[3, 1, 2], 1", "2.5", "lambda a, b: a + b, [1, 2, 3]", "[1, 2], [3, 4]",
    "'5'", "{'a': 1}", "1, 2, 3", "3, 'x'",
)  # fmt: skip
_UNTRIED = """breakpoint copyright credits exit help input license quit open sleep exec eval compile __import__ print id
    perf_counter monotonic process_time time object time_ns monotonic_ns perf_counter_ns thread_time SystemRandom
    urandom"""
_NEVER_TRIED = frozenset(_UNTRIED.split())
"""Their effect or result is not for comparison; that they are diagnosed or there is."""


def of_methods() -> Iterator[Snippet]:
    entries = (entry.strip().partition(" ") for entry in GIVEN.replace("\n", ";").split(";"))
    given = {name: arguments.split(" | ") for name, _, arguments in entries}
    for kind, value in VALUES.values():
        for name in dir(kind):
            for made in (value, f"dyn({value})"):
                yield (f"x = {made}", f"print(x.{name} is None)")
                for arguments in ["", *given.get(name, ())]:
                    yield _shown(f"x = {made}", f"x.{name}({arguments})", changes=True)


def of_builtins() -> Iterator[Snippet]:
    for name in dir(builtins):
        if name == "_":  # pytest's own
            continue
        yield (f"x = {name}", "print(x is None)")
        if name not in _NEVER_TRIED:
            yield from (_shown(f"{name}({given})") for given in CALLS)


def of_modules() -> Iterator[Snippet]:
    for module, held in MODULES.items():
        for name in dir(held):
            yield (f"x = {module}.{name}", "print(x is None)")
            yield (f"from {module} import {name}", f"print({name} is None)")
            if name in _NEVER_TRIED or name.startswith("_") or module == "sys":
                continue
            if callable(getattr(held, name)):
                seeded = ("random.seed(1)",) if module == "random" and name != "seed" else ()
                yield from ((*seeded, *_shown(f"{module}.{name}({given})")) for given in CALLS)
            else:
                yield _shown(f"{module}.{name}")


def _shown(*lines: str, changes: bool = False) -> Snippet:
    return (*lines[:-1], f"r = {lines[-1]}", "print(r)", *(["print(x)"] if changes else []))


# --- comparing -------------------------------------------------------------------------------------------------------


def program(snippets: list[Snippet]) -> tuple[str, dict[int, int]]:
    """The program, and which snippet each of its lines belongs to."""
    lines = _HEAD.splitlines()
    owner: dict[int, int] = {}
    for number, snippet in enumerate(snippets):
        body = [f"def t{number}():", *(f"    {line}" for line in snippet)]
        body += ["try:", f"    t{number}()", "except Exception as e:", "    print('raised', type(e).__name__, e)"]
        body.append(f"print('#end', {number})")
        owner.update(dict.fromkeys(range(len(lines) + 1, len(lines) + 1 + len(body)), number))
        lines += body
    return "\n".join(lines) + "\n", owner


def undiagnosed(snippets: list[Snippet]) -> list[Snippet]:
    """The snippets on which nothing is said."""
    while True:
        text, owner = program(snippets)
        found = transpile(Program({"m.py": text}, "m.py"), {}, Policy("faithful")).diagnostics
        said = {owner[text.count("\n", 0, d.span.start) + 1] for d in found}
        if not said:
            return snippets
        snippets = [snippet for number, snippet in enumerate(snippets) if number not in said]


def outputs(text: str) -> dict[int, str]:
    """What each snippet printed."""
    parts = re.split(r"#end (\d+)\n", text)
    return dict(zip(map(int, parts[1::2]), parts[0::2], strict=False))


def in_cpython(snippets: list[Snippet], folder: Path) -> dict[int, str]:
    """Snippets with what CPython prints for them; those that a mistake in the call ends are left out."""
    file = folder / "m.py"
    file.write_text(program(snippets)[0], encoding="utf-8")
    done = subprocess.run([sys.executable, str(file)], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return outputs(done.stdout.decode())


_INCOMPARABLE = re.compile(
    r"""
    ^raised\ (Type|Attribute)Error   # a wrong use: messages of C functions differ in detail
    | 0x[0-9a-f]{6} | \d{15}         # an address, a hash of a text
    | \{[^:}]*['"]                   # a set of texts, in CPython's order of the day
    | ^(count|repeat)\( | odict_     # how an iterator or view calls itself
    """,
    re.MULTILINE | re.VERBOSE,
)


def is_comparable(text: str, misused: bool) -> bool:
    """Whether it is the same in every run of CPython. `misused`: an error says that the name was used wrongly."""
    return not _INCOMPARABLE.search(text) and not (misused and text.startswith("raised"))


@cache
def runtime() -> RuntimeBuild:
    return ensure_runtime("release")


@pytest.mark.parametrize("family", [of_methods, of_builtins, of_modules], ids=lambda family: family.__name__)
def test_every_name_is_equal_or_diagnosed(family: object, tmp_path: Path) -> None:
    assert callable(family)
    every = list(dict.fromkeys(family()))
    kept: list[Snippet] = []
    for start in range(0, len(every), BATCH):
        kept += undiagnosed(every[start : start + BATCH])
    said = in_cpython(kept, tmp_path)
    kept = [snippet for number, snippet in enumerate(kept) if is_comparable(said[number], family is not of_methods)]
    assert len(kept) > 50
    wrong = []
    for start in range(0, len(kept), BATCH):
        wrong += different(kept[start : start + BATCH], tmp_path)
    assert wrong == []


def different(snippets: list[Snippet], folder: Path) -> list[tuple[Snippet, str, str]]:
    """(snippet, what CPython prints, what the program prints) where they differ."""
    snippets = undiagnosed(snippets)  # other neighbours, other types of what `dyn` gives
    text, _ = program(snippets)
    rust = transpile(Program({"m.py": text}, "m.py"), {}, Policy("faithful")).rust
    made = build_sync(rust, folder / "program", "debug", runtime=runtime())
    assert made.ok, made.errors[0].rendered
    permission = permission_from_flag(run=True)
    assert permission is not None
    done = asyncio.run(run_binary(permission, folder / "program", limits=Limits(cpu_seconds=20, wall_seconds=60)))
    python, here = in_cpython(snippets, folder), outputs(done.stdout.decode("utf-8", "replace"))
    return [
        (snippet, python[number], here.get(number, "nothing"))
        for number, snippet in enumerate(snippets)
        if python[number] != here.get(number)
    ]

"""Where inference and lowering look library functions up."""

from __future__ import annotations

from citl_lsp.stdlib import builtins, containers, modules, text
from citl_lsp.stdlib.signature import Signature, parse_table

_METHODS = {
    "list": containers.LIST,
    "dict": containers.DICT,
    "deque": containers.DEQUE,
    "set": containers.SET,
    "frozenset": containers.SET,
    "vtuple": containers.VTUPLE,
    "keys": containers.VIEW,
    "values": containers.VIEW,
    "items": containers.VIEW,
    "iter": containers.ITER,
    "str": text.STR,
}
_MODULES = {"math": builtins.MATH, "sys": builtins.SYS, "random": modules.RANDOM, "time": modules.TIME}
_OTHER_MODULES = frozenset(
    [
        "typing",
        "__future__",
        "collections",
        "heapq",
        "bisect",
        "itertools",
        "functools",
        "operator",
        "copy",
        "string",
        "abc",
    ]
)
"""Modules whose functions are inferred by code (`types.library`), or that only annotations name."""


def method(kind: str, name: str) -> tuple[Signature, ...]:
    """Overloads of method `name` on the built-in type `kind`; empty when it isn't declared."""
    table = _METHODS.get(kind)
    return parse_table(table).get(name, ()) if table else ()


def methods(kind: str) -> dict[str, tuple[Signature, ...]]:
    """All declared methods of the built-in type `kind`."""
    return parse_table(_METHODS[kind]) if kind in _METHODS else {}


def builtin(name: str) -> tuple[Signature, ...]:
    """Overloads of the builtin function `name`; empty when it isn't declared."""
    return parse_table(builtins.BUILTINS).get(name, ())


def module_function(module: str, name: str) -> tuple[Signature, ...]:
    """Overloads of `module.name`; empty when it isn't declared."""
    return parse_table(_MODULES[module]).get(name, ()) if module in _MODULES else ()


def is_module(name: str) -> bool:
    """Whether the standard library module `name` is declared."""
    return name in _MODULES or name in _OTHER_MODULES

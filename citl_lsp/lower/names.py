"""Rust names for Python names: the same where Rust allows it."""

from __future__ import annotations

import re
from collections.abc import Iterable

KEYWORDS = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "crate",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "fn",
        "for",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "match",
        "mod",
        "move",
        "mut",
        "pub",
        "ref",
        "return",
        "self",
        "Self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "type",
        "unsafe",
        "use",
        "where",
        "while",
        "async",
        "await",
        "abstract",
        "become",
        "box",
        "do",
        "final",
        "macro",
        "override",
        "priv",
        "try",
        "typeof",
        "unsized",
        "virtual",
        "yield",
        "union",
        "gen",
    ]
)
TYPES = frozenset(
    [
        "Int",
        "Str",
        "List",
        "Dict",
        "Set",
        "Tuple",
        "Range",
        "Func",
        "Iter",
        "Exc",
        "Value",
        "Res",
        "Option",
        "Vec",
        "String",
        "Box",
        "Rc",
        "RefCell",
        "Some",
        "None",
        "Ok",
        "Err",
        "Obj",
        "Show",
        "At",
        "OrStop",
        "Slot",
        "AttrSlot",
        "Global",
        "Shared",
        "Keys",
        "Values",
        "Items",
        "Map",
        "HashedSet",
        "PyErr",
        "ExcType",
        "ExcData",
        "ExcObject",
        "PyObject",
        "CmpOp",
        "ModuleMeta",
        "Bytes",
        "StrExt",
        "VecExt",
        "Ordering",
    ]
)
"""Names that generated code means as the runtime's or std's."""
METHODS = frozenset(
    [
        "new",
        "clone",
        "is",
        "to_value",
        "from_value",
        "type_name",
        "write_repr",
        "write_str",
        "write_format",
        "truthy",
        "py_eq",
        "py_cmp",
        "py_hash",
        "fast_eq",
        "fast_cmp",
        "fast_hash",
        "sort_kind",
        "has_stable_hash",
        "at",
        "or_stop",
        "show_str",
        "py_lt",
        "fmt",
        "eq",
        "cmp",
        "hash",
        "drop",
        "into",
        "from",
        "class_tag",
        "borrow",
        "borrow_mut",
        "as_ref",
        "as_any",
    ]
)
"""Method names that the runtime's traits use on every value."""
FUNCTIONS = frozenset(["main", "module_main", "rt", "start", "tri", "assert", "debug_assert"])
RUNTIME = frozenset(
    """add_assign chr chr_i64 concat describe enter flush format_ framed input list_of ord percent raise range1 range2
    range3 rev sorted stub truths hex bin oct zip2 zip3 raise_args round_int floor_div floor_mod int_pow
    type_error attribute_error key_error value_error index_error name_error runtime_error stdin_lines parse_int
    parse_float""".split()
)
"""Functions of the runtime that generated code calls by their bare name, as far as they are words a user might use."""
STATICS = frozenset(["MODULES", "MATH_PI", "MATH_E", "MATH_TAU", "MATH_INF", "MATH_NAN", "SYS_MAXSIZE"])
"""Statics that generated code means as the runtime's or its own."""


CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ALIASES = {"IOError": "OSError", "EnvironmentError": "OSError"}


def exception_static(name: str) -> str:
    """The runtime's static for a builtin exception class: `ValueError` is `VALUE_ERROR`."""
    return CAMEL.sub("_", _ALIASES.get(name, name)).upper()


def value_name(name: str) -> str:
    """A variable or function."""
    return name + "_" if name in RUNTIME else member_name(name)


def member_name(name: str) -> str:
    """A field or method."""
    if name in KEYWORDS or name in ("rt", "module_main"):
        return name + "_"
    if set(name) == {"_"}:
        return "_unused" + "_" * (len(name) - 1)
    return name


def function_name(name: str) -> str:
    """A free function."""
    return name + "_" if name in FUNCTIONS else value_name(name)


def method_name(name: str) -> str:
    """A method: `__init__` is `init_dunder`."""
    if name.startswith("__") and name.endswith("__") and len(name) > 4:
        return name[2:-2] + "_dunder"
    return name + "_" if name in METHODS else member_name(name)


def class_name(name: str) -> str:
    """A struct."""
    return name + "_" if name in TYPES or name in KEYWORDS else name


def constant_name(name: str) -> str:
    """A static: `max_size` is `MAX_SIZE`."""
    return name.upper() if name.upper() not in TYPES else name.upper() + "_"


class Unique:
    """Hands out names that don't collide in one scope."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._used: set[str] = set(reserved)

    def take(self, wanted: str) -> str:
        """`wanted`, or `wanted_2`, ..."""
        name, n = wanted, 1
        while name in self._used:
            n += 1
            name = f"{wanted}_{n}"
        self._used.add(name)
        return name

"""Which attributes of CPython's built-in types exist here: those that don't are diagnosed where they are used.

    lacks("int", "from_bytes", called=True)      # True: CPython has it, and nothing here stands for it
    lacks("int", "nonsense", called=True)        # False: AttributeError in both

`None` for the type means that nothing is known about the value: then a name counts that some built-in type has in
CPython and none has here.
"""

from __future__ import annotations

import collections
import types
from collections.abc import Iterable
from functools import cache

_STR = """capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha
    isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip
    maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines
    startswith strip swapcase title translate upper zfill __getitem__ __contains__ __len__ __iter__ __hash__"""
_LIST = """append clear copy count extend index insert pop remove reverse sort __getitem__ __setitem__ __delitem__
    __contains__ __len__ __iter__ __reversed__"""
_METHODS_OF_DICT = "clear copy get items keys pop popitem setdefault update values"
_DICT = f"{_METHODS_OF_DICT} fromkeys __getitem__ __setitem__ __delitem__ __contains__ __len__ __iter__ __reversed__"
_FROZENSET = """copy difference intersection isdisjoint issubset issuperset symmetric_difference union __contains__
    __len__ __iter__ __hash__"""
_SET = f"""{_FROZENSET} add clear difference_update discard intersection_update pop remove symmetric_difference_update
    update"""
_INT = """as_integer_ratio bit_count bit_length conjugate denominator imag is_integer numerator real __hash__ __bool__
    __int__ __float__ __abs__ __neg__ __pos__ __invert__"""
_FLOAT = """as_integer_ratio conjugate hex imag is_integer real __hash__ __bool__ __int__ __float__ __abs__ __neg__
    __pos__"""
_COUNTER = "most_common elements total subtract"
# Not `__context__`: only `raise` statements in handlers set it.
_EXCEPTION = "args with_traceback add_note value code errno strerror filename __cause__ __suppress_context__"

_PROVIDED: dict[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), _STR),
    "bytes": ((bytes,), "decode __len__ __iter__"),
    "list": ((list,), _LIST),
    "tuple": ((tuple,), "count index __getitem__ __contains__ __len__ __iter__ __hash__"),
    "range": ((range,), "count index start stop step __getitem__ __contains__ __len__ __iter__ __reversed__ __hash__"),
    "dict": ((dict,), _DICT),
    "counter": ((collections.Counter,), f"{_METHODS_OF_DICT} {_COUNTER}"),
    "default": ((collections.defaultdict,), _METHODS_OF_DICT),
    "ordered": ((collections.OrderedDict,), f"{_METHODS_OF_DICT} move_to_end"),
    "keys": ((type({}.keys()),), "isdisjoint"),
    "values": ((type({}.values()),), ""),
    "items": ((type({}.items()),), "isdisjoint"),
    "deque": (
        (collections.deque,),
        """append appendleft clear copy count extend extendleft index insert pop popleft remove reverse rotate
        maxlen""",
    ),
    "set": ((set,), _SET),
    "frozenset": ((frozenset,), _FROZENSET),
    "int": ((int,), _INT),
    "bool": ((bool,), _INT),
    "float": ((float,), _FLOAT),
    "complex": ((complex,), ""),
    "none": ((type(None),), ""),
    "iter": ((types.GeneratorType, zip, map, filter, enumerate), "__iter__ __next__"),
    "function": ((types.FunctionType, types.BuiltinFunctionType, types.MethodType), "__call__"),
    "exception": (
        (BaseException, OSError, SystemExit, StopIteration, ImportError, SyntaxError, UnicodeError),
        _EXCEPTION,
    ),
    "type": ((type,), "__call__"),
    "object": ((object,), ""),
}
"""Kind of value -> the classes of CPython that it may be, what is here of them besides `_EVERYWHERE`."""

_ONLY_CALLED = frozenset({"keys", "values", "items", "deque", "counter", "default", "ordered"})
"""Kinds whose methods are no values, and that special methods see as something plainer."""
_EVERYWHERE = frozenset({"__class__", "__repr__", "__str__", "__format__"})
_PLAIN = frozenset({"__class__", "__name__", "__qualname__", "__module__", "__cause__", "__suppress_context__"})
"""Special names that may be read without calling them."""


def lacks(kind: str | None, name: str, *, called: bool) -> bool:
    """Whether CPython has the attribute `name` for such a value and nothing here stands for it."""
    if kind is None:
        return _in_some(name) and not _here_in_some(name, called)
    return _has(kind, name) and not _here(kind, name, called)


def lacks_of_class(owner: str, name: str, builtin: type, *, called: bool) -> bool:
    """The same for an attribute of a built-in class: `int.from_bytes`, `ValueError.args`."""
    if name in ("__name__", "__qualname__", "__class__"):
        return False
    return hasattr(builtin, name) and not (called and owner in _PROVIDED and _here(owner, name, called))


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(_PROVIDED[kind][1].split())


def _here(kind: str, name: str, called: bool) -> bool:
    if name.startswith("__") and not called and name not in _PLAIN:
        return False
    if kind in _ONLY_CALLED and not called:
        return name in ("__class__", "maxlen")
    if called and (name == "__class__" or (kind in _ONLY_CALLED and name in _EVERYWHERE)):
        return False
    if name in ("__name__", "__qualname__", "__module__"):
        return kind in ("function", "type")
    return name in _names(kind) or name in _EVERYWHERE


def _has(kind: str, name: str) -> bool:
    # Of a class, `hasattr` would also find what classes themselves have.
    return name in _names_in_cpython(kind)


@cache
def _names_in_cpython(kind: str) -> frozenset[str]:
    names = {name for cls in _PROVIDED[kind][0] for name in dir(cls)}
    return frozenset(names | {"__name__", "__qualname__"} if kind in ("function", "type") else names)


@cache
def _in_some(name: str) -> bool:
    return any(_has(kind, name) for kind in _PROVIDED)


def _here_in_some(name: str, called: bool) -> bool:
    return any(_here(kind, name, called) for kind in _PROVIDED)


def names_of(kind: str) -> Iterable[str]:
    """All attributes that CPython has for such a value."""
    return sorted(_names_in_cpython(kind))


KINDS = tuple(_PROVIDED)

"""Library functions whose types a declaration can't state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from citl_lsp.types.model import Atom, Con, Instance, TypeVar

if TYPE_CHECKING:
    from citl_lsp.types.calls import Calls, Keywords, Positional

Handler = Callable[["Calls", "Positional", "Keywords", TypeVar, "int | None"], None]


def _same_number(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`abs`: int stays int, float stays float."""
    if not args:
        return
    value = args[0][0]

    def run() -> None:
        for key, atom in list(value.find().atoms.items()):
            if key in ("int", "bool"):
                calls.solver.add_scalar(result, "int")
            elif key in ("float", "any"):
                calls.solver.add_scalar(result, key)
            elif isinstance(atom, Instance):
                calls.atom_method(atom, "__abs__", ([], {}), result)

    calls.rule(run, value)


def _round(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    digits = len(args) > 1 or "ndigits" in keywords
    value = args[0][0] if args else None
    if value is None:
        return

    def run() -> None:
        for key in list(value.find().atoms):
            if key in ("int", "bool"):
                calls.solver.add_scalar(result, "int")
            elif key == "float":
                calls.solver.add_scalar(result, "float" if digits else "int")
            elif key == "any":
                calls.solver.add_scalar(result, "any")

    calls.rule(run, value)


def _pow(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) == 3:
        calls.solver.add_scalar(result, "int")
    elif len(args) == 2:
        calls.binary("**", args[0][0], args[1][0], result, constant)  # type: ignore[attr-defined]


def _divmod(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) != 2:
        return
    quotient, remainder = calls.solver.var(), calls.solver.var()
    calls.binary("//", args[0][0], args[1][0], quotient, None)  # type: ignore[attr-defined]
    calls.binary("%", args[0][0], args[1][0], remainder, None)  # type: ignore[attr-defined]
    calls.solver.add(result, calls.solver.con("tuple2", [quotient, remainder]))


def _sum(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if not args:
        return
    element = calls.solver.var()
    calls.iterate(args[0][0], element)
    start = args[1][0] if len(args) > 1 else keywords.get("start", calls.solver.scalar("int"))
    calls.solver.flow(start, result)
    calls.binary("+", result, element, result, None)  # type: ignore[attr-defined]


def _extreme(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`min` and `max`."""
    element = calls.solver.var()
    if len(args) == 1:
        calls.iterate(args[0][0], element)
    else:
        for value, star in args:
            if star:
                calls.iterate(value, element)
            else:
                calls.solver.flow(value, element)
    calls.solver.flow(element, result)
    if "default" in keywords:
        calls.solver.flow(keywords["default"], result)
    if "key" in keywords:
        calls.call(keywords["key"], ([(element, False)], {}), calls.solver.var(), None)
    else:
        calls.compare("<", element, element)


def _zip(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    items = []
    for value, star in args:
        element = calls.solver.var()
        if star:
            inner = calls.solver.var()
            calls.iterate(value, inner)
            calls.iterate(inner, element)
            calls.solver.add(result, calls.solver.con("iter", [calls.singleton(calls.solver.con("vtuple", [element]))]))
            return
        calls.iterate(value, element)
        items.append(element)
    pair = calls.singleton(calls.solver.con(f"tuple{len(items)}", items))
    calls.solver.add(result, calls.solver.con("iter", [pair]))


def _map(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) < 2:
        return
    elements: Positional = []
    for value, _ in args[1:]:
        element = calls.solver.var()
        calls.iterate(value, element)
        elements.append((element, False))
    mapped = calls.solver.var()
    calls.call(args[0][0], (elements, {}), mapped, None)
    calls.solver.add(result, calls.solver.con("iter", [mapped]))


def _filter(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) != 2:
        return
    element = calls.solver.var()
    calls.iterate(args[1][0], element)
    calls.call(args[0][0], ([(element, False)], {}), calls.solver.var(), None)
    kept = calls.solver.var()
    calls.solver.flow(element, kept)
    calls.solver.add(result, calls.solver.con("iter", [kept]))


def _dict(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    con = calls.solver.con("dict", [calls.solver.var(), calls.solver.var()])
    dict_update(calls, con, args, keywords)
    calls.solver.add(result, con)


def dict_update(calls: Calls, receiver: Atom, args: Positional, keywords: Keywords) -> None:
    """`receiver.update(...)`: from a mapping, an iterable of pairs, keywords."""
    assert isinstance(receiver, Con)
    key, value = receiver.find().args
    sources = [*args, (keywords[None], False)] if None in keywords else args
    for source, _ in sources:
        seen: set[str] = set()

        def run(source: TypeVar = source, seen: set[str] = seen) -> None:
            for atom in list(source.find().atoms.values()):
                if isinstance(atom, Con) and atom.key == "dict":
                    inner = atom.find().args
                    calls.solver.flow(inner[0], key)
                    calls.solver.flow(inner[1], value)
                elif atom.key not in seen:
                    seen.add(atom.key)
                    pair = calls.solver.var()
                    calls.iterate(calls.singleton(atom), pair)
                    calls.unpack(pair, [key, value], None)  # type: ignore[attr-defined]

        calls.rule(run, source)
    for name, given in keywords.items():
        if name is not None:
            calls.solver.add_scalar(key, "str")
            calls.solver.flow(given, value)


def fromkeys(calls: Calls, args: Positional, result: TypeVar) -> None:
    """`dict.fromkeys(keys, value=None)`."""
    if not args:
        return
    key = calls.solver.var()
    calls.iterate(args[0][0], key)
    value = args[1][0] if len(args) > 1 else calls.solver.scalar("none")
    held = calls.solver.var()
    calls.solver.flow(value, held)
    calls.solver.add(result, calls.solver.con("dict", [key, held]))


def stdin_method(calls: Calls, name: str, result: TypeVar) -> None:
    """Methods of `sys.stdin`."""
    if name == "readlines":
        calls.solver.add(result, calls.solver.con("list", [calls.solver.scalar("str")]))
    else:
        calls.solver.add_scalar(result, "str" if name in ("read", "readline") else "any")


def _next(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if not args:
        return
    source = args[0][0]
    seen: set[str] = set()

    def run() -> None:
        for key, atom in source.new_atoms(seen):
            if isinstance(atom, Con) and key == "iter":
                calls.solver.flow(atom.find().args[0], result)
            elif isinstance(atom, Instance):
                calls.atom_method(atom, "__next__", ([], {}), result)
            elif key == "any":
                calls.solver.add_scalar(result, "any")

    calls.rule(run, source)
    if len(args) > 1:
        calls.solver.flow(args[1][0], result)


def _type(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`type(x)`: the class of a user's object, the name of a built-in one."""
    if len(args) != 1:
        return
    value = args[0][0]

    def run() -> None:
        for key, atom in list(value.find().atoms.items()):
            calls.class_of(key, atom, result)

    calls.rule(run, value)


BY_SPECIAL_METHOD = frozenset({"complex", "divmod", "float", "format", "int", "pow", "reversed", "round", "sum"})
"""Builtin functions that ask an object for a special method, which no constraint names."""


def by_special_method(calls: Calls, args: Positional) -> None:
    """Objects of the user's that such a function gets, directly or in lists, which may hold themselves."""
    reached = _Reached(calls)
    for value, _ in args:
        reached.follow(value)
    reached.run()


class _Reached:
    """Watches variables, and those of what the lists in them hold."""

    __slots__ = ("calls", "followed", "objects", "queued")

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.queued = False
        self.followed: dict[TypeVar, None] = {}
        self.objects: set[str] = set()

    def follow(self, value: TypeVar) -> None:
        """Look at `value` too, and whenever it gains an atom."""
        value = value.find()
        if value not in self.followed:
            self.followed[value] = None
            self.calls.solver.watch(value, self)

    def run(self) -> None:
        """Look at all of them."""
        work = list(self.followed)
        for value in work:
            known = len(self.followed)
            for key, atom in list(value.find().atoms.items()):
                if isinstance(atom, Con) and key in ("list", "vtuple", "set", "iter"):
                    self.follow(atom.find().args[0])
                elif isinstance(atom, Instance) and key not in self.objects:
                    self.objects.add(key)
                    self.calls.used_dynamically(atom)
            work += list(self.followed)[known:]


def _getattr(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`getattr`, `setattr`: by a name that may be known only at run time, so the object is used dynamically."""
    for value, _ in args:
        used = calls.solver.scalar("any")
        calls.solver.flow(value, used)
        calls.program.used_dynamically.append(used)
    calls.solver.add_scalar(result, "any")


def _setattr(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    _getattr(calls, args, keywords, calls.solver.var(), constant)
    calls.solver.add_scalar(result, "none")


def _hasattr(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    _getattr(calls, args, keywords, calls.solver.var(), constant)
    calls.solver.add_scalar(result, "bool")


BUILTINS: dict[str, Handler] = {
    "abs": _same_number,
    "round": _round,
    "pow": _pow,
    "divmod": _divmod,
    "sum": _sum,
    "min": _extreme,
    "max": _extreme,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "dict": _dict,
    "next": _next,
    "type": _type,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": _setattr,
}
"""Builtins inferred by code."""

LIBRARY: dict[tuple[str, str], Handler] = {("math", "prod"): _sum}
"""Functions of standard modules inferred by code."""

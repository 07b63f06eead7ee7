"""Types as sets of atoms on type variables.

A `TypeVar` holds the *atoms* that may reach it: scalars (`int`, `str`, ...) and constructors (`list[T]`, an instance of
a class, a function). Scalars are immutable and flow along directed edges, one way. A constructor atom is a *flow
class*: when two list atoms meet in one variable, the two lists may be the same object, so they are unified (one
representation for both) and so are their element variables. One variable holds at most one atom per key.

    x = 1; x = "a"              x: {int, str}
    a = [1]; b = a              a, b: {list#0}, elements {int}
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from citl_lsp.types.program import ClassInfo, FunctionInfo


class Watcher(Protocol):
    """Something that runs again when a variable that it watches gains an atom."""

    queued: bool

    def run(self) -> None: ...


class TypeVar:
    """A type variable; a union-find node."""

    __slots__ = ("atoms", "id", "out", "parent", "watchers")

    def __init__(self, ident: int) -> None:
        self.id = ident
        self.parent: TypeVar | None = None
        self.atoms: dict[str, Atom] = {}
        self.out: dict[TypeVar, None] = {}
        self.watchers: list[Watcher] = []

    def find(self) -> TypeVar:
        """The representative of this variable's class."""
        var = self
        while var.parent is not None:
            if var.parent.parent is not None:
                var.parent = var.parent.parent
            var = var.parent
        return var

    def keys(self) -> frozenset[str]:
        """Keys of the atoms that reach it."""
        return frozenset(self.find().atoms)

    def new_atoms(self, seen: set[str]) -> Iterator[tuple[str, Atom]]:
        """Keys and atoms that a rule hasn't `seen`; from then on it has."""
        for key, atom in list(self.find().atoms.items()):
            if key not in seen:
                seen.add(key)
                yield key, atom


class Atom:
    """What a value may be; `key` is unique in a variable."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key


class Con(Atom):
    """A constructor with type arguments: a flow class, and a union-find node.

    kinds: list, set, frozenset, vtuple, iter, dict, keys, values, items, deque, tupleN, fn
    """

    __slots__ = ("args", "flavors", "id", "parent", "targets")

    def __init__(self, key: str, args: list[TypeVar], ident: int) -> None:
        super().__init__(key)
        self.args = args
        self.id = ident
        self.parent: Con | None = None
        self.flavors: set[str] = set()
        """For `dict`: the kinds other than plain that it may be (default, counter, ordered)."""
        self.targets: dict[str, FunctionInfo] = {}
        """For `fn`: the functions it may be."""

    def find(self) -> Con:
        """The representative of the flow class."""
        con = self
        while con.parent is not None:
            con = con.parent
        return con


class Instance(Atom):
    """An object of a user's class."""

    __slots__ = ("cls",)

    def __init__(self, cls: ClassInfo) -> None:
        super().__init__("inst:" + cls.key)
        self.cls = cls


class ClassObject(Atom):
    """A user's class as a value."""

    __slots__ = ("cls",)

    def __init__(self, cls: ClassInfo) -> None:
        super().__init__("class:" + cls.key)
        self.cls = cls


class Named(Atom):
    """A builtin function or type, an exception class, a module: something known by name only.

    key: `builtin:len`, `exctype:ValueError`, `exc:ValueError` (an instance), `module:math`
    """

    __slots__ = ("name",)

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind}:{name}")
        self.name = name


def reached(variables: Iterable[TypeVar], parts: Callable[[Atom], Iterable[TypeVar]]) -> Iterator[Atom]:
    """The atoms of `variables`, and in turn those of the `parts` of each; every variable is looked at once."""
    waiting, seen = deque(variables), set[TypeVar]()
    while waiting:
        var = waiting.popleft().find()
        if var not in seen:
            seen.add(var)
            for atom in var.atoms.values():
                yield atom
                waiting.extend(parts(atom))


def contents(atom: Atom) -> Iterable[TypeVar]:
    """What a container holds."""
    return atom.find().args if isinstance(atom, Con) and atom.key != "fn" else ()


SCALARS = {
    name: Atom(name) for name in ("none", "bool", "int", "float", "str", "bytes", "range", "any", "ellipsis", "complex")
}
"""`any` is the atom of values about which nothing is known."""

CONTAINERS = frozenset({"list", "set", "frozenset", "vtuple", "iter", "dict", "keys", "values", "items", "fn", "deque"})

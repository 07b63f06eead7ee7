"""Attributes that exist in CPython but not here: to be told on their line, rather than found missing at run time."""

from __future__ import annotations

import builtins
from collections.abc import Collection

from citl_lsp.stdlib import tables
from citl_lsp.stdlib.provided import KINDS, lacks, lacks_of_class
from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named
from citl_lsp.types.program import ClassInfo, Program


def absent(program: Program, atoms: Collection[Atom], name: str, *, called: bool) -> bool:
    """Whether some value with these types has the attribute in CPython, and nothing here stands for it."""
    known = [atom for atom in atoms if atom.key != "any"]
    if len(known) < len(atoms) or not atoms:
        return lacks(None, name, called=called) and not _of_some_class(program, name)
    if len(known) > 1 and name in _OF_FLAVORS and any(isinstance(a, Con) and a.find().flavors for a in known):
        return True  # in their dynamic form they are plain dicts
    return any(_atom(atom, name, called) for atom in known)


_OF_FLAVORS = frozenset({"update", "subtract", "most_common", "elements", "total", "move_to_end"})
"""Methods of Counter and OrderedDict that a dict has not, or has in another form."""


def defined_by_class(atoms: Collection[Atom], name: str) -> bool:
    """Whether one of these types is a class that has the attribute: as a dynamic value it doesn't."""
    classes = [atom.cls for atom in atoms if isinstance(atom, ClassObject)]
    return any(_defines(one, name) for cls in classes for one in cls.ancestors())


def unassignable(atoms: Collection[Atom], name: str) -> bool:
    """Whether CPython lets some of these values have the attribute set, and nothing here would notice."""
    return any(_keeps(atom, name) for atom in atoms)


def _keeps(atom: Atom, name: str) -> bool:
    if isinstance(atom, Instance):
        method = atom.cls.find_method(name)
        shadowed = method is not None and method.kind not in ("property", "setter") and not atom.cls.hides(name)
        return shadowed or name in ("__class__", "__dict__")
    if isinstance(atom, ClassObject):
        return atom.cls.find_method(name) is not None or name.startswith("__")
    if isinstance(atom, Named):
        return atom.key.startswith(("library:", "builtin:", "exctype:", "exc:")) and name not in _OF_EXCEPTIONS
    return isinstance(atom, Con) and atom.key == "fn"


_OF_EXCEPTIONS = frozenset({"args", "__cause__", "__suppress_context__"})


def _atom(atom: Atom, name: str, called: bool) -> bool:
    if isinstance(atom, Instance):
        return _instance(atom.cls, name, called)
    if isinstance(atom, ClassObject):
        return _class(atom.cls, name, called)
    if isinstance(atom, Con):
        return _container(atom.find(), name, called)
    if isinstance(atom, Named):
        kind, _, of = atom.key.partition(":")
        if kind == "exc":
            return lacks("exception", name, called=called)
        if kind in ("builtin", "exctype") and isinstance(builtin := getattr(builtins, of, None), type):
            if kind == "builtin" and not called and tables.method(of, name):
                return False
            return lacks_of_class(of, name, builtin, called=called)
        return kind in ("builtin", "library", "method") and lacks("function", name, called=called)
    return atom.key in KINDS and lacks(atom.key, name, called=called)


def _container(con: Con, name: str, called: bool) -> bool:
    if con.key == "fn":
        return lacks("function", name, called=called)
    if con.key == "dict" and con.flavors:
        kinds = ["dict" if flavor == "plain" else flavor for flavor in con.flavors]
        return any(kind in KINDS and lacks(kind, name, called=called) for kind in kinds)
    kind = "tuple" if con.key == "vtuple" or con.key.startswith("tuple") else con.key
    return kind in KINDS and lacks(kind, name, called=called)


def _instance(cls: ClassInfo, name: str, called: bool) -> bool:
    if name in cls.root().written:
        return False
    if any(_defines(one, name) for one in cls.root().descendants()):
        found = cls.find_class_value(name)
        return found is not None and "fn" in found[1].find().atoms
    if any(one.exception_base for one in cls.ancestors()):
        return lacks("exception", name, called=called)
    in_object = name in dir(object) and name != "__class__"
    return in_object or name in ("__dict__", "__module__", "__weakref__", "__annotations__")


def _class(cls: ClassInfo, name: str, called: bool) -> bool:
    if any(_defines(one, name) for one in cls.ancestors()) or name in ("__name__", "__qualname__", "__class__"):
        return False
    of_class = hasattr(type, name) or hasattr(object, name) or name in ("__dict__", "__module__", "__annotations__")
    return of_class or (any(one.exception_base for one in cls.ancestors()) and hasattr(BaseException, name))


def _defines(cls: ClassInfo, name: str) -> bool:
    return name in cls.methods or name in cls.class_values or name in cls.aliases or name in cls.setters


def _of_some_class(program: Program, name: str) -> bool:
    return any(
        _defines(cls, name) or name in cls.written
        for module in program.modules.values()
        for cls in module.classes.values()
    )

"""Which flow classes could have one owner, and what stands against it.

A list, dict, set or object may be an owned Rust value only where no operation of the program duplicates a reference
to it: a global, a captured variable, an optional or dynamic place, a slice or copy of the list that holds it: each is a
*blocker* with a reason in Python terms. Moves and borrows are no blockers: rustc checks those. Facts only, no choices.
"""

from __future__ import annotations

from collections.abc import Iterable

from citl_lsp.stdlib import tables
from citl_lsp.types.link import Program
from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.program import ClassInfo, Linked

_OWNABLE = ("list", "dict", "set")
_READING = frozenset({"len", "print", "range", "str", "repr", "sum", "any", "all", "bool", "isinstance", "min", "max",
                      "sorted", "enumerate", "abs", "int", "float", "input", "ord", "chr", "round", "pow", "divmod",
                      "type"})  # fmt: skip
"""Builtins that keep no reference to the containers they are given."""
_LIST_METHODS = frozenset({"append", "pop", "insert", "remove", "clear", "index", "count", "sort", "reverse"})
_DICT_METHODS = frozenset({"get", "pop", "clear", "keys", "values", "items", "setdefault", "popitem"})
_SET_METHODS = frozenset({"add", "discard", "remove", "clear", "pop"})


class Ownership:
    """Blockers and changes, by flow class and by class."""

    def __init__(self, program: Program, exposed: set[object], exposed_classes: set[ClassInfo]) -> None:
        self.program = program
        self.blockers: dict[Con, str] = {}
        self.class_blockers: dict[ClassInfo, str] = {}
        self.mutated: set[Con] = set()
        self.mutated_classes: set[ClassInfo] = set()
        for con in exposed:
            if isinstance(con, Con):
                self.blockers.setdefault(con.find(), "it is used where the type isn't known")
        for cls in exposed_classes:
            self.class_blockers.setdefault(cls, "it is used where the type isn't known")
        self._globals()
        self._classes()
        for linked in program.units.values():
            self._unit(linked)
        self._nested()
        self.holds = self._held()
        for holder in list(self.holds):
            if holder in self.blockers or holder in self.class_blockers:
                self.share(holder)

    def blocker(self, con: Con) -> str | None:
        """Why the class can't have one owner; None if nothing stands against it."""
        con = con.find()
        return self.blockers.get(con) if con.key in _OWNABLE else "not a list, dict or set"

    def share(self, holder: Con | ClassInfo) -> None:
        """`holder` is shared: what it holds is handed out at each access, so that can't have one owner either."""
        stack = [holder]
        while stack:
            each = stack.pop()
            what = "an object of a shared class" if isinstance(each, ClassInfo) else f"a shared {each.key}"
            for held in self.holds.get(each, ()):
                known = self.class_blockers if isinstance(held, ClassInfo) else self.blockers
                if held not in known:
                    known[held] = f"{what} holds it"  # type: ignore[index]
                    stack.append(held)

    def _held(self) -> dict[Con | ClassInfo, list[Con | ClassInfo]]:
        """What each container and class holds directly; tuples and the like hold as what they lie in does."""
        program = self.program
        variables = [var for linked in program.units.values() for var in linked.vars]
        for module in program.modules.values():
            variables += module.globals.values()
        found: dict[Con | ClassInfo, list[Con | ClassInfo]] = {}
        for module in program.modules.values():
            for cls in module.classes.values():
                root = cls.root()
                if root not in found:
                    found[root] = _holdable(root.attributes.values())
                    variables += root.attributes.values()
        seen: set[TypeVar] = set()
        while variables:
            var = variables.pop().find()
            if var in seen:
                continue
            seen.add(var)
            for atom in var.atoms.values():
                if isinstance(atom, Con):
                    con = atom.find()
                    if con not in found:
                        found[con] = _holdable(con.args)
                    variables += con.args
        return found

    # --- marking -----------------------------------------------------------------------------------------------------

    def block(self, atom: Atom, reason: str) -> None:
        """The values of `atom` can't have one owner."""
        if isinstance(atom, Con):
            self.blockers.setdefault(atom.find(), reason)
            if atom.key.startswith("tuple") or atom.key in ("vtuple", "iter", "fn", "keys", "values", "items"):
                for arg in atom.find().args:
                    self.block_all(arg, reason, deep=False)
        elif isinstance(atom, Instance):
            self.class_blockers.setdefault(atom.cls.root(), reason)

    def block_all(self, var: TypeVar, reason: str, deep: bool = True) -> None:
        """Nothing that reaches `var` can have one owner."""
        for atom in list(var.find().atoms.values()):
            if isinstance(atom, Con) and atom.find() in self.blockers and not deep:
                continue
            self.block(atom, reason)

    def block_elements(self, var: TypeVar, reason: str) -> None:
        """What the containers in `var` hold can't have one owner."""
        for atom in list(var.find().atoms.values()):
            if isinstance(atom, Con):
                for arg in atom.find().args:
                    self.block_all(arg, reason)

    def _mutate(self, var: TypeVar) -> None:
        for atom in var.find().atoms.values():
            if isinstance(atom, Con):
                self.mutated.add(atom.find())
            elif isinstance(atom, Instance):
                self.mutated_classes.add(atom.cls.root())

    # --- the program -------------------------------------------------------------------------------------------------

    def _globals(self) -> None:
        for module in self.program.modules.values():
            for var in module.globals.values():
                self.block_all(var, "a module-level name that functions use holds it")
            for cls in module.classes.values():
                for var in cls.class_values.values():
                    self.block_all(var, "a class attribute holds it")

    def _classes(self) -> None:
        for module in self.program.modules.values():
            for cls in module.classes.values():
                root = cls.root()
                if cls.bases or cls.subclasses:
                    self.class_blockers.setdefault(root, "its class has subclasses")
                if any(c.exception_base for c in cls.ancestors()):
                    self.class_blockers.setdefault(root, "it is an exception")
                for name, info in cls.methods.items():
                    if name.startswith("__") and name not in ("__init__", "__str__", "__repr__"):
                        self.class_blockers.setdefault(root, f"its class defines `{name}`")
                    if info.kind != "method":
                        self.class_blockers.setdefault(root, f"`{name}` isn't a plain method")
                init = cls.methods.get("__init__")
                if init is None:
                    self.class_blockers.setdefault(root, "it has no `__init__`")

    def _nested(self) -> None:
        for info in self.program.functions.values():
            for i, param in enumerate(info.function.params):
                if param.default is not None and param.default.__class__.__name__ != "Const":
                    self.block_all(info.params[i], "it may be a default value, which lives on")
                if param.kind in ("args", "kwargs") or info.kind == "nested":
                    self.block_all(info.params[i], "it is passed to a nested function")
            linked = self.program.units[info.unit]
            for var in info.function.variables:
                number = linked.summary.variables.get(var)
                if var.captured and number is not None:
                    self.block_all(linked.vars[number], "a nested function uses it")
                if (var.maybe_unbound) and number is not None:
                    self.block_all(linked.vars[number], "it may be used before it is assigned")
        callees = {
            self.program.slot(linked, c[1])
            for linked in self.program.units.values()
            for c in linked.summary.constraints
            if c[0] in ("call", "method", "attr")
        }
        for linked in self.program.units.values():
            for place in linked.vars:
                self._place(place.find(), place.find() in callees)

    def _place(self, var: TypeVar, only_called: bool) -> None:
        """Places that hold more than one form of value."""
        atoms = var.atoms
        for atom in atoms.values():
            if isinstance(atom, ClassObject) and not only_called:
                self.class_blockers.setdefault(atom.cls.root(), "the class itself is used as a value")
        holders = [a for a in atoms.values() if isinstance(a, (Con, Instance))]
        if holders and len(atoms) > 1:
            for atom in holders:
                self.block(atom, "it is held together with other types (or None)")
        for atom in holders:
            if isinstance(atom, Con) and atom.key == "fn" and only_called:
                continue
            if isinstance(atom, Con) and atom.key != "list":
                for arg in atom.find().args:
                    self.block_all(arg, f"a {atom.key.rstrip('0123456789')} holds it", deep=False)

    def _unit(self, linked: Linked) -> None:
        def v(number: int) -> TypeVar:
            return self.program.slot(linked, number)

        for c in linked.summary.constraints:
            op = c[0]
            if op == "slice":
                self.block_elements(v(c[1]), "a slice holds it a second time")
            elif op in ("setindex", "setslice"):
                self._mutate(v(c[1]))
                if op == "setslice":
                    self.block_elements(v(c[3]), "it is stored by a slice assignment")
                    self.block_all(v(c[3]), "it is stored by a slice assignment")
            elif op == "setattr":
                self._mutate(v(c[1]))
            elif op == "aug":
                self._mutate(v(c[2]))
                self.block_elements(v(c[2]), "an augmented assignment copies it")
                self.block_all(v(c[2]), "an augmented assignment changes it in place")
            elif op == "bin":
                for number in (c[2], c[3]):
                    self.block_elements(v(number), f"`{c[1]}` holds it a second time")
            elif op == "method":
                self._method(v(c[1]), c[2], [v(n) for n, _ in c[3][0]], any(s for _, s in c[3][0]))
            elif op == "call":
                self._call(v(c[1]), [v(n) for n, _ in c[2][0]], any(s for _, s in c[2][0]) or bool(c[2][1]))
            elif op == "unpack":
                self.block_elements(v(c[1]), "unpacking takes it out")
                self.block_all(v(c[1]), "it is unpacked")
            elif op in ("truthy", "falsy"):
                self.block_all(v(c[1]), "`and`/`or` may yield it")
            elif op in ("raise", "merge_dict"):
                self.block_all(v(c[1]), "it is raised or merged")
            elif op == "attr":
                for atom in v(c[1]).find().atoms.values():
                    if isinstance(atom, Con):
                        self.block(atom, "one of its methods is used as a value")
        for expr in linked.summary.exprs:
            if expr.__class__.__name__ == "Cond":
                self.block_all(self.program.of(linked, expr), "a conditional expression yields it")

    def _method(self, recv: TypeVar, name: str, args: list[TypeVar], starred: bool) -> None:
        for atom in list(recv.find().atoms.values()):
            if isinstance(atom, Con):
                signatures = tables.method(atom.key, name)
                if any(s.mutates for s in signatures):
                    self.mutated.add(atom.find())
                allowed = {"list": _LIST_METHODS, "dict": _DICT_METHODS, "set": _SET_METHODS}.get(atom.key, frozenset())
                if name not in allowed or starred:
                    self.block(atom, f"`{name}()` is used on it")
                    for arg in args:
                        self.block_all(arg, f"it is passed to `{name}()`")
                        self.block_elements(arg, f"it is passed to `{name}()`")
                if name in ("sort", "index", "count", "remove") or atom.key != "list":
                    for arg in atom.find().args:
                        self.block_all(arg, f"`{name}()` looks at it")
            elif isinstance(atom, Instance):
                if starred:
                    for arg in args:
                        self.block_all(arg, "it is passed by `*`")
                if atom.cls.find_method(name) is None:
                    self.class_blockers.setdefault(atom.cls.root(), f"`{name}` isn't one of its methods")
            elif not isinstance(atom, Named) or not atom.key.startswith("module:"):
                for arg in args:
                    self.block_all(arg, f"it is passed to `{name}()`")
                    self.block_elements(arg, f"it is passed to `{name}()`")

    def _call(self, callee: TypeVar, args: list[TypeVar], starred: bool) -> None:
        for atom in callee.find().atoms.values():
            if isinstance(atom, Named) and atom.key.startswith("builtin:"):
                copies = atom.name in ("sorted", "min", "max", "list", "tuple", "set", "enumerate", "reversed")
                for arg in args:
                    if atom.name not in _READING or starred:
                        self.block_elements(arg, f"`{atom.name}()` holds it a second time")
                        if atom.name not in ("list", "set"):
                            self.block_all(arg, f"it is passed to `{atom.name}()`")
                    elif copies:
                        self.block_elements(arg, f"`{atom.name}()` holds it a second time")
            elif (isinstance(atom, Con) and atom.key == "fn" and not starred and len(atom.find().targets) == 1) or (
                atom.key.startswith("class:") and not starred
            ):
                continue
            else:
                for arg in args:
                    self.block_all(arg, "it is passed to a function that is only known at run time")
                    self.block_elements(arg, "it is passed to a function that is only known at run time")


def _holdable(variables: Iterable[TypeVar]) -> list[Con | ClassInfo]:
    """Containers and classes that values of `variables` are of, or are tuples of."""
    found: dict[Con | ClassInfo, None] = {}
    stack = list(variables)
    seen: set[TypeVar] = set()
    while stack:
        var = stack.pop().find()
        if var in seen:
            continue
        seen.add(var)
        for atom in var.atoms.values():
            if isinstance(atom, Instance):
                found[atom.cls.root()] = None
            elif isinstance(atom, Con):
                if atom.key in _OWNABLE:
                    found[atom.find()] = None
                else:
                    stack += atom.find().args
    return list(found)

"""Which flow classes could have one owner, and what stands against it.

A list, dict, set or object may be an owned Rust value only where no operation of the program duplicates a reference
to it: a global, a variable that a closure holds, an optional or dynamic place, a slice or copy of the list that holds
it: each is a *blocker* with a reason in Python terms. Moves and borrows are no blockers: rustc checks those; nor is
what only looks at a container (`len`, a loop, `join`, unpacking). Facts only, no choices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from citl_lsp.analysis.nested import nested_functions
from citl_lsp.analysis.settled import LOOKING, TAKES_ITEMS, WALKING, Changes
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.operators import DUNDER
from citl_lsp.types.program import ClassInfo, Linked, Program

_OWNABLE = ("list", "dict", "set")
_LENDING = frozenset({"enumerate", "zip", "reversed"})
"""Builtins that lend the elements where a loop draws from them."""
_METHODS = {
    "list": frozenset(
        {"append", "pop", "insert", "remove", "clear", "index", "count", "sort", "reverse", "copy", "extend"}
    ),
    "dict": frozenset({"get", "pop", "clear", "keys", "values", "items", "setdefault", "popitem", "copy", "update"}),
    "set": frozenset(
        {
            "add",
            "discard",
            "remove",
            "clear",
            "pop",
            "copy",
            "update",
            "union",
            "intersection",
            "difference",
            "symmetric_difference",
            "intersection_update",
            "difference_update",
            "symmetric_difference_update",
            "issubset",
            "issuperset",
            "isdisjoint",
        }
    ),
}
"""Methods that an owned container has."""
_MOVING = {
    "list": frozenset({"append", "insert", "pop", "clear", "reverse"}),
    "dict": frozenset({"pop", "popitem", "clear", "keys", "setdefault"}),
    "set": frozenset({"add", "discard", "pop", "clear"}),
}
"""Methods that move elements or leave them where they are."""
_VIEWS = frozenset({"keys", "values", "items"})
_COMPARING = frozenset({"index", "count", "remove"})
_READING_MODULES = ("module:math", "module:itertools", "module:functools", "module:statistics")
"""Modules whose functions walk over what they are given."""
_READING_FUNCTIONS = tuple(name.replace("module:", "library:") + "." for name in _READING_MODULES)
_PLAIN_SPECIAL = frozenset({"__init__", "__str__", "__repr__", "__neg__", "__pos__", "__invert__"}).union(
    *((f"__{name}__", f"__r{name}__") for name in DUNDER.values())
)
"""Special methods that an operation calls as it would any other method."""
_LARGEST_TUPLE = 8
"""Longer tuples are dynamic."""


class Ownership:
    """Blockers and changes, by flow class and by class."""

    def __init__(
        self,
        program: Program,
        exposed: set[object],
        exposed_classes: set[ClassInfo],
        is_dynamic: Callable[[TypeVar], bool],
    ) -> None:
        self.program = program
        self.blockers: dict[Con, str] = {}
        self.class_blockers: dict[ClassInfo, str] = {}
        self._changes = Changes(program)
        self.mutated: set[Con] = self._changes.cons
        """Classes whose values are changed, or told apart by identity, after others know them: a copy would be seen."""
        self.mutated_classes: set[ClassInfo] = self._changes.classes
        self.reassigned: dict[ClassInfo, set[str]] = self._changes.reassigned
        """Attributes that get another value once others know the object."""
        self._from_unknown(is_dynamic)
        self._lent: set[tuple[int, int]] = set()
        self._drawn: set[tuple[int, int]] = set()
        self._find_drawn()
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
        self._identities()
        self.holds = self._held()
        for held in self.holds:
            if isinstance(held, Con) and held.flavors:
                self.block(held, "it is a dict of another kind (Counter, defaultdict, ...)")
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

    def _from_unknown(self, is_dynamic: Callable[[TypeVar], bool]) -> None:
        """What a value of an unknown type may flow into: as an owned value it would be a copy."""
        for linked in self.program.units.values():
            for var in linked.vars:
                if is_dynamic(var):
                    for target in var.find().out:
                        self.block_all(target, "a value whose type isn't known may reach it")

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
                    if name.startswith("__") and name not in _PLAIN_SPECIAL:
                        self.class_blockers.setdefault(root, f"its class defines `{name}`")
                    if info.kind != "method":
                        self.class_blockers.setdefault(root, f"`{name}` isn't a plain method")

    def _nested(self) -> None:
        nested = nested_functions(self.program)
        for info in self.program.functions.values():
            lent = info.kind != "nested" or info.function in nested.by_name
            for i, param in enumerate(info.function.params):
                if param.default is not None and param.default.__class__.__name__ != "Const":
                    self.block_all(info.params[i], "it may be a default value, which lives on")
                if param.kind in ("args", "kwargs") or not lent:
                    self.block_all(info.params[i], "it is passed to a nested function")
            linked = self.program.units[info.unit]
            for var in info.function.variables:
                number = linked.summary.variables.get(var)
                if number is None:
                    continue
                if var.captured and (var in nested.held or var.rebound_after_capture):
                    self.block_all(linked.vars[number], "a nested function uses it")
                if var.maybe_unbound:
                    self.block_all(linked.vars[number], "it may be used before it is assigned")
        callees = {
            self.program.slot(linked, c[1])
            for linked in self.program.units.values()
            for c in linked.summary.constraints
            if c[0] in ("call", "method", "attr")
        }
        for linked in self.program.units.values():
            for number, place in enumerate(linked.vars):
                self._place(place.find(), place.find() in callees, (id(linked), number) in self._lent)

    def _place(self, var: TypeVar, only_called: bool, lent: bool) -> None:
        """Places that hold more than one form of value."""
        atoms = var.atoms
        for atom in atoms.values():
            if isinstance(atom, ClassObject) and not only_called:
                self.class_blockers.setdefault(atom.cls.root(), "the class itself is used as a value")
        holders = [a for a in atoms.values() if isinstance(a, (Con, Instance))]
        if holders and len(atoms) > 1 and not _object_or_none(atoms.values()):
            for atom in holders:
                self.block(atom, "it is held together with other types (or None)")
        for atom in holders:
            for arg in atom.find().args if isinstance(atom, Con) and atom.key != "fn" else ():
                if len(arg.find().atoms) > 1 and _object_or_none(arg.find().atoms.values()):
                    self.block_all(arg, f"a {atom.key.rstrip('0123456789')} holds it together with None")
        for atom in holders:
            if not isinstance(atom, Con) or (atom.key == "fn" and only_called) or atom.key in ("list", "dict"):
                continue
            if atom.key.startswith("tuple") and len(atom.find().args) <= _LARGEST_TUPLE:
                continue
            if atom.key in ("iter", "values", "items") and lent:
                continue
            for arg in atom.find().args:
                self.block_all(arg, f"a {atom.key.rstrip('0123456789')} holds it", deep=False)

    def _find_drawn(self) -> None:
        """Calls of `enumerate`, `d.items()`, ... by (unit, number): those that a loop draws from, which are *lent* the
        elements, and those that anything draws from at once."""
        for info in self.program.functions.values():
            linked = self.program.units[info.unit]
            unit, exprs = id(linked), linked.summary.exprs
            lent, drawn = linked.summary.remember(_drawn_from, info.function)
            self._lent |= {(unit, exprs.get(e, -1)) for e in lent}
            self._drawn |= {(unit, exprs.get(e, -1)) for e in drawn}
        self._drawn |= self._lent

    def _identities(self) -> None:
        """Objects that `is` tells apart, and those that `==` does because their class doesn't say what equal means."""
        for linked in self.program.units.values():
            for node in linked.summary.exprs:
                if not isinstance(node, ir.Compare):
                    continue
                operands = [node.first, *node.rest]
                for op, left, right in zip(node.ops, operands, operands[1:], strict=False):
                    if isinstance(left, ir.Const) or isinstance(right, ir.Const):
                        continue
                    for side in (left, right):
                        if op in ("is", "is not"):
                            self._changes.add(self.program.of(linked, side))
                            self._without_address(self.program.of(linked, side))
                        else:
                            self._compared(self.program.of(linked, side))

    def _without_address(self, var: TypeVar) -> None:
        """Objects without attributes have no address in Rust that would tell them apart."""
        for atom in var.find().atoms.values():
            if isinstance(atom, Instance) and not atom.cls.root().attributes:
                self.class_blockers.setdefault(atom.cls.root(), "its objects are compared by identity")

    def _compared(self, var: TypeVar) -> None:
        stack, seen = [var.find()], set()
        while stack:
            each = stack.pop().find()
            if each in seen:
                continue
            seen.add(each)
            for atom in each.atoms.values():
                if isinstance(atom, Con):
                    stack += atom.find().args
                elif isinstance(atom, Instance):
                    self.class_blockers.setdefault(atom.cls.root(), "its objects are compared by identity")

    # --- operations --------------------------------------------------------------------------------------------------

    def _unit(self, linked: Linked) -> None:
        def v(number: int) -> TypeVar:
            return self.program.slot(linked, number)

        for c in linked.summary.constraints:
            op = c[0]
            if op == "slice":
                self.block_elements(v(c[1]), "a slice holds it a second time")
            elif op == "setslice":
                self.block_elements(v(c[3]), "it is stored by a slice assignment")
            elif op == "aug":
                self.block_elements(v(c[2]), "an augmented assignment copies it")
                self.block_elements(v(c[3]), "an augmented assignment holds it a second time")
                if c[1] != "+":
                    self.block_all(v(c[2]), "an augmented assignment changes it in place")
            elif op == "bin":
                for number in (c[2], c[3]):
                    self.block_elements(v(number), f"`{c[1]}` holds it a second time")
            elif op == "method":
                self._method(v(c[1]), c[2], c[3], v, (id(linked), c[4]))
            elif op == "call":
                lent = (id(linked), c[3]) in self._lent
                self._call(v(c[1]), c[2], v, lent)
            elif op == "unpack":
                if c[3] is not None:
                    self.block_elements(v(c[1]), "unpacking with `*` takes it out")
            elif op == "iter":
                self._tuples(v(c[1]), "a loop goes over the tuple that holds it")
            elif op == "index" and c[4] is None:
                self._tuples(v(c[1]), "the tuple that holds it is indexed by a variable")
            elif op in ("raise", "merge_dict"):
                self.block_all(v(c[1]), "it is raised or merged")
            elif op == "attr":
                for atom in v(c[1]).find().atoms.values():
                    if isinstance(atom, Con):
                        self.block(atom, "one of its methods is used as a value")
                    elif isinstance(atom, Instance) and atom.cls.find_method(c[2]) is not None:
                        self.class_blockers.setdefault(atom.cls.root(), f"its method `{c[2]}` is used as a value")

    def _tuples(self, var: TypeVar, reason: str) -> None:
        """The elements of the tuples in `var` can't have one owner."""
        for atom in var.find().atoms.values():
            if isinstance(atom, Con) and atom.key.startswith("tuple"):
                for arg in atom.find().args:
                    self.block_all(arg, reason)

    def _method(self, recv: TypeVar, name: str, arguments: Any, v: Any, made: tuple[int, int]) -> None:
        positional, keywords = arguments
        args = [v(n) for n, _ in positional] + [v(n) for _, n in keywords]
        starred = any(s for _, s in positional) or any(k is None for k, _ in keywords)
        reason = f"it is passed to `{name}()`"
        for atom in list(recv.find().atoms.values()):
            if isinstance(atom, Con):
                if name in _VIEWS and made not in self._drawn:
                    self.block(atom, f"what `{name}()` yields is kept")
                self._builtin_method(atom, name, args, starred, made in self._lent)
            elif isinstance(atom, Instance):
                if starred:
                    for arg in args:
                        self.block_all(arg, "it is passed by `*`")
                if atom.cls.find_method(name) is None:
                    self.class_blockers.setdefault(atom.cls.root(), f"`{name}` isn't one of its methods")
            elif not isinstance(atom, ClassObject):
                for arg in args:
                    if atom.key not in _READING_MODULES and not (atom.key == "str" and name in TAKES_ITEMS):
                        self.block_all(arg, reason)
                    self.block_elements(arg, reason)

    def _builtin_method(self, atom: Con, name: str, args: list[TypeVar], starred: bool, lent: bool) -> None:
        """`name` of a list, dict, set, ... with these arguments."""
        if name not in _METHODS.get(atom.key, frozenset()) or starred:
            self.block(atom, f"`{name}()` is used on it")
            for arg in args:
                if starred or name not in TAKES_ITEMS:
                    self.block_all(arg, f"it is passed to `{name}()`")
                self.block_elements(arg, f"it is passed to `{name}()`")
        if name not in _MOVING.get(atom.key, frozenset()) and not (lent and name in _VIEWS):
            for arg in atom.find().args:
                self.block_all(arg, f"`{name}()` looks at it")
        if name in _COMPARING:
            for arg in atom.find().args:
                self._compared(arg)

    def _call(self, callee: TypeVar, arguments: Any, v: Any, lent: bool) -> None:
        positional, keywords = arguments
        args = [v(n) for n, _ in positional] + [v(n) for _, n in keywords]
        starred = any(s for _, s in positional) or any(k is None for k, _ in keywords)
        for atom in callee.find().atoms.values():
            if isinstance(atom, Named) and atom.key.startswith("builtin:"):
                for arg in args:
                    if starred or atom.name not in LOOKING | WALKING:
                        self.block_all(arg, f"it is passed to `{atom.name}()`")
                    if starred or (atom.name not in LOOKING and not (lent and atom.name in _LENDING)):
                        self.block_elements(arg, f"`{atom.name}()` holds it a second time")
            elif not starred and (
                (isinstance(atom, Con) and atom.key == "fn" and len(atom.find().targets) == 1)
                or isinstance(atom, ClassObject)
            ):
                continue
            else:
                known = isinstance(atom, Named)
                what = f"`{atom.name}()`" if isinstance(atom, Named) else "a function that is only known at run time"
                for arg in args:
                    if starred or not (known and atom.key.startswith(_READING_FUNCTIONS)):
                        self.block_all(arg, f"it is passed to {what}")
                    self.block_elements(arg, f"it is passed to {what}")


def _object_or_none(atoms: Iterable[Atom]) -> bool:
    """Whether these are objects of one class without subclasses, and None."""
    classes = {atom.cls if isinstance(atom, Instance) else None for atom in atoms if atom.key != "none"}
    return len(classes) == 1 and None not in classes


def _drawn_from(function: ir.Function) -> tuple[list[ir.Expr], list[ir.Expr]]:
    """What a loop of the function draws from and lends the elements of, and what anything draws from at once."""
    lent: list[ir.Expr] = []
    drawn: list[ir.Expr] = []
    stack: list[Any] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, (ir.For, ir.CompFor)):
            drawn.append(node.iterable)
            lent += _lending(node.target, node.iterable)
        elif isinstance(node, ir.Call):
            walks = isinstance(node.func, ir.Global) and node.func.name in WALKING
            if walks or (isinstance(node.func, ir.Attr) and node.func.name in TAKES_ITEMS):
                drawn += node.args
        elif isinstance(node, ir.Compare) and node.ops[-1] in ("in", "not in"):
            drawn += [e for e in node.rest[-1:] if isinstance(e, ir.Call) and _lends(e, "keys")]
        stack.extend(child_nodes(node))
    return lent, drawn


def _lending(target: ir.Target | None, iterable: ir.Expr) -> list[ir.Call]:
    """The calls in `iterable` that lend what they go over to the parts of `target`."""
    if not isinstance(iterable, ir.Call) or not _lends(iterable):
        return []
    items: list[ir.Target] = []
    if isinstance(target, ir.TargetTuple) and target.star is None:
        items = target.items
    name = iterable.func.name if isinstance(iterable.func, (ir.Attr, ir.Global)) else ""
    if name == "items":
        return [iterable] if len(items) == 2 else []
    if name in ("keys", "values"):
        return [iterable]
    if name == "reversed" and len(iterable.args) == 1:
        return [iterable, *_lending(target, iterable.args[0])]
    if name == "enumerate" and len(items) == 2 and iterable.args:
        return [iterable, *_lending(items[1], iterable.args[0])]
    if name == "zip" and len(items) == len(iterable.args):
        inner = (_lending(item, e) for item, e in zip(items, iterable.args, strict=True))
        return [iterable, *(call for found in inner for call in found)]
    return []


def _lends(e: ir.Call, *views: str) -> bool:
    """Whether a loop over this call is lent the elements of what it goes over."""
    if isinstance(e.func, ir.Attr):
        return e.func.name in (views or _VIEWS) and not e.args
    return isinstance(e.func, ir.Global) and e.func.name in _LENDING


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

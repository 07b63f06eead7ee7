"""What Python's operations do to types, stated as watchers on the solver.

Each operation looks at the atoms that have reached its operands so far and adds those of its result; it runs again
when an operand gains an atom. Combinations that raise TypeError at run time contribute nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from citl_lsp.stdlib import tables
from citl_lsp.types.calls import Calls
from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, ModuleInfo
from citl_lsp.types.solver import Solver

if TYPE_CHECKING:
    from citl_lsp.types.link import Program

Positional = list[tuple[TypeVar, bool]]
Keywords = dict[str | None, TypeVar]

DUNDER = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "<<": "lshift",
    ">>": "rshift", "&": "and", "|": "or", "^": "xor", "@": "matmul",
}  # fmt: skip
COMPARE_DUNDER = {
    "==": ("__eq__", "__eq__"), "!=": ("__ne__", "__ne__"), "<": ("__lt__", "__gt__"), "<=": ("__le__", "__ge__"),
    ">": ("__gt__", "__lt__"), ">=": ("__ge__", "__le__"),
}  # fmt: skip
_INTS = ("int", "bool")
_NUMBERS = ("int", "bool", "float")


NOT_IMPLEMENTED = frozenset({"builtin:NotImplemented"})
"""What a special method answers when it is not for it: no value of the operation."""


class Rule:
    """A function that runs again whenever something that it watches gains an atom."""

    __slots__ = ("body", "queued")

    def __init__(self, body: Callable[[], None]) -> None:
        self.body = body
        self.queued = False

    def run(self) -> None:
        """Run it."""
        self.body()


class Rules(Calls):
    """The operations. `Linker` adds names and modules."""

    program: Program

    def __init__(self, solver: Solver) -> None:
        super().__init__(solver)
        self.atoms: dict[FunctionInfo, Con] = {}
        self.assigned_names: dict[ModuleInfo, set[str]] = {}

    def rule(self, body: Callable[[], None], *watched: TypeVar) -> None:
        """Run `body` now and whenever one of `watched` gains an atom."""
        rule = Rule(body)
        for var in watched:
            self.solver.watch(var, rule)
        body()

    # --- flows -------------------------------------------------------------------------------------------------------

    def filtered(self, source: TypeVar, target: TypeVar, without: frozenset[str]) -> None:
        """Flow without the atoms called `without`."""

        def run() -> None:
            for key, atom in list(source.find().atoms.items()):
                if key in without or ("fn" in without and _always_true(atom)):
                    continue
                self.solver.add(target, atom)

        self.rule(run, source)

    def caught(self, types: list[TypeVar], target: TypeVar) -> None:
        """`except types as target`."""
        if not types:
            self.solver.add(target, Named("exc", "BaseException"))

        def run() -> None:
            for var in types:
                for atom in list(var.find().atoms.values()):
                    if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                        self.solver.add(target, Named("exc", atom.name))
                    elif isinstance(atom, ClassObject):
                        for cls in atom.cls.descendants():
                            self.solver.add(target, Instance(cls))
                    elif isinstance(atom, Con) and atom.key.startswith(("tuple", "vtuple")):
                        for item in atom.find().args:
                            self.caught([item], target)

        self.rule(run, *types)

    def raised(self, var: TypeVar) -> None:
        """`raise E` with a class constructs it."""

        def run() -> None:
            for atom in list(var.find().atoms.values()):
                if isinstance(atom, ClassObject):
                    self.construct(atom.cls, [], {}, self.solver.var())

        self.rule(run, var)

    # --- iteration and unpacking -------------------------------------------------------------------------------------

    def iterate(self, source: TypeVar, element: TypeVar) -> None:
        """`element` is what iterating over `source` yields."""
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(source.find().atoms.items()):
                if key in seen:
                    continue
                seen.add(key)
                self._iterate_atom(atom, element)

        self.rule(run, source)

    def _iterate_atom(self, atom: Atom, element: TypeVar) -> None:
        solver, key = self.solver, atom.key
        if isinstance(atom, Con):
            args = atom.find().args
            if key in ("list", "set", "frozenset", "vtuple", "iter", "dict", "keys", "deque"):
                solver.flow(args[0], element)
            elif key == "values":
                solver.flow(args[1], element)
            elif key == "items":
                pair = [solver.var(), solver.var()]
                for arg, copy in zip(args, pair, strict=True):
                    solver.flow(arg, copy)
                solver.add(element, solver.con("tuple2", pair))
            elif key.startswith("tuple"):
                for arg in args:
                    solver.flow(arg, element)
        elif key in ("str", "range", "any", "bytes"):
            solver.add_scalar(element, {"str": "str", "any": "any"}.get(key, "int"))
        elif isinstance(atom, Named) and key == "module:sys.stdin":
            solver.add_scalar(element, "str")
        elif isinstance(atom, Instance):
            method = atom.cls.find_method("__iter__")
            if method is not None:
                iterator = solver.var()
                self.call_function(method, [(self.singleton(atom), False)], {}, iterator)
                self.method_call(iterator, "__next__", ([], {}), element)
            else:
                method = atom.cls.find_method("__getitem__")
                if method is not None:
                    receiver = self.singleton(atom)
                    self.call_function(method, [(receiver, False), (solver.scalar("int"), False)], {}, element)

    def singleton(self, atom: Atom) -> TypeVar:
        """A fresh variable that holds just `atom`."""
        var = self.solver.var()
        self.solver.add(var, atom)
        return var

    def unpack(self, source: TypeVar, parts: list[TypeVar], star: int | None) -> None:
        """`a, *b, c = source`."""
        solver = self.solver
        rest = solver.var()
        if star is not None:
            solver.add(parts[star], solver.con("list", [rest]))
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(source.find().atoms.items()):
                if key in seen:
                    continue
                seen.add(key)
                if isinstance(atom, Con) and key.startswith("tuple"):
                    args = atom.find().args
                    if star is None:
                        if len(args) == len(parts):
                            for arg, part in zip(args, parts, strict=True):
                                solver.flow(arg, part)
                    else:
                        after = len(parts) - star - 1
                        for arg, part in zip(args[:star], parts[:star], strict=False):
                            solver.flow(arg, part)
                        for arg in args[star : len(args) - after]:
                            solver.flow(arg, rest)
                        if after:
                            for arg, part in zip(args[-after:], parts[-after:], strict=False):
                                solver.flow(arg, part)
                else:
                    element = solver.var()
                    self._iterate_atom(atom, element)
                    for i, part in enumerate(parts):
                        solver.flow(element, rest if i == star else part)

        self.rule(run, source)

    def merge_dict(self, source: TypeVar, key: TypeVar, value: TypeVar) -> None:
        """`{**source}`."""

        def run() -> None:
            atom = source.find().atoms.get("dict")
            if isinstance(atom, Con):
                args = atom.find().args
                self.solver.flow(args[0], key)
                self.solver.flow(args[1], value)
            elif "any" in source.find().atoms:
                self.solver.add_scalar(key, "any")
                self.solver.add_scalar(value, "any")

        self.rule(run, source)

    # --- subscripts --------------------------------------------------------------------------------------------------

    def read_index(self, obj: TypeVar, index: TypeVar, result: TypeVar, constant: int | None) -> None:
        """`obj[index]`."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if key in seen:
                    continue
                seen.add(key)
                if isinstance(atom, Con):
                    args = atom.find().args
                    if key in ("list", "vtuple", "deque"):
                        solver.flow(args[0], result)
                    elif key == "dict":
                        solver.flow(args[1], result)
                    elif key.startswith("tuple"):
                        if constant is not None:
                            if -len(args) <= constant < len(args):
                                solver.flow(args[constant], result)
                        else:
                            for arg in args:
                                solver.flow(arg, result)
                elif key in ("str", "any"):
                    solver.add_scalar(result, key)
                elif key in ("range", "bytes"):
                    solver.add_scalar(result, "int")
                elif isinstance(atom, Instance):
                    self.dunder(atom, "__getitem__", [index], result)

        self.rule(run, obj)

    def write_index(self, obj: TypeVar, index: TypeVar, value: TypeVar) -> None:
        """`obj[index] = value`."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if key in seen:
                    continue
                seen.add(key)
                if isinstance(atom, Con):
                    args = atom.find().args
                    if key in ("list", "deque"):
                        solver.flow(value, args[0])
                    elif key == "dict":
                        solver.flow(index, args[0])
                        solver.flow(value, args[1])
                elif isinstance(atom, Instance):
                    self.dunder(atom, "__setitem__", [index, value], solver.var())

        self.rule(run, obj)

    def delete_index(self, obj: TypeVar, index: TypeVar) -> None:
        """`del obj[index]`: only objects care."""
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if isinstance(atom, Instance) and key not in seen:
                    seen.add(key)
                    self.dunder(atom, "__delitem__", [index], self.solver.var())

        self.rule(run, obj)

    def read_slice(self, obj: TypeVar, result: TypeVar, bounds: tuple[int | None, int | None] | None) -> None:
        """`obj[a:b:c]`; `bounds` when both are constants and there is no step."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if key in seen:
                    continue
                seen.add(key)
                if isinstance(atom, Con):
                    args = atom.find().args
                    if key in ("list", "vtuple"):
                        element = solver.var()
                        solver.flow(args[0], element)
                        solver.add(result, solver.con(key, [element]))
                    elif key.startswith("tuple"):
                        if bounds is not None:
                            items = args[bounds[0] : bounds[1]]
                            solver.add(result, solver.con(f"tuple{len(items)}", list(items)))
                        else:
                            element = solver.var()
                            for arg in args:
                                solver.flow(arg, element)
                            solver.add(result, solver.con("vtuple", [element]))
                elif key in ("str", "bytes", "range", "any"):
                    solver.add(result, atom)

        self.rule(run, obj)

    def write_slice(self, obj: TypeVar, element: TypeVar) -> None:
        """`obj[a:b] = values` with `element` what `values` yields."""

        def run() -> None:
            atom = obj.find().atoms.get("list")
            if isinstance(atom, Con):
                self.solver.flow(element, atom.find().args[0])

        self.rule(run, obj)

    # --- attributes --------------------------------------------------------------------------------------------------

    def attribute_var(self, cls: ClassInfo, name: str) -> TypeVar:
        """The variable of an instance attribute, one per hierarchy."""
        attributes = cls.root().attributes
        var = attributes.get(name)
        if var is None:
            var = attributes[name] = self.solver.var()
        return var

    def read_attribute(self, obj: TypeVar, name: str, result: TypeVar) -> None:
        """`obj.name`."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if key in seen:
                    continue
                seen.add(key)
                if isinstance(atom, Instance):
                    self._instance_attribute(atom, name, result)
                elif isinstance(atom, ClassObject):
                    found = atom.cls.find_class_value(name)
                    method = atom.cls.find_method(name)
                    if found is not None:
                        solver.flow(found[1], result)
                    elif method is not None:
                        solver.add(result, self.function_atom(method))
                        self.mark_called(method)
                    elif name in ("__name__", "__qualname__", "__doc__"):
                        solver.add_scalar(result, "str")
                elif isinstance(atom, Named):
                    if key.startswith("module:"):
                        self.module_attribute(atom.name, name, result)
                    elif key.startswith(("exc:", "exctype:", "builtin:")):
                        if name == "args":
                            element = solver.var()
                            solver.add_scalar(element, "any")
                            solver.add(result, solver.con("vtuple", [element]))
                        elif key.startswith("builtin:") and tables.method(atom.name, name):
                            solver.add(result, Named("method", f"{atom.name}.{name}"))
                        else:
                            solver.add_scalar(result, "str" if name == "__name__" else "any")
                elif key == "any":
                    solver.add_scalar(result, "any")
                elif isinstance(atom, Con) and key == "fn":
                    solver.add_scalar(result, "str" if name == "__name__" else "any")
                elif name == "__name__":
                    solver.add_scalar(result, "str")
                elif tables.method(key, name):
                    self.bound_method(atom, name, result)

        self.rule(run, obj)

    def _instance_attribute(self, atom: Instance, name: str, result: TypeVar) -> None:
        solver, cls = self.solver, atom.cls
        method = cls.find_method(name)
        if method is not None and not cls.hides(name):
            if method.kind == "property":
                self.call_function(method, [(self.singleton(atom), False)], {}, result)
            else:
                self.bound_method(atom, name, result)
            return
        if name == "args" and self.exception_base(cls):
            element = solver.var()
            solver.add_scalar(element, "any")
            solver.add(result, solver.con("vtuple", [element]))
            return
        if name == "__class__":
            solver.add(result, ClassObject(cls))
            return
        if name == "__dict__":
            solver.add_scalar(result, "any")
            return
        found = cls.find_class_value(name)
        if found is not None:
            solver.flow(found[1], self.attribute_var(cls, name))
        solver.flow(self.attribute_var(cls, name), result)

    def write_attribute(self, obj: TypeVar, name: str, value: TypeVar) -> None:
        """`obj.name = value`."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if key in seen:
                    continue
                seen.add(key)
                if isinstance(atom, Instance):
                    setter = atom.cls.find_setter(name)
                    if setter is not None:
                        self.call_function(setter, [(self.singleton(atom), False), (value, False)], {}, solver.var())
                    elif (method := atom.cls.find_method(name)) is None or method.kind != "property":
                        atom.cls.root().written.add(name)
                        solver.flow(value, self.attribute_var(atom.cls, name))
                elif isinstance(atom, ClassObject):
                    found = atom.cls.find_class_value(name)
                    target = found[1] if found else atom.cls.class_values.setdefault(name, solver.var())
                    solver.flow(value, target)
                elif isinstance(atom, Named) and key.startswith("module:") and atom.name in self.program.modules:
                    solver.flow(value, self.global_var(self.program.modules[atom.name], name))

        self.rule(run, obj)

    # --- operators ---------------------------------------------------------------------------------------------------

    def unary(self, op: str, operand: TypeVar, result: TypeVar) -> None:
        """`-x`, `+x`, `~x`."""

        def run() -> None:
            for key, atom in list(operand.find().atoms.items()):
                if key in _INTS:
                    self.solver.add_scalar(result, "int")
                elif key in ("float", "any"):
                    self.solver.add_scalar(result, key)
                elif isinstance(atom, Instance):
                    self.dunder(atom, {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[op], [], result)

        self.rule(run, operand)

    def binary(
        self, op: str, left: TypeVar, right: TypeVar, result: TypeVar, constant: int | None, in_place: bool = False
    ) -> None:
        """`left op right`; `constant` is the right operand's value when it is an int literal."""
        seen: set[tuple[str, str]] = set()

        def run() -> None:
            for left_atom in list(left.find().atoms.values()):
                for right_atom in list(right.find().atoms.values()):
                    pair = (left_atom.key, right_atom.key)
                    if pair not in seen:
                        seen.add(pair)
                        self._binary_atoms(op, left_atom, right_atom, right, left, result, constant, in_place)

        self.rule(run, left, right)

    def _binary_atoms(
        self,
        op: str,
        left: Atom,
        right: Atom,
        right_var: TypeVar,
        left_var: TypeVar,
        result: TypeVar,
        constant: int | None,
        in_place: bool,
    ) -> None:
        solver, a, b = self.solver, left.key, right.key
        scalar = numeric_result(op, a, b, constant)
        if scalar is not None:
            solver.add_scalar(result, scalar)
        elif isinstance(left, Instance):
            names = [f"__i{DUNDER[op]}__"] if in_place else []
            answers = any(self.dunder(left, name, [right_var], result) for name in [*names, f"__{DUNDER[op]}__"])
            if not answers or (isinstance(right, Instance) and right.cls.root() is not left.cls.root()):
                if isinstance(right, Instance):
                    self.dunder(right, f"__r{DUNDER[op]}__", [left_var], result)
        elif isinstance(right, Instance):
            self.dunder(right, f"__r{DUNDER[op]}__", [left_var], result)
        elif "any" in (a, b):
            solver.add_scalar(result, "any")
            if in_place and isinstance(left, Con) and a == "list":
                solver.add(result, left)
        elif op in ("+", "-", "&", "|") and isinstance(left, Con) and "counter" in left.find().flavors and b == "dict":
            solver.add(result, left)
            solver.add(result, right)
        elif op == "+" and isinstance(left, Con):
            self._concat(left, right, result, in_place)
        elif op == "*" and isinstance(left, Con) and b in _INTS:
            self._repeat(left, result, in_place, constant)
        elif op == "*" and isinstance(right, Con) and a in _INTS:
            self._repeat(right, result, False, None)
        elif op in ("|", "&", "-", "^") and isinstance(left, Con) and isinstance(right, Con):
            sets = ("set", "frozenset", "keys")
            if a in sets and b in sets:
                if in_place and a == "set":
                    if op in ("|", "^"):
                        solver.flow(right.find().args[0], left.find().args[0])
                    solver.add(result, left)
                    return
                element = solver.var()
                solver.flow(left.find().args[0], element)
                if op in ("|", "^"):
                    solver.flow(right.find().args[0], element)
                solver.add(result, solver.con("frozenset" if a == "frozenset" else "set", [element]))
            elif op == "|" and a == b == "dict":
                args = [solver.var(), solver.var()]
                for con in (left, right):
                    for source, target in zip(con.find().args, args, strict=True):
                        solver.flow(source, target)
                solver.add(result, left if in_place else solver.con("dict", args))

    def _concat(self, left: Con, right: Atom, result: TypeVar, in_place: bool) -> None:
        solver = self.solver
        if left.key == "list":
            if in_place:
                self._iterate_atom(right, left.find().args[0])
                solver.add(result, left)
            elif isinstance(right, Con) and right.key == "list":
                element = solver.var()
                solver.flow(left.find().args[0], element)
                solver.flow(right.find().args[0], element)
                solver.add(result, solver.con("list", [element]))
        elif isinstance(right, Con) and "tuple" in left.key and "tuple" in right.key:
            if left.key != "vtuple" and right.key != "vtuple":
                items = [*left.find().args, *right.find().args]
                if len(items) <= 8:
                    solver.add(result, solver.con(f"tuple{len(items)}", items))
                    return
            element = solver.var()
            for arg in (*left.find().args, *right.find().args):
                solver.flow(arg, element)
            solver.add(result, solver.con("vtuple", [element]))

    def _repeat(self, con: Con, result: TypeVar, in_place: bool, constant: int | None) -> None:
        solver = self.solver
        if in_place and con.key == "list":
            solver.add(result, con)
        elif con.key == "list" or "tuple" in con.key:
            element = solver.var()
            for arg in con.find().args:
                solver.flow(arg, element)
            solver.add(result, solver.con("list" if con.key == "list" else "vtuple", [element]))

    def compare(self, op: str, left: TypeVar, right: TypeVar) -> None:
        """`left op right`: only classes with comparison methods matter."""
        seen: set[tuple[str, str]] = set()

        def run() -> None:
            for a in list(left.find().atoms.values()):
                for b in list(right.find().atoms.values()):
                    if (a.key, b.key) in seen:
                        continue
                    seen.add((a.key, b.key))
                    if op in ("in", "not in"):
                        if isinstance(b, Instance):
                            self.dunder(b, "__contains__", [left], self.solver.var())
                        elif isinstance(b, Con) and b.key in ("list", "vtuple", "set", "dict", "frozenset", "deque"):
                            self.compare("==", left, b.find().args[0])
                    else:
                        forward, reflected = COMPARE_DUNDER[op]
                        if isinstance(a, Instance):
                            self.dunder(a, forward, [right], self.solver.var())
                        if isinstance(b, Instance):
                            self.dunder(b, reflected, [left], self.solver.var())

        self.rule(run, left, right)

    def dunder(self, atom: Instance, name: str, args: list[TypeVar], result: TypeVar) -> bool:
        """Call a special method if the class has it."""
        method = atom.cls.find_method(name)
        if method is None:
            return False
        answered = self.solver.var()
        self.call_function(method, [(self.singleton(atom), False), *((a, False) for a in args)], {}, answered)
        self.filtered(answered, result, NOT_IMPLEMENTED)
        return True


def _always_true(atom: Atom) -> bool:
    """Whether no value of `atom` is false: objects of classes that don't define their truth, classes, modules."""
    if isinstance(atom, Instance):
        classes = atom.cls.root().descendants()
        return not any(name in c.methods for c in classes for name in ("__bool__", "__len__"))
    return isinstance(atom, (ClassObject, Named))


def numeric_result(op: str, a: str, b: str, constant: int | None = None) -> str | None:
    """Scalar that `a op b` yields for scalar operands; None when it yields no scalar."""
    if a in _NUMBERS and b in _NUMBERS:
        if op == "/":
            return "float"
        if "float" in (a, b):
            return "float" if op in ("+", "-", "*", "//", "%", "**") else None
        if op in ("&", "|", "^") and a == b == "bool":
            return "bool"
        if op == "**" and constant is not None and constant < 0:
            return "float"
        return None if op == "@" else "int"
    if a == b == "str" and op == "+":
        return "str"
    if op == "*" and ((a == "str" and b in _INTS) or (b == "str" and a in _INTS)):
        return "str"
    if op == "%" and a == "str":
        return "str"
    if a == b == "bytes" and op == "+":
        return "bytes"
    return None

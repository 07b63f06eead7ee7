"""Rust-side types: how values of a type variable are represented.

`Reps` turns solved type variables into `RTy`s. Where a variable may hold values that no one Rust type can, it is
dynamic (`Value`), and every container that reaches it keeps its elements dynamic too (*exposed*), so that the object
stays one object.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass

from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named, TypeVar, reached
from citl_lsp.types.program import ClassInfo, Program


@dataclass(frozen=True, slots=True)
class RTy:
    """A Rust type: its kind, type arguments, and for classes the name.

    kinds: Int i64 f64 bool Str String none Value opt tuple vtuple list dict set range func obj exc iter keys values
    items bytes
    class (a class as a value: which one of a hierarchy; `name` is the root's)
    `form` of containers and classes: shared (the runtime's), cell (`Rc<RefCell<_>>`), owned; of an `opt` boxed, where
    it holds a part of what the object that it holds is a part of
    """

    kind: str
    args: tuple[RTy, ...] = ()
    name: str = ""
    form: str = "shared"

    def __str__(self) -> str:
        return rust_type(self)


INT, I64, F64, BOOL, STR, STRING, NONE, VALUE, RANGE, EXC, BYTES = (
    RTy(k) for k in ("Int", "i64", "f64", "bool", "Str", "String", "none", "Value", "range", "exc", "bytes")
)
_METHODS_HOLD = frozenset({"list", "dict", "set", "frozenset", "deque"})
COPY = frozenset({"i64", "f64", "bool", "none", "class"})
NUMBERS = frozenset({"Int", "i64", "f64", "bool"})
INTS = frozenset({"Int", "i64", "bool"})


def opt(inner: RTy) -> RTy:
    """`Option<inner>`; the same for what already has a None."""
    return inner if inner.kind in ("opt", "Value", "none") else RTy("opt", (inner,))


def is_copy(ty: RTy) -> bool:
    """Whether Rust copies the type implicitly."""
    return ty.kind in COPY or (ty.kind in ("tuple", "opt") and all(is_copy(a) for a in ty.args))


def owns(ty: RTy) -> bool:
    """Whether a value of this type has one owner: using it up moves it, a copy of it is another value."""
    if ty.kind in ("tuple", "opt"):
        return any(owns(a) for a in ty.args)
    return ty.form == "owned" and ty.kind in ("list", "dict", "set", "obj")


_NAMES = {"Int": "Int", "i64": "i64", "f64": "f64", "bool": "bool", "Str": "Str", "String": "String", "none": "()",
          "Value": "Value", "range": "Range", "exc": "Exc", "bytes": "Bytes"}  # fmt: skip
_SHARED = {"list": "List", "dict": "Dict", "set": "Set", "vtuple": "Tuple", "iter": "Iter", "keys": "Keys",
           "values": "Values", "items": "Items", "deque": "Deque"}  # fmt: skip
_OWNED = {"list": "Vec", "dict": "Map", "set": "HashedSet"}


def rust_type(ty: RTy) -> str:
    """The type as Rust text."""
    kind = ty.kind
    if kind in _NAMES:
        return _NAMES[kind]
    args = [rust_type(a) for a in ty.args]
    if kind == "opt":
        return f"Option<Box<{args[0]}>>" if ty.form == "boxed" else f"Option<{args[0]}>"
    if kind == "tuple":
        return f"({args[0]},)" if len(args) == 1 else f"({', '.join(args)})"
    if kind == "func":
        params = f"({args[0]},)" if len(args) == 2 else f"({', '.join(args[:-1])})"
        return f"Func<{params}, {args[-1]}>"
    if kind == "obj":
        return f"Rc<RefCell<{ty.name}>>" if ty.form == "cell" else ty.name
    if kind == "class":
        return f"{ty.name}Class"
    if ty.form in ("owned", "cell") and kind in _OWNED:
        text = f"{_OWNED[kind]}<{', '.join(args)}>"
        return f"Rc<RefCell<{text}>>" if ty.form == "cell" else text
    return f"{_SHARED[kind]}<{', '.join(args)}>"


_PYTHON = {"Int": "int", "i64": "int", "f64": "float", "bool": "bool", "Str": "str", "String": "str",
           "none": "NoneType", "tuple": "tuple", "vtuple": "tuple", "func": "function", "keys": "dict_keys",
           "values": "dict_values", "items": "dict_items", "class": "type", "iter": "iterator"}  # fmt: skip


def is_unchanging(ty: RTy) -> bool:
    """Whether values are numbers, texts or tuples of them: a copy is as good, and the runtime compares them."""
    return all(map(is_unchanging, ty.args)) if ty.kind == "tuple" else ty.kind in (*NUMBERS, "Str")


def python_name(ty: RTy) -> str:
    """`type(x).__name__` of a value with this representation, for messages."""
    return ty.name if ty.kind == "obj" else _PYTHON.get(ty.kind, ty.kind)


_HOLDERS = frozenset({"list", "dict", "set", "frozenset", "deque", "keys", "values", "items", "iter"})
"""Kinds that hold elements of one representation."""


def _variadic(con: Con) -> bool:
    """Whether some function of the flow class takes any number of arguments."""
    return any(p.kind in ("args", "kwargs") for info in con.targets.values() for p in info.function.params)


def _inside(atom: Atom) -> Iterable[TypeVar]:
    """What a plain struct has inside itself of a value."""
    if isinstance(atom, Instance):
        return atom.cls.root().attributes.values()
    return atom.find().args if isinstance(atom, Con) and atom.key.startswith("tuple") else ()


class Reps:
    """Representations of the solved program's type variables."""

    def __init__(self, program: Program, class_name: dict[ClassInfo, str]) -> None:
        self.program = program
        self.int_form: Callable[[TypeVar], RTy] = lambda var: INT
        self.con_form: Callable[[Con], str] = lambda con: "shared"
        self.class_form: Callable[[ClassInfo], str] = lambda cls: "shared"
        self._recursive: dict[ClassInfo, bool] = {}
        self.class_name = class_name
        self.class_roots: set[ClassInfo] = set()
        """Roots of hierarchies whose classes are used as values."""
        self.forced: set[TypeVar] = set()
        self.exposed_classes: set[ClassInfo] = set()
        self.reasons: dict[TypeVar, str] = {}
        self._seen: set[object] = set()
        """What has been exposed: flow classes, and ("var", variable)."""
        self._memo: dict[TypeVar, RTy] = {}
        self.asked: dict[TypeVar, RTy] = {}
        """What was asked for since the owner of this table last emptied it."""
        self._shapes: dict[TypeVar, str] = {}
        self._expose_all()

    def again(self, class_name: dict[ClassInfo, str]) -> Reps:
        """The same in the floor's forms, with nothing asked for yet."""
        found = copy(self)
        found.class_name = class_name
        found.class_roots, found._memo, found.asked = set(), {}, {}
        found.forced, found.reasons = set(self.forced), dict(self.reasons)
        return found

    @property
    def exposed(self) -> set[object]:
        """Flow classes that are used in their dynamic form."""
        return self._seen

    # --- which variables are dynamic ---------------------------------------------------------------------------------

    def _variables(self) -> Iterable[TypeVar]:
        for linked in self.program.units.values():
            for var in linked.vars:
                yield var.find()
        yield from (v.find() for v in self.program.used_dynamically)
        for module in self.program.modules.values():
            yield from (v.find() for v in module.globals.values())
            for cls in module.classes.values():
                yield from (v.find() for v in cls.attributes.values())
                yield from (v.find() for v in cls.class_values.values())

    def _expose_all(self) -> None:
        visited: set[TypeVar] = set()
        stack = list(self._variables())
        while stack:
            var = stack.pop().find()
            if var in visited:
                continue
            visited.add(var)
            if self.is_dynamic(var) or self._shape(var) == "exc":
                self.expose(var)
            for atom in var.atoms.values():
                if isinstance(atom, Con):
                    stack.extend(atom.find().args)
        for linked in self.program.units.values():
            for constraint in linked.summary.constraints:
                if constraint[0] in ("attr", "method"):
                    self._expose_receiver(self.program.slot(linked, constraint[1]), *constraint[:3:2])
        self._break_cycles(visited)

    def _expose_receiver(self, var: TypeVar, use: str, name: str) -> None:
        """A method of a container that is used as a value (`xs.append`) holds the container in its dynamic form. What
        a handler of a builtin exception class catches may be of any class below: its attributes are looked up by name.
        """
        atoms = var.find().atoms.values()
        held = use == "attr" and any(isinstance(a, Con) and a.key in _METHODS_HOLD for a in atoms)
        if held or (any(a.key.startswith("exc:") for a in atoms) and not hasattr(BaseException, name)):
            self.expose(var)

    def _break_cycles(self, variables: set[TypeVar]) -> None:
        """A container that may contain itself keeps dynamic elements."""
        state: dict[Con, int] = {}

        def visit(con: Con) -> None:
            state[con] = 1
            for arg in con.args:
                var = arg.find()
                if var in self.forced or self.is_dynamic(var):
                    continue
                for atom in list(var.atoms.values()):
                    if isinstance(atom, Con):
                        inner = atom.find()
                        if state.get(inner) == 1:
                            self._force(var, "a container that contains itself")
                        elif inner not in state:
                            visit(inner)
            state[con] = 2

        for var in variables:
            for atom in var.atoms.values():
                if isinstance(atom, Con) and atom.find() not in state:
                    visit(atom.find())

    def _force(self, var: TypeVar, reason: str) -> None:
        var = var.find()
        if var not in self.forced:
            self.forced.add(var)
            self.reasons.setdefault(var, reason)
            self.expose(var)

    def expose(self, var: TypeVar) -> None:
        """Values of `var` are used in their dynamic form."""
        stack = [var.find()]
        while stack:
            var = stack.pop().find()
            if ("var", var) in self._seen:
                continue
            self._seen.add(("var", var))
            for atom in list(var.atoms.values()):
                if isinstance(atom, Con):
                    con = atom.find()
                    if con in self._seen:
                        continue
                    self._seen.add(con)
                    for arg in con.args:
                        if con.key in _HOLDERS and arg.find() not in self.forced:
                            self.forced.add(arg.find())
                            self.reasons.setdefault(arg.find(), "its container is used dynamically")
                        stack.append(arg)
                elif isinstance(atom, Instance):
                    stack.extend(self._expose_class(atom.cls))
                elif isinstance(atom, Named) and atom.key.startswith("exc:"):
                    for cls in self._exceptions_below(atom.name):
                        stack.extend(self._expose_class(cls))

    def _exceptions_below(self, name: str) -> list[ClassInfo]:
        """The user's exception classes below a builtin one."""
        above = getattr(builtins, name, BaseException)
        return [
            cls
            for module in self.program.modules.values()
            for cls in module.classes.values()
            if cls.exception_base and issubclass(getattr(builtins, cls.exception_base, above), above)
        ]

    def _expose_class(self, cls: ClassInfo) -> list[TypeVar]:
        root = cls.root()
        if root in self.exposed_classes:
            return []
        self.exposed_classes.add(root)
        found = list(root.attributes.values())
        for each in root.descendants():
            for method in each.methods.values():
                found.extend(method.params)
                found.append(method.result)
        return found

    def is_dynamic(self, var: TypeVar) -> bool:
        """Whether no one Rust type holds all that reaches `var`."""
        var = var.find()
        return var in self.forced or self._shape(var) == "Value"

    def _shape(self, var: TypeVar) -> str:
        found = self._shapes.get(var)
        if found is None:
            found = self._shapes[var] = self._shape_of(var)
        return found

    def _shape_of(self, var: TypeVar) -> str:
        keys = [k for k in var.atoms if k != "none"]
        if not keys:
            return "none" if var.atoms else "Value"
        if "any" in var.atoms or "complex" in var.atoms or "ellipsis" in var.atoms:
            return "Value"
        atoms = [var.atoms[k] for k in keys]
        if any(isinstance(a, Con) and a.key == "fn" and _variadic(a.find()) for a in atoms):
            return "Value"
        if len(keys) == 1:
            return "Value" if isinstance(atoms[0], Named) and not keys[0].startswith("exc:") else "one"
        if all(isinstance(a, Instance) for a in atoms):
            roots = {a.cls.root() for a in atoms if isinstance(a, Instance)}
            if len(roots) == 1:
                return "one"
        classes = [a.cls.root() for a in atoms if isinstance(a, ClassObject)]
        if len(classes) == len(atoms) and len(set(classes)) == 1:
            return "one"
        if all(self._is_exception(a) for a in atoms):
            return "exc"
        return "Value"

    def _is_exception(self, atom: Atom) -> bool:
        if isinstance(atom, Instance):
            return any(c.exception_base for c in atom.cls.ancestors())
        return atom.key.startswith("exc:")

    # --- representations ---------------------------------------------------------------------------------------------

    def of(self, var: TypeVar) -> RTy:
        """How values of `var` are represented."""
        var = var.find()
        found = self._memo.get(var)
        if found is None:
            found = self._memo[var] = self._of(var)
        self.asked[var] = found
        return found

    def _of(self, var: TypeVar) -> RTy:
        if var in self.forced:
            return VALUE
        shape = self._shape(var)
        if shape == "Value":
            return VALUE
        if shape == "none":
            return NONE
        if shape == "exc":
            atom, inner = next(iter(var.atoms.values())), EXC
        else:
            atom = next(a for k, a in var.atoms.items() if k != "none")
            inner = self.int_form(var) if atom.key == "int" else self.atom(atom)
        if inner == VALUE:
            return VALUE
        if "none" not in var.atoms:
            return inner
        if owns(inner) and isinstance(atom, Instance) and self.is_recursive(atom.cls):
            return RTy("opt", (inner,), form="boxed")
        return opt(inner)

    def is_recursive(self, cls: ClassInfo) -> bool:
        """Whether objects of the class may hold objects of it where a plain struct has them inside itself."""
        root = cls.root()
        found = self._recursive.get(root)
        if found is None:
            inside = reached(root.attributes.values(), _inside)
            found = any(isinstance(held, Instance) and held.cls.root() is root for held in inside)
            self._recursive[root] = found
        return found

    def has_objects(self, ty: RTy) -> bool:
        """Whether values of this type may hold objects of the user's classes."""
        return ty.kind in ("obj", "func", "iter", "exc") or any(self.has_objects(a) for a in ty.args)

    def function(self, con: Con) -> RTy:
        """How function values of a flow class are represented: a parameter that some of the functions has a default
        for is an `Option`, None where a call doesn't give it."""
        con = con.find()
        args = [self.of(a) for a in con.args]
        for info in con.targets.values():
            offset = len(info.params) - (len(args) - 1)
            # A function with fewer parameters than others that may be meant: the rest is given to those others only.
            bound = info.owner is not None and info.kind != "static"
            for i in range(max(len(info.params) - bound, 0), len(args) - 1):
                if args[i].name != "given":
                    args[i] = RTy("opt", (args[i],), name="given")
            for i, param in enumerate(info.function.params[max(offset, 0) :]):
                if param.default is not None and i < len(args) - 1 and args[i].name != "given":
                    args[i] = RTy("opt", (args[i],), name="given")
        return RTy("func", tuple(args))

    def atom(self, atom: Atom) -> RTy:
        """How one atom is represented."""
        key = atom.key
        scalar = {"int": INT, "bool": BOOL, "float": F64, "str": STR, "none": NONE, "range": RANGE, "bytes": BYTES}
        if key in scalar:
            return scalar[key]
        if isinstance(atom, Instance):
            root = atom.cls.root()
            return RTy("obj", name=self.class_name[root], form=self.class_form(root))
        if isinstance(atom, ClassObject):
            return RTy("class", name=self.class_name[atom.cls.root()])
        if isinstance(atom, Con):
            con = atom.find()
            if key.startswith("tuple"):
                if len(con.args) > 8:
                    return VALUE
                return RTy("tuple", tuple(self.of(a) for a in con.args)) if con.args else RTy("vtuple", (VALUE,))
            if key == "fn":
                return self.function(con)
            kind = "set" if key == "frozenset" else key
            return RTy(kind, tuple(self.of(a) for a in con.args), form=self.con_form(con))
        if key.startswith("exc:"):
            return EXC
        return VALUE

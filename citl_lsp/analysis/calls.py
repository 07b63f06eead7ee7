"""Which of the program's functions an operation may call, whether or not it is written as a call.

    callees = Callees(program)
    for info in callees.of(node, linked): ...      # `a + b`: `__add__` and `__radd__` of the classes of `a` and `b`

Operators, comparisons, loops, conditions, indexes, f-strings call special methods; reading and writing an attribute
calls accessors; a builtin or library function calls special methods of everything it gets, and the functions among its
arguments; whoever draws from an iterator calls what its elements are computed by. The answers are generous: a function
too many costs looks, one too few would make an error stop the program that is caught.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named, TypeVar, contents, reached
from citl_lsp.types.operators import COMPARE_DUNDER, DUNDER
from citl_lsp.types.program import ClassInfo, FunctionInfo, Linked, ModuleInfo, Program

_TRUTH = ("__bool__", "__len__")
_ITERATION = ("__iter__", "__next__", "__len__", "__getitem__")
_EQUALITY = ("__eq__", "__ne__", "__hash__")
_TEXT = ("__str__", "__repr__", "__format__")
_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
_BY_NAME = frozenset({"getattr", "setattr", "hasattr", "delattr"})
"""Builtins that reach accessors."""


class Callees:
    """The functions behind the operations of a solved program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._classes = [cls for module in program.modules.values() for cls in module.classes.values()]
        self._drawn: dict[Con, list[FunctionInfo]] | None = None

    def of(self, node: Any, linked: Linked) -> Iterator[FunctionInfo]:
        """What `node` itself may call; its parts are asked for on their own."""
        match node:
            case ir.Call():
                yield from self._call(node, linked)
            case ir.Attr(obj=obj, name=name) | ir.TargetAttr(obj=obj, name=name):
                for cls in self._classes_of(linked, [obj], deep=False):
                    method = cls.find_setter(name) if isinstance(node, ir.TargetAttr) else cls.find_method(name)
                    if method is not None and method.kind in ("property", "setter"):
                        yield method
            case ir.Bin(op=op, left=left, right=right):
                yield from self._arithmetic(linked, op, [left, right], ())
            case ir.AugAssign(target=target, op=op, value=value):
                yield from self._arithmetic(linked, op, [node.read or target, value], _ITERATION)
                if isinstance(target, ir.TargetAttr):
                    yield from self.of(ir.Attr(target.span, target.line, target.obj, target.name), linked)
            case ir.Unary(op=op, operand=operand):
                yield from self._special(linked, [operand], _TRUTH if op == "not" else [_UNARY[op]])
            case ir.Compare(first=first, ops=ops, rest=rest):
                yield from self._comparison(linked, ops, [first, *rest])
            case ir.BoolOp(values=values):
                yield from self._special(linked, values, _TRUTH)
            case ir.If(test=test) | ir.While(test=test) | ir.Cond(test=test) | ir.Assert(test=test):
                yield from self._special(linked, [test], _TRUTH)
            case ir.CompFor(target=target, iterable=iterable, conditions=conditions):
                yield from self._special(linked, conditions, _TRUTH)
                yield from self._iteration(linked, iterable, isinstance(target, ir.TargetTuple))
            case ir.For(target=target, iterable=iterable):
                yield from self._iteration(linked, iterable, isinstance(target, ir.TargetTuple))
            case ir.Assign(targets=targets, value=value):
                if any(isinstance(target, ir.TargetTuple) for target in targets):
                    yield from self._iteration(linked, value, deep=True)
            case ir.Starred(value=value):
                yield from self._iteration(linked, value, deep=False)
            case ir.Index(obj=obj, index=index) | ir.TargetIndex(obj=obj, index=index):
                names = (
                    ("__getitem__",) if isinstance(node, ir.Index) else ("__getitem__", "__setitem__", "__delitem__")
                )
                yield from self._special(linked, [obj], names)
                yield from self._special(linked, [index], ("__index__", *_EQUALITY), deep=True)
            case ir.FormatPart(value=value):
                yield from self._special(linked, [value], _TEXT, deep=True)
            case ir.SetLit(items=items):
                yield from self._special(linked, items, _EQUALITY, deep=True)
            case ir.DictLit(items=pairs):
                yield from self._special(linked, [k for k, _ in pairs if k is not None], _EQUALITY, deep=True)
            case ir.Comp(kind="set" | "dict", key=key, element=element):
                yield from self._special(linked, [key or element], _EQUALITY, deep=True)
            case ir.Raise(exc=exc) if exc is not None:
                for atom in self._atoms(linked, [exc], deep=False):
                    if isinstance(atom, ClassObject):
                        yield from _named(atom.cls, ["__init__"])

    def inside(self, info: FunctionInfo) -> Iterator[FunctionInfo]:
        """What the body of a function may call."""
        linked = self.program.units[info.unit]
        stack: list[Any] = list(info.function.body)
        while stack:
            node = stack.pop()
            yield from self.of(node, linked)
            stack.extend(child_nodes(node))

    # --- operations --------------------------------------------------------------------------------------------------

    def _arithmetic(self, linked: Linked, op: str, operands: list[Any], more: Iterable[str]) -> Iterator[FunctionInfo]:
        name = DUNDER[op]
        names = [f"__{name}__", f"__r{name}__", f"__i{name}__", "__index__", *more]
        yield from self._special(linked, operands, names)
        if op == "%":  # a text with places for values
            yield from self._special(linked, operands, _TEXT, deep=True)
        elif op in ("|", "&", "^", "-"):  # of sets and dicts
            yield from self._special(linked, operands, _EQUALITY, deep=True)

    def _comparison(self, linked: Linked, ops: list[ir.Comparator], operands: list[ir.Expr]) -> Iterator[FunctionInfo]:
        names = {name for op in ops for name in COMPARE_DUNDER.get(op, ())}
        if names or not all(op in ("is", "is not") for op in ops):
            names |= {*_EQUALITY}  # containers are equal up to the first pair that isn't
        if any(op in ("in", "not in") for op in ops):
            names |= {"__contains__", *_ITERATION}
        yield from self._special(linked, operands, names, deep=True)

    def _iteration(self, linked: Linked, iterable: ir.Expr, deep: bool) -> Iterator[FunctionInfo]:
        """`iterable` is iterated over, and where its elements are unpacked (`deep`) they too."""
        yield from self._special(linked, [iterable], _ITERATION, deep)

    def _call(self, node: ir.Call, linked: Linked) -> Iterator[FunctionInfo]:
        func = node.func
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(func, ir.Attr):
            if isinstance(func.obj, ir.Call) and isinstance(func.obj.func, ir.Global) and func.obj.func.name == "super":
                for base in linked.owner.bases if linked.owner is not None else ():
                    yield from _named(base, [func.name])
                return
            for atom in self._atoms(linked, [func.obj], deep=False):
                if isinstance(atom, (Instance, ClassObject)):
                    yield from self._member(atom.cls, func.name)
                elif isinstance(atom, Named) and atom.name in self.program.modules:
                    yield from self._of_module(self.program.modules[atom.name], func.name)
                elif atom.key == "any":
                    for cls in self._classes:
                        yield from self._member(cls, func.name)
                    yield from self._handed(linked, [func.obj, *given])
                else:
                    yield from self._handed(linked, [func.obj, *given])
            return
        for atom in self._atoms(linked, [func], deep=False):
            yield from self._value(atom)
            if isinstance(atom, Named) and not atom.key.startswith("exctype:"):
                yield from self._handed(linked, given)
                if atom.name in _BY_NAME or atom.key.startswith("library:"):
                    for cls in self._classes_of(linked, given, deep=True):
                        yield from _accessors(cls)
            elif atom.key == "any":
                yield from self._handed(linked, given)

    def _value(self, atom: Atom) -> Iterator[FunctionInfo]:
        """Calling a value of `atom`."""
        if isinstance(atom, Con):
            yield from atom.find().targets.values()
        elif isinstance(atom, ClassObject):
            yield from _named(atom.cls, ["__init__"])
        elif isinstance(atom, Instance):
            yield from _named(atom.cls, ["__call__"])
        elif atom.key == "any":
            for cls in self._classes:
                yield from _named(cls, ["__call__"])

    def _member(self, cls: ClassInfo, name: str) -> Iterator[FunctionInfo]:
        """Calling the attribute `name` of a class or an instance of it."""
        yield from _named(cls, [name])
        found = cls.find_class_value(name)
        for var in (cls.root().attributes.get(name), found[1] if found is not None else None):
            for atom in var.find().atoms.values() if var is not None else ():
                yield from self._value(atom)

    def _of_module(self, module: ModuleInfo, name: str) -> Iterator[FunctionInfo]:
        """Calling `module.name`."""
        static = module.static.get(name)
        if isinstance(static, ClassInfo):
            yield from _named(static, ["__init__"])
        elif static is not None:
            yield static
        elif name in module.imports:
            source, _, original = module.imports[name].partition(":")
            if source in self.program.modules:
                yield from self._of_module(self.program.modules[source], original)
        elif name in module.globals:
            for atom in module.globals[name].find().atoms.values():
                yield from self._value(atom)

    def _handed(self, linked: Linked, given: list[ir.Expr]) -> Iterator[FunctionInfo]:
        """Code that isn't the program's gets these values and may call what they can."""
        yield from self._special(linked, given, None, deep=True)
        for atom in self._atoms(linked, given, deep=True):
            if not isinstance(atom, Instance):
                yield from self._value(atom)

    # --- values ------------------------------------------------------------------------------------------------------

    def _special(
        self, linked: Linked, operands: Iterable[Any], names: Iterable[str] | None, deep: bool = False
    ) -> Iterator[FunctionInfo]:
        """Methods with these names (None: all special ones) of the operands and, `deep`, of what they contain; and what
        computes the elements of the iterators among them."""
        wanted = None if names is None else list(names)
        for cls in self._classes_of(linked, operands, deep):
            yield from _named(cls, _special_names(cls) if wanted is None else wanted)
        if wanted is None or "__iter__" in wanted:
            for atom in self._atoms(linked, operands, deep):
                if isinstance(atom, Con) and atom.key == "iter":
                    yield from self._computing().get(atom.find(), ())

    def _classes_of(self, linked: Linked, operands: Iterable[Any], deep: bool) -> Iterator[ClassInfo]:
        for atom in self._atoms(linked, operands, deep):
            if isinstance(atom, Instance):
                yield atom.cls
            elif atom.key == "any":
                yield from self._classes

    def _atoms(self, linked: Linked, operands: Iterable[Any], deep: bool) -> Iterator[Atom]:
        """What the operands may be and, `deep`, what containers among them may hold."""
        variables = (var for operand in operands if (var := self._var(linked, operand)) is not None)
        return reached(variables, contents if deep else lambda atom: ())

    def _var(self, linked: Linked, operand: Any) -> TypeVar | None:
        if isinstance(operand, ir.TargetLocal):
            number = linked.summary.variables.get(operand.var)
            return None if number is None else self.program.slot(linked, number)
        if operand in linked.summary.exprs:
            return self.program.of(linked, operand)
        return None

    def _computing(self) -> dict[Con, list[FunctionInfo]]:
        """What the elements of each flow class of iterators are computed by, when somebody draws them."""
        if self._drawn is None:
            found: dict[Con, list[FunctionInfo]] = {}
            self._drawn = found
            for info in self.program.functions.values():
                linked = self.program.units[info.unit]
                stack: list[Any] = list(info.function.body)
                while stack:
                    node = stack.pop()
                    stack.extend(child_nodes(node))
                    if isinstance(node, ir.Call) or (isinstance(node, ir.Comp) and node.lazy):
                        for atom in self._atoms(linked, [node], deep=False):
                            if isinstance(atom, Con) and atom.key == "iter":
                                # Entered first: an iterator may be made of itself.
                                callees = found.setdefault(atom.find(), [])
                                callees += [c for part in _parts(node) for c in self.of(part, linked)]
        return self._drawn


def _parts(node: ir.Call | ir.Comp) -> Iterator[Any]:
    """The operations that happen when somebody draws from the iterator that `node` makes."""
    stack: list[Any] = [node]
    while stack:
        part = stack.pop()
        yield part
        if isinstance(node, ir.Comp):
            stack.extend(child_nodes(part))


def _special_names(cls: ClassInfo) -> list[str]:
    """Special methods that others than the program itself call on an instance."""
    return sorted({name for each in cls.ancestors() for name in each.methods if name.startswith("__")} - {"__init__"})


def _named(cls: ClassInfo, names: Iterable[str]) -> Iterator[FunctionInfo]:
    for name in names:
        method = cls.find_method(name)
        if method is not None:
            yield method


def _accessors(cls: ClassInfo) -> Iterator[FunctionInfo]:
    for each in cls.ancestors():
        yield from (method for method in each.methods.values() if method.kind == "property")
        yield from each.setters.values()

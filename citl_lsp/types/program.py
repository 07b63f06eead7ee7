"""What the link step knows of functions, classes and modules: data only."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field

from citl_lsp.ir import nodes as ir
from citl_lsp.types.model import Con, TypeVar
from citl_lsp.types.solver import Solver
from citl_lsp.types.summary import Summary

BUILTIN_EXCEPTIONS = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)


@dataclass(slots=True, eq=False)
class FunctionInfo:
    """One instance of a function."""

    key: str
    """`module.qualname`, unique in the program."""
    module: ModuleInfo
    unit: ir.Unit
    function: ir.Function
    params: tuple[TypeVar, ...]
    defaults: tuple[TypeVar | None, ...]
    result: TypeVar
    owner: ClassInfo | None = None
    kind: str = "function"
    """function, method, static, class, property, setter, nested"""
    atom: Con | None = None
    """The function as a value, once something uses it so."""
    abstract: bool = False
    """Marked `@abstractmethod`."""
    called: bool = False
    """Some call in the program may reach it."""
    callers: int = 0


@dataclass(slots=True, eq=False)
class ClassInfo:
    """A user's class."""

    key: str
    name: str
    module: ModuleInfo
    unit: ir.Unit
    header: ir.ClassHeader
    bases: list[ClassInfo] = field(default_factory=list)
    unknown_base: ir.Expr | None = None
    """A base that can't be translated."""
    exception_base: str | None = None
    """Nearest builtin exception class it derives from."""
    methods: dict[str, FunctionInfo] = field(default_factory=dict)
    setters: dict[str, FunctionInfo] = field(default_factory=dict)
    """`@name.setter` methods, by the property's name."""
    attributes: dict[str, TypeVar] = field(default_factory=dict)
    """Instance and class attributes; only the root of a hierarchy has them."""
    aliases: dict[str, FunctionInfo] = field(default_factory=dict)
    """`__radd__ = __add__` in the class body: another name of a method."""
    class_values: dict[str, TypeVar] = field(default_factory=dict)
    """Class attributes: names assigned in the class body, and those of `late_values`."""
    late_values: set[str] = field(default_factory=set)
    """Class attributes that the class has only after `C.name = ...` outside its body: until then its base's."""
    assigned: set[str] = field(default_factory=set)
    """Attributes that its own methods assign on their first parameter."""
    written: set[str] = field(default_factory=set)
    """Attributes that some code assigns on instances; only the root of a hierarchy has them."""
    subclasses: list[ClassInfo] = field(default_factory=list)
    instantiated: bool = False

    def root(self) -> ClassInfo:
        """The topmost user's class above it."""
        cls = self
        while cls.bases:
            cls = cls.bases[0]
        return cls

    def ancestors(self) -> list[ClassInfo]:
        """Itself and the user's classes above it, nearest first (single inheritance)."""
        chain: list[ClassInfo] = []
        cls: ClassInfo | None = self
        while cls is not None and cls not in chain:
            chain.append(cls)
            cls = cls.bases[0] if cls.bases else None
        return chain

    def find_method(self, name: str) -> FunctionInfo | None:
        """The method that `name` means on an instance of exactly this class."""
        for cls in self.ancestors():
            if name in cls.methods:
                return cls.methods[name]
        return None

    def find_setter(self, name: str) -> FunctionInfo | None:
        """The setter of the property `name` on an instance of exactly this class."""
        for cls in self.ancestors():
            if name in cls.setters:
                return cls.setters[name]
            if name in cls.methods:
                return None
        return None

    def hides(self, name: str) -> bool:
        """Whether instances have an attribute that hides the method `name`."""
        return any(name in cls.assigned for cls in self.root().descendants()) and self.find_setter(name) is None

    def find_class_value(self, name: str) -> tuple[ClassInfo, TypeVar] | None:
        """The class attribute that `name` means, with the class that has it (or may have it by then)."""
        for cls in self.ancestors():
            if name in cls.class_values:
                return cls, cls.class_values[name]
        return None

    def body_assigns(self, name: str) -> bool:
        """Whether `name` in the class body means an attribute of the class."""
        return name in self.class_values and name not in self.late_values

    def class_value_owners(self, name: str) -> tuple[list[ClassInfo], ClassInfo | None]:
        """Where the class attribute is looked up: classes that may have it by then, and the one whose body sets it."""
        late: list[ClassInfo] = []
        for cls in self.ancestors():
            if name in cls.late_values:
                late.append(cls)
            elif name in cls.class_values:
                return late, cls
        return late, None

    def reflecting_first(self, reflected: str, overridden: bool) -> list[tuple[ClassInfo, ClassInfo]]:
        """Classes of two operands, both of this hierarchy, whose right one's `reflected` method Python asks first: that
        of a subclass, for arithmetic operators only where it isn't the left one's too."""
        return [
            (left, right)
            for left in self.root().descendants()
            for right in left.descendants()[1:]
            if (method := right.find_method(reflected)) is not None
            and not (overridden and method is left.find_method(reflected))
        ]

    def descendants(self) -> list[ClassInfo]:
        """Itself and every class below it."""
        found = [self]
        for cls in found:
            found.extend(cls.subclasses)
        return found


@dataclass(slots=True, eq=False)
class ModuleInfo:
    """One module of the program."""

    name: str
    path: str
    module: ir.Module
    index: int
    globals: dict[str, TypeVar] = field(default_factory=dict)
    functions: dict[str, FunctionInfo] = field(default_factory=dict)
    """By qualified name, methods and nested functions included."""
    classes: dict[str, ClassInfo] = field(default_factory=dict)
    static: dict[str, FunctionInfo | ClassInfo] = field(default_factory=dict)
    """Names that are bound once, by a `def` or `class`."""
    imports: dict[str, str] = field(default_factory=dict)
    """Bound name -> `module:NAME` (a module), or `MODULE:NAME` of a sibling module's name."""
    unknown: dict[str, str] = field(default_factory=dict)
    """Bound name -> the module that it comes from and that can't be translated."""


@dataclass(slots=True, eq=False)
class Linked:
    """One unit, instantiated."""

    module: ModuleInfo
    unit: ir.Unit
    summary: Summary
    vars: list[TypeVar]
    owner: ClassInfo | None = None


@dataclass(slots=True)
class Annotated:
    """An annotation seen on a variable."""

    var: TypeVar
    annotation: ir.Expr
    module: ModuleInfo


@dataclass(slots=True)
class Problem:
    """Something that the link step has to say about a Python place."""

    module: ModuleInfo
    unit: ir.Unit
    node: ir.Node
    code: str
    message: str


@dataclass(slots=True)
class Program:
    """The solved program."""

    solver: Solver
    modules: dict[str, ModuleInfo]
    units: dict[ir.Unit, Linked]
    functions: dict[ir.Function, FunctionInfo] = field(default_factory=dict)
    annotated: list[Annotated] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: dict[ir.Unit, set[str]] = field(default_factory=dict)
    """Names that a unit reads and that nothing defines."""
    static: dict[TypeVar, str] = field(default_factory=dict)
    argv: TypeVar | None = None
    used_dynamically: list[TypeVar] = field(default_factory=list)
    """Variables of values that some operation takes in their dynamic form."""

    def of(self, linked: Linked, node: ir.Node) -> TypeVar:
        """The type variable of `node` in the unit `linked`."""
        number = linked.summary.exprs[node]
        return self.slot(linked, number)

    def slot(self, linked: Linked, number: int) -> TypeVar:
        """The type variable with this number in the unit's summary."""
        return linked.vars[number].find() if number >= 0 else self.scalars[number]

    scalars: dict[int, TypeVar] = field(default_factory=dict)

"""The intermediate representation: data only.

One `Unit` per definition that can change on its own: a module's top-level statements, a top-level function, a class
header, a method. A nested function belongs to its outer function's unit. Names are resolved as far as one unit can
know: `Local` names a `Variable` object of this unit, `Global` a name of the module or a builtin (which of the two is
settled at the link step, since another unit may define it). Spans and lines are relative to the unit's first line.

    def f(x):            Unit(kind="function", qualname="f", ...)
        return x + 1     Return(Bin("+", Local(x), Const(1)))

Nothing here may know types, Rust or decisions. `ir.validate` states the invariants.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from citl_lsp.text.span import Span


@dataclass(slots=True, eq=False)
class Node:
    """Anything with a place in the Python text: `span` in code points and `line` (0 = the unit's first line)."""

    span: Span
    line: int


# --- variables -------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Variable:
    """One local variable, or one *web* of it.

    A Python name that is assigned several times with no use joining the assignments becomes several variables (`n =
    input(); n = int(n)` has `n` and `n#2`), so that each can have its own type. Names captured by a nested function
    are never split.
    """

    name: str
    """The Python name."""
    ordinal: int
    """1 for the first web of `name` in its function, 2 for the second, ..."""
    is_param: bool = False
    captured: bool = False
    """A nested function or lambda reads or writes it."""
    rebound_after_capture: bool = False
    """It may be assigned after a closure over it exists (or by the closure): the closure must see the new value."""
    maybe_unbound: bool = False
    """Some use may come before any assignment."""
    annotation: Expr | None = None
    span: Span = Span(0, 0)  # noqa: RUF009 (a tuple)
    """Where it is first bound."""

    @property
    def key(self) -> str:
        """Name that is unique in its function: `n`, `n#2`."""
        return self.name if self.ordinal == 1 else f"{self.name}#{self.ordinal}"


# --- expressions -----------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Expr(Node):
    pass


@dataclass(slots=True, eq=False)
class Const(Expr):
    """`None`, a bool, int, float, complex, str, bytes or `...`."""

    value: object


@dataclass(slots=True, eq=False)
class Local(Expr):
    var: Variable
    maybe_unbound: bool = False
    """This use may come before any assignment (UnboundLocalError)."""


@dataclass(slots=True, eq=False)
class Global(Expr):
    """A module-level name or a builtin; in a class body also a name of the class."""

    name: str
    in_comprehension: bool = False
    """Within a comprehension, where Python passes over the names of a class body."""


@dataclass(slots=True, eq=False)
class Attr(Expr):
    obj: Expr
    name: str


@dataclass(slots=True, eq=False)
class Slice(Expr):
    """Only as the index of `Index`."""

    lower: Expr | None
    upper: Expr | None
    step: Expr | None


@dataclass(slots=True, eq=False)
class Index(Expr):
    obj: Expr
    index: Expr


@dataclass(slots=True, eq=False)
class Starred(Expr):
    """`*x` in a call, a display or an assignment target."""

    value: Expr


@dataclass(slots=True, eq=False)
class Keyword(Node):
    """`name=value`, or `**value` when `name` is None."""

    name: str | None
    value: Expr


@dataclass(slots=True, eq=False)
class Call(Expr):
    """Positional arguments (which may be `Starred`), then keywords, in source order."""

    func: Expr
    args: list[Expr]
    keywords: list[Keyword]


BinaryOperator = Literal["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@"]
UnaryOperator = Literal["+", "-", "~", "not"]
Comparator = Literal["==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"]


@dataclass(slots=True, eq=False)
class Bin(Expr):
    op: BinaryOperator
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Unary(Expr):
    op: UnaryOperator
    operand: Expr


@dataclass(slots=True, eq=False)
class Compare(Expr):
    """`first op0 rest0 op1 rest1 ...`; each operand evaluated once, left to right, stopping at the first false."""

    first: Expr
    ops: list[Comparator]
    rest: list[Expr]


@dataclass(slots=True, eq=False)
class BoolOp(Expr):
    op: Literal["and", "or"]
    values: list[Expr]


@dataclass(slots=True, eq=False)
class Cond(Expr):
    """`body if test else orelse`."""

    test: Expr
    body: Expr
    orelse: Expr


@dataclass(slots=True, eq=False)
class ListLit(Expr):
    items: list[Expr]


@dataclass(slots=True, eq=False)
class TupleLit(Expr):
    items: list[Expr]


@dataclass(slots=True, eq=False)
class SetLit(Expr):
    items: list[Expr]


@dataclass(slots=True, eq=False)
class DictLit(Expr):
    """A None key stands for `**value`."""

    items: list[tuple[Expr | None, Expr]]


@dataclass(slots=True, eq=False)
class CompFor(Node):
    """One `for target in iterable if cond if cond ...` clause."""

    target: Target
    iterable: Expr
    conditions: list[Expr]


@dataclass(slots=True, eq=False)
class Comp(Expr):
    """A comprehension or generator expression. `key` only for dicts. Its variables belong to the enclosing function
    under webs of their own."""

    kind: Literal["list", "set", "dict", "generator"]
    key: Expr | None
    element: Expr
    clauses: list[CompFor]
    lazy: bool = False
    """A generator that isn't consumed at once: what it does may happen at any later time."""


@dataclass(slots=True, eq=False)
class Lambda(Expr):
    function: Function


@dataclass(slots=True, eq=False)
class FormatPart(Node):
    """`{value!conversion:spec}`."""

    value: Expr
    conversion: Literal["", "r", "s", "a"]
    spec: FString | None


@dataclass(slots=True, eq=False)
class FString(Expr):
    parts: list[str | FormatPart]


@dataclass(slots=True, eq=False)
class Walrus(Expr):
    """`(var := value)`. At module level it binds the global `global_name`, and `var` is a variable of its own that
    nothing else names."""

    var: Variable
    value: Expr
    global_name: str | None = None


@dataclass(slots=True, eq=False)
class UnsupportedExpr(Expr):
    """A construct that the translator doesn't know: a Tier 1 diagnostic, and a stub that stops at run time."""

    what: str
    """The construct in Python terms: "`await`"."""
    instead: str
    """What to write instead, or ""."""


# --- assignment targets ----------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class TargetLocal(Node):
    var: Variable


@dataclass(slots=True, eq=False)
class TargetGlobal(Node):
    name: str


@dataclass(slots=True, eq=False)
class TargetAttr(Node):
    obj: Expr
    name: str


@dataclass(slots=True, eq=False)
class TargetIndex(Node):
    """`obj[index] = ...`; `index` may be a `Slice`."""

    obj: Expr
    index: Expr


@dataclass(slots=True, eq=False)
class TargetTuple(Node):
    """`a, *b, c = ...` in any bracket form; `star` is the position of the starred item, if any."""

    items: list[Target]
    star: int | None


Target = TargetLocal | TargetGlobal | TargetAttr | TargetIndex | TargetTuple


# --- statements ------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Stmt(Node):
    pass


@dataclass(slots=True, eq=False)
class ExprStmt(Stmt):
    value: Expr


@dataclass(slots=True, eq=False)
class Assign(Stmt):
    """`targets[0] = targets[1] = ... = value`, assigned left to right. `annotation` from `x: T = value`."""

    targets: list[Target]
    value: Expr
    annotation: Expr | None = None


@dataclass(slots=True, eq=False)
class Declare(Stmt):
    """`x: T` without a value."""

    target: Target
    annotation: Expr


@dataclass(slots=True, eq=False)
class AugAssign(Stmt):
    """`target op= value`. For a local whose webs differ, `read` is the variable that is read; else None."""

    target: TargetLocal | TargetGlobal | TargetAttr | TargetIndex
    op: BinaryOperator
    value: Expr
    read: Local | None = None


@dataclass(slots=True, eq=False)
class If(Stmt):
    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]


@dataclass(slots=True, eq=False)
class While(Stmt):
    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]


@dataclass(slots=True, eq=False)
class For(Stmt):
    target: Target
    iterable: Expr
    body: list[Stmt]
    orelse: list[Stmt]


@dataclass(slots=True, eq=False)
class Break(Stmt):
    pass


@dataclass(slots=True, eq=False)
class Continue(Stmt):
    pass


@dataclass(slots=True, eq=False)
class Pass(Stmt):
    pass


@dataclass(slots=True, eq=False)
class Return(Stmt):
    value: Expr | None


@dataclass(slots=True, eq=False)
class Raise(Stmt):
    exc: Expr | None
    cause: Expr | None


@dataclass(slots=True, eq=False)
class Handler(Node):
    """`except types as var:`; no types for a bare `except:`. What the name meant until then (`unbinds`, where somebody
    may look afterwards) has no value any more."""

    types: list[Expr]
    var: Variable | None
    body: list[Stmt]
    unbinds: list[Variable] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Try(Stmt):
    body: list[Stmt]
    handlers: list[Handler]
    orelse: list[Stmt]
    final: list[Stmt]


@dataclass(slots=True, eq=False)
class Assert(Stmt):
    test: Expr
    message: Expr | None


@dataclass(slots=True, eq=False)
class Delete(Stmt):
    targets: list[Target]


@dataclass(slots=True, eq=False)
class Import(Stmt):
    """`import a.b as c` (name None) or `from a import b as c` (name "b", "*" for all). `level` counts leading dots.
    `bound` is the name it binds in its scope, `var` its variable if that is a function's local."""

    module: str
    level: int
    name: str | None
    bound: str
    var: Variable | None = None


@dataclass(slots=True, eq=False)
class FunctionStmt(Stmt):
    """A nested `def`, binding `var`."""

    var: Variable
    function: Function


@dataclass(slots=True, eq=False)
class DefineStmt(Stmt):
    """The place in the module's top-level statements where the unit `qualname` (function or class) is defined."""

    qualname: str


@dataclass(slots=True, eq=False)
class UnsupportedStmt(Stmt):
    what: str
    instead: str


# --- definitions -----------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Param(Node):
    var: Variable
    kind: Literal["positional_only", "normal", "keyword_only", "args", "kwargs"]
    default: Expr | None
    annotation: Expr | None


@dataclass(slots=True, eq=False)
class Function:
    """A function, method, lambda (`name` is "<lambda>") or nested function."""

    name: str
    qualname: str
    """`f`, `C.m`, `f.<locals>.g`; equal names in one scope get `f#2`."""
    params: list[Param]
    returns: Expr | None
    body: list[Stmt]
    docstring: str | None
    decorators: list[Expr]
    variables: list[Variable]
    """All local variables (webs), parameters first, comprehension variables included."""
    captures: list[Variable]
    """Variables of enclosing functions that it (or a function in it) uses."""
    nested: list[Function]
    is_generator: bool
    is_async: bool
    span: Span
    line: int


@dataclass(slots=True, eq=False)
class ClassHeader:
    """A class without its methods, which are units of their own."""

    name: str
    qualname: str
    bases: list[Expr]
    keywords: list[Keyword]
    body: list[Stmt]
    """Statements that are neither methods nor the docstring (class attributes, annotations)."""
    methods: list[str]
    """Qualified names of the method units, in order."""
    docstring: str | None
    decorators: list[Expr]
    span: Span
    line: int
    variables: list[Variable] = field(default_factory=list)
    """Variables of comprehensions in the body, the bases and the decorators."""
    nested: list[Function] = field(default_factory=list)
    """Lambdas in them."""


@dataclass(slots=True, eq=False)
class Unit:
    """What can change on its own. `text_key` is a hash of everything it was built from; equal keys, equal units."""

    kind: Literal["module", "function", "class", "method"]
    qualname: str
    """`<module>` for a module's top-level statements."""
    text_key: str
    body: Function | ClassHeader
    start: int
    """Code point offset of the unit's start in the file (spans are relative to it)."""
    first_line: int
    """0-based line of the unit's start in the file (lines are relative to it)."""
    comments: list[tuple[int, str]] = field(default_factory=list)
    """(relative line, text with `#`) of the comments inside the unit."""
    global_names: frozenset[str] = frozenset()
    """Module-level and builtin names that it mentions, annotations included."""


@dataclass(slots=True, eq=False)
class Module:
    """One file. The first unit is the top-level statements; the others follow in source order."""

    path: str
    name: str
    """Dotted name relative to the program's root; `__main__`'s own name for the file that is run."""
    text: str
    units: list[Unit]

"""A small Rust syntax tree: data only. `rust.printer` is the only place that turns it into text.

Every node may carry an `Origin`: the Python place that it stands for. A node without one inherits its parent's; the
printer writes both the text and the source map. Types, paths and patterns are leaves with text inside, since nothing
ever takes them apart; expressions, statements and items are trees.

    Binary("+", Path("a"), Lit("1"), origin=Origin("m.py", Span(4, 9), 3))    prints  a + 1
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from citl_lsp.text.span import Span


class Origin(NamedTuple):
    """A Python place: path of the file, span relative to its unit, and the unit's qualified name."""

    path: str
    unit: str
    span: Span


@dataclass(slots=True, eq=False, kw_only=True)
class RNode:
    origin: Origin | None = None


# --- expressions -----------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class RExpr(RNode):
    pass


@dataclass(slots=True, eq=False)
class Path(RExpr):
    """A variable or path, with generics if any: `x`, `Int::ZERO`, `List::<Int>::new`."""

    text: str


@dataclass(slots=True, eq=False)
class Lit(RExpr):
    """A literal exactly as Rust spells it: `1`, `1.5`, `"a\\n"`, `true`, `()`."""

    text: str


@dataclass(slots=True, eq=False)
class Line(RExpr):
    """The number of a Python line, given relative to the unit `unit` of file `path`; printed as the absolute number."""

    path: str
    unit: str
    line: int


@dataclass(slots=True, eq=False)
class CallExpr(RExpr):
    func: RExpr
    args: list[RExpr]


@dataclass(slots=True, eq=False)
class Method(RExpr):
    """`recv.name(args)`; `name` may carry a turbofish."""

    recv: RExpr
    name: str
    args: list[RExpr]


@dataclass(slots=True, eq=False)
class Macro(RExpr):
    """`name!(args)`, with the bracket that `open` says: `(`, `[` or `{`."""

    name: str
    args: list[RExpr]
    open: str = "("


@dataclass(slots=True, eq=False)
class Field(RExpr):
    recv: RExpr
    name: str


@dataclass(slots=True, eq=False)
class IndexExpr(RExpr):
    recv: RExpr
    index: RExpr


@dataclass(slots=True, eq=False)
class Binary(RExpr):
    op: str
    left: RExpr
    right: RExpr


@dataclass(slots=True, eq=False)
class Prefix(RExpr):
    """`op` is `-`, `!`, `*`, `&` or `&mut `."""

    op: str
    operand: RExpr


@dataclass(slots=True, eq=False)
class Cast(RExpr):
    """`operand as type`."""

    operand: RExpr
    type: str


@dataclass(slots=True, eq=False)
class Try(RExpr):
    """`operand?`."""

    operand: RExpr


@dataclass(slots=True, eq=False)
class Tuple(RExpr):
    items: list[RExpr]


@dataclass(slots=True, eq=False)
class StructLit(RExpr):
    path: str
    fields: list[tuple[str, RExpr]]


@dataclass(slots=True, eq=False)
class RangeExpr(RExpr):
    lower: RExpr | None
    upper: RExpr | None
    inclusive: bool = False


@dataclass(slots=True, eq=False)
class Closure(RExpr):
    """`move |params| body`; params are patterns with optional types, as text."""

    params: list[str]
    body: RExpr
    move: bool = False
    returns: str | None = None


@dataclass(slots=True, eq=False)
class Block(RExpr):
    """`'label: { stmts; tail }`."""

    stmts: list[RStmt]
    tail: RExpr | None = None
    label: str | None = None


@dataclass(slots=True, eq=False)
class IfExpr(RExpr):
    """`orelse` is a Block, another IfExpr, or None."""

    test: RExpr
    then: Block
    orelse: Block | IfExpr | None = None


@dataclass(slots=True, eq=False)
class LetCond(RExpr):
    """`let pattern = value`, as the condition of an `if` or `while`."""

    pattern: str
    value: RExpr


@dataclass(slots=True, eq=False)
class Arm:
    pattern: str
    guard: RExpr | None
    body: RExpr


@dataclass(slots=True, eq=False)
class Match(RExpr):
    subject: RExpr
    arms: list[Arm]


@dataclass(slots=True, eq=False)
class Return(RExpr):
    value: RExpr | None = None


@dataclass(slots=True, eq=False)
class Break(RExpr):
    label: str | None = None
    value: RExpr | None = None


@dataclass(slots=True, eq=False)
class Continue(RExpr):
    label: str | None = None


# --- statements ------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class RStmt(RNode):
    pass


@dataclass(slots=True, eq=False)
class Let(RStmt):
    """`let pattern: type = value;` (`pattern` says `mut` itself)."""

    pattern: str
    type: str | None = None
    value: RExpr | None = None


@dataclass(slots=True, eq=False)
class ExprS(RStmt):
    """`value;` (no semicolon after a block-like expression)."""

    value: RExpr


@dataclass(slots=True, eq=False)
class AssignS(RStmt):
    """`target op value;` with `op` one of `=`, `+=`, ..."""

    target: RExpr
    op: str
    value: RExpr


@dataclass(slots=True, eq=False)
class LoopS(RStmt):
    body: Block
    label: str | None = None


@dataclass(slots=True, eq=False)
class WhileS(RStmt):
    test: RExpr
    body: Block
    label: str | None = None


@dataclass(slots=True, eq=False)
class ForS(RStmt):
    pattern: str
    iterable: RExpr
    body: Block
    label: str | None = None


@dataclass(slots=True, eq=False)
class CommentS(RStmt):
    """`// text` on a line of its own."""

    text: str


# --- items -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Item(RNode):
    docs: list[str] = field(default_factory=list)
    """`///` lines before it."""
    attrs: list[str] = field(default_factory=list)
    """`#[...]` lines before it, without `#[` and `]`."""


@dataclass(slots=True, eq=False)
class Fn(Item):
    """`params` are `name: Type` (or `&self`) as text, each with the Python place that it stands for."""

    name: str = ""
    params: list[tuple[str, Origin | None]] = field(default_factory=list)
    returns: str | None = None
    body: Block | None = None
    generics: str = ""
    """`<'a, T: Clone>` or ""."""
    vis: str = ""
    """`pub ` or ""."""
    printed: Any = None
    """The printer's: where and how it was printed last."""


@dataclass(slots=True, eq=False)
class Struct(Item):
    """`struct name { fields }`, or a tuple struct when `tuple` is set (field names are then ignored)."""

    name: str = ""
    fields: list[tuple[str, str, Origin | None]] = field(default_factory=list)
    """(name, type, origin)"""
    tuple: bool = False
    generics: str = ""
    vis: str = ""


@dataclass(slots=True, eq=False)
class Enum(Item):
    name: str = ""
    variants: list[tuple[str, Origin | None]] = field(default_factory=list)
    generics: str = ""
    vis: str = ""


@dataclass(slots=True, eq=False)
class Impl(Item):
    """`impl head { items }`; `head` is `Name`, `Trait for Name`, `<T> Trait for Name<T>`."""

    head: str = ""
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Const(Item):
    """`const NAME: T = v;` or, with `keyword="static"`, a static."""

    name: str = ""
    type: str = ""
    value: RExpr | None = None
    keyword: str = "const"
    vis: str = ""


@dataclass(slots=True, eq=False)
class Use(Item):
    path: str = ""
    vis: str = ""


@dataclass(slots=True, eq=False)
class Mod(Item):
    name: str = ""
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class MacroItem(Item):
    """`name! { body }` at item level; `body` as text."""

    name: str = ""
    body: str = ""


@dataclass(slots=True, eq=False)
class File:
    """One Rust source file. `attrs` are inner attributes without `#![` and `]`."""

    items: list[Item]
    attrs: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    """`//!` lines at the top."""

"""What lowering one function needs to know, and what it leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citl_lsp.decisions.choose import Anchor
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.failure import Fallible
from citl_lsp.lower.names import Unique
from citl_lsp.lower.rty import RTy, owns
from citl_lsp.lower.values import Val, is_plain, own, repeatable
from citl_lsp.rust import tree as r
from citl_lsp.types.model import TypeVar
from citl_lsp.types.program import FunctionInfo, Linked

if TYPE_CHECKING:
    from citl_lsp.lower.facts import ProgramFacts


@dataclass(slots=True)
class Binding:
    """How a Python variable is held in Rust."""

    name: str
    ty: RTy
    how: str
    """value: a Rust variable; ref: a Rust reference; cell: a `Shared<T>`; slot: an `Option<T>` that may be unset;
    of a string also str: a `&str`; string: a `String`; index: no variable, `place` is looked up again"""
    place: ir.Expr | None = None


@dataclass(slots=True)
class LoopFrame:
    """An enclosing loop: its label and, with an `else`, the flag's name."""

    label: str
    used: bool = False
    broken_flag: str | None = None
    try_depth: int = 0


class FunctionContext:
    """State of lowering one function."""

    def __init__(self, program: ProgramFacts, linked: Linked, info: FunctionInfo) -> None:
        self.program = program
        self.linked = linked
        self.info = info
        self.bindings: dict[ir.Variable, Binding] = {}
        self.names = Unique((*program.taken_by_items, "rt", "_depth"), program.named_functions)
        self.loops: list[LoopFrame] = []
        self.handler: str | None = None
        self.finals: list[str] = []
        self.jumps: set[tuple[str, int]] = set()
        """Labels of `finally` with the jumps (0 break, 1 continue) that go through them."""
        self.labels = 0
        self.temporaries = 0
        self.stands_for: dict[ir.Node, ir.Node] = {}
        """Synthetic nodes by the written ones whose type they have."""
        self.synthetic: dict[ir.Node, RTy] = {}
        """Representations of expressions that lowering made up itself."""
        self.result_ty = program.reps.of(info.result)
        self.fields_made: dict[str, str] = {}
        """While a struct's constructor runs and there is no object yet: attribute -> variable that holds it."""
        self.given_up: set[ir.Expr] = set()
        """Places whose value is taken out, since the statement puts another one there."""
        self.expression_names: dict[str, int] = {}

    # --- types -------------------------------------------------------------------------------------------------------

    def var(self, node: ir.Node) -> TypeVar:
        """Type variable of an expression or target; one that says nothing for a synthetic node."""
        node = self.stands_for.get(node, node)
        if node not in self.linked.summary.exprs:
            return TypeVar(0)
        return self.program.program.of(self.linked, node)

    def rep(self, node: ir.Node) -> RTy:
        """Representation of the type variable of an expression; of a synthetic one, what its context says."""
        known = self.synthetic.get(node)
        return known if known is not None else self.program.reps.of(self.var(node))

    def variable_rep(self, var: ir.Variable) -> RTy:
        """Representation of a local variable."""
        number = self.linked.summary.variables.get(var)
        if number is None and var in self.program.default_types:
            return self.program.reps.of(self.program.default_types[var])
        if number is None:
            return self.program.reps.of(self.program.program.scalars[-7])
        return self.program.reps.of(self.linked.vars[number])

    # --- sites -------------------------------------------------------------------------------------------------------

    def anchor(self, node: ir.Node, name: str) -> Anchor:
        """The place of a site at `node`."""
        return self.program.anchor_at(
            self.linked.module, self.linked.unit, node.span, name, self.info.function.qualname
        )

    def source_text(self, node: ir.Node) -> str:
        """The Python text of `node`."""
        start = self.linked.unit.start
        return self.linked.module.module.text[start + node.span.start : start + node.span.end]

    def structural_name(self, node: ir.Node) -> str:
        """Name of a site that is about an expression: its text, with its place among equals."""
        text = " ".join(self.source_text(node).split())[:40]
        self.expression_names[text] = self.expression_names.get(text, 0) + 1
        n = self.expression_names[text]
        return text if n == 1 else f"{text}#{n}"

    def atom_of(self, node: ir.Node) -> TypeVar | None:
        """The type variable of an expression, if it has one."""
        return self.var(node) if node in self.linked.summary.exprs else None

    # --- marks -------------------------------------------------------------------------------------------------------

    def origin(self, node: ir.Node) -> r.Origin:
        """The Python place of `node`."""
        return r.Origin(self.linked.module.path, self.linked.unit.qualname, node.span)

    def line(self, node: ir.Node) -> r.Line:
        """The Python line of `node`, as a Rust number."""
        return r.Line(self.linked.module.path, self.linked.unit.qualname, node.line)

    def fallible(self, operand: r.RExpr, node: ir.Node, callee: str | None = None) -> r.RExpr:
        """`operand` yields `Res`: leave on an error."""
        return Fallible(operand, self.line(node), self.handler, callee, origin=self.origin(node))

    def temp(self, stem: str = "t") -> str:
        """A fresh Rust variable."""
        self.temporaries += 1
        return self.names.take(f"{stem}{self.temporaries}")

    def label(self, stem: str) -> str:
        """A fresh label."""
        self.labels += 1
        return f"'{stem}{self.labels}"

    def ahead(self, stmts: list[r.RStmt], first: Val, then: Val) -> Val:
        """`first`, evaluated before `then` where Rust has them the other way round."""
        unseen = is_plain(then.expr) or (repeatable(first.expr) and repeatable(then.expr))
        return first if unseen else self.let(stmts, first)

    def let(self, stmts: list[r.RStmt], v: Val, stem: str = "t") -> Val:
        """Bind an owned value of `v` to a fresh variable; simple values are left as they are."""
        if isinstance(v.expr, (r.Path, r.Lit)):
            return v
        owned = owns(v.ty)
        if owned and v.mode != "temp" and (v.mode == "place" or repeatable(v.expr)):
            return v
        name = self.temp(stem)
        if owned and v.mode != "temp":
            stmts.append(r.Let(name, None, v.expr, origin=v.expr.origin))
            return Val(r.Path(name), v.ty, v.mode)
        stmts.append(r.Let(f"mut {name}" if owned else name, None, own(v), origin=v.expr.origin))
        return Val(r.Path(name), v.ty, "place")

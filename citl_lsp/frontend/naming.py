"""Places of nodes in the text, and what names mean where they stand."""

from __future__ import annotations

import ast
import builtins

from citl_lsp.frontend.annotations import annotation
from citl_lsp.frontend.flow import Bind, Branch, Closure, Flow, Test
from citl_lsp.frontend.places import Placed, Source, SpanOf
from citl_lsp.frontend.scopes import Scope, mangled
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


class Naming:
    """The state of one unit's conversion: scope, flow, numbering."""

    def __init__(self, source: Source, base: int, base_line: int, class_name: str | None, has_walrus: bool) -> None:
        self.source = source
        self.base = base
        self.base_line = base_line
        """Line of the unit's start, counted from 1 as CPython does."""
        self.span: SpanOf = source.spans(base)
        self.class_name = class_name
        self.has_walrus = has_walrus
        self.scope = Scope("module", None)
        self.flow: Flow = []
        self.loop = 0
        """A number for the outermost loop around the current place, 0 outside of loops."""
        self.loops = 0
        self.repeated = 0
        """How many loops, comprehensions not counted, are around the current place."""
        self.events = 0
        self.nested: list[ir.Function] = []
        self.prefix = ""
        """What the qualified names of nested functions begin with: `C.`, `f.<locals>.`."""
        self.counts: dict[str, int] = {}
        """How often each qualified name was given inside this unit."""
        self.captured_uses: dict[ir.Variable, list[ir.Local]] = {}
        self.global_names: set[str] = set()
        self.is_generator = False
        self.in_defaults = False
        """Converting the defaults of parameters."""
        self.depth = 0

    def place(self, node: Placed) -> tuple[Span, int]:
        return self.span(node), node.lineno - self.base_line

    def mangle(self, name: str) -> str:
        if self.class_name is not None and name.startswith("__"):
            return mangled(name, self.class_name)
        return name

    def lookup(self, name: str) -> ir.Variable | None:
        """The variable that a (mangled) name means here, None for a global."""
        var = self.scope.lookup(name)
        if var is None:
            self.global_names.add(name)
        return var

    def is_builtin_yet(self, var: ir.Variable) -> bool:
        """Whether a name of the module still means the builtin here: `max = max(xs)` assigns it for the first time."""
        unbound = var.span == Span(0, 0) and self.scope.own.get(var.name) is var
        return unbound and self.scope.kind == "module" and not self.repeated and hasattr(builtins, var.name)

    def numbered(self, qualname: str) -> str:
        count = self.counts[qualname] = self.counts.get(qualname, 0) + 1
        return qualname if count == 1 else f"{qualname}#{count}"

    def used(self, local: ir.Local) -> None:
        """Record a use of a variable, here or in the function that owns it."""
        var = local.var
        scope = self.scope
        if scope.own.get(var.name) is var:
            self.flow.append(local)
        elif var in scope.captures or var.captured:
            self.captured_uses.setdefault(var, []).append(local)

    def bound(self, holder: ir.TargetLocal | ir.Walrus | ir.Handler | ir.FunctionStmt | ir.Import, span: Span) -> None:
        """Record that `holder.var` is assigned here."""
        var = holder.var
        assert var is not None
        if self.scope.own.get(var.name) is var:
            self.flow.append(Bind(holder, var, span, self.loop, self.next_event()))
            if var.span == Span(0, 0):
                var.span = span
        elif var in self.scope.captures:
            var.rebound_after_capture = True

    def next_event(self) -> int:
        """What is evaluated later is converted later, and gets a larger number."""
        self.events += 1
        return self.events

    def new_loop(self) -> int:
        self.loops += 1
        return self.loops

    def closure(self, needs: list[ir.Variable], bind: Bind | None) -> None:
        """A function (or lazy generator) over `needs` begins to exist here. Variables of comprehensions are bound
        anew in every round, so they count as rebound; those of outer functions are those functions' matter."""
        own = self.scope.own
        for var in needs:
            if var in self.scope.captures:
                continue
            if own.get(var.name) is not var:
                var.rebound_after_capture = True
        mine = [var for var in needs if own.get(var.name) is var]
        if mine:
            self.flow.append(Closure(mine, bind, self.loop, self.next_event()))

    def annotation(self, node: ast.expr) -> ir.Expr:
        return annotation(node, self.place, self.global_names)

    def convert_all(self, nodes: list[ast.expr]) -> list[ir.Expr]:
        convert = self.convert
        return [convert(node) for node in nodes]

    def optional(self, node: ast.expr | None) -> ir.Expr | None:
        return None if node is None else self.convert(node)

    def aside(self, node: ast.expr) -> tuple[ir.Expr, Flow]:
        """Convert with a flow of its own."""
        saved, self.flow = self.flow, []
        expr = self.convert(node)
        flow, self.flow = self.flow, saved
        return expr, flow

    def test(self, node: ast.expr) -> tuple[ir.Expr, Flow]:
        """A condition and its flow; if that is a single `Test`, its outcome is the condition's."""
        expr, flow = self.aside(node)
        if self.has_walrus and not isinstance(node, ast.BoolOp) and not _is_not(node) and flow:
            flow.append(Test("and", []))  # a `Test` inside the expression says nothing about the outcome
        return expr, flow

    def maybe(self, flow: Flow) -> None:
        """Events that may not happen."""
        if self.has_walrus:
            self.flow.append(Branch([([], flow)], []))
        else:
            self.flow += flow

    def convert(self, node: ast.expr) -> ir.Expr:
        """An expression (`expressions`)."""
        raise NotImplementedError

    def target(self, node: ast.expr) -> ir.Target:
        """A target of an assignment (`expressions`)."""
        raise NotImplementedError

"""Conditions and loops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.decisions import loop as loop_kind
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions, child_nodes, direct_mentions
from citl_lsp.lower.convert import Iterated, Lent
from citl_lsp.lower.function import Binding, LoopFrame
from citl_lsp.lower.rty import I64, RTy, owns
from citl_lsp.lower.statements.augmented import AugmentedAssignments
from citl_lsp.lower.values import Mode, Val, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import Con


@dataclass(frozen=True, slots=True)
class Walk:
    """A loop over an owned list that a variable holds, or something that a variable leads to: `self.items`."""

    holder: ir.Expr
    root: ir.Variable
    element: RTy
    numbered: bool
    """By `enumerate`, which gives the positions too."""


class ControlFlow(AugmentedAssignments):
    """Lowering of `if`, `while`, `for`, `break`, `continue`."""

    def s_if(self, s: ir.If, out: list[r.RStmt]) -> None:
        if self._asks_whether_main(s.test) and not s.orelse:
            out += self.block_of(s.body, s)
            return
        out.append(r.ExprS(self._if(s), origin=self.origin(s)))

    def _asks_whether_main(self, test: ir.Expr) -> bool:
        """`__name__ == "__main__"` in the file that is run."""
        module = self.linked.module
        return (
            isinstance(test, ir.Compare)
            and test.ops == ["=="]
            and isinstance(test.first, ir.Global)
            and test.first.name == "__name__"
            and isinstance(test.rest[0], ir.Const)
            and test.rest[0].value == "__main__"
            and module.index == 0
            and "__name__" not in module.globals
        )

    def _if(self, s: ir.If) -> r.IfExpr:
        test = self.condition(s.test)
        then = r.Block(self.block_of(s.body, s))
        orelse: r.Block | r.IfExpr | None = None
        if len(s.orelse) == 1 and isinstance(s.orelse[0], ir.If) and not self.homes.hoisted.get(owner_key(s.orelse)):
            orelse = self._if(s.orelse[0])
        elif s.orelse:
            orelse = r.Block(self.block_of(s.orelse, s))
        return r.IfExpr(test, then, orelse, origin=self.origin(s))

    def _loop(self, s: ir.For | ir.While, build: Any, out: list[r.RStmt]) -> None:
        """A loop with its label and `else`."""
        frame = LoopFrame(self.label("loop"), try_depth=len(self.finals) + self.try_depth)
        if s.orelse:
            frame.broken_flag = self.label("search")
        self.loops.append(frame)
        loop = build(frame)
        self.loops.pop()
        if frame.used:
            loop.label = frame.label
        if s.orelse:
            self.try_depth += 1  # a jump out of the labelled block names its loop
            after = self.block_of(s.orelse, s)
            self.try_depth -= 1
            out.append(r.ExprS(r.Block([loop, *after], None, label=frame.broken_flag), origin=self.origin(s)))
        else:
            out.append(loop)

    try_depth = 0

    def s_while(self, s: ir.While, out: list[r.RStmt]) -> None:
        def build(frame: LoopFrame) -> r.RStmt:
            if isinstance(s.test, ir.Const) and s.test.value:
                return r.LoopS(r.Block(self.block_of(s.body, s)), origin=self.origin(s))
            test = self.condition(s.test)
            return r.WhileS(test, r.Block(self.block_of(s.body, s)), origin=self.origin(s))

        self._loop(s, build, out)

    def s_for(self, s: ir.For, out: list[r.RStmt]) -> None:
        walk = self.walk_of(s)
        if walk is not None and self._loop_form(s, walk) == "index":
            self._by_positions(s, walk, out)
            return
        source = self.iterate_for(s.target, s.iterable)

        def build(frame: LoopFrame) -> r.RStmt:
            body = self._declared_inside(s)
            name, bound = self.loop_target(s.target, source, s)
            body += bound
            for stmt in s.body:
                self.statement(stmt, body)
            return r.ForS(name, source.expr, r.Block(body), origin=self.origin(s))

        self._loop(s, build, out)

    def _declared_inside(self, s: ir.For) -> list[r.RStmt]:
        """Declarations of the variables that live in the loop's body."""
        return [
            self.declare(v)
            for v in self.homes.hoisted.get(owner_key(s.body), ())
            if v not in self.bindings and v not in self.program.static_functions
        ]

    # --- loops over owned lists --------------------------------------------------------------------------------------

    def walk_of(self, s: ir.For) -> Walk | None:
        """The owned list that a loop walks over, directly or by `enumerate`; None for any other loop."""
        e, numbered = s.iterable, False
        if self.builtin_name(e) == "enumerate":
            assert isinstance(e, ir.Call)
            pair = isinstance(s.target, ir.TargetTuple) and s.target.star is None and len(s.target.items) == 2
            if len(e.args) != 1 or e.keywords or not pair:
                return None
            e, numbered = e.args[0], True
        ty, root = self.rep(e), self._steady_root(e, s.body)
        if root is None or ty.kind != "list" or ty.form != "owned":
            return None
        return Walk(e, root, ty.args[0], numbered)

    def _steady_root(self, e: ir.Expr, body: list[ir.Stmt]) -> ir.Variable | None:
        """The variable from which `e` leads to the same list at every step of a loop; None where it may not."""
        while not isinstance(e, ir.Local):
            holder = self.rep(e.obj) if isinstance(e, (ir.Attr, ir.Index)) else None
            if holder is None or holder.form != "owned":
                return None
            if isinstance(e, ir.Attr) and holder.kind == "obj":
                if e.name in self.program.ownership.reassigned.get(self.root_class(holder), ()):
                    return None
            elif isinstance(e, ir.Index) and holder.kind in _HOLDERS and isinstance(e.index, (ir.Local, ir.Const)):
                con = self.var(e.obj).atoms.get(holder.kind)
                if not isinstance(con, Con) or con.find() in self.program.ownership.mutated:
                    return None
                if isinstance(e.obj, ir.Local) and _changes(body, e.obj.var):
                    return None
            else:
                return None
            e = e.obj
        return e.var

    def _loop_form(self, s: ir.For, walk: Walk) -> str:
        inside = {var for var, _ in direct_mentions(walk.holder, False)}
        rebound = any(assigned and var in inside for var, assigned in all_mentions([*s.body, *_binder(s)]))
        handed_out = owns(walk.element)
        ladder = loop_kind.ladder(handed_out, rebound, len(self.loops))
        text = walk.root.key if isinstance(walk.holder, ir.Local) else " ".join(self.source_text(walk.holder).split())
        name = self.site_name("loop", text)
        why = f"the loop goes over `{text}`, which has one owner"
        return self.program.chooser.choose(
            "loop", self.anchor(s.iterable, name), ladder, why, rust_type=str(walk.element), depth=len(self.loops)
        )

    def _by_positions(self, s: ir.For, walk: Walk, out: list[r.RStmt]) -> None:
        """`while i < xs.len()`: as CPython's iterator, it looks at the list anew at each step."""
        items = self.expr(walk.holder)
        at = self.temp("i")
        out.append(r.Let(f"mut {at}", "usize", r.Lit("0"), origin=self.origin(s.iterable)))

        def build(frame: LoopFrame) -> r.RStmt:
            body = self._declared_inside(s)
            item = Val(r.IndexExpr(items.expr, r.Path(at), origin=self.origin(s.iterable)), walk.element, "place")
            if walk.numbered:
                assert isinstance(s.target, ir.TargetTuple)
                self.assign(s.target.items[0], Val(r.Cast(r.Path(at), "i64"), I64), body)
                self.assign(s.target.items[1], item, body)
            else:
                self.assign(s.target, item, body)
            body.append(r.AssignS(r.Path(at), "+=", r.Lit("1")))
            for stmt in s.body:
                self.statement(stmt, body)
            test = r.Binary("<", r.Path(at), method(items.expr, "len"), origin=self.origin(s.iterable))
            return r.WhileS(test, r.Block(body), origin=self.origin(s))

        self._loop(s, build, out)

    def loop_target(self, target: ir.Target, source: Iterated, node: ir.Node) -> tuple[str, list[r.RStmt]]:
        """Pattern of a Rust `for`, and the statements that bind the Python target at the top of its body."""
        if source.lent:
            bound: list[r.RStmt] = []
            pattern = self._lent_pattern(target, source.ty, source.lent, bound)
            if not source.fallible:
                return pattern, bound
            item = self.temp("x")
            return item, [r.Let(pattern, None, self.fallible(r.Path(item), node)), *bound]
        if isinstance(target, ir.TargetLocal) and target.var not in self.bindings and not source.fallible:
            ty = self.variable_type(target.var)
            plain = not (target.var.captured and target.var.rebound_after_capture)
            if ty == source.ty and plain:
                name = self.names.local(target.var.name)
                self.bindings[target.var] = Binding(name, ty, "value")
                mutable = "mut " if self.homes.counts.get(target.var, 0) > 1 or self.is_changed(target.var, ty) else ""
                return mutable + name, []
        if isinstance(target, ir.TargetTuple) and target.star is None and source.ty.kind == "tuple":
            simple = all(
                isinstance(i, ir.TargetLocal)
                and i.var not in self.bindings
                and not (i.var.captured and i.var.rebound_after_capture)
                and self.variable_type(i.var) == t
                for i, t in zip(target.items, source.ty.args, strict=False)
            ) and len(target.items) == len(source.ty.args)
            if simple:
                names = []
                for i, t in zip(target.items, source.ty.args, strict=True):
                    assert isinstance(i, ir.TargetLocal)
                    name = self.names.local(i.var.name)
                    self.bindings[i.var] = Binding(name, t, "value")
                    names.append(("mut " if self.homes.counts.get(i.var, 0) > 1 or owns(t) else "") + name)
                pattern = f"({', '.join(names)}{',' if len(names) == 1 else ''})"
                if not source.fallible:
                    return pattern, []
                item = self.temp("x")
                return item, [r.Let(pattern, None, self.fallible(r.Path(item), node))]
        item = self.temp("x")
        value: r.RExpr = r.Path(item)
        if source.fallible:
            value = self.fallible(value, node)
        out: list[r.RStmt] = []
        self.assign(target, Val(value, source.ty), out)
        return item, out

    def _lent_pattern(self, target: ir.Target, ty: RTy, lent: Lent, bound: list[r.RStmt]) -> str:
        """Pattern for an item that is a reference or has some for parts; `bound` gets what else binds the target."""
        mode: Mode = "ref" if lent == "ref" else "refmut" if lent == "refmut" else "temp"
        if isinstance(target, ir.TargetLocal) and target.var not in self.bindings and isinstance(lent, str):
            plain = not (target.var.captured and target.var.rebound_after_capture)
            assigned = self.homes.counts.get(target.var, 0) > 1
            fits = self.variable_type(target.var) == ty if mode == "temp" else owns(ty) or not assigned
            if plain and fits:
                name = self.names.local(target.var.name)
                self.bindings[target.var] = Binding(name, ty, "value" if mode == "temp" else mode)
                return f"mut {name}" if assigned else name
        if isinstance(target, ir.TargetTuple) and target.star is None and len(target.items) == len(ty.args):
            parts = lent if isinstance(lent, tuple) else (lent,) * len(ty.args)
            inner = [
                self._lent_pattern(item, part, how, bound)
                for item, part, how in zip(target.items, ty.args, parts, strict=True)
            ]
            return f"({', '.join(inner)}{',' if len(inner) == 1 else ''})"
        item = self.temp("x")
        self.assign(target, Val(r.Path(item), ty, mode), bound)
        return item

    def s_break(self, s: ir.Break, out: list[r.RStmt]) -> None:
        frame = self.loops[-1]
        if self.finals and len(self.finals) + self.try_depth > frame.try_depth and self._final_inside(frame):
            self.jumps.add((self.finals[-1], 0))
            out.append(r.ExprS(r.Break(self.finals[-1], r.Path("Exit::Jump(0)")), origin=self.origin(s)))
            return
        if frame.broken_flag is not None:
            out.append(r.ExprS(r.Break(frame.broken_flag), origin=self.origin(s)))
            return
        label = None
        if len(self.finals) + self.try_depth > frame.try_depth:
            frame.used, label = True, frame.label
        out.append(r.ExprS(r.Break(label), origin=self.origin(s)))

    def s_continue(self, s: ir.Continue, out: list[r.RStmt]) -> None:
        frame = self.loops[-1]
        if self.finals and self._final_inside(frame):
            self.jumps.add((self.finals[-1], 1))
            out.append(r.ExprS(r.Break(self.finals[-1], r.Path("Exit::Jump(1)")), origin=self.origin(s)))
            return
        label = None
        if len(self.finals) + self.try_depth > frame.try_depth or frame.broken_flag:
            frame.used, label = True, frame.label
        out.append(r.ExprS(r.Continue(label), origin=self.origin(s)))

    def _final_inside(self, frame: LoopFrame) -> bool:
        """Whether the innermost `finally` is inside the innermost loop."""
        return bool(self.final_loops) and self.final_loops[-1] is frame


_HOLDERS = ("list", "dict")


def _changes(body: list[ir.Stmt], var: ir.Variable) -> bool:
    """Whether some statement of `body` changes the container that `var` holds by the name `var`."""
    stack: list[Any] = list(body)
    while stack:
        node = stack.pop()
        holder = None
        if isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name in MUTATING:
            holder = node.func.obj
        elif isinstance(node, ir.TargetIndex):
            holder = node.obj
        if isinstance(holder, ir.Local) and holder.var is var:
            return True
        stack.extend(child_nodes(node))
    return False


def _binder(s: ir.For) -> list[ir.Stmt]:
    """The target as a statement that assigns it."""
    return [ir.Assign(s.span, s.line, [s.target], s.iterable)]


def owner_key(body: list[ir.Stmt]) -> int:
    """Identity of a block."""
    return id(body)

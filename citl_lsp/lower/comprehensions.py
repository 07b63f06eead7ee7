"""Comprehensions and generator expressions."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.lower.convert import Iterated
from citl_lsp.lower.iteration import Iteration
from citl_lsp.lower.rty import VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, call, method
from citl_lsp.rust import tree as r


class Comprehensions(Iteration):
    """Loops that fill a container, and iterators that run when they are drawn from."""

    def e_comp(self, e: ir.Comp) -> Val:
        """A comprehension: a loop that fills a container."""
        ty = self.rep(e)
        if e.kind == "generator":
            element = ty.args[0] if ty.kind == "iter" else VALUE

            def made() -> Val:
                items = self.lazy_generator(e).as_results(self, element, e)
                return Val(call("Iter::new", items, origin=self.origin(e)), RTy("iter", (element,)))

            v = self.living_on(made)
            assert v is not None
            return v
        if e.kind == "dict":
            return self._dict_comp(e, ty)
        element = ty.args[0] if ty.kind in ("list", "set") else VALUE
        ty = RTy(e.kind, (element,))
        single = len(e.clauses) == 1 and not e.clauses[0].conditions and not _captured_targets(e.clauses)
        if e.kind == "list" and single and self.rep(e).form == "owned" and not _binds_outside(e):
            return self.single_clause(e, RTy("list", (element,), form="owned"))
        out = self.temp("out")
        if e.kind == "list":
            clause = e.clauses[0]
            name = self.source_text(clause.target)
            new = self.empty("Vec", clause.iterable, name, clause.target) if single else call("Vec::new")
            stmts: list[r.RStmt] = [r.Let(f"mut {out}", f"Vec<{rust_type(element)}>", new)]
            owned = self.rep(e).form == "owned"
            ty = RTy("list", (element,), form="owned" if owned else "shared")
            result: r.RExpr = r.Path(out) if owned else call("List::from", r.Path(out))
        else:
            stmts = [r.Let(out, None, call(f"Set::<{rust_type(element)}>::new"))]
            result = r.Path(out)

        def add() -> list[r.RStmt]:
            v = self.convert(self.expr(e.element), element, e.element)
            put = method(r.Path(out), "push" if e.kind == "list" else "add", v)
            return [r.ExprS(put if e.kind == "list" else self.fallible(put, e.element))]

        stmts += self.clauses(e.clauses, 0, add)
        return Val(r.Block(stmts, result, origin=self.origin(e)), ty)

    def _dict_comp(self, e: ir.Comp, ty: RTy) -> Val:
        assert e.key is not None
        key, value = ty.args if ty.kind == "dict" else (VALUE, VALUE)
        out, owned = self.temp("out"), ty.form == "owned"
        holder = "Map" if owned else "Dict"
        new = call(f"{holder}::<{rust_type(key)}, {rust_type(value)}>::new")
        stmts: list[r.RStmt] = [r.Let(f"mut {out}" if owned else out, None, new)]
        key_expr = e.key

        def add() -> list[r.RStmt]:
            k = self.convert(self.expr(key_expr), key, key_expr)
            v = self.convert(self.expr(e.element), value, e.element)
            return [r.ExprS(self.fallible(method(r.Path(out), "set_item", k, v), e))]

        stmts += self.clauses(e.clauses, 0, add)
        return Val(r.Block(stmts, r.Path(out), origin=self.origin(e)), RTy("dict", (key, value), form=ty.form))

    def drained_generator(self, e: ir.Comp) -> Iterated:
        """A generator expression that is consumed at once: its values, collected."""
        ty = self.rep(e)
        element = ty.args[0] if ty.kind == "iter" else VALUE
        out = self.temp("out")
        stmts: list[r.RStmt] = [r.Let(f"mut {out}", f"Vec<{rust_type(element)}>", call("Vec::new"))]
        stmts += self.clauses(
            e.clauses,
            0,
            lambda: [r.ExprS(method(r.Path(out), "push", self.convert(self.expr(e.element), element, e.element)))],
        )
        return Iterated(method(r.Block(stmts, r.Path(out), origin=self.origin(e)), "into_iter"), element, False)

    def lazy_generator(self, e: ir.Comp) -> Iterated:
        """A generator expression that runs when it is drawn from, as a chain of iterators, one for each clause."""
        if _binds_outside(e):
            return self.iterator(self.unsupported(e, "`:=` in a generator expression", "a list comprehension"), e)
        ty = self.rep(e)
        element = ty.args[0] if ty.kind == "iter" else VALUE
        saved, outer = self.lasting, dict(self.bindings)
        self.lasting = held = [self.declare(var) for var in _captured_targets(e.clauses)]
        items = self._lazy_clause(e, 0, element)
        self.lasting, self.bindings = saved, outer
        return Iterated(r.Block(held, items, origin=self.origin(e)) if held else items, element, True)

    def _lazy_clause(self, e: ir.Comp, at: int, element: RTy) -> r.RExpr:
        """The values of the clauses from `at` on, as results."""
        clause = e.clauses[at]
        drawn, self.drawn_target = self.drawn_target, clause.target
        source = self.iterate(clause.iterable)
        self.drawn_target = drawn
        items = source.expr if source.fallible else method(source.expr, "map", r.Path("Ok"))
        later = [part for c in e.clauses[at + 1 :] for part in (c.iterable, *c.conditions)]
        self.hold_captures(ir.ListLit(e.span, e.line, [*clause.conditions, e.element, *later]))
        saved, lasting = (self.handler, self.loops, self.finals), self.lasting
        self.handler, self.loops, self.finals = None, [], []
        plain = Iterated(source.expr, source.ty, False, source.by_ref, source.parts)
        name, body = self.loop_target(clause.target, plain, clause)
        last = at == len(e.clauses) - 1
        nothing = call("Ok", r.Path("None") if last else call("Iter::new", call("std::iter::empty")))
        for condition in clause.conditions:
            test = r.Prefix("!", self.condition(condition))
            body.append(r.ExprS(r.IfExpr(test, r.Block([r.ExprS(r.Return(nothing))]))))
        if last:
            result = call("Some", self.convert(self.expr(e.element), element, e.element))
        else:
            inner: list[r.RStmt] = []
            self.lasting = inner
            result = call("Iter::new", self._lazy_clause(e, at + 1, element))
            body += inner
        self.handler, self.loops, self.finals = saved
        self.lasting = lasting
        closure = r.Closure([name], r.Block(body, call("Ok", result)), move=True)
        return call("lazy_try" if last else "lazy_each", items, closure, origin=self.origin(clause))

    def clauses(self, clauses: list[ir.CompFor], at: int, body: Callable[[], list[r.RStmt]]) -> list[r.RStmt]:
        """The loops of a comprehension around `body`."""
        if at == len(clauses):
            return body()
        if at == 0 and (cells := [self.declare(var) for var in _captured_targets(clauses)]):
            return [*cells, *self._clause_loops(clauses, at, body)]
        return self._clause_loops(clauses, at, body)

    def _clause_loops(self, clauses: list[ir.CompFor], at: int, body: Callable[[], list[r.RStmt]]) -> list[r.RStmt]:
        clause = clauses[at]
        source = self.iterate_for(clause.target, clause.iterable)
        name, bound = self.loop_target(clause.target, source, clause)
        inner = self.clauses(clauses, at + 1, body)
        for condition in reversed(clause.conditions):
            inner = [r.ExprS(r.IfExpr(self.condition(condition), r.Block(inner)))]
        return [r.ForS(name, source.expr, r.Block([*bound, *inner]), origin=self.origin(clause))]

    def loop_target(self, target: ir.Target, source: Iterated, node: ir.Node) -> tuple[str, list[r.RStmt]]:
        raise NotImplementedError


def _binds_outside(e: ir.Node) -> bool:
    """Whether a `:=` is in it."""
    return isinstance(e, ir.Walrus) or any(_binds_outside(part) for part in child_nodes(e))


def _captured_targets(clauses: list[ir.CompFor]) -> list[ir.Variable]:
    """Variables of a comprehension that closures in it see change: one cell each, for all rounds."""
    found: list[ir.Variable] = []
    stack: list[ir.Target] = [clause.target for clause in clauses]
    while stack:
        target = stack.pop(0)
        if isinstance(target, ir.TargetLocal) and target.var.captured and target.var.rebound_after_capture:
            found.append(target.var)
        elif isinstance(target, ir.TargetTuple):
            stack = [*target.items, *stack]
    return found

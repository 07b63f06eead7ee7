"""List comprehensions with one clause, in owned form: a chain of iterators, or a loop that fills a `Vec`."""

from __future__ import annotations

from citl_lsp.decisions import loop as loop_kind
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.capacity import Capacity
from citl_lsp.lower.failure import has_failure
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.values import Val, method
from citl_lsp.rust import tree as r


class Chains(Capacity):
    """Comprehensions that may become chains."""

    def single_clause(self, e: ir.Comp, ty: RTy) -> Val:
        """`[element for target in iterable]` as an owned list."""
        clause, element = e.clauses[0], ty.args[0]
        source = self.iterate_for(clause.target, clause.iterable)
        pattern, bound = self.loop_target(clause.target, source, clause)
        value = self.convert(self.expr(e.element), element, e.element)
        plain = not source.fallible and not any(has_failure(part) for part in (*bound, value))
        if plain and self._form(e) == "iterator":
            items = source.expr
            if bound or not isinstance(value, r.Path) or value.text != pattern:
                items = method(items, "map", r.Closure([pattern], self.block(bound, value)), origin=self.origin(e))
            return Val(method(items, "collect::<Vec<_>>", origin=self.origin(e)), ty)
        out = self.temp("out")
        new = self.empty("Vec", clause.iterable, self.source_text(clause.target), clause.target)
        put = r.ExprS(method(r.Path(out), "push", value))
        stmts: list[r.RStmt] = [
            r.Let(f"mut {out}", rust_type(ty), new),
            r.ForS(pattern, source.expr, r.Block([*bound, put]), origin=self.origin(clause)),
        ]
        return Val(r.Block(stmts, r.Path(out), origin=self.origin(e)), ty)

    def _form(self, e: ir.Comp) -> str:
        target = e.clauses[0].target
        anchor = self.anchor(target, self.site_name("loop", self.source_text(target)))
        ladder = loop_kind.comprehension_ladder(len(self.loops))
        why = "nothing in its element can fail"
        return self.program.chooser.choose("loop", anchor, ladder, why, depth=len(self.loops))

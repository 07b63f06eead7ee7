"""Expressions: literals, operators, conditions, and the table of all forms."""

from __future__ import annotations

from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.expressions.fstrings import FormattedStrings
from citl_lsp.lower.literals import float_literal, rust_char, rust_string
from citl_lsp.lower.rty import BOOL, F64, I64, INT, NONE, STR, VALUE, RTy, owns
from citl_lsp.lower.values import Val, borrow, call, int_literal, method, own
from citl_lsp.rust import tree as r


class Expressions(FormattedStrings):
    """Lowering of expressions."""

    def expr(self, e: ir.Expr) -> Val:
        """Lower `e`; the result's type is what it naturally has (convert it to what you need)."""
        if e in self.given_up:
            return self._given_up(e)
        lowered: Val = _EXPRS[type(e)](self, e)
        return lowered

    def condition(self, e: ir.Expr) -> r.RExpr:
        """Lower `e` as a Rust `bool`: its truth."""
        if isinstance(e, ir.BoolOp):
            tests = [self.condition(v) for v in e.values]
            test = tests[0]
            for other in tests[1:]:
                test = r.Binary("&&" if e.op == "and" else "||", test, other, origin=self.origin(e))
            return test
        if isinstance(e, ir.Unary) and e.op == "not":
            return r.Prefix("!", self.condition(e.operand), origin=self.origin(e))
        text = self.own_text(e)
        if text is not None:
            return r.Prefix("!", method(text.operand if isinstance(text, r.Prefix) else text, "is_empty"))
        return self.truth(self.expr(e), e)

    def e_const(self, e: ir.Const) -> Val:
        value, origin = e.value, self.origin(e)
        if value is None:
            return Val(r.Lit("()", origin=origin), NONE)
        if isinstance(value, bool):
            return Val(r.Lit("true" if value else "false", origin=origin), BOOL)
        if isinstance(value, int):
            if -(2**63) <= value < 2**63:
                return Val(int_literal(value, origin), I64, literal=value)
            return Val(call("Int::lit", r.Lit(f'"{value}"'), origin=origin), INT)
        if isinstance(value, float):
            literal = float_literal(value)
            literal.origin = origin
            return Val(literal, F64)
        if isinstance(value, str):
            if any(0xD800 <= ord(ch) <= 0xDFFF for ch in value):
                return self.unsupported(e, "a lone surrogate in a string", "")
            char = r.Lit(rust_char(value), origin=origin) if len(value) == 1 else None
            return Val(call("Str::lit", r.Lit(rust_string(value)), origin=origin), STR, char=char)
        return self.unsupported(e, f"a {type(value).__name__} literal", "")

    def unsupported(self, node: ir.Node, what: str, instead: str) -> Val:
        """A construct that isn't there yet: a diagnostic, and a stub that stops."""
        self.program.note(self.linked, node, "unsupported", f"{what} can't be translated yet", instead)
        stop = call("stub_value", r.Lit(rust_string(what)), self.line(node), origin=self.origin(node))
        return Val(stop, VALUE)

    def e_unsupported(self, e: ir.UnsupportedExpr) -> Val:
        return self.unsupported(e, e.what, e.instead)

    def e_bin(self, e: ir.Bin) -> Val:
        left, right = self.ordered([e.left, e.right])
        return self.binary(e.op, left, right, self.rep(e), e)

    def e_unary(self, e: ir.Unary) -> Val:
        if e.op == "not":
            return Val(r.Prefix("!", self.condition(e.operand), origin=self.origin(e)), BOOL)
        return self.unary(e.op, self.expr(e.operand), self.rep(e), e)

    def ordered(self, exprs: list[ir.Expr]) -> list[Val]:
        """Operands in Python's order. A place that a later operand may change is read first."""
        return [self.expr(e) for e in exprs]

    def e_compare(self, e: ir.Compare) -> Val:
        if len(e.ops) == 1:
            literal = self._membership_display(e)
            if literal is not None:
                return literal
            left, right = self.ordered([e.first, self._without_view(e.ops[0], e.rest[0])])
            return Val(self.compare_pair(e.ops[0], left, right, e), BOOL)
        stmts: list[r.RStmt] = []
        left = self.let(stmts, self.expr(e.first))
        return Val(self.block(stmts, self._chain(e, 0, left)), BOOL)

    def _without_view(self, op: str, e: ir.Expr) -> ir.Expr:
        """`d` for `x in d.keys()` of an owned dict."""
        if op not in ("in", "not in") or not isinstance(e, ir.Call) or not isinstance(e.func, ir.Attr) or e.args:
            return e
        holder = self.rep(e.func.obj) if e.func.name == "keys" else None
        return e.func.obj if holder is not None and holder.kind == "dict" and holder.form == "owned" else e

    def _chain(self, e: ir.Compare, at: int, left: Val) -> r.RExpr:
        """`left ops[at] rest[at] ...`, stopping at the first false."""
        right = self.expr(e.rest[at])
        if at == len(e.ops) - 1:
            return self.compare_pair(e.ops[at], left, right, e)
        stmts: list[r.RStmt] = []
        held = self.let(stmts, right)
        test = self.compare_pair(e.ops[at], left, held, e)
        following = self._chain(e, at + 1, held)
        return self.block(stmts, r.Binary("&&", test, following, origin=self.origin(e)))

    def _membership_display(self, e: ir.Compare) -> Val | None:
        """`x in (a, b)` without building the display."""
        display = e.rest[0]
        if e.ops[0] not in ("in", "not in") or not isinstance(display, (ir.TupleLit, ir.ListLit, ir.SetLit)):
            return None
        if not display.items or len(display.items) > 12 or not all(isinstance(i, ir.Const) for i in display.items):
            return None
        stmts: list[r.RStmt] = []
        item = self.let(stmts, self.expr(e.first))
        if item.ty.kind in ("obj", "Value", "opt"):
            return None
        tests = [self.compare_pair("==", item, self.expr(i), e) for i in display.items]
        found = tests[0]
        for test in tests[1:]:
            found = r.Binary("||", found, test, origin=self.origin(e))
        if e.ops[0] == "not in":
            found = r.Prefix("!", found, origin=self.origin(e))
        return Val(self.block(stmts, found), BOOL)

    def _given_up(self, e: ir.Expr) -> Val:
        """The value of a place that gets another one in the same statement."""
        self.given_up.discard(e)
        place = self.mutable(e)
        return Val(method(place.expr, "take", origin=self.origin(e)), place.ty)

    def e_bool(self, e: ir.BoolOp) -> Val:
        want = self.rep(e)
        if want.kind == "bool":
            return Val(self.condition(e), BOOL)
        return Val(self._bool_value(e.values, e, want), want)

    def _bool_value(self, values: list[ir.Expr], e: ir.BoolOp, want: RTy) -> r.RExpr:
        first = self.expr(values[0])
        if len(values) == 1:
            return self.convert(first, want, values[0])
        stmts: list[r.RStmt] = []
        held = self.let(stmts, first)
        test = self.truth(held, values[0])
        following = self._bool_value(values[1:], e, want)
        if e.op == "or" and held.ty.kind == "opt" and want == held.ty.args[0]:
            kept = self.convert(Val(own(held), held.ty), want, values[0])
        else:
            kept = self.convert(Val(own(held), held.ty), want, values[0])
        then, orelse = (following, kept) if e.op == "and" else (kept, following)
        chosen = r.IfExpr(test, r.Block([], then), r.Block([], orelse), origin=self.origin(e))
        return self.block(stmts, chosen)

    def e_cond(self, e: ir.Cond) -> Val:
        want = self.rep(e)
        exclusive, self.place_mutable = self.place_mutable, False
        test = self.condition(e.test)
        self.place_mutable = exclusive
        body, orelse = self.expr(e.body), self.expr(e.orelse)
        if owns(want) and all(v.ty == want and _is_part(v) for v in (body, orelse)):
            # One of two parts of something else, where it stands.
            lent = [self.lend_mut(v, e) if exclusive else borrow(v) for v in (body, orelse)]
            chosen = r.IfExpr(test, r.Block([], lent[0]), r.Block([], lent[1]), origin=self.origin(e))
            return Val(chosen, want, "refmut" if exclusive else "ref")
        if want.kind == "Int" and body.ty.kind == orelse.ty.kind == "i64":
            want = I64
        then = r.Block([], self.convert(body, want, e.body))
        other = r.Block([], self.convert(orelse, want, e.orelse))
        return Val(r.IfExpr(test, then, other, origin=self.origin(e)), want)

    def e_walrus(self, e: ir.Walrus) -> Val:
        stmts: list[r.RStmt] = []
        value = self.let(
            stmts, Val(self.convert(self.expr(e.value), self.variable_type(e.var), e), self.variable_type(e.var))
        )
        stmts.append(self.store_variable(e.var, Val(own(value), value.ty), e))
        return Val(r.Block(stmts, own(value), origin=self.origin(e)), value.ty)

    def e_starred(self, e: ir.Starred) -> Val:
        return self.unsupported(e, "`*` here", "")

    def rep_or_value(self, e: ir.Node) -> RTy:
        """Representation of the result of `e`, dynamic where inference has none."""
        return self.rep(e) if e in self.linked.summary.exprs else VALUE


def _is_part(v: Val) -> bool:
    """Whether `v` stands in something else, from where it can't be moved."""
    return v.mode in ("ref", "refmut") or (v.mode == "place" and not isinstance(v.expr, r.Path))


_E = Expressions

_EXPRS: dict[type, Any] = {
    ir.Const: _E.e_const,
    ir.Local: _E.e_local,
    ir.Global: _E.e_global,
    ir.Attr: _E.e_attr,
    ir.Index: _E.e_index,
    ir.Slice: _E.e_slice,
    ir.Starred: _E.e_starred,
    ir.Call: lambda self, e: self.e_call(e),
    ir.Bin: _E.e_bin,
    ir.Unary: _E.e_unary,
    ir.Compare: _E.e_compare,
    ir.BoolOp: _E.e_bool,
    ir.Cond: _E.e_cond,
    ir.ListLit: _E.e_list,
    ir.TupleLit: _E.e_tuple,
    ir.SetLit: _E.e_set,
    ir.DictLit: _E.e_dict,
    ir.Comp: lambda self, e: self.e_comp(e),
    ir.Lambda: _E.e_lambda,
    ir.FString: _E.e_fstring,
    ir.Walrus: _E.e_walrus,
    ir.UnsupportedExpr: _E.e_unsupported,
}

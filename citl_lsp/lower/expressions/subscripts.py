"""Subscripts and slices that are read."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.expressions.displays import Displays
from citl_lsp.lower.rty import I64, STR, VALUE, RTy, is_copy, owns
from citl_lsp.lower.values import Val, call, method, own
from citl_lsp.rust import tree as r


class Subscripts(Displays):
    """Lowering of `obj[index]` and `obj[a:b:c]`."""

    def e_index(self, e: ir.Index) -> Val:
        obj = self.expr(e.obj)
        if isinstance(e.index, ir.Slice):
            return self.slice(obj, e.index, e)
        if obj.ty.kind == "opt":
            obj = self.subscripted(obj, e)
        return self.index(obj, e.index, e)

    def subscripted(self, obj: Val, e: ir.Node) -> Val:
        """The value inside an optional one that is subscripted."""
        stop = call("type_error", r.Lit("\"'NoneType' object is not subscriptable\""))
        present = method(own(obj), "ok_or_else", r.Closure([], stop))
        return Val(self.fallible(present, e), obj.ty.args[0])

    def index(self, obj: Val, index_expr: ir.Expr, e: ir.Node) -> Val:
        """`obj[index]`."""
        kind, origin = obj.ty.kind, self.origin(e)
        if kind == "tuple":
            constant = _constant_int(index_expr)
            if constant is not None and -len(obj.ty.args) <= constant < len(obj.ty.args):
                field = constant % len(obj.ty.args)
                if obj.mode == "temp" and not is_copy(obj.ty):
                    return Val(r.Field(obj.expr, str(field), origin=origin), obj.ty.args[field])
                return Val(r.Field(obj.expr, str(field), origin=origin), obj.ty.args[field], "place")
            if len(set(obj.ty.args)) == 1:
                obj = Val(self.convert(obj, RTy("vtuple", (obj.ty.args[0],)), e), RTy("vtuple", (obj.ty.args[0],)))
                kind = "vtuple"
        saved, self.place_mutable = self.place_mutable, False
        index = self.expr(index_expr)
        self.place_mutable = saved
        index = self.as_position(index, obj.ty, index_expr)
        if kind == "list" and obj.ty.form == "owned" and index.ty.kind in ("Int", "i64", "bool"):
            return self.owned_index(obj, index, index_expr, e)
        if kind in ("list", "vtuple", "deque", "Str", "range", "bytes") and index.ty.kind in ("Int", "i64", "bool"):
            result = {"Str": STR, "range": I64, "bytes": I64}.get(kind) or obj.ty.args[0]
            at = self.as_index(index, index_expr)
            got = self.fallible(method(obj.expr, "get", at, origin=origin), e)
            char = self.fallible(method(obj.expr, "char", at, origin=origin), e) if kind == "Str" else None
            return Val(got, result, char=char)
        if kind == "dict":
            reference = self.key_of(obj, index, index_expr, e)
            if reference is not None and owns(obj.ty.args[1]):
                return self.owned_item(obj, reference, e)
            if reference is not None:
                return Val(self.fallible(method(obj.expr, "get_item", reference, origin=origin), e), obj.ty.args[1])
        if kind == "obj" and self.node_methods(obj, "__getitem__"):
            return self.call_method_on(obj, "__getitem__", [index], self.rep_or_value(e), e)
        item = self.fallible(call("v_getitem", self.value_ref(obj, e), self.value_ref(index, e), origin=origin), e)
        return self.from_value(item, self.rep_or_value(e), e)

    def slice_bound(self, part: ir.Expr | None) -> r.RExpr:
        """`Option<i64>`; Python clamps what doesn't fit."""
        if part is None:
            return r.Path("None")
        v = self.expr(part)
        if v.ty.kind == "none":
            return r.Path("None")
        if v.ty.kind == "Int":
            return call("Some", method(v.expr, "clamp_index", origin=self.origin(part)))
        if v.ty.kind == "opt":
            if v.ty.args[0].kind == "i64":
                return own(v)
            return method(own(v), "map", r.Closure(["x"], method(r.Path("x"), "clamp_index")))
        return call("Some", self.as_index(v, part))

    def slice(self, obj: Val, s: ir.Slice, e: ir.Node) -> Val:
        """`obj[a:b:c]`."""
        kind, origin = obj.ty.kind, self.origin(e)
        if kind == "opt":
            return self.slice(self.subscripted(obj, e), s, e)
        want = self.rep_or_value(e)
        if kind == "tuple":
            if want.kind == "tuple" and s.step is None:
                low, high = (None if p is None else _constant_int(p) for p in (s.lower, s.upper))
                chosen = list(range(len(obj.ty.args)))[low:high]
                stmts: list[r.RStmt] = []
                held = self.let(stmts, obj)
                parts = [
                    self.convert(Val(r.Field(held.expr, str(i)), obj.ty.args[i], "place"), t, e)
                    for i, t in zip(chosen, want.args, strict=False)
                ]
                return Val(self.block(stmts, r.Tuple(parts, origin=origin)), want)
            element = want.args[0] if want.kind == "vtuple" else VALUE
            obj = Val(self.convert(obj, RTy("vtuple", (element,)), e), RTy("vtuple", (element,)))
            kind = "vtuple"
        if kind == "obj" and self.node_methods(obj, "__getitem__"):
            return self.unsupported(e, "a slice of an object with `__getitem__`", "give it a method with the bounds")
        bounds = [self.slice_bound(p) for p in (s.lower, s.upper, s.step)]
        if kind in ("list", "vtuple", "Str", "range", "bytes"):
            owned = obj.ty.form == "owned"
            cut: r.RExpr
            if kind == "list" and (s.lower, s.upper, s.step) == (None, None, None):
                cut = method(obj.expr, "clone" if owned else "copy", origin=origin)
            else:
                name = "py_slice" if owned else "slice"
                cut = self.fallible(method(obj.expr, name, *bounds, origin=origin), e)
            v = Val(cut, obj.ty)
            if want.kind == kind and want != obj.ty:
                return Val(self.convert(v, want, e), want)
            return v
        packed = r.Macro("", bounds, "[")
        got = self.fallible(call("v_slice", self.value_ref(obj, e), packed, origin=origin), e)
        return self.from_value(got, want, e)

    def e_slice(self, e: ir.Slice) -> Val:
        return self.unsupported(e, "a slice here", "")


def _constant_int(e: ir.Expr) -> int | None:
    if isinstance(e, ir.Const) and type(e.value) is int:
        return e.value
    if isinstance(e, ir.Unary) and e.op == "-" and isinstance(e.operand, ir.Const) and type(e.operand.value) is int:
        return -e.operand.value
    return None

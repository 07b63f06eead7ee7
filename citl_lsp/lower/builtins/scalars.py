"""Built-in functions that make or compute one number, string or truth value."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.declared import DeclaredCalls
from citl_lsp.lower.rty import BOOL, F64, I64, INT, INTS, NUMBERS, STR, VALUE, RTy
from citl_lsp.lower.values import Val, borrow, call, method, own
from citl_lsp.rust import tree as r

MATH_FORMS = frozenset({"prod", "fsum", "gcd", "lcm", "hypot", "dist", "log", "log2", "log10"})


class ScalarBuiltins(DeclaredCalls):
    """`int`, `str`, `abs`, `round`, ..."""

    def b_int(self, e: ir.Call) -> Val | None:
        origin = self.origin(e)
        if not e.args:
            return Val(r.Lit("0", origin=origin), I64, literal=0)
        v = self.expr(e.args[0])
        if len(e.args) == 2 or e.keywords:
            base_expr = e.args[1] if len(e.args) == 2 else e.keywords[0].value
            base = self.as_index(self.expr(base_expr), base_expr)
            return Val(self.fallible(call("parse_int", self.as_ref(v, STR, e), base, origin=origin), e), INT)
        if v.ty.kind in ("Int", "i64"):
            return v
        if v.ty.kind == "bool":
            return Val(r.Cast(own(v), "i64", origin=origin), I64)
        if v.ty.kind == "f64":
            return Val(self.fallible(call("int_from_f64", own(v), origin=origin), e), INT)
        if v.ty.kind == "Str":
            return Val(self.fallible(call("parse_int", borrow(v), r.Lit("10"), origin=origin), e), INT)
        if v.ty.kind == "obj" and self.node_methods(v, "__int__"):
            return self.call_method_on(v, "__int__", [], INT, e)
        return Val(self.fallible(call("v_int", self.value_ref(v, e), origin=origin), e), INT)

    def b_float(self, e: ir.Call) -> Val | None:
        origin = self.origin(e)
        if not e.args:
            return Val(r.Lit("0.0", origin=origin), F64)
        argument = e.args[0]
        if isinstance(argument, ir.Const) and isinstance(argument.value, str):
            known = argument.value.strip().lower()
            constant = {"inf": "f64::INFINITY", "-inf": "f64::NEG_INFINITY", "nan": "f64::NAN",
                        "+inf": "f64::INFINITY", "infinity": "f64::INFINITY"}.get(known)  # fmt: skip
            if constant:
                return Val(r.Path(constant, origin=origin), F64)
        v = self.expr(argument)
        if v.ty.kind in NUMBERS:
            return Val(self.as_float(v, e), F64)
        if v.ty.kind == "Str":
            return Val(self.fallible(call("parse_float", borrow(v), origin=origin), e), F64)
        return Val(self.fallible(call("v_float", self.value_ref(v, e), origin=origin), e), F64)

    def b_str(self, e: ir.Call) -> Val | None:
        origin = self.origin(e)
        if not e.args:
            return Val(call("Str::lit", r.Lit('""'), origin=origin), STR)
        if len(e.args) != 1:
            return None
        v = self.expr(e.args[0])
        if v.ty.kind == "Str":
            return v
        if v.literal is not None:
            v = Val(r.Lit(f"{v.literal}_i64"), I64)
        return Val(self.fallible(call("rt::to_str", borrow(v), origin=origin), e), STR)

    def b_ord(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        if v.char is not None:
            return Val(r.Cast(v.char, "i64", origin=self.origin(e)), I64)
        if v.ty.kind == "Str":
            return Val(self.fallible(call("ord", borrow(v), origin=self.origin(e)), e), I64)
        return None

    def b_chr(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        if v.ty.kind == "i64":
            made = self.fallible(call("chr_i64", own(v), origin=self.origin(e)), e)
            char = self.fallible(call("char_of", own(v), origin=self.origin(e)), e)
            return Val(made, STR, char=char)
        if v.ty.kind in INTS:
            return Val(self.fallible(call("chr", self.as_int_ref(v, e), origin=self.origin(e)), e), STR)
        return None

    def b_repr(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        name = "rt::ascii" if isinstance(e.func, ir.Global) and e.func.name == "ascii" else "rt::repr"
        return Val(self.fallible(call(name, borrow(v), origin=self.origin(e)), e), STR)

    def b_format(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        spec = self.as_ref(self.expr(e.args[1]), STR, e) if len(e.args) > 1 else r.Lit('""')
        return Val(self.fallible(call("format_", borrow(v), spec, origin=self.origin(e)), e), STR)

    def b_bool(self, e: ir.Call) -> Val | None:
        if not e.args:
            return Val(r.Lit("false"), BOOL)
        return Val(self.condition(e.args[0]), BOOL)

    def b_hash(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        made: r.RExpr = method(v.expr, "py_hash", origin=self.origin(e))
        if v.ty.kind == "obj":  # two traits have it
            made = call("Obj::py_hash", borrow(v), origin=self.origin(e))
        return Val(self.fallible(made, e), I64)

    def b_id(self, e: ir.Call) -> Val | None:
        return self.unsupported(e, "`id()`", "compare with `is`")

    def b_abs(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        if v.ty.kind == "f64":
            return Val(call("f64::abs", own(v), origin=self.origin(e)), F64)
        if v.ty.kind in INTS:
            recv = v.expr if v.ty.kind == "Int" else self.convert(v, INT, e)
            return Val(method(recv, "abs", origin=self.origin(e)), INT)
        if v.ty.kind == "obj" and self.node_methods(v, "__abs__"):
            return self.call_method_on(v, "__abs__", [], self.rep(e), e)
        return self.from_value(self.fallible(call("v_abs", self.value_ref(v, e)), e), self.rep(e), e)

    def b_pow(self, e: ir.Call) -> Val | None:
        if len(e.args) == 3:
            a, b, m = (self.as_int_ref(self.expr(x), x) for x in e.args)
            recv = a.operand if isinstance(a, r.Prefix) else a
            return Val(self.fallible(method(recv, "pow_mod", b, m, origin=self.origin(e)), e), INT)
        if len(e.args) == 2:
            return self.binary("**", self.expr(e.args[0]), self.expr(e.args[1]), self.rep(e), e)
        return None

    def b_divmod(self, e: ir.Call) -> Val | None:
        a, b = (self.expr(x) for x in e.args)
        if a.ty.kind in INTS and b.ty.kind in INTS:
            recv = a.expr if a.ty.kind == "Int" else self.convert(a, INT, e)
            whole = method(recv, "divmod", self.as_int_ref(b, e), origin=self.origin(e))
            return Val(self.fallible(whole, e), RTy("tuple", (INT, INT)))
        if a.ty.kind in NUMBERS and b.ty.kind in NUMBERS:
            made = call("divmod_f64", self.as_float(a, e), self.as_float(b, e), origin=self.origin(e))
            return Val(self.fallible(made, e), RTy("tuple", (F64, F64)))
        return None

    def b_round(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        digits = e.args[1] if len(e.args) > 1 else e.keywords[0].value if e.keywords else None
        origin = self.origin(e)
        if v.ty.kind == "f64":
            if digits is None:
                return Val(self.fallible(call("round_f64_int", own(v), origin=origin), e), INT)
            d = self.expr(digits)
            if d.ty.kind in INTS:
                return Val(call("round_f64", own(v), self.as_index(d, digits), origin=origin), F64)
        if v.ty.kind in INTS:
            if digits is None:
                return Val(self.convert(v, INT, e), INT)
            d = self.expr(digits)
            if d.ty.kind in INTS:
                return Val(call("round_int", self.as_int_ref(v, e), self.as_int_ref(d, digits), origin=origin), INT)
        d_value = call("Some", self.value_ref(self.expr(digits), e)) if digits is not None else r.Path("None")
        return self.from_value(self.fallible(call("v_round", self.value_ref(v, e), d_value), e), self.rep(e), e)

    def math_call(self, name: str, e: ir.Call) -> Val | None:
        """Functions of `math` whose form depends on the number or types of the arguments."""
        origin, count = self.origin(e), len(e.args)
        if name == "prod" and count == 1:
            source = self.iterate(e.args[0])
            start = self.expr(e.keywords[0].value) if e.keywords else Val(r.Lit("1"), I64, literal=1)
            if source.ty.kind not in NUMBERS or start.ty.kind not in NUMBERS:
                return None
            ty = F64 if "f64" in (source.ty.kind, start.ty.kind) else INT
            form = "math_prod_float" if ty == F64 else "math_prod_int"
            made = call(form, source.as_results(self, ty, e), self.convert(start, ty, e), origin=origin)
            return Val(self.fallible(made, e), ty)
        if name == "fsum" and count == 1:
            return Val(self.fallible(call("math_fsum", self._reals(e.args[0]), origin=origin), e), F64)
        if name in ("gcd", "lcm"):
            if count == 2:
                return Val(
                    call(f"math_{name}", *(self.as_int_ref(self.expr(x), x) for x in e.args), origin=origin), INT
                )
            items = r.Macro("", [self.convert(self.expr(x), INT, x) for x in e.args], "[")
            return Val(call(f"math_{name}_all", r.Prefix("&", items), origin=origin), INT)
        if name == "hypot":
            parts = [self.convert(self.expr(x), F64, x) for x in e.args]
            if count == 2:
                return Val(call("math_hypot2", *parts, origin=origin), F64)
            return Val(call("math_hypot", r.Prefix("&", r.Macro("", parts, "[")), origin=origin), F64)
        if name == "dist" and count == 2:
            points = [self._reals(x) for x in e.args]
            vecs = [r.Prefix("&", self.fallible(call("vec_of", p), e)) for p in points]
            return Val(self.fallible(call("math_dist", *vecs, origin=origin), e), F64)
        if name in ("log", "log2", "log10") and count == 1:
            v = self.expr(e.args[0])
            if v.ty.kind == "Int":
                return Val(self.fallible(call(f"math_{name}_int", borrow(v), origin=origin), e), F64)
        return None

    def _reals(self, e: ir.Expr) -> r.RExpr:
        """The elements of an iterable as an iterator of `Res<f64>`: any real numbers."""
        source = self.iterate(e)
        if source.ty.kind != "Value":
            return source.as_results(self, F64, e)
        real = r.Closure(["x"], call("v_real", r.Prefix("&", r.Path("x"))))
        return method(source.as_results(self, VALUE, e), "map", r.Closure(["x"], method(r.Path("x"), "and_then", real)))

    def m_float(self, recv: Val, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Attr)
        if e.func.name == "is_integer" and not e.args:
            return Val(call("is_integer", own(recv), origin=self.origin(e)), BOOL)
        return None

    def m_int(self, recv: Val, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Attr)
        if e.args:
            return None
        return Val(method(self.convert(recv, INT, e), e.func.name, origin=self.origin(e)), I64)

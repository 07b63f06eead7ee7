"""Calls of functions that a declaration describes: arguments, results, types."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.function import Binding
from citl_lsp.lower.owned import OwnedForms
from citl_lsp.lower.rty import BOOL, F64, I64, INT, INTS, NONE, NUMBERS, STR, VALUE, RTy
from citl_lsp.lower.values import Val, borrow, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.stdlib.signature import Signature, T
from citl_lsp.types.calls import fits, spread_params
from citl_lsp.types.model import Con

_FIXED = {"int": INT, "index": I64, "i64": I64, "float": F64, "bool": BOOL, "str": STR, "none": NONE, "any": VALUE}


class DeclaredCalls(OwnedForms):
    """Lowering of declared library functions and methods."""

    def flavors(self, holder: ir.Expr) -> set[str]:
        """Kinds of dict other than plain that the value of `holder` may be."""
        atom = self.var(holder).atoms.get("dict")
        return atom.find().flavors if isinstance(atom, Con) else set()

    def widest(self, a: Val, b: Val) -> RTy:
        """What an operator on these yields, where nothing else says."""
        if a.ty.kind in NUMBERS and b.ty.kind in NUMBERS:
            return F64 if "f64" in (a.ty.kind, b.ty.kind) else INT
        return a.ty if a.ty == b.ty else VALUE

    def declared_call(
        self, overloads: tuple[Signature, ...], recv: Val | None, e: ir.Call, environment: dict[str, RTy]
    ) -> Val | None:
        """A call of a declared function in its declared form; None when the arguments don't fit it."""
        if any(isinstance(a, ir.Starred) for a in e.args) or any(k.name is None for k in e.keywords):
            return None
        keywords = {k.name: k.value for k in e.keywords if k.name is not None}
        for signature in overloads:
            if signature.special or not fits(signature, len(e.args), dict.fromkeys(keywords)):
                continue
            placed = dict(zip((p.name for p in spread_params(signature, len(e.args))), e.args, strict=False))
            placed.update(keywords)
            args: list[r.RExpr] = []
            for param in signature.params:
                given = placed.get(param.name)
                if given is None:
                    args.append(self._default_text(param.default or "None", param.type))
                    continue
                passed = self._declared_argument(self.expr(given), param.type, param.stored, environment, given)
                if passed is None:
                    return None
                args.append(passed)
            made: r.RExpr
            if recv is None or signature.free:
                made = call(signature.rust, *args, origin=self.origin(e))
            else:
                made = method(recv.expr, signature.rust, *args, origin=self.origin(e))
            result = self._declared_type(signature.result, environment)
            return Val(self.fallible(made, e) if signature.raises else made, result)
        return None

    def _default_text(self, text: str, declared: T) -> r.RExpr:
        return r.Path(text)

    def _declared_type(self, declared: T, environment: dict[str, RTy]) -> RTy:
        if declared.head in _FIXED:
            return _FIXED[declared.head]
        if declared.head == "union":
            parts = [self._declared_type(p, environment) for p in declared.args if p.head != "none"]
            return RTy("opt", (parts[0],))
        if declared.head == "pair":
            return RTy("tuple", tuple(self._declared_type(p, environment) for p in declared.args))
        if declared.head in environment:
            return environment[declared.head]
        return RTy(declared.head, tuple(self._declared_type(p, environment) for p in declared.args))

    def _declared_argument(
        self, v: Val, declared: T, stored: bool, environment: dict[str, RTy], node: ir.Node
    ) -> r.RExpr | None:
        head = declared.head
        if head == "union" and any(p.head == "none" for p in declared.args):
            if v.ty.kind == "none":
                return r.Path("None")
            inner = next(p for p in declared.args if p.head != "none")
            if v.ty.kind == "opt":
                if inner.head == "index":
                    x = Val(r.Path("x"), v.ty.args[0])
                    arms = [
                        r.Arm("Some(x)", None, call("Some", self.as_index(x, node))),
                        r.Arm("None", None, r.Path("None")),
                    ]
                    return r.Match(own(v), arms)
                return method(v.expr, "as_ref")
            passed = self._declared_argument(v, inner, stored, environment, node)
            return None if passed is None else call("Some", passed)
        if head == "index":
            return self.as_index(v, node) if v.ty.kind in (*INTS, "Value") else None
        if head in ("float", "bool"):
            if v.ty.kind == "Value" and head == "float":
                return self.fallible(call("v_real", borrow(v)), node)
            if v.ty.kind in NUMBERS or v.ty.kind == "Value":
                return self.convert(v, _FIXED[head], node) if head == "float" else self.truth(v, node)
            return None
        if head == "int":
            return self.as_int_ref(v, node) if v.ty.kind in (*INTS, "Value") else None
        if head == "str":
            return self.as_ref(v, STR, node) if v.ty.kind in ("Str", "Value") else None
        if head in environment:
            want = environment[head]
            if stored:
                return self.convert(v, want, node)
            return self._member(v, want, node)
        if head == "any":
            return borrow(v)
        return None

    def synthetic_call(self, function: ir.Expr, vals: list[Val], e: ir.Node, hint: RTy | None = None) -> Val:
        """`function(*vals)`: through variables that stand for the arguments. `hint` is what the result should be."""
        stand_ins: list[ir.Expr] = []
        for v in vals:
            var = ir.Variable(f"arg{len(self.bindings)}", 1)
            self.bindings[var] = self._stand_in(v)
            stand_ins.append(ir.Local(e.span, e.line, var))
        node = ir.Call(e.span, e.line, function, stand_ins, [])
        self.synthetic[node] = hint or self._natural(function, vals, e)
        return self.expr(node)

    def _natural(self, function: ir.Expr, vals: list[Val], e: ir.Node) -> RTy:
        """What a builtin function yields for these arguments, where that depends on them."""
        if not isinstance(function, ir.Global) or not vals:
            return VALUE
        name, ty = function.name, vals[0].ty
        if name in ("abs", "int", "round") and ty.kind in NUMBERS:
            return F64 if name == "abs" and ty == F64 else INT
        if ty.kind not in ("list", "set", "vtuple", "dict", "Str", "range", "keys", "values", "items", "iter", "tuple"):
            return VALUE
        element = self.iterator(vals[0], e).ty
        element = INT if element == I64 else element
        if name in ("min", "max", "sum") and len(vals) == 1:
            return element
        kinds = {"list": "list", "sorted": "list", "tuple": "vtuple", "set": "set", "frozenset": "set"}
        return RTy(kinds[name], (element,)) if name in kinds else VALUE

    def _stand_in(self, v: Val) -> Binding:
        assert isinstance(v.expr, r.Path)
        return Binding(v.expr.text, v.ty, "ref" if v.mode == "ref" else "value")

"""Conversions between representations, at the edges where immutable values flow (mutable ones share one class)."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.base import Lowering
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import I64, INT, RTy, owns, python_name, rust_type
from citl_lsp.lower.values import Val, borrow, call, deref, is_plain, method, own
from citl_lsp.rust import tree as r


class Conversions(Lowering):
    """Turning a `Val` into the form that a consumer needs."""

    def convert(self, v: Val, want: RTy, node: ir.Node) -> r.RExpr:
        """An owned value of type `want`."""
        have = v.ty
        if have == want:
            return self.take(v, node) if owns(have) else own(v)
        origin = self.origin(node)
        if have.kind == want.kind and have.args == want.args and have.form != want.form and v.mode == "temp":
            # A fresh container, in the form in which nobody holds it yet.
            owned = {"list": "to_vec", "dict": "to_map", "set": "to_hashed"}
            if want.form == "owned" and have.kind in owned:
                return method(v.expr, owned[have.kind], origin=origin)
            shared = {"list": "List::from", "dict": "Dict::from", "set": "Set::from"}
            if want.form == "shared" and have.kind in shared:
                return call(shared[have.kind], v.expr, origin=origin)
        if want.kind == "Int" and have.kind in ("i64", "bool"):
            if v.literal is not None or have.kind == "i64":
                return call("Int::from", own(v), origin=origin)
            return call("Int::from", r.Cast(own(v), "i64"), origin=origin)
        if want.kind == "i64":
            if have.kind == "bool":
                return r.Cast(own(v), "i64", origin=origin)
            if have.kind == "Int":
                return method(v.expr, "small", origin=origin)
        if want.kind == "f64" and have.kind in ("i64", "bool", "Int"):
            return self.as_float(v, node)
        if want.kind == "none":
            return self.known(r.Lit("()", origin=origin), v)
        if have.kind == "opt":
            if want.kind == "Value":
                return method(v.expr, "to_value", origin=origin)
            if want.kind == "opt":
                unboxed = r.Prefix("*", r.Path("x")) if have.form == "boxed" else r.Path("x")
                inner = self.convert(Val(unboxed, have.args[0]), want.args[0], node)
                arms = [r.Arm("Some(x)", None, _some(inner, want)), r.Arm("None", None, r.Path("None"))]
                return r.Match(own(v), arms, origin=origin)
            text = f"expected {python_name(want)}, found NoneType"
            return self.convert(self.unwrapped(v, node, text), want, node)
        if want.kind == "opt":
            if have.kind == "none":
                return self.known(r.Path("None", origin=origin), v)
            if have.kind == "Value":
                return self.fallible(call(f"<{rust_type(want)} as Obj>::from_value", own(v)), node)
            return _some(self.convert(v, want.args[0], node), want, origin)
        if want.kind == "Value":
            return method(v.expr, "to_value", origin=origin)
        if have.kind == "Value":
            return self.fallible(call(f"<{rust_type(want)} as Obj>::from_value", own(v)), node)
        if want.kind == "exc" and have.kind == "obj":
            return method(v.expr, "to_exc", origin=origin)
        if want.kind == "tuple" and have.kind == "tuple" and len(want.args) == len(have.args):
            stmts: list[r.RStmt] = []
            held = self.let(stmts, v)
            parts = [
                self.convert(Val(r.Field(held.expr, str(i)), part, "place"), wanted, node)
                for i, (part, wanted) in enumerate(zip(have.args, want.args, strict=True))
            ]
            return self.block(stmts, r.Tuple(parts, origin=origin))
        if want.kind == "vtuple" and have.kind == "tuple":
            stmts = []
            held = self.let(stmts, v)
            items = [
                self.convert(Val(r.Field(held.expr, str(i)), part, "place"), want.args[0], node)
                for i, part in enumerate(have.args)
            ]
            return self.block(stmts, call("Tuple::from", r.Macro("vec", items, "["), origin=origin))
        if want.kind == have.kind and have.kind in ("list", "vtuple", "iter", "set"):
            return self._elementwise(v, want, node)
        if want.kind == "iter":
            return call("Iter::new", self.iterator(v, node).as_results(self, want.args[0], node), origin=origin)
        # The analysis says that this never happens at run time (dead code, or an operation that raises first).
        return self.impossible(v, want, node)

    def present(self, obj: Val, name: str, node: ir.Node, changed: bool) -> Val:
        """The object in an optional value of which `name` is wanted: AttributeError if it is None."""
        origin = self.origin(node)
        missing = r.Closure([], call("no_attribute", r.Lit('"NoneType"'), r.Lit(rust_string(name))))
        found, mode = obj.expr, obj.mode
        if mode != "temp":
            exclusive = changed and owns(obj.ty)
            found = method(found, "as_mut" if exclusive else "as_ref", origin=origin)
            mode = "refmut" if exclusive else "ref"
        inner = self.fallible(method(found, "ok_or_else", missing, origin=origin), node)
        return Val(inner, obj.ty.args[0], mode)

    def _elementwise(self, v: Val, want: RTy, node: ir.Node) -> r.RExpr:
        """A container rebuilt with converted elements (only for values nobody else holds, or immutable ones)."""
        item = self.temp("x")
        stmts: list[r.RStmt] = [r.Let("mut out", "Vec<_>", call("Vec::new"))]
        lent = v.ty.form == "owned" and v.mode != "temp"
        element = Val(r.Path(item), v.ty.args[0], "ref" if lent else "temp")
        body: list[r.RStmt] = [r.ExprS(method(r.Path("out"), "push", self.convert(element, want.args[0], node)))]
        if v.ty.kind in ("iter", "set"):
            body.insert(0, r.Let(item, None, self.fallible(r.Path(item), node)))
        drawn = v.ty.kind == "iter"
        source = v.expr if drawn else method(v.expr, "into_iter" if v.ty.form == "owned" and not lent else "iter")
        stmts.append(r.ForS(item, source, r.Block(body)))
        out = r.Path("out")
        if want.kind == "iter":
            result: r.RExpr = call("Iter::new", method(method(out, "into_iter"), "map", r.Path("Ok")))
        elif want.kind == "set":
            holder = "HashedSet" if want.form == "owned" else "Set"
            result = self.fallible(
                call(f"{holder}::from_iter_try", method(method(out, "into_iter"), "map", r.Path("Ok"))), node
            )
        else:
            result = out if want.form == "owned" else call("List::from" if want.kind == "list" else "Tuple::from", out)
        return r.Block(stmts, result, origin=self.origin(node))

    def impossible(self, v: Val, want: RTy, node: ir.Node) -> r.RExpr:
        """A conversion that can't succeed: TypeError at run time."""
        error = call("type_error", r.Lit(f'"expected {want.kind}, found {v.ty.kind}"'))
        failing = call(f"Err::<{rust_type(want)}, Box<PyErr>>", error)
        return self.known(self.fallible(failing, node), v)

    def known(self, answer: r.RExpr, *operands: Val) -> r.RExpr:
        """An answer that the types give already. The operands are evaluated all the same: they may print or fail."""
        stmts: list[r.RStmt] = []
        for v in operands:
            if is_plain(v.expr):
                continue
            # `let _` moves nothing out of a place, and is a whole statement where the expression is a block.
            stmts.append(r.ExprS(v.expr) if _is_unit_call(v) else r.Let("_", None, v.expr, origin=v.expr.origin))
        return self.block(stmts, answer)

    def after(self, operand: Val, v: Val) -> Val:
        """`v`, once `operand` has been evaluated."""
        return v if is_plain(operand.expr) else Val(self.known(own(v), operand), v.ty)

    def block(self, stmts: list[r.RStmt], tail: r.RExpr) -> r.RExpr:
        """`{ stmts; tail }`, or just the tail."""
        return r.Block(stmts, tail, origin=tail.origin) if stmts else tail

    # --- particular targets ------------------------------------------------------------------------------------------

    def as_float(self, v: Val, node: ir.Node) -> r.RExpr:
        """An `f64` from any number."""
        if v.ty.kind == "f64":
            return own(v)
        if v.literal is not None:
            return r.Lit(f"{v.literal}.0" if abs(v.literal) < 2**53 else f"{v.literal}_f64", origin=self.origin(node))
        if v.ty.kind == "i64":
            return r.Cast(own(v), "f64", origin=self.origin(node))
        if v.ty.kind == "bool":
            return call("f64::from", own(v), origin=self.origin(node))
        return self.fallible(method(v.expr, "to_f64"), node)

    def as_int_operand(self, v: Val, node: ir.Node) -> r.RExpr:
        """`&Int`, `Int` or `i64`, whichever is cheapest, as an operand of the runtime's integer operators."""
        if v.ty.kind == "Int":
            return v.expr if v.mode == "temp" else borrow(v)
        if v.ty.kind == "bool":
            return r.Cast(own(v), "i64")
        return own(v)

    def as_int_ref(self, v: Val, node: ir.Node) -> r.RExpr:
        """`&Int`."""
        if v.ty.kind == "Int":
            return borrow(v)
        return r.Prefix("&", self.convert(v, INT, node))

    def as_index(self, v: Val, node: ir.Node) -> r.RExpr:
        """An `i64` position or count."""
        if v.ty.kind == "i64":
            return own(v)
        if v.ty.kind == "bool":
            return r.Cast(own(v), "i64")
        if v.ty.kind == "Int":
            return self.fallible(method(v.expr, "index"), node)
        if v.ty.kind == "Value":
            return self.fallible(method(self.fallible(call("v_index", borrow(v)), node), "index"), node)
        return self.fallible(method(self.convert(v, INT, node), "index"), node)

    def as_position(self, index: Val, holder: RTy, node: ir.Node) -> Val:
        """What `holder` is subscripted by, as an integer where only the program's run says that it is one: as a dynamic
        value, a list of its own representation would be another one."""
        if index.ty.kind not in ("Value", "opt") or holder.kind not in ("list", "deque", "vtuple"):
            return index
        if holder.form != "owned" and holder.args[0].kind == "Value":
            return index
        name = r.Lit(rust_string(python_name(holder)))
        found = call("v_position", self.value_ref(index, node), name, origin=self.origin(node))
        return Val(self.fallible(found, node), I64)

    def as_ref(self, v: Val, want: RTy, node: ir.Node) -> r.RExpr:
        """`&want`."""
        if v.ty == want:
            return borrow(v)
        return r.Prefix("&", self.convert(v, want, node))

    def to_value(self, v: Val, node: ir.Node) -> r.RExpr:
        """A dynamic value."""
        return own(v) if v.ty.kind == "Value" else method(v.expr, "to_value", origin=self.origin(node))

    def value_ref(self, v: Val, node: ir.Node) -> r.RExpr:
        """`&Value`."""
        if v.ty.kind == "Value":
            return borrow(v)
        return r.Prefix("&", method(v.expr, "to_value", origin=self.origin(node)))

    def from_value(self, value: r.RExpr, want: RTy, node: ir.Node) -> Val:
        """A dynamic result in the form that the analysis promised."""
        if want.kind == "Value":
            return Val(value, want)
        if want.kind == "none":
            return Val(r.Block([r.ExprS(value)], r.Lit("()")), want)
        return Val(self.fallible(call(f"<{rust_type(want)} as Obj>::from_value", value), node), want)

    # --- truth -------------------------------------------------------------------------------------------------------

    def truth(self, v: Val, node: ir.Node) -> r.RExpr:
        """A Rust `bool`: whether Python takes the value as true."""
        kind, origin = v.ty.kind, self.origin(node)
        if kind == "bool":
            return own(v)
        if kind in ("Int", "i64"):
            return r.Binary("!=", deref(v), r.Lit("0"), origin=origin)
        if kind == "f64":
            return r.Binary("!=", own(v), r.Lit("0.0"), origin=origin)
        if kind in ("Str", "String"):
            return r.Prefix("!", method(v.expr, "is_empty"), origin=origin)
        if kind in ("list", "dict", "set", "vtuple", "deque", "keys", "values", "items", "range"):
            return r.Binary("!=", method(v.expr, "len"), r.Lit("0"), origin=origin)
        if kind == "none":
            return self.known(r.Lit("false", origin=origin), v)
        if kind in ("func", "iter"):
            return self.known(r.Lit("true", origin=origin), v)
        if kind == "opt" and v.ty.args[0].kind == "obj" and not self.has_truth_method(v.ty.args[0]):
            return method(v.expr, "is_some", origin=origin)
        if kind == "obj" and not self.has_truth_method(v.ty):
            return self.known(r.Lit("true", origin=origin), v)
        # Not `v.truthy()`: generated classes have it from two traits.
        return self.fallible(call("Obj::truthy", borrow(v), origin=origin), node)

    # Stated by the other mixins.
    def iterator(self, v: Val, node: ir.Node) -> Iterated:
        raise NotImplementedError


def _some(inner: r.RExpr, want: RTy, origin: r.Origin | None = None) -> r.RExpr:
    """`inner` as a value of the optional type `want`."""
    return call("Some", call("Box::new", inner) if want.form == "boxed" else inner, origin=origin)


def _is_unit_call(v: Val) -> bool:
    """Whether a statement of this expression alone says nothing about its value."""
    return v.ty.kind == "none" and not isinstance(v.expr, (r.Block, r.Match, r.IfExpr))


Lent = str | tuple["Lent", ...]
"""How a value comes: "" as itself, "ref" or "refmut" as a reference, a tuple by its parts."""


class Iterated:
    """A Rust iterator expression over Python values: its element type, and whether it yields `Res`."""

    def __init__(self, expr: r.RExpr, ty: RTy, fallible: bool, by_ref: str = "", parts: tuple[Lent, ...] = ()) -> None:
        self.expr = expr
        self.ty = ty
        self.fallible = fallible
        self.by_ref = by_ref
        """"ref" or "refmut" when it yields references to elements."""
        self.parts = parts
        """How the parts of each tuple come, where some of them are references."""

    @property
    def lent(self) -> Lent:
        """How each item comes."""
        return self.parts or self.by_ref

    def as_results(self, lowerer: Conversions, want: RTy, node: ir.Node) -> r.RExpr:
        """An iterator of `Res<want>`."""
        if self.ty == want:
            return self.expr if self.fallible else method(self.expr, "map", r.Path("Ok"))
        saved, lowerer.handler = lowerer.handler, None
        item = Val(r.Path("x"), self.ty)
        if self.fallible:
            item = Val(r.Try(r.Path("x")), self.ty)
        body = lowerer.convert(item, want, node)
        lowerer.handler = saved
        return method(self.expr, "map", r.Closure(["x"], call("Ok", body)))

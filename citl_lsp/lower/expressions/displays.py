"""List, tuple, set and dict displays."""

from __future__ import annotations

from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.expressions.attributes import AttributeReads
from citl_lsp.lower.rty import VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.rust import tree as r


class Displays(AttributeReads):
    """Lowering of `[a, b]`, `(a, b)`, `{a, b}`, `{k: v}`."""

    def e_list(self, e: ir.ListLit) -> Val:
        ty = self.rep(e)
        if ty.kind != "list":
            return Val(call("List::<Value>::new"), RTy("list", (VALUE,)))
        element = ty.args[0]
        if any(isinstance(i, ir.Starred) for i in e.items):
            spread = self.spread_vec(e.items, element, e)
            return Val(spread if ty.form == "owned" else call("List::from", spread), ty)
        owned = ty.form == "owned"
        if not e.items:
            empty = f"Vec::<{rust_type(element)}>::new" if owned else f"List::<{rust_type(element)}>::new"
            return Val(call(empty, origin=self.origin(e)), ty)
        items = [self.convert(self.expr(i), element, i) for i in e.items]
        if owned:
            return Val(r.Macro("vec", items, "[", origin=self.origin(e)), ty)
        return Val(call("List::from", r.Macro("vec", items, "["), origin=self.origin(e)), ty)

    def spread_vec(self, items: list[ir.Expr], element: RTy, e: ir.Expr) -> r.RExpr:
        """A `Vec` from items some of which are starred."""
        out = self.temp("items")
        stmts: list[r.RStmt] = [r.Let(f"mut {out}", f"Vec<{rust_type(element)}>", call("Vec::new"))]
        for item in items:
            if isinstance(item, ir.Starred):
                source = self.iterate(item.value)
                name = self.temp("x")
                body: list[r.RStmt] = [
                    r.ExprS(method(r.Path(out), "push", self.loop_item(source, name, element, item)))
                ]
                stmts.append(r.ForS(name, source.expr, r.Block(body)))
            else:
                stmts.append(r.ExprS(method(r.Path(out), "push", self.convert(self.expr(item), element, item))))
        return r.Block(stmts, r.Path(out), origin=self.origin(e))

    def loop_item(self, source: Any, name: str, element: RTy, node: ir.Node) -> r.RExpr:
        """The item bound to `name` by a Rust loop over `source`, as an owned `element`."""
        item: r.RExpr = r.Path(name)
        if source.fallible:
            item = self.fallible(item, node)
        return self.convert(Val(item, source.ty), element, node)

    def e_tuple(self, e: ir.TupleLit) -> Val:
        ty = self.rep(e)
        if any(isinstance(i, ir.Starred) for i in e.items):
            element = ty.args[0] if ty.kind == "vtuple" else VALUE
            return Val(call("Tuple::from", self.spread_vec(e.items, element, e)), RTy("vtuple", (element,)))
        if ty.kind == "tuple":
            parts = [self.convert(self.expr(i), t, i) for i, t in zip(e.items, ty.args, strict=True)]
            return Val(r.Tuple(parts, origin=self.origin(e)), ty)
        element = ty.args[0] if ty.kind == "vtuple" else VALUE
        items = [self.convert(self.expr(i), element, i) for i in e.items]
        made = call(f"Tuple::<{rust_type(element)}>::from", r.Macro("vec", items, "["), origin=self.origin(e))
        return Val(made, RTy("vtuple", (element,)))

    def e_set(self, e: ir.SetLit) -> Val:
        ty = self.rep(e)
        element = ty.args[0] if ty.kind == "set" else VALUE
        ty = RTy("set", (element,))
        if any(isinstance(i, ir.Starred) for i in e.items):
            vec = self.spread_vec(e.items, element, e)
            made = call("Set::from_iter_try", method(method(vec, "into_iter"), "map", r.Path("Ok")))
            return Val(self.fallible(made, e), ty)
        items = r.Macro("vec", [self.convert(self.expr(i), element, i) for i in e.items], "[")
        if len(e.items) >= 3 and all(is_constant_expression(i) for i in e.items):
            return Val(self.fallible(call("Set::from_constants", items, origin=self.origin(e)), e), ty)
        made = call(
            "Set::from_iter_try", method(method(items, "into_iter"), "map", r.Path("Ok")), origin=self.origin(e)
        )
        return Val(self.fallible(made, e), ty)

    def e_dict(self, e: ir.DictLit) -> Val:
        ty = self.rep(e)
        key, value = ty.args if ty.kind == "dict" else (VALUE, VALUE)
        ty = RTy("dict", (key, value), form=ty.form)
        holder = "Map" if ty.form == "owned" else "Dict"
        new = call(f"{holder}::<{rust_type(key)}, {rust_type(value)}>::new", origin=self.origin(e))
        if not e.items:
            return Val(new, ty)
        name = self.temp("d")
        stmts: list[r.RStmt] = [r.Let(f"mut {name}" if ty.form == "owned" else name, None, new)]
        for k, v in e.items:
            if k is None:
                source = self.expr(v)
                if source.ty == ty:
                    merged = method(r.Path(name), "update", borrow(source), origin=self.origin(v))
                    stmts.append(r.ExprS(self.fallible(merged, v)))
                elif source.ty.kind == "dict":
                    held = self.let(stmts, source)
                    pairs = self.iterator(Val(method(held.expr, "items"), RTy("items", source.ty.args)), v)
                    items = pairs.as_results(self, RTy("tuple", (key, value)), v)
                    merged = method(r.Path(name), "update_items", items, origin=self.origin(v))
                    stmts.append(r.ExprS(self.fallible(merged, v)))
                else:
                    stmts.append(r.ExprS(self.unsupported(v, "`**` of this mapping in a display", "use update()").expr))
                continue
            set_item = method(
                r.Path(name), "set_item", self.convert(self.expr(k), key, k), self.convert(self.expr(v), value, v),
                origin=self.origin(k),
            )  # fmt: skip
            stmts.append(r.ExprS(self.fallible(set_item, k)))
        return Val(r.Block(stmts, r.Path(name), origin=self.origin(e)), ty)


def is_constant_expression(e: ir.Expr) -> bool:
    if isinstance(e, ir.Unary):
        return is_constant_expression(e.operand)
    if isinstance(e, ir.TupleLit):
        return all(is_constant_expression(i) for i in e.items)
    return isinstance(e, ir.Const)

"""Built-in functions that consume or make sequences."""

from __future__ import annotations

from functools import partial

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.introspection import Introspection
from citl_lsp.lower.convert import Iterated
from citl_lsp.lower.owned import is_drawn_here
from citl_lsp.lower.rty import BOOL, F64, I64, INT, INTS, RANGE, STR, VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, borrow, call, method, own
from citl_lsp.rust import tree as r


class SequenceBuiltins(Introspection):
    """`len`, `sum`, `sorted`, `list`, `range`, `next`, ..."""

    def b_len(self, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        text = self.own_text(e.args[0])
        if text is not None:
            return Val(method(text.operand if isinstance(text, r.Prefix) else text, "py_len"), I64)
        v = self.expr(e.args[0])
        kind, origin = v.ty.kind, self.origin(e)
        if kind == "opt":
            stop = call("type_error", r.Lit("\"object of type 'NoneType' has no len()\""))
            v = Val(self.fallible(method(own(v), "ok_or_else", r.Closure([], stop)), e), v.ty.args[0])
            kind = v.ty.kind
        if kind == "list" and v.ty.form == "owned":
            return Val(r.Cast(method(v.expr, "len", origin=origin), "i64"), I64)
        if kind in ("list", "dict", "set", "vtuple", "deque", "Str", "range", "keys", "values", "items", "bytes"):
            return Val(method(v.expr, "len", origin=origin), I64)
        if kind == "tuple":
            size = len(v.ty.args)
            answer = self.known(r.Lit(str(size), origin=origin), v)
            return Val(answer, I64, literal=size if isinstance(answer, r.Lit) else None)
        if kind == "obj" and self.node_methods(v, "__len__"):
            return self.call_method_on(v, "__len__", [], INT, e)
        return Val(self.fallible(call("v_len", self.value_ref(v, e), origin=origin), e), I64)

    def b_sum(self, e: ir.Call) -> Val | None:
        source = self.iterate(e.args[0])
        result = self.rep(e)
        origin = self.origin(e)
        start_expr = e.args[1] if len(e.args) > 1 else e.keywords[0].value if e.keywords else None
        start = self.expr(start_expr) if start_expr is not None else Val(r.Lit("0"), I64, literal=0)
        if source.ty.kind in ("Int", "i64", "bool") and start.ty.kind in INTS:
            items = source.as_results(self, INT if source.ty.kind == "Int" else source.ty, e)
            if source.ty.kind == "bool" and start.literal == 0:
                return Val(self.fallible(call("sum_bool", items, origin=origin), e), I64)
            items = source.as_results(self, INT, e) if source.ty.kind == "bool" else items
            return Val(self.fallible(call("sum_int", items, self.convert(start, INT, e), origin=origin), e), INT)
        if source.ty.kind == "f64" and start.ty.kind == "f64":
            items = source.as_results(self, F64, e)
            return Val(self.fallible(call("sum_float", items, own(start), origin=origin), e), F64)
        items = source.as_results(self, VALUE, e)
        if start.ty.kind == "list" and result.kind == "list" and not isinstance(start_expr, ir.ListLit):
            return self._sum_from(items, Val(self.convert(start, result, e), result), e)
        total = self.fallible(call("sum_value", items, self.to_value(start, e), origin=origin), e)
        return self.from_value(total, result, e)

    def _sum_from(self, items: r.RExpr, start: Val, e: ir.Call) -> Val:
        """A sum of lists that begins with one that has a name: with nothing to add, it is that list itself."""
        drawn, first = self.temp("items"), self.temp("start")
        made: list[r.RStmt] = [
            r.Let(f"mut {drawn}", None, method(method(items, "into_iter"), "peekable")),
            r.Let(first, None, start.expr),
        ]
        given = self.to_value(Val(r.Path(first), start.ty), e)
        total = self.fallible(call("sum_value", r.Path(drawn), given, origin=self.origin(e)), e)
        nothing = method(method(r.Path(drawn), "peek"), "is_none")
        added = r.Block([], self.from_value(total, start.ty, e).expr)
        return Val(r.Block(made, r.IfExpr(nothing, r.Block([], r.Path(first)), added)), start.ty)

    def b_extreme(self, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Global)
        name, origin, result = e.func.name, self.origin(e), self.rep(e)
        keywords = {k.name: k.value for k in e.keywords}
        if any(isinstance(a, ir.Starred) for a in e.args):
            if len(e.args) == 1 and isinstance(e.args[0], ir.Starred):
                source = self.iterate(e.args[0].value)
            else:
                return None
        elif len(e.args) == 1:
            source = self.iterate(e.args[0])
        else:
            vals = [self.expr(a) for a in e.args]
            quick = None if keywords else self._extreme_number(name, vals, e)
            if quick is not None:
                return quick
            items = [self.convert(v, result, a) for v, a in zip(vals, e.args, strict=True)]
            source = Iterated(method(r.Macro("", items, "["), "into_iter"), result, False)
        element = source.ty
        if "default" not in keywords and element.kind == "i64" and result.kind == "Int":
            wanted = I64
        else:
            wanted = result if result.kind != "opt" or element.kind == "opt" else element
        if "default" in keywords and wanted != result:
            wanted = result
        items_expr = source.as_results(self, wanted, e)
        if "key" in keywords and not (isinstance(keywords["key"], ir.Const)):
            key, _ = self.callback(keywords["key"], [wanted], None, keywords["key"])
            if "default" in keywords:
                default = self.convert(self.expr(keywords["default"]), wanted, e)
                made = call(f"{name}_by_or", items_expr, key, default, origin=origin)
            else:
                made = call(f"{name}_by", items_expr, key, origin=origin)
        elif "default" in keywords:
            default = self.convert(self.expr(keywords["default"]), wanted, e)
            made = call(f"{name}_or", items_expr, default, origin=origin)
        else:
            made = call(f"{name}_of", items_expr, origin=origin)
        return Val(self.fallible(made, e), wanted)

    def _extreme_number(self, name: str, vals: list[Val], e: ir.Call) -> Val | None:
        """`min(a, b, ...)` of integers (which of equal ones it is can't be seen), or of floats."""
        kinds = {v.ty.kind for v in vals}
        if kinds == {"f64"}:
            ty, function = F64, f"{name}_f64"
        elif kinds <= {"Int", "i64"}:
            ty, function = I64 if kinds == {"i64"} else INT, f"std::cmp::{name}"
        else:
            return None
        found, *others = (self.convert(v, ty, e) for v in vals)
        for other in others:
            found = call(function, found, other, origin=self.origin(e))
        return Val(found, ty)

    def b_any_all(self, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Global)
        name, argument = e.func.name, e.args[0]
        if isinstance(argument, ir.Comp) and argument.kind == "generator":
            out, label = self.temp("found"), self.label("search")
            hit = "true" if name == "any" else "false"
            miss = "false" if name == "any" else "true"

            def body() -> list[r.RStmt]:
                test = self.condition(argument.element)
                if name == "all":
                    test = r.Prefix("!", test)
                leave = r.Block([r.AssignS(r.Path(out), "=", r.Lit(hit)), r.ExprS(r.Break(label))])
                return [r.ExprS(r.IfExpr(test, leave))]

            loops = self.clauses(argument.clauses, 0, body)
            stmts: list[r.RStmt] = [
                r.Let(f"mut {out}", None, r.Lit(miss)),
                r.ExprS(r.Block(loops, None, label=label)),
            ]
            return Val(r.Block(stmts, r.Path(out), origin=self.origin(e)), BOOL)
        source = self.iterate(argument)
        items = source.as_results(self, source.ty, e)
        if source.ty.kind != "bool":
            items = call("truths", items)
        return Val(self.fallible(call(f"{name}_", items, origin=self.origin(e)), e), BOOL)

    def b_sorted(self, e: ir.Call) -> Val | None:
        source = self.iterate(e.args[0])
        ty = self.rep(e)
        element = ty.args[0] if ty.kind == "list" else VALUE
        keywords = {k.name: k.value for k in e.keywords}
        reverse = self.condition(keywords["reverse"]) if "reverse" in keywords else r.Lit("false")
        items = source.as_results(self, element, e)
        if "key" in keywords and not isinstance(keywords["key"], ir.Const):
            key, _ = self.callback(keywords["key"], [element], None, keywords["key"])
            made = call("sorted_by_key", items, key, reverse, origin=self.origin(e))
        else:
            made = call("sorted", items, reverse, origin=self.origin(e))
        return Val(self.fallible(made, e), RTy("list", (element,)))

    def b_collect(self, e: ir.Call) -> Val | None:
        """`list(...)`, `set(...)`, `tuple(...)`."""
        assert isinstance(e.func, ir.Global)
        name, ty, origin = e.func.name, self.rep(e), self.origin(e)
        kind = {"list": "list", "tuple": "vtuple", "set": "set", "frozenset": "set"}[name]
        element = ty.args[0] if ty.kind == kind else VALUE
        ty = RTy(kind, (element,))
        rust = {"list": "List", "vtuple": "Tuple", "set": "Set"}[kind]
        if name == "frozenset":
            items = self.iterate(e.args[0]).as_results(self, element, e) if e.args else r.Path("std::iter::empty()")
            return Val(
                self.fallible(call(f"Set::<{rust_type(element)}>::frozen_from_iter_try", items, origin=origin), e), ty
            )
        if not e.args:
            return Val(call(f"{rust}::<{rust_type(element)}>::new", origin=origin), ty)
        if isinstance(e.args[0], ir.Starred):
            return None
        if kind == "set":
            v = None if self.builtin_name(e.args[0]) else self.expr(e.args[0])
            if v is not None and v.ty == ty:
                return Val(method(v.expr, "thawed", origin=origin), ty)
            source = self.iterator(v, e) if v is not None else self.iterate(e.args[0])
            made = call(
                f"Set::<{rust_type(element)}>::from_iter_try", source.as_results(self, element, e), origin=origin
            )
            return Val(self.fallible(made, e), ty)
        source = self.iterate(e.args[0])
        if not source.fallible and source.ty == element and kind == "list":
            collected = method(source.expr, "collect::<Vec<_>>")
            return Val(call("List::from", collected, origin=origin), ty)
        made = call(
            f"{rust}::<{rust_type(element)}>::from_iter_try", source.as_results(self, element, e), origin=origin
        )
        return Val(self.fallible(made, e), ty)

    def b_dict(self, e: ir.Call) -> Val | None:
        ty = self.rep(e)
        if ty.kind != "dict" or any(isinstance(a, ir.Starred) for a in e.args):
            return None
        name = self.temp("d")
        owned = ty.form == "owned"
        holder = "Map" if owned else "Dict"
        new = call(f"{holder}::<{rust_type(ty.args[0])}, {rust_type(ty.args[1])}>::new", origin=self.origin(e))
        if not e.args and not e.keywords:
            return Val(new, ty)
        stmts: list[r.RStmt] = [r.Let(f"mut {name}" if owned else name, None, new)]
        self.update_dict(Val(r.Path(name), ty, "place"), e, stmts)
        return Val(r.Block(stmts, r.Path(name), origin=self.origin(e)), ty)

    def _put_pair(self, d: Val, node: ir.Expr, pair: Val) -> r.RExpr:
        """`d[pair[0]] = pair[1]`."""
        stmts: list[r.RStmt] = []
        held = self.let(stmts, pair)
        parts = [Val(r.Field(held.expr, str(i)), ty, "place") for i, ty in enumerate(pair.ty.args)]
        k, v = (self.convert(part, want, node) for part, want in zip(parts, d.ty.args, strict=True))
        return self.block(stmts, self.fallible(method(d.expr, "set_item", k, v, origin=self.origin(node)), node))

    def update_dict(self, d: Val, e: ir.Call, stmts: list[r.RStmt]) -> None:
        """`d.update(...)`."""
        key, value = d.ty.args
        for a in e.args:
            drawn = self.rep(a.element) if is_drawn_here(a) else VALUE
            if is_drawn_here(a) and drawn.kind == "tuple" and len(drawn.args) == 2:
                stmts.append(r.ExprS(self.for_each(a, partial(self._put_pair, d, a), a)))
                continue
            if self.builtin_name(a) is None and not isinstance(a, ir.Comp):
                v = self.expr(a)
                if v.ty == d.ty:
                    stmts.append(r.ExprS(self.fallible(method(d.expr, "update", borrow(v), origin=self.origin(a)), a)))
                    continue
                if v.ty.kind == "dict" and v.ty.form == "owned":
                    pairs = method(self.let(stmts, v).expr, "items_iter")
                    source = Iterated(pairs, RTy("tuple", v.ty.args), True)
                elif v.ty.kind == "dict":
                    held = self.let(stmts, v)
                    source = self.iterator(Val(method(held.expr, "items"), RTy("items", v.ty.args)), a)
                else:
                    source = self.iterator(v, a)
            else:
                source = self.iterate(a)
            if source.ty.kind == "tuple" and len(source.ty.args) == 2:
                items = source.as_results(self, RTy("tuple", (key, value)), a)
                stmts.append(r.ExprS(self.fallible(method(d.expr, "update_items", items, origin=self.origin(a)), a)))
            elif source.ty.kind in ("list", "vtuple"):
                item = self.temp("pair")
                pair = self.loop_item(source, item, source.ty, a)
                parts = self.temp("kv")
                unpack = call("unpack_exact", method(method(pair, "iter"), "map", r.Path("Ok")), r.Lit("2"))
                k = self.convert(Val(r.IndexExpr(r.Path(parts), r.Lit("0")), source.ty.args[0], "place"), key, a)
                v2 = self.convert(Val(r.IndexExpr(r.Path(parts), r.Lit("1")), source.ty.args[0], "place"), value, a)
                put = self.fallible(method(d.expr, "set_item", k, v2), a)
                body = r.Block([r.Let(parts, None, self.fallible(unpack, a)), r.ExprS(put)])
                stmts.append(r.ForS(item, source.expr, body))
            else:
                stmts.append(r.ExprS(self.unsupported(a, "this argument of dict()", "").expr))
        for k2 in e.keywords:
            if k2.name is None:
                mapping = ir.Call(e.span, e.line, e.func, [k2.value], [])
                self.update_dict(d, mapping, stmts)
                continue
            text = self.convert(Val(call("Str::lit", r.Lit(f'"{k2.name}"')), STR), key, k2)
            put = method(d.expr, "set_item", text, self.convert(self.expr(k2.value), value, k2), origin=self.origin(k2))
            stmts.append(r.ExprS(self.fallible(put, k2)))

    def b_range(self, e: ir.Call) -> Val | None:
        if any(isinstance(a, ir.Starred) for a in e.args) or not 1 <= len(e.args) <= 3:
            return None
        bounds = [self.as_index(self.expr(a), a) for a in e.args]
        made = call(f"range{len(bounds)}", *bounds, origin=self.origin(e))
        return Val(self.fallible(made, e) if len(bounds) == 3 else made, RANGE)

    def b_lazy(self, e: ir.Call) -> Val | None:
        """`zip`, `map`, `filter`, `enumerate`, `reversed`, `iter` as values."""
        if any(isinstance(a, ir.Starred) for a in e.args):
            return None
        return self.living_on(lambda: self._lasting_builtin(e))

    def _lasting_builtin(self, e: ir.Call) -> Val | None:
        ty = self.rep(e)
        assert isinstance(e.func, ir.Global)
        if e.func.name == "iter":
            source = self.iterator(self.expr(e.args[0]), e)
        else:
            lazy = self.iterate_builtin(e)
            if lazy is None:
                return None
            source = lazy
        element = ty.args[0] if ty.kind == "iter" else VALUE
        return Val(
            call("Iter::new", source.as_results(self, element, e), origin=self.origin(e)), RTy("iter", (element,))
        )

    def b_next(self, e: ir.Call) -> Val | None:
        v = self.expr(e.args[0])
        origin = self.origin(e)
        if v.ty.kind == "iter":
            if len(e.args) == 1:
                return Val(self.fallible(method(v.expr, "next", origin=origin), e), v.ty.args[0])
            default = self.expr(e.args[1])
            result = self.rep(e)
            if result == v.ty.args[0]:
                made = method(v.expr, "next_or", self.convert(default, result, e), origin=origin)
                return Val(self.fallible(made, e), result)
            some = self.convert(Val(self.fallible(r.Path("x"), e), v.ty.args[0]), result, e)
            arms = [r.Arm("Some(x)", None, some), r.Arm("None", None, self.convert(default, result, e))]
            return Val(r.Match(method(v.expr, "advance", origin=origin), arms), result)
        if v.ty.kind == "obj" and self.node_methods(v, "__next__") and len(e.args) == 1:
            return self.call_method_on(v, "__next__", [], self.rep(e), e)
        if e.keywords or len(e.args) > 2:
            return None
        stmts: list[r.RStmt] = []
        held = self.let(stmts, v)
        if len(e.args) == 1:
            following = call("v_next", self.value_ref(held, e), origin=origin)
        else:
            given = self.to_value(self.expr(e.args[1]), e)
            following = call("v_next_or", self.value_ref(held, e), given, origin=origin)
        result_value = self.from_value(self.fallible(following, e), self.rep(e), e)
        return Val(self.block(stmts, result_value.expr), result_value.ty)

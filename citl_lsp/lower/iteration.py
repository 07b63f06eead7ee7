"""Iteration: what a `for`, a comprehension or a consuming builtin draws from."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.convert import Iterated
from citl_lsp.lower.failure import Fallible
from citl_lsp.lower.function import Binding
from citl_lsp.lower.lasting import Lasting
from citl_lsp.lower.rty import I64, STR, VALUE, RTy, is_copy, owns, rust_type
from citl_lsp.lower.values import Val, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import Named


class Iteration(Lasting):
    """Iterators over Python values, and comprehensions."""

    def builtin_name(self, e: ir.Expr) -> str | None:
        """The builtin that `e` is a call of, if that is certain."""
        if not isinstance(e, ir.Call) or not isinstance(e.func, ir.Global):
            return None
        module = self.linked.module
        if e.func.name in module.static or (e.func.name in module.globals and e.func.name not in module.imports):
            return None
        atoms = self.var(e.func).atoms
        atom = atoms.get(f"builtin:{e.func.name}")
        return atom.name if isinstance(atom, Named) and len(atoms) == 1 else None

    def iterate_for(self, target: ir.Target, iterable: ir.Expr) -> Iterated:
        """The iterator of a loop that binds `target`."""
        saved = self.drawn_target, self.lasting
        self.drawn_target, self.lasting = target, None
        source = self.iterate(iterable)
        self.drawn_target, self.lasting = saved
        return source

    def _part_of(self, e: ir.Expr, at: int, count: int) -> Iterated:
        """The iterator of `e`, whose items become part `at` of `count` of what the loop binds."""
        target = self.drawn_target
        matches = isinstance(target, ir.TargetTuple) and target.star is None and len(target.items) == count
        saved = target
        self.drawn_target = target.items[at] if isinstance(target, ir.TargetTuple) and matches else None
        source = self.iterate(e)
        self.drawn_target = saved
        return source

    def iterate(self, e: ir.Expr) -> Iterated:
        """An iterator over the value of `e`, without building what is only iterated over."""
        lazy = self.iterate_builtin(e)
        if lazy is not None:
            return lazy
        if isinstance(e, ir.Comp) and e.kind == "generator":
            return self.lazy_generator(e) if e.lazy else self.drained_generator(e)
        if isinstance(e, ir.Call) and isinstance(e.func, ir.Attr) and e.func.name in ("keys", "values", "items"):
            holder = self.rep(e.func.obj)
            if holder.kind == "dict" and holder.form == "owned":
                v = self.mutable(e.func.obj) if self.iterates_mutably(e) else self.expr(e.func.obj)
                key, value = v.ty.args
                if owns(value) and e.func.name != "keys":
                    return self._owned_pairs(v, e.func.name, e)
                item = {"keys": key, "values": value, "items": RTy("tuple", (key, value))}[e.func.name]
                return Iterated(method(v.expr, f"{e.func.name}_iter", origin=self.origin(e)), item, True)
        if isinstance(e, ir.Attr) or (isinstance(e, ir.Call) and isinstance(e.func, ir.Attr)):
            atoms = self.var(e).atoms
            if any(isinstance(a, Named) and a.key == "module:sys.stdin" for a in atoms.values()):
                return Iterated(call("stdin_lines"), STR, True)
        shown = self._shown_list(e)
        if shown is not None:
            return shown
        v = self.expr(e)
        return self.drawn_parts(v, e) or self.iterator(v, e)

    def _shown_list(self, e: ir.Expr) -> Iterated | None:
        """The items of `[a, b, c]` that is only walked over: as those of a tuple, they need no list."""
        ty = self.rep(e)
        if not isinstance(e, ir.ListLit) or ty.kind != "list" or not e.items or owns(ty.args[0]):
            return None
        if any(isinstance(item, ir.Starred) for item in e.items):
            return None
        items = [self.convert(self.expr(item), ty.args[0], item) for item in e.items]
        return self._same_types(Val(r.Tuple(items), RTy("tuple", ty.args * len(items))), e)

    def drawn_parts(self, v: Val, e: ir.Expr) -> Iterated | None:
        """The parts of `text.split(...)` one by one: nobody else sees the list of them, and the text can't change."""
        if not isinstance(e, ir.Call) or not isinstance(e.func, ir.Attr) or self.rep(e.func.obj) != STR:
            return None
        made = v.expr.operand if isinstance(v.expr, Fallible) else None
        if e.func.name != "split" or not isinstance(made, r.Method) or made.name != "split":
            return None
        drawn = method(made.recv, "split_iter", *made.args, origin=self.origin(e))
        return Iterated(self.fallible(drawn, e), STR, False)

    def _owned_pairs(self, v: Val, name: str, e: ir.Expr) -> Iterated:
        """`d.items()` or `d.values()` of an owned dict whose values have one owner: by reference."""
        mutably = self.iterates_mutably(e)
        lent = "refmut" if mutably else "ref"
        pairs = method(v.expr, "pairs_mut" if mutably else "pairs", origin=self.origin(e))
        if name == "items":
            return Iterated(pairs, RTy("tuple", v.ty.args), False, parts=("ref", lent))
        return Iterated(method(pairs, "map", r.Closure(["(_, v)"], r.Path("v"))), v.ty.args[1], False, lent)

    def iterate_builtin(self, e: ir.Expr) -> Iterated | None:
        """An iterator for `range`, `enumerate`, `zip`, ... called in a form that needs no object."""
        name = self.builtin_name(e)
        if name is None:
            return None
        assert isinstance(e, ir.Call)
        if name == "zip" and e.keywords:
            e = self._zip_plain(e)
        plain = not e.keywords and not any(isinstance(a, ir.Starred) for a in e.args)
        if name == "range" and plain and 1 <= len(e.args) <= 3:
            return self._range(e)
        if name == "enumerate" and not any(isinstance(a, ir.Starred) for a in e.args) and e.args:
            return self._enumerate(e)
        if name == "zip" and plain and len(e.args) in (2, 3):
            return self._zip(e)
        if name == "zip" and not e.keywords and e.args:
            return self._zip_any(e)
        if name == "reversed" and plain and len(e.args) == 1:
            return self._reversed(e)
        if name in ("map", "filter") and plain and len(e.args) == 2:
            return self._map_filter(name, e)
        if name == "map" and plain and len(e.args) in (3, 4):
            return self._map_many(e)
        if name in ("zip", "map", "filter", "enumerate", "reversed"):
            return self.iterator(self.unsupported(e, f"this call of `{name}`", ""), e)
        return None

    def _range(self, e: ir.Call) -> Iterated:
        vals = [self.expr(a) for a in e.args]
        bounds = [self.as_index(v, a) for v, a in zip(vals, e.args, strict=True)]
        if all(v.literal is not None for v in vals):
            bounds[-1] = r.Lit(f"{vals[-1].literal}_i64")
        origin = self.origin(e)
        if len(bounds) == 1:
            return Iterated(r.RangeExpr(r.Lit("0"), bounds[0], origin=origin), I64, False)
        if len(bounds) == 2:
            return Iterated(r.RangeExpr(bounds[0], bounds[1], origin=origin), I64, False)
        made = self.fallible(call("range3", *bounds, origin=origin), e)
        return Iterated(method(made, "iter"), I64, False)

    def _enumerate(self, e: ir.Call) -> Iterated:
        inner = self._part_of(e.args[0], 1, 2)
        start: r.RExpr = r.Lit("0")
        if len(e.args) > 1:
            start = self.as_index(self.expr(e.args[1]), e.args[1])
        elif e.keywords:
            start = self.as_index(self.expr(e.keywords[0].value), e.keywords[0].value)
        name = "enumerate_try" if inner.fallible else "enumerate_"
        parts = ("", inner.lent) if inner.lent else ()
        made = call(name, inner.expr, start, origin=self.origin(e))
        return Iterated(made, RTy("tuple", (I64, inner.ty)), inner.fallible, parts=parts)

    def _zip_plain(self, e: ir.Call) -> ir.Call:
        """`zip(..., strict=False)` without the keyword."""
        if len(e.keywords) != 1 or e.keywords[0].name != "strict":
            return e
        given = e.keywords[0].value
        if not isinstance(given, ir.Const) or given.value:
            return e
        node = ir.Call(e.span, e.line, e.func, e.args, [])
        self.stands_for[node] = e
        return node

    def _map_many(self, e: ir.Call) -> Iterated:
        """`map(f, a, b)`."""
        parts = [self.iterate(a) for a in e.args[1:]]
        exprs = [p.as_results(self, p.ty, a) for p, a in zip(parts, e.args[1:], strict=True)]
        ty = self.rep(e)
        hint = ty.args[0] if ty.kind == "iter" else None
        function, result = self.callback(e.args[0], [p.ty for p in parts], None, e, hint)
        assert isinstance(function, r.Closure)
        names = ", ".join(p.partition(":")[0] for p in function.params)
        packed = r.Closure([f"({names})"], function.body, move=function.move)
        zipped = call(f"zip{len(parts)}_try", *exprs, origin=self.origin(e))
        return Iterated(call("map_try", zipped, packed, origin=self.origin(e)), result, True)

    def _zip(self, e: ir.Call) -> Iterated:
        parts = [self._part_of(a, i, len(e.args)) for i, a in enumerate(e.args)]
        ty = RTy("tuple", tuple(p.ty for p in parts))
        lent = tuple(p.lent for p in parts) if any(p.lent for p in parts) else ()
        if any(p.fallible for p in parts):
            exprs = [p.as_results(self, p.ty, a) for p, a in zip(parts, e.args, strict=True)]
            return Iterated(call(f"zip{len(parts)}_try", *exprs, origin=self.origin(e)), ty, True, parts=lent)
        made = call(f"zip{len(parts)}", *(p.expr for p in parts), origin=self.origin(e))
        return Iterated(made, ty, False, parts=lent)

    def _zip_any(self, e: ir.Call) -> Iterated:
        """`zip(*xs)`, or of one or many arguments: tuples of one element type."""
        ty = self.rep(e)
        inner = ty.args[0] if ty.kind == "iter" else VALUE
        element = inner.args[0] if inner.kind == "vtuple" or len(set(inner.args)) == 1 else VALUE
        name = self.temp("iters")
        stmts: list[r.RStmt] = [r.Let(f"mut {name}", f"Vec<Iter<{rust_type(element)}>>", call("Vec::new"))]
        for a in e.args:
            item = self.temp("x")
            if isinstance(a, ir.Starred):
                outer = self.iterate(a.value)
                value: r.RExpr = r.Path(item)
                each = self.iterator(Val(self.fallible(value, a) if outer.fallible else value, outer.ty), a)
                made = call("Iter::new", each.as_results(self, element, a))
                body = r.Block([r.ExprS(method(r.Path(name), "push", made))])
                stmts.append(r.ForS(item, outer.expr, body))
            else:
                made = call("Iter::new", self.iterate(a).as_results(self, element, a))
                stmts.append(r.ExprS(method(r.Path(name), "push", made)))
        zipped = r.Block(stmts, call("zip_all", r.Path(name)), origin=self.origin(e))
        if inner.kind != "tuple":
            return Iterated(zipped, RTy("vtuple", (element,)), True)
        row = self.temp("row")
        saved, self.handler = self.handler, None
        parts = [
            self.convert(Val(r.IndexExpr(r.Path(row), r.Lit(str(i))), element, "place"), want, e)
            for i, want in enumerate(inner.args)
        ]
        self.handler = saved
        unpacked = r.Block([r.Let(row, None, r.Try(r.Path(row)))], call("Ok", r.Tuple(parts)))
        return Iterated(method(zipped, "map", r.Closure([row], unpacked)), inner, True)

    def _reversed(self, e: ir.Call) -> Iterated:
        argument = e.args[0]
        if self.builtin_name(argument) == "range":
            assert isinstance(argument, ir.Call)
            inner = self._range(argument)
            if isinstance(inner.expr, r.RangeExpr):
                return Iterated(method(inner.expr, "rev", origin=self.origin(e)), I64, False)
        v = self.expr(argument)
        kind = v.ty.kind
        if kind in ("list", "vtuple", "range"):
            element = I64 if kind == "range" else v.ty.args[0]
            if kind == "list" and v.ty.form == "owned":
                lent = self.iterator(v, e)
                return Iterated(method(lent.expr, "rev", origin=self.origin(e)), element, False, lent.by_ref)
            return Iterated(call("rev", self._held_ref(v), origin=self.origin(e)), element, False)
        if kind == "Str":
            return Iterated(call("rev", self._held_ref(v), origin=self.origin(e)), STR, False)
        if kind == "deque":
            return Iterated(method(v.expr, "iter_rev", origin=self.origin(e)), v.ty.args[0], True)
        if kind == "dict":
            return Iterated(method(v.expr, "reversed_keys_iter", origin=self.origin(e)), v.ty.args[0], True)
        value = call("v_method", self.value_ref(v, e), r.Lit('"__reversed__"'), r.Path("&[]"), r.Path("&[]"))
        inner_value = self.fallible(value, e)
        return Iterated(self.fallible(call("v_iter", r.Prefix("&", inner_value)), e), VALUE, True)

    def _held_ref(self, v: Val) -> r.RExpr:
        return v.expr if v.mode == "ref" else r.Prefix("&", v.expr)

    def _map_filter(self, name: str, e: ir.Call) -> Iterated:
        source = self.iterate(e.args[1])
        origin = self.origin(e)
        if name == "filter" and isinstance(e.args[0], ir.Const) and e.args[0].value is None:
            test = self.in_callback("x", source.ty, lambda v: self.truth(v, e), reference=True)
            return Iterated(
                call("filter_try", source.as_results(self, source.ty, e), test, origin=origin), source.ty, True
            )
        if name == "map":
            ty = self.rep(e)
            hint = ty.args[0] if ty.kind == "iter" else None
            function, result = self.callback(e.args[0], [source.ty], None, e, hint)
            return Iterated(
                call("map_try", source.as_results(self, source.ty, e), function, origin=origin), result, True
            )
        function, _ = self.callback(e.args[0], [source.ty], "truth", e)
        return Iterated(
            call("filter_try", source.as_results(self, source.ty, e), function, origin=origin), source.ty, True
        )

    def in_callback(self, name: str, ty: RTy, build: Callable[[Val], r.RExpr], reference: bool = False) -> r.RExpr:
        """`|name| Ok(build(name))`, where errors leave the closure."""
        item = self.temp(name)
        saved = self.handler, self.loops, self.finals
        self.handler, self.loops, self.finals = None, [], []
        body = build(Val(r.Path(item), ty, "ref" if reference else "temp"))
        self.handler, self.loops, self.finals = saved
        return r.Closure([item], call("Ok", body))

    def callback(
        self, function: ir.Expr, params: list[RTy], want: str | RTy | None, e: ir.Node, hint: RTy | None = None
    ) -> tuple[r.RExpr, RTy]:
        """`function` as a Rust closure over owned `params`, and its result's type.

        With `want` "truth" it takes a reference and yields its result's truth.
        """
        if isinstance(function, ir.Call) and self._library_name(function.func) == "functools.cmp_to_key":
            compare, _ = self.callback(function.args[0], [params[0], params[0]], None, e)
            name = self.temp("compare")
            key = r.Closure(["x"], call("Ok", call("rt::CmpKey::new", r.Path("x"), r.Path(f"&{name}"))), move=True)
            return r.Block([r.Let(name, None, call("rt::comparing", compare))], key), VALUE
        by_ref = want == "truth"
        names = [self.temp("x") for _ in params]
        mode = "ref" if by_ref else "place"
        vals = [Val(r.Path(n), t, mode) for n, t in zip(names, params, strict=True)]  # type: ignore[arg-type]
        outer, move = self.hold_captures(function), self.lasting is not None
        saved, lasting = (self.handler, self.loops, self.finals), self.lasting
        self.handler, self.loops, self.finals, self.lasting = None, [], [], None
        result = self.apply_function(function, vals, e, hint)
        if by_ref:
            body, ty = self.truth(result, e), RTy("bool")
        elif isinstance(want, RTy):
            body, ty = self.convert(result, want, e), want
        else:
            body, ty = own(result), result.ty
        self.handler, self.loops, self.finals = saved
        self.bindings, self.lasting = outer, lasting
        # What a literal's type is may depend on the closure.
        number = ": &i64" if by_ref else ": i64"
        known = [n + number if t.kind == "i64" else n for n, t in zip(names, params, strict=True)]
        return r.Closure(known, call("Ok", body), move=move), ty

    def apply_function(self, function: ir.Expr, vals: list[Val], e: ir.Node, hint: RTy | None = None) -> Val:
        """`function(*vals)` for a function given as an expression."""
        if isinstance(function, ir.Lambda) and len(function.function.params) == len(vals):
            outer = dict(self.bindings)
            info = self.program.program.functions[function.function]
            stmts: list[r.RStmt] = []
            for param, var, v in zip(function.function.params, info.params, vals, strict=True):
                ty = self.program.reps.of(var)
                name = self.names.take(param.var.name if param.var.name.isascii() else "x")
                if ty == v.ty and v.mode == "ref":
                    self.bindings[param.var] = Binding(self._path_text(v), ty, "ref")
                elif ty == v.ty and isinstance(v.expr, r.Path):
                    self.bindings[param.var] = Binding(v.expr.text, ty, "value")
                else:
                    stmts.append(r.Let(name, None, self.convert(v, ty, e)))
                    self.bindings[param.var] = Binding(name, ty, "value")
            body = function.function.body[0]
            assert isinstance(body, ir.Return) and body.value is not None
            result = self.expr(body.value)
            self.bindings = outer
            if stmts:
                return Val(r.Block(stmts, own(result)), result.ty)
            return result
        made = self._made_key(function, vals)
        if made is not None:
            return made
        # A builtin or a user's function: as if it were called on variables that hold the arguments.
        return self.synthetic_call(function, vals, e, hint)

    def _library_name(self, e: ir.Expr) -> str:
        """`module.name` of the library function that `e` certainly is."""
        holder = e.obj if isinstance(e, ir.Attr) else e
        atoms = list(self.var(holder).atoms.values())
        if len(atoms) != 1 or not isinstance(atoms[0], Named):
            return ""
        if isinstance(e, ir.Attr) and atoms[0].key.startswith("module:"):
            return f"{atoms[0].name}.{e.name}"
        return atoms[0].name if holder is e and atoms[0].key.startswith("library:") else ""

    def _made_key(self, function: ir.Expr, vals: list[Val]) -> Val | None:
        """`itemgetter(1)` applied to a value."""
        if not isinstance(function, ir.Call) or self._library_name(function.func) != "operator.itemgetter":
            return None
        parts: list[Val] = []
        for argument in function.args:
            node = ir.Index(function.span, function.line, function, argument)
            self.synthetic[node] = VALUE
            parts.append(self.index(vals[0], argument, node))
        if len(parts) == 1:
            return parts[0]
        return Val(r.Tuple([own(p) for p in parts]), RTy("tuple", tuple(p.ty for p in parts)))

    def _path_text(self, v: Val) -> str:
        assert isinstance(v.expr, r.Path)
        return v.expr.text

    drawn_target: ir.Target | None = None
    """What the loop that is being lowered binds to each item."""

    def iterates_mutably(self, node: ir.Node) -> bool:
        """Whether the loop over `node` changes its elements through its variable."""
        targets = [self.drawn_target]
        while targets:
            target = targets.pop()
            if isinstance(target, ir.TargetTuple):
                targets += target.items
            elif isinstance(target, ir.TargetLocal) and target.var in self.program.effects.mutated:
                return True
        return False

    def mutable(self, e: ir.Expr) -> Val:
        raise NotImplementedError

    def drained_generator(self, e: ir.Comp) -> Iterated:
        raise NotImplementedError

    def lazy_generator(self, e: ir.Comp) -> Iterated:
        raise NotImplementedError

    def synthetic_call(self, function: ir.Expr, vals: list[Val], e: ir.Node, hint: RTy | None = None) -> Val:
        raise NotImplementedError

    def iterator(self, v: Val, node: ir.Node) -> Iterated:
        """An iterator over a value."""
        kind, origin = v.ty.kind, self.origin(node)
        if kind == "list" and v.ty.form == "owned":
            element = v.ty.args[0]
            items = method(v.expr, "iter", origin=origin)
            if v.mode == "temp":
                return Iterated(method(v.expr, "into_iter", origin=origin), element, False)
            if v.mode == "place" and self.lasting is not None:
                return Iterated(method(self.take(v, node), "into_iter", origin=origin), element, False)
            if is_copy(element):
                return Iterated(method(items, "copied"), element, False)
            if not owns(element):
                return Iterated(method(items, "cloned"), element, False)
            if self.iterates_mutably(node):
                return Iterated(method(v.expr, "iter_mut", origin=origin), element, False, "refmut")
            return Iterated(items, element, False, "ref")
        if kind in ("list", "vtuple"):
            return Iterated(method(v.expr, "iter", origin=origin), v.ty.args[0], False)
        if kind == "range":
            return Iterated(method(v.expr, "iter", origin=origin), I64, False)
        if kind == "Str":
            return Iterated(method(v.expr, "chars_iter", origin=origin), STR, False)
        if kind in ("set", "dict") and v.ty.form == "owned" and self.lasting is not None and v.mode != "ref":
            # Moved here first: a method alone would borrow, and changes that come later would go unseen.
            held = self.temp("held")
            moved = r.Let(held, None, self.take(v, node) if v.mode == "place" else v.expr)
            drawn = method(r.Path(held), "iter" if kind == "set" else "keys_iter", origin=origin)
            collected = method(method(drawn, "collect::<Vec<_>>"), "into_iter")
            return Iterated(r.Block([moved], collected), v.ty.args[0], True)
        if kind in ("set", "deque"):
            return Iterated(method(v.expr, "iter", origin=origin), v.ty.args[0], True)
        if kind == "dict":
            return Iterated(method(v.expr, "keys_iter", origin=origin), v.ty.args[0], True)
        if kind in ("keys", "values", "items"):
            element = {"keys": v.ty.args[0], "values": v.ty.args[-1], "items": RTy("tuple", v.ty.args)}[kind]
            return Iterated(method(v.expr, "iter", origin=origin), element, True)
        if kind == "iter":
            return Iterated(own(v), v.ty.args[0], True)
        if kind == "tuple":
            if len(set(v.ty.args)) == 1:
                return self._same_types(v, node)
            packed = self.convert(v, RTy("vtuple", (VALUE,)), node)
            return Iterated(method(packed, "iter", origin=origin), VALUE, False)
        if kind == "opt":
            stop = call("type_error", r.Lit("\"'NoneType' object is not iterable\""))
            present = self.fallible(method(own(v), "ok_or_else", r.Closure([], stop), origin=origin), node)
            return self.iterator(Val(present, v.ty.args[0]), node)
        if kind == "obj" and self.node_methods(v, "__iter__"):
            made = self.call_method_on(v, "__iter__", [], VALUE, node)
            return self._next_calls(made, node) if made.ty.kind == "obj" else self.iterator(made, node)
        return Iterated(self.fallible(call("v_iter", self.value_ref(v, node), origin=origin), node), VALUE, True)

    def _same_types(self, v: Val, node: ir.Node) -> Iterated:
        """An iterator over a tuple whose elements are of one type: an array, which is made where the loop stands."""
        stmts: list[r.RStmt] = []
        element, held = v.ty.args[0], v
        if isinstance(v.expr, r.Tuple):
            items = [*v.expr.items]
            first = items[0]
            if element == I64 and isinstance(first, r.Lit) and all(isinstance(item, r.Lit) for item in items):
                # Nothing else may say that these aren't Rust's `i32`.
                items[0] = r.Lit(f"{first.text.removesuffix('_i64')}_i64", origin=first.origin)
        else:
            held = self.let(stmts, v)
            items = [own(Val(r.Field(held.expr, str(i)), element, "place")) for i in range(len(v.ty.args))]
        array = self.block(stmts, r.Macro("", items, "[", origin=self.origin(node)))
        return Iterated(method(array, "into_iter", origin=self.origin(node)), element, False)

    def _next_calls(self, v: Val, node: ir.Node) -> Iterated:
        """An iterator over an object with `__next__`."""
        held = self.temp("it")
        saved = self.handler
        self.handler = None
        step = self.call_method_on(Val(r.Path(held), v.ty, "place"), "__next__", [], VALUE, node)
        self.handler = saved
        closure = r.Closure([], call("Ok", own(step)), move=True)
        made = r.Block([r.Let(held, None, own(v))], call("iter_by", closure))
        return Iterated(made, step.ty, True)

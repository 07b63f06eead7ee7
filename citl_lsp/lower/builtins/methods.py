"""Methods of built-in types that a declaration can't describe."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.sequences import SequenceBuiltins
from citl_lsp.lower.library.collections import counter_update
from citl_lsp.lower.owned import is_drawn_here
from citl_lsp.lower.rty import BOOL, I64, NONE, STR, VALUE, RTy, is_unchanging, owns, rust_type
from citl_lsp.lower.values import Val, borrow, call, method, repeatable
from citl_lsp.rust import tree as r
from citl_lsp.stdlib import tables


class BuiltinMethods(SequenceBuiltins):
    """`str.join`, `list.sort`, `dict.get`, streams, ..."""

    def builtin_method(self, recv: Val, name: str, e: ir.Call) -> Val | None:
        """A method of a built-in type on a static receiver; None when it has to be dynamic."""
        kind = recv.ty.kind
        if recv.ty.form == "owned":
            v = self.owned_method(recv, name, e)
            if v is not None:
                return v
        special = _METHOD_HANDLERS.get((kind, name))
        if special is not None:
            v = special(self, recv, e)
            if v is not None:
                return v
        if kind == "tuple":
            if len(set(recv.ty.args)) != 1:
                return None
            ty = RTy("vtuple", (recv.ty.args[0],))
            recv, kind = Val(self.convert(recv, ty, e), ty), "vtuple"
        environment: dict[str, RTy] = {}
        if kind in ("dict", "keys", "values", "items"):
            environment = {"K": recv.ty.args[0], "V": recv.ty.args[1]}
        elif recv.ty.args:
            environment = {"T": recv.ty.args[0]}
        declared = {"Str": "str"}.get(kind, kind)
        return self.declared_call(tables.method(declared, name), recv, e, environment)

    def stream_method(self, stream: str, name: str, e: ir.Call) -> Val:
        """Methods of `sys.stdin`, `sys.stdout`, `sys.stderr`."""
        origin = self.origin(e)
        if stream == "sys.stdin":
            if name == "readline" and not e.args:
                return Val(self.fallible(call("stdin_readline", origin=origin), e), STR)
            if name == "read" and not e.args:
                return Val(self.fallible(call("stdin_read", origin=origin), e), STR)
            if name == "readlines" and not e.args:
                return Val(self.fallible(call("list_of", call("stdin_lines"), origin=origin), e), RTy("list", (STR,)))
        elif name == "write" and len(e.args) == 1:
            rust = "stdout_write" if stream == "sys.stdout" else "stderr_write"
            made = call(rust, self.as_ref(self.expr(e.args[0]), STR, e), origin=origin)
            return Val(made, I64)
        elif name == "flush" and not e.args:
            return Val(r.Block([r.ExprS(call("flush", origin=origin))], r.Lit("()")), NONE)
        return self.unsupported(e, f"`{stream}.{name}`", "")

    def builtin_type_method(self, type_name: str, name: str, e: ir.Call) -> Val:
        """`str.upper(x)`, `dict.fromkeys(...)`."""
        if type_name == "dict" and name == "fromkeys" and e.args:
            ty = self.rep(e)
            if ty.kind == "dict":
                d, k = self.temp("d"), self.temp("k")
                value = self.temp("v")
                owned = ty.form == "owned"
                holder = "Map" if owned else "Dict"
                new = call(f"{holder}::<{rust_type(ty.args[0])}, {rust_type(ty.args[1])}>::new")
                stmts: list[r.RStmt] = [r.Let(f"mut {d}" if owned else d, None, new)]
                source = self.iterate(e.args[0])
                given = self.expr(e.args[1]) if len(e.args) > 1 else Val(r.Lit("()"), NONE)
                stmts.append(r.Let(value, None, self.convert(given, ty.args[1], e)))
                item = self.loop_item(source, k, ty.args[0], e)
                put = method(r.Path(d), "set_item", item, method(r.Path(value), "clone"))
                stmts.append(r.ForS(k, source.expr, r.Block([r.ExprS(self.fallible(put, e))])))
                return Val(r.Block(stmts, r.Path(d), origin=self.origin(e)), ty)
        if type_name == "str" and name == "maketrans":
            made = call("v_maketrans", r.Prefix("&", self.value_arguments(e)), origin=self.origin(e))
            return Val(self.fallible(made, e), RTy("dict", (VALUE, VALUE)))
        if e.args and type_name in ("str", "list", "dict", "set", "int", "float"):
            rest = ir.Call(e.span, e.line, e.func, e.args[1:], e.keywords)
            v = self.builtin_method(self.expr(e.args[0]), name, rest)
            if v is not None:
                return v
        return self.unsupported(e, f"`{type_name}.{name}`", "")

    def m_join(self, recv: Val, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        argument = e.args[0]
        if self.rep(argument).kind == "list" and not isinstance(argument, ir.Comp):
            v = self.expr(argument)
            drawn = self.drawn_parts(v, argument)
            if drawn is None and v.ty.kind == "list" and v.ty.args[0] == STR:
                name = "join_all" if v.ty.form == "owned" else "join_list"
                return Val(method(recv.expr, name, borrow(v), origin=self.origin(e)), STR)
            source = drawn or self.iterator(v, argument)
        else:
            source = self.iterate(argument)
        if source.ty.kind not in ("Str", "String"):
            items = self.fallible(call("list_of", source.as_results(self, VALUE, e)), e)
            joined = call("v_join", borrow(recv), r.Prefix("&", method(items, "to_value")), origin=self.origin(e))
            return Val(self.fallible(joined, e), STR)
        made = method(recv.expr, "join", source.as_results(self, STR, e), origin=self.origin(e))
        return Val(self.fallible(made, e), STR)

    def m_format(self, recv: Val, e: ir.Call) -> Val | None:
        args = self.value_arguments(e)
        pairs = self.keyword_values(e)
        made = call("str_format", borrow(recv), r.Prefix("&", args), pairs, origin=self.origin(e))
        return Val(self.fallible(made, e), STR)

    def m_starts(self, recv: Val, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Attr)
        if len(e.args) != 1:
            return None
        v = self.expr(e.args[0])
        if v.ty.kind == "Str":
            return Val(method(recv.expr, e.func.name, borrow(v), origin=self.origin(e)), BOOL)
        if v.ty.kind == "tuple" and all(t.kind == "Str" for t in v.ty.args):
            packed = self.convert(v, RTy("vtuple", (STR,)), e)
            made = method(
                recv.expr, f"{e.func.name}_any", r.Prefix("&", method(packed, "to_vec")), origin=self.origin(e)
            )
            return Val(made, BOOL)
        return None

    def m_sort(self, recv: Val, e: ir.Call) -> Val | None:
        keywords = {k.name: k.value for k in e.keywords}
        reverse = self.condition(keywords["reverse"]) if "reverse" in keywords else r.Lit("false")
        if "key" in keywords and not isinstance(keywords["key"], ir.Const):
            key, _ = self.callback(keywords["key"], [recv.ty.args[0]], None, keywords["key"])
            made = method(recv.expr, "sort_by_key", key, reverse, origin=self.origin(e))
        else:
            made = method(recv.expr, "sort", reverse, origin=self.origin(e))
        return Val(self.fallible(made, e), NONE)

    def m_extend(self, recv: Val, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        return Val(self.extend_list(recv, e.args[0], e), NONE)

    def extend_list(self, recv: Val, argument: ir.Expr, e: ir.Node) -> r.RExpr:
        """`recv += argument`."""
        origin = self.origin(e)
        if recv.ty.form == "owned":
            return self.owned_extend(recv, argument, e)
        if is_drawn_here(argument):
            stmts: list[r.RStmt] = []
            return self.block(stmts, self.extended_by_each(self.let(stmts, recv), argument, e))
        if self.builtin_name(argument) is None and not isinstance(argument, ir.Comp):
            v = self.expr(argument)
            if v.ty == recv.ty:
                return method(recv.expr, "extend", borrow(v), origin=origin)
            source = self.iterator(v, argument)
        else:
            source = self.iterate(argument)
        if not source.fallible and source.ty == recv.ty.args[0]:
            return method(recv.expr, "extend_iter", source.expr, origin=origin)
        items = source.as_results(self, recv.ty.args[0], argument)
        return self.fallible(method(recv.expr, "extend_try", items, origin=origin), e)

    def m_get(self, recv: Val, e: ir.Call) -> Val | None:
        if e.keywords or not 1 <= len(e.args) <= 2:
            return None
        key_ty, value_ty = recv.ty.args
        given, origin = self.expr(e.args[0]), self.origin(e)
        default = self.expr(e.args[1]) if len(e.args) == 2 else None
        stmts: list[r.RStmt] = []
        if default is not None:
            given = self.ahead(stmts, given, default)
        key = self._member(given, key_ty, e.args[0])
        if key is not None:
            found = self.fallible(method(recv.expr, "get", key, origin=origin), e)
        elif is_unchanging(value_ty):
            return None
        elif not repeatable(recv.expr):
            # The dynamic form of the dict holds copies of its values.
            return self.unsupported(e, "this call of `get`", "a key of the type that the dict's keys have")
        else:
            keys = method(recv.expr, "keys_iter")
            same = self.fallible(call("v_find_key", self.value_ref(given, e), keys, origin=origin), e)
            value = self.fallible(method(recv.expr, "get", r.Path("&k"), origin=origin), e)
            found = r.Match(same, [r.Arm("Some(k)", None, value), r.Arm("None", None, r.Path("None"))])
        if default is None:
            if value_ty.kind in ("opt", "Value"):
                result = VALUE if value_ty.kind == "Value" else value_ty
                nothing = "Value::None" if value_ty.kind == "Value" else "None"
                return Val(method(found, "unwrap_or", r.Path(nothing)), result)
            return Val(found, RTy("opt", (value_ty,)))
        result = self.rep(e)
        if key is not None and (result == value_ty or default.ty == value_ty):
            made = method(recv.expr, "get_or", key, self.convert(default, value_ty, e.args[1]), origin=origin)
            return Val(self.block(stmts, self.fallible(made, e)), value_ty)
        held = self.let(stmts, default)
        arms = [
            r.Arm("Some(x)", None, self.convert(Val(r.Path("x"), value_ty), result, e)),
            r.Arm("None", None, self.convert(held, result, e)),
        ]
        return Val(self.block(stmts, r.Match(found, arms)), result)

    def m_pop(self, recv: Val, e: ir.Call) -> Val | None:
        if len(e.args) != 2:
            return None
        key = self._member(self.expr(e.args[0]), recv.ty.args[0], e.args[0])
        if key is None:
            return None
        default = self.expr(e.args[1])
        result = self.rep(e)
        if result == recv.ty.args[1]:
            made = method(recv.expr, "pop_or", key, self.convert(default, result, e.args[1]), origin=self.origin(e))
            return Val(self.fallible(made, e), result)
        stmts: list[r.RStmt] = []
        held = self.let(stmts, default)
        arms = [
            r.Arm("Some(x)", None, self.convert(Val(r.Path("x"), recv.ty.args[1]), result, e)),
            r.Arm("None", None, self.convert(held, result, e)),
        ]
        found = self.fallible(method(recv.expr, "pop_opt", key, origin=self.origin(e)), e)
        return Val(self.block(stmts, r.Match(found, arms)), result)

    def m_setdefault(self, recv: Val, e: ir.Call) -> Val | None:
        if len(e.args) != 2:
            return None
        key = self.convert(self.expr(e.args[0]), recv.ty.args[0], e.args[0])
        value = self.convert(self.expr(e.args[1]), recv.ty.args[1], e.args[1])
        if owns(recv.ty.args[1]):
            place = self.fallible(method(recv.expr, "setdefault_mut", key, value, origin=self.origin(e)), e)
            return Val(place, recv.ty.args[1], "refmut")
        return Val(
            self.fallible(method(recv.expr, "setdefault", key, value, origin=self.origin(e)), e), recv.ty.args[1]
        )

    def m_update(self, recv: Val, e: ir.Call) -> Val | None:
        stmts: list[r.RStmt] = []
        assert isinstance(e.func, ir.Attr)
        if "counter" in self.flavors(e.func.obj):
            counter_update(self, self.let(stmts, recv), e, stmts, subtract=e.func.name == "subtract")
            return Val(r.Block(stmts, r.Lit("()"), origin=self.origin(e)), NONE)
        held = self.let(stmts, recv)
        self.update_dict(held, e, stmts)
        return Val(r.Block(stmts, r.Lit("()"), origin=self.origin(e)), NONE)

    def m_popitem(self, recv: Val, e: ir.Call) -> Val | None:
        """`popitem(last=False)` of an OrderedDict."""
        given = e.args[0] if e.args else e.keywords[0].value if e.keywords else None
        if not isinstance(given, ir.Const) or given.value:
            return None
        popped = self.fallible(method(recv.expr, "popitem_first", origin=self.origin(e)), e)
        return Val(popped, RTy("tuple", recv.ty.args))

    def m_deque_extend(self, recv: Val, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Attr)
        if len(e.args) != 1:
            return None
        left = e.func.name == "extendleft"
        if is_drawn_here(e.args[0]):
            stmts: list[r.RStmt] = []
            held, put = self.let(stmts, recv), "appendleft" if left else "append"

            def add(v: Val) -> r.RExpr:
                return method(held.expr, put, self.convert(v, recv.ty.args[0], e), origin=self.origin(e))

            return Val(self.block(stmts, self.for_each(e.args[0], add, e)), NONE)
        items = self.iterate(e.args[0]).as_results(self, recv.ty.args[0], e)
        name = "extendleft" if left else "extend_try"
        return Val(self.fallible(method(recv.expr, name, items, origin=self.origin(e)), e), NONE)

    def m_set_operation(self, recv: Val, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Attr)
        if len(e.args) != 1:
            return None
        name = e.func.name
        element = recv.ty.args[0]
        if name == "update" and is_drawn_here(e.args[0]):
            stmts: list[r.RStmt] = []
            held = self.let(stmts, recv)

            def add(v: Val) -> r.RExpr:
                return self.fallible(method(held.expr, "add", self.convert(v, element, e), origin=self.origin(e)), e)

            return Val(self.block(stmts, self.for_each(e.args[0], add, e)), NONE)
        if self.rep(e.args[0]).kind in ("set", "dict"):
            made = self.set_method(recv, name, self.expr(e.args[0]), e, element)
        else:
            items = self.iterate(e.args[0]).as_results(self, element, e)
            made = method(recv.expr, f"{name}_iter", items, origin=self.origin(e))
        result = BOOL if name.startswith("is") else NONE if name.endswith("update") else recv.ty
        return Val(self.fallible(made, e), result)


_SET_METHODS = (
    "update", "union", "intersection", "difference", "symmetric_difference", "intersection_update",
    "difference_update", "symmetric_difference_update", "issubset", "issuperset", "isdisjoint",
)  # fmt: skip
_B = BuiltinMethods
_METHOD_HANDLERS: dict[tuple[str, str], Callable[[BuiltinMethods, Val, ir.Call], Val | None]] = {
    ("Str", "join"): _B.m_join,
    ("Str", "format"): _B.m_format,
    ("Str", "startswith"): _B.m_starts,
    ("Str", "endswith"): _B.m_starts,
    ("list", "sort"): _B.m_sort,
    ("list", "extend"): _B.m_extend,
    ("dict", "get"): _B.m_get,
    ("dict", "pop"): _B.m_pop,
    ("dict", "setdefault"): _B.m_setdefault,
    ("dict", "update"): _B.m_update,
    ("dict", "subtract"): _B.m_update,
    ("dict", "popitem"): _B.m_popitem,
    ("deque", "extend"): _B.m_deque_extend,
    ("deque", "extendleft"): _B.m_deque_extend,
    ("f64", "is_integer"): _B.m_float,
    ("Int", "bit_length"): _B.m_int,
    ("i64", "bit_length"): _B.m_int,
    ("Int", "bit_count"): _B.m_int,
    **{("set", name): _B.m_set_operation for name in _SET_METHODS},
}

"""Calls of built-in and library functions, by name."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.introspection import BUILTIN_TYPES
from citl_lsp.lower.builtins.methods import BuiltinMethods
from citl_lsp.lower.builtins.scalars import MATH_FORMS
from citl_lsp.lower.library.table import LIBRARY
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import F64, I64, INT, INTS, NONE, STR, VALUE, RTy
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.rust import tree as r
from citl_lsp.stdlib import modules, tables
from citl_lsp.stdlib.builtins import MATH_CONSTANTS
from citl_lsp.types.model import Named
from citl_lsp.types.program import BUILTIN_EXCEPTIONS

_DYNAMIC_FUNCTIONS = frozenset({"abs", "len", "min", "max", "sum", "sorted", "round", "ord", "chr", "repr", "print",
                                "hash", "bin", "hex", "oct", "any", "all", "divmod", "pow", "callable", "id", "ascii",
                                "format", "iter", "next", "isinstance"})  # fmt: skip
"""Builtin functions that `v_builtin` knows."""


class BuiltinCalls(BuiltinMethods):
    """Which lowering a name has."""

    def call_builtin(self, name: str, e: ir.Call) -> Val:
        """A call of a builtin function or type."""
        if not isinstance(e.func, ir.Global) or e.func.name != name:
            e = self._renamed(e, name)
        handler = _HANDLERS.get(name)
        if handler is not None:
            v = handler(self, e)
            if v is not None:
                return v
        v = self.declared_call(tables.builtin(name), None, e, {})
        if v is not None:
            return v
        return self.unsupported(e, f"this call of `{name}`", "")

    def _renamed(self, e: ir.Call, name: str) -> ir.Call:
        """The same call with the builtin's own name (`f = max; f(xs)`)."""
        function = ir.Global(e.func.span, e.func.line, name)
        node = ir.Call(e.span, e.line, function, e.args, e.keywords)
        self.stands_for[function] = e.func
        if e in self.synthetic:
            self.synthetic[node] = self.synthetic[e]
        self.stands_for[node] = e
        return node

    def builtin_value(self, name: str, e: ir.Expr) -> Val | None:
        """A builtin used as a value: a type, or a function that the runtime has in its dynamic form."""
        if name in BUILTIN_TYPES or name in BUILTIN_EXCEPTIONS:
            return Val(call("type_named", r.Lit(f'"{name}"'), origin=self.origin(e)), VALUE)
        if name in _DYNAMIC_FUNCTIONS:
            return Val(call("v_builtin", r.Lit(f'"{name}"'), origin=self.origin(e)), VALUE)
        return None

    def library_value(self, module: str, name: str, node: ir.Node) -> Val:
        """`module.name` of the standard library as a value."""
        origin = self.origin(node)
        if module == "math" and name in MATH_CONSTANTS:
            return Val(r.Path(MATH_CONSTANTS[name], origin=origin), F64)
        if module == "string" and name in modules.STRING:
            return Val(call("Str::lit", r.Lit(rust_string(modules.STRING[name])), origin=origin), STR)
        if module == "sys" and name == "argv":
            return Val(call("sys_argv", origin=origin), RTy("list", (STR,)))
        if module == "sys" and name == "maxsize":
            return Val(r.Path("i64::MAX", origin=origin), I64)
        return self.unsupported(node, f"`{module}.{name}` as a value", "")

    def library_call(self, module: str, name: str, e: ir.Call) -> Val:
        """`module.name(...)` of the standard library."""
        if (module, name) == ("sys", "exit"):
            code = self.to_value(self.expr(e.args[0]), e) if e.args else r.Path("Value::None")
            failing = call("Err::<(), Box<PyErr>>", call("sys_exit", code, origin=self.origin(e)))
            return Val(self.fallible(failing, e), NONE)
        if module == "math" and name in ("floor", "ceil", "trunc") and len(e.args) == 1:
            v = self.expr(e.args[0])
            if v.ty.kind in INTS:
                return Val(self.convert(v, INT, e), INT)
            rust = {"floor": "floor_f64", "ceil": "ceil_f64", "trunc": "int_from_f64"}[name]
            return Val(self.fallible(call(rust, self.convert(v, F64, e), origin=self.origin(e)), e), INT)
        if module == "math" and name in MATH_FORMS and not any(isinstance(a, ir.Starred) for a in e.args):
            made = self.math_call(name, e)
            if made is not None:
                return made

        handler = LIBRARY.get((module, name))
        found = None
        if handler is not None:
            found = self.living_on(lambda: handler(self, e)) if module == "itertools" else handler(self, e)
        if found is None:
            found = self.declared_call(tables.module_function(module, name), None, e, {})
        return found if found is not None else self.unsupported(e, f"this call of `{module}.{name}`", "")

    def b_print(self, e: ir.Call) -> Val | None:
        keywords = {k.name: k.value for k in e.keywords}
        if not keywords.keys() <= {"sep", "end", "file", "flush"}:
            return None
        origin = self.origin(e)
        stmts: list[r.RStmt] = []
        texts: dict[str, r.RExpr] = {"sep": r.Lit('" "'), "end": r.Lit('"\\n"')}
        refs: list[r.RExpr] = []
        starred = any(isinstance(a, ir.Starred) for a in e.args)
        if starred:
            items = self.spread_vec(e.args, VALUE, e)
            name = self.temp("items")
            stmts.append(r.Let(name, None, items))
            shown = self.temp("shown")
            collect = method(
                method(method(r.Path(name), "iter"), "map", r.Closure(["x"], r.Cast(r.Path("x"), "&dyn Show"))),
                "collect",
            )
            stmts.append(r.Let(shown, "Vec<&dyn Show>", collect))
            shown_expr: r.RExpr = r.Prefix("&", r.Path(shown))
        else:
            for a in e.args:
                text = self.own_text(a)
                if text is not None:
                    refs.append(text if isinstance(text, r.Prefix) else r.Prefix("&", text))
                    continue
                v = self.expr(a)
                if v.literal is not None:
                    refs.append(r.Lit(f"&{v.literal}_i64"))
                else:
                    refs.append(borrow(v))
            shown_expr = r.Prefix("&", r.Macro("", refs, "["))
        for key in ("sep", "end"):
            given = keywords.get(key)
            if given is not None and not (isinstance(given, ir.Const) and given.value is None):
                if isinstance(given, ir.Const) and isinstance(given.value, str):
                    texts[key] = r.Lit(rust_string(given.value))
                else:
                    texts[key] = self.as_ref(self.expr(given), STR, given)
        function = "rt::print"
        file = keywords.get("file")
        if file is not None:
            atoms = self.var(file).atoms
            if any(isinstance(a, Named) and a.key == "module:sys.stderr" for a in atoms.values()):
                function = "rt::eprint"
            elif not any(isinstance(a, Named) and a.key == "module:sys.stdout" for a in atoms.values()):
                return self.unsupported(file, "printing to this file", "print to sys.stdout or sys.stderr")
        printed = self.fallible(call(function, shown_expr, texts["sep"], texts["end"], origin=origin), e)
        flush = keywords.get("flush")
        if flush is not None and not (isinstance(flush, ir.Const) and not flush.value):
            return Val(r.Block([*stmts, r.ExprS(printed), r.ExprS(call("flush"))], r.Lit("()")), NONE)
        return Val(self.block(stmts, printed), NONE)

    def b_input(self, e: ir.Call) -> Val | None:
        if e.args:
            v = self.expr(e.args[0])
            text = borrow(v) if v.ty == STR else r.Prefix("&", self.fallible(call("rt::to_str", borrow(v)), e))
            prompt: r.RExpr = call("Some", text)
        else:
            prompt = r.Path("None")
        return Val(self.fallible(call("input", prompt, origin=self.origin(e)), e), STR)


Handler = Callable[[BuiltinCalls, ir.Call], "Val | None"]
_B = BuiltinCalls
_HANDLERS: dict[str, Handler] = {
    "print": _B.b_print, "input": _B.b_input, "len": _B.b_len, "abs": _B.b_abs, "int": _B.b_int, "float": _B.b_float,
    "str": _B.b_str, "repr": _B.b_repr, "ascii": _B.b_repr, "format": _B.b_format, "bool": _B.b_bool, "hash": _B.b_hash,
    "isinstance": _B.b_isinstance, "type": _B.b_type, "sum": _B.b_sum, "min": _B.b_extreme, "max": _B.b_extreme,
    "any": _B.b_any_all, "all": _B.b_any_all, "sorted": _B.b_sorted, "list": _B.b_collect, "tuple": _B.b_collect,
    "set": _B.b_collect, "frozenset": _B.b_collect, "dict": _B.b_dict, "range": _B.b_range, "zip": _B.b_lazy,
    "map": _B.b_lazy, "filter": _B.b_lazy, "enumerate": _B.b_lazy, "reversed": _B.b_lazy, "iter": _B.b_lazy,
    "next": _B.b_next, "pow": _B.b_pow, "callable": _B.b_callable, "getattr": _B.b_getattr,
    "hasattr": _B.b_getattr, "setattr": _B.b_getattr, "issubclass": _B.b_issubclass,
    "ord": _B.b_ord, "chr": _B.b_chr, "divmod": _B.b_divmod, "round": _B.b_round, "id": _B.b_id,
}  # fmt: skip

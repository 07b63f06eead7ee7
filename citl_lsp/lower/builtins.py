"""Builtin functions, methods of built-in types, and the standard library, on lowered arguments."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.context import Binding
from citl_lsp.lower.owned import OwnedForms
from citl_lsp.lower.rty import BOOL, F64, I64, INT, INTS, NONE, NUMBERS, RANGE, STR, VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, borrow, call, deref, method, own
from citl_lsp.rust import tree as r
from citl_lsp.stdlib import modules, tables
from citl_lsp.stdlib.builtins import MATH_CONSTANTS
from citl_lsp.stdlib.signature import Signature, T
from citl_lsp.types.calls import fits, spread_params
from citl_lsp.types.link import BUILTIN_EXCEPTIONS
from citl_lsp.types.model import ClassObject, Con, Named
from citl_lsp.types.program import ClassInfo

_MATH_FORMS = frozenset({"prod", "gcd", "lcm", "hypot", "dist", "log", "log2", "log10"})
_TYPES = frozenset({"int", "float", "str", "bool", "list", "tuple", "dict", "set", "frozenset", "range", "type",
                    "object", "NoneType", "function", "bytes"})  # fmt: skip
"""Builtin classes."""
_DYNAMIC_FUNCTIONS = frozenset({"abs", "len", "min", "max", "sum", "sorted", "round", "ord", "chr", "repr", "print",
                                "hash", "bin", "hex", "oct", "any", "all", "divmod", "pow", "callable", "id", "ascii",
                                "format", "iter", "next", "isinstance"})  # fmt: skip
"""Builtin functions that `v_builtin` knows."""
_FIXED = {"int": INT, "index": I64, "i64": I64, "float": F64, "bool": BOOL, "str": STR, "none": NONE, "any": VALUE}


class BuiltinCalls(OwnedForms):
    """Calls of what Python brings along."""

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
        if name in _TYPES or name in BUILTIN_EXCEPTIONS:
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
            return Val(call("Str::lit", r.Lit(_rust_string(modules.STRING[name])), origin=origin), STR)
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
        if module == "math" and name in _MATH_FORMS and not any(isinstance(a, ir.Starred) for a in e.args):
            made = self._math_call(name, e)
            if made is not None:
                return made
        from citl_lsp.lower.library import LIBRARY

        handler = LIBRARY.get((module, name))
        found = handler(self, e) if handler is not None else None
        if found is None:
            found = self.declared_call(tables.module_function(module, name), None, e, {})
        return found if found is not None else self.unsupported(e, f"this call of `{module}.{name}`", "")

    def _math_call(self, name: str, e: ir.Call) -> Val | None:
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
            points = [self.iterate(x).as_results(self, F64, x) for x in e.args]
            vecs = [r.Prefix("&", self.fallible(call("vec_of", p), e)) for p in points]
            return Val(self.fallible(call("math_dist", *vecs, origin=origin), e), F64)
        if name in ("log", "log2", "log10") and count == 1:
            v = self.expr(e.args[0])
            if v.ty.kind == "Int":
                return Val(self.fallible(call(f"math_{name}_int", borrow(v), origin=origin), e), F64)
        return None

    def flavors(self, holder: ir.Expr) -> set[str]:
        """Kinds of dict other than plain that the value of `holder` may be."""
        atom = self.var(holder).atoms.get("dict")
        return atom.find().flavors if isinstance(atom, Con) else set()

    def widest(self, a: Val, b: Val) -> RTy:
        """What an operator on these yields, where nothing else says."""
        if a.ty.kind in NUMBERS and b.ty.kind in NUMBERS:
            return F64 if "f64" in (a.ty.kind, b.ty.kind) else INT
        return a.ty if a.ty == b.ty else VALUE

    # --- declared functions ------------------------------------------------------------------------------------------

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
            return RTy("opt", (parts[0],)) if parts[0].kind not in ("opt", "Value") or True else parts[0]
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

    # --- methods of built-in types -----------------------------------------------------------------------------------

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
                stmts: list[r.RStmt] = [
                    r.Let(d, None, call(f"Dict::<{rust_type(ty.args[0])}, {rust_type(ty.args[1])}>::new"))
                ]
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

    # --- functions with code of their own ----------------------------------------------------------------------------

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

    def b_print(self, e: ir.Call) -> Val | None:
        keywords = {k.name: k.value for k in e.keywords}
        if None in keywords:
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
                    from citl_lsp.lower.expressions import rust_string

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

    def b_len(self, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
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
            return Val(r.Lit(str(len(v.ty.args)), origin=origin), I64, literal=len(v.ty.args))
        if kind == "obj" and self.node_methods(v, "__len__"):
            return self.call_method_on(v, "__len__", [], INT, e)
        return Val(self.fallible(call("v_len", self.value_ref(v, e), origin=origin), e), I64)

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
        return Val(self.fallible(method(v.expr, "py_hash", origin=self.origin(e)), e), I64)

    def b_isinstance(self, e: ir.Call) -> Val | None:
        if len(e.args) != 2:
            return None
        wanted = e.args[1].items if isinstance(e.args[1], ir.TupleLit) else [e.args[1]]
        v = self.expr(e.args[0])
        stmts: list[r.RStmt] = []
        held = self.let(stmts, v)
        tests: list[r.RExpr] = []
        for each in wanted:
            test = self._is_instance(held, each, e)
            if test is None:
                return self.unsupported(each, "this class in isinstance()", "")
            tests.append(test)
        found = tests[0]
        for test in tests[1:]:
            found = r.Binary("||", found, test, origin=self.origin(e))
        return Val(self.block(stmts, found), BOOL)

    def _is_instance(self, v: Val, cls: ir.Expr, e: ir.Call) -> r.RExpr | None:
        for atom in self.var(cls).atoms.values():
            if isinstance(atom, ClassObject):
                return self._instance_of_class(v, atom.cls, e)
            if isinstance(atom, Named):
                if atom.key.startswith("exctype:"):
                    static = r.Path("&" + self.program.exception_static(atom.name))
                    if v.ty.kind == "exc":
                        return method(v.expr, "is_instance", static)
                    if v.ty.kind == "obj":
                        return method(method(v.expr, "to_exc"), "is_instance", static)
                    return r.Lit("false")
                kinds = {
                    "int": ("Int", "i64", "bool"), "float": ("f64",), "str": ("Str",), "bool": ("bool",),
                    "list": ("list",), "dict": ("dict",), "set": ("set",), "tuple": ("tuple", "vtuple"),
                    "frozenset": (), "bytes": ("bytes",), "range": ("range",), "object": (),
                }.get(atom.name)  # fmt: skip
                if kinds is None:
                    return None
                if v.ty.kind == "Value":
                    return call("v_isinstance", borrow(v), r.Lit(f'"{atom.name}"'), origin=self.origin(e))
                if v.ty.kind == "opt":
                    return method(v.expr, "is_some") if v.ty.args[0].kind in kinds else r.Lit("false")
                return r.Lit("true" if v.ty.kind in kinds or atom.name == "object" else "false")
        return None

    def _instance_of_class(self, v: Val, cls: ClassInfo, e: ir.Call) -> r.RExpr:
        origin = self.origin(e)
        root = cls.root()
        name = self.program.class_names[root]
        if v.ty.kind == "Value":
            if not self.program.has_tag(root):
                return method(call(f"<{name} as Obj>::from_value", own(v)), "is_ok", origin=origin)
            probe = call(f"<{name} as Obj>::from_value", own(v))
            test = self._tag_test(Val(r.Path("x"), RTy("obj", name=name), "place"), cls)
            return method(probe, "is_ok_and", r.Closure(["x"], test), origin=origin)
        if v.ty.kind == "opt" and v.ty.args[0].name == name:
            test = self._tag_test(Val(r.Path("x"), v.ty.args[0], "ref"), cls)
            return method(method(v.expr, "as_ref"), "is_some_and", r.Closure(["x"], test), origin=origin)
        if v.ty.kind == "obj" and v.ty.name == name:
            return self._tag_test(v, cls)
        if v.ty.kind == "exc" and self.program.is_exception(root):
            return method(v.expr, "is_instance", r.Path("&" + self.program.class_static(cls)), origin=origin)
        return r.Lit("false")

    def _tag_test(self, v: Val, cls: ClassInfo) -> r.RExpr:
        root = cls.root()
        if cls is root or not self.program.has_tag(root):
            return r.Lit("true")
        tag = f"{self.program.class_names[root]}Class"
        pattern = " | ".join(f"{tag}::{self.program.class_names[c]}" for c in cls.descendants())
        return r.Macro("matches", [method(v.expr, "class_tag"), r.Path(pattern)])

    def b_type(self, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        v = self.expr(e.args[0])
        if v.ty.kind == "obj":
            return self.class_of(v)
        return Val(call("v_type", self.value_ref(v, e), origin=self.origin(e)), VALUE)

    def b_getattr(self, e: ir.Call) -> Val | None:
        """`getattr`, `hasattr`, `setattr`: on the dynamic form of the object."""
        assert isinstance(e.func, ir.Global)
        name, origin = e.func.name, self.origin(e)
        if e.keywords or len(e.args) != {"hasattr": 2, "setattr": 3}.get(name, min(max(len(e.args), 2), 3)):
            return None
        stmts: list[r.RStmt] = []
        obj, text, *rest = [self.let(stmts, self.expr(a)) for a in e.args]
        args = [self.value_ref(obj, e), r.Prefix("&", self.convert(text, STR, e))]
        if name == "getattr" and not rest:
            got = Val(self.fallible(call("v_getattr", *args, origin=origin), e), VALUE)
        elif name == "hasattr":
            got = Val(self.fallible(call("v_hasattr", *args, origin=origin), e), BOOL)
        else:
            function = "v_getattr_or" if name == "getattr" else "v_setattr"
            made = call(function, *args, self.to_value(rest[0], e), origin=origin)
            got = Val(self.fallible(made, e), VALUE if name == "getattr" else NONE)
        return Val(self.block(stmts, got.expr), got.ty)

    def b_issubclass(self, e: ir.Call) -> Val | None:
        if len(e.args) != 2:
            return None
        v = self.expr(e.args[0])
        wanted = e.args[1].items if isinstance(e.args[1], ir.TupleLit) else [e.args[1]]
        classes = [a.cls for w in wanted for a in self.var(w).atoms.values() if isinstance(a, ClassObject)]
        if v.ty.kind != "class" or not classes:
            return None
        known = {d for c in classes for d in c.descendants()}
        mine = [c for c in self.class_root(v.ty).descendants() if c in known]  # type: ignore[attr-defined]
        if not mine:
            return Val(r.Lit("false"), BOOL)
        pattern = " | ".join(f"{v.ty.name}Class::{self.program.class_names[c]}" for c in mine)
        return Val(r.Macro("matches", [v.expr, r.Path(pattern)]), BOOL)

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
        total = self.fallible(call("sum_value", items, self.to_value(start, e), origin=origin), e)
        return self.from_value(total, result, e)

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
            if not keywords and len(vals) == 2:
                quick = self._extreme_pair(name, vals[0], vals[1], result, e)
                if quick is not None:
                    return quick
            items = [self.convert(v, result, a) for v, a in zip(vals, e.args, strict=True)]
            from citl_lsp.lower.convert import Iterated

            source = Iterated(method(r.Macro("vec", items, "["), "into_iter"), result, False)
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

    def _extreme_pair(self, name: str, a: Val, b: Val, result: RTy, e: ir.Call) -> Val | None:
        """`min(a, b)` of two integers."""
        if a.ty.kind not in ("Int", "i64") or b.ty.kind not in ("Int", "i64"):
            return None
        ty = I64 if a.ty.kind == b.ty.kind == "i64" else INT
        x, y = self.convert(a, ty, e), self.convert(b, ty, e)
        function = "std::cmp::min" if name == "min" else "std::cmp::max"
        return Val(call(function, x, y, origin=self.origin(e)), ty)

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
        new = call(f"Dict::<{rust_type(ty.args[0])}, {rust_type(ty.args[1])}>::new", origin=self.origin(e))
        if not e.args and not e.keywords:
            return Val(new, ty)
        stmts: list[r.RStmt] = [r.Let(name, None, new)]
        self.update_dict(Val(r.Path(name), ty, "place"), e, stmts)
        return Val(r.Block(stmts, r.Path(name), origin=self.origin(e)), ty)

    def update_dict(self, d: Val, e: ir.Call, stmts: list[r.RStmt]) -> None:
        """`d.update(...)`."""
        key, value = d.ty.args
        for a in e.args:
            if self.builtin_name(a) is None and not isinstance(a, ir.Comp):
                v = self.expr(a)
                if v.ty == d.ty:
                    stmts.append(r.ExprS(self.fallible(method(d.expr, "update", borrow(v), origin=self.origin(a)), a)))
                    continue
                if v.ty.kind == "dict":
                    held = self.let(stmts, v)
                    v = Val(method(held.expr, "items"), RTy("items", v.ty.args))
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

    def b_callable(self, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        v = self.expr(e.args[0])
        if v.ty.kind in ("func", "class"):
            return Val(r.Lit("true"), BOOL)
        if v.ty.kind == "obj":
            return Val(r.Lit("true" if self.node_methods(v, "__call__") else "false"), BOOL)
        return Val(call("v_callable", self.value_ref(v, e), origin=self.origin(e)), BOOL)

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

    def b_id(self, e: ir.Call) -> Val | None:
        return self.unsupported(e, "`id()`", "compare with `is`")

    # --- methods with code of their own ------------------------------------------------------------------------------

    def m_join(self, recv: Val, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        source = self.iterate(e.args[0])
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
        key = self._member(self.expr(e.args[0]), key_ty, e.args[0])
        if key is None:
            return None
        origin = self.origin(e)
        found = self.fallible(method(recv.expr, "get", key, origin=origin), e)
        if len(e.args) == 1:
            if value_ty.kind in ("opt", "Value"):
                result = VALUE if value_ty.kind == "Value" else value_ty
                default = "Value::None" if value_ty.kind == "Value" else "None"
                return Val(method(found, "unwrap_or", r.Path(default)), result)
            return Val(found, RTy("opt", (value_ty,)))
        default_val = self.expr(e.args[1])
        result = self.rep(e)
        if result == value_ty or (default_val.ty == value_ty):
            made = method(recv.expr, "get_or", key, self.convert(default_val, value_ty, e.args[1]), origin=origin)
            return Val(self.fallible(made, e), value_ty)
        stmts: list[r.RStmt] = []
        held = self.let(stmts, default_val)
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
        return Val(
            self.fallible(method(recv.expr, "setdefault", key, value, origin=self.origin(e)), e), recv.ty.args[1]
        )

    def m_update(self, recv: Val, e: ir.Call) -> Val | None:
        stmts: list[r.RStmt] = []
        assert isinstance(e.func, ir.Attr)
        if "counter" in self.flavors(e.func.obj):
            from citl_lsp.lower.library import counter_update

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
        items = self.iterate(e.args[0]).as_results(self, recv.ty.args[0], e)
        name = "extendleft" if e.func.name == "extendleft" else "extend_try"
        return Val(self.fallible(method(recv.expr, name, items, origin=self.origin(e)), e), NONE)

    def m_set_operation(self, recv: Val, e: ir.Call) -> Val | None:
        assert isinstance(e.func, ir.Attr)
        if len(e.args) != 1:
            return None
        name = e.func.name
        element = recv.ty.args[0]
        source = self.iterate(e.args[0])
        made = method(recv.expr, f"{name}_iter", source.as_results(self, element, e), origin=self.origin(e))
        if name.startswith("is"):
            return Val(self.fallible(made, e), BOOL)
        if name.endswith("update"):
            return Val(self.fallible(made, e), NONE)
        return Val(self.fallible(made, e), recv.ty)

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


def _rust_string(text: str) -> str:
    from citl_lsp.lower.expressions import rust_string

    return rust_string(text)


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
    "divmod": _B.b_divmod, "round": _B.b_round, "id": _B.b_id,
}  # fmt: skip
_SET_METHODS = (
    "update", "union", "intersection", "difference", "symmetric_difference", "intersection_update",
    "difference_update", "symmetric_difference_update", "issubset", "issuperset", "isdisjoint",
)  # fmt: skip
_METHOD_HANDLERS: dict[tuple[str, str], Callable[[BuiltinCalls, Val, ir.Call], Val | None]] = {
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
__all__ = ["BuiltinCalls", "deref"]

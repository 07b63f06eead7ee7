"""Calls of the user's functions, methods and classes, and of function values."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins import BuiltinCalls
from citl_lsp.lower.context import Binding
from citl_lsp.lower.convert import Iterated
from citl_lsp.lower.failure import RaiseError, Succeed
from citl_lsp.lower.names import method_name
from citl_lsp.lower.rty import BOOL, EXC, NONE, STR, VALUE, RTy, rust_type
from citl_lsp.lower.values import Mode, Val, borrow, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Con, Instance, Named
from citl_lsp.types.program import ClassInfo, FunctionInfo


class CallLowering(BuiltinCalls):
    """Lowering of calls."""

    def e_call(self, e: ir.Call) -> Val:
        """A call."""
        func = e.func
        if isinstance(func, ir.Attr):
            return self._attribute_call(func, e)
        if isinstance(func, ir.Local):
            info = self.program.static_functions.get(func.var)
            if info is not None and func.var not in self.bindings:
                return self.call_user(info, e)
        if isinstance(func, ir.Global):
            module = self.linked.module
            static = module.static.get(func.name)
            if isinstance(static, FunctionInfo):
                return self.call_user(static, e)
            if isinstance(static, ClassInfo):
                return self.construct(static, e)
            if func.name not in module.globals or func.name in module.imports:
                imported = module.imports.get(func.name)
                if imported is not None:
                    source, _, name = imported.partition(":")
                    if source != "module":
                        return self._module_call(source, name, e)
                for atom in self.var(func).atoms.values():
                    if isinstance(atom, Named):
                        kind = atom.key.partition(":")[0]
                        if kind == "builtin":
                            return self.call_builtin(atom.name, e)
                        if kind == "exctype":
                            return self._new_exception(atom.name, e)
        atoms = self.var(func).atoms
        if len(atoms) == 1:
            (atom,) = atoms.values()
            if isinstance(atom, ClassObject):
                return self.construct(atom.cls, e)
            if isinstance(atom, Named) and atom.key.startswith("builtin:"):
                return self.call_builtin(atom.name, e)
            if isinstance(atom, Named) and atom.key.startswith("library:"):
                module_name, _, name = atom.name.rpartition(".")
                return self._module_call(module_name, name, e)
        return self._call_value(self.expr(func), e)

    # --- function values ---------------------------------------------------------------------------------------------

    def _call_value(self, callee: Val, e: ir.Call) -> Val:
        origin = self.origin(e)
        if callee.ty.kind == "opt" and callee.ty.args[0].kind == "func":
            stop = call("type_error", r.Lit("\"'NoneType' object is not callable\""))
            callee = Val(self.fallible(method(own(callee), "ok_or_else", r.Closure([], stop)), e), callee.ty.args[0])
        if callee.ty.kind == "class":
            return self._per_class(callee, e.func, lambda cls: self.construct(cls, e), e)
        if callee.ty.kind == "obj" and self.node_methods(callee, "__call__"):
            return self.call_method_on(callee, "__call__", self.arguments(e), self.rep_or_value(e), e)
        if callee.ty.kind == "func" and not any(isinstance(a, ir.Starred) for a in e.args):
            packed = self._func_arguments(callee, e)
            if packed is not None:
                return Val(self.fallible(method(callee.expr, "call", packed, origin=origin), e), callee.ty.args[-1])
        stmts: list[r.RStmt] = []
        held = self.let(stmts, callee)
        args_expr = self.value_arguments(e)
        got = self.fallible(
            call("v_call", self.value_ref(held, e), r.Prefix("&", args_expr), self.keyword_values(e), origin=origin), e
        )
        v = self.from_value(got, self.rep_or_value(e), e)
        return Val(self.block(stmts, v.expr), v.ty)

    def call_held(self, callee: Val, function: ir.Expr, want: RTy) -> Val:
        """`callee()`, where `function` is the expression that it came from."""
        node = ir.Call(function.span, function.line, function, [], [])
        self.synthetic[node] = want
        return self._call_value(callee, node)

    def _func_arguments(self, callee: Val, e: ir.Call) -> r.RExpr | None:
        """The arguments of a `Func`: a tuple with None for what has a default; None when the call doesn't fit."""
        params = callee.ty.args[:-1]
        places: dict[int, ir.Expr] = dict(enumerate(e.args))
        if e.keywords:
            names = {tuple(p.var.name for p in t.function.params[-len(params) :]) for t in self._value_targets(e.func)}
            if len(names) != 1:
                return None
            (order,) = names
            for k in e.keywords:
                if k.name not in order or order.index(k.name) in places:
                    return None
                places[order.index(k.name)] = k.value
        if any(i >= len(params) for i in places):
            return None
        if any(i not in places and t.name != "given" for i, t in enumerate(params)):
            return None
        stmts: list[r.RStmt] = []
        vals = {i: self.expr(a) for i, a in places.items()}
        if list(places) != sorted(places):
            vals = {i: self.let(stmts, v) for i, v in vals.items()}
        packed: list[r.RExpr] = []
        for i, t in enumerate(params):
            if i not in vals:
                packed.append(r.Path("None"))
            elif t.name == "given":
                packed.append(call("Some", self.convert(vals[i], t.args[0], places[i])))
            else:
                packed.append(self.convert(vals[i], t, places[i]))
        return self.block(stmts, r.Tuple(packed))

    def _per_class(self, value: Val, e: ir.Expr, build: Callable[[ClassInfo], Val], node: ir.Node) -> Val:
        """What `build` makes of the class that `value` is at run time."""
        classes = [a.cls for a in self.var(e).atoms.values() if isinstance(a, ClassObject)]
        return self.per_class(value, classes or self.class_root(value.ty).descendants(), build, node)

    def per_class(self, value: Val, classes: list[ClassInfo], build: Callable[[ClassInfo], Val], node: ir.Node) -> Val:
        """A match on a class value."""
        built = [(cls, build(cls)) for cls in classes]
        if len(built) == 1:
            stmts: list[r.RStmt] = (
                [r.ExprS(value.expr)] if value.mode == "temp" and not isinstance(value.expr, r.Path) else []
            )
            return Val(self.block(stmts, built[0][1].expr), built[0][1].ty, built[0][1].mode if not stmts else "temp")
        types = {v.ty for _, v in built}
        result = self.rep_or_value(node) if len(types) > 1 else types.pop()
        arms = [
            r.Arm(f"{value.ty.name}Class::{self.program.class_names[cls]}", None, self.convert(v, result, node))
            for cls, v in built
        ]
        everything = len(classes) == len(self.class_root(value.ty).descendants())
        if not everything:
            arms[-1] = r.Arm("_", None, arms[-1].body)
        return Val(r.Match(value.expr, arms, origin=self.origin(node)), result)

    def class_root(self, ty: RTy) -> ClassInfo:
        """Root of the hierarchy that a class value belongs to."""
        return next(c for c, n in self.program.class_names.items() if n == ty.name and not c.bases)

    def class_constant(self, cls: ClassInfo) -> Val:
        """A class as a value."""
        root = cls.root()
        self.program.reps.class_roots.add(root)
        name = self.program.class_names[root]
        return Val(r.Path(f"{name}Class::{self.program.class_names[cls]}"), RTy("class", name=name))

    def class_of(self, v: Val) -> Val:
        """The class of a user's object."""
        root = self.root_class(v.ty)
        if not self.program.has_tag(root):
            constant = self.class_constant(root)
            stmts: list[r.RStmt] = [r.ExprS(v.expr)] if v.mode == "temp" else []
            return Val(self.block(stmts, constant.expr), constant.ty)
        return Val(method(v.expr, "class_tag"), self.class_constant(root).ty)

    def _value_targets(self, func: ir.Expr) -> list[FunctionInfo]:
        atom = self.var(func).atoms.get("fn")
        return list(atom.find().targets.values()) if isinstance(atom, Con) else []

    def value_arguments(self, e: ir.Call) -> r.RExpr:
        """Positional arguments as a `Vec<Value>`."""
        if any(isinstance(a, ir.Starred) for a in e.args):
            return self.spread_vec(e.args, VALUE, e)
        return r.Macro("vec", [self.to_value(self.expr(a), a) for a in e.args], "[")

    def keyword_values(self, e: ir.Call) -> r.RExpr:
        """Keyword arguments as `&[(&str, Value)]`."""
        pairs: list[r.RExpr] = []
        for k in e.keywords:
            if k.name is None:
                if len(e.keywords) > 1:
                    self.unsupported(k, "`**` among other keywords here", "pass the keywords one by one")
                    continue
                given = call("keyword_pairs", self.value_ref(self.expr(k.value), k), origin=self.origin(k))
                shown = r.Path("|(k, v)| (k.as_str(), v.clone())")
                borrowed = method(method(self.fallible(given, k), "iter"), "map", shown)
                return r.Prefix("&", method(borrowed, "collect::<Vec<_>>"))
            pairs.append(r.Tuple([r.Lit(f'"{k.name}"'), self.to_value(self.expr(k.value), k.value)]))
        return r.Prefix("&", r.Macro("", pairs, "["))

    def arguments(self, e: ir.Call) -> list[Val]:
        """Positional arguments of a call without `*`."""
        return [self.expr(a) for a in e.args]

    # --- the user's functions ----------------------------------------------------------------------------------------

    def call_user(self, info: FunctionInfo, e: ir.Call, first: list[Val] | None = None) -> Val:
        """A call of a known function; `first` are arguments that come before those written."""
        stmts: list[r.RStmt] = []
        args = self.bind(info, first or [], e, stmts)
        if args is None:
            return self.unsupported(e, "this form of call", "pass the arguments one by one")
        captured: list[r.RExpr] = []
        for var in self.program.captures[info]:
            binding = self.bindings.get(var)
            if binding is None:
                return self.unsupported(e, f"calling `{info.function.name}` here", "")
            path = r.Path(binding.name)
            captured.append(path if binding.how == "ref" else r.Prefix("&", path))
        name = self.program.path_of(info, self.linked.module)
        made = call(name, *captured, *args, origin=self.origin(e))
        result = self.program.reps.of(info.result)
        return Val(self.block(stmts, self.fallible(made, e, info.key)), result)

    def bind(self, info: FunctionInfo, first: list[Val], e: ir.Call, stmts: list[r.RStmt]) -> list[r.RExpr] | None:
        """Arguments in the order of the parameters, each in the form that the parameter takes.

        None when this form of call isn't there yet. A call that Python refuses raises its TypeError.
        """
        params = info.function.params
        values, spread = self._positional(info, first, e, stmts)
        normal = [i for i, p in enumerate(params) if p.kind in ("positional_only", "normal")]
        variadic = next((i for i, p in enumerate(params) if p.kind == "args"), None)
        given: dict[int, tuple[Val, ir.Node]] = dict(zip(normal, values, strict=False))
        rest = values[len(normal) :]
        if rest and variadic is None:
            return self._refused(info, self._too_many(info, len(values)), e, stmts)
        extra: list[tuple[str, Val, ir.Node]] = []
        mapping: Val | None = None
        last = max(given, default=-1)
        reordered = False
        for k in e.keywords:
            if k.name is None:
                if mapping is not None:
                    return None
                mapping = self.let(stmts, self.expr(k.value))
                if mapping.ty.kind != "dict" or mapping.ty.args[0] not in (STR, VALUE):
                    return None
                continue
            index = next(
                (i for i, p in enumerate(params) if p.var.name == k.name and p.kind in ("normal", "keyword_only")), None
            )
            if index is None:
                if not any(p.kind == "kwargs" for p in params):
                    text = f"{info.function.qualname}() got an unexpected keyword argument '{k.name}'"
                    return self._refused(info, text, e, stmts)
                extra.append((k.name, self.expr(k.value), k.value))
                continue
            if index in given:
                text = f"{info.function.qualname}() got multiple values for argument '{k.name}'"
                return self._refused(info, text, e, stmts)
            reordered = reordered or index < last
            last = max(last, index)
            given[index] = (self.expr(k.value), k.value)
        if reordered:
            for index in list(given):
                given[index] = (self.let(stmts, given[index][0]), given[index][1])
        open_positions = [i for i in normal[len(values) :] if i not in given]
        if spread is None:
            missing = [p.var.name for i, p in enumerate(params)
                       if i not in given and p.default is None and p.kind not in ("args", "kwargs")]  # fmt: skip
            if missing and mapping is None:
                return self._refused(info, _missing_text(info, missing), e, stmts)
        else:
            lowest = sum(params[i].default is None for i in open_positions)
            highest = r.Lit("-1" if variadic is not None else str(len(open_positions)))
            checked = call("check_spread", r.Lit(f'"{info.function.qualname}"'), r.Prefix("&", spread.expr),
                           r.Lit(str(lowest)), highest)  # fmt: skip
            stmts.append(r.ExprS(self.fallible(checked, e)))
        out: list[r.RExpr] = []
        for i, param in enumerate(params):
            ty = self.program.reps.of(info.params[i])
            if i == variadic:
                packed = self._rest(ty, rest, spread, len(open_positions), e)
                out.append(self.pass_argument(info, i, Val(packed, ty)))
            elif param.kind == "kwargs":
                out.append(self.pass_argument(info, i, self._extra(ty, extra, mapping, params, given, e), e))
            elif i in given:
                out.append(self.pass_argument(info, i, *given[i]))
            elif spread is not None and i in open_positions:
                at = open_positions.index(i)
                out.append(self.pass_argument(info, i, self._from_spread(info, i, ty, spread, at, e), e))
            elif mapping is not None:
                out.append(self.pass_argument(info, i, self._from_mapping(info, i, ty, mapping, e), e))
            else:
                out.append(self.pass_argument(info, i, Val(self.default(info, i, ty, e), ty)))
        return out

    def _positional(
        self, info: FunctionInfo, first: list[Val], e: ir.Call, stmts: list[r.RStmt]
    ) -> tuple[list[tuple[Val, ir.Node]], Val | None]:
        """The positional arguments, and a `Vec` of those whose number is only known at run time."""
        values: list[tuple[Val, ir.Node]] = [(v, e) for v in first]
        for n, a in enumerate(e.args):
            if not isinstance(a, ir.Starred):
                values.append((self.expr(a), a))
                continue
            if any(not isinstance(v.expr, (r.Path, r.Lit)) for v, _ in values):
                values = [(self.let(stmts, v), node) for v, node in values]
            v = self.let(stmts, self.expr(a.value))
            if v.ty.kind == "tuple":
                values += [(Val(r.Field(v.expr, str(i)), t, "place"), a) for i, t in enumerate(v.ty.args)]
                continue
            name = self.temp("args")
            if n == len(e.args) - 1:
                source = self.iterator(v, a)
                element = source.ty
                collected = self.fallible(call("vec_of", source.as_results(self, element, a)), a)
            else:
                element = VALUE
                collected = self.spread_vec(e.args[n:], VALUE, e)
            stmts.append(r.Let(name, None, collected))
            return values, Val(r.Path(name), RTy("list", (element,), form="owned"), "place")
        return values, None

    def _rest(self, ty: RTy, rest: list[tuple[Val, ir.Node]], spread: Val | None, used: int, e: ir.Node) -> r.RExpr:
        """What `*args` receives."""
        element = ty.args[0] if ty.kind == "vtuple" else VALUE
        first = r.Macro("vec", [self.convert(v, element, n) for v, n in rest], "[")
        packed: r.RExpr = call(f"Tuple::<{rust_type(element)}>::from", first)
        if spread is not None:
            remaining = method(method(method(spread.expr, "iter"), "skip", r.Lit(str(used))), "cloned")
            results = Iterated(remaining, spread.ty.args[0], False).as_results(self, element, e)
            more = call("Tuple::from", self.fallible(call("vec_of", results), e))
            packed = method(packed, "concat", r.Prefix("&", more)) if rest else more
        return packed if ty.kind == "vtuple" else method(packed, "to_value")

    def _from_spread(self, info: FunctionInfo, i: int, ty: RTy, spread: Val, at: int, e: ir.Node) -> Val:
        """Parameter `i` from what `*xs` holds at `at`."""
        element = spread.ty.args[0]
        if info.function.params[i].default is None:
            return Val(r.IndexExpr(spread.expr, r.Lit(str(at))), element, "place")
        arms = [
            r.Arm("Some(x)", None, self.convert(Val(r.Path("x"), element), ty, e)),
            r.Arm("None", None, self.default(info, i, ty, e)),
        ]
        return Val(r.Match(method(method(spread.expr, "get", r.Lit(str(at))), "cloned"), arms), ty)

    def _from_mapping(self, info: FunctionInfo, i: int, ty: RTy, mapping: Val, e: ir.Node) -> Val:
        """Parameter `i` from what `**d` holds under its name."""
        param = info.function.params[i]
        name = call("Str::lit", r.Lit(f'"{param.var.name}"'))
        key = name if mapping.ty.args[0] == STR else method(name, "to_value")
        found = self.fallible(method(mapping.expr, "get", r.Prefix("&", key)), e)
        otherwise: r.RExpr
        if param.default is not None:
            otherwise = self.default(info, i, ty, e)
        else:
            stop = call("type_error", r.Lit(_quoted(_missing_text(info, [param.var.name]))))
            otherwise = self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", stop), e)
        arms = [
            r.Arm("Some(x)", None, self.convert(Val(r.Path("x"), mapping.ty.args[1]), ty, e)),
            r.Arm("None", None, otherwise),
        ]
        return Val(r.Match(found, arms), ty)

    def _extra(
        self,
        ty: RTy,
        extra: list[tuple[str, Val, ir.Node]],
        mapping: Val | None,
        params: list[ir.Param],
        given: dict[int, tuple[Val, ir.Node]],
        e: ir.Node,
    ) -> Val:
        """What `**kwargs` receives."""
        key, value = ty.args if ty.kind == "dict" else (VALUE, VALUE)
        name = self.temp("kwargs")
        out = RTy("dict", (key, value))
        stmts: list[r.RStmt] = [r.Let(name, None, call(f"Dict::<{rust_type(key)}, {rust_type(value)}>::new"))]
        for keyword, v, node in extra:
            text = self.convert(Val(call("Str::lit", r.Lit(f'"{keyword}"')), STR), key, node)
            put = method(r.Path(name), "set_item", text, self.convert(v, value, node))
            stmts.append(r.ExprS(self.fallible(put, node)))
        if mapping is not None:
            item = self.temp("pair")
            source = self.iterator(Val(method(mapping.expr, "items"), RTy("items", mapping.ty.args)), e)
            pair = self.temp("kv")
            k = self.convert(Val(r.Field(r.Path(pair), "0"), mapping.ty.args[0], "place"), key, e)
            v2 = self.convert(Val(r.Field(r.Path(pair), "1"), mapping.ty.args[1], "place"), value, e)
            store = r.ExprS(self.fallible(method(r.Path(name), "set_item", k, v2), e))
            taken = [p.var.name for p in params if p.kind in ("normal", "keyword_only")]
            body: list[r.RStmt] = [r.Let(pair, None, self.fallible(r.Path(item), e))]
            if taken:
                text_of = r.Path(f"{pair}.0") if mapping.ty.args[0] == STR else r.Path(f"describe(&{pair}.0)")
                names = r.Path(" | ".join(f'"{t}"' for t in taken))
                known = r.Macro("matches", [r.Prefix("&*", text_of), names])
                body.append(r.ExprS(r.IfExpr(r.Prefix("!", known), r.Block([store]))))
            else:
                body.append(store)
            stmts.append(r.ForS(item, source.expr, r.Block(body)))
        return Val(r.Block(stmts, r.Path(name)), out)

    def _too_many(self, info: FunctionInfo, given: int) -> str:
        normal = [p for p in info.function.params if p.kind in ("positional_only", "normal")]
        least = sum(p.default is None for p in normal)
        count = str(len(normal)) if least == len(normal) else f"from {least} to {len(normal)}"
        plural = "" if len(normal) == 1 else "s"
        verb = "was" if given == 1 else "were"
        return f"{info.function.qualname}() takes {count} positional argument{plural} but {given} {verb} given"

    def _refused(self, info: FunctionInfo, text: str, e: ir.Call, stmts: list[r.RStmt]) -> list[r.RExpr]:
        """A call that raises TypeError whatever the values are: a warning, and that error."""
        self.program.note(self.linked, e, "call-arity", text)
        stmts.append(r.ExprS(RaiseError(call("type_error", r.Lit(_quoted(text))), self.line(e), self.handler)))
        return [r.Macro("unreachable", []) for _ in info.function.params]

    def pass_argument(self, info: FunctionInfo, i: int, v: Val, node: ir.Node | None = None) -> r.RExpr:
        """`v` in the form in which parameter `i` is passed."""
        ty = self.program.reps.of(info.params[i])
        place = node or info.function.params[i]
        passing = self.program.passing(info, i)
        if passing == "borrow_mut" and v.ty == ty:
            return self.lend_mut(v, place)
        if passing != "move":
            return self.as_ref(v, ty, place)
        return self.convert(v, ty, place)

    def default(self, info: FunctionInfo, i: int, ty: RTy, node: ir.Node) -> r.RExpr:
        """The default of parameter `i`, evaluated once where Python does."""
        expr = info.function.params[i].default
        assert expr is not None
        if isinstance(expr, ir.Const):
            return self.convert(self.expr(expr), ty, expr)
        if isinstance(expr, ir.Unary) and isinstance(expr.operand, ir.Const) and info.unit is self.linked.unit:
            return self.convert(self.expr(expr), ty, expr)
        held = self.program.default_vars.get((info, i))
        if held is not None:
            binding = self.bindings.get(held)
            if binding is None:
                return self.unsupported(node, f"calling `{info.function.name}` here", "").expr
            mode: Mode = "ref" if binding.how == "ref" else "place"
            return self.convert(Val(r.Path(binding.name), binding.ty, mode), ty, node)
        slot = self.program.default_slot(info, i)
        return self.convert(Val(method(r.Path(slot.rust), "value", origin=self.origin(node)), slot.ty), ty, node)

    # --- classes -----------------------------------------------------------------------------------------------------

    def root_class(self, ty: RTy) -> ClassInfo:
        """Root of the hierarchy that a Rust struct stands for."""
        return next(c for c, n in self.program.class_names.items() if n == ty.name and not c.bases)

    def construct(self, cls: ClassInfo, e: ir.Call) -> Val:
        """`C(...)`."""
        root = cls.root()
        ty = RTy("obj", name=self.program.class_names[root], form=self.program.reps.class_form(root))
        origin = self.origin(e)
        missing = sorted(n for c in cls.ancestors() for n in c.methods if (m := cls.find_method(n)) and m.abstract)
        if missing:
            names = ", ".join(dict.fromkeys(missing))
            plural = "" if len(set(missing)) == 1 else "s"
            text = f"Can't instantiate abstract class {cls.name} with abstract method{plural} {names}"
            failing = call(f"Err::<{rust_type(ty)}, Box<PyErr>>", call("type_error", r.Lit(_quoted(text))))
            return Val(self.fallible(failing, e), ty)
        if ty.form == "owned":
            return self._construct_owned(cls, ty, e)
        name = self.temp("this")
        stmts: list[r.RStmt] = []
        init = cls.find_method("__init__")
        exception = self.program.is_exception(root)
        if exception:
            # The arguments go to `__init__` and, as they are, into `args`.
            e = self._held_arguments(e, stmts)
            made = call(f"{ty.name}::new", *self._tag(cls), self.value_arguments(e), origin=origin)
            stmts.append(r.Let(name, None, made))
            if init is not None:
                this = Val(r.Path(name), ty, "place")
                bound = self.bind(init, [this], e, stmts)
                if bound is None:
                    return self.unsupported(e, "this form of call", "pass the arguments one by one")
                stmts.append(r.ExprS(self._method_call(init, this, bound[1:], e).expr))
            return Val(r.Block(stmts, r.Path(name), origin=origin), ty)
        made = call(f"{ty.name}::new", *self._tag(cls), origin=origin)
        if init is None:
            return Val(made, ty)
        this = Val(r.Path(name), ty, "place")
        bound_args = self.bind(init, [this], e, stmts)
        if bound_args is None:
            return self.unsupported(e, "this form of call", "pass the arguments one by one")
        stmts.append(r.Let(name, None, made))
        stmts.append(r.ExprS(self._method_call(init, this, bound_args[1:], e).expr))
        return Val(r.Block(stmts, r.Path(name), origin=origin), ty)

    def _held_arguments(self, e: ir.Call, stmts: list[r.RStmt]) -> ir.Call:
        """The same call with its positional arguments evaluated once, into variables."""

        def hold(a: ir.Expr) -> ir.Expr:
            if isinstance(a, ir.Starred):
                return ir.Starred(a.span, a.line, hold(a.value))
            v = self.let(stmts, self.expr(a))
            if not isinstance(v.expr, r.Path):
                return a
            var = ir.Variable("held", 1)
            self.bindings[var] = Binding(v.expr.text, v.ty, "ref" if v.mode == "ref" else "value")
            local = ir.Local(a.span, a.line, var)
            self.stands_for[local] = a
            return local

        node = ir.Call(e.span, e.line, e.func, [hold(a) for a in e.args], e.keywords)
        self.stands_for[node] = e
        return node

    def _construct_owned(self, cls: ClassInfo, ty: RTy, e: ir.Call) -> Val:
        """`C::new(...)` of a plain struct."""
        init = cls.methods["__init__"]
        stmts: list[r.RStmt] = []
        args = self.bind(init, [Val(r.Path("()"), ty)], e, stmts)
        if args is None:
            return self.unsupported(e, "this form of call", "pass the arguments one by one")
        made = call(f"{ty.name}::new", *args[1:], origin=self.origin(e))
        return Val(self.block(stmts, self.fallible(made, e, init.key)), ty)

    def _tag(self, cls: ClassInfo) -> list[r.RExpr]:
        if not self.program.has_tag(cls.root()):
            return []
        return [r.Path(f"{self.program.class_names[cls.root()]}Class::{self.program.class_names[cls]}")]

    def _bind_vals(self, info: FunctionInfo, vals: list[Val], e: ir.Node) -> list[r.RExpr]:
        """Positional values bound to parameters, defaults for the rest."""
        out: list[r.RExpr] = []
        for i, param in enumerate(info.function.params):
            ty = self.program.reps.of(info.params[i])
            if param.kind == "args":
                rest = vals[i:]
                element = ty.args[0] if ty.kind == "vtuple" else VALUE
                packed = call("Tuple::from", r.Macro("vec", [self.convert(v, element, e) for v in rest], "["))
                out.append(self.pass_argument(info, i, Val(packed, RTy("vtuple", (element,)))))
            elif i < len(vals):
                out.append(self.pass_argument(info, i, vals[i], e))
            elif param.default is not None:
                out.append(self.pass_argument(info, i, Val(self.default(info, i, ty, e), ty)))
            else:
                stop = call("type_error", r.Lit(f"\"missing argument: '{param.var.name}'\""))
                failing = self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", stop), e)
                out.append(self.pass_argument(info, i, Val(failing, ty)))
        return out

    def _new_exception(self, name: str, e: ir.Call) -> Val:
        """`ValueError(...)` as a value."""
        packed = self.value_arguments(e)
        made = call("Exc::new", r.Path("&" + self.program.exception_static(name)), packed, origin=self.origin(e))
        return Val(made, EXC)

    # --- methods -----------------------------------------------------------------------------------------------------

    def _attribute_call(self, func: ir.Attr, e: ir.Call) -> Val:
        inner = func.obj
        if isinstance(inner, ir.Call) and isinstance(inner.func, ir.Global) and inner.func.name == "super":
            return self._super_call(func.name, e)
        if func.name == "__class__":
            return self._call_value(self.expr(func), e)
        atoms = self.var(inner).atoms
        for atom in atoms.values():
            if isinstance(atom, Named) and atom.key.startswith("module:"):
                if atom.name.startswith("sys.std"):
                    return self.stream_method(atom.name, func.name, e)
                return self._module_call(atom.name, func.name, e)
            if atom.key == "library:itertools.chain" and func.name == "from_iterable":
                from citl_lsp.lower.library import chain_from_iterable

                v = chain_from_iterable(self, e)
                return v if v is not None else self.unsupported(e, "this call of `chain.from_iterable`", "")
            if isinstance(atom, ClassObject) and len(atoms) == 1:
                return self._class_call(atom.cls, func.name, e)
            if isinstance(atom, Named) and atom.key.startswith("builtin:") and len(atoms) == 1:
                return self.builtin_type_method(atom.name, func.name, e)
        recv = self.mutable(inner) if func.name in MUTATING or self._changes_receiver(func) else self.expr(inner)
        return self.method_on(recv, func.name, e, [a.cls for a in atoms.values() if isinstance(a, Instance)])

    def _changes_receiver(self, func: ir.Attr) -> bool:
        """Whether a method of an owned object takes it for changes."""
        for atom in self.var(func.obj).atoms.values():
            if isinstance(atom, Instance):
                info = atom.cls.find_method(func.name)
                if (
                    info is not None
                    and info.params
                    and info.kind == "method"
                    and self.program.passing(info, 0) == "borrow_mut"
                ):
                    return True
        return False

    def method_on(self, recv: Val, name: str, e: ir.Call, classes: list[ClassInfo]) -> Val:
        """`recv.name(...)`."""
        origin = self.origin(e)
        if recv.ty.kind == "opt":
            missing = r.Closure([], call("no_attribute", r.Lit('"NoneType"'), r.Lit(f'"{name}"')))
            if recv.mode == "temp":
                recv = Val(self.fallible(method(recv.expr, "ok_or_else", missing, origin=origin), e), recv.ty.args[0])
            else:
                present = method(method(recv.expr, "as_ref"), "ok_or_else", missing, origin=origin)
                recv = Val(self.fallible(present, e), recv.ty.args[0], "ref")
        if recv.ty.kind == "class" and isinstance(e.func, ir.Attr):
            return self._per_class(recv, e.func.obj, lambda cls: self._class_call(cls, name, e), e)
        if recv.ty.kind == "obj":
            root = self.root_class(recv.ty)
            targets = [] if root.hides(name) else self._targets(root, name, classes)
            if targets:
                return self._dispatch(recv, targets, e, self.rep_or_value(e))
            if name in root.attributes:
                return self._call_value(self.instance_attribute(recv, name, e.func), e)
            if name in ("with_traceback", "add_note") and self.program.is_exception(root):
                return self.unsupported(e, f"`{name}`", "")
        v = self.builtin_method(recv, name, e)
        if v is not None:
            return v
        stmts: list[r.RStmt] = []
        held = self.let(stmts, recv)
        args = self.value_arguments(e)
        got = self.fallible(
            call("v_method", self.value_ref(held, e), r.Lit(f'"{name}"'), r.Prefix("&", args), self.keyword_values(e),
                 origin=origin), e,
        )  # fmt: skip
        result = self.from_value(got, self.rep_or_value(e), e)
        return Val(self.block(stmts, result.expr), result.ty)

    def _targets(
        self, root: ClassInfo, name: str, classes: list[ClassInfo]
    ) -> list[tuple[FunctionInfo, list[ClassInfo]]]:
        """Methods that `name` may mean, each with the classes that mean it."""
        found: dict[FunctionInfo, list[ClassInfo]] = {}
        for cls in classes or root.descendants():
            target = cls.find_method(name)
            if target is not None:
                found.setdefault(target, []).append(cls)
        return list(found.items())

    def setters_of(self, root: ClassInfo, name: str) -> list[tuple[FunctionInfo, list[ClassInfo]]]:
        """Setters of the property `name`, each with the classes that mean it."""
        found: dict[FunctionInfo, list[ClassInfo]] = {}
        for cls in root.descendants():
            setter = cls.find_setter(name)
            if setter is not None:
                found.setdefault(setter, []).append(cls)
        return list(found.items())

    def _dispatch(self, recv: Val, targets: list[tuple[FunctionInfo, list[ClassInfo]]], e: ir.Call, result: RTy) -> Val:
        """A call of one of several methods, by the object's class."""
        stmts: list[r.RStmt] = []
        if len(targets) == 1 and (self._covers(self.root_class(recv.ty), targets) or not self.has_tag(recv.ty)):
            info = targets[0][0]
            recv = self.let(stmts, recv) if recv.mode == "temp" else recv
            args = self.bind(info, self._receiver(info, recv), e, stmts)
            if args is None:
                return self.unsupported(e, "this form of call", "pass the arguments one by one")
            v = self._method_call(info, recv, args if info.kind in ("static", "class") else args[1:], e)
            return Val(self.block(stmts, v.expr), v.ty)
        held = self.let(stmts, recv)
        if any(isinstance(a, ir.Starred) for a in e.args) or e.keywords:
            return Val(self.block(stmts, self._match_calls(held, targets, e, result)), result)
        vals = [self.let(stmts, self.expr(a)) for a in e.args]
        chosen = self._match(held, targets, vals, e, result)
        return Val(self.block(stmts, chosen.expr), chosen.ty)

    def has_tag(self, ty: RTy) -> bool:
        """Whether objects know which class of their hierarchy they are of."""
        return self.program.has_tag(self.root_class(ty))

    def _receiver(self, info: FunctionInfo, recv: Val) -> list[Val]:
        """What comes before the written arguments of a method called on an object."""
        if info.kind == "static":
            return []
        return [self.class_of(recv)] if info.kind == "class" else [recv]

    def _match_calls(
        self, held: Val, targets: list[tuple[FunctionInfo, list[ClassInfo]]], e: ir.Call, result: RTy
    ) -> r.RExpr:
        """A call with keywords or `*` of one of several methods: each binds the arguments for itself."""
        tag = f"{self.program.class_names[self.root_class(held.ty)]}Class"
        arms: list[r.Arm] = []
        for i, (info, classes) in enumerate(targets):
            stmts: list[r.RStmt] = []
            args = self.bind(info, self._receiver(info, held), e, stmts)
            if args is None:
                return self.unsupported(e, "this form of call", "pass the arguments one by one").expr
            v = self._method_call(info, held, args if info.kind in ("static", "class") else args[1:], e)
            pattern = " | ".join(f"{tag}::{self.program.class_names[c]}" for c in classes)
            body = self.block(stmts, self.convert(v, result, e))
            arms.append(r.Arm("_" if i == len(targets) - 1 else pattern, None, body))
        return r.Match(method(held.expr, "class_tag"), arms, origin=self.origin(e))

    def _match(
        self,
        held: Val,
        targets: list[tuple[FunctionInfo, list[ClassInfo]]],
        vals: list[Val],
        e: ir.Node,
        result: RTy,
        otherwise: Callable[[], Val] | None = None,
    ) -> Val:
        root = self.root_class(held.ty)
        tag = f"{self.program.class_names[root]}Class"
        arms: list[r.Arm] = []
        complete = self._covers(root, targets)
        for i, (info, classes) in enumerate(targets):
            bound = self._bind_vals(info, [*self._receiver(info, held), *vals], e)
            v = self._method_call(info, held, bound if info.kind in ("static", "class") else bound[1:], e)
            v = self._answer(v, info, result, e, otherwise)
            body = self.truth(v, e) if otherwise is not None and result == BOOL else self.convert(v, result, e)
            pattern = " | ".join(f"{tag}::{self.program.class_names[c]}" for c in classes)
            arms.append(r.Arm("_" if complete and i == len(targets) - 1 else pattern, None, body))
        if not complete:
            if otherwise is not None:
                missing = self.convert(otherwise(), result, e)
            else:
                name = targets[0][0].function.name
                error = call("no_attribute", r.Prefix("&", call("Obj::type_name", borrow(held))), r.Lit(f'"{name}"'))
                missing = self.fallible(call(f"Err::<{rust_type(result)}, Box<PyErr>>", error), e)
            arms.append(r.Arm("_", None, missing))
        return Val(r.Match(method(held.expr, "class_tag"), arms, origin=self.origin(e)), result)

    def _method_call(self, info: FunctionInfo, recv: Val, args: list[r.RExpr], e: ir.Node) -> Val:
        result = self.program.reps.of(info.result)
        name = self.program.function_names[info]
        assert info.owner is not None
        if info.kind in ("static", "class"):
            made: r.RExpr = call(f"{self.program.class_names[info.owner.root()]}::{name}", *args, origin=self.origin(e))
        else:
            made = r.Method(recv.expr, name, args, origin=self.origin(e))
        return Val(self.fallible(made, e, info.key), result)

    def call_method_on(
        self, recv: Val, name: str, args: list[Val], result: RTy, node: ir.Node,
        otherwise: Callable[[], Val] | None = None,
    ) -> Val:  # fmt: skip
        """A special method with lowered arguments; `otherwise` for classes without it and for NotImplemented."""
        root = self.root_class(recv.ty)
        targets = self._targets(root, name, [])
        stmts: list[r.RStmt] = []
        recv = self.let(stmts, recv) if recv.mode == "temp" else recv
        if len(targets) == 1 and self._covers(root, targets):
            info = targets[0][0]
            bound = self._bind_vals(info, [recv, *args], node)
            v = self._answer(self._method_call(info, recv, bound[1:], node), info, result, node, otherwise)
            if v.ty != result and result.kind != "Value" and result != BOOL:
                v = Val(self.convert(v, result, node), result)
            return Val(self.block(stmts, v.expr), v.ty)
        held = [self.let(stmts, a) for a in args]
        v = self._match(recv, targets, held, node, result, otherwise)
        return Val(self.block(stmts, v.expr), v.ty)

    def _answer(
        self, v: Val, info: FunctionInfo, result: RTy, node: ir.Node, otherwise: Callable[[], Val] | None
    ) -> Val:
        """What a special method returned, NotImplemented apart."""
        if otherwise is None or "builtin:NotImplemented" not in info.result.find().atoms:
            return v
        given = Val(r.Path("x"), v.ty)
        plain = self.truth(given, node) if result == BOOL else self.convert(given, result, node)
        arms = [
            r.Arm("Value::NotImplemented", None, self.convert(otherwise(), result, node)),
            r.Arm("x", None, plain),
        ]
        return Val(r.Match(v.expr, arms), result)

    def _covers(self, root: ClassInfo, targets: list[tuple[FunctionInfo, list[ClassInfo]]]) -> bool:
        """Whether every class of which there are objects has one of the methods."""
        having = {cls for _, classes in targets for cls in classes}
        return all(cls in having or not cls.instantiated for cls in root.root().descendants())

    def _super_call(self, name: str, e: ir.Call) -> Val:
        owner = self.linked.owner
        assert owner is not None
        this = Val(
            r.Path("self"), RTy("obj", name=self.program.class_names[owner.root()]), "ref"
        )  # never owned: has a base
        base = owner.bases[0] if owner.bases else None
        info = base.find_method(name) if base is not None else None
        if info is not None:
            stmts: list[r.RStmt] = []
            args = self.bind(info, [this], e, stmts)
            if args is None:
                return self.unsupported(e, "this form of call", "")
            v = self._method_call(info, this, args[1:], e)
            return Val(self.block(stmts, v.expr), v.ty)
        if name == "__init__":
            if self.program.is_exception(owner):
                items = self.value_arguments(e)
                data = method(r.Field(r.Field(r.Path("self"), "0"), "data"), "set_args", items, origin=self.origin(e))
                return Val(r.Block([r.ExprS(data)], r.Lit("()")), NONE)
            return Val(r.Lit("()"), NONE)
        if self.program.is_exception(owner) and name == "__str__":
            text = method(r.Field(r.Path("self"), "0"), "default_str", origin=self.origin(e))
            return Val(self.fallible(text, e), STR)
        return self.unsupported(e, f"`super().{name}`", "")

    def _class_call(self, cls: ClassInfo, name: str, e: ir.Call) -> Val:
        """`C.name(...)`."""
        info = cls.find_method(name)
        if info is None:
            return self.unsupported(e, f"`{cls.name}.{name}`", "")
        stmts: list[r.RStmt] = []
        if info.kind in ("static", "class"):
            args = self.bind(info, [self.class_constant(cls)] if info.kind == "class" else [], e, stmts)
            if args is not None:
                v = self._method_call(info, Val(r.Path("self"), VALUE), args, e)
                return Val(self.block(stmts, v.expr), v.ty)
        elif info.kind == "method" and e.args:
            first = self.let(stmts, self.expr(e.args[0]))
            if first.ty.kind == "obj":
                rest = ir.Call(e.span, e.line, e.func, e.args[1:], e.keywords)
                args = self.bind(info, [first], rest, stmts)
                if args is not None:
                    v = self._method_call(info, first, args[1:], e)
                    return Val(self.block(stmts, v.expr), v.ty)
        return self.unsupported(e, f"`{cls.name}.{name}` called this way", "")

    def bound_method_value(self, obj: Val, name: str, e: ir.Node) -> Val:
        """`obj.method` as a value."""
        ty = self.rep_or_value(e)
        targets = self._targets(self.root_class(obj.ty), name, [])
        if ty.kind != "func" or len(targets) != 1:
            return self.unsupported(e, f"the method `{name}` as a value", "wrap it in a lambda")
        info = targets[0][0]
        held = self.temp("c")
        before: list[r.RStmt] = []
        params, given = self.closure_params(info, ty, 1, e, before)  # type: ignore[attr-defined]
        bound = [self.pass_argument(info, i + 1, v) for i, v in enumerate(given)]
        target = Succeed(method(r.Path(held), self.program.function_names[info], *bound), info.key)
        closure = r.Closure([params], target, move=True)
        made = call("Func::new", r.Lit(f'"{name}"'), closure, origin=self.origin(e))
        return Val(r.Block([r.Let(held, None, own(obj)), *before], made), ty)

    def method_value(self, info: FunctionInfo, e: ir.Node) -> Val:
        """`C.method` as a value."""
        return self.unsupported(e, f"the method `{info.function.name}` as a value", "wrap it in a lambda")

    def class_value(self, cls: ClassInfo, name: str, e: ir.Node) -> Val:
        """A class attribute."""
        slot = self.program.class_slot(cls, name)
        read = method(r.Path(slot.rust), "get", r.Lit(f'"{name}"'), origin=self.origin(e))
        return Val(self.fallible(read, e), slot.ty)

    def class_fallback(self, root: ClassInfo, name: str) -> ClassInfo | None:
        """The class whose class attribute stands in for an unset instance attribute."""
        found = root.find_class_value(name)
        return found[0] if found else None

    def _module_call(self, module: str, name: str, e: ir.Call) -> Val:
        """`module.name(...)`."""
        infos = self.program.program.modules
        if f"{module}.{name}" in infos:
            return self.unsupported(e, f"calling the module `{name}`", "")
        if module in infos:
            static = infos[module].static.get(name)
            if isinstance(static, FunctionInfo):
                return self.call_user(static, e)
            if isinstance(static, ClassInfo):
                return self.construct(static, e)
            imported = infos[module].imports.get(name)
            if imported is not None:
                source, _, attribute = imported.partition(":")
                if source != "module":
                    return self._module_call(source, attribute, e)
            return self._call_value(self.module_value(module, name, e.func), e)
        return self.library_call(module, name, e)


def _missing_text(info: FunctionInfo, names: list[str]) -> str:
    """CPython's message for missing arguments."""
    quoted = [f"'{n}'" for n in names]
    if len(quoted) > 1:
        separator = ", and " if len(quoted) > 2 else " and "
        quoted = [", ".join(quoted[:-1]) + separator + quoted[-1]]
    by_name = {p.var.name: p.kind for p in info.function.params}
    kind = "keyword-only" if all(by_name[n] == "keyword_only" for n in names) else "positional"
    plural = "" if len(names) == 1 else "s"
    return f"{info.function.qualname}() missing {len(names)} required {kind} argument{plural}: {quoted[0]}"


def _quoted(text: str) -> str:
    from citl_lsp.lower.expressions import rust_string

    return rust_string(text)


__all__ = ["CallLowering", "borrow", "method_name"]

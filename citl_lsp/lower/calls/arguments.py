"""Arguments of calls of the user's functions, bound to parameters."""

from __future__ import annotations

from typing import Any

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.analysis.places import root_of
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.lower.builtins.calls import BuiltinCalls
from citl_lsp.lower.convert import Iterated
from citl_lsp.lower.failure import RaiseError
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.names import shown_name
from citl_lsp.lower.rty import STR, VALUE, RTy, owns, rust_type
from citl_lsp.lower.values import Mode, Val, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import Instance
from citl_lsp.types.program import FunctionInfo


class Arguments(BuiltinCalls):
    """Positional and keyword arguments, `*args`, `**kwargs`, defaults."""

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

    def bind(self, info: FunctionInfo, first: list[Val], e: ir.Call, stmts: list[r.RStmt]) -> list[r.RExpr] | None:
        """Arguments in the order of the parameters, each in the form that the parameter takes.

        None when this form of call isn't there yet. A call that Python refuses raises its TypeError.
        """
        params = info.function.params
        values, spread = self._positional(info, first, e, stmts)
        normal = [i for i, p in enumerate(params) if p.kind in ("positional_only", "normal")]
        variadic = next((i for i, p in enumerate(params) if p.kind == "args"), None)
        given: dict[int, tuple[Val, ir.Node]] = dict(zip(normal, values, strict=False))
        rest = dict(enumerate(values[len(normal) :]))
        if rest and variadic is None:
            return self._refused(info, self.too_many(info, len(values)), e, stmts)
        extra: dict[str, tuple[Val, ir.Node]] = {}
        evaluated: list[tuple[dict[Any, tuple[Val, ir.Node]], Any]] = [(given, i) for i in given]
        evaluated += [(rest, i) for i in rest]
        mapping: Val | None = None
        last = max(given, default=-1)
        reordered = False
        for k in e.keywords:
            if k.name is None:
                if mapping is not None:
                    return None
                self._settle(evaluated, stmts)
                mapping = self.let(stmts, self.expr(k.value))
                if mapping.ty.kind != "dict" or mapping.ty.args[0] not in (STR, VALUE):
                    return None
                continue
            index = next(
                (i for i, p in enumerate(params) if p.var.name == k.name and p.kind in ("normal", "keyword_only")), None
            )
            if index is None:
                if not any(p.kind == "kwargs" for p in params):
                    text = f"{shown_name(info.function.qualname)}() got {_unexpected(params, k.name, e.keywords)}"
                    return self._refused(info, text, e, stmts)
                extra[k.name] = (self.expr(k.value), k.value)
                evaluated.append((extra, k.name))
                continue
            if index in given:
                text = f"{shown_name(info.function.qualname)}() got multiple values for argument '{k.name}'"
                return self._refused(info, text, e, stmts)
            reordered = reordered or index < last or bool(extra)
            last = max(last, index)
            given[index] = (self.expr(k.value), k.value)
            evaluated.append((given, index))
        if reordered:
            self._settle(evaluated, stmts)
        self._before_lending(info, given, e, stmts)
        open_positions = [i for i in normal[len(values) :] if i not in given]
        if spread is None:
            missing = [p.var.name for i, p in enumerate(params)
                       if i not in given and p.default is None and p.kind not in ("args", "kwargs")]  # fmt: skip
            if missing and mapping is None:
                return self._refused(info, _missing_text(info, missing), e, stmts)
        else:
            lowest = sum(params[i].default is None for i in open_positions)
            highest = r.Lit("-1" if variadic is not None else str(len(open_positions)))
            checked = call("check_spread", r.Lit(f'"{shown_name(info.function.qualname)}"'), r.Prefix("&", spread.expr),
                           r.Lit(str(lowest)), highest)  # fmt: skip
            stmts.append(r.ExprS(self.fallible(checked, e)))
        out: list[r.RExpr] = []
        for i, param in enumerate(params):
            ty = self.program.reps.of(info.params[i])
            if i == variadic:
                packed = self._rest(ty, list(rest.values()), spread, len(open_positions), e)
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

    def _settle(self, evaluated: list[tuple[dict[Any, tuple[Val, ir.Node]], Any]], stmts: list[r.RStmt]) -> None:
        """Evaluate these arguments here, in this order."""
        for holder, key in evaluated:
            v, node = holder[key]
            holder[key] = (self.let(stmts, v), node)

    def _before_lending(
        self, info: FunctionInfo, given: dict[int, tuple[Val, ir.Node]], e: ir.Call, stmts: list[r.RStmt]
    ) -> None:
        """Arguments that change what another argument lends for changes are evaluated before it is lent:
        `stack.push(stack.pop() + 1)`. With them those before, so that the order stays. Of what isn't a receiver rustc
        lets nobody see anything either, once it is lent."""
        lent, given_away = set[ir.Variable](), set[ir.Variable]()
        for index, (v, node) in given.items():
            if v.mode != "temp" and owns(v.ty) and self.program.passing(info, index) == "borrow_mut":
                of = e.func.obj if node is e and isinstance(e.func, ir.Attr) else node
                root = self._steady_place(of) if isinstance(of, ir.Expr) else None
                if root is None:
                    return  # another value may be there once the other arguments are evaluated
                (lent if node is e else given_away).add(root)
        needed = [
            i
            for i, (v, node) in given.items()
            if node is not e and (v.mode == "temp" or not owns(v.ty)) and self._meets(node, lent, given_away)
        ]
        for index in list(given)[: list(given).index(needed[-1]) + 1] if needed else ():
            v, node = given[index]
            if v.mode == "temp" or not owns(v.ty):
                given[index] = (self.let(stmts, v), node)

    def _steady_place(self, e: ir.Expr) -> ir.Variable | None:
        """The variable that leads to the object `e` by attributes which never get another one."""
        while isinstance(e, ir.Attr):
            for atom in self.var(e.obj).atoms.values():
                cls = atom.cls.root() if isinstance(atom, Instance) else None
                if cls is None or e.name in self.program.ownership.reassigned.get(cls, ()):
                    return None
            e = e.obj
        return e.var if isinstance(e, ir.Local) else None

    def _meets(self, node: ir.Node, lent: set[ir.Variable], given_away: set[ir.Variable]) -> bool:
        """Whether evaluating `node` changes what a variable of `lent` leads to, by a method, or uses `given_away`."""
        if isinstance(node, ir.Local) and node.var in given_away:
            return True
        if isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and root_of(node.func.obj) in lent:
            if node.func.name in MUTATING or self.changes_receiver(node.func):
                return True
        return any(self._meets(child, lent, given_away) for child in child_nodes(node))

    def changes_receiver(self, func: ir.Attr) -> bool:
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
            stop = call("type_error", r.Lit(rust_string(_missing_text(info, [param.var.name]))))
            otherwise = self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", stop), e)
        arms = [
            r.Arm("Some(x)", None, self.convert(Val(r.Path("x"), mapping.ty.args[1]), ty, e)),
            r.Arm("None", None, otherwise),
        ]
        return Val(r.Match(found, arms), ty)

    def _extra(
        self,
        ty: RTy,
        extra: dict[str, tuple[Val, ir.Node]],
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
        for keyword, (v, node) in extra.items():
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
                names = " | ".join(f'"{t}"' for t in taken)
                given_name = r.Field(r.Path(pair), "0")
                if mapping.ty.args[0] == STR:
                    known = r.Macro("matches", [r.Prefix("&*", given_name), r.Path(names)])
                else:
                    text_of = method(method(given_name, "as_str"), "as_deref")
                    known = r.Macro("matches", [text_of, r.Path(f"Some({names})")])
                body.append(r.ExprS(r.IfExpr(r.Prefix("!", known), r.Block([store]))))
            else:
                body.append(store)
            stmts.append(r.ForS(item, source.expr, r.Block(body)))
        return Val(r.Block(stmts, r.Path(name)), out)

    def too_many(self, info: FunctionInfo, given: int) -> str:
        """What CPython says of a call with too many arguments."""
        normal = [p for p in info.function.params if p.kind in ("positional_only", "normal")]
        least = sum(p.default is None for p in normal)
        count = str(len(normal)) if least == len(normal) else f"from {least} to {len(normal)}"
        plural = "" if len(normal) == 1 else "s"
        verb = "was" if given == 1 else "were"
        return (
            f"{shown_name(info.function.qualname)}() takes {count} positional argument{plural} but {given} {verb} given"
        )

    def _refused(self, info: FunctionInfo, text: str, e: ir.Call, stmts: list[r.RStmt]) -> list[r.RExpr]:
        """A call that raises TypeError whatever the values are: a warning, and that error."""
        self.program.note(self.linked, e, "call-arity", text)
        stmts.append(r.ExprS(RaiseError(call("type_error", r.Lit(rust_string(text))), self.line(e), self.handler)))
        return [r.Macro("unreachable", []) for _ in info.function.params]

    def pass_argument(self, info: FunctionInfo, i: int, v: Val, node: ir.Node | None = None) -> r.RExpr:
        """`v` in the form in which parameter `i` is passed."""
        ty = self.program.reps.of(info.params[i])
        place = node or info.function.params[i]
        passing = self.program.passing(info, i)
        if passing == "borrow_mut" and v.ty == ty:
            return self.lend_mut(v, place)
        if passing == "borrow_mut" and v.mode == "temp" and v.ty.kind == ty.kind and v.ty.args == ty.args:
            return r.Prefix("&mut ", self.convert(v, ty, place), origin=self.origin(place))
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

    def bind_vals(self, info: FunctionInfo, vals: list[Val], e: ir.Node) -> list[r.RExpr]:
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


def _unexpected(params: list[ir.Param], name: str, keywords: list[ir.Keyword]) -> str:
    """What CPython says that a call got, when no parameter takes the keyword `name`."""
    given = {k.name for k in keywords}
    fixed = [p.var.name for p in params if p.kind == "positional_only" and p.var.name in given]
    if fixed:
        return f"some positional-only arguments passed as keyword arguments: '{', '.join(fixed)}'"
    return f"an unexpected keyword argument '{name}'"


def _missing_text(info: FunctionInfo, names: list[str]) -> str:
    """CPython's message for missing arguments."""
    quoted = [f"'{n}'" for n in names]
    if len(quoted) > 1:
        separator = ", and " if len(quoted) > 2 else " and "
        quoted = [", ".join(quoted[:-1]) + separator + quoted[-1]]
    by_name = {p.var.name: p.kind for p in info.function.params}
    kind = "keyword-only" if all(by_name[n] == "keyword_only" for n in names) else "positional"
    plural = "" if len(names) == 1 else "s"
    return f"{shown_name(info.function.qualname)}() missing {len(names)} required {kind} argument{plural}: {quoted[0]}"

"""Expressions: literals, names, displays, subscripts, attributes, f-strings, conditional forms."""

from __future__ import annotations

import builtins
import math
import re
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.calls import CallLowering
from citl_lsp.lower.context import Binding, is_constant
from citl_lsp.lower.dynamic import dynamic_arguments
from citl_lsp.lower.failure import RaiseError, Succeed
from citl_lsp.lower.names import value_name
from citl_lsp.lower.rty import BOOL, F64, I64, INT, NONE, STR, VALUE, RTy, is_copy, rust_type
from citl_lsp.lower.values import Val, borrow, call, int_literal, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Con, Named
from citl_lsp.types.program import ClassInfo, FunctionInfo


def rust_string(text: str) -> str:
    """A Rust string literal."""
    out = ['"']
    for ch in text:
        if ch in ('"', "\\"):
            out.append("\\" + ch)
        elif ch == "\n":
            out.append("\\n")
        elif ch == "\t":
            out.append("\\t")
        elif ch == "\r":
            out.append("\\r")
        elif ch == "\0":
            out.append("\\0")
        elif ord(ch) < 32 or ord(ch) == 127 or 0xD800 <= ord(ch) <= 0xDFFF or ch in "\u2028\u2029\u200b\u202e\ufeff":
            out.append("\ufffd" if 0xD800 <= ord(ch) <= 0xDFFF else f"\\u{{{ord(ch):x}}}")
        elif ord(ch) > 126 and not ch.isprintable():
            out.append(f"\\u{{{ord(ch):x}}}")
        else:
            out.append(ch)
    out.append('"')
    return "".join(out)


def float_literal(value: float) -> r.RExpr:
    """A Rust expression for a finite or infinite float."""
    if math.isinf(value):
        return r.Path("f64::INFINITY")
    text = repr(value)
    return r.Lit(text if "." in text or "e" in text else text + ".0")


class Expressions(CallLowering):
    """Lowering of expressions."""

    def expr(self, e: ir.Expr) -> Val:
        """Lower `e`; the result's type is what it naturally has (convert it to what you need)."""
        lowered: Val = _EXPRS[type(e)](self, e)
        return lowered

    def condition(self, e: ir.Expr) -> r.RExpr:
        """Lower `e` as a Rust `bool`: its truth."""
        if isinstance(e, ir.BoolOp):
            tests = [self.condition(v) for v in e.values]
            test = tests[0]
            for other in tests[1:]:
                test = r.Binary("&&" if e.op == "and" else "||", test, other, origin=self.origin(e))
            return test
        if isinstance(e, ir.Unary) and e.op == "not":
            return r.Prefix("!", self.condition(e.operand), origin=self.origin(e))
        return self.truth(self.expr(e), e)

    # --- literals and names ------------------------------------------------------------------------------------------

    def e_const(self, e: ir.Const) -> Val:
        value, origin = e.value, self.origin(e)
        if value is None:
            return Val(r.Lit("()", origin=origin), NONE)
        if isinstance(value, bool):
            return Val(r.Lit("true" if value else "false", origin=origin), BOOL)
        if isinstance(value, int):
            if -(2**63) <= value < 2**63:
                return Val(int_literal(value, origin), I64, literal=value)
            return Val(call("Int::lit", r.Lit(f'"{value}"'), origin=origin), INT)
        if isinstance(value, float):
            literal = float_literal(value)
            literal.origin = origin
            return Val(literal, F64)
        if isinstance(value, str):
            if any(0xD800 <= ord(ch) <= 0xDFFF for ch in value):
                return self.unsupported(e, "a lone surrogate in a string", "")
            return Val(call("Str::lit", r.Lit(rust_string(value)), origin=origin), STR)
        return self.unsupported(e, f"a {type(value).__name__} literal", "")

    def unsupported(self, node: ir.Node, what: str, instead: str) -> Val:
        """A construct that isn't there yet: a diagnostic, and a stub that stops."""
        self.program.note(self.linked, node, "unsupported", f"{what} can't be translated yet", instead)
        stop = call("stub_value", r.Lit(rust_string(what)), self.line(node), origin=self.origin(node))
        return Val(stop, VALUE)

    def e_unsupported(self, e: ir.UnsupportedExpr) -> Val:
        return self.unsupported(e, e.what, e.instead)

    def e_local(self, e: ir.Local) -> Val:
        return self.read_variable(e.var, e)

    def read_variable(self, var: ir.Variable, node: ir.Node) -> Val:
        """The value of a local variable."""
        origin = self.origin(node)
        binding = self.bindings.get(var)
        if binding is None:
            info = self.program.static_functions.get(var)
            if info is not None:
                return self.function_value(info, node)
            for atom in self.var(node).atoms.values() if isinstance(node, ir.Local) else ():
                if isinstance(atom, Named) and atom.key.startswith("library:"):
                    module, _, attribute = atom.name.rpartition(".")
                    return self.library_value(module, attribute, node)
                if isinstance(atom, Con) and len(atom.find().targets) == 1:
                    return self.function_value(next(iter(atom.find().targets.values())), node)
                if isinstance(atom, ClassObject):
                    return self.class_constant(atom.cls)
            return self.unsupported(node, f"the variable `{var.name}` here", "")
        path = r.Path(binding.name, origin=origin)
        if binding.how == "value":
            return Val(path, binding.ty, "place")
        if binding.how in ("ref", "refmut"):
            return Val(path, binding.ty, "ref" if binding.how == "ref" else "refmut")
        name = r.Lit(rust_string(var.name))
        if binding.how == "cell":
            if var.maybe_unbound:
                return Val(self.fallible(method(path, "get", name, origin=origin), node), binding.ty)
            return Val(method(path, "value", origin=origin), binding.ty)
        missing = "not_defined" if self.info.function.name == "<module>" else "unbound_local"
        unbound = r.Closure([], call(missing, name))
        held = method(method(path, "clone"), "ok_or_else", unbound, origin=origin)
        return Val(self.fallible(held, node), binding.ty)

    def e_global(self, e: ir.Global) -> Val:
        module, name = self.linked.module, e.name
        owner = self.linked.owner
        if self.linked.unit.kind == "class" and owner is not None and name in owner.class_values:
            return self.class_value(owner, name, e)
        atoms = self.var(e).atoms
        static = module.static.get(name)
        if isinstance(static, FunctionInfo):
            return self.function_value(static, e)
        if (
            name in module.globals
            and name not in module.static
            and name not in module.unknown
            and module.globals[name].find().atoms
        ):
            return self.read_global(module.name, name, e)
        if name == "__name__":
            text = "__main__" if module.index == 0 else module.name
            return Val(call("Str::lit", r.Lit(rust_string(text))), STR)
        if name == "__file__":
            return Val(call("Str::lit", r.Lit(rust_string(module.path))), STR)
        if name in module.unknown and name not in module.imports:
            return self.unsupported(e, f"what `{module.unknown[name]}` provides", "")
        imported = module.imports.get(name)
        if imported is not None:
            source, _, attribute = imported.partition(":")
            if source != "module":
                return self.module_value(source, attribute, e)
        for atom in atoms.values():
            if isinstance(atom, (ClassObject, Named, Con)):
                return self.named_value(e, atom)
        if name in module.globals:
            return self.read_global(module.name, name, e)
        if hasattr(builtins, name):
            return self.unsupported(e, f"`{name}`", "")
        self.program.note(self.linked, e, "unknown-name", f"the name `{name}` isn't known here")
        failing = call("Err::<Value, Box<PyErr>>", call("not_defined", r.Lit(rust_string(name))))
        return Val(self.fallible(failing, e), VALUE)

    def read_global(self, module: str, name: str, node: ir.Node) -> Val:
        """A module-level variable."""
        slot = self.program.global_slot(self.program.program.modules[module], name)
        read = method(r.Path(slot.rust), "get", r.Lit(rust_string(name)), origin=self.origin(node))
        return Val(self.fallible(read, node), slot.ty)

    def module_value(self, module: str, name: str, node: ir.Node) -> Val:
        """`module.name` as a value."""
        infos = self.program.program.modules
        if module in infos:
            info = infos[module]
            static = info.static.get(name)
            if isinstance(static, FunctionInfo):
                return self.function_value(static, node)
            if static is None and name in info.globals:
                return self.read_global(module, name, node)
            if name in info.imports:
                source, _, attribute = info.imports[name].partition(":")
                if source != "module":
                    return self.module_value(source, attribute, node)
        return self.library_value(module, name, node)

    def named_value(self, e: ir.Expr, atom: ClassObject | Named | Con) -> Val:
        """A class, builtin or module used as a value."""
        if isinstance(atom, Named) and atom.key == "builtin:NotImplemented":
            return Val(r.Path("Value::NotImplemented"), VALUE)
        if isinstance(atom, Named) and atom.key.startswith(("builtin:", "exctype:")):
            wrapped = self.builtin_value(atom.name, e)
            if wrapped is not None:
                return wrapped
        if isinstance(atom, ClassObject):
            return self.class_constant(atom.cls)
        what = getattr(atom, "name", None) or getattr(getattr(atom, "cls", None), "name", "this")
        return self.unsupported(e, f"`{what}` as a value", "call it, or wrap it in a function")

    # --- functions as values -----------------------------------------------------------------------------------------

    def function_value(self, info: FunctionInfo, node: ir.Node) -> Val:
        """A function of the user's as a value: a `Func` over its captures."""
        ty = self.function_type(info)
        stmts: list[r.RStmt] = []
        captured: list[r.RExpr] = []
        for var in self.program.captures[info]:
            binding = self.bindings.get(var)
            if binding is None:
                return self.unsupported(node, f"`{info.function.name}` as a value here", "")
            held = self.temp("c")
            stmts.append(r.Let(held, None, method(r.Path(binding.name), "clone")))
            captured.append(r.Prefix("&", r.Path(held)))
            if var in self.program.default_types:
                self.bindings[var] = Binding(held, binding.ty, "value")
        if any(p.kind in ("args", "kwargs") for p in info.function.params):
            return self._dynamic_function(info, stmts, captured, node)
        params, given = self.closure_params(info, ty, 0, node, stmts)
        args = [self.pass_argument(info, i, v) for i, v in enumerate(given)]
        target = Succeed(call(self.program.function_names[info], *captured, *args), info.key, origin=self.origin(node))
        closure = r.Closure([params], target, move=True)
        made = call("Func::new", r.Lit(rust_string(info.function.name)), closure, origin=self.origin(node))
        return Val(self.block(stmts, made), ty)

    def _dynamic_function(
        self, info: FunctionInfo, stmts: list[r.RStmt], captured: list[r.RExpr], node: ir.Node
    ) -> Val:
        """A function with `*args` or `**kwargs` as a value: dynamic arguments, bound by name."""

        def default(i: int, ty: RTy) -> r.RExpr:
            return method(self._default_of(info, i, ty, node, stmts), "to_value")

        saved, self.handler = self.handler, None
        checks, args = dynamic_arguments(self.program, info, 0, default)
        made = self.fallible(call(self.program.function_names[info], *captured, *args), node, info.key)
        self.handler = saved
        body = r.Block(checks, call("Ok", method(made, "to_value")))
        closure = r.Closure(["args", "kwargs"], body, move=True)
        name = r.Lit(rust_string(info.function.name))
        value = call("Value::Func", call("rt::DynFunc::new", name, closure), origin=self.origin(node))
        return Val(self.block(stmts, value), VALUE)

    def function_type(self, info: FunctionInfo) -> RTy:
        """Representation of the function as a value."""
        if info.atom is not None:
            return self.program.reps.function(info.atom)
        return RTy("func", tuple(self.program.reps.of(v) for v in (*info.params, info.result)))

    def closure_params(
        self, info: FunctionInfo, ty: RTy, offset: int, node: ir.Node, before: list[r.RStmt]
    ) -> tuple[str, list[Val]]:
        """The parameter of a `Func`'s closure (a tuple pattern), and the values that the function's parameters from
        `offset` on get: what was given, or the default (held from now on: statements go to `before`)."""
        names = [f"a{i}" for i in range(len(ty.args) - 1)]
        comma = "," if len(names) == 1 else ""
        types = f"({', '.join(rust_type(t) for t in ty.args[:-1])}{comma})"
        saved, self.handler = self.handler, None
        vals: list[Val] = []
        for i, (name, t) in enumerate(zip(names, ty.args, strict=False)):
            if t.name == "given":
                arms = [
                    r.Arm("Some(x)", None, r.Path("x")),
                    r.Arm("None", None, self._default_of(info, i + offset, t.args[0], node, before)),
                ]
                vals.append(Val(r.Match(r.Path(name), arms), t.args[0]))
            else:
                vals.append(Val(r.Path(name), t))
        self.handler = saved
        return f"({', '.join(names)}{comma}): {types}", vals

    def _default_of(self, info: FunctionInfo, i: int, ty: RTy, node: ir.Node, before: list[r.RStmt]) -> r.RExpr:
        """The default of a parameter as it is now, or TypeError where this function has none."""
        param = info.function.params[i]
        if param.default is not None and (is_constant(param.default) or (info, i) in self.program.default_vars):
            return self.default(info, i, ty, node)
        if param.default is not None:
            name = self.temp("default")
            before.append(r.Let(name, None, self.default(info, i, ty, node)))
            return method(r.Path(name), "clone")
        text = f"{info.function.qualname}() missing 1 required positional argument: '{param.var.name}'"
        error = call("type_error", r.Lit(rust_string(text)))
        return self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", error), node)

    def hold_defaults(self, info: FunctionInfo, out: list[r.RStmt]) -> None:
        """Evaluate the defaults of a nested function or lambda, where it is defined."""
        for i, param in enumerate(info.function.params):
            var = self.program.default_vars.get((info, i))
            if var is None or param.default is None:
                continue
            ty = self.program.reps.of(self.program.default_types[var])
            name = self.names.take(value_name(var.name))
            out.append(r.Let(name, rust_type(ty), self.convert(self.expr(param.default), ty, param)))
            self.bindings[var] = Binding(name, ty, "value")

    def e_lambda(self, e: ir.Lambda) -> Val:
        info = self.program.program.functions[e.function]
        ty = self.function_type(info)
        stmts: list[r.RStmt] = []
        outer = dict(self.bindings)
        self.hold_defaults(info, stmts)
        for var in self.program.captures[info]:
            binding = self.bindings.get(var)
            if binding is None or var in self.program.default_types:
                continue
            held = self.names.take(binding.name)
            source = r.Path(binding.name)
            stmts.append(r.Let(held, None, method(source, "clone")))
            how = "cell" if binding.how == "cell" else "slot" if binding.how == "slot" else "value"
            self.bindings[var] = Binding(held, binding.ty, how)
        if any(p.kind in ("args", "kwargs") for p in e.function.params):
            v = self._dynamic_lambda(e, info, stmts)
            self.bindings = outer
            return v
        params, given = self.closure_params(info, ty, 0, e, stmts)
        prologue: list[r.RStmt] = []
        for param, v in zip(e.function.params, given, strict=True):
            name = self.names.take(value_name(param.var.name))
            if isinstance(v.expr, r.Path):
                params = re.sub(rf"\b{v.expr.text}\b", name, params.split(":")[0]) + params[params.index(":") :]
            else:
                prologue.append(r.Let(name, None, v.expr))
            self.bindings[param.var] = Binding(name, v.ty, "value")
        body = self.in_closure(lambda: self.returned(e.function, ty.args[-1]))
        self.bindings = outer
        closure = r.Closure([params], self.block(prologue, call("Ok", body)), move=True)
        made = call("Func::new", r.Lit('"<lambda>"'), closure, origin=self.origin(e))
        return Val(self.block(stmts, made), ty)

    def _dynamic_lambda(self, e: ir.Lambda, info: FunctionInfo, stmts: list[r.RStmt]) -> Val:
        """A lambda with `*args` or `**kwargs`."""

        def default(i: int, ty: RTy) -> r.RExpr:
            return method(self._default_of(info, i, ty, e, stmts), "to_value")

        checks, args = dynamic_arguments(self.program, info, 0, default)
        for i, (param, arg) in enumerate(zip(e.function.params, args, strict=True)):
            name = self.names.take(value_name(param.var.name))
            ty = self.program.reps.of(info.params[i])
            checks.append(r.Let(name, None, arg.operand if isinstance(arg, r.Prefix) and arg.op == "&" else arg))
            self.bindings[param.var] = Binding(name, ty, "value")
        result = self.program.reps.of(info.result)
        body = self.in_closure(lambda: method(self.returned(e.function, result), "to_value"))
        closure = r.Closure(["args", "kwargs"], r.Block(checks, call("Ok", body)), move=True)
        made = call("Value::Func", call("rt::DynFunc::new", r.Lit('"<lambda>"'), closure), origin=self.origin(e))
        return Val(self.block(stmts, made), VALUE)

    def returned(self, function: ir.Function, want: RTy) -> r.RExpr:
        """The value of a lambda's body."""
        stmt = function.body[0]
        assert isinstance(stmt, ir.Return) and stmt.value is not None
        return self.convert(self.expr(stmt.value), want, stmt.value)

    def in_closure(self, build: Any) -> r.RExpr:
        """Run `build` where errors leave a closure instead of the function."""
        saved = self.handler, self.loops, self.finals
        self.handler, self.loops, self.finals = None, [], []
        result: r.RExpr = build()
        self.handler, self.loops, self.finals = saved
        return result

    # --- operators ---------------------------------------------------------------------------------------------------

    def e_bin(self, e: ir.Bin) -> Val:
        left, right = self.ordered([e.left, e.right])
        return self.binary(e.op, left, right, self.rep(e), e)

    def e_unary(self, e: ir.Unary) -> Val:
        if e.op == "not":
            return Val(r.Prefix("!", self.condition(e.operand), origin=self.origin(e)), BOOL)
        return self.unary(e.op, self.expr(e.operand), self.rep(e), e)

    def ordered(self, exprs: list[ir.Expr]) -> list[Val]:
        """Operands in Python's order. A place that a later operand may change is read first."""
        return [self.expr(e) for e in exprs]

    def e_compare(self, e: ir.Compare) -> Val:
        if len(e.ops) == 1:
            literal = self._membership_display(e)
            if literal is not None:
                return literal
            left, right = self.ordered([e.first, e.rest[0]])
            return Val(self.compare_pair(e.ops[0], left, right, e), BOOL)
        stmts: list[r.RStmt] = []
        left = self.let(stmts, self.expr(e.first))
        return Val(self.block(stmts, self._chain(e, 0, left)), BOOL)

    def _chain(self, e: ir.Compare, at: int, left: Val) -> r.RExpr:
        """`left ops[at] rest[at] ...`, stopping at the first false."""
        right = self.expr(e.rest[at])
        if at == len(e.ops) - 1:
            return self.compare_pair(e.ops[at], left, right, e)
        stmts: list[r.RStmt] = []
        held = self.let(stmts, right)
        test = self.compare_pair(e.ops[at], left, held, e)
        following = self._chain(e, at + 1, held)
        return self.block(stmts, r.Binary("&&", test, following, origin=self.origin(e)))

    def _membership_display(self, e: ir.Compare) -> Val | None:
        """`x in (a, b)` without building the display."""
        display = e.rest[0]
        if e.ops[0] not in ("in", "not in") or not isinstance(display, (ir.TupleLit, ir.ListLit, ir.SetLit)):
            return None
        if not display.items or len(display.items) > 12 or not all(isinstance(i, ir.Const) for i in display.items):
            return None
        stmts: list[r.RStmt] = []
        item = self.let(stmts, self.expr(e.first))
        if item.ty.kind in ("obj", "Value", "opt"):
            return None
        tests = [self.compare_pair("==", item, self.expr(i), e) for i in display.items]
        found = tests[0]
        for test in tests[1:]:
            found = r.Binary("||", found, test, origin=self.origin(e))
        if e.ops[0] == "not in":
            found = r.Prefix("!", found, origin=self.origin(e))
        return Val(self.block(stmts, found), BOOL)

    def e_bool(self, e: ir.BoolOp) -> Val:
        want = self.rep(e)
        if want.kind == "bool":
            return Val(self.condition(e), BOOL)
        return Val(self._bool_value(e.values, e, want), want)

    def _bool_value(self, values: list[ir.Expr], e: ir.BoolOp, want: RTy) -> r.RExpr:
        first = self.expr(values[0])
        if len(values) == 1:
            return self.convert(first, want, values[0])
        stmts: list[r.RStmt] = []
        held = self.let(stmts, first)
        test = self.truth(held, values[0])
        following = self._bool_value(values[1:], e, want)
        if e.op == "or" and held.ty.kind == "opt" and want == held.ty.args[0]:
            kept = self.convert(Val(own(held), held.ty), want, values[0])
        else:
            kept = self.convert(Val(own(held), held.ty), want, values[0])
        then, orelse = (following, kept) if e.op == "and" else (kept, following)
        chosen = r.IfExpr(test, r.Block([], then), r.Block([], orelse), origin=self.origin(e))
        return self.block(stmts, chosen)

    def e_cond(self, e: ir.Cond) -> Val:
        want = self.rep(e)
        test = self.condition(e.test)
        body, orelse = self.expr(e.body), self.expr(e.orelse)
        if want.kind == "Int" and body.ty.kind == orelse.ty.kind == "i64":
            want = I64
        then = r.Block([], self.convert(body, want, e.body))
        other = r.Block([], self.convert(orelse, want, e.orelse))
        return Val(r.IfExpr(test, then, other, origin=self.origin(e)), want)

    def e_walrus(self, e: ir.Walrus) -> Val:
        stmts: list[r.RStmt] = []
        value = self.let(
            stmts, Val(self.convert(self.expr(e.value), self.variable_type(e.var), e), self.variable_type(e.var))
        )
        stmts.append(self.store_variable(e.var, Val(own(value), value.ty), e))
        return Val(r.Block(stmts, own(value), origin=self.origin(e)), value.ty)

    # --- displays ----------------------------------------------------------------------------------------------------

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
        if len(e.items) >= 3 and all(_is_constant(i) for i in e.items):
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

    # --- subscripts and attributes -----------------------------------------------------------------------------------

    def e_index(self, e: ir.Index) -> Val:
        obj = self.expr(e.obj)
        if isinstance(e.index, ir.Slice):
            return self.slice(obj, e.index, e)
        if obj.ty.kind == "opt":
            obj = self.subscripted(obj, e)
        return self.index(obj, e.index, e)

    def subscripted(self, obj: Val, e: ir.Node) -> Val:
        """The value inside an optional one that is subscripted."""
        stop = call("type_error", r.Lit("\"'NoneType' object is not subscriptable\""))
        present = method(own(obj), "ok_or_else", r.Closure([], stop))
        return Val(self.fallible(present, e), obj.ty.args[0])

    def index(self, obj: Val, index_expr: ir.Expr, e: ir.Node) -> Val:
        """`obj[index]`."""
        kind, origin = obj.ty.kind, self.origin(e)
        if kind == "tuple":
            constant = _constant_int(index_expr)
            if constant is not None and -len(obj.ty.args) <= constant < len(obj.ty.args):
                at = constant % len(obj.ty.args)
                if obj.mode == "temp" and not is_copy(obj.ty):
                    return Val(r.Field(obj.expr, str(at), origin=origin), obj.ty.args[at])
                return Val(r.Field(obj.expr, str(at), origin=origin), obj.ty.args[at], "place")
            if len(set(obj.ty.args)) == 1:
                obj = Val(self.convert(obj, RTy("vtuple", (obj.ty.args[0],)), e), RTy("vtuple", (obj.ty.args[0],)))
                kind = "vtuple"
        saved, self.place_mutable = self.place_mutable, False
        index = self.expr(index_expr)
        self.place_mutable = saved
        if kind == "list" and obj.ty.form == "owned" and index.ty.kind in ("Int", "i64", "bool"):
            return self.owned_index(obj, index, index_expr, e)
        if kind in ("list", "vtuple", "deque", "Str", "range", "bytes") and index.ty.kind in ("Int", "i64", "bool"):
            result = {"Str": STR, "range": I64, "bytes": I64}.get(kind) or obj.ty.args[0]
            got = method(obj.expr, "get", self.as_index(index, index_expr), origin=origin)
            return Val(self.fallible(got, e), result)
        if kind == "dict":
            reference = self._member(index, obj.ty.args[0], index_expr)
            if reference is not None:
                return Val(self.fallible(method(obj.expr, "get_item", reference, origin=origin), e), obj.ty.args[1])
        if kind == "obj" and self.node_methods(obj, "__getitem__"):
            return self.call_method_on(obj, "__getitem__", [index], self.rep_or_value(e), e)
        item = self.fallible(call("v_getitem", self.value_ref(obj, e), self.value_ref(index, e), origin=origin), e)
        return self.from_value(item, self.rep_or_value(e), e)

    def rep_or_value(self, e: ir.Node) -> RTy:
        """Representation of the result of `e`, dynamic where inference has none."""
        return self.rep(e) if e in self.linked.summary.exprs else VALUE

    def slice_bound(self, part: ir.Expr | None) -> r.RExpr:
        """`Option<i64>`; Python clamps what doesn't fit."""
        if part is None:
            return r.Path("None")
        v = self.expr(part)
        if v.ty.kind == "none":
            return r.Path("None")
        if v.ty.kind == "Int":
            return call("Some", method(v.expr, "clamp_index", origin=self.origin(part)))
        if v.ty.kind == "opt":
            return method(own(v), "map", r.Closure(["x"], method(r.Path("x"), "clamp_index")))
        return call("Some", self.as_index(v, part))

    def slice(self, obj: Val, s: ir.Slice, e: ir.Node) -> Val:
        """`obj[a:b:c]`."""
        kind, origin = obj.ty.kind, self.origin(e)
        if kind == "opt":
            return self.slice(self.subscripted(obj, e), s, e)
        want = self.rep_or_value(e)
        if kind == "tuple":
            if want.kind == "tuple" and s.step is None:
                low, high = (None if p is None else _constant_int(p) for p in (s.lower, s.upper))
                chosen = list(range(len(obj.ty.args)))[low:high]
                stmts: list[r.RStmt] = []
                held = self.let(stmts, obj)
                parts = [
                    self.convert(Val(r.Field(held.expr, str(i)), obj.ty.args[i], "place"), t, e)
                    for i, t in zip(chosen, want.args, strict=False)
                ]
                return Val(self.block(stmts, r.Tuple(parts, origin=origin)), want)
            element = want.args[0] if want.kind == "vtuple" else VALUE
            obj = Val(self.convert(obj, RTy("vtuple", (element,)), e), RTy("vtuple", (element,)))
            kind = "vtuple"
        bounds = [self.slice_bound(p) for p in (s.lower, s.upper, s.step)]
        if kind in ("list", "vtuple", "Str", "range", "bytes"):
            name = "py_slice" if obj.ty.form == "owned" else "slice"
            cut = self.fallible(method(obj.expr, name, *bounds, origin=origin), e)
            v = Val(cut, obj.ty)
            if want.kind == kind and want != obj.ty:
                return Val(self.convert(v, want, e), want)
            return v
        packed = r.Macro("", bounds, "[")
        got = self.fallible(call("v_slice", self.value_ref(obj, e), packed, origin=origin), e)
        return self.from_value(got, want, e)

    def e_attr(self, e: ir.Attr) -> Val:
        base = self.var(e.obj).atoms
        for atom in base.values():
            if isinstance(atom, Named) and atom.key.startswith("module:"):
                return self.module_value(atom.name, e.name, e)
            if isinstance(atom, ClassObject) and len(base) == 1 and isinstance(e.obj, (ir.Global, ir.Local, ir.Attr)):
                return self._class_attribute(atom.cls, e)
        of = e.obj
        if (
            isinstance(of, ir.Call)
            and isinstance(of.func, ir.Global)
            and of.func.name == "type"
            and e.name in ("__name__", "__qualname__")
            and len(of.args) == 1
        ):
            return Val(method(self.expr(of.args[0]).expr, "type_name", origin=self.origin(e)), STR)
        obj = self.expr(e.obj)
        if obj.ty.kind == "class":
            return self._per_class(obj, e.obj, lambda cls: self._class_attribute(cls, e), e)
        return self.attribute(obj, e.name, e)

    def _class_attribute(self, cls: ClassInfo, e: ir.Attr) -> Val:
        """`C.name`."""
        found = cls.find_class_value(e.name)
        if found is not None:
            return self.class_value(found[0], e.name, e)
        named = cls.find_method(e.name)
        if named is not None:
            return self.method_value(named, e)
        if e.name in ("__name__", "__qualname__"):
            return Val(call("Str::lit", r.Lit(rust_string(cls.name))), STR)
        error = call("attribute_error", r.Lit(rust_string(f"type object '{cls.name}' has no attribute '{e.name}'")))
        return Val(self.fallible(call("Err::<Value, Box<PyErr>>", error), e), VALUE)

    def attribute(self, obj: Val, name: str, e: ir.Node) -> Val:
        """`obj.name`."""
        origin = self.origin(e)
        if obj.ty.kind == "opt" and obj.ty.args[0].kind == "obj":
            missing = r.Closure([], call("no_attribute", r.Lit('"NoneType"'), r.Lit(rust_string(name))))
            if obj.mode == "temp":
                obj = Val(self.fallible(method(obj.expr, "ok_or_else", missing, origin=origin), e), obj.ty.args[0])
            else:
                present = method(method(obj.expr, "as_ref"), "ok_or_else", missing, origin=origin)
                obj = Val(self.fallible(present, e), obj.ty.args[0], "ref")
        if obj.ty.kind == "obj":
            return self.instance_attribute(obj, name, e)
        if obj.ty.kind == "exc" and name == "args":
            return Val(method(obj.expr, "args", origin=origin), RTy("vtuple", (VALUE,)))
        got = self.fallible(call("v_getattr", self.value_ref(obj, e), r.Lit(rust_string(name)), origin=origin), e)
        return self.from_value(got, self.rep_or_value(e), e)

    def instance_attribute(self, obj: Val, name: str, e: ir.Node) -> Val:
        """An attribute of an instance of a user's class."""
        root = self.root_class(obj.ty)
        origin = self.origin(e)
        if obj.ty.form == "owned" and name in root.attributes:
            ty = self.program.reps.of(root.attributes[name])
            return Val(r.Field(obj.expr, self.program.field_name(root, name), origin=origin), ty, "place")
        methods = [m for c in root.descendants() for m in [c.methods.get(name)] if m is not None]
        if methods and not root.hides(name):
            if all(m.kind == "property" for m in methods):
                return self.call_method_on(obj, name, [], self.rep_or_value(e), e)
            return self.bound_method_value(obj, name, e)
        if name == "__class__":
            return self.class_of(obj)
        if name == "args" and self.program.is_exception(root):
            return Val(method(method(obj.expr, "to_exc"), "args", origin=origin), RTy("vtuple", (VALUE,)))
        if name == "__dict__":
            return self.unsupported(e, "`__dict__`", "")
        if name in root.attributes and self.program.has_field(root, name):
            ty = self.program.reps.of(root.attributes[name])
            field = r.Field(r.Field(obj.expr, "0"), self.program.field_name(root, name), origin=origin)
            if self.program.always_set(root, name):
                return Val(method(field, "value", origin=origin), ty)
            stmts: list[r.RStmt] = []
            held = self.let(stmts, obj) if obj.mode == "temp" else obj
            fallback = self.inherited_value(held, root, name, e)
            if fallback is not None:
                field = r.Field(r.Field(held.expr, "0"), self.program.field_name(root, name), origin=origin)
                arms = [r.Arm("Some(x)", None, r.Path("x")), r.Arm("None", None, self.convert(fallback, ty, e))]
                return Val(self.block(stmts, r.Match(method(field, "peek"), arms, origin=origin)), ty)
            got = method(field, "get", r.Lit(rust_string(root.name)), r.Lit(rust_string(name)), origin=origin)
            return Val(self.fallible(got, e), ty)
        inherited = self.inherited_value(obj, root, name, e)
        if inherited is not None:
            return inherited
        error = call("no_attribute", r.Lit(rust_string(root.name)), r.Lit(rust_string(name)))
        failing = call("Err::<Value, Box<PyErr>>", error)
        return Val(self.fallible(failing, e), VALUE)

    def inherited_value(self, obj: Val, root: ClassInfo, name: str, e: ir.Node) -> Val | None:
        """The class attribute that `name` means on `obj`; None when no class of the hierarchy has it."""
        owners = {cls: cls.find_class_value(name) for cls in root.descendants()}
        found = [o[0] for o in owners.values() if o is not None]
        if not found:
            return None
        if len(set(found)) == 1 and all(o is not None or not c.instantiated for c, o in owners.items()):
            return self.class_value(found[0], name, e)

        def build(cls: ClassInfo) -> Val:
            owner = owners[cls]
            if owner is not None:
                return self.class_value(owner[0], name, e)
            error = call("no_attribute", r.Lit(rust_string(cls.name)), r.Lit(rust_string(name)))
            ty = self.program.reps.of(found[0].class_values[name])
            return Val(self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", error), e), ty)

        return self.per_class(self.class_of(obj), list(owners), build, e)

    # --- text --------------------------------------------------------------------------------------------------------

    def e_fstring(self, e: ir.FString) -> Val:
        out = self.temp("s")
        stmts: list[r.RStmt] = [r.Let(f"mut {out}", None, call("String::new"))]
        self._fstring_parts(e, out, stmts)
        return Val(r.Block(stmts, call("Str::from", r.Path(out)), origin=self.origin(e)), STR)

    def _fstring_parts(self, e: ir.FString, out: str, stmts: list[r.RStmt]) -> None:
        target = r.Prefix("&mut ", r.Path(out))
        for part in e.parts:
            if isinstance(part, str):
                stmts.append(r.ExprS(method(r.Path(out), "push_str", r.Lit(rust_string(part)))))
                continue
            v = self.expr(part.value)
            origin = self.origin(part)
            if part.conversion in ("r", "a"):
                v = Val(
                    self.fallible(call("rt::repr" if part.conversion == "r" else "rt::ascii", borrow(v)), part), STR
                )
            elif part.conversion == "s" and part.spec is not None:
                v = Val(self.fallible(call("rt::to_str", borrow(v)), part), STR)
            if part.spec is None or not part.spec.parts:
                write = self._write("write_str", v, target, origin=origin)
            elif len(part.spec.parts) == 1 and isinstance(part.spec.parts[0], str):
                write = self._write("write_format", v, target, r.Lit(rust_string(part.spec.parts[0])), origin=origin)
            else:
                held = self.let(stmts, v)
                spec = self.temp("spec")
                stmts.append(r.Let(f"mut {spec}", None, call("String::new")))
                self._fstring_parts(part.spec, spec, stmts)
                write = self._write("write_format", held, target, r.Prefix("&", r.Path(spec)), origin=origin)
            stmts.append(r.ExprS(self.fallible(write, part)))

    def _write(self, name: str, v: Val, *args: r.RExpr, origin: r.Origin) -> r.RExpr:
        """A text-writing method of `Obj`; generated classes have those names from two traits."""
        if v.literal is not None:
            return method(r.Lit(f"{v.literal}_i64"), name, *args, origin=origin)
        if v.ty.kind == "obj":
            return call(f"Obj::{name}", borrow(v), *args, origin=origin)
        return method(v.expr, name, *args, origin=origin)

    def e_starred(self, e: ir.Starred) -> Val:
        return self.unsupported(e, "`*` here", "")

    def e_slice(self, e: ir.Slice) -> Val:
        return self.unsupported(e, "a slice here", "")


def _has_failure(node: Any) -> bool:
    """Whether a tree contains a mark that may leave the function."""
    from citl_lsp.lower.failure import Fallible, children

    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, (Fallible, RaiseError)):
            return True
        stack.extend(children(each))
    return False


def _is_constant(e: ir.Expr) -> bool:
    if isinstance(e, ir.Unary):
        return _is_constant(e.operand)
    if isinstance(e, ir.TupleLit):
        return all(_is_constant(i) for i in e.items)
    return isinstance(e, ir.Const)


def _constant_int(e: ir.Expr) -> int | None:
    if isinstance(e, ir.Const) and type(e.value) is int:
        return e.value
    if isinstance(e, ir.Unary) and e.op == "-" and isinstance(e.operand, ir.Const) and type(e.operand.value) is int:
        return -e.operand.value
    return None


_E = Expressions
_EXPRS: dict[type, Any] = {
    ir.Const: _E.e_const,
    ir.Local: _E.e_local,
    ir.Global: _E.e_global,
    ir.Attr: _E.e_attr,
    ir.Index: _E.e_index,
    ir.Slice: _E.e_slice,
    ir.Starred: _E.e_starred,
    ir.Call: lambda self, e: self.e_call(e),
    ir.Bin: _E.e_bin,
    ir.Unary: _E.e_unary,
    ir.Compare: _E.e_compare,
    ir.BoolOp: _E.e_bool,
    ir.Cond: _E.e_cond,
    ir.ListLit: _E.e_list,
    ir.TupleLit: _E.e_tuple,
    ir.SetLit: _E.e_set,
    ir.DictLit: _E.e_dict,
    ir.Comp: lambda self, e: self.e_comp(e),
    ir.Lambda: _E.e_lambda,
    ir.FString: _E.e_fstring,
    ir.Walrus: _E.e_walrus,
    ir.UnsupportedExpr: _E.e_unsupported,
}

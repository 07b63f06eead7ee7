"""Functions as values: references to them, closures, lambdas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.calls.calls import CallLowering
from citl_lsp.lower.context import is_constant
from citl_lsp.lower.dynamic import dynamic_arguments
from citl_lsp.lower.failure import Succeed
from citl_lsp.lower.function import Binding
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.names import shown_name
from citl_lsp.lower.rty import VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Con, Named
from citl_lsp.types.program import FunctionInfo


class FunctionValues(CallLowering):
    """Lowering of functions where they aren't called."""

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
        params, given, checks = self.closure_params(info, ty, 0, node, stmts)
        args = [self.pass_argument(info, i, v) for i, v in enumerate(given)]
        target = Succeed(call(self.program.function_names[info], *captured, *args), info.key, origin=self.origin(node))
        closure = r.Closure([params], self.block(checks, target), move=True)
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
        self, info: FunctionInfo, ty: RTy, offset: int, node: ir.Node, before: list[r.RStmt],
        chosen: Sequence[str] = (),
    ) -> tuple[str, list[Val], list[r.RStmt]]:  # fmt: skip
        """The parameter of a `Func`'s closure (a tuple pattern, with the `chosen` names first), the values that the
        function's parameters from `offset` on get: what was given, or the default (held from now on: statements go to
        `before`), and the refusal of more arguments than it takes."""
        names = [*chosen, *(f"a{i}" for i in range(len(chosen), len(ty.args) - 1))]
        comma = "," if len(names) == 1 else ""
        types = f"({', '.join(rust_type(t) for t in ty.args[:-1])}{comma})"
        saved, self.handler = self.handler, None
        vals: list[Val] = []
        checks: list[r.RStmt] = []
        own_count = len(info.params) - offset
        for i, (name, t) in enumerate(zip(names[own_count:], ty.args[own_count:], strict=False), own_count):
            error = call("type_error", r.Lit(rust_string(self.too_many(info, i + 1 + offset))))
            refused = r.ExprS(self.fallible(call("Err::<(), Box<PyErr>>", error), node))
            present = method(r.Path(name), "is_some")
            checks.insert(0, r.ExprS(r.IfExpr(present, r.Block([refused]))) if t.name == "given" else refused)
        for i, (name, t) in enumerate(zip(names[:own_count], ty.args, strict=False)):
            if t.name == "given":
                arms = [
                    r.Arm("Some(x)", None, r.Path("x")),
                    r.Arm("None", None, self._default_of(info, i + offset, t.args[0], node, before)),
                ]
                vals.append(Val(r.Match(r.Path(name), arms), t.args[0]))
            else:
                vals.append(Val(r.Path(name), t))
        self.handler = saved
        return f"({', '.join(names)}{comma}): {types}", vals, checks

    def _default_of(self, info: FunctionInfo, i: int, ty: RTy, node: ir.Node, before: list[r.RStmt]) -> r.RExpr:
        """The default of a parameter as it is now, or TypeError where this function has none."""
        param = info.function.params[i]
        if param.default is not None and (is_constant(param.default) or (info, i) in self.program.default_vars):
            return self.default(info, i, ty, node)
        if param.default is not None:
            name = self.temp("default")
            before.append(r.Let(name, None, self.default(info, i, ty, node)))
            return method(r.Path(name), "clone")
        text = f"{shown_name(info.function.qualname)}() missing 1 required positional argument: '{param.var.name}'"
        error = call("type_error", r.Lit(rust_string(text)))
        return self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", error), node)

    def hold_defaults(self, info: FunctionInfo, out: list[r.RStmt]) -> None:
        """Evaluate the defaults of a nested function or lambda, where it is defined."""
        for i, param in enumerate(info.function.params):
            var = self.program.default_vars.get((info, i))
            if var is None or param.default is None:
                continue
            ty = self.program.reps.of(self.program.default_types[var])
            name = self.names.local(var.name)
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
        names = [self.names.local(param.var.name) for param in e.function.params]
        params, given, prologue = self.closure_params(info, ty, 0, e, stmts, names)
        for name, param, v in zip(names, e.function.params, given, strict=True):
            if not isinstance(v.expr, r.Path):
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
            name = self.names.local(param.var.name)
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

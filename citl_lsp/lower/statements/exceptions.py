"""Exceptions: raised, caught, and what runs at last."""

from __future__ import annotations

from dataclasses import replace

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.endings import falls_through
from citl_lsp.lower.failure import RaiseError, ReturnValue
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.statements.loops import ControlFlow
from citl_lsp.lower.values import Val, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Named


class Exceptions(ControlFlow):
    """Lowering of `raise`, `assert`, `try`."""

    handling: str | None = None
    """Rust variable of the exception that is being handled."""

    def s_assert(self, s: ir.Assert, out: list[r.RStmt]) -> None:
        test = r.Prefix("!", self.condition(s.test), origin=self.origin(s))
        if s.message is not None:
            args: r.RExpr = r.Macro("vec", [self.to_value(self.expr(s.message), s.message)], "[")
        else:
            args = r.Path("Vec::new()")
        error = call("raise_args", r.Path("&ASSERTION_ERROR"), args)
        out.append(r.ExprS(r.IfExpr(test, r.Block([r.ExprS(self.raise_error(error, s))])), origin=self.origin(s)))

    def raise_error(self, error: r.RExpr, node: ir.Node) -> r.RExpr:
        """Leave with `error`."""
        return RaiseError(error, self.line(node), self.handler, origin=self.origin(node))

    def s_raise(self, s: ir.Raise, out: list[r.RStmt]) -> None:
        if s.exc is None:
            if self.handling is None:
                error: r.RExpr = call("raise", r.Path("&RUNTIME_ERROR"), r.Lit('"No active exception to reraise"'))
            else:
                error = method(method(r.Path(self.handling), "exc"), "raise")
            out.append(r.ExprS(self.raise_error(error, s)))
            return
        error = self._raised(s.exc)
        if s.cause is not None:
            if isinstance(s.cause, ir.Const):
                error = method(error, "from_cause", r.Path("None"))
            else:
                error = method(error, "from_cause", call("Some", self._exception(s.cause)))
        elif self.handling is not None:
            handled = r.Prefix("&", method(r.Path(self.handling), "exc"))
            error = method(error, "during", handled)
        out.append(r.ExprS(self.raise_error(error, s), origin=self.origin(s)))

    def _exception(self, e: ir.Expr) -> r.RExpr:
        """An `Exc`."""
        atoms = self.var(e).atoms
        if isinstance(e, ir.Global) and len(atoms) == 1:
            for atom in atoms.values():
                if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                    return call(
                        "Exc::new", r.Path("&" + self.program.exception_static(atom.name)), r.Path("Vec::new()")
                    )
                if isinstance(atom, ClassObject):
                    made = self.construct(atom.cls, ir.Call(e.span, e.line, e, [], []))
                    return method(made.expr, "to_exc")
        v = self.expr(e)
        if v.ty.kind == "exc":
            return own(v)
        if v.ty.kind == "obj" and self.program.is_exception(self.root_class(v.ty)):
            return method(v.expr, "to_exc", origin=self.origin(e))
        return self.fallible(call("v_exception", self.value_ref(v, e), origin=self.origin(e)), e)

    def _raised(self, e: ir.Expr) -> r.RExpr:
        """A `Box<PyErr>` for `raise e`."""
        if isinstance(e, ir.Call) and isinstance(e.func, ir.Global) and not e.keywords:
            atoms = self.var(e.func).atoms
            (atom,) = atoms.values() if len(atoms) == 1 else (None,)
            if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                static = r.Path("&" + self.program.exception_static(atom.name))
                if len(e.args) == 1 and not isinstance(e.args[0], ir.Starred):
                    v = self.expr(e.args[0])
                    if v.ty.kind == "Str":
                        return call("raise", static, own(v), origin=self.origin(e))
                    packed = r.Macro("vec", [self.to_value(v, e)], "[")
                    return call("raise_args", static, packed, origin=self.origin(e))
        return method(self._exception(e), "raise", origin=self.origin(e))

    def s_try(self, s: ir.Try, out: list[r.RStmt]) -> None:
        if s.final:
            self._finally(s, out)
        else:
            self._try_except(s, out)

    def _finally(self, s: ir.Try, out: list[r.RStmt]) -> None:
        label, name = self.label("fin"), self.temp("exit")
        saved_handler = self.handler
        self.handler = label
        self.finals.append(label)
        self.final_loops.append(self.loops[-1] if self.loops else None)
        inner: list[r.RStmt] = []
        if s.handlers or s.orelse:
            self._try_except(s, inner)
        else:
            inner = self.block_of(s.body, s)
        ended = r.Path("Exit::Next") if falls_through([replace(s, final=[])]) else None
        self.final_loops.pop()
        self.finals.pop()
        self.handler = saved_handler
        result = "()" if self.info.function.name == "<module>" else rust_type(self.result_ty)
        out.append(r.Let(name, f"Exit<{result}>", r.Block(inner, ended, label=label), origin=self.origin(s)))
        out.extend(self.block_of(s.final, s.final))
        # What can't happen is said to be unreachable: rustc types a block by how it ends.
        never = r.Macro("unreachable", [])
        arms: list[r.Arm] = [r.Arm("Exit::Next", None, r.Block([]) if ended is not None else never)]
        leave: r.RExpr
        if self.finals:
            leave = r.Break(self.finals[-1], call("Exit::Return", r.Path("x")))
        else:
            leave = ReturnValue(None if self.result_ty.kind == "none" else r.Path("x"))
        arms.append(
            r.Arm(
                "Exit::Return(_x)" if self.result_ty.kind == "none" and not self.finals else "Exit::Return(x)",
                None,
                leave,
            )
        )
        arms.append(r.Arm("Exit::Raise(error)", None, RaiseError(r.Path("error"), None, self.handler)))
        if (label, 0) in self.jumps:
            breaks: list[r.RStmt] = []
            self.s_break(ir.Break(s.span, s.line), breaks)
            arms.append(r.Arm("Exit::Jump(0)", None, r.Block(breaks)))
        if (label, 1) in self.jumps:
            continues: list[r.RStmt] = []
            self.s_continue(ir.Continue(s.span, s.line), continues)
            arms.append(r.Arm("Exit::Jump(_)", None, r.Block(continues)))
        else:
            arms.append(r.Arm("Exit::Jump(_)", None, never))
        out.append(r.ExprS(r.Match(r.Path(name), arms), origin=self.origin(s)))

    def _try_except(self, s: ir.Try, out: list[r.RStmt]) -> None:
        label, outcome = self.label("try"), self.temp("outcome")
        saved = self.handler
        self.handler = label
        self.try_depth += 1
        body = self.block_of(s.body, s)
        self.try_depth -= 1
        self.handler = saved
        block = r.Block(body, r.Path("Ok(())") if falls_through(s.body) else None, label=label)
        out.append(r.Let(outcome, "Res<()>", block, origin=self.origin(s)))
        error = self.temp("error")
        saved_handling = self.handling
        self.handling = error
        chain = self._handlers(s.handlers, error)
        self.handling = saved_handling
        success = r.Block(self.block_of(s.orelse, s.orelse) if s.orelse else [])
        if not falls_through(s.body):
            success = r.Block([r.ExprS(r.Macro("unreachable", []))])
        arms = [r.Arm("Ok(())", None, success), r.Arm(f"Err({error})", None, chain)]
        out.append(r.ExprS(r.Match(r.Path(outcome), arms), origin=self.origin(s)))

    def _handlers(self, handlers: list[ir.Handler], error: str) -> r.Block:
        """`if error.matches(...) { ... } else ... else { raise again }`."""
        chain: r.Block | r.IfExpr = r.Block([r.ExprS(RaiseError(r.Path(error), None, self.handler))])
        built: list[tuple[r.RExpr | None, r.Block, ir.Handler]] = []
        for handler in handlers:
            body: list[r.RStmt] = []
            statics, stops = self._caught(handler.types)
            if handler.var is not None:
                for var in handler.unbinds:
                    self.unbind(var, handler, body, quiet=True)
                self._bind_caught(handler, error, body)
            body += self.block_of(handler.body, handler)
            if handler.var is not None and handler.var.captured and falls_through(handler.body):
                self.unbind(handler.var, handler, body, quiet=True)
            test = self._matches(statics, error, handler)
            if stops:
                test = r.Block([r.ExprS(stop) for stop in stops], test or r.Lit("true"))
            built.append((test, r.Block(body), handler))
        for test, block, handler in reversed(built):
            if test is None:
                chain = block
            else:
                chain = r.IfExpr(test, block, chain, origin=self.origin(handler))
        return chain if isinstance(chain, r.Block) else r.Block([r.ExprS(chain)])

    def _caught(self, types: list[ir.Expr]) -> tuple[list[str], list[r.RExpr]]:
        """The exception classes, and what stops where one of them isn't known."""
        statics: list[str] = []
        stops: list[r.RExpr] = []
        for each in types:
            exprs = each.items if isinstance(each, ir.TupleLit) else [each]
            for e in exprs:
                found = False
                atoms = self.var(e).atoms.values()
                for atom in atoms if len(atoms) == 1 else ():
                    if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                        statics.append(self.program.exception_static(atom.name))
                        found = True
                    elif isinstance(atom, ClassObject) and self.program.is_exception(atom.cls):
                        statics.append(self.program.class_static(atom.cls))
                        found = True
                if not found:
                    stops.append(self.unsupported(e, "this exception class", "name a class of exceptions").expr)
        return statics, stops

    def _matches(self, statics: list[str], error: str, handler: ir.Handler) -> r.RExpr | None:
        if not handler.types or "BASE_EXCEPTION" in statics:
            return None
        if not statics:
            return r.Lit("false")
        tests = [method(r.Path(error), "matches", r.Path(f"&{s}"), origin=self.origin(handler)) for s in statics]
        found: r.RExpr = tests[0]
        for test in tests[1:]:
            found = r.Binary("||", found, test)
        return found

    def _bind_caught(self, handler: ir.Handler, error: str, body: list[r.RStmt]) -> None:
        var = handler.var
        assert var is not None
        ty = self.variable_type(var)
        exc = method(r.Path(error), "exc")
        if ty.kind == "obj":
            v = Val(call(f"{ty.name}::from_exc", r.Prefix("&", exc)), ty)
        else:
            v = Val(exc, RTy("exc"))
        body.append(self.store_variable(var, v, handler))

"""Statements and definitions: CPython's tree to IR, one `Statements` per unit.

Every method takes one kind of node and appends its IR to a list; `block` dispatches on the node's type. Where a
function or class of the module's top level, or a method, is defined, `define` says which unit it becomes: the caller
builds that. It must not know how units are cut out of the file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from citl_lsp.frontend.expressions import BINARY, MAX_DEPTH, Expressions
from citl_lsp.frontend.flow import (
    BREAK,
    CONTINUE,
    RETURN,
    STOP,
    Bind,
    Branch,
    Flow,
    HandlerFlow,
    Loop,
    TryFlow,
    Unbind,
    Update,
)
from citl_lsp.frontend.functions import Saved
from citl_lsp.frontend.places import Source
from citl_lsp.frontend.scopes import bindings
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Out = list[ir.Stmt]

_DEF_NAME = re.compile(r"(?:async(?:\s|\\\r?\n)+)?def(?:\s|\\\r?\n)+")
_AS_NAME = re.compile(r"[\s)\\]*as(?:\s|\\\r?\n)+")


class Statements(Expressions):
    def __init__(
        self,
        source: Source,
        base: int,
        base_line: int,
        class_name: str | None,
        has_walrus: bool,
        define: Callable[[Definition], str],
    ) -> None:
        super().__init__(source, base, base_line, class_name, has_walrus)
        self.define = define

    def block(self, body: list[ast.stmt]) -> _Out:
        out: _Out = []
        for node in body:
            handler = _HANDLERS.get(type(node))
            if handler is None:
                self.unknown(node, out)
            else:
                handler(self, node, out)
        return out

    def block_flow(self, body: list[ast.stmt]) -> tuple[_Out, Flow]:
        """Convert with a flow of its own."""
        saved, self.flow = self.flow, []
        out = self.block(body)
        flow, self.flow = self.flow, saved
        return out, flow

    def unsupported(self, node: ast.stmt, out: _Out, what: str, instead: str) -> None:
        out.append(ir.UnsupportedStmt(*self.place(node), what, instead))
        self.flow.append(STOP)

    def unknown(self, node: ast.stmt, out: _Out) -> None:
        what, instead = _UNSUPPORTED.get(type(node).__name__, (f"a `{type(node).__name__}` statement", ""))
        self.unsupported(node, out, what, instead)

    # --- simple statements --------------------------------------------------------------------------------------------

    def expression(self, node: ast.Expr, out: _Out) -> None:
        value = self.convert(node.value)
        out.append(ir.ExprStmt(self.span(node), node.lineno - self.base_line, value))

    def assign(self, node: ast.Assign, out: _Out) -> None:
        value = self.convert(node.value)
        targets = [self.target(target) for target in node.targets]
        out.append(ir.Assign(self.span(node), node.lineno - self.base_line, targets, value))

    def annotated(self, node: ast.AnnAssign, out: _Out) -> None:
        span, line = self.place(node)
        wish = self.annotation(node.annotation)
        target: ir.Target
        if node.value is not None:
            value = self.convert(node.value)
            target = self.target(node.target)
            out.append(ir.Assign(span, line, [target], value, wish))
            last = self.flow[-1] if self.flow else None
            if isinstance(last, Bind) and last.holder is target:
                last.annotation = wish
        else:
            if isinstance(node.target, ast.Name):
                target_span, target_line = self.place(node.target)
                name = self.mangle(node.target.id)
                var = self.lookup(name)
                if var is None:
                    target = ir.TargetGlobal(target_span, target_line, name)
                else:
                    target = ir.TargetLocal(target_span, target_line, var)
            else:
                target = self.target(node.target)
            out.append(ir.Declare(span, line, target, wish))
        if isinstance(target, ir.TargetLocal) and not target.var.is_param and target.var.annotation is None:
            target.var.annotation = wish

    def augmented(self, node: ast.AugAssign, out: _Out) -> None:
        span, line = self.place(node)
        op = BINARY[type(node.op)]
        if not isinstance(node.target, ast.Name):
            target = self.target(node.target)
            assert isinstance(target, (ir.TargetAttr, ir.TargetIndex))
            out.append(ir.AugAssign(span, line, target, op, self.convert(node.value)))
            return
        name_span, name_line = self.place(node.target)
        name = self.mangle(node.target.id)
        var = self.lookup(name)
        if var is None:
            out.append(
                ir.AugAssign(span, line, ir.TargetGlobal(name_span, name_line, name), op, self.convert(node.value))
            )
            return
        local = ir.Local(name_span, name_line, var)
        own = self.scope.own.get(name) is var
        if own:
            place = len(self.flow)
        else:
            self.used(local)
        value = self.convert(node.value)
        bound = ir.TargetLocal(name_span, name_line, var)
        statement = ir.AugAssign(span, line, bound, op, value)
        self.bound(bound, name_span)
        if own:
            bind = self.flow[-1]
            assert isinstance(bind, Bind)
            self.flow.insert(place, Update(statement, local, bind))
        out.append(statement)

    def delete(self, node: ast.Delete, out: _Out) -> None:
        targets: list[ir.Target] = []
        pending = list(reversed(node.targets))
        while pending:
            part = pending.pop()
            if isinstance(part, (ast.Tuple, ast.List)):
                pending.extend(reversed(part.elts))
            elif isinstance(part, ast.Name):
                span, line = self.place(part)
                name = self.mangle(part.id)
                var = self.lookup(name)
                if var is None:
                    targets.append(ir.TargetGlobal(span, line, name))
                    continue
                target = ir.TargetLocal(span, line, var)
                if self.scope.own.get(name) is var:
                    self.flow.append(Unbind(target, var))
                else:
                    self.unsupported(node, out, "`del` of a variable of an outer function", "assign None to it")
                    return
                targets.append(target)
            else:
                targets.append(self.target(part))
        out.append(ir.Delete(*self.place(node), targets))

    def pass_(self, node: ast.Pass, out: _Out) -> None:
        out.append(ir.Pass(*self.place(node)))

    def break_(self, node: ast.Break, out: _Out) -> None:
        out.append(ir.Break(*self.place(node)))
        self.flow.append(BREAK)

    def continue_(self, node: ast.Continue, out: _Out) -> None:
        out.append(ir.Continue(*self.place(node)))
        self.flow.append(CONTINUE)

    def return_(self, node: ast.Return, out: _Out) -> None:
        value = self.optional(node.value)
        out.append(ir.Return(self.span(node), node.lineno - self.base_line, value))
        self.flow.append(RETURN)

    def raise_(self, node: ast.Raise, out: _Out) -> None:
        exc, cause = self.optional(node.exc), self.optional(node.cause)
        out.append(ir.Raise(*self.place(node), exc, cause))
        self.flow.append(STOP)

    def assert_(self, node: ast.Assert, out: _Out) -> None:
        test, test_flow = self.test(node.test)
        message: ir.Expr | None = None
        failing: Flow = []
        if node.msg is not None:
            message, failing = self.aside(node.msg)
        self.flow.append(Branch([(test_flow, [])], [*failing, STOP]))
        out.append(ir.Assert(*self.place(node), test, message))

    def scope_declaration(self, node: ast.Global | ast.Nonlocal, out: _Out) -> None:
        """Already taken into account; only a class body can't have it."""
        if self.scope.kind == "class":
            self.unsupported(node, out, "`global` in a class body", "assign the name at module level")

    def import_(self, node: ast.Import, out: _Out) -> None:
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            self.imported(alias, alias.name, 0, None, bound, out)

    def import_from(self, node: ast.ImportFrom, out: _Out) -> None:
        for alias in node.names:
            self.imported(alias, node.module or "", node.level, alias.name, alias.asname or alias.name, out)

    def imported(self, alias: ast.alias, module: str, level: int, name: str | None, bound: str, out: _Out) -> None:
        span, line = self.place(alias)
        bound = self.mangle(bound)
        var = None if bound == "*" else self.lookup(bound)
        statement = ir.Import(span, line, module, level, name, bound, var)
        if var is not None:
            self.bound(statement, span)
        out.append(statement)

    # --- compound statements ------------------------------------------------------------------------------------------

    def if_(self, node: ast.If, out: _Out) -> None:
        if _arms(node) > MAX_DEPTH:
            self.unsupported(node, out, "an `if` with this many `elif`", "a dict of functions")
            return
        chain: list[tuple[ast.If, ir.Expr, _Out]] = []
        arms: list[tuple[Flow, Flow]] = []
        while True:
            test, test_flow = self.test(node.test)
            body, flow = self.block_flow(node.body)
            chain.append((node, test, body))
            arms.append((test_flow, flow))
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                break
            node = node.orelse[0]
        orelse, else_flow = self.block_flow(node.orelse)
        self.flow.append(Branch(arms, else_flow))
        for part, test, body in reversed(chain):
            orelse = [ir.If(*self.place(part), test, body, orelse)]
        out += orelse

    def while_(self, node: ast.While, out: _Out) -> None:
        saved, self.loop = self.loop, self.loop or self.new_loop()
        self.repeated += 1
        test, test_flow = self.test(node.test)
        body, flow = self.block_flow(node.body)
        self.repeated -= 1
        self.loop = saved
        orelse, else_flow = self.block_flow(node.orelse)
        endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        self.flow.append(Loop(test_flow, flow, else_flow, endless))
        out.append(ir.While(*self.place(node), test, body, orelse))

    def for_(self, node: ast.For, out: _Out) -> None:
        iterable = self.convert(node.iter)
        saved, self.loop = self.loop, self.loop or self.new_loop()
        self.repeated += 1
        outer, self.flow = self.flow, []
        target = self.target(node.target)
        body = self.block(node.body)
        flow, self.flow = self.flow, outer
        self.repeated -= 1
        self.loop = saved
        orelse, else_flow = self.block_flow(node.orelse)
        self.flow.append(Loop([], flow, else_flow, endless=False))
        out.append(ir.For(*self.place(node), target, iterable, body, orelse))

    def try_(self, node: ast.Try, out: _Out) -> None:
        body, flow = self.block_flow(node.body)
        handlers: list[ir.Handler] = []
        handler_flows: list[HandlerFlow] = []
        for part in node.handlers:
            handler, handler_flow = self.handler(part)
            handlers.append(handler)
            handler_flows.append(handler_flow)
        orelse, else_flow = self.block_flow(node.orelse)
        final, final_flow = self.block_flow(node.finalbody)
        self.flow.append(TryFlow(flow, handler_flows, else_flow, final_flow))
        out.append(ir.Try(*self.place(node), body, handlers, orelse, final))

    def handler(self, node: ast.ExceptHandler) -> tuple[ir.Handler, HandlerFlow]:
        span, line = self.place(node)
        outer, self.flow = self.flow, []
        types: list[ir.Expr] = []
        if isinstance(node.type, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in node.type.elts):
            types = self.convert_all(node.type.elts)
        elif node.type is not None:
            types = [self.convert(node.type)]
        types_flow, self.flow = self.flow, []

        handler = ir.Handler(span, line, types, None, [])
        bind: Bind | None = None
        if node.name is not None:
            assert node.type is not None
            name = self.mangle(node.name)
            end = self.source.end(node.type)
            match = _AS_NAME.match(self.source.text, end)
            start = (match.end() if match else self.source.start(node)) - self.base
            name_span = Span(start, start + len(node.name))
            var = self.lookup(name)
            if var is None:
                self.global_handler(handler, name, name_span)
            else:
                handler.var = var
                self.bound(handler, name_span)
                if self.scope.own.get(name) is var:
                    taken = self.flow.pop()
                    assert isinstance(taken, Bind)
                    bind = taken
        handler.body += self.block(node.body)
        if node.name is not None and handler.var is not None and handler.var in self.scope.variables:
            handler.body.append(ir.Delete(span, line, [ir.TargetGlobal(span, line, self.mangle(node.name))]))
        body_flow, self.flow = self.flow, outer
        return handler, HandlerFlow(types_flow, bind, body_flow)

    def global_handler(self, handler: ir.Handler, name: str, span: Span) -> None:
        """`except ... as name` where the name is a global: a variable of its own, copied to it, deleted at the end."""
        var = ir.Variable(name, 1, span=span)
        self.scope.variables.append(var)
        handler.var = var
        value = ir.Local(span, handler.line, var)
        handler.body.append(ir.Assign(span, handler.line, [ir.TargetGlobal(span, handler.line, name)], value))

    # --- definitions --------------------------------------------------------------------------------------------------

    def definition(self, node: Definition, out: _Out) -> None:
        if self.scope.kind != "function":
            if isinstance(node, ast.ClassDef) and self.scope.kind == "class":
                self.unsupported(node, out, "a class inside a class", "a class at module level")
            else:
                out.append(ir.DefineStmt(*self.place(node), self.define(node)))
            return
        if isinstance(node, ast.ClassDef):
            self.unsupported(node, out, "a class inside a function", "a class at module level")
            return
        name = self.mangle(node.name)
        var = self.lookup(name)
        if var is None:
            self.unsupported(node, out, "a `def` of a global name inside a function", "a function at module level")
            return
        start, lineno = self.source.definition_start(node)
        span, line = Span(start - self.base, self.source.end(node) - self.base), lineno - self.base_line
        qualname = self.numbered(self.prefix + node.name)
        decorators = self.convert_all(node.decorator_list)
        defaults = self.defaults(node.args)
        state = self.enter(qualname)
        function = self.function_body(node, defaults, state, name, qualname)
        function.span, function.decorators = span, decorators
        statement = ir.FunctionStmt(span, line, var, function)
        before = len(self.flow)
        self.bound(statement, self.name_span(node))
        bind = self.flow[before] if len(self.flow) > before else None
        assert bind is None or isinstance(bind, Bind)
        if decorators:  # which may call it at once
            self.closure([needed for needed in function.captures if needed is not var], None)
        self.closure(function.captures, bind)
        out.append(statement)

    def name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Span:
        """The name in `def name(...)`."""
        match = _DEF_NAME.match(self.source.text, self.source.start(node))
        start = (match.end() if match else self.source.start(node)) - self.base
        return Span(start, start + len(node.name))

    def function_body(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        defaults: dict[str, ir.Expr],
        state: Saved,
        name: str,
        qualname: str,
    ) -> ir.Function:
        """Everything of a function but its decorators, in the scope that `enter` opened."""
        params = self.params(node.args, defaults)
        self.scope.declare(bindings(node.body, self.has_walrus), self.class_name)
        returns = None if node.returns is None else self.annotation(node.returns)
        docstring, statements = split_docstring(node.body)
        body: _Out = []
        if isinstance(node, ast.AsyncFunctionDef):
            start, line = self.source.start(node) - self.base, node.lineno - self.base_line
            header = Span(start, self.name_span(node).end)
            body.append(ir.UnsupportedStmt(header, line, "an `async` function", "an ordinary function"))
            self.flow.append(STOP)
        else:
            body = self.block(statements)
        span, line = self.place(node)
        function = self.leave(state, name, qualname, params, body, span, line)
        function.returns = returns
        function.docstring = docstring
        function.is_async = isinstance(node, ast.AsyncFunctionDef)
        return function


def _arms(node: ast.If) -> int:
    count = 1
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        node = node.orelse[0]
        count += 1
    return count


def split_docstring(body: list[ast.stmt]) -> tuple[str | None, list[ast.stmt]]:
    """(docstring as written in the source, the other statements)."""
    if body:
        first = body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            return first.value.value, body[1:]
    return None, body


_UNSUPPORTED = {
    "With": ("a `with` statement", "`try` and `finally`"),
    "AsyncWith": ("`async with`", "`try` and `finally`"),
    "AsyncFor": ("`async for`", "an ordinary `for` loop"),
    "Match": ("a `match` statement", "`if` and `elif`"),
    "TryStar": ("`except*`", "`except`"),
    "TypeAlias": ("a `type` statement", "a plain assignment"),
}

_HANDLERS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Expr: Statements.expression,
    ast.Assign: Statements.assign,
    ast.AnnAssign: Statements.annotated,
    ast.AugAssign: Statements.augmented,
    ast.Delete: Statements.delete,
    ast.Pass: Statements.pass_,
    ast.Break: Statements.break_,
    ast.Continue: Statements.continue_,
    ast.Return: Statements.return_,
    ast.Raise: Statements.raise_,
    ast.Assert: Statements.assert_,
    ast.Global: Statements.scope_declaration,
    ast.Nonlocal: Statements.scope_declaration,
    ast.Import: Statements.import_,
    ast.ImportFrom: Statements.import_from,
    ast.If: Statements.if_,
    ast.While: Statements.while_,
    ast.For: Statements.for_,
    ast.Try: Statements.try_,
    ast.FunctionDef: Statements.definition,
    ast.AsyncFunctionDef: Statements.definition,
    ast.ClassDef: Statements.definition,
}

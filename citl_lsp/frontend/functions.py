"""Nested functions: entering and leaving them, their parameters."""

from __future__ import annotations

import ast
from typing import Literal

from citl_lsp.frontend.flow import Bind, Flow
from citl_lsp.frontend.naming import Naming
from citl_lsp.frontend.scopes import Scope, bindings, order_variables
from citl_lsp.frontend.webs import split
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span


class Saved:
    """What `enter` puts aside."""

    __slots__ = ("flow", "is_generator", "loop", "nested", "prefix", "scope")

    def __init__(
        self, scope: Scope, flow: Flow, loop: int, nested: list[ir.Function], prefix: str, is_generator: bool
    ) -> None:
        self.scope = scope
        self.flow = flow
        self.loop = loop
        self.nested = nested
        self.prefix = prefix
        self.is_generator = is_generator


class FunctionScopes(Naming):
    """Lambdas, and what nested `def`s share with them."""

    def lambda_(self, node: ast.Lambda) -> ir.Expr:
        span, line = self.place(node)
        qualname = self.numbered(self.prefix + "<lambda>")
        defaults = self.defaults(node.args)
        state = self.enter(qualname)
        params = self.params(node.args, defaults)
        if self.has_walrus:
            self.scope.declare(bindings([ast.Expr(node.body)], True), self.class_name)
        value = self.convert(node.body)
        body: list[ir.Stmt] = [ir.Return(value.span, value.line, value)]
        function = self.leave(state, "<lambda>", qualname, params, body, span, line)
        self.closure(function.captures, None)
        return ir.Lambda(span, line, function)

    def enter(self, qualname: str) -> Saved:
        """Start a nested function; the caller then declares its names and converts its body."""
        state = Saved(self.scope, self.flow, self.loop, self.nested, self.prefix, self.is_generator)
        self.scope = Scope("function", self.scope)
        self.flow, self.loop, self.nested, self.is_generator = [], 0, [], False
        self.prefix = qualname + ".<locals>."
        return state

    def leave(
        self, state: Saved, name: str, qualname: str, params: list[ir.Param], body: list[ir.Stmt], span: Span, line: int
    ) -> ir.Function:
        """Finish a nested function: split its variables into webs, and go on in the outer one."""
        scope = self.scope
        variables = list(scope.own.values())
        split(self.flow, variables, self.captured_uses)
        own_params = [param.var for param in params]
        is_param = set(own_params)
        others = [var for var in variables if var not in is_param] + scope.variables
        function = ir.Function(
            name=name,
            qualname=qualname,
            params=params,
            returns=None,
            body=body,
            docstring=None,
            decorators=[],
            variables=order_variables(own_params, others),
            captures=list(scope.captures),
            nested=self.nested,
            is_generator=self.is_generator,
            is_async=False,
            span=span,
            line=line,
        )
        self.scope, self.flow, self.loop = state.scope, state.flow, state.loop
        self.nested, self.prefix, self.is_generator = state.nested, state.prefix, state.is_generator
        self.nested.append(function)
        return function

    def defaults(self, node: ast.arguments) -> dict[str, ir.Expr]:
        """Default values by parameter name, evaluated in the enclosing scope."""
        found: dict[str, ir.Expr] = {}
        outer, self.in_defaults = self.in_defaults, True
        normal = [*node.posonlyargs, *node.args]
        for arg, default in zip(normal[len(normal) - len(node.defaults) :], node.defaults, strict=True):
            found[arg.arg] = self.convert(default)
        for arg, kw_default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            if kw_default is not None:
                found[arg.arg] = self.convert(kw_default)
        self.in_defaults = outer
        return found

    def params(self, node: ast.arguments, defaults: dict[str, ir.Expr]) -> list[ir.Param]:
        params: list[ir.Param] = []

        def add(arg: ast.arg, kind: Literal["positional_only", "normal", "keyword_only", "args", "kwargs"]) -> None:
            span, line = self.place(arg)
            name = self.mangle(arg.arg)
            annotation = None if arg.annotation is None else self.annotation(arg.annotation)
            name_span = Span(span.start, span.start + len(arg.arg))
            var = ir.Variable(name, 1, is_param=True, annotation=annotation, span=name_span)
            self.scope.own[name] = var
            default = defaults.get(arg.arg)
            if default is not None:
                span = Span(span.start, max(span.end, default.span.end))
            param = ir.Param(span, line, var, kind, default, annotation)
            self.flow.append(Bind(param, var, name_span, 0, self.next_event()))
            params.append(param)

        for arg in node.posonlyargs:
            add(arg, "positional_only")
        for arg in node.args:
            add(arg, "normal")
        if node.vararg is not None:
            add(node.vararg, "args")
        for arg in node.kwonlyargs:
            add(arg, "keyword_only")
        if node.kwarg is not None:
            add(node.kwarg, "kwargs")
        return params

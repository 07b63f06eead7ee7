"""Comprehensions and generator expressions."""

from __future__ import annotations

import ast
from typing import Literal

from citl_lsp.frontend.flow import Branch, Flow, Loop
from citl_lsp.frontend.functions import FunctionScopes
from citl_lsp.frontend.scopes import Comprehension
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span

_CompKind = Literal["list", "set", "dict", "generator"]


class Comprehensions(FunctionScopes):
    """Their scopes, names and clauses."""

    def list_comp(self, node: ast.ListComp) -> ir.Expr:
        return self.comprehension(node, "list", None, node.elt)

    def set_comp(self, node: ast.SetComp) -> ir.Expr:
        return self.comprehension(node, "set", None, node.elt)

    def dict_comp(self, node: ast.DictComp) -> ir.Expr:
        return self.comprehension(node, "dict", node.key, node.value)

    def generator(self, node: ast.GeneratorExp) -> ir.Expr:
        return self.comprehension(node, "generator", None, node.elt, lazy=True)

    def comprehension(
        self,
        node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
        kind: _CompKind,
        key_node: ast.expr | None,
        element_node: ast.expr,
        lazy: bool = False,
    ) -> ir.Expr:
        scope = self.scope
        span, line = self.place(node)
        first = self.convert(node.generators[0].iter)
        names: dict[str, ir.Variable] = {}
        for generator in node.generators:
            self.comprehension_names(generator.target, names)
        scope.variables += names.values()
        own = Comprehension(names, lazy)
        saved_flow, self.flow = self.flow, []
        saved_loop, self.loop = self.loop, self.loop or self.new_loop()
        scope.comprehensions.append(own)

        whole = self.flow
        clauses: list[ir.CompFor] = []
        for number, generator in enumerate(node.generators):
            iterable = self.convert(generator.iter) if number else first
            target = self.target(generator.target)
            conditions: list[ir.Expr] = []
            for condition in generator.ifs:
                if self.has_walrus:
                    expr, flow = self.test(condition)
                    rest: Flow = []
                    self.flow.append(Branch([(flow, rest)], []))
                    self.flow = rest
                else:
                    expr = self.convert(condition)
                conditions.append(expr)
            clause = Span(target.span.start, (conditions[-1] if conditions else iterable).span.end)
            clauses.append(ir.CompFor(clause, target.line, target, iterable, conditions))
        key = self.optional(key_node)
        element = self.convert(element_node)

        scope.comprehensions.pop()
        self.flow = saved_flow
        if self.has_walrus:
            self.flow.append(Loop([], whole, [], endless=False))
        else:
            self.flow += whole
        if own.used:
            self.closure(list(own.used), None)
        self.loop = saved_loop
        if any(generator.is_async for generator in node.generators):
            return ir.UnsupportedExpr(span, line, "an asynchronous comprehension", "an ordinary `for` loop")
        return ir.Comp(span, line, kind, key, element, clauses, lazy)

    def comprehension_names(self, target: ast.expr, names: dict[str, ir.Variable]) -> None:
        if isinstance(target, ast.Name):
            name = self.mangle(target.id)
            if name not in names:
                names[name] = ir.Variable(name, 1, span=self.span(target))
        elif isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self.comprehension_names(item, names)
        elif isinstance(target, ast.Starred):
            self.comprehension_names(target.value, names)

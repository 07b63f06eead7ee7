"""Expressions: CPython's tree to IR, names resolved, with the flow of uses and bindings as a by-product.

Every method takes one kind of node and returns its IR; `convert` dispatches on the node's type. Operands are
converted in the order in which Python evaluates them, since the flow is recorded on the way.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Literal

from citl_lsp.frontend.flow import Branch, Test
from citl_lsp.frontend.fstrings import FormattedStrings
from citl_lsp.frontend.scopes import mangled
from citl_lsp.ir import nodes as ir

BINARY: dict[type[ast.operator], ir.BinaryOperator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.MatMult: "@",
}

_UNARY: dict[type[ast.unaryop], ir.UnaryOperator] = {ast.UAdd: "+", ast.USub: "-", ast.Invert: "~", ast.Not: "not"}

_COMPARE: dict[type[ast.cmpop], ir.Comparator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}

MAX_DEPTH = 150
"""How deep expressions may nest, and how long a chain of `elif` may be: later passes recurse, and CPython's default
limit is 1,000 frames."""

CONSUMERS = frozenset(
    {"all", "any", "bytearray", "bytes", "dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"}
    | {"deque", "Counter", "OrderedDict", "fsum", "prod", "mean", "median"}
)

CONSUMING_METHODS = frozenset(
    {"join", "extend", "update", "union", "intersection", "difference", "fromkeys", "writelines", "fsum", "prod"}
)
"""A generator expression that is the argument of one of these is run before the call returns; any other is a
closure over the variables that it uses."""


class Expressions(FormattedStrings):
    """Converts the expressions of one unit. `Statements` extends it."""

    def convert(self, node: ast.expr) -> ir.Expr:
        handler = _HANDLERS.get(type(node))
        if handler is None:
            return ir.UnsupportedExpr(*self.place(node), f"`{type(node).__name__}`", "")
        self.depth += 1
        expr = handler(self, node) if self.depth <= MAX_DEPTH else self.too_deep(node)
        self.depth -= 1
        return expr

    def too_deep(self, node: ast.expr) -> ir.Expr:
        return ir.UnsupportedExpr(*self.place(node), "an expression nested this deeply", "several statements")

    def constant(self, node: ast.Constant) -> ir.Expr:
        return ir.Const(self.span(node), node.lineno - self.base_line, node.value)

    def name(self, node: ast.Name) -> ir.Expr:
        name = node.id
        if self.class_name is not None and name.startswith("__"):
            name = mangled(name, self.class_name)
        scope = self.scope
        var = scope.own.get(name) if not scope.comprehensions else None
        if var is not None and not self.is_builtin_yet(var):
            local = ir.Local(self.span(node), node.lineno - self.base_line, var)
            self.flow.append(local)
            return local
        var = scope.lookup(name)
        if var is None or self.is_builtin_yet(var):
            self.global_names.add(name)
            past_class = scope.kind == "class" and bool(scope.comprehensions)
            return ir.Global(self.span(node), node.lineno - self.base_line, name, past_class)
        local = ir.Local(self.span(node), node.lineno - self.base_line, var)
        self.used(local)
        return local

    def attribute(self, node: ast.Attribute) -> ir.Expr:
        obj = self.convert(node.value)
        return ir.Attr(self.span(node), node.lineno - self.base_line, obj, self.mangle(node.attr))

    def binary(self, node: ast.BinOp) -> ir.Expr:
        chain = [node]
        while isinstance(chain[-1].left, ast.BinOp):
            chain.append(chain[-1].left)
        if len(chain) + self.depth > MAX_DEPTH:
            return self.too_deep(node)
        left = self.convert(chain[-1].left)
        for part in reversed(chain):
            right = self.convert(part.right)
            left = ir.Bin(self.span(part), part.lineno - self.base_line, BINARY[type(part.op)], left, right)
        return left

    def unary(self, node: ast.UnaryOp) -> ir.Expr:
        op = _UNARY[type(node.op)]
        if op == "not" and self.has_walrus:
            operand, flow = self.test(node.operand)
            self.flow.append(Test("not", [flow]))
        else:
            operand = self.convert(node.operand)
        return ir.Unary(self.span(node), node.lineno - self.base_line, op, operand)

    def compare(self, node: ast.Compare) -> ir.Expr:
        first = self.convert(node.left)
        rest = [self.convert(node.comparators[0])]
        for operand in node.comparators[1:]:
            expr, flow = self.aside(operand)
            self.maybe(flow)
            rest.append(expr)
        ops = [_COMPARE[type(op)] for op in node.ops]
        return ir.Compare(self.span(node), node.lineno - self.base_line, first, ops, rest)

    def boolean(self, node: ast.BoolOp) -> ir.Expr:
        op: Literal["and", "or"] = "and" if isinstance(node.op, ast.And) else "or"
        if self.has_walrus:
            values, parts = map(list, zip(*(self.test(value) for value in node.values), strict=True))
            self.flow.append(Test(op, parts))
        else:
            values = self.convert_all(node.values)
        return ir.BoolOp(self.span(node), node.lineno - self.base_line, op, values)

    def conditional(self, node: ast.IfExp) -> ir.Expr:
        if self.has_walrus:
            test, test_flow = self.test(node.test)
            body, body_flow = self.aside(node.body)
            orelse, else_flow = self.aside(node.orelse)
            self.flow.append(Branch([(test_flow, body_flow)], else_flow))
        else:
            test = self.convert(node.test)
            body = self.convert(node.body)
            orelse = self.convert(node.orelse)
        return ir.Cond(self.span(node), node.lineno - self.base_line, test, body, orelse)

    def list_(self, node: ast.List) -> ir.Expr:
        return ir.ListLit(self.span(node), node.lineno - self.base_line, self.convert_all(node.elts))

    def tuple_(self, node: ast.Tuple) -> ir.Expr:
        return ir.TupleLit(self.span(node), node.lineno - self.base_line, self.convert_all(node.elts))

    def set_(self, node: ast.Set) -> ir.Expr:
        return ir.SetLit(self.span(node), node.lineno - self.base_line, self.convert_all(node.elts))

    def dict_(self, node: ast.Dict) -> ir.Expr:
        items = [(self.optional(key), self.convert(value)) for key, value in zip(node.keys, node.values, strict=True)]
        return ir.DictLit(self.span(node), node.lineno - self.base_line, items)

    def starred(self, node: ast.Starred) -> ir.Expr:
        return ir.Starred(self.span(node), node.lineno - self.base_line, self.convert(node.value))

    def call(self, node: ast.Call) -> ir.Expr:
        func = self.convert(node.func)
        args: list[ir.Expr] = []
        for arg in node.args:
            if type(arg) is ast.GeneratorExp:
                args.append(self.comprehension(arg, "generator", None, arg.elt, lazy=not _consumes(func)))
            else:
                args.append(self.convert(arg))
        keywords = [self.keyword(keyword) for keyword in node.keywords] if node.keywords else []
        return ir.Call(self.span(node), node.lineno - self.base_line, func, args, keywords)

    def keyword(self, node: ast.keyword) -> ir.Keyword:
        value = self.convert(node.value)
        return ir.Keyword(self.span(node), node.lineno - self.base_line, node.arg, value)

    def subscript(self, node: ast.Subscript) -> ir.Expr:
        obj = self.convert(node.value)
        return ir.Index(self.span(node), node.lineno - self.base_line, obj, self.index(node.slice))

    def index(self, node: ast.expr) -> ir.Expr:
        if isinstance(node, ast.Tuple) and any(isinstance(item, ast.Slice) for item in node.elts):
            span, line = self.place(node)
            return ir.UnsupportedExpr(span, line, "a slice among several indexes", "one index at a time")
        return self.convert(node)

    def slice_(self, node: ast.Slice) -> ir.Expr:
        lower, upper, step = self.optional(node.lower), self.optional(node.upper), self.optional(node.step)
        return ir.Slice(self.span(node), node.lineno - self.base_line, lower, upper, step)

    def walrus(self, node: ast.NamedExpr) -> ir.Expr:
        value = self.convert(node.value)
        span, line = self.place(node)
        name = self.mangle(node.target.id)
        scope = self.scope
        comprehensions, scope.comprehensions = scope.comprehensions, []
        var = scope.lookup(name)
        scope.comprehensions = comprehensions
        if var is None:
            placeholder = ir.Variable(name, 1, span=self.span(node.target))
            if self.in_defaults:
                return ir.UnsupportedExpr(span, line, "`:=` in a default", "an assignment before the `def`")
            scope.variables.append(placeholder)
            return ir.Walrus(span, line, placeholder, value, global_name=name)
        walrus = ir.Walrus(span, line, var, value)
        self.bound(walrus, self.span(node.target))
        return walrus

    def target(self, node: ast.expr) -> ir.Target:
        span, line = self.place(node)
        if isinstance(node, ast.Name):
            name = self.mangle(node.id)
            var = self.lookup(name)
            if var is None:
                return ir.TargetGlobal(span, line, name)
            target = ir.TargetLocal(span, line, var)
            self.bound(target, span)
            return target
        if isinstance(node, ast.Attribute):
            return ir.TargetAttr(span, line, self.convert(node.value), self.mangle(node.attr))
        if isinstance(node, ast.Subscript):
            obj = self.convert(node.value)
            return ir.TargetIndex(span, line, obj, self.index(node.slice))
        if isinstance(node, ast.Starred):
            return self.target(node.value)
        assert isinstance(node, (ast.Tuple, ast.List))
        star = None
        items: list[ir.Target] = []
        for number, item in enumerate(node.elts):
            if isinstance(item, ast.Starred):
                star = number
            items.append(self.target(item))
        return ir.TargetTuple(span, line, items, star)

    def await_(self, node: ast.Await) -> ir.Expr:
        return ir.UnsupportedExpr(*self.place(node), "`await`", "a plain call")

    def yield_(self, node: ast.Yield | ast.YieldFrom) -> ir.Expr:
        self.is_generator = True
        what = "`yield`" if isinstance(node, ast.Yield) else "`yield from`"
        return ir.UnsupportedExpr(*self.place(node), what, "a function that returns a list")


def _consumes(func: ir.Expr) -> bool:
    if isinstance(func, ir.Global):
        return func.name in CONSUMERS
    return isinstance(func, ir.Attr) and func.name in CONSUMING_METHODS


_HANDLERS: dict[type[ast.expr], Callable[..., ir.Expr]] = {
    ast.Constant: Expressions.constant,
    ast.Name: Expressions.name,
    ast.Attribute: Expressions.attribute,
    ast.BinOp: Expressions.binary,
    ast.UnaryOp: Expressions.unary,
    ast.Compare: Expressions.compare,
    ast.BoolOp: Expressions.boolean,
    ast.IfExp: Expressions.conditional,
    ast.List: Expressions.list_,
    ast.Tuple: Expressions.tuple_,
    ast.Set: Expressions.set_,
    ast.Dict: Expressions.dict_,
    ast.Starred: Expressions.starred,
    ast.Call: Expressions.call,
    ast.Subscript: Expressions.subscript,
    ast.Slice: Expressions.slice_,
    ast.JoinedStr: Expressions.fstring,
    ast.ListComp: Expressions.list_comp,
    ast.SetComp: Expressions.set_comp,
    ast.DictComp: Expressions.dict_comp,
    ast.GeneratorExp: Expressions.generator,
    ast.NamedExpr: Expressions.walrus,
    ast.Lambda: Expressions.lambda_,
    ast.Await: Expressions.await_,
    ast.Yield: Expressions.yield_,
    ast.YieldFrom: Expressions.yield_,
}

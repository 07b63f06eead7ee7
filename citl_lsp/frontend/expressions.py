"""Expressions: CPython's tree to IR, names resolved, with the flow of uses and bindings as a by-product.

Every method takes one kind of node and returns its IR; `convert` dispatches on the node's type. Operands are
converted in the order in which Python evaluates them, since the flow is recorded on the way.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Literal, cast

from citl_lsp.frontend.annotations import annotation
from citl_lsp.frontend.flow import Bind, Branch, Closure, Flow, Loop, Test
from citl_lsp.frontend.places import Placed, Source, SpanOf
from citl_lsp.frontend.scopes import Comprehension, Scope, bindings, mangled, order_variables
from citl_lsp.frontend.webs import split
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span

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
_CONVERSIONS: dict[int, Literal["", "r", "s", "a"]] = {-1: "", 114: "r", 115: "s", 97: "a"}
_CompKind = Literal["list", "set", "dict", "generator"]

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


class Expressions:
    """Converts the expressions of one unit. `Statements` extends it."""

    def __init__(self, source: Source, base: int, base_line: int, class_name: str | None, has_walrus: bool) -> None:
        self.source = source
        self.base = base
        self.base_line = base_line
        """Line of the unit's start, counted from 1 as CPython does."""
        self.span: SpanOf = source.spans(base)
        self.class_name = class_name
        self.has_walrus = has_walrus
        self.scope = Scope("module", None)
        self.flow: Flow = []
        self.loop = 0
        """A number for the outermost loop around the current place, 0 outside of loops."""
        self.loops = 0
        self.nested: list[ir.Function] = []
        self.prefix = ""
        """What the qualified names of nested functions begin with: `C.`, `f.<locals>.`."""
        self.counts: dict[str, int] = {}
        """How often each qualified name was given inside this unit."""
        self.captured_uses: dict[ir.Variable, list[ir.Local]] = {}
        self.global_names: set[str] = set()
        self.is_generator = False
        self.depth = 0

    # --- places and names ---------------------------------------------------------------------------------------------

    def place(self, node: Placed) -> tuple[Span, int]:
        return self.span(node), node.lineno - self.base_line

    def mangle(self, name: str) -> str:
        if self.class_name is not None and name.startswith("__"):
            return mangled(name, self.class_name)
        return name

    def lookup(self, name: str) -> ir.Variable | None:
        """The variable that a (mangled) name means here, None for a global."""
        var = self.scope.lookup(name)
        if var is None:
            self.global_names.add(name)
        return var

    def numbered(self, qualname: str) -> str:
        count = self.counts[qualname] = self.counts.get(qualname, 0) + 1
        return qualname if count == 1 else f"{qualname}#{count}"

    def used(self, local: ir.Local) -> None:
        """Record a use of a variable, here or in the function that owns it."""
        var = local.var
        scope = self.scope
        if scope.own.get(var.name) is var:
            self.flow.append(local)
        elif var in scope.captures or var.captured:
            self.captured_uses.setdefault(var, []).append(local)

    def bound(self, holder: ir.TargetLocal | ir.Walrus | ir.Handler | ir.FunctionStmt | ir.Import, span: Span) -> None:
        """Record that `holder.var` is assigned here."""
        var = holder.var
        assert var is not None
        if self.scope.own.get(var.name) is var:
            self.flow.append(Bind(holder, var, span, self.loop))
            if var.span == Span(0, 0):
                var.span = span
        elif var in self.scope.captures:
            var.rebound_after_capture = True

    # --- dispatch -----------------------------------------------------------------------------------------------------

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

    def convert_all(self, nodes: list[ast.expr]) -> list[ir.Expr]:
        convert = self.convert
        return [convert(node) for node in nodes]

    def optional(self, node: ast.expr | None) -> ir.Expr | None:
        return None if node is None else self.convert(node)

    def aside(self, node: ast.expr) -> tuple[ir.Expr, Flow]:
        """Convert with a flow of its own."""
        saved, self.flow = self.flow, []
        expr = self.convert(node)
        flow, self.flow = self.flow, saved
        return expr, flow

    def test(self, node: ast.expr) -> tuple[ir.Expr, Flow]:
        """A condition and its flow; if that is a single `Test`, its outcome is the condition's."""
        expr, flow = self.aside(node)
        if self.has_walrus and not isinstance(node, ast.BoolOp) and not _is_not(node) and flow:
            flow.append(Test("and", []))  # a `Test` inside the expression says nothing about the outcome
        return expr, flow

    # --- leaves -------------------------------------------------------------------------------------------------------

    def constant(self, node: ast.Constant) -> ir.Expr:
        return ir.Const(self.span(node), node.lineno - self.base_line, node.value)

    def name(self, node: ast.Name) -> ir.Expr:
        name = node.id
        if self.class_name is not None and name.startswith("__"):
            name = mangled(name, self.class_name)
        scope = self.scope
        var = scope.own.get(name) if not scope.comprehensions else None
        if var is not None:
            local = ir.Local(self.span(node), node.lineno - self.base_line, var)
            self.flow.append(local)
            return local
        var = scope.lookup(name)
        if var is None:
            self.global_names.add(name)
            return ir.Global(self.span(node), node.lineno - self.base_line, name)
        local = ir.Local(self.span(node), node.lineno - self.base_line, var)
        self.used(local)
        return local

    def attribute(self, node: ast.Attribute) -> ir.Expr:
        obj = self.convert(node.value)
        return ir.Attr(self.span(node), node.lineno - self.base_line, obj, self.mangle(node.attr))

    # --- operators ----------------------------------------------------------------------------------------------------

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

    def maybe(self, flow: Flow) -> None:
        """Events that may not happen."""
        if self.has_walrus:
            self.flow.append(Branch([([], flow)], []))
        else:
            self.flow += flow

    # --- displays and calls -------------------------------------------------------------------------------------------

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

    # --- f-strings ----------------------------------------------------------------------------------------------------

    def fstring(self, node: ast.JoinedStr) -> ir.Expr:
        span, line = self.place(node)
        parts = self.fstring_parts(node, span, line)
        if not parts:
            return ir.Const(span, line, "")
        if len(parts) == 1 and isinstance(parts[0], str):
            return ir.Const(span, line, parts[0])
        return ir.FString(span, line, parts)

    def fstring_parts(self, node: ast.JoinedStr, span: Span, line: int) -> list[str | ir.FormatPart]:
        parts: list[str | ir.FormatPart] = []
        for value in node.values:
            if isinstance(value, ast.Constant):
                text = cast(str, value.value)
                if parts and isinstance(parts[-1], str):
                    parts[-1] += text
                else:
                    parts.append(text)
            elif isinstance(value, ast.FormattedValue):
                parts.append(self.format_part(value, span, line))
        return parts

    def format_part(self, node: ast.FormattedValue, outer: Span, outer_line: int) -> ir.FormatPart:
        exact = sys.version_info >= (3, 12)
        if not exact and not self.trusted(node.value, outer):
            for part in ast.walk(node.value):
                if isinstance(part, (ast.expr, ast.keyword, ast.arg)):
                    ast.copy_location(part, node)
        value = self.convert(node.value)
        span, line = self.place(node) if exact else (value.span, value.line)
        spec: ir.FString | None = None
        if isinstance(node.format_spec, ast.JoinedStr):
            parts = self.fstring_parts(node.format_spec, outer, outer_line)
            if not exact:
                span, line = outer, outer_line
            spec_span, spec_line = self.place(node.format_spec) if exact else (outer, outer_line)
            spec = ir.FString(spec_span, spec_line, parts)
        return ir.FormatPart(span, line, value, _CONVERSIONS[node.conversion], spec)

    def trusted(self, node: ast.expr, outer: Span) -> bool:
        """Before Python 3.12 places inside f-strings are sometimes wrong: does this one look right?"""
        text, base = self.source.text, self.base
        if node.end_lineno is None or not 1 <= node.lineno <= node.end_lineno < len(self.source.starts):
            return False
        start, end = self.source.start(node), self.source.end(node)
        if node.end_lineno != node.lineno or not (outer.start < start - base and end - base < outer.end):
            return False
        before = text[outer.start + base : start].rstrip(" \t\f\r\n(")
        after = text[end : outer.end + base].lstrip(" \t\f\r\n)")
        if not (before.endswith("{") and after.startswith(("}", "!", ":", "="))):
            return False
        return not isinstance(node, ast.Name) or text.startswith(node.id, start)

    # --- what opens a scope -------------------------------------------------------------------------------------------

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
            self.closure(list(own.used), None, span)
        self.loop = saved_loop
        if any(generator.is_async for generator in node.generators):
            return ir.UnsupportedExpr(span, line, "an asynchronous comprehension", "an ordinary `for` loop")
        return ir.Comp(span, line, kind, key, element, clauses)

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

    def new_loop(self) -> int:
        self.loops += 1
        return self.loops

    def closure(self, needs: list[ir.Variable], bind: Bind | None, span: Span) -> None:
        """A function (or lazy generator) over `needs` begins to exist here. Variables of comprehensions are bound
        anew in every round, so they count as rebound; those of outer functions are those functions' matter."""
        own = self.scope.own
        for var in needs:
            if var in self.scope.captures:
                continue
            if own.get(var.name) is not var:
                var.rebound_after_capture = True
        mine = [var for var in needs if own.get(var.name) is var]
        if mine:
            self.flow.append(Closure(mine, bind, span.start, self.loop))

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
            scope.variables.append(placeholder)
            return ir.Walrus(span, line, placeholder, value, global_name=name)
        walrus = ir.Walrus(span, line, var, value)
        self.bound(walrus, self.span(node.target))
        return walrus

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
        self.closure(function.captures, None, span)
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

    # --- parameters ---------------------------------------------------------------------------------------------------

    def defaults(self, node: ast.arguments) -> dict[str, ir.Expr]:
        """Default values by parameter name, evaluated in the enclosing scope."""
        found: dict[str, ir.Expr] = {}
        normal = [*node.posonlyargs, *node.args]
        for arg, default in zip(normal[len(normal) - len(node.defaults) :], node.defaults, strict=True):
            found[arg.arg] = self.convert(default)
        for arg, kw_default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            if kw_default is not None:
                found[arg.arg] = self.convert(kw_default)
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
            self.flow.append(Bind(param, var, name_span, 0))
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

    # --- targets ------------------------------------------------------------------------------------------------------

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

    # --- annotations --------------------------------------------------------------------------------------------------

    def annotation(self, node: ast.expr) -> ir.Expr:
        return annotation(node, self.place, self.global_names)

    # --- not supported ------------------------------------------------------------------------------------------------

    def await_(self, node: ast.Await) -> ir.Expr:
        return ir.UnsupportedExpr(*self.place(node), "`await`", "a plain call")

    def yield_(self, node: ast.Yield | ast.YieldFrom) -> ir.Expr:
        self.is_generator = True
        what = "`yield`" if isinstance(node, ast.Yield) else "`yield from`"
        return ir.UnsupportedExpr(*self.place(node), what, "a function that returns a list")


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


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


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

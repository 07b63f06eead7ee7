"""The walk over a unit that states its constraints."""

from __future__ import annotations

from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.endings import falls_through
from citl_lsp.types.summary import SCALAR_SLOTS, Arguments, FunctionSlots, Summary


def summarise(unit: ir.Unit) -> Summary:
    """The summary of `unit`."""
    walker = _Walker()
    body = unit.body
    if isinstance(body, ir.Function):
        walker.function(body)
    else:
        for base in body.bases:
            walker.expr(base)
        walker.class_scope = True
        walker.result = walker.new()
        walker.block(body.body)
    return walker.summary


class _Walker:
    def __init__(self) -> None:
        self.summary = Summary()
        self.emit = self.summary.constraints.append
        self.result = 0
        self.class_scope = False

    def new(self) -> int:
        number = self.summary.count
        self.summary.count = number + 1
        return number

    def variable(self, var: ir.Variable) -> int:
        number = self.summary.variables.get(var)
        if number is None:
            number = self.summary.variables[var] = self.new()
            if var.annotation is not None:
                self.emit(("annotate", number, var.annotation))
        return number

    def function(self, function: ir.Function) -> FunctionSlots:
        params = tuple(self.variable(p.var) for p in function.params)
        defaults = tuple(None if p.default is None else self.expr(p.default) for p in function.params)
        slots = FunctionSlots(params, defaults, self.new())
        self.summary.functions[function] = slots
        for param, number in zip(function.params, params, strict=True):
            if param.annotation is not None:
                self.emit(("annotate", number, param.annotation))
        saved, self.result = self.result, slots.result
        self.block(function.body)
        if function.name != "<lambda>" and falls_through(function.body):
            self.emit(("flow", SCALAR_SLOTS["none"], slots.result))
        self.result = saved
        return slots

    def block(self, body: list[ir.Stmt]) -> None:
        for stmt in body:
            _STMTS[type(stmt)](self, stmt)

    def s_expr(self, s: ir.ExprStmt) -> None:
        self.expr(s.value)

    def s_assign(self, s: ir.Assign) -> None:
        value = self.expr(s.value)
        if s.annotation is not None:
            self.emit(("annotate", value, s.annotation))
        for target in s.targets:
            self.target(target, value)

    def s_declare(self, s: ir.Declare) -> None:
        if isinstance(s.target, ir.TargetLocal):
            self.emit(("annotate", self.variable(s.target.var), s.annotation))

    def s_aug(self, s: ir.AugAssign) -> None:
        target = s.target
        value = self.expr(s.value)
        result = self.new()
        self.summary.exprs[s] = result
        if isinstance(target, ir.TargetLocal):
            current = self.expr(s.read) if s.read is not None else self.variable(target.var)
            self.emit(("aug", s.op, current, value, result))
            self.emit(("flow", result, self.variable(target.var)))
        elif isinstance(target, ir.TargetGlobal):
            current = self.new()
            self.summary.reads.add(target.name)
            self.emit(("gread", target.name, current, False))
            self.emit(("aug", s.op, current, value, result))
            self.emit(("gset", target.name, result))
        elif isinstance(target, ir.TargetAttr):
            obj, current = self.expr(target.obj), self.new()
            self.emit(("attr", obj, target.name, current))
            self.emit(("aug", s.op, current, value, result))
            self.emit(("setattr", obj, target.name, result))
        else:
            obj, index, current = self.expr(target.obj), self.index(target.index), self.new()
            kind = "slice" if isinstance(target.index, ir.Slice) else "index"
            self.emit((kind, obj, index, current, None))
            self.emit(("aug", s.op, current, value, result))
            self.emit(("setslice" if kind == "slice" else "setindex", obj, index, result))
        self.summary.exprs[target] = current

    def condition(self, e: ir.Expr) -> None:
        """An expression of which only the truth is asked."""
        if isinstance(e, ir.BoolOp):
            for value in e.values:
                self.condition(value)
            self.summary.exprs[e] = SCALAR_SLOTS["bool"]
        elif isinstance(e, ir.Unary) and e.op == "not":
            self.condition(e.operand)
            self.summary.exprs[e] = SCALAR_SLOTS["bool"]
        else:
            self.expr(e)

    def s_if(self, s: ir.If) -> None:
        self.condition(s.test)
        self.block(s.body)
        self.block(s.orelse)

    def s_for(self, s: ir.For) -> None:
        element = self.new()
        self.emit(("iter", self.expr(s.iterable), element))
        self.summary.exprs[s] = element
        self.target(s.target, element)
        self.block(s.body)
        self.block(s.orelse)

    def s_return(self, s: ir.Return) -> None:
        self.emit(("flow", SCALAR_SLOTS["none"] if s.value is None else self.expr(s.value), self.result))

    def s_raise(self, s: ir.Raise) -> None:
        if s.exc is not None:
            self.emit(("raise", self.expr(s.exc)))
        if s.cause is not None:
            self.emit(("raise", self.expr(s.cause)))

    def s_try(self, s: ir.Try) -> None:
        self.block(s.body)
        for handler in s.handlers:
            caught = tuple(self.expr(t) for t in handler.types)
            if handler.var is not None:
                self.emit(("caught", caught, self.variable(handler.var)))
            self.block(handler.body)
        self.block(s.orelse)
        self.block(s.final)

    def s_assert(self, s: ir.Assert) -> None:
        self.condition(s.test)
        if s.message is not None:
            self.expr(s.message)

    def s_delete(self, s: ir.Delete) -> None:
        for target in s.targets:
            if isinstance(target, ir.TargetIndex):
                self.emit(("delindex", self.expr(target.obj), self.index(target.index)))
            elif isinstance(target, ir.TargetAttr):
                self.expr(target.obj)

    def s_function(self, s: ir.FunctionStmt) -> None:
        self.function(s.function)
        self.emit(("function", s.function, self.variable(s.var)))

    def s_import(self, s: ir.Import) -> None:
        self.emit(("import", s))

    def s_define(self, s: ir.DefineStmt) -> None:
        self.emit(("define", s.qualname))

    def s_nothing(self, s: ir.Stmt) -> None:
        pass

    def target(self, target: ir.Target, value: int) -> None:
        if isinstance(target, ir.TargetLocal):
            self.emit(("flow", value, self.variable(target.var)))
        elif isinstance(target, ir.TargetGlobal):
            self.emit(("gset", target.name, value))
        elif isinstance(target, ir.TargetAttr):
            self.emit(("setattr", self.expr(target.obj), target.name, value))
        elif isinstance(target, ir.TargetIndex):
            kind = "setslice" if isinstance(target.index, ir.Slice) else "setindex"
            self.emit((kind, self.expr(target.obj), self.index(target.index), value))
        else:
            parts = tuple(self.new() for _ in target.items)
            self.emit(("unpack", value, parts, target.star))
            for part, item in zip(parts, target.items, strict=True):
                self.target(item, part)
        self.summary.exprs.setdefault(target, value)

    def expr(self, e: ir.Expr) -> int:
        number: int = _EXPRS[type(e)](self, e)
        self.summary.exprs[e] = number
        return number

    def index(self, e: ir.Expr) -> int:
        if isinstance(e, ir.Slice):
            for part in (e.lower, e.upper, e.step):
                if part is not None:
                    self.expr(part)
            return SCALAR_SLOTS["int"]
        return self.expr(e)

    def e_const(self, e: ir.Const) -> int:
        value = e.value
        if value is None:
            return SCALAR_SLOTS["none"]
        if value is ...:
            return SCALAR_SLOTS["ellipsis"]
        return SCALAR_SLOTS.get(type(value).__name__, SCALAR_SLOTS["any"])

    def e_local(self, e: ir.Local) -> int:
        return self.variable(e.var)

    def e_global(self, e: ir.Global) -> int:
        result = self.new()
        self.summary.reads.add(e.name)
        self.emit(("gread", e.name, result, e.in_comprehension))
        return result

    def e_attr(self, e: ir.Attr) -> int:
        result = self.new()
        self.summary.attributes.add(e.name)
        self.emit(("attr", self.expr(e.obj), e.name, result))
        return result

    def e_index(self, e: ir.Index) -> int:
        obj, result = self.expr(e.obj), self.new()
        if isinstance(e.index, ir.Slice):
            self.index(e.index)
            self.emit(("slice", obj, 0, result, _slice_bounds(e.index)))
        else:
            self.emit(("index", obj, self.expr(e.index), result, _constant_int(e.index)))
        return result

    def e_starred(self, e: ir.Starred) -> int:
        result = self.new()
        self.emit(("iter", self.expr(e.value), result))
        return result

    def arguments(self, call: ir.Call) -> Arguments:
        positional = tuple(
            (self.expr(a.value), True) if isinstance(a, ir.Starred) else (self.expr(a), False) for a in call.args
        )
        return positional, tuple((k.name, self.expr(k.value)) for k in call.keywords)

    def e_call(self, e: ir.Call) -> int:
        result = self.new()
        func = e.func
        if isinstance(func, ir.Attr):
            self.summary.attributes.add(func.name)
            inner = func.obj
            if (
                isinstance(inner, ir.Call)
                and isinstance(inner.func, ir.Global)
                and inner.func.name == "super"
                and not inner.args
            ):
                self.emit(("super", func.name, self.arguments(e), result))
                return result
            obj = self.expr(inner)
            self.emit(("method", obj, func.name, self.arguments(e), result))
            return result
        callee = self.expr(func)
        self.emit(("call", callee, self.arguments(e), result, _constant_argument(e)))
        return result

    def e_bin(self, e: ir.Bin) -> int:
        result = self.new()
        left, right = self.expr(e.left), self.expr(e.right)
        # More than this says nothing about types, and would make every other literal another summary.
        constant = _constant_int(e.right) if e.op == "*" else _small(e.right) if e.op == "**" else None
        self.emit(("bin", e.op, left, right, result, constant))
        return result

    def e_unary(self, e: ir.Unary) -> int:
        if e.op == "not":
            self.condition(e.operand)
            return SCALAR_SLOTS["bool"]
        operand = self.expr(e.operand)
        result = self.new()
        self.emit(("unary", e.op, operand, result))
        return result

    def e_compare(self, e: ir.Compare) -> int:
        left = self.expr(e.first)
        for op, right_expr in zip(e.ops, e.rest, strict=True):
            right = self.expr(right_expr)
            if op not in ("is", "is not"):
                self.emit(("compare", op, left, right))
            left = right
        return SCALAR_SLOTS["bool"]

    def e_bool(self, e: ir.BoolOp) -> int:
        result = self.new()
        last = len(e.values) - 1
        for i, value in enumerate(e.values):
            number = self.expr(value)
            self.emit(("flow" if i == last else "truthy" if e.op == "or" else "falsy", number, result))
        return result

    def e_cond(self, e: ir.Cond) -> int:
        self.condition(e.test)
        result = self.new()
        self.emit(("flow", self.expr(e.body), result))
        self.emit(("flow", self.expr(e.orelse), result))
        return result

    def display(self, kind: str, items: list[ir.Expr]) -> int:
        result, element = self.new(), self.new()
        for item in items:
            self.emit(("flow", self.expr(item), element))
        self.emit((kind, result, element))
        return result

    def e_list(self, e: ir.ListLit) -> int:
        return self.display("list", e.items)

    def e_set(self, e: ir.SetLit) -> int:
        return self.display("set", e.items)

    def e_tuple(self, e: ir.TupleLit) -> int:
        if any(isinstance(item, ir.Starred) for item in e.items):
            return self.display("vtuple", e.items)
        items = tuple(self.expr(item) for item in e.items)
        result = self.new()
        self.emit(("tuple", result, items))
        return result

    def e_dict(self, e: ir.DictLit) -> int:
        result, key, value = self.new(), self.new(), self.new()
        for k, v in e.items:
            if k is None:
                self.emit(("merge_dict", self.expr(v), key, value))
            else:
                self.emit(("flow", self.expr(k), key))
                self.emit(("flow", self.expr(v), value))
        self.emit(("dict", result, key, value))
        return result

    def e_comp(self, e: ir.Comp) -> int:
        for clause in e.clauses:
            element = self.new()
            self.emit(("iter", self.expr(clause.iterable), element))
            self.summary.exprs[clause] = element
            self.target(clause.target, element)
            for condition in clause.conditions:
                self.condition(condition)
        result = self.new()
        element = self.new()
        self.emit(("flow", self.expr(e.element), element))
        if e.kind == "dict":
            assert e.key is not None
            key = self.new()
            self.emit(("flow", self.expr(e.key), key))
            self.emit(("dict", result, key, element))
        else:
            self.emit(("iterator" if e.kind == "generator" else e.kind, result, element))
        return result

    def e_lambda(self, e: ir.Lambda) -> int:
        self.function(e.function)
        result = self.new()
        self.emit(("function", e.function, result))
        return result

    def e_fstring(self, e: ir.FString) -> int:
        for part in e.parts:
            if isinstance(part, ir.FormatPart):
                self.expr(part.value)
                if part.spec is not None:
                    self.expr(part.spec)
        return SCALAR_SLOTS["str"]

    def e_walrus(self, e: ir.Walrus) -> int:
        value = self.expr(e.value)
        self.emit(("flow", value, self.variable(e.var)))
        return self.variable(e.var)

    def e_unsupported(self, e: ir.UnsupportedExpr) -> int:
        return SCALAR_SLOTS["any"]


def _constant_int(e: ir.Expr) -> int | None:
    if isinstance(e, ir.Const) and type(e.value) is int:
        return e.value
    if isinstance(e, ir.Unary) and e.op == "-" and isinstance(e.operand, ir.Const) and type(e.operand.value) is int:
        return -e.operand.value
    return None


def _slice_bounds(e: ir.Slice) -> tuple[int | None, int | None] | None:
    """Constant bounds of a slice without a step, which keep the length of a tuple known."""
    if e.step is not None:
        return None
    bounds: list[int | None] = []
    for part in (e.lower, e.upper):
        value = None if part is None else _constant_int(part)
        if part is not None and value is None:
            return None
        bounds.append(value)
    return bounds[0], bounds[1]


def _constant_argument(call: ir.Call) -> int | None:
    """The constant second argument of a call (for `pow` and `permutations`), if any."""
    return _small(call.args[1]) if len(call.args) == 2 else None


def _small(e: ir.Expr) -> int | None:
    """The value of an int literal; -1 for any negative one, 9 for any above the lengths that tuples have."""
    value = _constant_int(e)
    return None if value is None else min(max(value, -1), 9)


_W = _Walker

_STMTS: dict[type, Any] = {
    ir.ExprStmt: _W.s_expr,
    ir.Assign: _W.s_assign,
    ir.Declare: _W.s_declare,
    ir.AugAssign: _W.s_aug,
    ir.If: _W.s_if,
    ir.While: _W.s_if,
    ir.For: _W.s_for,
    ir.Break: _W.s_nothing,
    ir.Continue: _W.s_nothing,
    ir.Pass: _W.s_nothing,
    ir.Return: _W.s_return,
    ir.Raise: _W.s_raise,
    ir.Try: _W.s_try,
    ir.Assert: _W.s_assert,
    ir.Delete: _W.s_delete,
    ir.Import: _W.s_import,
    ir.FunctionStmt: _W.s_function,
    ir.DefineStmt: _W.s_define,
    ir.UnsupportedStmt: _W.s_nothing,
}

_EXPRS: dict[type, Any] = {
    ir.Const: _W.e_const,
    ir.Local: _W.e_local,
    ir.Global: _W.e_global,
    ir.Attr: _W.e_attr,
    ir.Index: _W.e_index,
    ir.Starred: _W.e_starred,
    ir.Call: _W.e_call,
    ir.Bin: _W.e_bin,
    ir.Unary: _W.e_unary,
    ir.Compare: _W.e_compare,
    ir.BoolOp: _W.e_bool,
    ir.Cond: _W.e_cond,
    ir.ListLit: _W.e_list,
    ir.TupleLit: _W.e_tuple,
    ir.SetLit: _W.e_set,
    ir.DictLit: _W.e_dict,
    ir.Comp: _W.e_comp,
    ir.Lambda: _W.e_lambda,
    ir.FString: _W.e_fstring,
    ir.Walrus: _W.e_walrus,
    ir.UnsupportedExpr: _W.e_unsupported,
}

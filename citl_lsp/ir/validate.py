"""The invariants of the IR, as prose and as a check.

- Spans are ordered and lie within their unit; a child's span lies within its parent's (parts of annotations and
  f-strings may have their parent's own span).
- A `Local` or a binding names a variable of its function, or of an enclosing function that is in `captures`.
- A variable in `captures` is marked `captured`; captured names have one variable only.
- Keys of a function's variables are unique; parameters come first, in the order of `params`.
- `break` and `continue` are inside a loop, `return` inside a function, `Slice` only as an index.
- A module's first unit is its statements; `DefineStmt` names a unit; a class's methods are units.
"""

from __future__ import annotations

import dataclasses

from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span


def validate(module: ir.Module) -> list[str]:
    """What is wrong with the module, one line for each fault."""
    faults: list[str] = []
    names = [unit.qualname for unit in module.units]
    if len(set(names)) != len(names):
        faults.append(f"units with equal names: {sorted(name for name in set(names) if names.count(name) > 1)}")
    if not module.units or module.units[0].kind != "module":
        faults.append("the first unit isn't the module's statements")
    for unit in module.units:
        faults += [f"{unit.qualname}: {fault}" for fault in _Validator(unit, frozenset(names)).faults]
    return faults


_LEAVES = ("span", "line", "var", "function", "variables", "captures", "nested")


def _fields(node: ir.Node) -> list[str]:
    """Names of the fields that may hold other nodes."""
    return [field.name for field in dataclasses.fields(node) if field.name not in _LEAVES]


class _Validator:
    def __init__(self, unit: ir.Unit, units: frozenset[str]) -> None:
        self.faults: list[str] = []
        self.units = units
        self.visible: set[ir.Variable] = set()
        self.in_function = unit.kind in ("function", "method")
        body = unit.body
        self.whole = body.span
        if body.span.start != 0:
            self.faults.append("the unit doesn't start at 0")
        self.visible = set(body.variables)
        if isinstance(body, ir.ClassHeader):
            self.faults += [f"no unit {name}" for name in body.methods if name not in units]
            for part in (*body.decorators, *body.bases, *body.keywords):
                self.node(part, body.span, loop=False)
            self.statements(body.body, body.span, loop=False)
        else:
            self.function(body, set(), in_function=self.in_function)

    def fault(self, node: ir.Node, text: str) -> None:
        self.faults.append(f"line {node.line}, {type(node).__name__} at {tuple(node.span)}: {text}")

    def function(self, function: ir.Function, outside: set[ir.Variable], in_function: bool) -> None:
        keys = [var.key for var in function.variables]
        if len(set(keys)) != len(keys):
            self.faults.append(f"{function.qualname}: variables with equal keys: {keys}")
        params = [param.var for param in function.params]
        if function.variables[: len(params)] != params:
            self.faults.append(f"{function.qualname}: parameters aren't the first variables")
        for var in function.captures:
            if var not in outside:
                self.faults.append(f"{function.qualname}: captures {var.key}, which no enclosing function has")
            if not var.captured:
                self.faults.append(f"{function.qualname}: captures {var.key}, which isn't marked")
        ordinals: dict[str, int] = {}
        for var in function.variables:
            ordinals[var.name] = ordinals.get(var.name, 0) + 1
            if var.ordinal != ordinals[var.name]:
                self.faults.append(f"{function.qualname}: {var.key} isn't the {ordinals[var.name]}. of its name")

        for part in function.decorators:  # evaluated outside, as defaults are
            self.node(part, function.span, loop=False)
        for param in function.params:
            if param.default is not None:
                self.node(param.default, param.span, loop=False)
        saved, self.visible = self.visible, {*function.variables, *function.captures}
        saved_inside, self.in_function = self.in_function, in_function
        for param in function.params:
            if not function.span.contains(param.span):
                self.fault(param, f"not within its function's {tuple(function.span)}")
            if param.annotation is not None:
                self.node(param.annotation, param.span, loop=False)
        if function.returns is not None:
            self.node(function.returns, function.span, loop=False)
        self.statements(function.body, function.span, loop=False)
        self.visible, self.in_function = saved, saved_inside

    def statements(self, body: list[ir.Stmt], within: Span, loop: bool) -> None:
        for statement in body:
            self.node(statement, within, loop)

    def node(self, node: ir.Node, within: Span, loop: bool) -> None:
        while True:
            span = node.span
            if span.start > span.end or not self.whole.contains(span) or node.line < 0:
                self.fault(node, "place outside the unit")
            elif not within.contains(span):
                self.fault(node, f"not within its parent's {tuple(within)}")
            if isinstance(node, ir.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ir.If):
                self.node(node.test, span, loop)
                self.statements(node.body, span, loop)
                within, node = span, node.orelse[0]
                continue
            break
        self.special(node, loop)
        inner_loop = loop
        for name in _fields(node):
            if isinstance(node, (ir.For, ir.While)):
                inner_loop = loop if name == "orelse" else True
            self.value(getattr(node, name), node, inner_loop)

    def special(self, node: ir.Node, loop: bool) -> None:
        if isinstance(node, (ir.Break, ir.Continue)) and not loop:
            self.fault(node, "outside of a loop")
        elif isinstance(node, ir.Return) and not self.in_function:
            self.fault(node, "outside of a function")
        elif isinstance(node, ir.DefineStmt) and node.qualname not in self.units:
            self.fault(node, f"no unit {node.qualname}")
        elif isinstance(node, ir.TargetTuple):
            if node.star is not None and not 0 <= node.star < len(node.items):
                self.fault(node, "star outside of the items")
        elif isinstance(node, (ir.Lambda, ir.FunctionStmt)):
            self.function(node.function, self.visible, in_function=True)
        var = getattr(node, "var", None)
        if isinstance(var, ir.Variable) and var not in self.visible:
            self.fault(node, f"variable {var.key} is neither the function's nor captured")

    def value(self, value: object, parent: ir.Node, loop: bool) -> None:
        if isinstance(value, ir.Node):
            if isinstance(value, ir.Slice) and not isinstance(parent, (ir.Index, ir.TargetIndex)):
                self.fault(value, "a slice that isn't an index")
            self.node(value, parent.span, loop)
        elif isinstance(value, (list, tuple)):
            for item in value:
                self.value(item, parent, loop)

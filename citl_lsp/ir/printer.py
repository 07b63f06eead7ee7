"""IR as text, for tests and for people.

    def f(x):                    function f(x)
        n = x + len(x)             0: n = x + @len(x)
        n = str(n)                 1: n#2 = @str(n)
        return n                   2: return n#2

Variables are printed by key (`n#2`), followed by `?` where a use may be unbound; module-level and builtin names with
`@`. Every operator is in brackets, so that precedence shows. Not a format to parse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from citl_lsp.ir import nodes as ir


def dump(unit: ir.Unit) -> str:
    """The unit's statements, one per line, each with its line relative to the unit."""
    printer = _Printer()
    if isinstance(unit.body, ir.ClassHeader):
        printer.class_header(unit.body)
    else:
        printer.function(unit.body, unit.kind)
    for line, text in unit.comments:
        printer.lines.append(f"comment {line}: {text}")
    return "\n".join(printer.lines) + "\n"


def dump_module(module: ir.Module) -> str:
    """All units, with an empty line between them."""
    return "\n".join(dump(unit) for unit in module.units)


def expression(node: ir.Expr) -> str:
    """One expression on one line."""
    return _EXPRESSIONS[type(node)](node)


def target(node: ir.Target) -> str:
    if isinstance(node, ir.TargetLocal):
        return node.var.key
    if isinstance(node, ir.TargetGlobal):
        return f"@{node.name}"
    if isinstance(node, ir.TargetAttr):
        return f"{expression(node.obj)}.{node.name}"
    if isinstance(node, ir.TargetIndex):
        return f"{expression(node.obj)}[{expression(node.index)}]"
    items = ["*" * (number == node.star) + target(item) for number, item in enumerate(node.items)]
    return f"({', '.join(items)})"


def signature(function: ir.Function) -> str:
    """`(a, /, b: int = 1, *args, c, **kwargs) -> int`"""
    marks = {"args": "*", "kwargs": "**"}
    parts: list[str] = []
    for number, param in enumerate(function.params):
        if param.kind == "keyword_only" and not any(
            before.kind in ("args", "keyword_only") for before in function.params[:number]
        ):
            parts.append("*")
        text = marks.get(param.kind, "") + param.var.key
        if param.annotation is not None:
            text += f": {expression(param.annotation)}"
        if param.default is not None:
            text += f" = {expression(param.default)}"
        parts.append(text)
        following = function.params[number + 1] if number + 1 < len(function.params) else None
        if param.kind == "positional_only" and (following is None or following.kind != "positional_only"):
            parts.append("/")
    returns = "" if function.returns is None else f" -> {expression(function.returns)}"
    return f"({', '.join(parts)}){returns}"


def _variable(var: ir.Variable) -> str:
    flags = {
        "captured": var.captured,
        "rebound": var.rebound_after_capture,
        "unbound": var.maybe_unbound,
    }
    said = [name for name, holds in flags.items() if holds]
    return var.key + (f"[{' '.join(said)}]" if said else "")


class _Printer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 1

    def say(self, line: int, text: str) -> None:
        self.lines.append(f"{'  ' * self.depth}{line}: {text}")

    def note(self, text: str) -> None:
        self.lines.append("  " * self.depth + text)

    def function(self, function: ir.Function, kind: str) -> None:
        for decorator in function.decorators:
            self.lines.append("  " * (self.depth - 1) + f"@{expression(decorator)}")
        flags = " generator" * function.is_generator + " async" * function.is_async
        self.lines.append("  " * (self.depth - 1) + f"{kind} {function.qualname}{signature(function)}{flags}")
        if function.docstring is not None:
            self.note(f"doc {function.docstring!r}")
        if function.variables:
            self.note("variables " + " ".join(map(_variable, function.variables)))
        if function.captures:
            self.note("captures " + " ".join(var.key for var in function.captures))
        self.statements(function.body)
        for nested in function.nested:
            if nested.name == "<lambda>":
                self.depth += 1
                self.function(nested, "lambda")
                self.depth -= 1

    def class_header(self, header: ir.ClassHeader) -> None:
        for decorator in header.decorators:
            self.lines.append(f"@{expression(decorator)}")
        bases = [*map(expression, header.bases), *map(_keyword, header.keywords)]
        self.lines.append(f"class {header.qualname}({', '.join(bases)})")
        if header.docstring is not None:
            self.note(f"doc {header.docstring!r}")
        self.statements(header.body)
        if header.methods:
            self.note("methods " + " ".join(header.methods))

    def statements(self, body: Iterable[ir.Stmt]) -> None:
        for statement in body:
            self.statement(statement)

    def block(self, body: Iterable[ir.Stmt]) -> None:
        self.depth += 1
        self.statements(body)
        self.depth -= 1

    def statement(self, node: ir.Stmt) -> None:
        if isinstance(node, ir.If):
            self.if_(node)
        elif isinstance(node, ir.While):
            self.say(node.line, f"while {expression(node.test)}")
            self.block(node.body)
            self.else_(node.orelse)
        elif isinstance(node, ir.For):
            self.say(node.line, f"for {target(node.target)} in {expression(node.iterable)}")
            self.block(node.body)
            self.else_(node.orelse)
        elif isinstance(node, ir.Try):
            self.try_(node)
        elif isinstance(node, ir.FunctionStmt):
            self.say(node.line, f"define {node.var.key}")
            self.depth += 2
            self.function(node.function, "nested")
            self.depth -= 2
        else:
            self.say(node.line, simple(node))

    def if_(self, node: ir.If) -> None:
        word = "if"
        while True:
            self.say(node.line, f"{word} {expression(node.test)}")
            self.block(node.body)
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ir.If):
                break
            node = node.orelse[0]
            word = "elif"
        self.else_(node.orelse)

    def else_(self, body: list[ir.Stmt]) -> None:
        if body:
            self.note("else")
            self.block(body)

    def try_(self, node: ir.Try) -> None:
        self.say(node.line, "try")
        self.block(node.body)
        for handler in node.handlers:
            name = f" as {handler.var.key}" if handler.var is not None else ""
            self.say(handler.line, f"except {', '.join(map(expression, handler.types))}{name}".rstrip())
            self.block(handler.body)
        self.else_(node.orelse)
        if node.final:
            self.note("finally")
            self.block(node.final)


def simple(node: ir.Stmt) -> str:
    """A statement without blocks, on one line."""
    if isinstance(node, ir.ExprStmt):
        return expression(node.value)
    if isinstance(node, ir.Assign):
        wish = f": {expression(node.annotation)}" if node.annotation is not None else ""
        return f"{' = '.join(map(target, node.targets))}{wish} = {expression(node.value)}"
    if isinstance(node, ir.Declare):
        return f"{target(node.target)}: {expression(node.annotation)}"
    if isinstance(node, ir.AugAssign):
        read = f" reading {expression(node.read)}" if node.read is not None else ""
        return f"{target(node.target)} {node.op}= {expression(node.value)}{read}"
    if isinstance(node, ir.Return):
        return "return" if node.value is None else f"return {expression(node.value)}"
    if isinstance(node, ir.Raise):
        exc = f" {expression(node.exc)}" if node.exc is not None else ""
        cause = f" from {expression(node.cause)}" if node.cause is not None else ""
        return f"raise{exc}{cause}"
    if isinstance(node, ir.Assert):
        message = f", {expression(node.message)}" if node.message is not None else ""
        return f"assert {expression(node.test)}{message}"
    if isinstance(node, ir.Delete):
        return f"del {', '.join(map(target, node.targets))}"
    if isinstance(node, ir.Import):
        name = "" if node.name is None else f" {node.name}"
        bound = node.bound if node.var is None else node.var.key
        return f"import {'.' * node.level}{node.module}{name} as {bound}"
    if isinstance(node, ir.DefineStmt):
        return f"define {node.qualname}"
    if isinstance(node, ir.UnsupportedStmt):
        return f"unsupported {node.what}"
    return type(node).__name__.lower()


# --- expressions -----------------------------------------------------------------------------------------------------


def _keyword(node: ir.Keyword) -> str:
    return f"**{expression(node.value)}" if node.name is None else f"{node.name}={expression(node.value)}"


def _call(node: ir.Call) -> str:
    arguments = [*map(expression, node.args), *map(_keyword, node.keywords)]
    return f"{expression(node.func)}({', '.join(arguments)})"


def _items(items: list[ir.Expr]) -> str:
    return ", ".join(map(expression, items))


def _slice(node: ir.Slice) -> str:
    parts = ["" if part is None else expression(part) for part in (node.lower, node.upper, node.step)]
    return ":".join(parts if node.step is not None else parts[:2])


def _compare(node: ir.Compare) -> str:
    rest = [f" {op} {expression(operand)}" for op, operand in zip(node.ops, node.rest, strict=True)]
    return f"({expression(node.first)}{''.join(rest)})"


def _dict(node: ir.DictLit) -> str:
    items = [
        f"**{expression(value)}" if key is None else f"{expression(key)}: {expression(value)}"
        for key, value in node.items
    ]
    return f"{{{', '.join(items)}}}"


def _comp(node: ir.Comp) -> str:
    element = expression(node.element) if node.key is None else f"{expression(node.key)}: {expression(node.element)}"
    for clause in node.clauses:
        element += f" for {target(clause.target)} in {expression(clause.iterable)}"
        element += "".join(f" if {expression(condition)}" for condition in clause.conditions)
    return f"{node.kind}[{element}]"


def _fstring(node: ir.FString) -> str:
    text = ""
    for part in node.parts:
        if isinstance(part, str):
            text += repr(part)[1:-1]
            continue
        conversion = f"!{part.conversion}" if part.conversion else ""
        spec = f":{_fstring(part.spec)[2:-1]}" if part.spec is not None else ""
        text += f"{{{expression(part.value)}{conversion}{spec}}}"
    return f'f"{text}"'


def _walrus(node: ir.Walrus) -> str:
    name = node.var.key if node.global_name is None else f"@{node.global_name}"
    return f"({name} := {expression(node.value)})"


_EXPRESSIONS: dict[type[ir.Expr], Callable[[Any], str]] = {
    ir.Const: lambda node: "..." if node.value is ... else repr(node.value),
    ir.Local: lambda node: node.var.key + "?" * node.maybe_unbound,
    ir.Global: lambda node: f"@@{node.name}" if node.in_comprehension else f"@{node.name}",
    ir.Attr: lambda node: f"{expression(node.obj)}.{node.name}",
    ir.Slice: _slice,
    ir.Index: lambda node: f"{expression(node.obj)}[{expression(node.index)}]",
    ir.Starred: lambda node: f"*{expression(node.value)}",
    ir.Call: _call,
    ir.Bin: lambda node: f"({expression(node.left)} {node.op} {expression(node.right)})",
    ir.Unary: lambda node: f"({node.op}{' ' * (node.op == 'not')}{expression(node.operand)})",
    ir.Compare: _compare,
    ir.BoolOp: lambda node: f"({f' {node.op} '.join(map(expression, node.values))})",
    ir.Cond: lambda node: f"({expression(node.body)} if {expression(node.test)} else {expression(node.orelse)})",
    ir.ListLit: lambda node: f"[{_items(node.items)}]",
    ir.TupleLit: lambda node: f"({_items(node.items)}{',' * (len(node.items) == 1)})",
    ir.SetLit: lambda node: f"{{{_items(node.items)}}}",
    ir.DictLit: _dict,
    ir.Comp: _comp,
    ir.Lambda: lambda node: node.function.qualname,
    ir.FString: _fstring,
    ir.Walrus: _walrus,
    ir.UnsupportedExpr: lambda node: f"<unsupported {node.what}>",
}

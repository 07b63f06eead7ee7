"""Which names a function binds, and what a name means at a place: Python's scoping rules.

    x = 1                      x is Global
    def f(a):                  a is f's
        def g(): return a + x  a is f's, captured by g; x is Global
        return [a for a in g]  the second and third a are the comprehension's

Class bodies are no scope for what is nested in them, and their own names are `Global` (the reader of a class header
knows better). It sees CPython's tree for the bindings only, and must not know about flow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Literal

from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span


def mangled(name: str, class_name: str | None) -> str:
    """`__x` inside class `C` is `_C__x`."""
    if class_name is None or not name.startswith("__") or name.endswith("__"):
        return name
    stripped = class_name.lstrip("_")
    return f"_{stripped}{name}" if stripped else name


class Bindings:
    """Names that the statements of one scope bind, and those declared `global` and `nonlocal`. Not mangled."""

    __slots__ = ("globals", "names", "nonlocals", "only_handlers")

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.only_handlers: set[str] = set()
        """Names that `except ... as` binds; the caller subtracts those bound otherwise."""


def bindings(body: Iterable[ast.stmt], with_walrus: bool) -> Bindings:
    """What the statements bind, nested functions and classes not entered. `with_walrus`: also look for `:=`."""
    found = Bindings()
    names = found.names
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is ast.Expr:
            if with_walrus:
                _walrus(node, names)
            continue
        if kind is ast.Assign:
            assert isinstance(node, ast.Assign)
            for target in node.targets:
                _target(target, names)
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            _target(node.target, names)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            _target(node.target, names)
            stack += node.body
            stack += node.orelse
        elif isinstance(node, (ast.If, ast.While)):
            stack += node.body
            stack += node.orelse
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names[node.name] = None
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = None
        elif isinstance(node, ast.Global):
            found.globals.update(node.names)
            continue
        elif isinstance(node, ast.Nonlocal):
            found.nonlocals.update(node.names)
            continue
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                _target(target, names)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars is not None:
                    _target(item.optional_vars, names)
            stack += node.body
        elif isinstance(node, ast.Try) or kind.__name__ == "TryStar":
            for field in ("body", "orelse", "finalbody"):
                stack += getattr(node, field)
            for handler in getattr(node, "handlers", ()):
                if handler.name:
                    found.only_handlers.add(handler.name)
                stack += handler.body
        elif isinstance(node, ast.Match):
            for case in node.cases:
                for part in ast.walk(case.pattern):
                    name = getattr(part, "rest", None) or getattr(part, "name", None)
                    if name:
                        names[name] = None
                stack += case.body
        elif kind.__name__ == "TypeAlias":
            _target(getattr(node, "name"), names)  # noqa: B009 (no such class before 3.12)
        if with_walrus:
            _walrus(node, names)
    return found


def _target(target: ast.expr, names: dict[str, None]) -> None:
    if isinstance(target, ast.Name):
        names[target.id] = None
    elif isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            _target(item, names)
    elif isinstance(target, ast.Starred):
        _target(target.value, names)


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _walrus(statement: ast.AST, names: dict[str, None]) -> None:
    """Names bound by `:=` in the expressions of one statement (those in its nested statements are found there)."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        stack: list[ast.AST] = [*statement.decorator_list, *statement.args.defaults]
        stack += [default for default in statement.args.kw_defaults if default is not None]
    else:
        stack = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.expr)]
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            stack += [item.context_expr for item in statement.items]
        elif isinstance(statement, ast.Try):
            stack += [handler.type for handler in statement.handlers if handler.type is not None]
        elif isinstance(statement, ast.ClassDef):
            stack += [keyword.value for keyword in statement.keywords]
        elif isinstance(statement, ast.Match):
            stack += [case.guard for case in statement.cases if case.guard is not None]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.NamedExpr):
            names[node.target.id] = None
        if isinstance(node, ast.Lambda):
            stack += node.args.defaults
            stack += [default for default in node.args.kw_defaults if default is not None]
        elif not isinstance(node, _SCOPES):
            stack.extend(ast.iter_child_nodes(node))


class Comprehension:
    """The variables of one comprehension. `lazy`: a generator that isn't consumed at once, hence a closure."""

    __slots__ = ("lazy", "names", "used")

    def __init__(self, names: dict[str, ir.Variable], lazy: bool) -> None:
        self.names = names
        self.lazy = lazy
        self.used: dict[ir.Variable, None] = {}
        """Variables from outside that a lazy one uses."""


class Scope:
    """One function (or the module, or a class header) while it is being converted."""

    __slots__ = ("captures", "comprehensions", "free", "globals", "kind", "nonlocals", "own", "parent", "variables")

    def __init__(self, kind: Literal["module", "class", "function"], parent: Scope | None) -> None:
        self.kind = kind
        self.parent = parent
        self.own: dict[str, ir.Variable] = {}
        """This function's parameters and locals, without comprehension variables."""
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.free: dict[str, ir.Variable | None] = {}
        """Names from outside already looked up; None is a global."""
        self.comprehensions: list[Comprehension] = []
        self.captures: dict[ir.Variable, None] = {}
        self.variables: list[ir.Variable] = []
        """Comprehension variables."""

    def declare(self, found: Bindings, class_name: str | None) -> None:
        """Enter what the function's statements bind."""
        self.globals = {mangled(name, class_name) for name in found.globals}
        self.nonlocals = {mangled(name, class_name) for name in found.nonlocals}
        for name in (*found.names, *sorted(found.only_handlers)):
            name = mangled(name, class_name)
            if name not in self.own and name not in self.globals and name not in self.nonlocals:
                self.own[name] = ir.Variable(name, 1)

    def lookup(self, name: str) -> ir.Variable | None:
        """The variable that `name` means here; None for a global or builtin name."""
        if self.comprehensions:
            crossed: list[Comprehension] = []
            for comprehension in reversed(self.comprehensions):
                var = comprehension.names.get(name)
                if var is not None:
                    return _crossing(var, crossed)
                if comprehension.lazy:
                    crossed.append(comprehension)
            var = self._lookup_function(name)
            return None if var is None else _crossing(var, crossed)
        return self._lookup_function(name)

    def _lookup_function(self, name: str) -> ir.Variable | None:
        own = self.own.get(name)
        if own is not None:
            return own
        if name in self.free:
            return self.free[name]
        var: ir.Variable | None = None
        if name not in self.globals:
            var = self._lookup_outside(name)
        self.free[name] = var
        return var

    def _lookup_outside(self, name: str) -> ir.Variable | None:
        between = [self]
        scope = self.parent
        while scope is not None:
            crossed: list[Comprehension] = []
            var = None
            for comprehension in reversed(scope.comprehensions):
                var = comprehension.names.get(name)
                if var is not None:
                    break
                if comprehension.lazy:
                    crossed.append(comprehension)
            if var is None:
                if name in scope.globals:
                    return None
                var = scope.own.get(name)
            if var is not None:
                var.captured = True
                for inner in between:
                    inner.captures[var] = None
                return _crossing(var, crossed)
            between.append(scope)
            scope = scope.parent
        return None


def _crossing(var: ir.Variable, crossed: list[Comprehension]) -> ir.Variable:
    for comprehension in crossed:
        comprehension.used[var] = None
        var.captured = True
    return var


def order_variables(params: list[ir.Variable], others: list[ir.Variable]) -> list[ir.Variable]:
    """All variables of a function, parameters first, then by place; numbered among equal names."""
    others.sort(key=lambda var: var.span if var.span != Span(0, 0) else Span(1 << 60, 0))
    counts: dict[str, int] = {}
    variables = params + others
    for var in variables:
        var.ordinal = counts[var.name] = counts.get(var.name, 0) + 1
    return variables

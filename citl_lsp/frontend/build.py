"""From the text of one file to its IR.

    module, problems = build_module("a.py", "a", "def f(x):\n    return x + 1\n")
    [unit.qualname for unit in module.units]      ['<module>', 'f']

Pure and total: no text makes it raise. A text that CPython refuses gives a module without statements, and the
problem; `syntax.recovery` makes a text out of it that can be translated. It must not know types, Rust or decisions.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Literal

from citl_lsp.frontend.places import Source
from citl_lsp.frontend.scopes import bindings, mangled, order_variables
from citl_lsp.frontend.statements import Definition, Statements, split_docstring
from citl_lsp.frontend.webs import split
from citl_lsp.ir import nodes as ir
from citl_lsp.syntax.check import SyntaxProblem, check
from citl_lsp.syntax.scanner import Comment, comments
from citl_lsp.text.span import Span

__all__ = ["SyntaxProblem", "build_module"]


def build_module(
    path: str, name: str, text: str, previous: ir.Module | None = None, accepted: bool = False
) -> tuple[ir.Module, list[SyntaxProblem]]:
    """The IR of `text` and what CPython refuses in it.

    Spans of problems are absolute, spans of nodes relative to their unit, all in code points. `name` is the module's
    dotted name. Units of `previous` whose text is the same lend their bodies (the same objects) to the result.
    """
    tree, problem = check(text, path, accepted)
    if tree is None:
        assert problem is not None
        return ir.Module(path, name, text, [_empty_unit(text)]), [problem]
    return ir.Module(path, name, text, _Builder(text, name == "__main__", previous).units(tree)), []


def _empty_unit(text: str) -> ir.Unit:
    body = _module_function([], None, len(text), [], [])
    key = blake2b(f"broken\0{len(text)}".encode(), digest_size=16).hexdigest()
    return ir.Unit("module", "<module>", key, body, 0, 0)


def _module_function(
    body: list[ir.Stmt], docstring: str | None, length: int, variables: list[ir.Variable], nested: list[ir.Function]
) -> ir.Function:
    return ir.Function(
        name="<module>",
        qualname="<module>",
        params=[],
        returns=None,
        body=body,
        docstring=docstring,
        decorators=[],
        variables=variables,
        captures=[],
        nested=nested,
        is_generator=False,
        is_async=False,
        span=Span(0, length),
        line=0,
    )


def _defined(statements: list[ast.stmt]) -> set[str]:
    """Names that `def`, `class` and `import` bind."""
    names: set[str] = set()
    stack: list[ast.AST] = list(statements)
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif not isinstance(node, ast.expr):
            stack.extend(ast.iter_child_nodes(node))
    return names


class _Extent:
    """Where a unit lies in the file; `inner` are the units inside it."""

    __slots__ = ("end", "inner", "line", "qualname", "start")

    def __init__(self, start: int, end: int, line: int, qualname: str) -> None:
        self.start = start
        self.end = end
        self.line = line
        self.qualname = qualname
        self.inner: list[_Extent] = []


class _Builder:
    """Cuts a file into units."""

    def __init__(self, text: str, is_main: bool, previous: ir.Module | None) -> None:
        self.text = text
        self.known = {} if previous is None else {unit.text_key: unit for unit in previous.units}
        self.is_main = is_main
        self.source = Source(text)
        self.comments: list[Comment] = comments(text)
        self.comment_offsets = [comment.offset for comment in self.comments]
        self.counts: dict[str, int] = {}
        self.qualnames: dict[Definition, str] = {}
        self.global_names: set[str] = set()

    def units(self, tree: ast.Module) -> list[ir.Unit]:
        whole = _Extent(0, len(self.text), 0, "<module>")
        found: list[ir.Unit] = []
        for node in _definitions(tree.body):
            if isinstance(node, ast.ClassDef):
                found += self.class_units(node, whole)
            else:
                found.append(self.function_unit(node, None, whole))
        return [self.module_unit(tree, whole), *found]

    def define(self, node: Definition) -> str:
        return self.qualnames[node]

    def module_unit(self, tree: ast.Module, whole: _Extent) -> ir.Unit:
        docstring, statements = split_docstring(tree.body)
        has_walrus = ":=" in self.text
        builder = Statements(self.source, 0, 1, None, has_walrus, self.define)
        bound = bindings(statements, has_walrus)
        # What no other unit sees is local: the names of `except ... as`, and in the file that is run (which nobody
        # imports) every name that no function or class mentions.
        private = bound.only_handlers - bound.names.keys()
        if self.is_main:
            private |= bound.names.keys() - _defined(statements) - {"__name__", "__file__", "__doc__"}
        kept = sorted(private - self.global_names)
        key = self.key(whole, "module", ",".join(kept))
        known = self.known.get(key)
        if known is not None:
            return replace(known)
        scope = builder.scope
        scope.own = {name: ir.Variable(name, 1) for name in kept}
        try:
            body = builder.block(statements)
            variables = list(scope.own.values())
            split(builder.flow, variables, builder.captured_uses)
            variables, nested = order_variables([], variables + scope.variables), builder.nested
        except RecursionError:
            body, variables, nested = [_too_deep()], [], []
        function = _module_function(body, docstring, len(self.text), variables, nested)
        names = frozenset(builder.global_names)
        return ir.Unit("module", "<module>", key, function, 0, 0, self.comments_of(whole), names)

    def function_unit(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: _Extent | None, outer: _Extent, class_name: str = ""
    ) -> ir.Unit:
        """A top-level function, or a method of the class `class_name` at `owner`."""
        prefix = f"{owner.qualname}." if owner is not None else ""
        qualname = self.numbered(prefix + node.name)
        extent = self.extent(node, qualname, outer)
        text = self.text[extent.start : extent.end]
        self.qualnames[node] = qualname
        kind: Literal["function", "method"] = "function" if owner is None else "method"
        key = self.key(extent, kind, class_name)
        known = self.known.get(key)
        if known is not None:
            self.global_names |= known.global_names
            return replace(known, start=extent.start, first_line=extent.line)
        mangling = class_name or None
        name = mangled(node.name, mangling)
        builder = Statements(self.source, extent.start, extent.line + 1, mangling, ":=" in text, self.define)
        builder.scope.kind = "class" if owner is not None else "module"
        builder.prefix = prefix
        try:
            decorators = builder.convert_all(node.decorator_list)
            defaults = builder.defaults(node.args)
            builder.prefix = ""
            state = builder.enter(qualname)
            function = builder.function_body(node, defaults, state, name, qualname)
            function.decorators = decorators
            if builder.scope.variables:  # comprehensions in decorators and defaults
                params = [param.var for param in function.params]
                others = function.variables[len(params) :] + builder.scope.variables
                function.variables = order_variables(params, others)
            function.nested += [lambda_ for lambda_ in builder.nested if lambda_ is not function]
        except RecursionError:
            function = _module_function([_too_deep()], None, 0, [], [])
            function.name, function.qualname, function.line = name, qualname, node.lineno - 1 - extent.line
        function.span = Span(0, self.source.end(node) - extent.start)
        names = frozenset(builder.global_names)
        self.global_names |= names
        return ir.Unit(kind, qualname, key, function, extent.start, extent.line, self.comments_of(extent), names)

    def class_units(self, node: ast.ClassDef, outer: _Extent) -> list[ir.Unit]:
        """A class header and its methods."""
        qualname = self.numbered(node.name)
        extent = self.extent(node, qualname, outer)
        self.qualnames[node] = qualname
        methods = [
            self.function_unit(method, extent, extent, node.name)
            for method in _definitions(node.body)
            if not isinstance(method, ast.ClassDef)
        ]
        key = self.key(extent, "class", "")
        known = self.known.get(key)
        if known is not None:
            self.global_names |= known.global_names
            return [replace(known, start=extent.start, first_line=extent.line), *methods]
        docstring, statements = split_docstring(node.body)
        direct = [part for part in statements if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]
        attributes = [part for part in statements if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]
        text = self.text[extent.start : extent.end]
        builder = Statements(self.source, extent.start, extent.line + 1, node.name, ":=" in text, self.define)
        builder.scope.kind = "class"
        span, line = Span(0, self.source.end(node) - extent.start), node.lineno - 1 - extent.line
        header = ir.ClassHeader(node.name, qualname, [], [], [], [], docstring, [], span, line)
        header.methods = [self.qualnames[method] for method in direct]
        try:
            header.decorators = builder.convert_all(node.decorator_list)
            header.bases = builder.convert_all(node.bases)
            for word in node.keywords:
                if word.arg == "metaclass":
                    place = builder.place(word)
                    header.body.append(ir.UnsupportedStmt(*place, "a metaclass", "a base class or a class decorator"))
                else:
                    header.keywords.append(builder.keyword(word))
            builder.prefix = f"{qualname}."
            header.body += builder.block(attributes)
            header.variables = order_variables([], builder.scope.variables)
            header.nested = builder.nested
        except RecursionError:
            header.body, header.variables, header.nested = [_too_deep()], [], []
        names = frozenset(builder.global_names)
        self.global_names |= names
        comments = self.comments_of(extent)
        return [ir.Unit("class", qualname, key, header, extent.start, extent.line, comments, names), *methods]

    # --- parts of units -----------------------------------------------------------------------------------------------

    def numbered(self, qualname: str) -> str:
        count = self.counts[qualname] = self.counts.get(qualname, 0) + 1
        return qualname if count == 1 else f"{qualname}#{count}"

    def extent(self, node: Definition, qualname: str, outer: _Extent) -> _Extent:
        start, lineno = self.source.definition_start(node)
        extent = _Extent(start, self.source.end_of_line(node.end_lineno or node.lineno), lineno - 1, qualname)
        outer.inner.append(extent)
        return extent

    def comments_of(self, extent: _Extent) -> list[tuple[int, str]]:
        """Those in the unit, but in no unit inside it."""
        first = bisect_left(self.comment_offsets, extent.start)
        last = bisect_left(self.comment_offsets, extent.end)
        found: list[tuple[int, str]] = []
        starts = self.source.starts
        for comment in self.comments[first:last]:
            if not any(inner.start <= comment.offset < inner.end for inner in extent.inner):
                found.append((bisect_right(starts, comment.offset) - 2 - extent.line, comment.text))
        return found

    def key(self, extent: _Extent, kind: str, more: str) -> str:
        """A hash of everything that the unit was built from: its own text, and where inner units interrupt it."""
        pieces = [kind, extent.qualname, more]
        place = extent.start
        for inner in extent.inner:
            places = (inner.start - extent.start, inner.end - extent.start)
            lines = (inner.line - extent.line, bisect_right(self.source.starts, inner.end) - extent.line)
            pieces += (self.text[place : inner.start], f"{inner.qualname}:{places}:{lines}")
            place = inner.end
        pieces.append(self.text[place : extent.end])
        data = "\0".join(pieces).encode("utf-8", "surrogatepass")
        return blake2b(data, digest_size=16).hexdigest()


def _too_deep() -> ir.UnsupportedStmt:
    return ir.UnsupportedStmt(Span(0, 0), 0, "code that is nested this deeply", "smaller expressions")


def _definitions(body: list[ast.stmt]) -> Iterator[Definition]:
    """Functions and classes that the statements define, also inside `if`, `try`, `for` and `while`, in order."""
    stack = body[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node
        elif isinstance(node, (ast.If, ast.For, ast.While)):
            stack += reversed(node.body + node.orelse)
        elif isinstance(node, ast.Try):
            handled = [part for handler in node.handlers for part in handler.body]
            stack += reversed(node.body + handled + node.orelse + node.finalbody)

"""The only place that turns a Rust tree into text, and writes the source map while it does.

    text, source_map = print_file(file, lambda path, unit: 12)

Layout is rustfmt's where that is simple, so that people see familiar code; the meaning never depends on it. The text
is a function of the tree and of `line_of` only. It must not know Python, beyond passing origins on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citl_lsp.rust import tree as rs
from citl_lsp.rust.expressions import IF_WIDTH, Expressions
from citl_lsp.rust.output import WIDTH, LineOf, TooWide
from citl_lsp.rust.precedence import ASSIGN, BLOCK_LIKE
from citl_lsp.rust.source_map import ItemRange, SourceMap
from citl_lsp.rust.tree import Origin

__all__ = ["print_expr", "print_file"]


def print_file(file: rs.File, line_of: LineOf) -> tuple[str, SourceMap]:
    """The text of `file` with its source map. `line_of(path, unit)` is the 1-based line, in the Python file, of a
    unit's first line. Functions remember how they were printed: a tree must not be changed after that."""
    printer = Printer(line_of)
    printer.file(file)
    text = printer.out.text()
    return text, SourceMap(text, printer.out.all_ranges, printer.out.items)


def print_expr(node: rs.RExpr, line_of: LineOf = lambda path, unit: 1) -> str:
    """One expression as text, for messages and tests."""
    printer = Printer(line_of)
    printer.expr(node)
    return printer.out.text()


class Printer(Expressions):
    def __init__(self, line_of: LineOf) -> None:
        super().__init__(line_of)
        self.scope: list[str] = []
        self.origins: list[Origin] = []

    # --- blocks and statements ----------------------------------------------------------------------------------------

    def block_lines(self, node: rs.Block) -> None:
        """`{`, one statement per line, `}`."""
        out = self.out
        if not node.stmts and node.tail is None:
            out.write("{}")
            return
        out.require_lines()
        saved = self.no_struct, self.after
        self.no_struct, self.after = False, 0
        out.write("{")
        out.indent += 4
        for statement in node.stmts:
            self.statement(statement)
        if node.tail is not None:
            out.newline()
            self.expression_line(node.tail, semicolon=isinstance(node.tail, (rs.Return, rs.Break, rs.Continue)))
        out.indent -= 4
        out.newline()
        out.write("}")
        self.no_struct, self.after = saved

    def body(self, node: rs.Block) -> None:
        """The block of a function, loop or `if`."""
        start = self.out.length
        self.label(node.label)
        self.block_lines(node)
        self.out.mark(start, node.origin)

    def statement(self, node: rs.RStmt) -> None:
        self.out.newline()
        start = self.out.length
        _STATEMENTS[type(node)](self, node)
        self.out.mark(start, node.origin)

    def expression_line(self, node: rs.RExpr, semicolon: bool) -> None:
        """An expression as a statement, or as the value of a block."""
        out = self.out
        start = out.length
        if isinstance(node, rs.IfExpr):
            self.if_chain(node, statement=True)
            out.mark(start, node.origin)
        elif isinstance(node, rs.Block):
            self.body(node)
        else:
            self.after = 1 if semicolon else 0
            self.statement_start(node)
            if semicolon and not isinstance(node, rs.Match):
                out.write(";")
            self.after = 0

    def expression_statement(self, node: rs.ExprS) -> None:
        self.expression_line(node.value, semicolon=True)

    def let(self, node: rs.Let) -> None:
        self.out.write(f"let {node.pattern}")
        if node.type is not None:
            self.out.write(f": {node.type}")
        if node.value is not None:
            self.out.write(" =")
            self.right_side(node.value)
        self.out.write(";")

    def assign(self, node: rs.AssignS) -> None:
        self.statement_start(node.target)
        self.out.write(f" {node.op}")
        self.right_side(node.value, ASSIGN)
        self.out.write(";")

    def right_side(self, value: rs.RExpr, binding: int = 0) -> None:
        """What follows `=`, before `;`: on this line, on the next, or broken."""
        out = self.out
        self.after = 1

        def on_this_line() -> None:
            out.write(" ")
            self.expr(value, binding)

        if not self.flat(on_this_line, WIDTH - 1):
            before = len(out.parts), out.length, out.column, out.lines
            out.indent += 4
            out.newline()
            fits = not isinstance(value, BLOCK_LIKE) and self.flat(lambda: self.expr(value, binding), WIDTH - 1)
            out.indent -= 4
            if not fits:
                del out.parts[before[0] :]
                out.length, out.column, out.lines = before[1:]
                on_this_line()
        self.after = 0

    def loop(self, node: rs.LoopS) -> None:
        self.label(node.label)
        self.out.write("loop ")
        self.body(node.body)

    def while_(self, node: rs.WhileS) -> None:
        self.label(node.label)
        self.out.write("while ")
        self.condition_and_body(node.test, node.body)

    def for_(self, node: rs.ForS) -> None:
        self.label(node.label)
        self.out.write(f"for {node.pattern} in ")
        self.condition_and_body(node.iterable, node.body)

    def label(self, label: str | None) -> None:
        if label is not None:
            self.out.write(f"{label}: " if label.startswith("'") else f"'{label}: ")

    def comment(self, node: rs.CommentS) -> None:
        for number, line in enumerate(node.text.split("\n")):
            if number:
                self.out.newline()
            self.out.write(f"// {line}".rstrip())

    # --- block-like expressions ---------------------------------------------------------------------------------------

    def condition_and_body(self, test: rs.RExpr, body: rs.Block, followed: bool = False) -> None:
        """A condition and its block, `followed` by an `else`; the brace goes on a line of its own under a condition
        of several lines."""
        out = self.out
        lines = out.lines
        self.condition(test)
        broken_operator = out.lines > lines and isinstance(test, rs.Binary)
        if broken_operator:
            out.newline()
        else:
            out.write(" ")
        if not body.stmts and body.tail is None and (followed or broken_operator):
            start = out.length
            out.write("{")
            out.newline()
            out.write("}")
            out.mark(start, body.origin)
        else:
            self.body(body)

    def if_chain(self, node: rs.IfExpr, statement: bool) -> None:
        out = self.out
        if not statement and self.flat(lambda: self.one_line_if(node), min(self.limit, out.column + IF_WIDTH)):
            return
        out.require_lines()
        part: rs.IfExpr | rs.Block | None = node
        starts: list[tuple[int, rs.IfExpr]] = []
        saved, self.after = self.after, 0
        while isinstance(part, rs.IfExpr):
            if part is not node:
                starts.append((out.length, part))
            out.write("if ")
            self.condition_and_body(part.test, part.then, followed=part.orelse is not None)
            part = part.orelse
            if part is not None:
                out.write(" else ")
        if part is not None:
            self.body(part)
        for start, inner in reversed(starts):
            out.mark(start, inner.origin)
        self.after = saved

    def one_line_if(self, node: rs.IfExpr) -> None:
        out = self.out
        start = out.length
        then, orelse = node.then, node.orelse
        if not isinstance(orelse, rs.Block) or then.tail is None or orelse.tail is None:
            raise TooWide
        if then.stmts or orelse.stmts or isinstance(then.tail, BLOCK_LIKE) or isinstance(orelse.tail, BLOCK_LIKE):
            raise TooWide
        out.write("if ")
        self.condition(node.test)
        out.write(" ")
        start = out.length
        self.braces(then)
        out.mark(start, then.origin)
        out.write(" else ")
        start = out.length
        self.braces(orelse)
        out.mark(start, orelse.origin)

    def match_arms(self, node: rs.Match) -> None:
        out = self.out
        out.write("match ")
        self.condition(node.subject)
        if not node.arms:
            out.write(" {}")
            return
        out.require_lines()
        saved = self.no_struct, self.after
        self.no_struct = False
        out.write(" {")
        out.indent += 4
        for arm in node.arms:
            out.newline()
            self.arm(arm)
        out.indent -= 4
        out.newline()
        out.write("}")
        self.no_struct, self.after = saved

    def arm(self, arm: rs.Arm) -> None:
        out = self.out
        out.write(arm.pattern)
        if arm.guard is not None:
            out.write(" if ")
            self.after = 4
            self.expr(arm.guard)
        out.write(" => ")
        self.after = 1
        body = arm.body
        value = body
        if isinstance(body, rs.Block) and not body.stmts and body.tail is not None and body.label is None:
            value = body.tail
        start = out.length

        def on_one_line() -> None:
            self.statement_start(value)
            out.write(",")

        if not isinstance(value, rs.Block) and self.flat(on_one_line, WIDTH):
            if value is not body:
                out.mark(start, body.origin)
        elif isinstance(value, (rs.Match, rs.CallExpr, rs.Macro, rs.StructLit, rs.Closure)):
            self.statement_start(value)
            if value is not body:
                out.mark(start, body.origin)
            out.write(",")
        elif isinstance(body, rs.Block):
            self.body(body)
            if body.label is not None:
                out.write(",")
        else:
            self.body(rs.Block([], body))

    # --- items --------------------------------------------------------------------------------------------------------

    def file(self, file: rs.File) -> None:
        out = self.out
        for line in file.header:
            self.line_text(f"//! {line}".rstrip())
        if file.header and file.attrs:
            self.line_text("")
        for attr in file.attrs:
            self.line_text(f"#![{attr}]")
        self.item_list(file.items, first=not (file.header or file.attrs))
        if out.length:
            out.write("\n")

    def line_text(self, text: str) -> None:
        if self.out.length:
            self.out.newline()
        self.out.write(text)

    def item_list(self, items: Sequence[rs.Item], first: bool) -> None:
        """Items with an empty line between them, except among `use`, constants and the like."""
        before: rs.Item | None = None
        for item in items:
            together = isinstance(item, _SMALL) and type(item) is type(before) and not item.docs and not item.attrs
            if not first and not together:
                self.out.blank_line()
            if not first or self.out.indent:
                self.out.newline()
            first = False
            self.item(item)
            before = item

    def item(self, item: rs.Item) -> None:
        """One item; a function that was printed before at such a place is pasted."""
        if not isinstance(item, rs.Fn):
            self.print_item(item)
            return
        out = self.out
        outer = self.origins[-1] if self.origins else None
        where = (out.indent, tuple(self.scope), outer)
        if item.printed is None or item.printed[0] != where or not out.paste(item.printed[1], self.line_of):
            place = out.place()
            self.print_item(item)
            piece = out.cut(place, self.line_of)
            item.printed = (where, piece)
            out.paste(piece, self.line_of)

    def print_item(self, item: rs.Item) -> None:
        out = self.out
        start = out.length
        if item.origin is not None:
            self.origins.append(item.origin)
        for line in item.docs:
            out.write(f"/// {line}".rstrip())
            out.newline()
        for attr in item.attrs:
            out.write(f"#[{attr}]")
            out.newline()
        _ITEMS[type(item)](self, item)
        out.mark(start, item.origin)
        origin = self.origins[-1] if self.origins else None
        name = "::".join([*self.scope, item_name(item)])
        unit, path = (None, None) if origin is None else (origin.unit, origin.path)
        out.items.append(ItemRange(name, unit, path, start, out.length))
        if item.origin is not None:
            self.origins.pop()

    def function(self, item: rs.Fn) -> None:
        out = self.out
        head = f"{item.vis}fn {item.name}{item.generics}("
        returns = f" -> {item.returns}" if item.returns is not None else ""
        ending = f"){returns}{' {' if item.body is not None else ';'}"
        width = out.column + len(head) + sum(len(text) + 2 for text, _ in item.params) - 2 + len(ending)
        vertical = item.params and width > WIDTH
        out.write(head)
        if vertical:
            out.indent += 4
        for number, (text, origin) in enumerate(item.params):
            if vertical:
                out.newline()
            elif number:
                out.write(", ")
            start = out.length
            out.write(text)
            out.mark(start, origin)
            if vertical:
                out.write(",")
        if vertical:
            out.indent -= 4
            out.newline()
        out.write(f"){returns}")
        if item.body is None:
            out.write(";")
        elif vertical and not item.body.stmts and item.body.tail is None:
            out.write(" {")
            out.newline()
            out.write("}")
        else:
            out.write(" ")
            self.body(item.body)

    def lines_in_braces(self, lines: Sequence[tuple[str, Origin | None]]) -> None:
        out = self.out
        out.write("{")
        out.indent += 4
        for text, origin in lines:
            out.newline()
            start = out.length
            out.write(text)
            out.mark(start, origin)
            out.write(",")
        out.indent -= 4
        out.newline()
        out.write("}")

    def struct_item(self, item: rs.Struct) -> None:
        out = self.out
        out.write(f"{item.vis}struct {item.name}{item.generics}")
        if item.tuple:
            out.write("(")
            for number, (_, kind, origin) in enumerate(item.fields):
                out.write(", " if number else "")
                start = out.length
                out.write(kind)
                out.mark(start, origin)
            out.write(");")
        elif not item.fields:
            out.write(";")
        else:
            out.write(" ")
            self.lines_in_braces([(f"{name}: {kind}", origin) for name, kind, origin in item.fields])

    def enum(self, item: rs.Enum) -> None:
        self.out.write(f"{item.vis}enum {item.name}{item.generics} ")
        if item.variants:
            self.lines_in_braces(item.variants)
        else:
            self.out.write("{}")

    def nested(self, head: str, items: Sequence[rs.Item], name: str) -> None:
        out = self.out
        if not items:
            out.write(f"{head} {{}}")
            return
        out.write(f"{head} {{")
        out.indent += 4
        self.scope.append(name)
        self.item_list(items, first=True)
        self.scope.pop()
        out.indent -= 4
        out.newline()
        out.write("}")

    def impl(self, item: rs.Impl) -> None:
        head = f"impl{item.head}" if item.head.startswith("<") else f"impl {item.head}"
        self.nested(head, item.items, item.head)

    def module(self, item: rs.Mod) -> None:
        self.nested(f"mod {item.name}", item.items, item.name)

    def const(self, item: rs.Const) -> None:
        self.out.write(f"{item.vis}{item.keyword} {item.name}: {item.type}")
        if item.value is not None:
            self.out.write(" =")
            self.right_side(item.value)
        self.out.write(";")

    def use(self, item: rs.Use) -> None:
        self.out.write(f"{item.vis}use {item.path};")

    def macro_item(self, item: rs.MacroItem) -> None:
        out = self.out
        out.write(f"{item.name}! {{")
        out.indent += 4
        for line in item.body.split("\n") if item.body else ():
            if line.strip():
                out.newline()
                out.write(line)
            else:
                out.blank_line()
        out.indent -= 4
        out.newline()
        out.write("}")


def item_name(item: rs.Item) -> str:
    if isinstance(item, rs.Impl):
        return item.head
    if isinstance(item, rs.Use):
        return item.path
    name = getattr(item, "name", "")
    assert isinstance(name, str)
    return name


_SMALL = (rs.Use, rs.Const)

_STATEMENTS: dict[type[rs.RStmt], Callable[..., None]] = {
    rs.Let: Printer.let,
    rs.ExprS: Printer.expression_statement,
    rs.AssignS: Printer.assign,
    rs.LoopS: Printer.loop,
    rs.WhileS: Printer.while_,
    rs.ForS: Printer.for_,
    rs.CommentS: Printer.comment,
}

_ITEMS: dict[type[rs.Item], Callable[..., None]] = {
    rs.Fn: Printer.function,
    rs.Struct: Printer.struct_item,
    rs.Enum: Printer.enum,
    rs.Impl: Printer.impl,
    rs.Const: Printer.const,
    rs.Use: Printer.use,
    rs.Mod: Printer.module,
    rs.MacroItem: Printer.macro_item,
}

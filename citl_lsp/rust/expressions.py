"""Printing Rust expressions: parentheses where precedence and Rust's ambiguities want them, layout as rustfmt's.

Every `_` method prints one kind of node at the current place of `out`. Long things are tried on one line first, then
broken at their outermost level: arguments one per line, a method chain one call per line, operators at line starts.
`after` is the number of columns that must stay free behind the expression (`;`, `,`, ` {`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citl_lsp.rust import tree as rs
from citl_lsp.rust.output import WIDTH, LineOf, Output
from citl_lsp.rust.precedence import (
    ANY,
    ASSIGN,
    BINARY,
    BLOCK_LIKE,
    CAST,
    COMPARE,
    JUMP,
    LAZY_AND,
    POSTFIX,
    PREFIX,
    RANGE,
    ends_with_cast,
    precedence,
    starts_block_like,
)

CALL_WIDTH = 60
CHAIN_WIDTH = 60
STRUCT_WIDTH = 18
IF_WIDTH = 50
SHORT_ITEM = 10
"""rustfmt's defaults (`use_small_heuristics`)."""


class Expressions:
    """Prints expressions; `Printer` adds statements and items."""

    def __init__(self, line_of: LineOf) -> None:
        self.out = Output()
        self.line_of = line_of
        self.no_struct = False
        """Where a `{` would end the expression: in conditions and the subject of a `match`."""
        self.after = 0
        self.guard = -1
        """A statement begins here: a block-like expression at this place needs parentheses."""

    # --- dispatch -----------------------------------------------------------------------------------------------------

    def expr(self, node: rs.RExpr, binding: int = ANY) -> None:
        """Print `node` where an operand has to bind at least as strongly as `binding`."""
        out = self.out
        start = out.length
        if precedence(node) < binding and not isinstance(node, rs.LetCond):
            self.in_parentheses(node)
        else:
            _PRINTERS[type(node)](self, node)
        if node.origin is not None:
            out.mark(start, node.origin)

    def in_parentheses(self, node: rs.RExpr) -> None:
        self.out.write("(")
        self.inside(lambda: _PRINTERS[type(node)](self, node), 1)
        self.out.write(")")

    def inside(self, emit: Callable[[], None], after: int) -> None:
        """Print within brackets: struct literals are allowed again."""
        saved, self.no_struct, self.after = (self.no_struct, self.after), False, self.after + after
        emit()
        self.no_struct, self.after = saved

    def flat(self, emit: Callable[[], None], limit: int) -> bool:
        """`Output.flat`, putting back what this object knows when it fails."""
        saved = self.no_struct, self.after, self.guard, self.out.indent
        if self.out.flat(emit, limit):
            return True
        self.no_struct, self.after, self.guard, self.out.indent = saved
        return False

    @property
    def limit(self) -> int:
        return WIDTH - self.after

    # --- leaves -------------------------------------------------------------------------------------------------------

    def path(self, node: rs.Path) -> None:
        self.out.write(node.text)

    def lit(self, node: rs.Lit) -> None:
        self.out.write_lines(node.text)

    def line(self, node: rs.Line) -> None:
        self.out.number(node, self.line_of)

    # --- lists in brackets --------------------------------------------------------------------------------------------

    def bracketed(
        self,
        opening: str,
        items: Sequence[rs.RExpr],
        closing: str,
        width: int,
        last_comma: bool = True,
        joined: int | None = None,
    ) -> None:
        """Arguments or elements: on this line, or only the last one over several lines, or one per line; those after
        the first `joined` together on one."""
        out = self.out
        if not items:
            out.write(opening + closing)
            return

        def on_one_line() -> None:
            out.write(opening)
            for number, item in enumerate(items):
                if number:
                    out.write(", ")
                self.expr(item)
            out.write(closing)

        saved, self.no_struct = (self.no_struct, self.after), False
        limit = min(self.limit, out.column + len(opening) + width + len(closing))
        if not self.flat(on_one_line, limit) and not self.overflowing_last(opening, items, closing):
            out.require_lines()
            out.write(opening)
            out.indent += 4
            self.after = 1
            if all(isinstance(item, rs.Lit) and len(item.text) <= SHORT_ITEM for item in items) and closing == "]":
                self.packed(items)
            else:
                for number, item in enumerate(items):
                    if joined is None or number <= joined:
                        out.newline()
                    else:
                        out.write(" ")
                    self.expr(item)
                    if last_comma or number + 1 < len(items):
                        out.write(",")
            out.indent -= 4
            out.newline()
            out.write(closing)
        self.no_struct, self.after = saved

    def packed(self, items: Sequence[rs.RExpr]) -> None:
        """Short elements, as many to a line as fit."""
        out = self.out
        for number, item in enumerate(items):
            assert isinstance(item, rs.Lit)
            if number == 0 or out.column + len(item.text) + 2 > WIDTH:
                out.newline()
            else:
                out.write(" ")
            self.expr(item)
            out.write(",")

    def overflowing_last(self, opening: str, items: Sequence[rs.RExpr], closing: str) -> bool:
        """`f(a, |x| {` ... `})`: only the last argument takes several lines."""
        out = self.out
        last = items[-1]
        if out.is_flat or not _overflows(last, alone=len(items) == 1):
            return False

        def before_last() -> None:
            out.write(opening)
            for item in items[:-1]:
                self.expr(item)
                out.write(", ")

        if not self.flat(before_last, WIDTH - 4):
            return False
        saved, self.after = self.after, self.after + len(closing)
        self.expr(last)
        self.after = saved
        out.write(closing)
        return True

    # --- calls and chains ---------------------------------------------------------------------------------------------

    def call(self, node: rs.CallExpr) -> None:
        func = node.func
        if isinstance(func, (rs.Field, *BLOCK_LIKE)):
            start = self.out.length
            self.in_parentheses(func)
            self.out.mark(start, func.origin)
        else:
            self.expr(func, POSTFIX)
        self.bracketed("(", node.args, ")", CALL_WIDTH)

    def macro(self, node: rs.Macro) -> None:
        name = f"{node.name}!" if node.name else ""
        if node.open == "{":
            self.out.write(f"{name} ")
            self.bracketed("{ ", node.args, " }", CALL_WIDTH, last_comma=False)
        elif len(node.args) == 1 and isinstance(node.args[0], rs.Binary) and node.args[0].op == ";":
            self.out.write(name + node.open)
            self.inside(lambda: self.expr(node.args[0]), 1)
            self.out.write(_CLOSING[node.open])
        else:
            self.out.write(name)
            array = node.open == "["
            joined = _FORMAT_ARGUMENT.get(node.name)
            if joined is not None and not _joinable(node.args, joined + 1, self.out.indent + 4):
                joined = None
            else:
                joined = None if joined is None else joined + 1
            self.bracketed(node.open, node.args, _CLOSING[node.open], CALL_WIDTH, array, joined)

    def chain(self, node: rs.Method | rs.Field | rs.Try) -> None:
        """`root.a(x)?.b.c(y)`: all links together, since they are laid out together."""
        out = self.out
        links: list[rs.Method | rs.Field | rs.Try] = []
        root: rs.RExpr = node
        while isinstance(root, (rs.Method, rs.Field, rs.Try)):
            links.append(root)
            root = root.operand if isinstance(root, rs.Try) else root.recv
        links.reverse()
        dotted = sum(not isinstance(link, rs.Try) for link in links)
        start = out.length
        number_root = isinstance(root, rs.Lit) and (
            root.text.endswith(".") or (isinstance(links[0], rs.Field) and root.text[-1:].isdigit())
        )

        def print_root() -> None:
            if number_root:
                self.in_parentheses(root)
                out.mark(start, root.origin)
            else:
                self.expr(root, POSTFIX)

        def print_links(links: Sequence[rs.Method | rs.Field | rs.Try]) -> None:
            for link in links:
                self.link(link)
                if link is not node:  # `expr` marks the whole
                    out.mark(start, link.origin)

        def on_one_line() -> None:
            print_root()
            print_links(links)

        if out.is_flat:
            if dotted > 1:
                self.flat(on_one_line, min(self.limit, out.column + CHAIN_WIDTH))
            else:
                on_one_line()
            return
        budget = min(self.limit, out.column + CHAIN_WIDTH) if dotted > 1 else self.limit
        if self.flat(on_one_line, budget):
            return
        column, lines = out.column, out.lines
        print_root()
        at = 0
        while at < len(links) and isinstance(links[at], rs.Try):
            at += 1
        print_links(links[:at])
        on_line = at
        if out.lines > lines:
            on_line = _next_dot(links, at) if out.parts[-1].endswith("}") else at
        elif out.column - out.indent <= 4:  # a short root takes the first call along
            on_line = _next_dot(links, at)
        if dotted == 1 or on_line >= len(links):
            print_links(links[at:])
            return
        last = len(links) - 1
        while isinstance(links[last], rs.Try):
            last -= 1
        last_link = links[last]
        if (
            isinstance(last_link, rs.Method)
            and last_link.args
            and isinstance(last_link.args[-1], (rs.Closure, *BLOCK_LIKE))
            and self.flat(lambda: print_links(links[at:last]), min(WIDTH - 4, column + CHAIN_WIDTH))
        ):
            print_links(links[last:])
            return
        print_links(links[at:on_line])
        out.indent += 4
        saved, self.after = self.after, 0
        while on_line < len(links):
            following = _next_dot(links, on_line)
            out.newline()
            if following >= len(links):
                self.after = saved
            print_links(links[on_line:following])
            on_line = following
        self.after = saved
        out.indent -= 4

    def link(self, link: rs.Method | rs.Field | rs.Try) -> None:
        if isinstance(link, rs.Try):
            self.out.write("?")
        elif isinstance(link, rs.Field):
            self.out.write(f".{link.name}")
        else:
            self.out.write(f".{link.name}")
            self.bracketed("(", link.args, ")", CALL_WIDTH)

    def index(self, node: rs.IndexExpr) -> None:
        if isinstance(node.recv, BLOCK_LIKE):
            self.in_parentheses(node.recv)
        else:
            self.expr(node.recv, POSTFIX)
        self.out.write("[")
        self.inside(lambda: self.expr(node.index), 1)
        self.out.write("]")

    # --- operators ----------------------------------------------------------------------------------------------------

    def prefix(self, node: rs.Prefix) -> None:
        operand = node.operand
        twice = node.op == "-" and (
            (isinstance(operand, rs.Prefix) and operand.op == "-")
            or (isinstance(operand, rs.Lit) and operand.text.startswith("-"))
        )
        self.out.write(node.op)
        self.expr(operand, POSTFIX if twice else PREFIX)

    def cast(self, node: rs.Cast) -> None:
        self.expr(node.operand, CAST)
        self.out.write(f" as {node.type}")

    def binary(self, node: rs.Binary) -> None:
        out = self.out
        binding = BINARY.get(node.op, ASSIGN)
        associative = binding not in (COMPARE, ASSIGN)
        nodes = [node]
        while associative and isinstance(left := nodes[-1].left, rs.Binary) and left.op == node.op:
            nodes.append(left)
        nodes.reverse()
        start = out.length

        def operand(operand: rs.RExpr, wanted: int, following: str) -> None:
            if following in ("<", "<<") and ends_with_cast(operand) and precedence(operand) >= wanted:
                wanted = POSTFIX  # `a as T < b` would begin generic arguments
            self.expr(operand, wanted)

        def first() -> None:
            operand(nodes[0].left, binding if associative else binding + 1, nodes[0].op)

        def rest(separate: Callable[[], None]) -> None:
            for number, part in enumerate(nodes):
                if part.op == ";":
                    out.write("; ")
                else:
                    separate()
                    out.write(f"{part.op} ")
                right = part.right
                lazy = part.op in ("&&", "||") and isinstance(right, rs.Binary) and right.op == part.op
                following = nodes[number + 1].op if number + 1 < len(nodes) else ""
                operand(right, binding if lazy else binding + 1, following)
                if part is not node:  # `expr` marks the whole
                    out.mark(start, part.origin)

        def on_one_line() -> None:
            first()
            rest(lambda: out.write(" "))

        if out.is_flat:
            on_one_line()
        elif not self.flat(on_one_line, self.limit):
            lines = out.lines
            first()
            if out.lines > lines:
                rest(lambda: out.write(" "))
            else:
                out.indent += 4
                rest(out.newline)
                out.indent -= 4

    def range(self, node: rs.RangeExpr) -> None:
        if node.lower is not None:
            self.expr(node.lower, RANGE + 1)
        self.out.write("..=" if node.inclusive else "..")
        if node.upper is not None:
            self.expr(node.upper, RANGE + 1)

    def let_condition(self, node: rs.LetCond) -> None:
        self.out.write(f"let {node.pattern} = ")
        self.expr(node.value, LAZY_AND + 1)

    # --- displays -----------------------------------------------------------------------------------------------------

    def tuple(self, node: rs.Tuple) -> None:
        if len(node.items) == 1:
            self.out.write("(")
            self.inside(lambda: self.expr(node.items[0]), 2)
            self.out.write(",)")
        else:
            self.bracketed("(", node.items, ")", CALL_WIDTH)

    def struct(self, node: rs.StructLit) -> None:
        out = self.out
        if self.no_struct:
            self.in_parentheses_with_struct(node)
            return
        if not node.fields:
            out.write(f"{node.path} {{}}")
            return
        out.write(f"{node.path} {{")

        def on_one_line() -> None:
            out.write(" ")
            for number, (name, value) in enumerate(node.fields):
                out.write(", " if number else "")
                self.struct_field(name, value)
            out.write(" }")

        saved, self.after = self.after, 1
        if not self.flat(on_one_line, min(WIDTH - saved, out.column + STRUCT_WIDTH + 3)):
            out.require_lines()
            out.indent += 4
            for name, value in node.fields:
                out.newline()
                self.struct_field(name, value)
                out.write(",")
            out.indent -= 4
            out.newline()
            out.write("}")
        self.after = saved

    def in_parentheses_with_struct(self, node: rs.StructLit) -> None:
        self.out.write("(")
        self.inside(lambda: self.struct(node), 1)
        self.out.write(")")

    def struct_field(self, name: str, value: rs.RExpr) -> None:
        if isinstance(value, rs.Path) and value.text == name:
            self.expr(value)
        else:
            self.out.write(f"{name}: ")
            self.expr(value)

    # --- closures and jumps -------------------------------------------------------------------------------------------

    def closure(self, node: rs.Closure) -> None:
        out = self.out
        returns = f" -> {node.returns}" if node.returns is not None else ""
        out.write(f"{'move ' if node.move else ''}|{', '.join(node.params)}|{returns} ")
        body = node.body
        if isinstance(body, rs.Block):
            if node.returns is None and _only_tail(body) and not isinstance(body.tail, rs.StructLit):
                tail = body.tail
                assert tail is not None
                if not isinstance(tail, BLOCK_LIKE) and self.flat(lambda: self.expr(tail), self.limit):
                    return
            self.braces(body)
        elif node.returns is not None or starts_block_like(body):
            self.braces(rs.Block([], body))
        elif out.is_flat or _overflows(body, alone=True) or isinstance(body, (rs.Method, rs.Field)):
            self.expr(body)
        elif not self.flat(lambda: self.expr(body), self.limit):
            self.braces(rs.Block([], body))

    def return_(self, node: rs.Return) -> None:
        self.out.write("return")
        if node.value is not None:
            self.out.write(" ")
            self.expr(node.value, JUMP)

    def break_(self, node: rs.Break) -> None:
        self.out.write("break" if node.label is None else f"break {_label(node.label)}")
        if node.value is not None:
            self.out.write(" ")
            if isinstance(node.value, rs.Block) and node.value.label is not None:
                self.in_parentheses(node.value)
            else:
                self.expr(node.value, JUMP)

    def continue_(self, node: rs.Continue) -> None:
        self.out.write("continue" if node.label is None else f"continue {_label(node.label)}")

    # --- blocks -------------------------------------------------------------------------------------------------------

    def guarded(self, emit: Callable[[], None]) -> None:
        """Print something block-like, in parentheses if a statement begins here."""
        if self.guard == self.out.length:
            self.out.write("(")
            self.inside(emit, 1)
            self.out.write(")")
        else:
            emit()

    def block(self, node: rs.Block) -> None:
        """A block as an operand: on one line where it only holds a value."""

        def emit() -> None:
            if node.label is not None:
                self.out.write(f"{_label(node.label)}: ")
            self.braces(node)

        self.guarded(emit)

    def braces(self, node: rs.Block) -> None:
        out = self.out
        if not node.stmts and node.tail is None:
            out.write("{}")
            return
        tail = node.tail
        if not node.stmts and tail is not None and not isinstance(tail, BLOCK_LIKE):

            def on_one_line() -> None:
                out.write("{ ")
                saved, self.no_struct = self.no_struct, False
                self.statement_start(tail)
                self.no_struct = saved
                out.write(" }")

            if self.flat(on_one_line, self.limit):
                return
        self.block_lines(node)

    def block_lines(self, node: rs.Block) -> None:
        raise NotImplementedError

    def statement_start(self, node: rs.RExpr) -> None:
        """Print an expression where a statement may begin."""
        saved, self.guard = self.guard, self.out.length if starts_block_like(node) else -1
        self.expr(node)
        self.guard = saved

    def condition(self, node: rs.RExpr) -> None:
        """A condition or subject before ` {`."""
        saved, self.no_struct, self.after = (self.no_struct, self.after), True, 2
        self.expr(node, JUMP + 1)
        self.no_struct, self.after = saved

    def if_(self, node: rs.IfExpr) -> None:
        self.guarded(lambda: self.if_chain(node, statement=False))

    def if_chain(self, node: rs.IfExpr, statement: bool) -> None:
        raise NotImplementedError

    def match(self, node: rs.Match) -> None:
        self.guarded(lambda: self.match_arms(node))

    def match_arms(self, node: rs.Match) -> None:
        raise NotImplementedError


def _label(label: str) -> str:
    return label if label.startswith("'") else f"'{label}"


def _only_tail(block: rs.Block) -> bool:
    return not block.stmts and block.tail is not None and block.label is None


def _overflows(node: rs.RExpr, alone: bool) -> bool:
    """Whether a last argument may begin on the call's line and end lines below."""
    if isinstance(node, rs.Closure):
        return isinstance(node.body, (*BLOCK_LIKE, rs.StructLit)) or alone
    if isinstance(node, (rs.Block, rs.Match)):
        return True
    return alone and isinstance(node, (rs.CallExpr, rs.Macro, rs.StructLit, rs.Tuple))


_FORMAT_ARGUMENT = {
    **dict.fromkeys(("eprint", "eprintln", "format", "format_args", "print", "println", "panic", "unreachable"), 0),
    **dict.fromkeys(("assert", "write", "writeln", "debug_assert"), 1),
    **dict.fromkeys(("assert_eq", "assert_ne", "debug_assert_eq", "debug_assert_ne"), 2),
}
"""Which argument of a macro is its format string; rustfmt puts short arguments after it on one line."""


def _joinable(items: Sequence[rs.RExpr], first: int, column: int) -> bool:
    for item in items[first:]:
        simple = item
        while isinstance(simple, (rs.Prefix, rs.Cast, rs.Field, rs.Try)):
            simple = simple.recv if isinstance(simple, rs.Field) else simple.operand
        if not isinstance(simple, rs.Lit) and not (isinstance(simple, rs.Path) and "::" not in simple.text):
            return False
        column += len(simple.text) + 2 if simple is item else WIDTH // 8
    return first < len(items) and column <= WIDTH


def _next_dot(links: Sequence[rs.RExpr], at: int) -> int:
    """The link after `at` and the `?`s behind it."""
    at += 1
    while at < len(links) and isinstance(links[at], rs.Try):
        at += 1
    return at


_CLOSING = {"(": ")", "[": "]", "{": "}"}

_PRINTERS: dict[type[rs.RExpr], Callable[..., None]] = {
    rs.Path: Expressions.path,
    rs.Lit: Expressions.lit,
    rs.Line: Expressions.line,
    rs.CallExpr: Expressions.call,
    rs.Method: Expressions.chain,
    rs.Field: Expressions.chain,
    rs.Try: Expressions.chain,
    rs.Macro: Expressions.macro,
    rs.IndexExpr: Expressions.index,
    rs.Binary: Expressions.binary,
    rs.Prefix: Expressions.prefix,
    rs.Cast: Expressions.cast,
    rs.Tuple: Expressions.tuple,
    rs.StructLit: Expressions.struct,
    rs.RangeExpr: Expressions.range,
    rs.Closure: Expressions.closure,
    rs.Block: Expressions.block,
    rs.IfExpr: Expressions.if_,
    rs.LetCond: Expressions.let_condition,
    rs.Match: Expressions.match,
    rs.Return: Expressions.return_,
    rs.Break: Expressions.break_,
    rs.Continue: Expressions.continue_,
}

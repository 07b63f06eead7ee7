"""The bounds of integers: what is found, and that no execution leaves them."""

from __future__ import annotations

import ast
import random
from typing import Any

import pytest

from citl_lsp.analysis.intervals import Interval
from citl_lsp.analysis.ranges import LONGEST, Ranges
from citl_lsp.frontend.build import build_module
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.types.link import link

Place = tuple[int, int]


def bounds(text: str) -> dict[Place, Interval]:
    """The bounds of every expression of the function `f`, by its place."""
    module, _ = build_module("m.py", "__main__", text)
    program = link([module])
    info = next(f for f in program.functions.values() if f.function.name == "f")
    ranges = Ranges(program, info)
    found: dict[Place, Interval] = {}
    stack: list[Any] = list(info.function.body)
    while stack:
        node = stack.pop()
        known = ranges.of(node) if isinstance(node, ir.Expr) else None
        if known is not None:
            found[node.span.start + info.unit.start, node.span.end + info.unit.start] = known
        stack.extend(child_nodes(node))
    return found


FOUND = {
    "a counter up": ("i = 2\nwhile i < len(xs):\n    print(i)\n    i += 1", "i", Interval(2, LONGEST - 1)),
    "a counter down": ("j = len(xs) - 1\nwhile j >= 0:\n    print(j)\n    j -= 1", "j", Interval(0, LONGEST - 1)),
    "after it": ("j = 5\nwhile j >= 0:\n    j -= 1\nprint(j)", "j", Interval(-1, -1)),
    "range": ("for i in range(1, len(xs) + 1):\n    print(i - 1)", "i - 1", Interval(0, LONGEST - 1)),
    "range down": ("for i in range(n, 0, -1):\n    print(i)", "i", Interval(1, 2**63 - 1)),
    "two of them": ("for i in range(9):\n    for j in range(i):\n        print(i + j)", "i + j", Interval(0, 15)),
    "and": ("if n > 0 and n - 1 < 5:\n    print(n)", "n", Interval(1, 5)),
    "or": ("if not (n < 0 or n > 7):\n    print(n)", "n", Interval(0, 7)),
    "a chain": ("if 0 <= n < len(xs):\n    print(n)", "n", Interval(0, LONGEST - 1)),
    "a middle": (
        "a, b = 0, len(xs)\nwhile a < b:\n    m = (a + b) // 2\n    if xs[m]:\n        a = m + 1\n    else:\n"
        "        print(m)\n        b = m",
        "m",
        Interval(0, LONGEST - 1),
    ),
    "a remainder": ("print(n % 7)", "n % 7", Interval(0, 6)),
    "continue": ("for i in range(9):\n    if i == 0:\n        continue\n    print(i)", "i", Interval(1, 8)),
    "break": ("i = 0\nwhile True:\n    if i > 3:\n        break\n    i += 1\nprint(i)", "i", Interval(4, 4)),
    "anything": ("i = 0\nfor x in xs:\n    i -= x\nprint(i)", "i", Interval(None, None)),
    "a float": ("i = 0\ni += 0.5\nprint(i)", "i", None),
}  # fmt: skip


@pytest.mark.parametrize("what", FOUND)
def test_bounds_are_found(what: str) -> None:
    body, expression, expected = FOUND[what]
    text = "def f(xs, n):\n" + "".join(f"    {line}\n" for line in body.splitlines()) + "\n\nf([1, 2], 3)\n"
    start = text.index(f"print({expression})") + len("print(")
    assert bounds(text).get((start, start + len(expression))) == expected


@pytest.mark.parametrize("seed", range(60))
def test_no_execution_leaves_the_bounds(seed: int) -> None:
    text = Writer(random.Random(seed)).program()
    found = bounds(text)
    seen: set[Place] = set()

    def log(start: int, end: int, value: object) -> object:
        known = found.get((start, end))
        if known is not None:
            seen.add((start, end))
            assert isinstance(value, int), (text[start:end], value)
            assert Interval(value, value).within(known), (text, text[start:end], known, value)
        return value

    tree = ast.fix_missing_locations(Logged(text).visit(ast.parse(text)))
    exec(compile(tree, "m.py", "exec"), {"log": log})
    assert seen


class Logged(ast.NodeTransformer):
    """Every expression in `f` tells its value."""

    def __init__(self, text: str) -> None:
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if not isinstance(node, ast.expr) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return node
        if isinstance(node, ast.Starred):
            return node
        assert node.end_lineno is not None and node.end_col_offset is not None
        place = self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset
        arguments = [*map(ast.Constant, place), node]
        return ast.copy_location(ast.Call(ast.Name("log", ast.Load()), arguments, []), node)


class Writer:
    """Random functions of integers that end."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.lines: list[str] = []

    def program(self) -> str:
        """A function and its calls."""
        self.lines = ["def f(xs, n):", "    i, j, k, fuel = 0, len(xs), n, 60"]
        self.block(1, 0)
        self.lines += ["    return i, j, k", "", ""]
        self.lines += [f"f({[0] * self.chance.randrange(4)}, {self.chance.randrange(-9, 10)})" for _ in range(6)]
        return "\n".join(self.lines) + "\n"

    def block(self, depth: int, loops: int) -> None:
        """Some statements."""
        for _ in range(self.chance.randrange(1, 4)):
            self.statement(depth, loops)

    def statement(self, depth: int, loops: int) -> None:
        """One statement, at a depth, in some loops."""
        put = lambda text, deeper=0: self.lines.append("    " * (depth + deeper) + text)  # noqa: E731
        kind = self.chance.randrange(15 if depth < 4 else 6)
        if kind < 3:
            put(f"{self.name()} = {self.number(2)} % 5000 - {self.chance.randrange(3000)}")
        elif kind < 5:
            put(f"{(name := self.name())} {self.chance.choice(['+=', '-=', '*='])} {self.number(1)}")
            put(f"if not -2000 < {name} < 2000:")
            put(f"{name} = {self.chance.randrange(-4, 9)}", 1)
        elif kind == 5 and loops:
            put(f"if {self.condition(1)}:")
            put(self.chance.choice(["break", "continue", "return 0"]), 1)
        elif kind < 8:
            put(f"if {self.condition(2)}:")
            self.block(depth + 1, loops)
            if self.chance.random() < 0.5:
                put("else:")
                self.block(depth + 1, loops)
        elif kind < 11:
            put(f"while {self.condition(1)}:")
            put("fuel -= 1", 1)
            put("if fuel < 0:", 1)
            put("break", 2)
            self.block(depth + 1, loops + 1)
            if self.chance.random() < 0.2:
                put("else:")
                self.block(depth + 1, loops)
        elif kind < 13:
            bounds = [f"{self.number(1)} % 7"]
            if self.chance.random() < 0.6:
                bounds.insert(0, f"{self.number(1)} % 5 - 2")
                bounds += self.chance.choice([[], ["2"], ["-1"], ["fuel % 3 + 1"]])
            put(f"for {self.name()} in range({', '.join(bounds)}):")
            self.block(depth + 1, loops + 1)
        elif kind == 13:
            put("try:")
            self.block(depth + 1, loops)
            put(f"xs[{self.number(1)}] += 1", 1)
            self.block(depth + 1, loops)
            put("except IndexError:")
            self.block(depth + 1, loops)
            if self.chance.random() < 0.3:
                put("finally:")
                self.block(depth + 1, 0)
        else:
            put(f"{self.name()} = sum([k - {self.number(1)} for k in range({self.name()} % 5) if {self.condition(1)}])")

    def name(self) -> str:
        """A variable."""
        return self.chance.choice("ijkn")

    def number(self, depth: int) -> str:
        """An expression."""
        kind = self.chance.randrange(14 if depth else 5)
        if kind < 4:
            return self.name()
        if kind == 4:
            return str(self.chance.randrange(-4, 9))
        a, b, c = self.number(depth - 1), self.number(depth - 1), self.chance.randrange(1, 6)
        return self.chance.choice(
            [f"({a} + {b})", f"({a} - {b})", f"({a} * {b} % 1000)", f"({a} // {c})", f"({a} % {c})", f"({a} // -{c})",
             f"({a} % -{c})", f"({a} & {b})", f"({a} | {c})", f"({a} ^ {b})", f"({a} >> {c})", f"abs({a})", f"-{a}",
             f"min({a}, {b})", f"max({a}, {c}, {b})", f"({a} if {self.condition(0)} else {b})", "len(xs)",
             f"({a} // max({b}, 1))", f"({a} % max({b}, 2))", f"int({a})"]
        )  # fmt: skip

    def condition(self, depth: int) -> str:
        """A test."""
        kind = self.chance.randrange(8 if depth else 5)
        a, b = self.number(min(depth, 1)), self.number(min(depth, 1))
        if kind < 4:
            return f"{a} {self.chance.choice(['<', '<=', '>', '>=', '==', '!='])} {b}"
        if kind == 4:
            return self.name()
        if kind == 5:
            return f"{a} {self.chance.choice(['<', '<='])} {self.name()} {self.chance.choice(['<', '<=', '>'])} {b}"
        if kind == 6:
            return f"not ({self.condition(depth - 1)})"
        joined = f" {self.chance.choice(['and', 'or'])} "
        return f"({joined.join(self.condition(depth - 1) for _ in range(self.chance.randrange(2, 4)))})"

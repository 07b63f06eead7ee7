"""The printer: every kind of node in Rust that rustc parses, meaning kept by the parentheses, rustfmt's layout."""

# ruff: noqa: E501 (tables)

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path as FilePath

import pytest

from citl_lsp.rust import tree as rs
from citl_lsp.rust.precedence import BLOCK_LIKE
from citl_lsp.rust.printer import print_expr, print_file
from citl_lsp.rust.tree import (
    Arm,
    AssignS,
    Binary,
    Block,
    Break,
    CallExpr,
    Cast,
    Closure,
    CommentS,
    Const,
    Continue,
    Enum,
    ExprS,
    Field,
    File,
    Fn,
    ForS,
    IfExpr,
    Impl,
    IndexExpr,
    Let,
    LetCond,
    Line,
    Lit,
    LoopS,
    Macro,
    MacroItem,
    Match,
    Method,
    Mod,
    Path,
    Prefix,
    RangeExpr,
    Return,
    RExpr,
    RStmt,
    Struct,
    StructLit,
    Try,
    Tuple,
    Use,
    WhileS,
)


def call(function: str, *args: RExpr) -> CallExpr:
    return CallExpr(Path(function), list(args))


def method(receiver: RExpr, name: str, *args: RExpr) -> Method:
    return Method(receiver, name, list(args))


def binary(left: RExpr | str, op: str, right: RExpr | str) -> Binary:
    def operand(value: RExpr | str) -> RExpr:
        return Path(value) if isinstance(value, str) else value

    return Binary(op, operand(left), operand(right))


def block(*statements: RStmt, tail: RExpr | None = None) -> Block:
    return Block(list(statements), tail)


ONE, TWO, X, Y = Lit("1"), Lit("2"), Path("x"), Path("y")

EXPRESSIONS: list[tuple[RExpr, str]] = [
    (method(Lit("-1"), "abs"), "(-1).abs()"),
    (Prefix("-", method(X, "abs")), "-x.abs()"),
    (method(Prefix("-", X), "abs"), "(-x).abs()"),
    (method(Lit("1."), "sqrt"), "(1.).sqrt()"),
    (method(Lit("1"), "max", TWO), "1.max(2)"),
    (Prefix("-", Prefix("-", X)), "-(-x)"),
    (Prefix("-", Lit("-1")), "-(-1)"),
    (Prefix("&mut ", IndexExpr(X, RangeExpr(ONE, None))), "&mut x[1..]"),
    (Prefix("*", method(X, "borrow_mut")), "*x.borrow_mut()"),
    (Try(Prefix("*", X)), "(*x)?"),
    (binary(Cast(X, "usize"), "<", "y"), "(x as usize) < y"),
    (binary(Cast(X, "usize"), ">", "y"), "x as usize > y"),
    (binary(binary("x", "+", Cast(Y, "u8")), "<", "y"), "(x + y as u8) < y"),
    (binary(binary("x", "<<", Cast(Y, "u8")), "<<", "y"), "x << (y as u8) << y"),
    (binary(Cast(X, "u8"), "<<", ONE), "(x as u8) << 1"),
    (Cast(Cast(X, "u8"), "u64"), "x as u8 as u64"),
    (Cast(Prefix("-", X), "u8"), "-x as u8"),
    (Prefix("-", Cast(X, "i8")), "-(x as i8)"),
    (method(Cast(X, "i8"), "abs"), "(x as i8).abs()"),
    (binary(binary("a", "==", "b"), "==", binary("c", "<", "d")), "(a == b) == (c < d)"),
    (binary("a", "-", binary("b", "-", "c")), "a - (b - c)"),
    (binary(binary("a", "-", "b"), "-", "c"), "a - b - c"),
    (binary(binary("a", "+", "b"), "*", "c"), "(a + b) * c"),
    (binary("a", "&&", binary("b", "&&", "c")), "a && b && c"),
    (binary(binary("a", "||", "b"), "&&", "c"), "(a || b) && c"),
    (binary("a", "&", Prefix("&", X)), "a & &x"),
    (Prefix("!", binary("a", "==", "b")), "!(a == b)"),
    (method(RangeExpr(Lit("0"), X), "rev"), "(0..x).rev()"),
    (RangeExpr(binary("x", "+", ONE), None, True), "x + 1..="),
    (Prefix("&", RangeExpr(None, X)), "&(..x)"),
    (binary(RangeExpr(X, Y), "==", "z"), "(x..y) == z"),
    (CallExpr(Field(Path("self"), "f"), [ONE]), "(self.f)(1)"),
    (CallExpr(Closure(["x"], X), [ONE]), "(|x| x)(1)"),
    (binary(Closure([], ONE), "+", Return(ONE)), "(|| 1) + (return 1)"),
    (Return(RangeExpr(X, Y)), "return x..y"),
    (Break("'a", Block([], ONE, "'b")), "break 'a ('b: { 1 })"),
    (Break("a"), "break 'a"),
    (IfExpr(binary(StructLit("S", [("a", ONE)]), "==", "s"), block(tail=ONE), block(tail=TWO)), "if (S { a: 1 }) == s { 1 } else { 2 }"),
    (IfExpr(call("f", StructLit("S", [("a", ONE)])), block(tail=ONE), block(tail=TWO)), "if f(S { a: 1 }) { 1 } else { 2 }"),
    (IfExpr(Closure([], ONE), block(tail=ONE), block(tail=TWO)), "if (|| 1) { 1 } else { 2 }"),
    (IfExpr(LetCond("Some(a)", binary("x", "||", "y")), block(tail=ONE), block(tail=TWO)), "if let Some(a) = (x || y) { 1 } else { 2 }"),
    (binary(LetCond("Some(a)", X), "&&", LetCond("Some(b)", Y)), "let Some(a) = x && let Some(b) = y"),
    (StructLit("S", [("a", Path("a"))]), "S { a }"),
    (Tuple([ONE]), "(1,)"),
    (Tuple([]), "()"),
    (Macro("vec", [binary(ONE, ";", "n")], "["), "vec![1; n]"),
    (Macro("", [ONE, TWO], "["), "[1, 2]"),
    (Macro("println", [Lit('"{}"'), X]), 'println!("{}", x)'),
    (Field(Field(X, "0"), "1"), "x.0.1"),
    (Closure(["x: i64"], block(tail=X), returns="i64", move=True), "move |x: i64| -> i64 { x }"),
    (IndexExpr(Prefix("*", X), ONE), "(*x)[1]"),
    (Line("m.py", "f", 4), "5"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "expected"), EXPRESSIONS, ids=[text for _, text in EXPRESSIONS])
def test_expression(node: RExpr, expected: str) -> None:
    assert print_expr(node) == expected


def broad_file() -> File:
    """Every kind of node, in many combinations."""
    long_name = Path("a_rather_long_variable_name")
    statements: list[RStmt] = [
        Let("x", "i64", binary(binary("a", "+", "b"), "*", "c")),
        Let("mut y"),
        Let("r", None, method(RangeExpr(Lit("0"), Path("n")), "map", Closure(["i"], binary("i", "*", TWO)))),
        ExprS(IfExpr(LetCond("Some(v)", method(Path("it"), "next")), block(), IfExpr(X, block(ExprS(call("f"))), block(ExprS(Return()))))),
        ForS("i", RangeExpr(Lit("0"), method(Path("xs"), "len")), block(AssignS(IndexExpr(Path("xs"), Path("i")), "+=", ONE)), "'outer"),
        WhileS(binary(binary(long_name, "==", long_name), "&&", binary(long_name, "||", long_name)), block(ExprS(Break()))),
        LoopS(block(ExprS(Continue("outer"))), "'a"),
        ExprS(
            Match(
                X,
                [
                    Arm("1 | 2", None, Tuple([])),
                    Arm("n", binary("n", ">", Lit("3")), block(ExprS(call("g")), ExprS(call("g")))),
                    Arm("3", None, block()),
                    Arm("4", None, Match(Y, [Arm("_", None, ONE)])),
                    Arm("5", None, IfExpr(X, block(ExprS(call("g")), tail=ONE), block(tail=TWO))),
                    Arm("6", None, binary(method(long_name, "first"), "+", binary(method(long_name, "second"), "*", method(long_name, "third")))),
                    Arm("_", None, block(tail=call("h", long_name, long_name, long_name))),
                ],
            )
        ),
        Let("v", None, method(method(method(method(Path("xs"), "iter"), "enumerate"), "filter", Closure(["&(i, _)"], binary(binary("i", "%", TWO), "==", Lit("0")))), "collect::<Vec<(usize, &i64)>>")),
        Let("w", None, method(method(Path("xs"), "iter"), "map", Closure(["x"], block(Let("t", None, X), tail=binary("t", "+", ONE))))),
        Let("u", None, Try(call("function_with_long_name", call("another_function_with_long_name", long_name), long_name, Lit("4")))),
        Let("s", None, StructLit("Point", [("x", X), ("y", Lit("2.0")), ("name", method(Lit('"abc"'), "to_string"))])),
        Let("t", None, IfExpr(Path("c"), block(tail=ONE), block(tail=TWO))),
        Let("big", None, Macro("vec", [Lit(str(number)) for number in range(60)], "[")),
        Let("long", None, Macro("vec", [long_name, long_name, long_name, long_name], "[")),
        ExprS(Macro("println", [Lit('"a long format string {} {} and so on and so on"'), long_name, long_name])),
        ExprS(binary(Match(X, [Arm("_", None, ONE)]), "+", ONE)),
        ExprS(method(block(tail=X), "foo")),
        AssignS(Prefix("*", X), "=", Closure(["a: i64", "b"], block(tail=binary("a", "+", "b")), returns="i64", move=True)),
        Let("lbl", None, Block([ExprS(Break("'q", ONE))], None, "'q")),
        Let("raw", None, Lit('r"line\nline"')),
        Let("sum", None, binary(binary(binary(long_name, "+", long_name), "+", long_name), "+", binary(long_name, "*", long_name))),
        CommentS("a comment\nof two lines"),
        ExprS(block(Let("inner", None, ONE))),
        ExprS(Closure(["x"], Match(X, [Arm("_", None, ONE)]))),
        Let("nested", None, call("f", call("g", Closure(["x"], block(ExprS(call("h", X)), tail=X))))),
    ]  # fmt: skip
    items: list[rs.Item] = [
        Use(path="std::cell::RefCell"),
        Use(path="std::rc::Rc"),
        Const(name="N", type="i64", value=Lit("3")),
        Const(name="M", type="&str", value=Lit('"m"'), keyword="static", vis="pub "),
        Struct(name="P", fields=[("x", "i64", None)], attrs=["derive(Clone)"], docs=["A point.", "", "With docs."]),
        Struct(name="T", fields=[("", "i64", None), ("", "i64", None)], tuple=True, generics="<'a>"),
        Struct(name="U"),
        Enum(name="E", variants=[("A", None), ("B(i64)", None)]),
        Fn(name="f", params=[("a: i64", None)], returns="i64", body=Block(statements, binary("x", "+", "y"))),
        Fn(name="empty", body=block(), generics="<T: Clone>", vis="pub "),
        Impl(
            head="P",
            items=[
                Fn(name="new", returns="Self", body=block(tail=StructLit("P", [("x", Lit("0"))])), vis="pub "),
                Fn(
                    name="g",
                    params=[("&self", None), *((f"parameter_{n}: SomeType<Generic>", None) for n in range(4))],
                    body=block(),
                ),
            ],
        ),
        Impl(head="<T> Trait for P<T>"),
        Mod(name="c1", items=[Use(path="super::*"), Fn(name="f", body=block())]),
        MacroItem(name="thread_local", body="static X: i64 = 1;"),
    ]
    return File(items, ["allow(unused)"], ["Written by citl."])


@pytest.mark.skipif(shutil.which("rustfmt") is None, reason="needs rustfmt")
def test_every_kind_of_node_parses_and_stands_as_rustfmt_would_put_it(tmp_path: FilePath) -> None:
    text, _ = print_file(broad_file(), lambda path, unit: 1)
    source = tmp_path / "a.rs"
    source.write_text(text)
    done = subprocess.run(
        ["rustfmt", "--edition", "2021", "--check", str(source)], capture_output=True, text=True, check=False
    )
    assert "error" not in done.stderr, done.stderr
    assert done.stdout == ""


def random_tree(rng: random.Random, depth: int, boolean: bool) -> tuple[RExpr, int | bool]:
    """A random expression over i64 and bool, with its value."""
    if depth == 0 or rng.random() < 0.1:
        if boolean:
            truth = rng.random() < 0.5
            return Lit("true" if truth else "false"), truth
        number = rng.randint(-3, 3)
        return Lit(f"{number}i64"), number
    left, a = random_tree(rng, depth - 1, boolean)
    right, b = random_tree(rng, depth - 1, boolean)
    if boolean:
        kind = rng.choice(["&&", "||", "!", "==", "<", "<=", "cmp", "cmp", "if"])
        if kind == "cmp":
            left, a = random_tree(rng, depth - 1, False)
            right, b = random_tree(rng, depth - 1, False)
            op = rng.choice(["<", ">", "<=", ">=", "==", "!="])
            return Binary(op, left, right), eval(f"a {op} b", {"a": a, "b": b})
        if kind == "!":
            return Prefix("!", left), not a
        if kind == "if":
            test, which = random_tree(rng, depth - 1, True)
            return IfExpr(test, Block([], left), Block([], right)), a if which else b
        value = {"&&": a and b, "||": a or b, "==": a == b, "<": a < b, "<=": a <= b}[kind]
        return Binary(kind, left, right), value
    kind = rng.choice(["+", "-", "*", "&", "^", "|", "neg", "cast", "abs", "if", "block", "index", "range", "closure"])
    if kind in "+-*&^|":
        value = eval(f"(a {kind} b)", {"a": a, "b": b})
        if abs(value) < 1 << 40:
            return Binary(kind, left, right), value
        return left, a
    if kind == "neg":
        return Prefix("-", left), -a
    if kind == "cast":
        return Cast(Cast(left, "i128"), "i64"), a
    if kind == "abs":
        return Method(left, "pow", [Cast(ONE, "u32")]), a
    if kind == "if":
        test, which = random_tree(rng, depth - 1, True)
        return IfExpr(test, Block([], left), Block([], right)), a if which else b
    if kind == "block":
        return Block([Let("t", "i64", left)], Binary("+", Path("t"), Lit("0"))), a
    if kind == "index":
        return IndexExpr(Macro("", [left, right], "["), ONE), b
    if kind == "closure":
        return CallExpr(Closure(["q: i64"], Binary("-", Path("q"), right)), [left]), a - b
    return Method(Method(RangeExpr(left, Binary("+", left, Lit("1"))), "next", []), "unwrap", []), a


@pytest.mark.skipif(shutil.which("rustc") is None, reason="needs rustc")
def test_parentheses_keep_the_meaning(tmp_path: FilePath) -> None:
    rng = random.Random(7)
    statements: list[RStmt] = []
    expected: list[str] = []
    while len(statements) < 250:
        try:
            node, value = random_tree(rng, rng.randint(1, 5), rng.random() < 0.4)
        except OverflowError:
            continue
        statements.append(ExprS(Macro("println", [Lit('"{:?}"'), node])))
        if rng.random() < 0.3:
            statements.append(Let("_", None, node))
            if not isinstance(node, BLOCK_LIKE):
                statements.append(ExprS(Block([ExprS(node)], Tuple([]))))
        expected.append(str(value).lower())
    functions: list[rs.Item] = [Fn(name="main", body=Block(statements))]
    text, _ = print_file(File(functions, ["allow(warnings, arithmetic_overflow)"]), lambda path, unit: 1)
    source = tmp_path / "a.rs"
    source.write_text(text)
    built = subprocess.run(
        ["rustc", "--edition", "2021", "-o", str(tmp_path / "a"), str(source)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr[:3000]
    done = subprocess.run([str(tmp_path / "a")], capture_output=True, text=True, check=True)
    assert done.stdout.split() == expected


def test_deterministic() -> None:
    assert print_file(broad_file(), lambda path, unit: 1)[0] == print_file(broad_file(), lambda path, unit: 1)[0]

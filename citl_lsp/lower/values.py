"""A lowered expression and the ways of using it.

`temp` is an owned value that nobody else sees; `place` a variable or field path that holds one; `ref` an expression
whose type is a reference to one. Using a place or reference as a value duplicates it: for shared representations that
copies the reference, which is what Python does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from citl_lsp.lower.rty import RTy, is_copy, owns
from citl_lsp.rust import tree as r

Mode = Literal["temp", "place", "ref", "refmut"]


@dataclass(slots=True)
class Val:
    expr: r.RExpr
    ty: RTy
    mode: Mode = "temp"
    literal: int | None = None
    """Value of an int literal."""
    char: r.RExpr | None = None
    """Of a string that has one character whatever happens: that character, to evaluate instead of `expr`."""


def int_literal(value: int, origin: r.Origin | None = None) -> r.Lit:
    """A literal that Rust doesn't take for an `i32` where nothing says what it is."""
    return r.Lit(str(value) if -(2**31) <= value < 2**31 else f"{value}_i64", origin=origin)


def own(v: Val) -> r.RExpr:
    """An owned value of `v.ty`."""
    if v.mode == "temp":
        return v.expr
    if owns(v.ty):
        # Never a silent duplicate: a move, which rustc checks.
        return v.expr if v.mode == "place" else r.Prefix("*", v.expr, origin=v.expr.origin)
    if is_copy(v.ty):
        return v.expr if v.mode == "place" else r.Prefix("*", v.expr, origin=v.expr.origin)
    return r.Method(v.expr, "clone", [], origin=v.expr.origin)


def borrow(v: Val) -> r.RExpr:
    """A shared reference to a value of `v.ty`."""
    if v.mode in ("ref", "refmut"):
        return v.expr
    return r.Prefix("&", v.expr, origin=v.expr.origin)


def deref(v: Val) -> r.RExpr:
    """Something of type `v.ty` to compare or read in place."""
    if v.mode in ("ref", "refmut"):
        return r.Prefix("*", v.expr, origin=v.expr.origin)
    return v.expr


def call(name: str, *args: r.RExpr, origin: r.Origin | None = None) -> r.CallExpr:
    """`name(args)`."""
    return r.CallExpr(r.Path(name), list(args), origin=origin)


def method(recv: r.RExpr, name: str, *args: r.RExpr, origin: r.Origin | None = None) -> r.Method:
    """`recv.name(args)`."""
    return r.Method(recv, name, list(args), origin=origin)


def is_plain(e: r.RExpr) -> bool:
    """Whether evaluating `e` does nothing: a literal, a variable, or a field of one."""
    return is_plain(e.recv) if isinstance(e, r.Field) else isinstance(e, (r.Lit, r.Path))


def repeatable(e: r.RExpr) -> bool:
    """Whether evaluating `e` a second time can't be noticed: a place, found by positions that are looked up."""
    if isinstance(e, (r.Path, r.Lit)):
        return True
    if isinstance(e, r.Field):
        return repeatable(e.recv)
    if isinstance(e, (r.Prefix, r.Cast)):
        return repeatable(e.operand)
    if isinstance(e, r.Binary):
        return repeatable(e.left) and repeatable(e.right)
    if isinstance(e, r.IndexExpr):
        return repeatable(e.recv) and repeatable(e.index)
    if isinstance(e, r.Method):
        return e.name == "len" and repeatable(e.recv)
    if isinstance(e, r.CallExpr):
        return isinstance(e.func, r.Path) and e.func.text == "rt::at" and all(map(repeatable, e.args))
    return False

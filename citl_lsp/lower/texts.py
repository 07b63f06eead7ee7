"""Strings in Rust's own forms, as some local variables hold them: `&str` (how: str) and `String` (how: string)."""

from __future__ import annotations

from citl_lsp.lower.function import Binding
from citl_lsp.lower.rty import STR
from citl_lsp.lower.values import Val, borrow, call, method, own
from citl_lsp.rust import tree as r

RUST_TYPES = {"str": "&str", "string": "String"}
"""By how a variable is held."""


def shared_text(binding: Binding, origin: r.Origin | None) -> Val:
    """The variable's value as the runtime's string."""
    path = r.Path(binding.name)
    text = path if binding.how == "str" else method(path, "as_str")
    return Val(call("Str::lit" if binding.how == "str" else "Str::from", text, origin=origin), STR)


def lent_text(binding: Binding) -> r.RExpr:
    """The variable's value as a `&str`."""
    return r.Path(binding.name) if binding.how == "str" else r.Prefix("&", r.Path(binding.name))


def stored_text(how: str, v: Val) -> r.RExpr:
    """A value of the runtime's string type in the form of the variable that takes it."""
    literal = _literal(v)
    if how == "str":
        return literal or borrow(v)
    if literal is None:
        return call("String::from", own(v), origin=v.expr.origin)
    if literal.text == '""':
        return call("String::new", origin=v.expr.origin)
    return call("String::from", literal, origin=v.expr.origin)


def added_text(v: Val) -> tuple[str, r.RExpr]:
    """The method by which a value of the runtime's string type is added to a buffer, and its argument."""
    literal = _literal(v)
    if v.char is not None:
        return "push", v.char
    return ("push_text", borrow(v)) if literal is None else ("push_str", literal)


def _literal(v: Val) -> r.Lit | None:
    made = v.expr
    if isinstance(made, r.CallExpr) and isinstance(made.func, r.Path) and made.func.text == "Str::lit":
        return made.args[0] if isinstance(made.args[0], r.Lit) else None
    return None

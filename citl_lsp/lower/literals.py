"""Literals as Rust writes them."""

from __future__ import annotations

import math

from citl_lsp.rust import tree as r

DEFAULT_VALUES = {
    "i64": "0",
    "Int": "Int::ZERO",
    "f64": "0.0",
    "bool": "false",
    "none": "()",
    "opt": "None",
    "Value": "Value::None",
}
"""What may stand, by kind of type, where there is no value yet."""


def rust_string(text: str) -> str:
    """A Rust string literal."""
    out = ['"']
    for ch in text:
        if ch in ('"', "\\"):
            out.append("\\" + ch)
        elif ch == "\n":
            out.append("\\n")
        elif ch == "\t":
            out.append("\\t")
        elif ch == "\r":
            out.append("\\r")
        elif ch == "\0":
            out.append("\\0")
        elif ord(ch) < 32 or ord(ch) == 127 or 0xD800 <= ord(ch) <= 0xDFFF or ch in "\u2028\u2029\u200b\u202e\ufeff":
            out.append("\ufffd" if 0xD800 <= ord(ch) <= 0xDFFF else f"\\u{{{ord(ch):x}}}")
        elif ord(ch) > 126 and not ch.isprintable():
            out.append(f"\\u{{{ord(ch):x}}}")
        else:
            out.append(ch)
    out.append('"')
    return "".join(out)


def float_literal(value: float) -> r.RExpr:
    """A Rust expression for a finite or infinite float."""
    if math.isinf(value):
        return r.Path("f64::INFINITY")
    text = repr(value)
    return r.Lit(text if "." in text or "e" in text else text + ".0")


def rust_char(char: str) -> str:
    """A Rust literal of one character."""
    return {"'": "'\\''", '"': "'\"'"}.get(char, f"'{rust_string(char)[1:-1]}'")

"""The little language in which library functions are declared, and its parser.

One line per overload, in the order in which they are tried:

    pop(i: index) -> T                 raises rust=pop_at mutates

Types: `int float bool str bytes none any`, type parameters (`T K V R`), `list[T] set[T] dict[K,V] tuple[T] iter[T]`,
`(A, B)` for a pair, `fn(A, B)->R` for something callable, `A|B`. `index` is an `int` that the runtime takes as `i64`,
`i64` a result that fits one. A parameter marked `!` is stored: its value flows into the receiver or result and is
passed owned; the others are only read. `*name: T` takes the remaining positional arguments.

Flags: `raises` (the runtime function returns `Res`), `mutates` (changes the receiver), `rust=NAME` (when the runtime's
name differs), `free` (a free function in the runtime even though it is a method in Python), `special` (lowered by code
in `lower`, declared here for inference only), `default=...` on parameters is written `= TEXT` as Rust text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class T:
    """A type expression: a head and its arguments (`fn` has its result last)."""

    head: str
    args: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class ParamSig:
    name: str
    type: T
    stored: bool
    default: str | None
    """Rust text of the default; None when the argument is required."""
    keyword_only: bool
    variadic: bool


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    params: tuple[ParamSig, ...]
    result: T
    raises: bool
    mutates: bool
    rust: str
    free: bool
    special: bool


_TOKEN = re.compile(r"\s*(->|[\[\](),|!*:=]|[A-Za-z_][A-Za-z_0-9]*|-?\d+|\"[^\"]*\")")


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if expected is not None and token != expected:
            raise ValueError(f"expected {expected!r}, found {token!r} in {' '.join(self.tokens)}")
        self.at += 1
        return token

    def type(self) -> T:
        parts = [self.primary()]
        while self.peek() == "|":
            self.take()
            parts.append(self.primary())
        return parts[0] if len(parts) == 1 else T("union", tuple(parts))

    def primary(self) -> T:
        if self.peek() == "(":
            self.take()
            items = [self.type()]
            while self.peek() == ",":
                self.take()
                items.append(self.type())
            self.take(")")
            return T("pair", tuple(items))
        head = self.take()
        if head == "fn":
            self.take("(")
            params: list[T] = []
            while self.peek() != ")":
                params.append(self.type())
                if self.peek() == ",":
                    self.take()
            self.take(")")
            self.take("->")
            return T("fn", (*params, self.primary()))
        if self.peek() == "[":
            self.take()
            items = [self.type()]
            while self.peek() == ",":
                self.take()
                items.append(self.type())
            self.take("]")
            return T(head, tuple(items))
        return T(head)

    def signature(self, flags: set[str]) -> Signature:
        name = self.take()
        self.take("(")
        params: list[ParamSig] = []
        keyword_only = False
        while self.peek() != ")":
            variadic = False
            if self.peek() == "*":
                self.take()
                if self.peek() == ",":
                    self.take()
                    keyword_only = True
                    continue
                variadic = True
            param = self.take()
            self.take(":")
            kind = self.type()
            stored = self.peek() == "!"
            if stored:
                self.take()
            default = None
            if self.peek() == "=":
                self.take()
                default = self.take().strip('"')
            params.append(ParamSig(param, kind, stored, default, keyword_only, variadic))
            if self.peek() == ",":
                self.take()
        self.take(")")
        self.take("->")
        result = self.type()
        rust = next((flag[5:] for flag in flags if flag.startswith("rust=")), name)
        return Signature(
            name,
            tuple(params),
            result,
            "raises" in flags,
            "mutates" in flags,
            rust,
            "free" in flags,
            "special" in flags,
        )


_FLAG = re.compile(r"\s(raises|mutates|free|special|rust=[\w:]+)(?=\s|$)")


@cache
def parse_table(text: str) -> dict[str, tuple[Signature, ...]]:
    """Overloads by name, in the order written. Lines starting with `#` are comments."""
    table: dict[str, list[Signature]] = {}
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        flags = set(_FLAG.findall(" " + line))
        body = _FLAG.sub(" ", " " + line)
        signature = _Parser(body).signature(flags)
        table.setdefault(signature.name, []).append(signature)
    return {name: tuple(overloads) for name, overloads in table.items()}

"""What happens to the local variables of one function, in order: the input of `frontend.webs`.

A flow is a list of events. A use is the `ir.Local` node itself; the other events are the classes below. Expressions
leave only what matters here: an `a + b` is two uses. Statements that branch, loop or jump keep their structure.

    n = 0                    [Bind(n)]
    while n < 9: n = n + 1   [Loop(test=[n], body=[n, Bind(n)], ...)]

It must not know how the events are used.
"""

from __future__ import annotations

from typing import Literal

from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span

Holder = ir.TargetLocal | ir.Walrus | ir.Handler | ir.FunctionStmt | ir.Import | ir.Param
"""The node whose `var` says which variable a binding binds."""


class Bind:
    """`holder.var` gets a value; `span` is the bound name's. `loop` names the outermost loop around it, or is 0;
    `number` grows in the order of evaluation."""

    __slots__ = ("annotation", "bit", "holder", "keep", "loop", "number", "span", "start", "var")

    def __init__(
        self, holder: Holder, var: ir.Variable, span: Span, loop: int, number: int, annotation: ir.Expr | None = None
    ) -> None:
        self.holder = holder
        self.var = var
        self.span = span
        self.start = span.start
        self.loop = loop
        self.number = number
        self.annotation = annotation
        self.bit = 0
        self.keep = 0


class Unbind:
    """`del` of a variable: reads it, then leaves it unbound. `holder` is None at the end of an `except ... as`."""

    __slots__ = ("holder", "var")

    def __init__(self, holder: ir.TargetLocal | None, var: ir.Variable) -> None:
        self.holder = holder
        self.var = var


class Update:
    """The read of `x += 1`; `local` is the use that reads, before the `Bind` of the same statement."""

    __slots__ = ("bind", "local", "node")

    def __init__(self, node: ir.AugAssign, local: ir.Local, bind: Bind) -> None:
        self.node = node
        self.local = local
        self.bind = bind


class Closure:
    """A function that uses variables of this one comes into being. `bind` is what a `def` binds; then the variables
    must be bound where that name is used, otherwise (a lambda, a lazy generator, `bind` None) here."""

    __slots__ = ("bind", "loop", "needs", "number")

    def __init__(self, needs: list[ir.Variable], bind: Bind | None, loop: int, number: int) -> None:
        self.needs = needs
        self.bind = bind
        self.loop = loop
        self.number = number


class Test:
    """A condition whose parts may not all run: `and`, `or`, `not`. Only built where a part binds something."""

    __slots__ = ("op", "parts")

    def __init__(self, op: Literal["and", "or", "not"], parts: list[Flow]) -> None:
        self.op = op
        self.parts = parts


class Branch:
    """`if test: body elif test: body ... else: orelse`."""

    __slots__ = ("arms", "orelse")

    def __init__(self, arms: list[tuple[Flow, Flow]], orelse: Flow) -> None:
        self.arms = arms
        self.orelse = orelse


class Loop:
    """`test` runs before every round (empty for a `for`), `body` begins with the bindings of a `for`'s target."""

    __slots__ = ("body", "endless", "memory", "orelse", "test")

    def __init__(self, test: Flow, body: Flow, orelse: Flow, endless: bool) -> None:
        self.test = test
        self.body = body
        self.orelse = orelse
        self.endless = endless
        self.memory: tuple[int, int, int, int, int] | None = None


class HandlerFlow:
    __slots__ = ("bind", "body", "types")

    def __init__(self, types: Flow, bind: Bind | None, body: Flow) -> None:
        self.types = types
        self.bind = bind
        self.body = body


class TryFlow:
    __slots__ = ("body", "final", "handlers", "orelse")

    def __init__(self, body: Flow, handlers: list[HandlerFlow], orelse: Flow, final: Flow) -> None:
        self.body = body
        self.handlers = handlers
        self.orelse = orelse
        self.final = final


class Jump:
    """`stop` is a `raise`, or anything else after which the function doesn't go on by a known way."""

    __slots__ = ("kind",)

    def __init__(self, kind: Literal["break", "continue", "return", "stop"]) -> None:
        self.kind = kind


BREAK, CONTINUE, RETURN, STOP = Jump("break"), Jump("continue"), Jump("return"), Jump("stop")

Event = ir.Local | Bind | Unbind | Update | Closure | Test | Branch | Loop | TryFlow | Jump
Flow = list[Event]

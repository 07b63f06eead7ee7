"""What may fail: marks that lowering leaves, and the pass that turns them into Rust once it is known who raises.

Lowering wraps every runtime call that returns `Res` in a `Fallible`, and every call of the user's functions in one that
names its callee. Which functions raise is then a least fixed point over the whole program; only after it are the marks
resolved, into `?` with the Python line, into a jump to the handler of an enclosing `try`, or into nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from citl_lsp.rust import tree as r


@dataclass(slots=True, eq=False)
class Fallible(r.RExpr):
    """`operand` yields `Res<T>`; with `callee`, only if that function raises."""

    operand: r.RExpr
    line: r.RExpr
    handler: str | None = None
    """Label of the enclosing `try` block, or None: the function's caller."""
    callee: str | None = None


@dataclass(slots=True, eq=False)
class Succeed(r.RExpr):
    """`Ok(operand)` inside a closure that must return `Res`; with `callee`, the call itself if that function raises."""

    operand: r.RExpr
    callee: str | None = None


@dataclass(slots=True, eq=False)
class ReturnValue(r.RExpr):
    """`return value` of the function that is being lowered."""

    value: r.RExpr | None


@dataclass(slots=True, eq=False)
class RaiseError(r.RExpr):
    """Leave with the error that `operand` (a `Box<PyErr>`) is."""

    operand: r.RExpr
    line: r.RExpr | None
    handler: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """All that resolving the marks of one function depends on, beside the function."""

    raises: bool
    recursive: bool
    failing_calls: frozenset[str]
    """Those of the functions that it calls which raise."""


@dataclass(slots=True)
class Body:
    """A lowered function before its marks are resolved."""

    key: str
    item: r.Fn
    result: str
    """Rust type of the plain result."""
    stops: bool = False
    """An error that leaves it stops the program (the idiomatic error form `stop`)."""
    always_raises: bool = False
    """It must return `Res` whatever it does (callbacks of the runtime)."""
    calls: set[str] = field(default_factory=set)
    """Functions whose errors can leave this one."""
    all_calls: set[str] = field(default_factory=set)
    raises: bool = False
    recursion_line: r.RExpr | None = None
    scanned: bool = False
    """`calls`, `all_calls` and `raises` are filled in."""
    resolved: Resolution | None = None
    """What its marks were resolved by; None while they are there."""


@cache
def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name != "origin")


def children(node: Any) -> Iterable[Any]:
    """Every tree node directly inside `node`."""
    kind: Any = type(node)
    for name in _slots(kind):
        value = getattr(node, name)
        if isinstance(value, (r.RNode, r.Arm)):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, (r.RNode, r.Arm)):
                    yield item
                elif isinstance(item, tuple):
                    yield from (x for x in item if isinstance(x, (r.RNode, r.Arm)))


def scan(body: Body) -> None:
    """Fill in what `body` calls and whether it raises by itself."""
    body.scanned = True
    stack: list[Any] = [body.item.body]
    while stack:
        node = stack.pop()
        if isinstance(node, (Fallible, RaiseError)):
            callee = node.callee if isinstance(node, Fallible) else None
            if callee is not None:
                body.all_calls.add(callee)
            if node.handler is None:
                if callee is None:
                    body.raises = True
                else:
                    body.calls.add(callee)
        elif isinstance(node, Succeed) and node.callee is not None:
            body.all_calls.add(node.callee)
        if isinstance(node, r.Closure):
            # A closure returns its own `Res`; only its calls matter here.
            inner = Body(body.key, r.Fn(body=r.Block([], node.body)), "")
            scan(inner)
            body.all_calls |= inner.all_calls
            continue
        stack.extend(children(node))
    if body.stops:
        body.raises = False
        body.calls.clear()


def raising(bodies: dict[str, Body], loops: set[str]) -> set[str]:
    """Keys of the functions that may raise: the least fixed point. Recursion (`loops`) may go too deep."""
    callers: dict[str, list[Body]] = {}
    for body in bodies.values():
        for callee in body.calls:
            callers.setdefault(callee, []).append(body)
    found = {
        key for key, body in bodies.items()
        if body.raises or body.always_raises or (key in loops and not body.stops)
    }  # fmt: skip
    work = list(found)
    while work:
        for caller in callers.get(work.pop(), ()):
            if caller.key not in found:
                found.add(caller.key)
                work.append(caller.key)
    return found


def recursive(bodies: dict[str, Body]) -> set[str]:
    """Keys of the functions on a cycle of the call graph (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: set[str] = set()
    for root in bodies:
        if root in index:
            continue
        work: list[tuple[str, Any]] = [(root, iter(sorted(bodies[root].all_calls)))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            key, calls = work[-1]
            advanced = False
            for callee in calls:
                if callee not in bodies:
                    continue
                if callee not in index:
                    index[callee] = low[callee] = len(index)
                    stack.append(callee)
                    on_stack.add(callee)
                    work.append((callee, iter(sorted(bodies[callee].all_calls))))
                    advanced = True
                    break
                if callee in on_stack:
                    low[key] = min(low[key], index[callee])
            if advanced:
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[key])
            if low[key] == index[key]:
                component = []
                while True:
                    member = stack.pop()
                    on_stack.discard(member)
                    component.append(member)
                    if member == key:
                        break
                if len(component) > 1 or key in bodies[key].all_calls:
                    found.update(component)
    return found


class Resolver:
    """Replaces the marks of one function."""

    def __init__(self, raisers: set[str], raises: bool, stops: bool = False) -> None:
        self.raisers = raisers
        self.raises = raises
        self.stops = stops

    def resolve(self, node: Any) -> Any:
        """`node` without marks; containers are changed in place."""
        if isinstance(node, Fallible):
            operand = self.resolve(node.operand)
            if node.callee is not None and node.callee not in self.raisers:
                return operand
            if node.handler is None and self.stops:
                return r.Method(operand, "or_stop", [node.line], origin=node.origin)
            located: r.RExpr = r.Method(operand, "at", [node.line], origin=node.origin)
            if node.handler is not None:
                macro = "fin" if node.handler.startswith("'fin") else "tri"
                return r.Macro(macro, [r.Path(node.handler), located], origin=node.origin)
            return r.Try(located, origin=node.origin)
        if isinstance(node, Succeed):
            operand = self.resolve(node.operand)
            if node.callee is not None and node.callee in self.raisers:
                return operand
            return r.CallExpr(r.Path("Ok"), [operand], origin=node.origin)
        if isinstance(node, ReturnValue):
            value = None if node.value is None else self.resolve(node.value)
            if self.raises:
                value = r.CallExpr(r.Path("Ok"), [value or r.Lit("()")], origin=node.origin)
            return r.Return(value, origin=node.origin)
        if isinstance(node, RaiseError):
            if node.handler is None and self.stops:
                line = node.line or r.Lit("0")
                return r.CallExpr(r.Path("rt::stop_now"), [self.resolve(node.operand), line], origin=node.origin)
            if node.handler is not None and node.handler.startswith("'fin"):
                operand = self.resolve(node.operand)
                if node.line is not None:
                    operand = r.CallExpr(r.Path("rt::framed"), [operand, node.line], origin=node.origin)
                return r.Break(node.handler, r.CallExpr(r.Path("Exit::Raise"), [operand]), origin=node.origin)
            error = r.CallExpr(r.Path("Err"), [self.resolve(node.operand)], origin=node.origin)
            located = error if node.line is None else r.Method(error, "at", [node.line], origin=node.origin)
            if node.handler is not None:
                return r.Break(node.handler, located, origin=node.origin)
            return r.Return(located, origin=node.origin)
        if isinstance(node, r.Closure):
            saved = self.raises, self.stops
            self.raises, self.stops = True, False
            node.body = self.resolve(node.body)
            self.raises, self.stops = saved
            return node
        kind: Any = type(node)
        for name in _slots(kind):
            value = getattr(node, name)
            if isinstance(value, (r.RNode, r.Arm)):
                setattr(node, name, self.resolve(value))
            elif isinstance(value, list):
                for i, item in enumerate(value):
                    if isinstance(item, (r.RNode, r.Arm)):
                        value[i] = self.resolve(item)
                    elif isinstance(item, tuple) and any(isinstance(x, r.RNode) for x in item):
                        value[i] = tuple(self.resolve(x) if isinstance(x, r.RNode) else x for x in item)
        return node


class Failures:
    """Who raises, and what that makes of the marks."""

    def __init__(self, bodies: dict[str, Body]) -> None:
        for body in bodies.values():
            if not body.scanned:
                scan(body)
        self.recursive = recursive(bodies)
        self.raisers = raising(bodies, self.recursive)

    def resolve(self, body: Body) -> bool:
        """Replace the marks of `body`; False where they were replaced under other circumstances."""
        resolution = Resolution(
            body.key in self.raisers, body.key in self.recursive, frozenset(body.all_calls & self.raisers)
        )
        if body.resolved is None:
            body.resolved = resolution
            self._resolve(body)
        return body.resolved == resolution

    def _resolve(self, body: Body) -> None:
        raises = body.key in self.raisers
        resolver = Resolver(self.raisers, raises, body.stops)
        block = body.item.body
        assert block is not None
        resolver.resolve(block)
        if raises:
            body.item.returns = f"Res<{body.result}>"
            if block.tail is not None:
                block.tail = r.CallExpr(r.Path("Ok"), [block.tail], origin=block.tail.origin)
            elif body.result == "()" and not _diverges(block):
                block.tail = r.Lit("Ok(())")
        else:
            body.item.returns = None if body.result == "()" else body.result
        _end_with_value(block)
        if body.key in self.recursive and body.recursion_line is not None:
            entered = r.CallExpr(r.Path("enter"), [])
            line = [body.recursion_line]
            guard = r.Method(entered, "or_stop", line) if body.stops else r.Try(r.Method(entered, "at", line))
            block.stmts.insert(0, r.Let("_depth", value=guard))


def _diverges(block: r.Block) -> bool:
    """Whether the block's last statement certainly leaves (so that a tail would be unreachable)."""
    if not block.stmts:
        return False
    last = block.stmts[-1]
    return isinstance(last, r.ExprS) and isinstance(last.value, r.Return)


def _end_with_value(block: r.Block) -> None:
    """`x` instead of `return x;` at the end. Not of calls: what they borrow would outlive the block's variables."""
    last = block.stmts[-1] if block.stmts else None
    if block.tail is None and isinstance(last, r.ExprS) and isinstance(last.value, r.Return):
        value = last.value.value
        if value is not None and _is_plain(value):
            block.stmts.pop()
            block.tail = value


def _is_plain(value: r.RExpr) -> bool:
    if isinstance(value, r.CallExpr):
        return isinstance(value.func, r.Path) and value.func.text == "Ok" and all(map(_is_plain, value.args))
    if isinstance(value, r.Tuple):
        return all(map(_is_plain, value.items))
    return isinstance(value, (r.Path, r.Lit))


def has_failure(node: Any) -> bool:
    """Whether a tree contains a mark that may leave the function."""
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, (Fallible, RaiseError)):
            return True
        stack.extend(children(each))
    return False

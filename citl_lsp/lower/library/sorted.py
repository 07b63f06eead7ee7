"""`heapq` and `bisect`."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.sequences import SequenceBuiltins
from citl_lsp.lower.library.handler import Handler, argument_of, has_starred, is_none
from citl_lsp.lower.rty import I64, INT, NONE, VALUE, RTy
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.rust import tree as r


def _heap(name: str, pushes: bool, yields: bool) -> Handler:
    def handler(low: SequenceBuiltins, e: ir.Call) -> Val | None:
        if has_starred(e) or e.keywords or len(e.args) != 1 + pushes:
            return None
        stmts: list[r.RStmt] = []
        heap = low.let(stmts, low.expr(e.args[0]))
        if heap.ty.kind != "list":
            element = VALUE
            list_ty = RTy("list", (VALUE,))
            heap = low.let(stmts, Val(low.convert(heap, list_ty, e), list_ty))
        else:
            element = heap.ty.args[0]
        args = [low.convert(low.expr(e.args[1]), element, e.args[1])] if pushes else []
        made = low.fallible(call(name, borrow(heap), *args, origin=low.origin(e)), e)
        return Val(low.block(stmts, made), element if yields else NONE)

    return handler


def _largest(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    """`nlargest(n, xs, key)`: the head of the sorted items."""
    if has_starred(e) or len(e.args) < 2 or not isinstance(e.func, (ir.Global, ir.Attr)):
        return None
    stmts: list[r.RStmt] = []
    count = low.let(stmts, low.expr(e.args[0]))
    source = low.iterate(e.args[1])
    ty = low.rep(e)
    element = ty.args[0] if ty.kind == "list" else source.ty
    reverse = r.Lit("true" if _name(e) == "nlargest" else "false")
    items = source.as_results(low, element, e)
    key = argument_of(e, 2, "key")
    if key is not None and not is_none(key):
        function, _ = low.callback(key, [element], None, key)
        made = call("sorted_by_key", items, function, reverse, origin=low.origin(e))
    else:
        made = call("sorted", items, reverse, origin=low.origin(e))
    head = call("Some", method(low.convert(count, INT, e), "clamp_index"))
    bound = call("Some", call("std::cmp::max", r.Lit("0"), head.args[0]))
    cut = method(low.fallible(made, e), "slice", r.Path("None"), bound, r.Path("None"))
    return Val(low.block(stmts, low.fallible(cut, e)), RTy("list", (element,)))


def _name(e: ir.Call) -> str:
    return e.func.name if isinstance(e.func, (ir.Global, ir.Attr)) else ""


def _bisect(name: str, inserts: bool) -> Handler:
    def handler(low: SequenceBuiltins, e: ir.Call) -> Val | None:
        if has_starred(e) or not 2 <= len(e.args) <= 4 or any(k.name not in ("lo", "hi") for k in e.keywords):
            return None
        stmts: list[r.RStmt] = []
        xs = low.let(stmts, low.expr(e.args[0]))
        if xs.ty.kind != "list":
            return None
        element = xs.ty.args[0]
        x = low.convert(low.expr(e.args[1]), element, e.args[1])
        bounds = []
        for i, bound in enumerate(("lo", "hi")):
            given = argument_of(e, i + 2, bound)
            bounds.append(low.slice_bound(given) if given is not None else r.Path("None"))
        passed = x if inserts else r.Prefix("&", x)
        made = low.fallible(call(name, borrow(xs), passed, *bounds, origin=low.origin(e)), e)
        return Val(low.block(stmts, made), NONE if inserts else I64)

    return handler


SORTED: dict[tuple[str, str], Handler] = {
    ("heapq", "heappush"): _heap("heappush", pushes=True, yields=False),
    ("heapq", "heappop"): _heap("heappop", pushes=False, yields=True),
    ("heapq", "heapify"): _heap("heapify", pushes=False, yields=False),
    ("heapq", "heapreplace"): _heap("heapreplace", pushes=True, yields=True),
    ("heapq", "heappushpop"): _heap("heappushpop", pushes=True, yields=True),
    ("heapq", "nlargest"): _largest,
    ("heapq", "nsmallest"): _largest,
    ("bisect", "bisect"): _bisect("bisect_right", inserts=False),
    ("bisect", "bisect_left"): _bisect("bisect_left", inserts=False),
    ("bisect", "bisect_right"): _bisect("bisect_right", inserts=False),
    ("bisect", "insort"): _bisect("insort_right", inserts=True),
    ("bisect", "insort_left"): _bisect("insort_left", inserts=True),
    ("bisect", "insort_right"): _bisect("insort_right", inserts=True),
}

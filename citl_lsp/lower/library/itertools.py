"""`itertools` and `functools.reduce`."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.sequences import SequenceBuiltins
from citl_lsp.lower.library.handler import (
    Handler,
    argument_of,
    has_starred,
    is_none,
    item_type,
    items_as_vec,
    results_of,
)
from citl_lsp.lower.rty import I64, INT, INTS, NONE, VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, call, method
from citl_lsp.rust import tree as r


def _as_rows(low: SequenceBuiltins, made: r.RExpr, e: ir.Call, element: RTy) -> Val:
    """An `Iter<Tuple<element>>` as the iterator that inference promised."""
    row = item_type(low, e)
    if row.kind != "tuple":
        return Val(made, RTy("iter", (RTy("vtuple", (element,)),)))
    name = low.temp("row")
    saved, low.handler = low.handler, None
    parts = [
        low.convert(Val(r.IndexExpr(r.Path(name), r.Lit(str(i))), element, "place"), want, e)
        for i, want in enumerate(row.args)
    ]
    low.handler = saved
    unpacked = r.Block([r.Let(name, None, r.Try(r.Path(name)))], call("Ok", r.Tuple(parts)))
    rows = call("Iter::new", method(made, "map", r.Closure([name], unpacked)))
    return Val(rows, RTy("iter", (row,)))


def _row_element(row: RTy) -> RTy:
    """The one element type of rows of this type."""
    return row.args[0] if row.kind == "vtuple" or len(set(row.args)) == 1 else VALUE


def _rows(name: str) -> Handler:
    def handler(low: SequenceBuiltins, e: ir.Call) -> Val | None:
        if has_starred(e) or not e.args:
            return None
        element = _row_element(item_type(low, e))
        pool = items_as_vec(low, e.args[0], element)
        length = argument_of(e, 1, "r")
        if name == "permutations":
            count = low.slice_bound(length) if length is not None else r.Path("None")
        elif length is None:
            return None
        else:
            count = low.as_index(low.expr(length), length)
        made = low.fallible(call(f"rt::itertools::{name}", pool, count, origin=low.origin(e)), e)
        return _as_rows(low, made, e, element)

    return handler


def _product(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if any(k.name != "repeat" for k in e.keywords):
        return None
    element = _row_element(item_type(low, e))
    if any(isinstance(a, ir.Starred) for a in e.args):
        if len(e.args) != 1 or not isinstance(e.args[0], ir.Starred):
            return None
        pools = _star_pools(low, e.args[0], element)
    else:
        pools = r.Macro("vec", [items_as_vec(low, a, element) for a in e.args], "[")
    repeat = low.as_index(low.expr(e.keywords[0].value), e) if e.keywords else r.Lit("1")
    made = low.fallible(call("rt::itertools::product", pools, repeat, origin=low.origin(e)), e)
    return _as_rows(low, made, e, element)


def _star_pools(low: SequenceBuiltins, star: ir.Starred, element: RTy) -> r.RExpr:
    """`*xss` as a `Vec` of `Vec`s."""
    out, item = low.temp("pools"), low.temp("x")
    outer = low.iterate(star.value)
    value: r.RExpr = low.fallible(r.Path(item), star) if outer.fallible else r.Path(item)
    inner = low.iterator(Val(value, outer.ty), star).as_results(low, element, star)
    push = method(r.Path(out), "push", low.fallible(call("vec_of", inner), star))
    loop = r.ForS(item, outer.expr, r.Block([r.ExprS(push)]))
    return r.Block([r.Let(f"mut {out}", f"Vec<Vec<{rust_type(element)}>>", call("Vec::new")), loop], r.Path(out))


def _chain(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if e.keywords:
        return None
    element = item_type(low, e)
    out = low.temp("iters")
    stmts: list[r.RStmt] = [r.Let(f"mut {out}", f"Vec<Iter<{rust_type(element)}>>", call("Vec::new"))]
    for a in e.args:
        if isinstance(a, ir.Starred):
            item = low.temp("x")
            outer = low.iterate(a.value)
            value: r.RExpr = low.fallible(r.Path(item), a) if outer.fallible else r.Path(item)
            inner = low.iterator(Val(value, outer.ty), a).as_results(low, element, a)
            push = method(r.Path(out), "push", call("Iter::new", inner))
            stmts.append(r.ForS(item, outer.expr, r.Block([r.ExprS(push)])))
        else:
            stmts.append(r.ExprS(method(r.Path(out), "push", call("Iter::new", results_of(low, a, element)))))
    made = call("rt::itertools::chain", r.Path(out), origin=low.origin(e))
    return Val(r.Block(stmts, made, origin=low.origin(e)), RTy("iter", (element,)))


def chain_from_iterable(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    """`chain.from_iterable(xs)`."""
    if len(e.args) != 1 or e.keywords or isinstance(e.args[0], ir.Starred):
        return None
    node = ir.Call(e.span, e.line, e.func, [ir.Starred(e.span, e.line, e.args[0])], [])
    low.stands_for[node] = e
    return _chain(low, node)


def _two(low: SequenceBuiltins, function: ir.Expr | None, a: RTy, b: RTy, want: RTy, e: ir.Expr) -> r.RExpr:
    """A function of two arguments as a closure; `+` when there is none."""
    if function is not None:
        closure, _ = low.callback(function, [a, b], want, e, want)
        return closure
    x, y = low.temp("x"), low.temp("y")
    saved, low.handler = low.handler, None
    total = low.binary("+", Val(r.Path(x), a, "place"), Val(r.Path(y), b, "place"), want, e)
    body = low.convert(total, want, e)
    low.handler = saved
    return r.Closure([x, y], call("Ok", body))


def _accumulate(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e) or not e.args:
        return None
    element = item_type(low, e)
    items = results_of(low, e.args[0], element)
    function = argument_of(e, 1, "func")
    closure = _two(low, None if is_none(function) else function, element, element, element, e)
    if isinstance(closure, r.Closure):
        closure.move = True
    initial = next((k.value for k in e.keywords if k.name == "initial"), None)
    start = r.Path("None") if initial is None else call("Some", low.convert(low.expr(initial), element, initial))
    made = call("rt::itertools::accumulate", items, closure, start, origin=low.origin(e))
    return Val(made, RTy("iter", (element,)))


def _reduce(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e) or e.keywords or not 2 <= len(e.args) <= 3:
        return None
    source = low.iterate(e.args[1])
    total = low.rep(e)
    if len(e.args) == 3:
        closure = _two(low, e.args[0], total, source.ty, total, e)
        start = low.convert(low.expr(e.args[2]), total, e.args[2])
        items = source.as_results(low, source.ty, e)
        made = call("rt::itertools::reduce", items, closure, start, origin=low.origin(e))
    else:
        closure = _two(low, e.args[0], total, total, total, e)
        made = call("rt::itertools::reduce_first", source.as_results(low, total, e), closure, origin=low.origin(e))
    return Val(low.fallible(made, e), total)


def _count(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    parts = []
    for i, (name, default) in enumerate((("start", 0), ("step", 1))):
        given = argument_of(e, i, name)
        v = low.expr(given) if given is not None else Val(r.Lit(str(default)), I64, literal=default)
        if v.ty.kind not in INTS:
            return None
        parts.append(low.convert(v, INT, e))
    return Val(call("rt::itertools::count", *parts, origin=low.origin(e)), RTy("iter", (INT,)))


def _cycle(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or has_starred(e):
        return None
    element = item_type(low, e)
    made = call("rt::itertools::cycle", items_as_vec(low, e.args[0], element), origin=low.origin(e))
    return Val(made, RTy("iter", (element,)))


def _repeat(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e) or not e.args:
        return None
    element = item_type(low, e)
    times = argument_of(e, 1, "times")
    bound = low.slice_bound(times) if times is not None else r.Path("None")
    made = call("rt::itertools::repeat", low.convert(low.expr(e.args[0]), element, e), bound, origin=low.origin(e))
    return Val(made, RTy("iter", (element,)))


def _islice(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e) or e.keywords or not 2 <= len(e.args) <= 4:
        return None
    element = item_type(low, e)
    items = results_of(low, e.args[0], element)
    bounds = [low.slice_bound(None if is_none(a) else a) for a in e.args[1:]]
    none = r.Path("None")
    start, stop, step = [none, *bounds, none][:3] if len(bounds) == 1 else [*bounds, none][:3]
    made = low.fallible(call("rt::itertools::islice", items, start, stop, step, origin=low.origin(e)), e)
    return Val(made, RTy("iter", (element,)))


def _while(name: str) -> Handler:
    def handler(low: SequenceBuiltins, e: ir.Call) -> Val | None:
        if has_starred(e) or e.keywords or len(e.args) != 2:
            return None
        element = item_type(low, e)
        items = results_of(low, e.args[1], element)
        if name == "filterfalse" and is_none(e.args[0]):
            return None
        if name == "filterfalse":
            test, _ = low.callback(e.args[0], [element], "truth", e)
            assert isinstance(test, r.Closure)
            kept = r.Closure(test.params, method(test.body, "map", r.Path("|b: bool| !b")), move=test.move)
            made = call("Iter::new", call("filter_try", items, kept), origin=low.origin(e))
        else:
            test, _ = low.callback(e.args[0], [element], "truth", e)
            if isinstance(test, r.Closure):
                test.move = True
            made = call(f"rt::itertools::{name}", items, test, origin=low.origin(e))
        return Val(made, RTy("iter", (element,)))

    return handler


def _groupby(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e) or not e.args:
        return None
    row = item_type(low, e)
    if row.kind != "tuple" or row.args[1].kind != "iter":
        return None
    key_ty, element = row.args[0], row.args[1].args[0]
    items = results_of(low, e.args[0], element)
    key = argument_of(e, 1, "key")
    if key is None or is_none(key):
        closure: r.RExpr = r.Closure(["x"], call("Ok", low.convert(Val(r.Path("x"), element), key_ty, e)))
    else:
        closure, _ = low.callback(key, [element], key_ty, key, key_ty)
    if isinstance(closure, r.Closure):
        closure.move = True
    made = call("rt::itertools::groupby", items, closure, origin=low.origin(e))
    return Val(made, RTy("iter", (row,)))


def _zip_longest(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    row = item_type(low, e)
    if row.kind != "vtuple" or any(k.name != "fillvalue" for k in e.keywords):
        return None
    if any(isinstance(a, ir.Starred) for a in e.args):
        return None
    element = row.args[0]
    iters = r.Macro("vec", [call("Iter::new", results_of(low, a, element)) for a in e.args], "[")
    fill = low.expr(e.keywords[0].value) if e.keywords else Val(r.Lit("()"), NONE)
    made = call("rt::itertools::zip_longest", iters, low.convert(fill, element, e), origin=low.origin(e))
    return Val(made, RTy("iter", (row,)))


def _pairwise(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or has_starred(e):
        return None
    row = item_type(low, e)
    element = _row_element(row)
    made = call("rt::itertools::pairwise", results_of(low, e.args[0], element), origin=low.origin(e))
    return Val(made, RTy("iter", (RTy("tuple", (element, element)),)))


ITERTOOLS: dict[tuple[str, str], Handler] = {
    ("itertools", "permutations"): _rows("permutations"),
    ("itertools", "combinations"): _rows("combinations"),
    ("itertools", "combinations_with_replacement"): _rows("combinations_with_replacement"),
    ("itertools", "product"): _product,
    ("itertools", "chain"): _chain,
    ("itertools", "accumulate"): _accumulate,
    ("itertools", "count"): _count,
    ("itertools", "cycle"): _cycle,
    ("itertools", "islice"): _islice,
    ("itertools", "repeat"): _repeat,
    ("itertools", "takewhile"): _while("takewhile"),
    ("itertools", "dropwhile"): _while("dropwhile"),
    ("itertools", "filterfalse"): _while("filterfalse"),
    ("itertools", "groupby"): _groupby,
    ("itertools", "zip_longest"): _zip_longest,
    ("itertools", "pairwise"): _pairwise,
    ("functools", "reduce"): _reduce,
}

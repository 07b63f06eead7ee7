"""Functions of the standard library that a declaration can't state, on lowered arguments.

A handler gets the lowerer and the call, and gives the value, or None when this form of call isn't there. The types are
stated for the same names in `types.library`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.rty import BOOL, I64, INT, INTS, NONE, VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, borrow, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.library import COMPARISONS, OPERATORS
from citl_lsp.types.model import ClassObject, Named

if TYPE_CHECKING:
    from citl_lsp.lower.builtins import BuiltinCalls

Handler = Callable[["BuiltinCalls", ir.Call], "Val | None"]


def _argument(e: ir.Call, index: int, name: str) -> ir.Expr | None:
    """An argument by position or name."""
    if len(e.args) > index:
        return e.args[index]
    return next((k.value for k in e.keywords if k.name == name), None)


def _starred(e: ir.Call) -> bool:
    return any(isinstance(a, ir.Starred) for a in e.args) or any(k.name is None for k in e.keywords)


def _is_none(e: ir.Expr | None) -> bool:
    return e is None or (isinstance(e, ir.Const) and e.value is None)


def _results(low: BuiltinCalls, e: ir.Expr, element: RTy) -> r.RExpr:
    return low.iterate(e).as_results(low, element, e)


def _vec(low: BuiltinCalls, e: ir.Expr, element: RTy) -> r.RExpr:
    """The items of `e` as a `Vec`."""
    return low.fallible(call("vec_of", _results(low, e, element)), e)


def _item(low: BuiltinCalls, e: ir.Call) -> RTy:
    """Element of the iterator that the call yields."""
    ty = low.rep(e)
    return ty.args[0] if ty.kind == "iter" else VALUE


# --- collections -----------------------------------------------------------------------------------------------------


def _dict_type(low: BuiltinCalls, e: ir.Call) -> RTy:
    ty = low.rep(e)
    return ty if ty.kind == "dict" else RTy("dict", (VALUE, VALUE))


def _dict_of(ty: RTy) -> str:
    return f"Dict::<{rust_type(ty.args[0])}, {rust_type(ty.args[1])}>"


def _defaultdict(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e):
        return None
    ty, origin = _dict_type(low, e), low.origin(e)
    stmts: list[r.RStmt] = []
    name = low.temp("d")
    factory = e.args[0] if e.args else None
    if factory is None or _is_none(factory):
        made: r.RExpr = call(f"{_dict_of(ty)}::without_default", origin=origin)
    else:
        shown, make = _factory(low, factory, ty.args[1], stmts)
        made = call(f"{_dict_of(ty)}::with_default", shown, make, origin=origin)
    stmts.append(r.Let(name, None, made))
    rest = ir.Call(e.span, e.line, e.func, e.args[1:], e.keywords)
    low.update_dict(Val(r.Path(name), ty, "place"), rest, stmts)
    return Val(r.Block(stmts, r.Path(name), origin=origin), ty)


def _factory(low: BuiltinCalls, factory: ir.Expr, want: RTy, stmts: list[r.RStmt]) -> tuple[r.RExpr, r.RExpr]:
    """What `repr` shows of a factory, and the closure that calls it."""
    shown = _class_shown(low, factory)
    if shown is not None:
        body = low.in_closure(lambda: low.convert(low.synthetic_call(factory, [], factory, want), want, factory))
        return r.Lit(f"\"<class '{shown}'>\""), r.Closure([], call("Ok", body), move=True)
    held = low.let(stmts, low.expr(factory))
    name, text = low.temp("factory"), low.temp("shown")
    stmts.append(r.Let(name, None, own(held)))
    stmts.append(r.Let(text, None, call("describe", r.Prefix("&", r.Path(name)))))
    value = Val(r.Path(name), held.ty, "place")
    body = low.in_closure(lambda: low.convert(low.call_held(value, factory, want), want, factory))
    return r.Path(text), r.Closure([], call("Ok", body), move=True)


def _class_shown(low: BuiltinCalls, factory: ir.Expr) -> str | None:
    """Qualified name of the class that `factory` certainly is."""
    atoms = list(low.var(factory).atoms.values())
    if len(atoms) != 1 or not isinstance(factory, (ir.Global, ir.Attr)):
        return None
    (atom,) = atoms
    if isinstance(atom, ClassObject):
        return f"__main__.{atom.cls.name}" if atom.cls.module.index == 0 else f"{atom.cls.module.name}.{atom.cls.name}"
    if isinstance(atom, Named) and atom.key.startswith(("builtin:", "library:")):
        return atom.name
    return None


def _ordered(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e):
        return None
    ty, name = _dict_type(low, e), low.temp("d")
    stmts: list[r.RStmt] = [r.Let(name, None, call(f"{_dict_of(ty)}::ordered", origin=low.origin(e)))]
    low.update_dict(Val(r.Path(name), ty, "place"), e, stmts)
    return Val(r.Block(stmts, r.Path(name), origin=low.origin(e)), ty)


def _counter(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e):
        return None
    ty, name = _dict_type(low, e), low.temp("d")
    stmts: list[r.RStmt] = [r.Let(name, None, call(f"{_dict_of(ty)}::counter", origin=low.origin(e)))]
    counter_update(low, Val(r.Path(name), ty, "place"), e, stmts, subtract=False)
    return Val(r.Block(stmts, r.Path(name), origin=low.origin(e)), ty)


def counter_update(low: BuiltinCalls, d: Val, e: ir.Call, stmts: list[r.RStmt], subtract: bool) -> None:
    """`counter.update(...)`, `counter.subtract(...)`."""
    key, value = d.ty.args
    for a in e.args:
        if _is_none(a):
            continue
        lazy = low.builtin_name(a) is not None or isinstance(a, ir.Comp)
        v = None if lazy else low.expr(a)
        if v is not None and v.ty.kind == "dict":
            held = low.let(stmts, v)
            pairs = low.iterator(Val(method(held.expr, "items"), RTy("items", v.ty.args)), a)
            items = pairs.as_results(low, RTy("tuple", (key, value)), a)
            made = method(d.expr, "tally_pairs", items, r.Lit("true" if subtract else "false"), origin=low.origin(a))
        else:
            source = low.iterator(v, a) if v is not None else low.iterate(a)
            one = low.convert(Val(r.Lit("1"), I64, literal=1), value, a)
            name = "untally" if subtract else "tally"
            made = method(d.expr, name, source.as_results(low, key, a), one, origin=low.origin(a))
        stmts.append(r.ExprS(low.fallible(made, a)))
    for k in e.keywords:
        text = low.convert(Val(call("Str::lit", r.Lit(f'"{k.name}"')), RTy("Str")), key, k)
        pair = r.Tuple([text, low.convert(low.expr(k.value), value, k)])
        items = r.Macro("", [call("Ok", pair)], "[")
        made = method(d.expr, "tally_pairs", items, r.Lit("true" if subtract else "false"), origin=low.origin(k))
        stmts.append(r.ExprS(low.fallible(made, k)))


def _deque(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e):
        return None
    ty = low.rep(e)
    element = ty.args[0] if ty.kind == "deque" else VALUE
    ty = RTy("deque", (element,))
    most = _argument(e, 1, "maxlen")
    holder = f"Deque::<{rust_type(element)}>"
    if not e.args and most is None:
        return Val(call(f"{holder}::new", origin=low.origin(e)), ty)
    items = _results(low, e.args[0], element) if e.args else r.Path("std::iter::empty()")
    bound = low.slice_bound(most) if most is not None else r.Path("None")
    return Val(low.fallible(call(f"{holder}::from_iter_try", items, bound, origin=low.origin(e)), e), ty)


# --- heapq and bisect ------------------------------------------------------------------------------------------------


def _heap(name: str, pushes: bool, yields: bool) -> Handler:
    def handler(low: BuiltinCalls, e: ir.Call) -> Val | None:
        if _starred(e) or e.keywords or len(e.args) != 1 + pushes:
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


def _largest(low: BuiltinCalls, e: ir.Call) -> Val | None:
    """`nlargest(n, xs, key)`: the head of the sorted items."""
    if _starred(e) or len(e.args) < 2 or not isinstance(e.func, (ir.Global, ir.Attr)):
        return None
    stmts: list[r.RStmt] = []
    count = low.let(stmts, low.expr(e.args[0]))
    source = low.iterate(e.args[1])
    ty = low.rep(e)
    element = ty.args[0] if ty.kind == "list" else source.ty
    reverse = r.Lit("true" if _name(e) == "nlargest" else "false")
    items = source.as_results(low, element, e)
    key = _argument(e, 2, "key")
    if key is not None and not _is_none(key):
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
    def handler(low: BuiltinCalls, e: ir.Call) -> Val | None:
        if _starred(e) or not 2 <= len(e.args) <= 4 or any(k.name not in ("lo", "hi") for k in e.keywords):
            return None
        stmts: list[r.RStmt] = []
        xs = low.let(stmts, low.expr(e.args[0]))
        if xs.ty.kind != "list":
            return None
        element = xs.ty.args[0]
        x = low.convert(low.expr(e.args[1]), element, e.args[1])
        bounds = []
        for i, bound in enumerate(("lo", "hi")):
            given = _argument(e, i + 2, bound)
            bounds.append(low.slice_bound(given) if given is not None else r.Path("None"))
        passed = x if inserts else r.Prefix("&", x)
        made = low.fallible(call(name, borrow(xs), passed, *bounds, origin=low.origin(e)), e)
        return Val(low.block(stmts, made), NONE if inserts else I64)

    return handler


# --- itertools and functools -----------------------------------------------------------------------------------------


def _as_rows(low: BuiltinCalls, made: r.RExpr, e: ir.Call, element: RTy) -> Val:
    """An `Iter<Tuple<element>>` as the iterator that inference promised."""
    row = _item(low, e)
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
    def handler(low: BuiltinCalls, e: ir.Call) -> Val | None:
        if _starred(e) or not e.args:
            return None
        element = _row_element(_item(low, e))
        pool = _vec(low, e.args[0], element)
        length = _argument(e, 1, "r")
        if name == "permutations":
            count = low.slice_bound(length) if length is not None else r.Path("None")
        elif length is None:
            return None
        else:
            count = low.as_index(low.expr(length), length)
        made = low.fallible(call(f"rt::itertools::{name}", pool, count, origin=low.origin(e)), e)
        return _as_rows(low, made, e, element)

    return handler


def _product(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if any(k.name != "repeat" for k in e.keywords):
        return None
    element = _row_element(_item(low, e))
    if any(isinstance(a, ir.Starred) for a in e.args):
        if len(e.args) != 1 or not isinstance(e.args[0], ir.Starred):
            return None
        pools = _star_pools(low, e.args[0], element)
    else:
        pools = r.Macro("vec", [_vec(low, a, element) for a in e.args], "[")
    repeat = low.as_index(low.expr(e.keywords[0].value), e) if e.keywords else r.Lit("1")
    made = low.fallible(call("rt::itertools::product", pools, repeat, origin=low.origin(e)), e)
    return _as_rows(low, made, e, element)


def _star_pools(low: BuiltinCalls, star: ir.Starred, element: RTy) -> r.RExpr:
    """`*xss` as a `Vec` of `Vec`s."""
    out, item = low.temp("pools"), low.temp("x")
    outer = low.iterate(star.value)
    value: r.RExpr = low.fallible(r.Path(item), star) if outer.fallible else r.Path(item)
    inner = low.iterator(Val(value, outer.ty), star).as_results(low, element, star)
    push = method(r.Path(out), "push", low.fallible(call("vec_of", inner), star))
    loop = r.ForS(item, outer.expr, r.Block([r.ExprS(push)]))
    return r.Block([r.Let(f"mut {out}", f"Vec<Vec<{rust_type(element)}>>", call("Vec::new")), loop], r.Path(out))


def _chain(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if e.keywords:
        return None
    element = _item(low, e)
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
            stmts.append(r.ExprS(method(r.Path(out), "push", call("Iter::new", _results(low, a, element)))))
    made = call("rt::itertools::chain", r.Path(out), origin=low.origin(e))
    return Val(r.Block(stmts, made, origin=low.origin(e)), RTy("iter", (element,)))


def chain_from_iterable(low: BuiltinCalls, e: ir.Call) -> Val | None:
    """`chain.from_iterable(xs)`."""
    if len(e.args) != 1 or e.keywords or isinstance(e.args[0], ir.Starred):
        return None
    node = ir.Call(e.span, e.line, e.func, [ir.Starred(e.span, e.line, e.args[0])], [])
    low.stands_for[node] = e
    return _chain(low, node)


def _two(low: BuiltinCalls, function: ir.Expr | None, a: RTy, b: RTy, want: RTy, e: ir.Expr) -> r.RExpr:
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


def _accumulate(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e) or not e.args:
        return None
    element = _item(low, e)
    items = _results(low, e.args[0], element)
    function = _argument(e, 1, "func")
    closure = _two(low, None if _is_none(function) else function, element, element, element, e)
    if isinstance(closure, r.Closure):
        closure.move = True
    initial = next((k.value for k in e.keywords if k.name == "initial"), None)
    start = r.Path("None") if initial is None else call("Some", low.convert(low.expr(initial), element, initial))
    made = call("rt::itertools::accumulate", items, closure, start, origin=low.origin(e))
    return Val(made, RTy("iter", (element,)))


def _reduce(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e) or e.keywords or not 2 <= len(e.args) <= 3:
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


def _count(low: BuiltinCalls, e: ir.Call) -> Val | None:
    parts = []
    for i, (name, default) in enumerate((("start", 0), ("step", 1))):
        given = _argument(e, i, name)
        v = low.expr(given) if given is not None else Val(r.Lit(str(default)), I64, literal=default)
        if v.ty.kind not in INTS:
            return None
        parts.append(low.convert(v, INT, e))
    return Val(call("rt::itertools::count", *parts, origin=low.origin(e)), RTy("iter", (INT,)))


def _cycle(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or _starred(e):
        return None
    element = _item(low, e)
    made = call("rt::itertools::cycle", _vec(low, e.args[0], element), origin=low.origin(e))
    return Val(made, RTy("iter", (element,)))


def _repeat(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e) or not e.args:
        return None
    element = _item(low, e)
    times = _argument(e, 1, "times")
    bound = low.slice_bound(times) if times is not None else r.Path("None")
    made = call("rt::itertools::repeat", low.convert(low.expr(e.args[0]), element, e), bound, origin=low.origin(e))
    return Val(made, RTy("iter", (element,)))


def _islice(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e) or e.keywords or not 2 <= len(e.args) <= 4:
        return None
    element = _item(low, e)
    items = _results(low, e.args[0], element)
    bounds = [low.slice_bound(None if _is_none(a) else a) for a in e.args[1:]]
    none = r.Path("None")
    start, stop, step = [none, *bounds, none][:3] if len(bounds) == 1 else [*bounds, none][:3]
    made = low.fallible(call("rt::itertools::islice", items, start, stop, step, origin=low.origin(e)), e)
    return Val(made, RTy("iter", (element,)))


def _while(name: str) -> Handler:
    def handler(low: BuiltinCalls, e: ir.Call) -> Val | None:
        if _starred(e) or e.keywords or len(e.args) != 2:
            return None
        element = _item(low, e)
        items = _results(low, e.args[1], element)
        if name == "filterfalse" and _is_none(e.args[0]):
            return None
        if name == "filterfalse":
            test, _ = low.callback(e.args[0], [element], "truth", e)
            assert isinstance(test, r.Closure)
            kept = r.Closure(test.params, method(test.body, "map", r.Path("|b: bool| !b")))
            made = call("Iter::new", call("filter_try", items, kept), origin=low.origin(e))
        else:
            test, _ = low.callback(e.args[0], [element], "truth", e)
            if isinstance(test, r.Closure):
                test.move = True
            made = call(f"rt::itertools::{name}", items, test, origin=low.origin(e))
        return Val(made, RTy("iter", (element,)))

    return handler


def _groupby(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e) or not e.args:
        return None
    row = _item(low, e)
    if row.kind != "tuple" or row.args[1].kind != "iter":
        return None
    key_ty, element = row.args[0], row.args[1].args[0]
    items = _results(low, e.args[0], element)
    key = _argument(e, 1, "key")
    if key is None or _is_none(key):
        closure: r.RExpr = r.Closure(["x"], call("Ok", low.convert(Val(r.Path("x"), element), key_ty, e)))
    else:
        closure, _ = low.callback(key, [element], key_ty, key, key_ty)
    if isinstance(closure, r.Closure):
        closure.move = True
    made = call("rt::itertools::groupby", items, closure, origin=low.origin(e))
    return Val(made, RTy("iter", (row,)))


def _zip_longest(low: BuiltinCalls, e: ir.Call) -> Val | None:
    row = _item(low, e)
    if row.kind != "vtuple" or any(k.name != "fillvalue" for k in e.keywords):
        return None
    if any(isinstance(a, ir.Starred) for a in e.args):
        return None
    element = row.args[0]
    iters = r.Macro("vec", [call("Iter::new", _results(low, a, element)) for a in e.args], "[")
    fill = low.expr(e.keywords[0].value) if e.keywords else Val(r.Lit("()"), NONE)
    made = call("rt::itertools::zip_longest", iters, low.convert(fill, element, e), origin=low.origin(e))
    return Val(made, RTy("iter", (row,)))


def _pairwise(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or _starred(e):
        return None
    row = _item(low, e)
    element = _row_element(row)
    made = call("rt::itertools::pairwise", _results(low, e.args[0], element), origin=low.origin(e))
    return Val(made, RTy("iter", (RTy("tuple", (element, element)),)))


# --- operator, copy, random ------------------------------------------------------------------------------------------


def _operator(op: str) -> Handler:
    def handler(low: BuiltinCalls, e: ir.Call) -> Val | None:
        if len(e.args) != 2 or _starred(e):
            return None
        a, b = low.expr(e.args[0]), low.expr(e.args[1])
        known = low.rep(e)
        result = low.widest(a, b) if known == VALUE else known
        return low.binary(op, a, b, result, e)

    return handler


def _comparison(op: str) -> Handler:
    def handler(low: BuiltinCalls, e: ir.Call) -> Val | None:
        if len(e.args) != 2 or _starred(e):
            return None
        return Val(low.compare_pair(op, low.expr(e.args[0]), low.expr(e.args[1]), e), BOOL)

    return handler


def _copy(low: BuiltinCalls, e: ir.Call) -> Val | None:
    """`copy.copy`: a new container with the same elements; what can't change is itself."""
    if len(e.args) != 1 or _starred(e):
        return None
    v = low.expr(e.args[0])
    if v.ty.kind in ("list", "dict", "set", "deque"):
        return Val(method(v.expr, "copy", origin=low.origin(e)), v.ty)
    if v.ty.kind in ("Int", "i64", "f64", "bool", "Str", "none", "tuple", "vtuple", "range", "func"):
        return v
    return None


def _deepcopy(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or _starred(e):
        return None
    v = low.expr(e.args[0])
    if low.program.reps.has_objects(v.ty):
        return None
    return Val(low.fallible(call("deep_copy", borrow(v), origin=low.origin(e)), e), v.ty)


def _choice(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or _starred(e):
        return None
    source = low.iterate(e.args[0])
    pool = low.fallible(call("vec_of", source.as_results(low, source.ty, e)), e)
    return Val(low.fallible(call("random_choice", r.Prefix("&", pool), origin=low.origin(e)), e), source.ty)


def _sample(name: str) -> Handler:
    def handler(low: BuiltinCalls, e: ir.Call) -> Val | None:
        by_name = next((k.value for k in e.keywords if k.name == "k"), None)
        count = _argument(e, 1, "k") if name == "random_sample" else by_name
        if _starred(e) or not e.args or (name == "random_choices" and len(e.args) > 1):
            return None
        ty = low.rep(e)
        element = ty.args[0] if ty.kind == "list" else VALUE
        pool = r.Prefix("&", _vec(low, e.args[0], element))
        k = low.as_index(low.expr(count), count) if count is not None else r.Lit("1")
        return Val(low.fallible(call(name, pool, k, origin=low.origin(e)), e), RTy("list", (element,)))

    return handler


def _shuffle(low: BuiltinCalls, e: ir.Call) -> Val | None:
    v = low.expr(e.args[0]) if len(e.args) == 1 and not _starred(e) else None
    if v is None or v.ty.kind != "list":
        return None
    return Val(call("random_shuffle", borrow(v), origin=low.origin(e)), NONE)


def _seed(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if not e.args or _is_none(e.args[0]):
        return Val(call("random_seed_now", origin=low.origin(e)), NONE)
    v = low.expr(e.args[0])
    if v.ty.kind not in INTS:
        return None
    return Val(call("random_seed", low.as_int_ref(v, e), origin=low.origin(e)), NONE)


def _randrange(low: BuiltinCalls, e: ir.Call) -> Val | None:
    if _starred(e) or e.keywords or not 1 <= len(e.args) <= 3:
        return None
    vals = [low.as_int_ref(low.expr(a), a) for a in e.args]
    if len(vals) == 1:
        vals.insert(0, r.Path("&Int::ZERO"))
    if len(vals) == 2:
        vals.append(r.Path("&Int::ONE"))
    return Val(low.fallible(call("random_randrange", *vals, origin=low.origin(e)), e), INT)


LIBRARY: dict[tuple[str, str], Handler] = {
    ("collections", "defaultdict"): _defaultdict,
    ("collections", "OrderedDict"): _ordered,
    ("collections", "Counter"): _counter,
    ("collections", "deque"): _deque,
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
    ("copy", "copy"): _copy,
    ("copy", "deepcopy"): _deepcopy,
    ("random", "choice"): _choice,
    ("random", "choices"): _sample("random_choices"),
    ("random", "sample"): _sample("random_sample"),
    ("random", "shuffle"): _shuffle,
    ("random", "seed"): _seed,
    ("random", "randrange"): _randrange,
    **{("operator", name): _operator(op) for name, op in OPERATORS.items()},
    **{("operator", name): _comparison(op) for name, op in COMPARISONS.items()},
}
"""By module and name."""

"""`collections`: mappings that are dicts with a flavor, and `deque`."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.sequences import SequenceBuiltins
from citl_lsp.lower.library.handler import Handler, argument_of, has_starred, is_none, results_of
from citl_lsp.lower.rty import I64, VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Named


def _dict_type(low: SequenceBuiltins, e: ir.Call) -> RTy:
    ty = low.rep(e)
    return ty if ty.kind == "dict" else RTy("dict", (VALUE, VALUE))


def _dict_of(ty: RTy) -> str:
    return f"Dict::<{rust_type(ty.args[0])}, {rust_type(ty.args[1])}>"


def _defaultdict(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e):
        return None
    ty, origin = _dict_type(low, e), low.origin(e)
    stmts: list[r.RStmt] = []
    name = low.temp("d")
    factory = e.args[0] if e.args else None
    if factory is None or is_none(factory):
        made: r.RExpr = call(f"{_dict_of(ty)}::without_default", origin=origin)
    else:
        shown, make = _factory(low, factory, ty.args[1], stmts)
        made = call(f"{_dict_of(ty)}::with_default", shown, make, origin=origin)
    stmts.append(r.Let(name, None, made))
    rest = ir.Call(e.span, e.line, e.func, e.args[1:], e.keywords)
    low.update_dict(Val(r.Path(name), ty, "place"), rest, stmts)
    return Val(r.Block(stmts, r.Path(name), origin=origin), ty)


def _factory(low: SequenceBuiltins, factory: ir.Expr, want: RTy, stmts: list[r.RStmt]) -> tuple[r.RExpr, r.RExpr]:
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


def _class_shown(low: SequenceBuiltins, factory: ir.Expr) -> str | None:
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


def _ordered(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e):
        return None
    ty, name = _dict_type(low, e), low.temp("d")
    stmts: list[r.RStmt] = [r.Let(name, None, call(f"{_dict_of(ty)}::ordered", origin=low.origin(e)))]
    low.update_dict(Val(r.Path(name), ty, "place"), e, stmts)
    return Val(r.Block(stmts, r.Path(name), origin=low.origin(e)), ty)


def _counter(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e):
        return None
    ty, name = _dict_type(low, e), low.temp("d")
    stmts: list[r.RStmt] = [r.Let(name, None, call(f"{_dict_of(ty)}::counter", origin=low.origin(e)))]
    counter_update(low, Val(r.Path(name), ty, "place"), e, stmts, subtract=False)
    return Val(r.Block(stmts, r.Path(name), origin=low.origin(e)), ty)


def counter_update(low: SequenceBuiltins, d: Val, e: ir.Call, stmts: list[r.RStmt], subtract: bool) -> None:
    """`counter.update(...)`, `counter.subtract(...)`."""
    key, value = d.ty.args
    for a in e.args:
        if is_none(a):
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


def _deque(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e):
        return None
    ty = low.rep(e)
    element = ty.args[0] if ty.kind == "deque" else VALUE
    ty = RTy("deque", (element,))
    most = argument_of(e, 1, "maxlen")
    holder = f"Deque::<{rust_type(element)}>"
    if not e.args and most is None:
        return Val(call(f"{holder}::new", origin=low.origin(e)), ty)
    items = results_of(low, e.args[0], element) if e.args else r.Path("std::iter::empty()")
    bound = low.slice_bound(most) if most is not None else r.Path("None")
    return Val(low.fallible(call(f"{holder}::from_iter_try", items, bound, origin=low.origin(e)), e), ty)


COLLECTIONS: dict[tuple[str, str], Handler] = {
    ("collections", "defaultdict"): _defaultdict,
    ("collections", "OrderedDict"): _ordered,
    ("collections", "Counter"): _counter,
    ("collections", "deque"): _deque,
}

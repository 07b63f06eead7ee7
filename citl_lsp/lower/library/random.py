"""`random`."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.sequences import SequenceBuiltins
from citl_lsp.lower.library.handler import Handler, argument_of, has_starred, is_none, items_as_vec
from citl_lsp.lower.rty import INT, INTS, NONE, VALUE, RTy
from citl_lsp.lower.values import Val, borrow, call
from citl_lsp.rust import tree as r

_SEQUENCES = ("list", "tuple", "vtuple", "Str", "range", "deque", "bytes")


def _dynamic(low: SequenceBuiltins, name: str, e: ir.Call, *more: r.RExpr) -> Val:
    """What isn't certainly a sequence is asked for its length and its items."""
    pool = low.value_ref(low.expr(e.args[0]), e)
    return low.from_value(low.fallible(call(name, pool, *more, origin=low.origin(e)), e), low.rep(e), e)


def _choice(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if len(e.args) != 1 or has_starred(e):
        return None
    if low.rep(e.args[0]).kind not in _SEQUENCES:
        return _dynamic(low, "random_choice_of", e)
    source = low.iterate(e.args[0])
    pool = low.fallible(call("vec_of", source.as_results(low, source.ty, e)), e)
    return Val(low.fallible(call("random_choice", r.Prefix("&", pool), origin=low.origin(e)), e), source.ty)


def _sample(name: str) -> Handler:
    def handler(low: SequenceBuiltins, e: ir.Call) -> Val | None:
        by_name = next((k.value for k in e.keywords if k.name == "k"), None)
        count = argument_of(e, 1, "k") if name == "random_sample" else by_name
        if has_starred(e) or not e.args or (name == "random_choices" and len(e.args) > 1):
            return None
        if low.rep(e.args[0]).kind not in _SEQUENCES:
            k = low.as_index(low.expr(count), count) if count is not None else r.Lit("1")
            return _dynamic(low, f"{name}_of", e, k)
        ty = low.rep(e)
        element = ty.args[0] if ty.kind == "list" else VALUE
        pool = r.Prefix("&", items_as_vec(low, e.args[0], element))
        k = low.as_index(low.expr(count), count) if count is not None else r.Lit("1")
        return Val(low.fallible(call(name, pool, k, origin=low.origin(e)), e), RTy("list", (element,)))

    return handler


def _shuffle(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    v = low.expr(e.args[0]) if len(e.args) == 1 and not has_starred(e) else None
    if v is None or v.ty.kind != "list":
        return None
    return Val(call("random_shuffle", borrow(v), origin=low.origin(e)), NONE)


def _seed(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if not e.args or is_none(e.args[0]):
        return Val(call("random_seed_now", origin=low.origin(e)), NONE)
    v = low.expr(e.args[0])
    if v.ty.kind not in INTS:
        return None
    return Val(call("random_seed", low.as_int_ref(v, e), origin=low.origin(e)), NONE)


def _randrange(low: SequenceBuiltins, e: ir.Call) -> Val | None:
    if has_starred(e) or e.keywords or not 1 <= len(e.args) <= 3:
        return None
    vals = [low.as_int_ref(low.expr(a), a) for a in e.args]
    if len(vals) == 1:
        vals.insert(0, r.Path("&Int::ZERO"))
    if len(vals) == 2:
        vals.append(r.Path("&Int::ONE"))
    return Val(low.fallible(call("random_randrange", *vals, origin=low.origin(e)), e), INT)


RANDOM: dict[tuple[str, str], Handler] = {
    ("random", "choice"): _choice,
    ("random", "choices"): _sample("random_choices"),
    ("random", "sample"): _sample("random_sample"),
    ("random", "shuffle"): _shuffle,
    ("random", "seed"): _seed,
    ("random", "randrange"): _randrange,
}

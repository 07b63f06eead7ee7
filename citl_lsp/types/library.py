"""Inference for functions of the standard library whose types a declaration can't state: `collections`, `heapq`,
`bisect`, `itertools`, `functools`, `operator`, `copy`, `random`.

Each handler states what a call does to types; `lower.library` states the Rust for the same names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from citl_lsp.types.model import Con, TypeVar
from citl_lsp.types.special import by_special_method, dict_update, fromkeys

if TYPE_CHECKING:
    from citl_lsp.types.calls import Calls, Keywords, Positional

Handler = Callable[["Calls", "Positional", "Keywords", TypeVar, "int | None"], None]

OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "and_": "&",
    "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip
COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}


def _given(args: Positional, keywords: Keywords, index: int, name: str) -> TypeVar | None:
    """An argument by position or name."""
    return args[index][0] if len(args) > index else keywords.get(name)


def _element(calls: Calls, source: TypeVar) -> TypeVar:
    element = calls.solver.var()
    calls.iterate(source, element)
    return element


# --- collections -----------------------------------------------------------------------------------------------------


def _flavored(calls: Calls, flavor: str) -> Con:
    con = calls.solver.con("dict", [calls.solver.var(), calls.solver.var()])
    con.flavors.add(flavor)
    return con


def _defaultdict(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    con = _flavored(calls, "default")
    if args:
        calls.call(args[0][0], ([], {}), con.args[1], None)
    dict_update(calls, con, args[1:], keywords)
    calls.solver.add(result, con)


def _ordered(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    con = _flavored(calls, "ordered")
    dict_update(calls, con, args, keywords)
    calls.solver.add(result, con)


def _counter(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    con = _flavored(calls, "counter")
    calls.solver.add_scalar(con.args[1], "int")
    counter_update(calls, con, args, keywords)
    calls.solver.add(result, con)


def counter_update(calls: Calls, con: Con, args: Positional, keywords: Keywords) -> None:
    """`counter.update(...)`: a mapping adds counts, anything else is counted."""
    key, value = con.find().args
    for source, _ in args:
        seen: set[str] = set()

        def run(source: TypeVar = source, seen: set[str] = seen) -> None:
            for atom in list(source.find().atoms.values()):
                if atom.key in seen:
                    continue
                seen.add(atom.key)
                if isinstance(atom, Con) and atom.key == "dict":
                    inner = atom.find().args
                    calls.solver.flow(inner[0], key)
                    calls.solver.flow(inner[1], value)
                elif atom.key != "none":
                    calls.iterate(calls.singleton(atom), key)

        calls.rule(run, source)
    for name, given in keywords.items():
        if name is not None:
            calls.solver.add_scalar(key, "str")
            calls.solver.flow(given, value)


def _deque(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    element = calls.solver.var()
    if args:
        calls.iterate(args[0][0], element)
    calls.solver.add(result, calls.solver.con("deque", [element]))


# --- heapq and bisect ------------------------------------------------------------------------------------------------


def _into_list(calls: Calls, holder: TypeVar, value: TypeVar | None, result: TypeVar | None) -> None:
    """`value` becomes an element of the list `holder`, whose elements are compared and may be the result."""

    def run() -> None:
        atom = holder.find().atoms.get("list")
        if isinstance(atom, Con):
            element = atom.find().args[0]
            if value is not None:
                calls.solver.flow(value, element)
            if result is not None:
                calls.solver.flow(element, result)
            calls.compare("<", element, element)
        elif "any" in holder.find().atoms and result is not None:
            calls.solver.add_scalar(result, "any")

    calls.rule(run, holder)


def _heap(pushes: bool, yields: bool) -> Handler:
    def handler(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
        if not args:
            return
        value = args[1][0] if pushes and len(args) > 1 else None
        _into_list(calls, args[0][0], value, result if yields else None)
        if not yields:
            calls.solver.add_scalar(result, "none")

    return handler


def _largest(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) < 2:
        return
    element = _element(calls, args[1][0])
    key = _given(args, keywords, 2, "key")
    if key is not None:
        calls.call(key, ([(element, False)], {}), calls.solver.var(), None)
    else:
        calls.compare("<", element, element)
    held = calls.solver.var()
    calls.solver.flow(element, held)
    calls.solver.add(result, calls.solver.con("list", [held]))


def _bisect(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) > 1:
        _into_list(calls, args[0][0], None, None)
    calls.solver.add_scalar(result, "int")


# --- itertools and functools -----------------------------------------------------------------------------------------


def _rows(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`permutations`, `combinations`: tuples of one element type, of known length where `r` is a constant."""
    if not args:
        return
    element = _element(calls, args[0][0])
    length = constant if constant is not None and 0 < constant <= 8 else None
    row = calls.solver.con("vtuple", [element]) if length is None else _repeated(calls, element, length)
    calls.solver.add(result, calls.solver.con("iter", [calls.singleton(row)]))


def _repeated(calls: Calls, element: TypeVar, length: int) -> Con:
    items = [calls.solver.var() for _ in range(length)]
    for item in items:
        calls.solver.flow(element, item)
    return calls.solver.con(f"tuple{length}", items)


def _product(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    parts = []
    for value, star in args:
        element = _element(calls, _element(calls, value) if star else value)
        parts.append(element)
    if "repeat" in keywords or any(star for _, star in args) or not 0 < len(parts) <= 8:
        element = calls.solver.var()
        for part in parts:
            calls.solver.flow(part, element)
        row = calls.solver.con("vtuple", [element])
    else:
        row = calls.solver.con(f"tuple{len(parts)}", parts)
    calls.solver.add(result, calls.solver.con("iter", [calls.singleton(row)]))


def _chain(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    element = calls.solver.var()
    for value, star in args:
        calls.iterate(_element(calls, value) if star else value, element)
    calls.solver.add(result, calls.solver.con("iter", [element]))


def chain_from_iterable(calls: Calls, args: Positional, result: TypeVar) -> None:
    """`chain.from_iterable(xs)`."""
    if args:
        _chain(calls, [(args[0][0], True)], {}, result, None)


def _accumulate(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if not args:
        return
    element, total = _element(calls, args[0][0]), calls.solver.var()
    initial = keywords.get("initial")
    calls.solver.flow(element, total)
    if initial is not None:
        calls.filtered(initial, total, frozenset({"none"}))  # type: ignore[attr-defined]
    function = _given(args, keywords, 1, "func")
    if function is None:
        calls.binary("+", total, element, total, None)  # type: ignore[attr-defined]
    else:
        calls.call(function, ([(total, False), (element, False)], {}), total, None)
    calls.solver.add(result, calls.solver.con("iter", [total]))


def _reduce(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) < 2:
        return
    element, total = _element(calls, args[1][0]), calls.solver.var()
    calls.solver.flow(args[2][0] if len(args) > 2 else element, total)
    calls.call(args[0][0], ([(total, False), (element, False)], {}), total, None)
    calls.solver.flow(total, result)


def _count(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    calls.solver.add(result, calls.solver.con("iter", [calls.solver.scalar("int")]))


def _same_elements(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`cycle`, `islice`: an iterator over the same elements."""
    if args:
        calls.solver.add(result, calls.solver.con("iter", [_element(calls, args[0][0])]))


def _repeat(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if args:
        element = calls.solver.var()
        calls.solver.flow(args[0][0], element)
        calls.solver.add(result, calls.solver.con("iter", [element]))


def _while(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`takewhile`, `dropwhile`, `filterfalse`."""
    if len(args) == 2:
        element = _element(calls, args[1][0])
        calls.call(args[0][0], ([(element, False)], {}), calls.solver.var(), None)
        calls.solver.add(result, calls.solver.con("iter", [element]))


def _groupby(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if not args:
        return
    element, key = _element(calls, args[0][0]), calls.solver.var()
    function = _given(args, keywords, 1, "key")
    if function is None:
        calls.solver.flow(element, key)
    else:
        calls.call(function, ([(element, False)], {}), key, None)
    group = calls.singleton(calls.solver.con("iter", [element]))
    pair = calls.singleton(calls.solver.con("tuple2", [key, group]))
    calls.solver.add(result, calls.solver.con("iter", [pair]))


def _zip_longest(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    element = calls.solver.var()
    for value, star in args:
        calls.iterate(_element(calls, value) if star else value, element)
    calls.solver.flow(keywords.get("fillvalue", calls.solver.scalar("none")), element)
    row = calls.singleton(calls.solver.con("vtuple", [element]))
    calls.solver.add(result, calls.solver.con("iter", [row]))


def _pairwise(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if args:
        row = calls.singleton(_repeated(calls, _element(calls, args[0][0]), 2))
        calls.solver.add(result, calls.solver.con("iter", [row]))


def _starmap(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if len(args) == 2:
        mapped = calls.solver.var()
        calls.call(args[0][0], ([(_element(calls, args[1][0]), True)], {}), mapped, None)
        calls.solver.add(result, calls.solver.con("iter", [mapped]))


def _cmp_to_key(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if args:
        item = calls.solver.var()
        calls.call(args[0][0], ([(item, False), (item, False)], {}), calls.solver.var(), None)
        calls.solver.add(result, calls.solver.con("fn", [item, calls.solver.scalar("any")]))


# --- operator, copy, random ------------------------------------------------------------------------------------------


def _operator(op: str) -> Handler:
    def handler(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
        if len(args) == 2:
            calls.binary(op, args[0][0], args[1][0], result, None)  # type: ignore[attr-defined]

    return handler


def _comparison(op: str) -> Handler:
    def handler(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
        if len(args) == 2:
            calls.compare(op, args[0][0], args[1][0])
        calls.solver.add_scalar(result, "bool")

    return handler


def _itemgetter(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`itemgetter(i)` is only used as a key, where its result is compared."""
    calls.solver.add(result, calls.solver.con("fn", [calls.solver.var(), calls.solver.scalar("any")]))


def _same(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`copy`, `deepcopy`: represented as the original is."""
    if args:
        calls.solver.flow(args[0][0], result)


def _choice(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    """`xs[i]` with an `i` below the length, which a dict takes for a key."""
    by_special_method(calls, args)
    if args:
        calls.read_index(args[0][0], calls.solver.scalar("int"), result, None)  # type: ignore[attr-defined]


def _choices(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    element = calls.solver.var()
    _choice(calls, args, keywords, element, constant)
    calls.solver.add(result, calls.solver.con("list", [element]))


def _sample(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    if args:
        calls.solver.add(result, calls.solver.con("list", [_element(calls, args[0][0])]))


def _nothing(calls: Calls, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None) -> None:
    calls.solver.add_scalar(result, "none")


LIBRARY: dict[tuple[str, str], Handler] = {
    ("collections", "defaultdict"): _defaultdict,
    ("collections", "OrderedDict"): _ordered,
    ("collections", "Counter"): _counter,
    ("collections", "deque"): _deque,
    ("heapq", "heappush"): _heap(pushes=True, yields=False),
    ("heapq", "heappop"): _heap(pushes=False, yields=True),
    ("heapq", "heapify"): _heap(pushes=False, yields=False),
    ("heapq", "heapreplace"): _heap(pushes=True, yields=True),
    ("heapq", "heappushpop"): _heap(pushes=True, yields=True),
    ("heapq", "nlargest"): _largest,
    ("heapq", "nsmallest"): _largest,
    ("bisect", "bisect"): _bisect,
    ("bisect", "bisect_left"): _bisect,
    ("bisect", "bisect_right"): _bisect,
    ("bisect", "insort"): _heap(pushes=True, yields=False),
    ("bisect", "insort_left"): _heap(pushes=True, yields=False),
    ("bisect", "insort_right"): _heap(pushes=True, yields=False),
    ("itertools", "permutations"): _rows,
    ("itertools", "combinations"): _rows,
    ("itertools", "combinations_with_replacement"): _rows,
    ("itertools", "product"): _product,
    ("itertools", "chain"): _chain,
    ("itertools", "accumulate"): _accumulate,
    ("itertools", "count"): _count,
    ("itertools", "cycle"): _same_elements,
    ("itertools", "islice"): _same_elements,
    ("itertools", "repeat"): _repeat,
    ("itertools", "takewhile"): _while,
    ("itertools", "dropwhile"): _while,
    ("itertools", "filterfalse"): _while,
    ("itertools", "groupby"): _groupby,
    ("itertools", "zip_longest"): _zip_longest,
    ("itertools", "pairwise"): _pairwise,
    ("itertools", "starmap"): _starmap,
    ("functools", "reduce"): _reduce,
    ("functools", "cmp_to_key"): _cmp_to_key,
    ("copy", "copy"): _same,
    ("copy", "deepcopy"): _same,
    ("operator", "itemgetter"): _itemgetter,
    ("random", "choice"): _choice,
    ("random", "choices"): _choices,
    ("random", "sample"): _sample,
    ("random", "shuffle"): _nothing,
    ("random", "seed"): _nothing,
    **{("operator", name): _operator(op) for name, op in OPERATORS.items()},
    **{("operator", name): _comparison(op) for name, op in COMPARISONS.items()},
}
"""By module and name."""

__all__ = ["LIBRARY", "chain_from_iterable", "counter_update", "fromkeys"]

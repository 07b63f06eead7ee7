"""Whether a lint is about what the user wrote, or only about the shape that the translator gave it.

    said_in_python("clippy::bool_comparison", ["if x == True:\\n    f()\\n"], 0, Span(3, 12), None)    # True
    said_in_python("clippy::bool_comparison", ["if x:\\n    f()\\n"], 0, Span(3, 4), None)             # False

The compilers look at generated text: `if not words:` becomes `!(!words.is_empty())`, which "can be shorter", and a
class that is only a base is "never constructed". Each lint of the table says here what has to stand at its Python place
for it to be the user's business; where the text doesn't parse, every lint is. Pure.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span

_LOOPS = (ast.For, ast.While)
_LEAVING = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_BLOCKS = ("body", "orelse", "finalbody")


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands at the place of a lint."""

    nodes: tuple[ast.AST, ...]
    """Nodes inside of the place, and those around it up to the statement."""
    statement: ast.stmt | None
    before: tuple[ast.stmt, ...]
    """The statements in front of it in the same block."""
    texts: tuple[ast.Module, ...]
    """All files of the program."""
    name: str | None
    """What the lint is about."""

    def some(self, *kinds: type[ast.AST]) -> bool:
        return any(isinstance(node, kinds) for node in self.nodes)


_Test = Callable[[_Place], bool]


def said_in_python(code: str, files: Sequence[str], which: int, span: Span, name: str | None) -> bool:
    """Whether the Python at `span` of `files[which]` says what the lint says; `name` is the name it is about."""
    test = WRITTEN.get(code)
    if test is None:
        return True
    trees = [_parsed(text) for text in files]
    here = trees[which]
    if here is None:
        return True
    nodes, statement, before = _around(here, LineIndex(files[which]), span)
    return test(_Place(nodes, statement, before, tuple(tree for tree in trees if tree is not None), name))


@lru_cache(maxsize=16)
def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# --- places ----------------------------------------------------------------------------------------------------------


def _around(
    tree: ast.Module, index: LineIndex, span: Span
) -> tuple[tuple[ast.AST, ...], ast.stmt | None, tuple[ast.stmt, ...]]:
    """Nodes inside of `span` and around it up to the innermost statement, that statement, and those before it."""
    nodes: list[ast.AST] = []
    statement: ast.stmt | None = None
    before: tuple[ast.stmt, ...] = ()

    def visit(node: ast.AST) -> None:
        nonlocal statement, before, nodes
        for block in _blocks(node):
            for number, child in enumerate(block):
                if _span_of(child, index).contains(span):
                    nodes, statement, before = [], child, tuple(block[:number])
        for child_node in ast.iter_child_nodes(node):
            place = _span_of(child_node, index)
            if span.contains(place) or place.contains(span):
                nodes.append(child_node)
            if place.overlaps(span):
                visit(child_node)

    visit(tree)
    return ((statement, *nodes) if statement is not None else tuple(nodes)), statement, before


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in _BLOCKS:
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block


def _span_of(node: ast.AST, index: LineIndex) -> Span:
    """Nodes without a place of their own (`arguments`, handlers' parts) cover everything."""
    start, end = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if start is None or end is None:
        return Span(0, len(index.text))
    return Span(_offset(index, start - 1, node.col_offset), _offset(index, end - 1, node.end_col_offset))  # type: ignore[attr-defined]


def _offset(index: LineIndex, line: int, column: int) -> int:
    return index.encoded_offset(line, column, "utf-8")


# --- tests -----------------------------------------------------------------------------------------------------------


def _has(*kinds: type[ast.AST]) -> _Test:
    return lambda place: place.some(*kinds)


def _any(kind: type[ast.AST], test: Callable[[ast.AST], bool]) -> _Test:
    return lambda place: any(isinstance(node, kind) and test(node) for node in place.nodes)


def _same(first: ast.AST | None, second: ast.AST | None) -> bool:
    return first is not None and second is not None and ast.dump(first) == ast.dump(second)


def _is_constant(node: ast.AST | None, *values: object) -> bool:
    return isinstance(node, ast.Constant) and any(node.value is v or node.value == v for v in values)


def _is_name(place: _Place) -> bool:
    """It is a name of the program's, not of the translator's."""
    return place.name is not None and any(place.name in _names_made(tree) for tree in place.texts)


def _unread(place: _Place) -> bool:
    """It is a name of the program's; as a parameter it isn't read, and could be left out."""
    return _is_name(place) and not any(
        isinstance(node, ast.arg) and node.arg == place.name and _is_needed(node, tree)
        for node in place.nodes for tree in place.texts
    )  # fmt: skip


def _is_needed(parameter: ast.arg, tree: ast.Module) -> bool:
    """Whether the function in `tree` that has the parameter reads what it is given, or is a method that has to take
    it."""
    for outer in ast.walk(tree):
        for function in ast.iter_child_nodes(outer):
            if not isinstance(function, (ast.FunctionDef, ast.Lambda)):
                continue
            if not any(node is parameter for node in _parameters(function.args)):
                continue
            uses = [node.ctx for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == parameter.arg]
            if uses and all(isinstance(use, ast.Load) for use in uses):
                return True
            first = isinstance(outer, ast.ClassDef) and next(_parameters(function.args)) is parameter
            return first and not any(
                isinstance(node, ast.Name) and node.id == "staticmethod"
                for node in getattr(function, "decorator_list", ())
            )
    return False


def _never_named(place: _Place) -> bool:
    """It is a name of the program's, which nothing there reads, calls, inherits from, or imports."""
    return _is_name(place) and not any(place.name in _names_read(tree) for tree in place.texts)


@lru_cache(maxsize=16)
def _names_made(tree: ast.Module) -> frozenset[str]:
    made: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                made.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                made.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.alias(asname=str(name)) | ast.MatchAs(name=str(name)):
                made.add(name)
    return frozenset(made)


@lru_cache(maxsize=16)
def _names_read(tree: ast.Module) -> frozenset[str]:
    return frozenset(_reads(ast.walk(tree)))


def _reads(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Load() | ast.Del()) | ast.Attribute(attr=name, ctx=ast.Load() | ast.Del()):
                yield name
            case ast.alias(name=name):
                yield name.rpartition(".")[2]
            case ast.AugAssign(target=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield name
            case ast.keyword(arg=str(name)):
                yield name


def _assigned(place: _Place) -> bool:
    kinds = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For, ast.NamedExpr, ast.With, ast.Delete)
    return place.some(*kinds)


def _let_and_return(place: _Place) -> bool:
    last = place.statement
    if not (isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and place.before):
        return False
    first = place.before[-1]
    match first:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return name == last.value.id
    return False


def _nonminimal(node: ast.AST) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not) and isinstance(node.operand, (ast.UnaryOp, ast.Compare, ast.BoolOp))
    return isinstance(node, ast.BoolOp) and len({ast.dump(value) for value in node.values}) < len(node.values)


def _elif_possible(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and any(
        len(block) == 1 and isinstance(block[0], ast.If) for block in (node.body, node.orelse)
    )


def _branches(node: ast.AST) -> Iterator[ast.If]:
    while isinstance(node, ast.If):
        yield node
        node = node.orelse[0] if len(node.orelse) == 1 else ast.Pass()


def _same_branches(place: _Place) -> bool:
    for node in place.nodes:
        if isinstance(node, ast.IfExp) and _same(node.body, node.orelse):
            return True
        if isinstance(node, ast.If):
            chain = list(_branches(node))
            bodies = [one.body for one in chain] + [chain[-1].orelse]
            dumps = ["".join(map(ast.dump, body)) for body in bodies if body]
            if len(set(dumps)) < len(dumps):
                return True
    return False


def _same_conditions(node: ast.AST) -> bool:
    tests = [ast.dump(one.test) for one in _branches(node)]
    return len(set(tests)) < len(tests)


def _both_sides(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(left=left, right=right):
            return _same(left, right)
        case ast.Compare(left=left, comparators=[right, *_]):
            return _same(left, right)
        case ast.BoolOp(values=values):
            return len({ast.dump(value) for value in values}) < len(values)
    return False


def _operand(*values: object) -> Callable[[ast.AST], bool]:
    def test(node: ast.AST) -> bool:
        return isinstance(node, (ast.BinOp, ast.AugAssign)) and any(
            _is_constant(side, *values) or _is_minus(side, values)
            for side in (getattr(node, "left", None), getattr(node, "right", None), getattr(node, "value", None))
        )

    return test


def _is_minus(node: ast.AST | None, values: tuple[object, ...]) -> bool:
    if not (isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)):
        return False
    number = node.operand.value
    return isinstance(number, (int, float)) and -number in values


def _truth_constants(place: _Place) -> bool:
    values = [node.value for node in place.nodes if isinstance(node, ast.Constant)]
    return any(value is True for value in values) and any(value is False for value in values)


def _compared_to(*values: object) -> Callable[[ast.AST], bool]:
    def test(node: ast.AST) -> bool:
        return isinstance(node, ast.Compare) and any(
            _is_constant(side, *values) or (isinstance(side, (ast.List, ast.Tuple)) and not side.elts)
            for side in (node.left, *node.comparators)
        )

    return test


def _calls(name: str) -> _Test:
    def is_call(node: ast.AST) -> bool:
        function = node.func if isinstance(node, ast.Call) else None
        return (
            isinstance(function, (ast.Name, ast.Attribute))
            and (function.id if isinstance(function, ast.Name) else function.attr) == name
        )

    return _any(ast.Call, is_call)


def _inside(kind: type[ast.AST], *parts: type[ast.AST]) -> _Test:
    """A node of `kind` at the place that holds all of `parts`."""
    return _any(kind, lambda node: all(any(isinstance(one, part) for one in ast.walk(node)) for part in parts))


def _swapped_by_hand(place: _Place) -> bool:
    stored = [node for node in (*place.before[-2:], *place.nodes) if isinstance(node, ast.Assign)]
    return len(stored) >= 2 and not any(isinstance(node.targets[0], ast.Tuple) for node in stored)


def _leaves(place: _Place) -> bool:
    """Something before this statement always leaves the block."""
    return any(_ends(statement) for statement in place.before)


def _ends(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="exit") | ast.Name(id="exit" | "quit"))):
            return True
        case ast.If(body=body, orelse=orelse):
            return bool(orelse) and _block_ends(body) and _block_ends(orelse)
        case ast.While(test=ast.Constant(value=value)):
            return bool(value) and not any(isinstance(node, ast.Break) for node in ast.walk(statement))
        case ast.With(body=body):
            return _block_ends(body)
        case ast.Try(body=body, handlers=handlers, finalbody=final):
            return _block_ends(final) or (_block_ends(body) and all(_block_ends(one.body) for one in handlers))
        case ast.Match(cases=cases):
            return any(_block_ends(one.body) for one in cases)
    return False


def _block_ends(body: Sequence[ast.stmt]) -> bool:
    return any(_ends(statement) for statement in body)


def _one_round(node: ast.AST) -> bool:
    return isinstance(node, _LOOPS) and (
        _block_ends(node.body) or any(isinstance(inner, _LEAVING) for inner in node.body)
    )


def _statement_of_value(place: _Place) -> bool:
    return isinstance(place.statement, ast.Expr) and not isinstance(place.statement.value, ast.Call)


def _hash_without_own(node: ast.AST) -> bool:
    names = (
        {one.name for one in node.body if isinstance(one, ast.FunctionDef)} if isinstance(node, ast.ClassDef) else ()
    )
    return "__eq__" in names and "__hash__" not in names


def _many_parameters(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and len(list(_parameters(node.args))) > 7


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)


def _is_assigned_to_itself(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    value = ast.unparse(node.value)
    return any(ast.unparse(target) == value for target in node.targets)


def _plain_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) and len(node.values) <= 1


def _is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _always(place: _Place) -> bool:
    return True


_FUNCTION = _has(ast.FunctionDef, ast.arguments)
_COMPARISON = _has(ast.Compare)
_TEXT = _any(ast.Constant, _is_text)

_RUSTC: dict[str, _Test] = {
    "unused_variables": _unread,
    "unused_assignments": lambda place: _is_name(place) and _assigned(place),
    "dead_code": _never_named,
    "unreachable_code": _leaves,
    "unreachable_patterns": lambda place: (
        any(hasattr(node, "pattern") for node in place.nodes) or place.some(ast.Match)
    ),
    "unconditional_recursion": _FUNCTION,
    "path_statements": _statement_of_value,
    "overflowing_literals": _any(ast.Constant, _is_number),
    "arithmetic_overflow": _has(ast.BinOp, ast.AugAssign, ast.UnaryOp),
    "unconditional_panic": _has(ast.BinOp, ast.AugAssign, ast.Subscript),
    "unused_comparisons": _COMPARISON,
    "invalid_nan_comparisons": _COMPARISON,
    "double_negations": _any(ast.UnaryOp, lambda node: isinstance(getattr(node, "operand", None), ast.UnaryOp)),
    "confusable_idents": _always,
    "mixed_script_confusables": _always,
    "uncommon_codepoints": _always,
    "text_direction_codepoint_in_literal": _always,
    "text_direction_codepoint_in_comment": _always,
}

_CLIPPY: dict[str, _Test] = {
    "absurd_extreme_comparisons": _COMPARISON,
    "almost_swapped": _swapped_by_hand,
    "empty_loop": _any(ast.While, lambda node: all(isinstance(one, ast.Pass) for one in getattr(node, "body", ()))),
    "eq_op": lambda place: any(map(_both_sides, place.nodes)),
    "erasing_op": lambda place: any(map(_operand(0), place.nodes)),
    "float_equality_without_abs": _COMPARISON,
    "ifs_same_cond": _any(ast.If, _same_conditions),
    "impossible_comparisons": _COMPARISON,
    "infinite_iter": _has(ast.Call, *_LOOPS),
    "invisible_characters": _TEXT,
    "min_max": _has(ast.Call),
    "modulo_one": lambda place: any(map(_operand(1, -1), place.nodes)),
    "never_loop": lambda place: any(map(_one_round, place.nodes)),
    "out_of_bounds_indexing": _has(ast.Subscript),
    "overly_complex_bool_expr": _has(ast.BoolOp),
    "recursive_format_impl": _FUNCTION,
    "redundant_comparisons": _COMPARISON,
    "self_assignment": _any(ast.Assign, _is_assigned_to_itself),
    "unconditional_recursion": _FUNCTION,
    "unit_cmp": _COMPARISON,
    "while_immutable_condition": _has(ast.While),
    "zero_divided_by_zero": lambda place: any(map(_operand(0), place.nodes)),
    "approx_constant": _any(ast.Constant, _is_float),
    "assertions_on_constants": _inside(ast.Assert, ast.Constant),
    "derived_hash_with_manual_eq": _any(ast.ClassDef, _hash_without_own),
    "excessive_precision": _any(ast.Constant, _is_float),
    "if_same_then_else": _same_branches,
    "mut_range_bound": _has(ast.For),
    "mutable_key_type": _has(ast.Dict, ast.DictComp, ast.Set, ast.SetComp, ast.Subscript, ast.Call),
    "only_used_in_recursion": _has(ast.arg, ast.arguments, ast.FunctionDef),
    "reversed_empty_ranges": _calls("range"),
    "suspicious_arithmetic_impl": _FUNCTION,
    "suspicious_op_assign_impl": _FUNCTION,
    "main_recursion": _FUNCTION,
    "bool_assert_comparison": _any(ast.Compare, _compared_to(True, False)),
    "bool_comparison": _any(ast.Compare, _compared_to(True, False)),
    "collapsible_else_if": _any(ast.If, _elif_possible),
    "collapsible_if": _any(ast.If, _elif_possible),
    "collapsible_match": _has(ast.Match),
    "comparison_to_empty": _any(ast.Compare, _compared_to("")),
    "disallowed_names": _always,
    "double_comparisons": _inside(ast.BoolOp, ast.Compare),
    "enum_variant_names": _has(ast.ClassDef),
    "explicit_counter_loop": _inside(ast.For, ast.AugAssign),
    "format_in_format_args": _has(ast.JoinedStr),
    "identity_op": lambda place: any(map(_operand(0, 1, -1), place.nodes)),
    "inconsistent_digit_grouping": _any(ast.Constant, _is_number),
    "int_plus_one": _inside(ast.Compare, ast.BinOp),
    "iter_kv_map": _calls("items"),
    "for_kv_map": _calls("items"),
    "just_underscores_and_digits": _always,
    "let_and_return": _let_and_return,
    "manual_clamp": _has(ast.If, ast.IfExp, ast.Call),
    "manual_contains": _has(ast.For, ast.GeneratorExp),
    "manual_find": _has(ast.For),
    "manual_flatten": _inside(ast.For, ast.If),
    "manual_memcpy": _inside(ast.For, ast.Subscript, ast.Assign),
    "manual_range_contains": _inside(ast.BoolOp, ast.Compare),
    "manual_retain": _has(*_LOOPS),
    "manual_slice_fill": _inside(ast.For, ast.Subscript, ast.Assign),
    "manual_str_repeat": _has(ast.For, ast.GeneratorExp, ast.ListComp),
    "manual_strip": _inside(ast.If, ast.Subscript),
    "manual_swap": _swapped_by_hand,
    "map_entry": _inside(ast.If, ast.Subscript),
    "needless_bool": _truth_constants,
    "needless_bool_assign": _truth_constants,
    "needless_else": _any(ast.If, lambda node: all(isinstance(one, ast.Pass) for one in getattr(node, "orelse", ()))),
    "needless_range_loop": _calls("range"),
    "neg_multiply": lambda place: any(map(_operand(-1), place.nodes)),
    "no_effect": _statement_of_value,
    "nonminimal_bool": lambda place: any(map(_nonminimal, place.nodes)),
    "range_zip_with_len": _calls("zip"),
    "redundant_closure": _has(ast.Lambda),
    "redundant_closure_call": _has(ast.Lambda),
    "repeat_once": lambda place: any(map(_operand(1), place.nodes)),
    "same_item_push": _inside(ast.For, ast.Call),
    "short_circuit_statement": _inside(ast.Expr, ast.BoolOp),
    "single_element_loop": _any(ast.For, lambda node: len(getattr(getattr(node, "iter", None), "elts", ())) == 1),
    "too_many_arguments": _any(ast.FunctionDef, _many_parameters),
    "trim_split_whitespace": _calls("split"),
    "unnecessary_min_or_max": _has(ast.Call),
    "unnecessary_operation": _statement_of_value,
    "unused_enumerate_index": _calls("enumerate"),
    "unusual_byte_groupings": _any(ast.Constant, _is_number),
    "useless_format": _any(ast.JoinedStr, _plain_text),
    "vec_init_then_push": _has(ast.List, ast.Call),
}

WRITTEN: dict[str, _Test] = {**_RUSTC, **{f"clippy::{name}": test for name, test in _CLIPPY.items()}}
"""Code as the compiler gives it -> what has to stand in the Python text."""

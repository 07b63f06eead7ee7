"""Annotations: wishes, never evaluated by the program.

Names in them are `Global` whatever the scope, and forward references in quotes are parsed in place, so that `"Node"`,
`list["Node"]` and `Node` look the same. A form that no type has becomes `UnsupportedExpr`.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable

from citl_lsp.frontend.places import Placed
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span

PlaceOf = Callable[[Placed], tuple[Span, int]]


def annotation(node: ast.expr, place: PlaceOf, names: set[str]) -> ir.Expr:
    """The annotation `node`, whose nodes `place` locates; its names are added to `names`."""
    span, line = place(node)
    if isinstance(node, ast.Name):
        names.add(node.id)
        return ir.Global(span, line, node.id)
    if isinstance(node, ast.Attribute):
        return ir.Attr(span, line, annotation(node.value, place, names), node.attr)
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return _quoted(node.value, span, line, names)
        return ir.Const(span, line, node.value)
    if isinstance(node, ast.Subscript):
        obj = annotation(node.value, place, names)
        name = obj.name if isinstance(obj, (ir.Global, ir.Attr)) else ""
        index = _plain(node.slice, place, names) if name == "Literal" else annotation(node.slice, place, names)
        return ir.Index(span, line, obj, index)
    if isinstance(node, ast.Tuple):
        return ir.TupleLit(span, line, [annotation(item, place, names) for item in node.elts])
    if isinstance(node, ast.List):
        return ir.ListLit(span, line, [annotation(item, place, names) for item in node.elts])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return ir.Bin(span, line, "|", annotation(node.left, place, names), annotation(node.right, place, names))
    if isinstance(node, ast.Starred):
        return ir.Starred(span, line, annotation(node.value, place, names))
    if isinstance(node, ast.Call):
        args = [_plain(arg, place, names) for arg in node.args]
        keywords = [ir.Keyword(*place(word), word.arg, _plain(word.value, place, names)) for word in node.keywords]
        return ir.Call(span, line, annotation(node.func, place, names), args, keywords)
    if isinstance(node, ast.UnaryOp):
        return _plain(node, place, names)
    return ir.UnsupportedExpr(span, line, "an annotation of this form", "")


def _plain(node: ast.expr, place: PlaceOf, names: set[str]) -> ir.Expr:
    """As `annotation`, but a string is a string: `Literal["a"]`, `Field(alias="a")`."""
    span, line = place(node)
    if isinstance(node, ast.Constant):
        return ir.Const(span, line, node.value)
    if isinstance(node, ast.Tuple):
        return ir.TupleLit(span, line, [_plain(item, place, names) for item in node.elts])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ir.Unary(span, line, "-", _plain(node.operand, place, names))
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
        return annotation(node, place, names)
    return ir.UnsupportedExpr(span, line, "an annotation of this form", "")


def _quoted(text: str, span: Span, line: int, names: set[str]) -> ir.Expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ir.Const(span, line, text)
    return annotation(parsed.body, lambda _: (span, line), names)

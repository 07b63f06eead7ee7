"""How strongly Rust's expressions bind, and where their edges are ambiguous.

    precedence(Binary("+", ...)) == 60        an operand of `*` (65) needs parentheses

Numbers matter only relative to each other; source: the Rust reference, "Expression precedence".
"""

from __future__ import annotations

from citl_lsp.rust import tree as rs

POSTFIX, PREFIX, CAST, COMPARE, LAZY_AND, RANGE, ASSIGN, JUMP = 90, 80, 70, 35, 30, 20, 15, 10
ANY = 0
ATOM = 100

BINARY = {
    "*": 65,
    "/": 65,
    "%": 65,
    "+": 60,
    "-": 60,
    "<<": 55,
    ">>": 55,
    "&": 50,
    "^": 45,
    "|": 40,
    "==": COMPARE,
    "!=": COMPARE,
    "<": COMPARE,
    "<=": COMPARE,
    ">": COMPARE,
    ">=": COMPARE,
    "&&": LAZY_AND,
    "||": 25,
    "=": ASSIGN,
    ";": 1,
}
"""`;` is the repeat form inside a macro: `vec![0; n]`. Compound assignments are like `=`."""

_FIXED: dict[type[rs.RExpr], int] = {
    rs.Method: POSTFIX,
    rs.Field: POSTFIX,
    rs.CallExpr: POSTFIX,
    rs.IndexExpr: POSTFIX,
    rs.Try: POSTFIX,
    rs.Prefix: PREFIX,
    rs.Cast: CAST,
    rs.LetCond: LAZY_AND,
    rs.RangeExpr: RANGE,
    rs.Closure: JUMP,
    rs.Return: JUMP,
    rs.Break: JUMP,
    rs.Continue: ATOM,
}

BLOCK_LIKE = (rs.Block, rs.IfExpr, rs.Match)


def precedence(node: rs.RExpr) -> int:
    """How strongly `node` binds: an operand with less than its place asks for needs parentheses."""
    if isinstance(node, rs.Binary):
        return BINARY.get(node.op, ASSIGN)
    if isinstance(node, rs.Lit):
        return PREFIX if node.text.startswith("-") else ATOM
    return _FIXED.get(type(node), ATOM)


def ends_with_cast(node: rs.RExpr) -> bool:
    """Whether the text of `node` ends in `as Type`, after which `<` would begin generic arguments."""
    while True:
        if isinstance(node, rs.Cast):
            return True
        if isinstance(node, rs.Binary):
            limit = BINARY.get(node.op, ASSIGN)
            if precedence(node.right) <= limit:
                return False
            node = node.right
        elif isinstance(node, rs.RangeExpr) and node.upper is not None:
            node = node.upper
        else:
            return False


def starts_block_like(node: rs.RExpr) -> bool:
    """Whether the text of `node` begins with a block-like expression without being one: at the start of a statement
    Rust would end the statement there."""
    if isinstance(node, BLOCK_LIKE) or (isinstance(node, rs.Macro) and node.open == "{"):
        return False
    while True:
        if isinstance(node, (rs.Method, rs.Field, rs.IndexExpr)):
            node = node.recv
        elif isinstance(node, rs.CallExpr):
            node = node.func
        elif isinstance(node, (rs.Try, rs.Cast)):
            node = node.operand
        elif isinstance(node, rs.Binary):
            node = node.left
        elif isinstance(node, rs.RangeExpr) and node.lower is not None:
            node = node.lower
        else:
            return isinstance(node, BLOCK_LIKE) or (isinstance(node, rs.Macro) and node.open == "{")

"""How `__init__` makes an object: the attributes it sets first, and what it does with the object afterwards.

def __init__(self, n):
    self.n = n                     sets an attribute
    self.cells = [0] * self.n      uses one that is set
    self.refill()                  uses the object, which is complete
"""

from __future__ import annotations

from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions, child_nodes
from citl_lsp.types.program import ClassInfo


def completed(root: ClassInfo) -> tuple[int, str | None]:
    """Number of statements of `__init__` after which the object is complete, and what keeps it from being a struct
    that is made at once (None if nothing does)."""
    init = root.methods.get("__init__")
    if init is None:
        return 0, "it has attributes but no `__init__`" if root.attributes else None
    this, body = init.function.params[0].var, init.function.body
    wanted, found = set(root.attributes), set[str]()
    count = 0
    while found != wanted and count < len(body):
        stmt = body[count]
        count += 1
        name = attribute_set(stmt, this)
        if name in found:
            return count, "its `__init__` sets an attribute twice"
        if name is None and any(v is this for v, _ in all_mentions([stmt])):
            return count, "its `__init__` does more than set attributes"
        if name is not None:
            assert isinstance(stmt, ir.Assign)
            if not _only_reads(stmt.value, this, found):
                return count, "its `__init__` uses `self` before it is complete"
            found.add(name)
    if found != wanted:
        return count, f"`{min(wanted - found)}` isn't set in `__init__`"
    if any(_leaves(stmt) for stmt in body):
        return count, "its `__init__` returns early"
    return count, None


def attribute_set(stmt: ir.Stmt, this: ir.Variable) -> str | None:
    """The attribute of `this` that a plain assignment sets."""
    if not isinstance(stmt, ir.Assign) or len(stmt.targets) != 1:
        return None
    target = stmt.targets[0]
    if isinstance(target, ir.TargetAttr) and isinstance(target.obj, ir.Local) and target.obj.var is this:
        return target.name
    return None


def _only_reads(e: Any, this: ir.Variable, known: set[str]) -> bool:
    """Whether `e` uses `this` for reading `known` attributes only."""
    if isinstance(e, ir.Attr) and isinstance(e.obj, ir.Local) and e.obj.var is this:
        return e.name in known
    if isinstance(e, ir.Local):
        return e.var is not this
    if isinstance(e, ir.Lambda):
        return this not in e.function.captures
    return all(_only_reads(child, this, known) for child in child_nodes(e))


def _leaves(stmt: Any) -> bool:
    return isinstance(stmt, ir.Return) or any(_leaves(child) for child in child_nodes(stmt))

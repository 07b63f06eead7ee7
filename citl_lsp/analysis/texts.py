"""How the local variables of a function that hold strings get their values. Facts only.

A variable counts as *built* where `+=` adds to it in loops in which it isn't read otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import blocks_of, child_nodes


@dataclass(slots=True)
class TextUse:
    """What happens to one variable."""

    literals: int = 0
    """Assignments of a literal."""
    others: int = 0
    """Other plain assignments."""
    appended: bool = False
    by_other_means: bool = False
    """It is a loop's variable, part of an unpacking, deleted, ..."""
    identity: bool = False
    """It is an operand of `is`, or of `id()`."""
    set_at: int = 1_000
    read_at: int = 0
    """The least number of loops around a plain assignment, the greatest around a reading."""

    @property
    def only_literals(self) -> bool:
        """Whether each value is a literal."""
        return self.literals > 0 and not (self.others or self.appended or self.by_other_means)

    @property
    def built(self) -> bool:
        """Whether it is a buffer: filled by `+=`, and read where filling it is over."""
        return self.appended and not self.by_other_means and self.read_at <= self.set_at


def text_uses(body: list[ir.Stmt]) -> dict[ir.Variable, TextUse]:
    """The facts about every variable that a function's body mentions."""
    walk = _Walk()
    walk.block(body, 0)
    return walk.uses


def added_parts(var: ir.Variable, value: ir.Expr) -> list[ir.Expr]:
    """`a, b, ...` where `value` is `var + a + b + ...`; nothing for any other expression."""
    parts: list[ir.Expr] = []
    while isinstance(value, ir.Bin) and value.op == "+":
        parts.insert(0, value.right)
        value = value.left
    return parts if isinstance(value, ir.Local) and value.var is var else []


class _Walk:
    def __init__(self) -> None:
        self.uses: dict[ir.Variable, TextUse] = {}

    def of(self, var: ir.Variable) -> TextUse:
        return self.uses.setdefault(var, TextUse())

    def block(self, body: list[ir.Stmt], depth: int) -> None:
        for stmt in body:
            self.statement(stmt, depth)

    def statement(self, stmt: ir.Stmt, depth: int) -> None:
        if isinstance(stmt, ir.Assign):
            target = stmt.targets[0] if len(stmt.targets) == 1 else None
            parts = added_parts(target.var, stmt.value) if isinstance(target, ir.TargetLocal) else []
            if isinstance(target, ir.TargetLocal) and parts:
                self.of(target.var).appended = True
                for part in parts:
                    self.expression(part, depth)
                return
            self.expression(stmt.value, depth)
            for target in stmt.targets:
                self.target(target, stmt.value, depth)
            return
        if isinstance(stmt, ir.AugAssign) and isinstance(stmt.target, ir.TargetLocal):
            use = self.of(stmt.target.var)
            if stmt.op == "+" and stmt.read is None:
                use.appended = True
            else:
                use.by_other_means = True
            self.expression(stmt.value, depth)
            if stmt.read is not None:
                self.expression(stmt.read, depth)
            return
        if isinstance(stmt, (ir.FunctionStmt, ir.Import)) and stmt.var is not None:
            self.of(stmt.var).by_other_means = True
        blocks = blocks_of(stmt)
        inner = {id(s) for block in blocks for s in block}
        repeated = depth + isinstance(stmt, (ir.For, ir.While))
        for child in child_nodes(stmt):
            if id(child) not in inner:
                self.expression(child, repeated)
        for block in blocks:
            self.block(block, repeated)

    def target(self, target: ir.Target, value: ir.Expr, depth: int) -> None:
        if not isinstance(target, ir.TargetLocal):
            self.expression(target, depth)
            return
        use = self.of(target.var)
        use.set_at = min(use.set_at, depth)
        if isinstance(value, ir.Const) and isinstance(value.value, str):
            use.literals += 1
        else:
            use.others += 1

    def expression(self, node: Any, depth: int) -> None:
        if isinstance(node, ir.Local):
            use = self.of(node.var)
            use.read_at = max(use.read_at, depth)
        elif isinstance(node, (ir.TargetLocal, ir.Walrus, ir.Handler)) and node.var is not None:
            self.of(node.var).by_other_means = True
        elif isinstance(node, ir.Compare) and any(op in ("is", "is not") for op in node.ops):
            self.identity(list(child_nodes(node)))
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Global) and node.func.name == "id":
            self.identity(node.args)
        for child in child_nodes(node):
            if not isinstance(child, ir.Stmt):
                self.expression(child, depth + isinstance(node, ir.Comp))

    def identity(self, operands: list[Any]) -> None:
        for operand in operands:
            if isinstance(operand, ir.Local):
                self.of(operand.var).identity = True

"""How `__init__` makes an object: the attributes it sets first, and what it does with the object afterwards.

def __init__(self, n):
    self.n = n                     sets an attribute
    self.cells = [0] * self.n      uses one that is set
    self.refill()                  uses the object, which is complete
"""

from __future__ import annotations

from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions, child_nodes, direct_mentions
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


def always_set(cls: ClassInfo) -> set[str]:
    """The attributes that every object of exactly this class has before anything but `__init__` can see it."""
    return _set_first(cls)[0]


def _set_first(cls: ClassInfo) -> tuple[set[str], bool]:
    """The same, and whether nothing else sees the object as long as `__init__` runs."""
    init = cls.find_method("__init__")
    if init is None:
        return set(), True
    if not init.function.params or init.owner is None:
        return set(), False
    making = _Making(init.owner, init.function.params[0].var)
    unseen = making.block(init.function.body)
    return making.found, unseen


class _Making:
    """The statements of `__init__` up to the first that shows the object to something else, or may leave."""

    def __init__(self, owner: ClassInfo, this: ir.Variable) -> None:
        self.owner = owner
        self.this = this
        self.found: set[str] = set()
        hierarchy = owner.root().descendants()
        self.own = {name for cls in hierarchy for name in (*cls.methods, *cls.setters)}
        """Names that may mean a function."""

    def block(self, body: list[ir.Stmt]) -> bool:
        """Note what `body` sets; False where it goes no further."""
        return all(self._statement(stmt) for stmt in body)

    def _statement(self, stmt: ir.Stmt) -> bool:
        if isinstance(stmt, ir.Assign):
            return self._looks(stmt.value) and all(self._target(target) for target in stmt.targets)
        if isinstance(stmt, ir.Declare):
            return True
        if isinstance(stmt, ir.If):
            return self._looks(stmt.test) and self._branches(stmt)
        if isinstance(stmt, ir.ExprStmt) and (base := self._base_made(stmt.value)) is not None:
            known, unseen = _set_first(base)
            self.found |= known
            return unseen
        if isinstance(stmt, ir.AugAssign):
            return self._looks(stmt.value) and self._target(stmt.target, changed=True)
        if _leaves(stmt) or isinstance(stmt, (ir.FunctionStmt, ir.Delete)):
            return not any(v is self.this for v, _ in all_mentions([stmt])) and not _leaves(stmt)
        return self._looks(stmt)

    def _branches(self, stmt: ir.If) -> bool:
        """Both ways set what each sets; one that ends in `raise` makes no object."""
        before, ends = self.found, []
        for branch in (stmt.body, stmt.orelse):
            self.found = set(before)
            raises = bool(branch) and isinstance(branch[-1], ir.Raise)
            if not self.block(branch):
                self.found = before
                return False
            if not raises:
                ends.append(self.found)
        self.found = set.intersection(*ends) if ends else before
        return True

    def _target(self, target: ir.Target, changed: bool = False) -> bool:
        if isinstance(target, ir.TargetAttr) and isinstance(target.obj, ir.Local) and target.obj.var is self.this:
            if target.name in self.own or (changed and target.name not in self.found):
                return False
            self.found.add(target.name)
            return True
        if isinstance(target, ir.TargetTuple):
            return all(self._target(item) for item in target.items)
        return self._looks(target)

    def _base_made(self, e: ir.Expr) -> ClassInfo | None:
        """The class whose `__init__` the statement `super().__init__(...)` runs."""
        if not (isinstance(e, ir.Call) and isinstance(e.func, ir.Attr) and e.func.name == "__init__"):
            return None
        of = e.func.obj
        if not (isinstance(of, ir.Call) and isinstance(of.func, ir.Global) and of.func.name == "super" and not of.args):
            return None
        given = [*e.args, *(k.value for k in e.keywords)]
        return self.owner.bases[0] if self.owner.bases and all(self._looks(a) for a in given) else None

    def _looks(self, node: Any) -> bool:
        """Whether `node` uses the object only for its attributes that are set."""
        if isinstance(node, (ir.Attr, ir.TargetAttr)) and isinstance(node.obj, ir.Local) and node.obj.var is self.this:
            return node.name in self.found and node.name not in self.own
        if isinstance(node, ir.Call) and isinstance(node.func, ir.Global) and node.func.name == "super":
            return False
        if isinstance(node, (ir.Local, ir.TargetLocal)):
            return node.var is not self.this
        if isinstance(node, ir.Lambda):
            return not any(var is self.this for var, _ in direct_mentions(node, False))
        if isinstance(node, (ir.FunctionStmt, ir.Delete)):
            return False
        return all(self._looks(child) for child in child_nodes(node))


def _leaves(stmt: Any) -> bool:
    return isinstance(stmt, ir.Return) or any(_leaves(child) for child in child_nodes(stmt))

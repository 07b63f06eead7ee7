"""What functions do to their parameters and variables: change them, keep them.

*Mutated*: the value that the variable holds is changed through it, here or in a function that it is lent to. *Kept*:
it is stored, returned or given another name, so that it outlives the use. A least fixed point over the call graph.
"""

from __future__ import annotations

from typing import Any

from citl_lsp.analysis.calls import Callees
from citl_lsp.analysis.places import root_of
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import blocks_of, child_nodes
from citl_lsp.stdlib import tables
from citl_lsp.types.model import ClassObject, Con, Instance
from citl_lsp.types.program import FunctionInfo, Linked, Program

MUTATING = frozenset(
    name
    for kind in ("list", "dict", "set")
    for name, overloads in tables.methods(kind).items()
    if any(s.mutates for s in overloads)
)


class Effects:
    """Mutated and kept variables of every function."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.mutated: set[ir.Variable] = set()
        self.kept: set[ir.Variable] = set()
        self.stored: set[ir.Variable] = set()
        """Kept by other means than being returned."""
        self.catching: set[str] = set()
        """Functions that are called under `try`, directly or not."""
        self._lent: list[tuple[ir.Variable, FunctionInfo, int]] = []
        self._alias: list[tuple[ir.Variable, ir.Variable]] = []
        """(second name, the variable whose value or part it names)"""
        self._callees = Callees(program)
        self._tried: dict[FunctionInfo, None] = {}
        for info in program.functions.values():
            if info.function.name in ("__next__", "__getitem__"):
                self._tried[info] = None  # iteration catches StopIteration and IndexError
            self._function(info)
        self.named: set[tuple[str, int]] = {(callee.key, index) for _, callee, index in self._lent}
        """(function, parameter) that get a value which a variable of some caller leads to."""
        self._fixpoint()

    def _fixpoint(self) -> None:
        changed = True
        while changed:
            changed = False
            for var, callee, index in self._lent:
                param = callee.function.params[index].var
                for facts in (self.mutated, self.kept, self.stored):
                    if param in facts and var not in facts:
                        facts.add(var)
                        changed = True
            for second, first in self._alias:
                if second in self.mutated and first not in self.mutated:
                    self.mutated.add(first)
                    changed = True
        work = list(self._tried)
        self.catching = {info.key for info in work}
        while work:
            for called in self._callees.inside(work.pop()):
                if called.key not in self.catching:
                    self.catching.add(called.key)
                    work.append(called)

    def _function(self, info: FunctionInfo) -> None:
        self._walk(info.function.body, self.program.units[info.unit], False)

    def _walk(self, body: list[ir.Stmt], linked: Linked, tried: bool) -> None:
        for stmt in body:
            self._statement(stmt, linked, tried)

    def _statement(self, stmt: ir.Stmt, linked: Linked, tried: bool) -> None:
        if isinstance(stmt, ir.Try):
            caught = tried or bool(stmt.handlers) or bool(stmt.final)
            self._walk(stmt.body, linked, caught)
            for handler in stmt.handlers:
                self._walk(handler.body, linked, tried or bool(stmt.final))
            self._walk(stmt.orelse, linked, tried or bool(stmt.final))
            self._walk(stmt.final, linked, tried)
            return
        self._operation(stmt, linked, tried)
        if isinstance(stmt, ir.Return) and stmt.value is not None:
            self._keep(stmt.value, returned=True)
        elif isinstance(stmt, ir.Assign):
            for target in stmt.targets:
                self._target(target)
                if isinstance(target, ir.TargetLocal) and len(stmt.targets) == 1:
                    root = root_of(stmt.value)
                    if root is not None:
                        self._alias.append((target.var, root))
                    if isinstance(stmt.value, (ir.TupleLit, ir.ListLit)):
                        self._keep(stmt.value)
                else:
                    self._keep(stmt.value)
        elif isinstance(stmt, ir.AugAssign):
            self._target(stmt.target)
            if isinstance(stmt.target, ir.TargetLocal):
                self.mutated.add(stmt.target.var)
                if stmt.read is not None:
                    self._alias.append((stmt.target.var, stmt.read.var))
        elif isinstance(stmt, ir.Delete):
            for target in stmt.targets:
                self._target(target)
        elif isinstance(stmt, ir.For):
            self._drawn(stmt.target, stmt.iterable)
        inner = {id(s) for block in blocks_of(stmt) for s in block}
        for child in child_nodes(stmt):
            if id(child) not in inner:
                self._expression(child, linked, tried)
        for block in blocks_of(stmt):
            self._walk(block, linked, tried)

    def _drawn(self, target: ir.Target, iterable: ir.Expr) -> None:
        """A loop binds `target` to the elements of `iterable`."""
        if isinstance(iterable, ir.Call) and isinstance(iterable.func, ir.Global) and not iterable.keywords:
            name, items = iterable.func.name, target.items if isinstance(target, ir.TargetTuple) else []
            if name == "reversed" and len(iterable.args) == 1:
                self._drawn(target, iterable.args[0])
            elif name == "enumerate" and len(items) == 2 and iterable.args:
                self._drawn(items[1], iterable.args[0])
            elif name == "zip" and len(items) == len(iterable.args):
                for item, argument in zip(items, iterable.args, strict=True):
                    self._drawn(item, argument)
            return
        if isinstance(iterable, ir.Call) and isinstance(iterable.func, ir.Attr):
            if iterable.func.name not in ("items", "values"):
                return
            iterable = iterable.func.obj
        root = root_of(iterable)
        if root is not None:
            for var in _locals(target):
                self._alias.append((var, root))

    def _target(self, target: ir.Target) -> None:
        if isinstance(target, (ir.TargetIndex, ir.TargetAttr)):
            root = root_of(target.obj)
            if root is not None:
                self.mutated.add(root)
        elif isinstance(target, ir.TargetTuple):
            for item in target.items:
                self._target(item)

    def _keep(self, e: ir.Expr, returned: bool = False) -> None:
        """`e` goes where it outlives the statement."""
        if isinstance(e, ir.Local):
            self.kept.add(e.var)
            if not returned:
                self.stored.add(e.var)
        elif isinstance(e, (ir.TupleLit, ir.ListLit, ir.SetLit)):
            for item in e.items:
                self._keep(item)
        elif isinstance(e, ir.DictLit):
            for key, value in e.items:
                if key is not None:
                    self._keep(key)
                self._keep(value)
        elif isinstance(e, ir.Cond):
            self._keep(e.body, returned)
            self._keep(e.orelse, returned)

    def _expression(self, node: Any, linked: Linked, tried: bool) -> None:
        self._operation(node, linked, tried)
        if isinstance(node, ir.Call):
            self._call(node, linked)
        elif isinstance(node, (ir.ListLit, ir.TupleLit, ir.SetLit, ir.DictLit)):
            self._keep(node)
        elif isinstance(node, ir.Comp):
            self._keep(node.element)
            for clause in node.clauses:
                self._drawn(clause.target, clause.iterable)
        for child in child_nodes(node):
            self._expression(child, linked, tried)

    def _operation(self, node: Any, linked: Linked, tried: bool) -> None:
        if tried:
            self._tried.update(dict.fromkeys(self._callees.of(node, linked)))

    def _call(self, node: ir.Call, linked: Linked) -> None:
        func = node.func
        if isinstance(func, ir.Attr):
            root = root_of(func.obj)
            if func.name in MUTATING and root is not None:
                self.mutated.add(root)
            stores = func.name in ("append", "insert", "add", "setdefault", "extend")
            if func.obj in linked.summary.exprs:
                for atom in self.program.of(linked, func.obj).atoms.values():
                    if isinstance(atom, Instance):
                        method = atom.cls.find_method(func.name)
                        if method is not None:
                            if root is not None and method.params:
                                self._lent.append((root, method, 0))
                            self._pass(node, method, 1)
                            stores = False
                    elif isinstance(atom, Con) and atom.key == "fn":
                        stores = True
            if stores:
                for arg in node.args:
                    self._keep(arg)
            return
        if func not in linked.summary.exprs:
            return
        for atom in self.program.of(linked, func).atoms.values():
            if isinstance(atom, Con) and atom.key == "fn":
                for target in atom.find().targets.values():
                    self._pass(node, target, 0)
            elif isinstance(atom, ClassObject):
                init = atom.cls.find_method("__init__")
                if init is not None:
                    self._pass(node, init, 1)

    def _pass(self, node: ir.Call, callee: FunctionInfo, offset: int) -> None:
        params = callee.function.params
        for i, arg in enumerate(node.args):
            if isinstance(arg, ir.Starred):
                break
            root = root_of(arg)
            if root is not None and i + offset < len(params):
                self._lent.append((root, callee, i + offset))
        for keyword in node.keywords:
            root = root_of(keyword.value)
            for i, param in enumerate(params):
                if root is not None and param.var.name == keyword.name:
                    self._lent.append((root, callee, i))


def _locals(target: ir.Target) -> list[ir.Variable]:
    """The variables that a target binds."""
    if isinstance(target, ir.TargetTuple):
        return [var for item in target.items for var in _locals(item)]
    return [target.var] if isinstance(target, ir.TargetLocal) else []

"""Which lists, dicts, sets and objects change after they were made: a copy of any other is seen by nobody.

    row = []                 fresh: only `row` knows it
    row.append(1)            being made
    rows.append(row)         it leaves: whoever holds it now sees what happens to it
    row.append(2)            a change: the class of `row` isn't settled

A walk over every function in the order of execution, with the variables that hold something that nobody else knows.
Whatever isn't known to look only is taken for a way out.
"""

from __future__ import annotations

from typing import Any

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes, direct_mentions
from citl_lsp.types.model import ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, Linked, Program

LOOKING = frozenset({"len", "print", "range", "str", "repr", "ascii", "format", "bool", "isinstance", "abs", "int",
                     "float", "input", "ord", "chr", "round", "pow", "divmod", "type"})  # fmt: skip
"""Builtins that look at what they are given, elements included, and keep nothing."""
LAZY = frozenset({"enumerate", "zip", "map", "filter", "reversed", "iter"})
"""Builtins whose results walk over what they were given later on."""
WALKING = frozenset({"sum", "any", "all", "min", "max", "sorted", "list", "tuple", "set", "frozenset"}) | LAZY
"""Builtins that walk over what they are given: the container stays its owner's, its elements get a second holder."""
TAKES_ITEMS = frozenset({"extend", "join", "update", "union", "intersection", "difference", "symmetric_difference",
                         "intersection_update", "difference_update", "symmetric_difference_update", "issubset",
                         "issuperset", "isdisjoint", "extendleft", "index", "count", "remove", "get"})  # fmt: skip
"""Methods that look at their arguments or walk over them."""
_GIVEN_BACK: dict[str, tuple[int, str]] = {"max": (0, "default"), "min": (0, "default"), "sum": (1, "start")}
"""Builtins of `WALKING` that may return an argument itself: from which position (of several), and by which keyword."""
_MAKERS = frozenset({"list", "dict", "set", "sorted"})

Fresh = set[ir.Variable]


class Changes:
    """Flow classes and classes that change after something else has come to know them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cons: set[Con] = set()
        self.classes: set[ClassInfo] = set()
        self.reassigned: dict[ClassInfo, set[str]] = {}
        """Attributes that get another value once others know the object."""
        for info in program.functions.values():
            _Walk(self, info, program.units[info.unit]).run()

    def add(self, var: TypeVar) -> None:
        """What `var` holds changes, or is told apart from its equals."""
        for atom in var.find().atoms.values():
            if isinstance(atom, Con):
                self.cons.add(atom.find())
            elif isinstance(atom, Instance):
                self.classes.add(atom.cls.root())


class _Walk:
    """One function."""

    def __init__(self, changes: Changes, info: FunctionInfo, linked: Linked) -> None:
        self.changes = changes
        self.info = info
        self.linked = linked
        self.fresh: Fresh = set()
        self.dropped: Fresh = set()
        """What was fresh at some time and then wasn't."""
        self.jumps: list[Fresh] = []
        """For each loop around: what is fresh at every `break` and `continue` so far."""

    def run(self) -> None:
        function = self.info.function
        if function.name == "__init__" and self.info.owner is not None and function.params:
            self._made(function.params[0].var)
        self._block(function.body)

    def _made(self, var: ir.Variable) -> None:
        if not var.captured:
            self.fresh.add(var)

    # --- statements --------------------------------------------------------------------------------------------------

    def _block(self, body: list[ir.Stmt]) -> None:
        for stmt in body:
            self._statement(stmt)

    def _branches(self, *bodies: list[ir.Stmt]) -> None:
        """One of several blocks runs."""
        before, after = set(self.fresh), None
        for body in bodies:
            self.fresh = set(before)
            self._block(body)
            after = self.fresh if after is None else after & self.fresh
        self.fresh = after if after is not None else before

    def _loop(self, head: list[ir.Expr], target: ir.Target | None, body: list[ir.Stmt]) -> None:
        """A block that runs any number of times: again, until what is fresh at its start stays so."""
        while True:
            before = set(self.fresh)
            self.jumps.append(set(before))
            for e in head:
                self._look(e)
            if target is not None:
                self._bound(target)
            self._block(body)
            self.fresh &= self.jumps.pop()
            if self.fresh == before:
                return

    def _drop(self, variables: set[ir.Variable]) -> None:
        """Others know these from here on."""
        self.dropped |= variables & self.fresh
        self.fresh -= variables

    def _statement(self, s: ir.Stmt) -> None:
        if isinstance(s, ir.Assign):
            if len(s.targets) == 1:
                self._assign(s.targets[0], s.value)
            else:
                self._leave(s.value)
                for target in s.targets:
                    self._bound(target)
        elif isinstance(s, ir.AugAssign):
            self._augmented(s)
        elif isinstance(s, ir.If):
            self._look(s.test)
            self._branches(s.body, s.orelse)
        elif isinstance(s, ir.While):
            self._loop([s.test], None, s.body)
            self._block(s.orelse)
        elif isinstance(s, ir.For):
            self._draw(s.iterable)
            self._loop([], s.target, s.body)
            self._block(s.orelse)
        elif isinstance(s, ir.Try):
            self._try(s)
        elif isinstance(s, (ir.Break, ir.Continue)):
            if self.jumps:
                self.jumps[-1] &= self.fresh
        elif isinstance(s, ir.Delete):
            for target in s.targets:
                if isinstance(target, (ir.TargetIndex, ir.TargetAttr)):
                    self._change(target.obj)
                self._bound(target)
        elif isinstance(s, ir.FunctionStmt):
            self._drop(set(s.function.captures))
        elif isinstance(s, ir.Assert):
            self._look(s.test)
        elif isinstance(s, ir.ExprStmt):
            self._look(s.value)
        else:
            for child in child_nodes(s):
                self._leave(child)

    def _try(self, s: ir.Try) -> None:
        """A handler may start after any part of the body."""
        before, outside, self.dropped = set(self.fresh), self.dropped, set()
        self._block(s.body)
        self._block(s.orelse)
        ends = [self.fresh]
        for handler in s.handlers:
            self.fresh = before - self.dropped
            self._block(handler.body)
            ends.append(self.fresh)
        self.fresh = set.intersection(*ends, before - self.dropped) if s.final else set.intersection(*ends)
        self._block(s.final)
        self.dropped |= outside

    def _assign(self, target: ir.Target, value: ir.Expr) -> None:
        if isinstance(target, ir.TargetTuple) and isinstance(value, ir.TupleLit) and target.star is None:
            if len(target.items) == len(value.items):
                made = [self._value(part) for part in value.items]
                for item, fresh in zip(target.items, made, strict=True):
                    self._bound(item, fresh)
                return
        self._bound(target, self._value(value))

    def _value(self, e: ir.Expr) -> bool:
        """Evaluate what is assigned; whether it is a container that nobody else knows."""
        if self._makes(e):
            self._look(e)
            return True
        self._leave(e)
        return False

    def _bound(self, target: ir.Target, fresh: bool = False) -> None:
        if isinstance(target, ir.TargetLocal):
            self._drop({target.var})
            if fresh:
                self._made(target.var)
        elif isinstance(target, (ir.TargetIndex, ir.TargetAttr)):
            self._change(target.obj)
            if isinstance(target, ir.TargetAttr) and not self._is_fresh(target.obj):
                for atom in self._atoms(target.obj).values():
                    if isinstance(atom, Instance):
                        self.changes.reassigned.setdefault(atom.cls.root(), set()).add(target.name)
            self._look(target.obj)
            if isinstance(target, ir.TargetIndex):
                self._leave(target.index)
        elif isinstance(target, ir.TargetTuple):
            for item in target.items:
                self._bound(item)

    def _augmented(self, s: ir.AugAssign) -> None:
        self._look(s.value)
        target = s.target
        if isinstance(target, ir.TargetLocal):
            if target.var not in self.fresh:
                self._add(s.read if s.read is not None else target)
            return
        self._add(target)
        if isinstance(target, (ir.TargetIndex, ir.TargetAttr)):
            self._bound(target)

    # --- expressions -------------------------------------------------------------------------------------------------

    def _makes(self, e: ir.Expr) -> bool:
        """Whether `e` makes a new container."""
        if isinstance(e, (ir.ListLit, ir.SetLit, ir.DictLit)):
            return True
        if isinstance(e, ir.Comp):
            return e.kind != "generator"
        if isinstance(e, ir.Bin):
            return e.op in ("+", "*") and "list" in self._atoms(e)
        if isinstance(e, ir.Index):
            return isinstance(e.index, ir.Slice) and "list" in self._atoms(e.obj)
        return isinstance(e, ir.Call) and self._builtin(e.func) in _MAKERS

    def _builtin(self, func: ir.Expr) -> str:
        """The builtin that `func` certainly is."""
        atoms = list(self._atoms(func).values()) if isinstance(func, ir.Global) else []
        only = atoms[0] if len(atoms) == 1 else None
        return only.name if isinstance(only, Named) and only.key.startswith("builtin:") else ""

    def _atoms(self, e: Any) -> dict[str, Any]:
        number = self.linked.summary.exprs.get(e)
        return {} if number is None else self.changes.program.slot(self.linked, number).find().atoms

    def _add(self, node: Any) -> None:
        number = self.linked.summary.exprs.get(node)
        if number is not None:
            self.changes.add(self.changes.program.slot(self.linked, number))
        elif isinstance(node, ir.TargetLocal) and node.var in self.linked.summary.variables:
            self.changes.add(self.changes.program.slot(self.linked, self.linked.summary.variables[node.var]))

    def _change(self, e: ir.Expr) -> None:
        """The value of `e` is changed."""
        if not self._is_fresh(e):
            self._add(e)

    def _is_fresh(self, e: ir.Expr) -> bool:
        return isinstance(e, ir.Local) and e.var in self.fresh

    def _look(self, e: Any) -> None:
        """`e` is looked at: its value stays where it is."""
        if isinstance(e, (ir.Local, ir.Const, ir.Global)):
            return
        if isinstance(e, ir.Call):
            self._call(e)
        elif isinstance(e, (ir.Attr, ir.Starred)):
            self._look(e.obj if isinstance(e, ir.Attr) else e.value)
        elif isinstance(e, ir.Index):
            self._look(e.obj)
            self._leave(e.index)
        elif isinstance(e, (ir.Compare, ir.Bin, ir.Unary, ir.FString, ir.FormatPart, ir.Slice, ir.BoolOp)):
            for child in child_nodes(e):
                self._look(child)
        elif isinstance(e, ir.Comp):
            if e.lazy:  # it looks whenever it is drawn from
                self._drop({var for var, _ in direct_mentions(e, False)})
            self._comprehension(e)
        else:
            self._leave(e)

    def _comprehension(self, e: ir.Comp) -> None:
        """Once for each element: again, until what is fresh at its start stays so."""
        before = None
        while self.fresh != before:
            before = set(self.fresh)
            for clause in e.clauses:
                self._draw(clause.iterable)
                self._bound(clause.target)
                for condition in clause.conditions:
                    self._look(condition)
            for part in (e.key, e.element):
                if part is not None:
                    self._leave(part)

    def _draw(self, e: Any) -> None:
        """All of what `e` yields is taken at once."""
        if isinstance(e, ir.Call) and self._builtin(e.func) in LAZY:
            for argument in e.args:
                self._draw(argument)
        else:
            self._look(e)

    def _leave(self, e: Any) -> None:
        """The value of `e` goes where others see it."""
        if isinstance(e, ir.Local):
            self._drop({e.var})
        elif isinstance(e, ir.Lambda):
            self._drop(set(e.function.captures))
        elif isinstance(e, (ir.Call, ir.Attr, ir.Index, ir.Compare, ir.Bin, ir.Unary, ir.FString, ir.Comp)):
            self._look(e)
        else:
            if isinstance(e, ir.Walrus):
                self._drop({e.var})
            for child in child_nodes(e):
                self._leave(child)

    def _call(self, e: ir.Call) -> None:
        func = e.func
        arguments = [*e.args, *(k.value for k in e.keywords)]
        if isinstance(func, ir.Attr):
            atoms = self._atoms(func.obj)
            ours = any(isinstance(a, Instance) for a in atoms.values())
            if func.name in MUTATING and not all(isinstance(a, Instance) for a in atoms.values()):
                self._change(func.obj)
            (self._leave if ours else self._look)(func.obj)
            looks = func.name in TAKES_ITEMS and not ours
            library = not all(isinstance(a, (Con, Instance, ClassObject)) or a.key == "str" for a in atoms.values())
        else:
            name = self._builtin(func)
            looks = name in LOOKING | WALKING and name not in LAZY
            known = (Con, ClassObject)
            library = not looks and not all(isinstance(a, known) for a in self._atoms(func).values())
            self._look(func)
        library = library and self._builtin(func) not in LAZY
        given_back = self._given_back(e)
        for argument in arguments:
            (self._draw if looks and argument not in given_back else self._leave)(argument)
            if library:  # it may change what it is given: `heapq.heappush(h, x)`
                self._add(argument)

    def _given_back(self, e: ir.Call) -> list[ir.Expr]:
        """Arguments that the call may return as they are, though it keeps none: whoever has the result holds them."""
        if isinstance(e.func, ir.Attr):
            return e.args[1:] if e.func.name == "get" else []
        first, keyword = _GIVEN_BACK.get(self._builtin(e.func), (0, ""))
        if not keyword:
            return []
        return [*(e.args[first:] if len(e.args) > 1 else []), *(k.value for k in e.keywords if k.name == keyword)]

"""Between which bounds the integers of a function lie.

    i = 2                        i: 2
    while i < len(xs):           i: 2 to the longest length - 1
        xs[i - 1] = xs[i]        i - 1: from 1, so no index from the end
        i += 1                   i: 3 to the longest length, so a machine integer

An abstract interpretation of one function: statements in the order of execution, each variable between two bounds that
conditions narrow. Loops are walked until their start is stable; a bound that moves is given up. Only what certainly is
an int has bounds: literals, `len`, loops over `range`, arithmetic on those, and what is nothing else by its type.
"""

from __future__ import annotations

from typing import Any

from citl_lsp.analysis.intervals import INTEGERS, MACHINE, Interval, arithmetic, extreme, joined, made, magnitude, total
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions, child_nodes, direct_mentions
from citl_lsp.types.model import Con, Named
from citl_lsp.types.program import FunctionInfo, Program

LONGEST = 2**57
"""No container is longer: machines of 64 bits address at most that many bytes."""
_SIZED = ("list", "dict", "set", "tuple", "vtuple", "deque", "keys", "values", "items")
"""Builtin containers whose elements lie in memory."""
_DEEPEST = 3
"""Loops inside more loops are walked once, with nothing known of what they assign: a level triples the work."""
_ROUNDS = 5
"""Walks of a loop after which nothing is known of what it assigns; most are stable after two."""
_STEPS = (1, 0, -1)
"""Where a lower bound that falls is held: at what makes a difference to an index."""
_NEGATED: dict[str, ir.Comparator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


Shape = Interval | tuple[Any, ...] | None
"""What a loop draws: integers, tuples of shapes, or something else."""
_Env = dict[ir.Variable, Interval]


class Ranges:
    """What is known of one function."""

    def __init__(self, program: Program, info: FunctionInfo) -> None:
        walk = _Walk(program, info)
        walk.block(info.function.body)
        self._nodes = walk.nodes
        given = {param.var for param in info.function.params} | walk.untracked
        self.raw = frozenset(
            var
            for var, known in walk.assigned.items()
            if known is not None and known.fits() and var not in given and not var.captured
        )
        """Variables whose every value fits an `i64`, and whose form concerns nobody else."""

    def of(self, node: ir.Node) -> Interval | None:
        """The bounds of an expression (of an augmented assignment: of what it assigns), wherever it is evaluated."""
        return self._nodes.get(node)

    def natural(self, node: ir.Node) -> bool:
        """Whether an expression is never negative."""
        found = self._nodes.get(node)
        return found is not None and found.is_natural()


class _Walk:
    """One function, in the order of execution."""

    def __init__(self, program: Program, info: FunctionInfo) -> None:
        self.program = program
        self.linked = program.units[info.unit]
        self.nodes: dict[ir.Node, Interval | None] = {}
        self.assigned: dict[ir.Variable, Interval | None] = {}
        self.env: _Env | None = {}
        """What is known here; None where nothing comes to. A variable that isn't in it may be anything."""
        self.jumps: list[tuple[list[_Env | None], list[_Env | None]]] = []
        """For each loop around: what is known at its `break`s and `continue`s."""
        self.trial = 0
        """While a loop's start isn't stable, what is found isn't true yet."""
        self.untracked: set[ir.Variable] = set()
        self._find_untracked(info.function)

    def _find_untracked(self, function: ir.Function) -> None:
        """Variables that others assign, or that are assigned where this walk doesn't look: inside expressions, and
        between a jump and where it goes to."""
        stack: list[Any] = list(function.body)
        while stack:
            node = stack.pop()
            if isinstance(node, ir.Walrus):
                self.untracked.add(node.var)
            elif isinstance(node, ir.Try):
                self.untracked |= {var for var, assigned in all_mentions(node.final) if assigned}
            stack.extend(child_nodes(node))
        self.untracked |= {var for var in function.variables if var.rebound_after_capture}

    # --- statements --------------------------------------------------------------------------------------------------

    def block(self, body: list[ir.Stmt]) -> None:
        """The statements one after the other."""
        for stmt in body:
            if self.env is None:
                return
            self._statement(stmt)

    def _statement(self, s: ir.Stmt) -> None:
        if isinstance(s, ir.Assign):
            self._assign(s)
        elif isinstance(s, ir.AugAssign):
            self._augmented(s)
        elif isinstance(s, ir.If):
            self.eval(s.test)
            before = self.env
            self.env = self._narrowed(before, s.test, True)
            self.block(s.body)
            after, self.env = self.env, self._narrowed(before, s.test, False)
            self.block(s.orelse)
            self.env = _join(self.env, after)
        elif isinstance(s, ir.While):
            self._loop(s, None)
        elif isinstance(s, ir.For):
            self.eval(s.iterable)
            self._loop(s, self._drawn(s.iterable))
        elif isinstance(s, ir.Try):
            self._try(s)
        elif isinstance(s, (ir.Break, ir.Continue)):
            if self.jumps:
                self.jumps[-1][isinstance(s, ir.Continue)].append(self.env)
            self.env = None
        elif isinstance(s, ir.Assert):
            self.eval(s.test)
            self.env = self._narrowed(self.env, s.test, True)
        else:
            for child in child_nodes(s):
                self._inside(child)
            for var, assigned in direct_mentions(s, False):
                if assigned:
                    self._set(var, None)
            if isinstance(s, (ir.Return, ir.Raise)):
                self.env = None

    def _assign(self, s: ir.Assign) -> None:
        value: Shape
        if isinstance(s.value, ir.TupleLit) and not any(isinstance(item, ir.Starred) for item in s.value.items):
            value = tuple(self.eval(item) for item in s.value.items)
        else:
            value = self.eval(s.value)
        for target in s.targets:
            self._bind(target, value)

    def _augmented(self, s: ir.AugAssign) -> None:
        if not isinstance(s.target, ir.TargetLocal):
            self._inside(s.target)
            self.eval(s.value)
            return
        read = s.read.var if s.read is not None else s.target.var
        current = self._variable(read, s.read if s.read is not None else s.target)
        self._record(s.target, current)
        result = arithmetic(s.op, current, self.eval(s.value))
        self._record(s, result)
        self._set(s.target.var, result)

    def _try(self, s: ir.Try) -> None:
        """A handler may start after any part of the body."""
        assert self.env is not None
        ends: list[_Env | None] = []
        interrupted = self._without(self.env, s.body)
        self.block(s.body)
        self.block(s.orelse)
        ends.append(self.env)
        for handler in s.handlers:
            self.env = interrupted
            if handler.var is not None:
                self._set(handler.var, None)
            self.block(handler.body)
            ends.append(self.env)
        self.env = ends[0]
        for end in ends[1:]:
            self.env = _join(self.env, end)
        if s.final:
            after = self.env
            parts = [*s.body, *s.orelse, *(stmt for handler in s.handlers for stmt in handler.body)]
            self.env = self._without(interrupted, parts)
            self.block(s.final)
            if after is None or self.env is None:
                self.env = None

    def _without(self, env: _Env, body: list[ir.Stmt]) -> _Env:
        """What is still known when some part of `body` has run."""
        changed = {var for var, assigned in all_mentions(body) if assigned}
        return {var: interval for var, interval in env.items() if var not in changed}

    def _loop(self, s: ir.While | ir.For, drawn: Shape) -> None:
        assert self.env is not None
        before = self.env
        head, start = before, before
        if len(self.jumps) >= _DEEPEST:
            head = start = self._without(before, [s])
        else:
            self.trial += 1
            for n in range(_ROUNDS):
                again, _ = self._round(s, drawn, head)
                joined = _join(before, again)
                assert joined is not None
                start = joined
                if _within(start, head):
                    break
                head = _widened(head, start) if n < _ROUNDS - 2 else self._without(before, [s])
            self.trial -= 1
        again, end = self._round(s, drawn, start)
        if not _within(_join(before, again), start):
            # Narrower than what was stable, and it isn't.
            _, end = self._round(s, drawn, head)
        self.env = end

    def _round(self, s: ir.While | ir.For, drawn: Shape, head: _Env) -> tuple[_Env | None, _Env | None]:
        """One walk through a loop: what is known before the next, and after the loop."""
        self.env = head
        if isinstance(s, ir.While):
            self.eval(s.test)
            done = self._narrowed(self.env, s.test, False)
            self.env = self._narrowed(self.env, s.test, True)
        else:
            done = head
            self._bind(s.target, drawn)
        self.jumps.append(([], []))
        self.block(s.body)
        breaks, continues = self.jumps.pop()
        again = self.env
        for env in continues:
            again = _join(again, env)
        self.env = done
        self.block(s.orelse)
        for env in breaks:
            self.env = _join(self.env, env)
        return again, self.env

    # --- variables ---------------------------------------------------------------------------------------------------

    def _bind(self, target: ir.Target, shape: Shape) -> None:
        if isinstance(target, ir.TargetLocal):
            self._set(target.var, shape if isinstance(shape, Interval) else None)
        elif isinstance(target, ir.TargetTuple):
            parts = shape if isinstance(shape, tuple) and not isinstance(shape, Interval) else ()
            known = target.star is None and len(parts) == len(target.items)
            for i, item in enumerate(target.items):
                self._bind(item, parts[i] if known else None)
        else:
            self._inside(target)

    def _set(self, var: ir.Variable, interval: Interval | None) -> None:
        if not self.trial:
            known = self.assigned.get(var, interval)
            self.assigned[var] = None if known is None or interval is None else known.join(interval)
        if self.env is not None:  # a new one: others hold this one
            if interval is None or var in self.untracked:
                self.env = {other: known for other, known in self.env.items() if other is not var}
            else:
                self.env = {**self.env, var: interval}

    def _variable(self, var: ir.Variable, node: ir.Node) -> Interval | None:
        found = None if self.env is None else self.env.get(var)
        return found if found is not None else self._typed(node)

    def _typed(self, node: ir.Node) -> Interval | None:
        """Any integer, where inference knows that it is one."""
        atoms = self._atoms(node)
        return INTEGERS if atoms and atoms.keys() <= {"int", "bool"} else None

    def _atoms(self, node: ir.Node) -> dict[str, Any]:
        number = self.linked.summary.exprs.get(node)
        return {} if number is None else self.program.slot(self.linked, number).find().atoms

    def _record(self, node: ir.Node, interval: Interval | None) -> None:
        if not self.trial:
            known = self.nodes.get(node, interval)
            self.nodes[node] = None if known is None or interval is None else known.join(interval)

    # --- expressions -------------------------------------------------------------------------------------------------

    def _inside(self, node: Any) -> None:
        """Every expression in `node`."""
        if isinstance(node, ir.Expr):
            self.eval(node)
        elif not isinstance(node, ir.Stmt):
            for child in child_nodes(node):
                self._inside(child)

    def eval(self, e: ir.Expr) -> Interval | None:
        """The bounds of `e`, which are noted for it and for all that is in it."""
        found = self._value(e)
        if found is None:
            found = self._typed(e)
        self._record(e, found)
        return found

    def _value(self, e: ir.Expr) -> Interval | None:
        if isinstance(e, ir.Const):
            return made(int(e.value), int(e.value)) if isinstance(e.value, int) else None
        if isinstance(e, ir.Local):
            return self._variable(e.var, e)
        if isinstance(e, ir.Bin):
            return arithmetic(e.op, self.eval(e.left), self.eval(e.right))
        if isinstance(e, ir.Unary):
            operand = self.eval(e.operand)
            if e.op == "-" and operand is not None:
                return operand.negated()
            return operand if e.op == "+" else None
        if isinstance(e, ir.Cond):
            self.eval(e.test)
            before = self.env
            values = []
            for truth, part in ((True, e.body), (False, e.orelse)):
                self.env = self._narrowed(before, e.test, truth)
                if self.env is not None:
                    values.append(self.eval(part))
            self.env = before
            return joined(values)
        if isinstance(e, ir.BoolOp):
            before = self.env
            for value in e.values:
                if self.env is not None:
                    self.eval(value)
                    self.env = self._narrowed(self.env, value, e.op == "and")
            self.env = before
            return None
        if isinstance(e, ir.Comp):
            self._comprehension(e)
            return None
        if isinstance(e, ir.Call):
            return self._call(e)
        if not isinstance(e, ir.Lambda):
            for child in child_nodes(e):
                self._inside(child)
        return None

    def _comprehension(self, e: ir.Comp) -> None:
        """Its variables are its own, so one walk is enough."""
        before = self.env
        for clause in e.clauses:
            if self.env is None:
                break
            self.eval(clause.iterable)
            drawn = self._drawn(clause.iterable)
            if e.lazy:  # the rest is evaluated whenever somebody draws
                self.env = {}
            self._bind(clause.target, drawn)
            for condition in clause.conditions:
                if self.env is not None:
                    self.eval(condition)
                    self.env = self._narrowed(self.env, condition, True)
        for part in (e.key, e.element):
            if part is not None and self.env is not None:
                self.eval(part)
        self.env = before

    def _call(self, e: ir.Call) -> Interval | None:
        self._inside(e.func)
        values = [self.eval(argument) for argument in e.args]
        for keyword in e.keywords:
            self._inside(keyword)
        name = self._builtin(e.func)
        if not name or e.keywords or any(isinstance(argument, ir.Starred) for argument in e.args):
            return None
        if name == "len" and len(e.args) == 1:
            atoms = self._atoms(e.args[0])
            return Interval(0, LONGEST) if atoms and all(_is_sized(atom) for atom in atoms.values()) else None
        if name == "ord":
            return Interval(0, 0x10FFFF)
        first = values[0] if values else None
        if first is None:
            return None
        if name == "abs":
            return magnitude(first)
        if name == "int" and len(values) == 1:
            return first
        if name in ("min", "max") and len(values) > 1:
            return extreme(name, values)
        return None

    def _builtin(self, func: ir.Expr) -> str:
        """The builtin that `func` certainly is."""
        atoms = list(self._atoms(func).values()) if isinstance(func, ir.Global) else []
        only = atoms[0] if len(atoms) == 1 else None
        return only.name if isinstance(only, Named) and only.key.startswith("builtin:") else ""

    def _peek(self, e: ir.Expr, env: _Env) -> Interval | None:
        """The bounds of `e` where `env` is known. What has conditions in it would be narrowed again and again."""
        if not _is_plain(e):
            return self._typed(e)
        saved, self.env = self.env, env
        self.trial += 1
        found = self.eval(e)
        self.trial -= 1
        self.env = saved
        return found

    def _drawn(self, e: ir.Expr) -> Shape:
        """What a loop over `e` draws."""
        name = self._builtin(e.func) if isinstance(e, ir.Call) else ""
        if not isinstance(e, ir.Call) or not e.args or self.env is None:
            return None
        if any(isinstance(argument, ir.Starred) for argument in e.args):
            return None
        if name == "range" and not e.keywords:
            return self._of_range([self._peek(argument, self.env) or INTEGERS for argument in e.args])
        if name == "reversed":
            return self._drawn(e.args[0])
        if name == "zip":
            return tuple(self._drawn(argument) for argument in e.args)
        if name == "enumerate":
            given = [*e.args[1:], *(keyword.value for keyword in e.keywords)]
            start = self._peek(given[0], self.env) if given else Interval(0, 0)
            counted = Interval(None if start is None else start.low, None).meet(MACHINE)
            return (counted, self._drawn(e.args[0]))
        return None

    def _of_range(self, bounds: list[Interval]) -> Interval:
        """The elements of `range(...)`, whose arguments are machine integers."""
        bounds = [bound.meet(MACHINE) for bound in bounds]
        start, stop = (Interval(0, 0), bounds[0]) if len(bounds) == 1 else bounds[:2]
        step = bounds[2] if len(bounds) > 2 else Interval(1, 1)
        assert start.low is not None and start.high is not None and stop.low is not None and stop.high is not None
        up, down = Interval(start.low, stop.high - 1), Interval(stop.low + 1, start.high)
        if step.low is not None and step.low > 0:
            return up if start.low < stop.high else Interval(start.low, start.low)
        if step.high is not None and step.high < 0:
            return down if start.high > stop.low else Interval(start.high, start.high)
        return up.join(down)

    # --- conditions --------------------------------------------------------------------------------------------------

    def _narrowed(self, env: _Env | None, test: ir.Expr, truth: bool) -> _Env | None:
        """What is known where `test` is true (or false); None if it never is."""
        if env is None:
            return None
        if isinstance(test, ir.Unary) and test.op == "not":
            return self._narrowed(env, test.operand, not truth)
        if isinstance(test, ir.Const):
            return env if bool(test.value) == truth else None
        if isinstance(test, ir.BoolOp):
            return self._narrowed_by_all(env, test, truth)
        if isinstance(test, ir.Local):
            return self._narrowed_by_pair(env, "!=" if truth else "==", test, Interval(0, 0))
        if isinstance(test, ir.Compare) and (truth or len(test.ops) == 1):
            known: _Env | None = env
            left = test.first
            for op, right in zip(test.ops, test.rest, strict=True):
                if op in _NEGATED and known is not None:
                    known = self._compared(known, op if truth else _NEGATED[op], left, right)
                left = right
            return known
        return env

    def _narrowed_by_all(self, env: _Env, test: ir.BoolOp, truth: bool) -> _Env | None:
        """`a and b`, `a or b`: all parts have the same truth, or one has the other."""
        stops = test.op == "or"
        known: _Env | None = env
        ends: _Env | None = None
        for value in test.values:
            ends = _join(ends, self._narrowed(known, value, stops))
            known = self._narrowed(known, value, not stops)
        return ends if truth == stops else known

    def _compared(self, env: _Env, op: str, left: ir.Expr, right: ir.Expr) -> _Env | None:
        a, b = self._peek(left, env), self._peek(right, env)
        if a is None or b is None:
            return env
        known = self._narrowed_by_pair(env, op, left, b)
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
        return None if known is None else self._narrowed_by_pair(known, turned, right, a)

    def _narrowed_by_pair(self, env: _Env, op: str, e: ir.Expr, other: Interval) -> _Env | None:
        """What is known where `e op x` for some x of `other`."""
        found = self._peek(e, env)
        if found is None:
            return env
        low, high = other
        if op in ("<", "<="):
            found = found.meet(Interval(None, None if high is None else high - (op == "<")))
        elif op in (">", ">="):
            found = found.meet(Interval(None if low is None else low + (op == ">"), None))
        elif op == "==":
            found = found.meet(other)
        elif low is not None and low == high:
            found = Interval(low + 1 if found.low == low else found.low, low - 1 if found.high == low else found.high)
        if found.is_empty():
            return None
        return self._solved(env, e, found)

    def _solved(self, env: _Env, e: ir.Expr, found: Interval) -> _Env | None:
        """What is known where the value of `e` is in `found`: of a variable, or of one that something is added to."""
        if isinstance(e, ir.Bin) and e.op in ("+", "-"):
            for this, other in ((e.left, e.right), (e.right, e.left)):
                amount = self._peek(other, env) if isinstance(this, ir.Local) else None
                if amount is None or self._peek(this, env) is None:
                    continue
                if e.op == "+":
                    found = total(found, amount.negated())
                elif this is e.left:
                    found = total(found, amount)
                else:
                    found = total(amount, found.negated())
                return self._solved(env, this, found)
            return env
        if not isinstance(e, ir.Local) or e.var in self.untracked:
            return env
        found = found.meet(env.get(e.var, INTEGERS))
        return None if found.is_empty() else {**env, e.var: found}


def _is_plain(e: Any) -> bool:
    if isinstance(e, (ir.Cond, ir.BoolOp, ir.Compare, ir.Comp)):
        return False
    return all(map(_is_plain, child_nodes(e)))


def _is_sized(atom: Any) -> bool:
    return (isinstance(atom, Con) and atom.key.startswith(_SIZED)) or atom.key in ("str", "bytes")


# --- what is known, as a whole ---------------------------------------------------------------------------------------


def _join(a: _Env | None, b: _Env | None) -> _Env | None:
    if a is None or b is None:
        return b if a is None else a
    return {var: interval.join(b[var]) for var, interval in a.items() if var in b}


def _within(a: _Env | None, b: _Env) -> bool:
    """Whether `a` says at least what `b` says."""
    return a is None or all(var in a and a[var].within(interval) for var, interval in b.items())


def _widened(old: _Env, new: _Env) -> _Env:
    """Bounds that moved are given up; a lower one may stop on the way."""
    found: _Env = {}
    for var, interval in new.items():
        before = old[var]
        low, high = before
        if low is not None and (interval.low is None or interval.low < low):
            reached = interval.low
            low = None if reached is None else next((step for step in _STEPS if step <= reached), None)
        if high is not None and (interval.high is None or interval.high > high):
            high = None
        found[var] = Interval(low, high)
    return found

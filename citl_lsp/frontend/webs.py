"""Splitting the variables of one function into webs, by reaching definitions over its structured flow.

    n = input()          n
    n = int(n)           n#2 = int(n)
    while n: n -= 1      while n#2: n#2 -= 1       (one web: the loop joins the assignments)

A state is one integer with a bit per binding and a bit per variable for "not bound"; joining is `|`, a binding clears
its variable's bits and sets its own. State 0 means "never reached". Loops run to a fixed point and remember it, so
nesting costs a factor of the text, not a power. Inside `try`, every state after a binding also reaches the handlers.

Everything is conservative in one direction: more bindings may be said to reach a use than really do (then variables
are split less and "may be unbound" is said more often), never fewer. It sees flows only, no syntax.
"""

from __future__ import annotations

from dataclasses import replace

from citl_lsp.frontend.flow import (
    Bind,
    Branch,
    Closure,
    Flow,
    HandlerFlow,
    Jump,
    Loop,
    Test,
    TryFlow,
    Unbind,
    Update,
)
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span

_EXACT_FINALLY_DEPTH = 3
"""Deeper `finally` blocks are analysed once for all ways into them."""


def split(flow: Flow, variables: list[ir.Variable], captured_uses: dict[ir.Variable, list[ir.Local]]) -> None:
    """Give every use and binding in `flow` its web's variable and set `maybe_unbound`.

    `variables` are the function's own, one per name, and are extended by the webs beyond the first of each.
    `captured_uses` are the uses of captured variables inside nested functions, which are marked too.
    """
    analysis = _Analysis(flow, variables)
    analysis.run(flow, analysis.entry)
    analysis.name_webs(variables)
    for var in analysis.unbound_in_closures:
        var.maybe_unbound = True
        for use in captured_uses.get(var, ()):
            use.maybe_unbound = True


class _Analysis:
    def __init__(self, flow: Flow, variables: list[ir.Variable]) -> None:
        self.mask: dict[ir.Variable, int] = {}
        """All bits of a variable."""
        self.unbound: dict[ir.Variable, int] = {}
        self.binds: dict[ir.Variable, list[Bind]] = {var: [] for var in variables}
        self.deleted: dict[ir.Variable, None] = {}
        """Names that `del` unbinds, or the end of an `except ... as`."""
        self.needs: dict[ir.Variable, list[ir.Variable]] = {}
        """For a variable bound by a nested `def`: the variables that the function uses."""
        self.closures: list[Closure] = []
        self.updates: list[Update] = []
        self._collect(flow)
        for binds in self.binds.values():
            binds.sort(key=lambda bind: bind.start)
        self._find_rebound()

        bit = 1
        self.entry = 0
        for var, binds in self.binds.items():
            self.unbound[var] = mask = bit
            self.entry |= bit
            for bind in binds:
                bit <<= 1
                bind.bit = bit
                mask |= bit
            for bind in binds:
                bind.keep = ~mask
            self.mask[var] = mask
            bit <<= 1
        self.all_unbound = self.entry

        self.seen: dict[ir.Local, int] = {}
        """Bits that reach a use."""
        self.seen_deletes: dict[ir.TargetLocal, int] = {}
        self.seen_handlers: dict[Bind, int] = {}
        """Bits of its name that reach the `as` of a handler."""
        self.raised = self.breaks = self.continues = self.returned = 0
        self.dead = 0
        self.finally_depth = 0
        self.unbound_in_closures: set[ir.Variable] = {var for var in self.deleted if var.captured}

    def _collect(self, flow: Flow) -> None:
        """Collect the bindings of all events."""
        stack = [flow]
        while stack:
            for event in stack.pop():
                kind = type(event)
                if kind is ir.Local:
                    continue
                if isinstance(event, Bind):
                    self.binds[event.var].append(event)
                elif isinstance(event, Unbind):
                    self.deleted[event.var] = None
                elif isinstance(event, Closure):
                    self.closures.append(event)
                    if event.bind is not None:
                        self.needs.setdefault(event.bind.var, []).extend(event.needs)
                elif isinstance(event, Update):
                    self.updates.append(event)
                elif isinstance(event, Branch):
                    for test, body in event.arms:
                        stack += (test, body)
                    stack.append(event.orelse)
                elif isinstance(event, Loop):
                    stack += (event.test, event.body, event.orelse)
                elif isinstance(event, TryFlow):
                    stack += (event.body, event.orelse, event.final)
                    for handler in event.handlers:
                        stack += (handler.types, handler.body)
                        if handler.bind is not None:
                            self.binds[handler.bind.var].append(handler.bind)
                            self.deleted[handler.bind.var] = None
                elif isinstance(event, Test):
                    stack += event.parts

    def _find_rebound(self) -> None:
        """A captured variable is rebound if it may be assigned while a closure over it exists: later (also in
        `f = g(lambda: f)`), or in a loop around both; or if it loses its value anywhere. A `def` binding its own name
        once isn't rebinding it."""
        for var in self.deleted:
            var.rebound_after_capture |= var.captured
        for closure in self.closures:
            for var in closure.needs:
                for bind in self.binds.get(var, ()):
                    later = bind.number > closure.number and bind is not closure.bind
                    if later or (bind.loop and bind.loop == closure.loop):
                        var.rebound_after_capture = True

    # --- flow ---------------------------------------------------------------------------------------------------------

    def run(self, flow: Flow, state: int) -> int:
        """The state after `flow`, starting in `state`; records what reaches each use."""
        if not state:
            return 0
        for place, event in enumerate(flow):
            kind = type(event)
            before = state
            if kind is ir.Local:
                assert isinstance(event, ir.Local)
                self.use(event, state)
                continue
            if kind is Bind:
                assert isinstance(event, Bind)
                state = state & event.keep | event.bit
                self.raised |= state
                continue
            if isinstance(event, Update):
                self.use(event.local, state)
            elif isinstance(event, Branch):
                state = self.branch(event, state)
            elif isinstance(event, Loop):
                state = self.loop(event, state)
            elif isinstance(event, Closure):
                self.closure(event, state)
            elif isinstance(event, TryFlow):
                state = self.try_(event, state)
            elif isinstance(event, Unbind):
                state = self.unbind(event, state)
            elif isinstance(event, Test):
                yes, no = self.test_event(event, state)
                state = yes | no
            elif isinstance(event, Jump):
                self.jump(event, state)
                state = 0
            if not state:
                self.run_dead(flow[place + 1 :], before)
                return 0
        return state

    def run_dead(self, flow: Flow, state: int) -> None:
        """Code that is never reached still gets its webs, but nothing of it counts elsewhere."""
        if not flow:
            return
        saved = self.raised, self.breaks, self.continues, self.returned
        self.dead += 1
        self.run(flow, state)
        self.dead -= 1
        self.raised, self.breaks, self.continues, self.returned = saved

    def use(self, local: ir.Local, state: int) -> None:
        var = local.var
        bits = state & self.mask[var]
        if self.dead:
            bits &= ~self.all_unbound
        self.seen[local] = self.seen.get(local, 0) | bits
        if var in self.needs:
            self.need(var, state)

    def need(self, var: ir.Variable, state: int) -> None:
        """A nested function's name is used: what it uses should be bound by now."""
        pending, done = [var], set()
        while pending:
            var = pending.pop()
            if var in done:
                continue
            done.add(var)
            for needed in self.needs.get(var, ()):
                if state & self.unbound.get(needed, 0) and not self.dead:
                    self.unbound_in_closures.add(needed)
                pending.append(needed)

    def closure(self, event: Closure, state: int) -> None:
        if event.bind is not None or self.dead:
            return
        for var in event.needs:
            if state & self.unbound.get(var, 0):
                self.unbound_in_closures.add(var)
            self.need(var, state)

    def unbind(self, event: Unbind, state: int) -> int:
        if event.holder is not None:
            bits = state & self.mask[event.var]
            if self.dead:
                bits &= ~self.all_unbound
            self.seen_deletes[event.holder] = self.seen_deletes.get(event.holder, 0) | bits
        state = state & ~self.mask[event.var] | self.unbound[event.var]
        self.raised |= state
        return state

    def jump(self, event: Jump, state: int) -> None:
        if event.kind == "break":
            self.breaks |= state
        elif event.kind == "continue":
            self.continues |= state
        elif event.kind == "return":
            self.returned |= state

    def test(self, flow: Flow, state: int) -> tuple[int, int]:
        """The states after a condition that was true, and false."""
        if len(flow) == 1 and isinstance(flow[0], Test):
            return self.test_event(flow[0], state)
        state = self.run(flow, state)
        return state, state

    def test_event(self, event: Test, state: int) -> tuple[int, int]:
        if event.op == "not":
            yes, no = self.test(event.parts[0], state)
            return no, yes
        left = 0
        for part in event.parts:
            yes, no = self.test(part, state)
            state, out = (yes, no) if event.op == "and" else (no, yes)
            left |= out
        return (state, left) if event.op == "and" else (left, state)

    def branch(self, event: Branch, state: int) -> int:
        out = 0
        for test, body in event.arms:
            yes, state = self.test(test, state)
            out |= self.run(body, yes)
        return out | self.run(event.orelse, state)

    def loop(self, event: Loop, state: int) -> int:
        memory = event.memory
        if memory is None or state & ~memory[0]:
            entry = state | (memory[0] if memory else 0)
            saved = self.raised, self.breaks, self.continues, self.returned
            self.raised = self.breaks = self.returned = 0
            while True:
                self.continues = 0
                yes, no = self.test(event.test, entry)
                again = self.run(event.body, yes) | self.continues
                if not again & ~entry:
                    break
                entry |= again
            memory = event.memory = (entry, no, self.breaks, self.raised, self.returned)
            self.raised, self.breaks, self.continues, self.returned = saved
        _, no, breaks, raised, returned = memory
        self.raised |= raised
        self.returned |= returned
        if event.endless:
            self.run_dead(event.orelse, state)
            return breaks
        return self.run(event.orelse, no) | breaks

    def try_(self, event: TryFlow, state: int) -> int:
        outer = self.raised, self.breaks, self.continues, self.returned
        if event.final:
            self.breaks = self.continues = self.returned = 0
        self.raised = state
        after_body = self.run(event.body, state)
        body_raised = self.raised
        self.raised = 0
        if after_body:
            normal = self.run(event.orelse, after_body)
        else:
            normal = 0
            self.run_dead(event.orelse, state)
        for handler in event.handlers:
            body_raised |= (in_handler := self.run(handler.types, body_raised))
            normal |= self.handler(handler, in_handler)
        escaping = self.raised | body_raised
        if not event.final:
            self.raised = outer[0] | escaping
            return normal
        breaks, continues, returned = self.breaks, self.continues, self.returned
        self.raised, self.breaks, self.continues, self.returned = outer
        return self.finally_(event.final, normal, breaks, continues, returned, escaping)

    def handler(self, handler: HandlerFlow, state: int) -> int:
        """A handler's variable is unbound again on every way out."""
        bind = handler.bind
        if bind is None:
            return self.run(handler.body, state)
        saved = self.breaks, self.continues, self.returned, self.raised
        self.breaks = self.continues = self.returned = 0
        self.seen_handlers[bind] = self.seen_handlers.get(bind, 0) | state & self.mask[bind.var]
        self.raised = state = state & bind.keep | bind.bit
        state = self.run(handler.body, state)
        unbound = self.unbound[bind.var]

        def leaving(after: int) -> int:
            return after & bind.keep | unbound if after else 0

        self.breaks = saved[0] | leaving(self.breaks)
        self.continues = saved[1] | leaving(self.continues)
        self.returned = saved[2] | leaving(self.returned)
        self.raised = saved[3] | leaving(self.raised) | leaving(state)
        return leaving(state)

    def finally_(self, final: Flow, normal: int, breaks: int, continues: int, returned: int, escaping: int) -> int:
        self.raised |= normal | breaks | continues | returned | escaping  # its first statement may raise
        self.finally_depth += 1
        if self.finally_depth > _EXACT_FINALLY_DEPTH:
            after = self.run(final, normal | breaks | continues | returned | escaping)
            out = after if normal else 0
            self.breaks |= after if breaks else 0
            self.continues |= after if continues else 0
        else:
            out = self.run(final, normal)
            self.breaks |= self.run(final, breaks)
            self.continues |= self.run(final, continues)
            after = self.run(final, returned | escaping)
        self.returned |= after if returned else 0
        self.raised |= after
        self.finally_depth -= 1
        return out

    # --- webs ---------------------------------------------------------------------------------------------------------

    def name_webs(self, variables: list[ir.Variable]) -> None:
        """Replace the one variable of a name by its webs, in all nodes that hold it."""
        uses: dict[ir.Variable, list[tuple[ir.Local | ir.TargetLocal, int]]] = {}
        for local, bits in self.seen.items():
            uses.setdefault(local.var, []).append((local, bits))
        for target, bits in self.seen_deletes.items():
            uses.setdefault(target.var, []).append((target, bits))
        for var, binds in self.binds.items():
            self.split_one(var, binds, uses.get(var, []), variables)
            for handler in binds:
                bits = self.seen_handlers.get(handler, 0)
                if bits and isinstance(handler.holder, ir.Handler):
                    reached = {bind.var: None for bind in binds if bits & bind.bit and bind.var.maybe_unbound}
                    handler.holder.unbinds = [web for web in reached if web is not handler.var]
        for update in self.updates:
            update.node.read = None if update.local.var is update.bind.var else update.local

    def never_bound(
        self,
        var: ir.Variable,
        uses: list[tuple[ir.Local | ir.TargetLocal, int]],
        unbound: int,
        variables: list[ir.Variable],
    ) -> list[tuple[ir.Local | ir.TargetLocal, int]]:
        """The uses that some binding reaches. The others get a variable that is never bound: what a handler has bound
        is gone after it, but its variable still holds the exception; after `del` another web may still hold a value."""
        kept = []
        lost: ir.Variable | None = None
        for use, bits in uses:
            if bits != unbound:
                kept.append((use, bits))
                continue
            if lost is None:
                lost = replace(var, is_param=False, annotation=None, span=use.span)
                variables.append(lost)
            use.var = lost
            _mark(use)
        return kept

    def split_one(
        self,
        var: ir.Variable,
        binds: list[Bind],
        uses: list[tuple[ir.Local | ir.TargetLocal, int]],
        variables: list[ir.Variable],
    ) -> None:
        unbound = self.unbound[var]
        if var in self.deleted and not var.captured:
            uses = self.never_bound(var, uses, unbound, variables)
        if len(binds) < 2 or var.captured:
            for use, bits in uses:
                if bits & unbound:
                    _mark(use)
            return
        shift = unbound.bit_length()
        parent = list(range(len(binds)))

        def root(number: int) -> int:
            while parent[number] != number:
                parent[number] = number = parent[parent[number]]
            return number

        joined: list[tuple[ir.Local | ir.TargetLocal, int, int]] = []
        for use, bits in uses:
            rest = bits >> shift
            first = 0
            if rest:
                low = rest & -rest
                first = root(low.bit_length() - 1)
                rest ^= low
                while rest:
                    low = rest & -rest
                    other = root(low.bit_length() - 1)
                    first, other = min(first, other), max(first, other)
                    parent[other] = first
                    rest ^= low
            joined.append((use, first, bits))

        declared = None if var.is_param else var.annotation
        webs: dict[int, ir.Variable] = {}
        for number, bind in enumerate(binds):
            web = webs.get(root(number))
            if web is None:
                if number == 0:
                    web = var
                else:
                    web = replace(var, is_param=False, maybe_unbound=False, annotation=declared, span=Span(0, 0))
                    variables.append(web)
                if bind.annotation is not None:
                    web.annotation = bind.annotation
                webs[root(number)] = web
            bind.var = bind.holder.var = web
        for bind in binds:
            if bind.var is not var and bind.var.span == Span(0, 0):
                bind.var.span = bind.span
        for use, first, bits in joined:
            use.var = webs[root(first)]
            if bits & unbound:
                _mark(use)


def _mark(use: ir.Local | ir.TargetLocal) -> None:
    use.var.maybe_unbound = True
    if isinstance(use, ir.Local):
        use.maybe_unbound = True

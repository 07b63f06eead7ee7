"""Propagation of atoms to a fixed point: flow edges, unification, watchers.

Knows nothing of Python's operations; `types.link` states those as watchers.
"""

from __future__ import annotations

from collections import deque

from citl_lsp.types.model import SCALARS, Atom, Con, TypeVar, Watcher


class Solver:
    """A set of type variables with flow edges, and the work still to be done on them."""

    def __init__(self) -> None:
        self.count = 0
        self.cons = 0
        self._work: deque[tuple[TypeVar, Atom]] = deque()
        self._watchers: deque[Watcher] = deque()
        self._unify: deque[tuple[TypeVar, TypeVar]] = deque()

    def var(self) -> TypeVar:
        """A fresh variable."""
        self.count += 1
        return TypeVar(self.count)

    def con(self, key: str, args: list[TypeVar]) -> Con:
        """A fresh constructor atom: a new flow class."""
        self.cons += 1
        return Con(key, args, self.cons)

    def scalar(self, name: str) -> TypeVar:
        """A fresh variable that holds one scalar."""
        var = self.var()
        var.atoms[name] = SCALARS[name]
        return var

    def add(self, var: TypeVar, atom: Atom) -> None:
        """Let `atom` reach `var`."""
        var = var.find()
        present = var.atoms.get(atom.key)
        if present is None:
            var.atoms[atom.key] = atom
            if var.out:
                self._work.append((var, atom))
            for watcher in var.watchers:
                if not watcher.queued:
                    watcher.queued = True
                    self._watchers.append(watcher)
        elif present is not atom and isinstance(present, Con) and isinstance(atom, Con):
            self.unify_cons(present, atom)

    def add_scalar(self, var: TypeVar, name: str) -> None:
        """Let the scalar called `name` reach `var`."""
        self.add(var, SCALARS[name])

    def flow(self, source: TypeVar, target: TypeVar) -> None:
        """Everything that reaches `source` reaches `target`, now and later."""
        source, target = source.find(), target.find()
        if source is target or target in source.out:
            return
        source.out[target] = None
        for atom in list(source.atoms.values()):
            self.add(target, atom)

    def watch(self, var: TypeVar, watcher: Watcher) -> None:
        """Run `watcher` whenever `var` gains an atom."""
        var.find().watchers.append(watcher)

    def schedule(self, watcher: Watcher) -> None:
        """Run `watcher` once."""
        if not watcher.queued:
            watcher.queued = True
            self._watchers.append(watcher)

    def unify_cons(self, first: Con, second: Con) -> None:
        """The two flow classes are one."""
        first, second = first.find(), second.find()
        if first is second:
            return
        if second.id < first.id:
            first, second = second, first
        second.parent = first
        first.flavors |= second.flavors
        if second.targets:
            first.targets.update(second.targets)
        if len(first.args) != len(second.args):
            for var in (*first.args, *second.args):
                self.add(var, SCALARS["any"])
            # Functions with different numbers of parameters: a call may give as many as the longest takes.
            first.args = max(first.args, second.args, key=len)
            return
        for a, b in zip(first.args, second.args, strict=True):
            self._unify.append((a, b))

    def unify(self, first: TypeVar, second: TypeVar) -> None:
        """The two variables are one."""
        self._unify.append((first, second))

    def _merge(self, first: TypeVar, second: TypeVar) -> None:
        first, second = first.find(), second.find()
        if first is second:
            return
        if second.id < first.id:
            first, second = second, first
        second.parent = first
        first_atoms = list(first.atoms.values())
        for atom in list(second.atoms.values()):
            self.add(first, atom)
        for target in second.out:
            target = target.find()
            if target is not first and target not in first.out:
                first.out[target] = None
                for atom in first_atoms:
                    self.add(target, atom)
        for atom in first.atoms.values():
            self._work.append((first, atom))
        for watcher in second.watchers:
            first.watchers.append(watcher)
            self.schedule(watcher)

    def run(self) -> None:
        """Propagate until nothing changes."""
        while True:
            if self._unify:
                self._merge(*self._unify.popleft())
            elif self._work:
                var, atom = self._work.popleft()
                var = var.find()
                for target in list(var.out):
                    self.add(target, atom)
            elif self._watchers:
                watcher = self._watchers.popleft()
                watcher.queued = False
                watcher.run()
            else:
                return

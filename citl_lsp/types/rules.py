"""What Python's operations do to types, stated as watchers on the solver.

Each operation looks at the atoms that have reached its operands so far and adds those of its result; it runs again
when an operand gains an atom. Combinations that raise TypeError at run time contribute nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.types.calls import Calls
from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.program import FunctionInfo, ModuleInfo, Program
from citl_lsp.types.solver import Solver

NOT_IMPLEMENTED = frozenset({"builtin:NotImplemented"})
"""What a special method answers when it is not for it: no value of the operation."""


class Rule:
    """A function that runs again whenever something that it watches gains an atom."""

    __slots__ = ("body", "queued")

    def __init__(self, body: Callable[[], None]) -> None:
        self.body = body
        self.queued = False

    def run(self) -> None:
        """Run it."""
        self.body()


class Rules(Calls):
    """What all operations use. `containers`, `attributes` and `operators` add them, `link` names and modules."""

    program: Program

    def __init__(self, solver: Solver) -> None:
        super().__init__(solver)
        self.atoms: dict[FunctionInfo, Con] = {}
        self.assigned_names: dict[ModuleInfo, set[str]] = {}

    def rule(self, body: Callable[[], None], *watched: TypeVar) -> None:
        """Run `body` now and whenever one of `watched` gains an atom."""
        rule = Rule(body)
        for var in watched:
            self.solver.watch(var, rule)
        body()

    def filtered(self, source: TypeVar, target: TypeVar, without: frozenset[str]) -> None:
        """Flow without the atoms called `without`."""

        def run() -> None:
            for key, atom in list(source.find().atoms.items()):
                if key in without or ("fn" in without and _always_true(atom)):
                    continue
                self.solver.add(target, atom)

        self.rule(run, source)

    def caught(self, types: list[TypeVar], target: TypeVar) -> None:
        """`except types as target`."""
        if not types:
            self.solver.add(target, Named("exc", "BaseException"))

        def run() -> None:
            for var in types:
                for atom in list(var.find().atoms.values()):
                    if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                        self.solver.add(target, Named("exc", atom.name))
                    elif isinstance(atom, ClassObject):
                        for cls in atom.cls.descendants():
                            self.solver.add(target, Instance(cls))
                    elif isinstance(atom, Con) and atom.key.startswith(("tuple", "vtuple")):
                        for item in atom.find().args:
                            self.caught([item], target)

        self.rule(run, *types)

    def raised(self, var: TypeVar) -> None:
        """`raise E` with a class constructs it."""

        def run() -> None:
            for atom in list(var.find().atoms.values()):
                if isinstance(atom, ClassObject):
                    self.construct(atom.cls, [], {}, self.solver.var())

        self.rule(run, var)

    def singleton(self, atom: Atom) -> TypeVar:
        """A fresh variable that holds just `atom`."""
        var = self.solver.var()
        self.solver.add(var, atom)
        return var

    def dunder(self, atom: Instance, name: str, args: list[TypeVar], result: TypeVar) -> bool:
        """Call a special method if the class has it."""
        method = atom.cls.find_method(name)
        if method is None:
            return False
        answered = self.solver.var()
        self.call_function(method, [(self.singleton(atom), False), *((a, False) for a in args)], {}, answered)
        self.filtered(answered, result, NOT_IMPLEMENTED)
        return True


def _always_true(atom: Atom) -> bool:
    """Whether no value of `atom` is false: objects of classes that don't define their truth, classes, modules."""
    if isinstance(atom, Instance):
        classes = atom.cls.root().descendants()
        return not any(name in c.methods for c in classes for name in ("__bool__", "__len__"))
    return isinstance(atom, (ClassObject, Named))

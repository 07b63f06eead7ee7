"""What lowering one unit can see of the solved program, as numbers that can be compared between two translations.

    prints.unit(linked)       the types of the unit's own variables, and what the analyses say of them
    prints.environment()      every name, signature, class and module-level variable of the program

Equal numbers mean equal content, since contents are numbered by a table (`Numbers`) that lives as long as they do. A
type is numbered by everything that can be reached from it: its atoms in their order, forms that were chosen, functions
it may be, element types. Instances and functions are named by key; what those are is part of the environment.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from citl_lsp.ir import nodes as ir
from citl_lsp.types.model import Con, TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, Linked, ModuleInfo
from citl_lsp.types.refused import Gap, gap_of_class

if TYPE_CHECKING:
    from citl_lsp.lower.facts import ProgramFacts
    from citl_lsp.lower.solved import Solved

_LARGEST_CYCLE = 64
"""Type variables in one cycle; beyond that the types are equal to nothing."""


class Numbers:
    """Numbers for contents."""

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}
        self._next = 0

    def __len__(self) -> int:
        return len(self._known)

    def of(self, content: Hashable) -> int:
        """The same number for equal contents."""
        found = self._known.get(content)
        if found is None:
            found = self._known[content] = self.fresh()
        return found

    def fresh(self) -> int:
        """A number that nothing else has."""
        self._next += 1
        return self._next


class Fingerprints:
    """Of one solved program whose forms are settled. Those of types and units are kept with it."""

    def __init__(self, program: ProgramFacts, solved: Solved, numbers: Numbers) -> None:
        self.program = program
        self.numbers = numbers
        forms = (numbers, program.forms.chosen())
        if solved.prints is None or forms[1] is None or solved.prints[0] != forms:
            solved.prints = forms, {}, {}
        _, self.types, self._units = solved.prints
        self._environment: int | None = None
        self._entered: dict[TypeVar, int] = {}
        self._low: dict[TypeVar, int] = {}
        self._open: list[TypeVar] = []

    def unit(self, linked: Linked) -> int:
        """What is known about the unit's own variables."""
        found = self._units.get(linked)
        if found is None:
            found = self._units[linked] = self._unit(linked)
        return found

    def _unit(self, linked: Linked) -> int:
        effects = self.program.effects
        facts = (effects.mutated, effects.kept, effects.stored)
        variables = tuple(tuple(var in fact for fact in facts) for var in linked.summary.variables)
        owner = None if linked.owner is None else linked.owner.key
        return self.numbers.of((owner, variables, *map(self.type, linked.vars)))

    # --- types -------------------------------------------------------------------------------------------------------

    def type(self, var: TypeVar) -> int:
        """The number of what is known about `var`."""
        var = var.find()
        found = self.types.get(var)
        if found is None:
            if any(isinstance(atom, Con) for atom in var.atoms.values()):
                self._visit(var)
                found = self.types[var]
            else:
                found = self.types[var] = self.numbers.of(self._content(var, self.types))
        return found

    def _visit(self, var: TypeVar) -> None:
        """Tarjan's algorithm: parts are numbered before what they are parts of, cycles as one."""
        place = self._entered[var] = self._low[var] = len(self._entered)
        self._open.append(var)
        for atom in var.atoms.values():
            if isinstance(atom, Con):
                for arg in atom.find().args:
                    arg = arg.find()
                    if arg in self.types:
                        continue
                    if arg not in self._entered:
                        self._visit(arg)
                    if arg not in self.types:
                        self._low[var] = min(self._low[var], self._low[arg])
        if self._low[var] < place:
            return
        members: list[TypeVar] = []
        while not members or members[-1] is not var:
            members.append(self._open.pop())
        if len(members) == 1 and not self._holds_itself(var):
            self.types[var] = self.numbers.of(self._content(var, self.types))
        else:
            self._cycle(members)

    def _holds_itself(self, var: TypeVar) -> bool:
        cons = (atom.find() for atom in var.atoms.values() if isinstance(atom, Con))
        return any(arg.find() is var for con in cons for arg in con.args)

    def _cycle(self, members: list[TypeVar]) -> None:
        """Refine the members' numbers until members of two cycles that still agree can't be told apart: two cycles of
        n members have at most 2n classes, and each round but the last makes one more."""
        if len(members) > _LARGEST_CYCLE:
            self.types.update((var, self.numbers.fresh()) for var in members)
            return
        known = dict.fromkeys(members, -len(members))
        for _ in range(2 * len(members)):
            both = _Both(known, self.types)
            known = {var: self.numbers.of(self._content(var, both)) for var in members}
        self.types.update(known)

    def _content(self, var: TypeVar, known: Any) -> tuple[Hashable, ...]:
        reps = self.program.reps
        content: list[Hashable] = [var in reps.forced]
        for key, atom in var.atoms.items():
            content.append(key)
            if isinstance(atom, Con):
                con = atom.find()
                content += (
                    con.key,
                    reps.con_form(con),
                    con in self.program.ownership.mutated,
                    tuple(sorted(con.flavors)),
                    tuple(con.targets),
                    tuple(known[arg.find()] for arg in con.args),
                )
            elif key == "int":
                content.append(reps.int_form(var).kind)
        return tuple(content)

    # --- the environment ---------------------------------------------------------------------------------------------

    def environment(self) -> int:
        """What every unit may see of the others."""
        if self._environment is None:
            program = self.program
            modules = program.program.modules.values()
            self._environment = self.numbers.of(
                (
                    program.policy.key,
                    frozenset(program.taken_by_items),
                    tuple(self._module(module) for module in modules),
                    tuple(self._class(cls) for module in modules for cls in module.classes.values()),
                    tuple(self._function(info) for info in program.program.functions.values()),
                )
            )
        return self._environment

    def _named(self, variables: Iterable[tuple[str, TypeVar]]) -> tuple[Hashable, ...]:
        return tuple((name, self.type(var)) for name, var in variables)

    def _module(self, module: ModuleInfo) -> int:
        return self.numbers.of(
            (
                module.name,
                module.path,
                module.index,
                self._named(module.globals.items()),
                tuple((name, type(found).__name__, found.key) for name, found in module.static.items()),
                tuple(module.imports.items()),
                tuple(module.unknown.items()),
                tuple(module.functions),
                tuple(module.classes),
            )
        )

    def _class(self, cls: ClassInfo) -> int:
        program, reps = self.program, self.program.reps
        root = cls.root()
        return self.numbers.of(
            (
                cls.key,
                cls.name,
                program.class_names[cls],
                tuple(base.key for base in cls.bases),
                tuple(below.key for below in cls.subclasses),
                cls.unknown_base is not None,
                cls.exception_base,
                tuple((name, info.key) for name, info in cls.methods.items()),
                tuple((name, info.key) for name, info in cls.setters.items()),
                tuple((name, info.key) for name, info in cls.aliases.items()),
                self._named(cls.attributes.items()),
                self._named(cls.class_values.items()),
                frozenset(cls.late_values),
                _place(gap_of_class(cls)),
                frozenset(cls.assigned),
                frozenset(cls.written),
                cls.instantiated,
                len(cls.header.decorators),
                reps.class_form(root),
                root in reps.exposed_classes,
                root in program.ownership.mutated_classes,
                frozenset(program.ownership.reassigned.get(root, ())),
                tuple(program.always_set(root, name) for name in root.attributes),
            )
        )

    def _function(self, info: FunctionInfo) -> int:
        program, function = self.program, info.function
        result_form = program.result_form(info)
        linked = program.program.units[info.unit]
        # Other units know a nested function as a value only: they don't see where it stands.
        outer = info.kind != "nested"
        params = tuple(
            (
                param.var.name,
                param.var.key,
                param.kind,
                (param.span, param.line) if outer else None,
                self.type(info.params[i]),
                program.passing(info, i),
                self._expression(param.default, linked) if outer and param.default is not None else None,
                param.default is None,
                None if default is None else self.type(default),
            )
            for i, (param, default) in enumerate(zip(function.params, info.defaults, strict=True))
        )
        return self.numbers.of(
            (
                info.key,
                info.kind,
                info.module.name,
                info.unit.qualname,
                None if info.owner is None else info.owner.key,
                info.abstract,
                info.called,
                info.atom is not None,
                program.function_names[info],
                program.error_form(info),
                result_form,
                ()
                if result_form == "owned"
                else tuple(param.var in program.result_roots(info) for param in function.params),
                function.name,
                function.qualname,
                function.line if outer else None,
                function.is_generator,
                function.is_async,
                len(function.decorators),
                self.type(info.result),
                params,
            )
        )

    def _expression(self, node: ir.Node, linked: Linked) -> Hashable:
        """A default: it is lowered where the function is defined or called, which may be in another unit."""
        number = linked.summary.exprs.get(node)
        content: list[Hashable] = [type(node).__name__, node.span, node.line]
        if number is not None:
            content.append(self.type(self.program.program.slot(linked, number)))
        kind: Any = type(node)
        for name in _slots(kind):
            content.append(self._part(getattr(node, name), linked))
        return tuple(content)

    def _part(self, value: object, linked: Linked) -> Hashable:
        if isinstance(value, ir.Node):
            return self._expression(value, linked)
        if isinstance(value, (list, tuple)):
            return tuple(self._part(each, linked) for each in value)
        if isinstance(value, (ir.Function, ir.Variable)):
            # Named by the unit that it is in: equal to itself only.
            return value
        return (type(value).__name__, repr(value))


class _Both:
    """Two mappings as one."""

    __slots__ = ("first", "second")

    def __init__(self, first: dict[TypeVar, int], second: dict[TypeVar, int]) -> None:
        self.first, self.second = first, second

    def __getitem__(self, var: TypeVar) -> int:
        found = self.first.get(var)
        return self.second[var] if found is None else found


@cache
def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in ("span", "line"))


def _place(gap: Gap | None) -> tuple[str, str, int] | None:
    return None if gap is None else (gap.what, gap.unit.qualname, gap.node.line)

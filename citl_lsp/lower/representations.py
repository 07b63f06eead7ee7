"""Stratum 1: the form of each flow class, chosen once and read by everything below.

*Containers* and *objects*: one owner, or shared. *Numbers*: the int variables that flow into each other (or are
computed from each other) form one class, which is `i64` or grows.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

from citl_lsp.analysis.construction import completed
from citl_lsp.decisions import container as container_kind
from citl_lsp.decisions import number as number_kind
from citl_lsp.decisions import objects as object_kind
from citl_lsp.decisions.choose import Anchor
from citl_lsp.decisions.model import Alternative
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.optional import choose_static
from citl_lsp.lower.rty import I64, INT, RTy
from citl_lsp.types.model import Con, Instance, TypeVar
from citl_lsp.types.program import ClassInfo, Linked

if TYPE_CHECKING:
    from citl_lsp.lower.context import ProgramContext

_ARITHMETIC = frozenset(["+", "-", "*", "//", "%", "**", "<<", ">>", "&", "|", "^"])


class Representations:
    """Chooses the forms and installs them in the program's `Reps`."""

    def __init__(self, context: ProgramContext) -> None:
        self.context = context
        self.holders: dict[Con, tuple[Linked, ir.Variable]] = {}
        self.number_holders: dict[TypeVar, tuple[Linked, ir.Variable]] = {}
        self.parents: dict[TypeVar, TypeVar] = {}
        self.cons: dict[Con, str] = {}
        self.classes: dict[ClassInfo, str] = {}
        self.numbers: dict[TypeVar, RTy] = {}
        self.variables: dict[Con | ClassInfo, set[tuple[str, str, str]]] = {}
        """(file, definition, variable) of every variable that holds a class of values."""
        self.definitions: dict[ir.Variable, str] = {}
        self.settled = False

    def install(self) -> None:
        """Make `Reps` ask here. The faithful profile's forms are the floor, which is what `Reps` has by itself."""
        choose_static(self.context)
        if self.context.policy.profile == "faithful":
            return
        self._number_classes()
        self._find_holders()
        reps = self.context.reps
        reps.con_form = self.container
        reps.class_form = self.object
        reps.int_form = self.number
        self._share_held()

    def settle(self) -> None:
        """Choose all forms, so that no site of this stratum depends on what is lowered, or in which order. A form that
        is asked for later belongs to a value that no name has: it has no site."""
        reps, program = self.context.reps, self.context.program
        if self.context.policy.profile == "faithful":
            return
        for linked in program.units.values():
            for number in linked.summary.variables.values():
                reps.of(linked.vars[number])
                self._contained(linked.vars[number].find())
            for var in linked.vars:
                if "int" in var.find().atoms and not reps.is_dynamic(var):
                    self.number(var)
        for info in program.functions.values():
            for var in (*info.params, info.result):
                reps.of(var)
        for module in program.modules.values():
            for var in module.globals.values():
                reps.of(var)
            for cls in module.classes.values():
                for var in (*cls.attributes.values(), *cls.class_values.values()):
                    reps.of(var)
                reps.class_form(cls.root())
        self._note_held()
        self.settled = True

    def _note_held(self) -> None:
        """Which sites' values hold those of which others."""
        chooser, holds = self.context.chooser, self.context.ownership.holds
        keys: dict[Con | ClassInfo, str] = {}
        for held in holds:
            if isinstance(held, ClassInfo):
                keys[held] = chooser.key("object", self._object_site(held)[0])
            elif held in self.holders and held.key in ("list", "dict", "set"):
                keys[held] = chooser.key("container", self._container_site(held)[0])
        for holder, key in keys.items():
            found: dict[Con | ClassInfo, None] = {}
            stack = list(holds.get(holder, ()))
            while stack:
                held = stack.pop()
                if held not in found and held is not holder:
                    found[held] = None
                    stack += holds.get(held, ())
            along = tuple(sorted({keys[held] for held in found if keys.get(held) in chooser.sites}))
            if along and key in chooser.sites:
                chooser.sites[key] = replace(chooser.sites[key], along=along)

    def chosen(self) -> Hashable:
        """All forms, as far as the solved program and this don't leave them open: equal, equal forms. None where a
        wish may still decide about a value without a name."""
        chooser = self.context.chooser
        if chooser.decisions or chooser.pins:
            return None
        return (
            self.context.policy.key, tuple(self.cons.items()), tuple(self.classes.items()), tuple(self.numbers.items())
        )  # fmt: skip

    def _contained(self, var: TypeVar) -> None:
        """A container has a form also where a name that holds it is dynamic: before it gets there."""
        for atom in var.atoms.values():
            if isinstance(atom, Con):
                self.container(atom)

    def _choose(
        self,
        kind: str,
        anchor: Anchor,
        ladder: tuple[Alternative, ...],
        why: str,
        python_type: str,
        members: Con | ClassInfo | None = None,
    ) -> str:
        """Ask about a site; the variables that hold `members` share its decision."""
        chooser = self.context.chooser
        if self.settled:
            return chooser.would_choose(kind, anchor, ladder)
        if members is not None:
            chooser.members.setdefault(chooser.key(kind, anchor), self.variables.get(members, set()))
        return chooser.choose(kind, anchor, ladder, why, python_type=python_type)

    def _share_held(self) -> None:
        """What a decision shares shares what it holds, before anything is chosen."""
        chooser, ownership = self.context.chooser, self.context.ownership
        for held in list(ownership.holds):
            if isinstance(held, ClassInfo):
                shared = chooser.would_choose("object", *self._object_site(held)) == "shared"
            elif held in self.holders and held.key in ("list", "dict", "set"):
                shared = chooser.would_choose("container", *self._container_site(held)) == "shared"
            else:
                continue
            if shared:
                ownership.share(held)

    def _find_holders(self) -> None:
        """The variables that hold each class, and the first of them: its canonical name."""
        for linked in self.context.program.units.values():
            for function in linked.summary.functions:
                for var in function.variables:
                    self.definitions.setdefault(var, function.qualname)
            for var, number in linked.summary.variables.items():
                type_var = linked.vars[number].find()
                place = (linked.module.path, self._definition(linked, var), var.name)
                for atom in type_var.atoms.values():
                    if isinstance(atom, Con):
                        self.variables.setdefault(atom.find(), set()).add(place)
                    elif isinstance(atom, Instance):
                        self.variables.setdefault(atom.cls.root(), set()).add(place)
                if var.name == "self" or var.name.startswith("held"):
                    continue
                for atom in type_var.atoms.values():
                    if isinstance(atom, Con):
                        self.holders.setdefault(atom.find(), (linked, var))
                if "int" in type_var.atoms:
                    self.number_holders.setdefault(self._root(type_var), (linked, var))

    # --- containers and objects --------------------------------------------------------------------------------------

    def container(self, con: Con) -> str:
        """Form of a list, dict or set."""
        con = con.find()
        found = self.cons.get(con)
        if found is None:
            if con.key not in ("list", "dict", "set") or con.flavors:
                return "shared"
            found = self.cons[con] = self._choose_container(con)
        return found

    def _choose_container(self, con: Con) -> str:
        blocker = self.context.ownership.blocker(con)
        held = self.holders.get(con)
        if held is None:
            # Held by no variable itself: an element of something that is, or a value that is used up at once.
            legal = blocker is None or not self.context.policy.legality
            return "owned" if legal else "shared"
        why = f"`{held[1].name}` holds a {con.key}"
        anchor, ladder = self._container_site(con)
        return self._choose("container", anchor, ladder, why, con.key, con)

    def _container_site(self, con: Con) -> tuple[Anchor, tuple[Alternative, ...]]:
        linked, var = self.holders[con]
        anchor = self.context.anchor_at(linked.module, linked.unit, var.span, var.key, self._definition(linked, var))
        return anchor, container_kind.ladder(self.context.ownership.blocker(con))

    def _definition(self, linked: Linked, var: ir.Variable) -> str:
        return self.definitions.get(var, linked.unit.qualname)

    def object(self, root: ClassInfo) -> str:
        """Form of a class's instances."""
        root = root.root()
        found = self.classes.get(root)
        if found is None:
            anchor, ladder = self._object_site(root)
            why = f"instances of `{root.name}`"
            found = self.classes[root] = self._choose("object", anchor, ladder, why, root.name, root)
        return found

    def _object_site(self, root: ClassInfo) -> tuple[Anchor, tuple[Alternative, ...]]:
        blocker = self.context.ownership.class_blockers.get(root) or completed(root)[1]
        anchor = self.context.anchor_at(root.module, root.unit, root.header.span, root.name, root.unit.qualname)
        return anchor, object_kind.ladder(blocker)

    # --- numbers -----------------------------------------------------------------------------------------------------

    def _root(self, var: TypeVar) -> TypeVar:
        var = var.find()
        while var in self.parents:
            var = self.parents[var]
        return var

    def _join(self, a: TypeVar, b: TypeVar) -> None:
        a, b = self._root(a), self._root(b)
        if a is not b:
            if b.id < a.id:
                a, b = b, a
            self.parents[b] = a

    def _number_classes(self) -> None:
        program = self.context.program
        shared = set(program.scalars.values())
        for linked in program.units.values():
            for var in linked.vars:
                var = var.find()
                if "int" not in var.atoms:
                    continue
                for target in var.out:
                    target = target.find()
                    if "int" in target.atoms and target not in shared:
                        self._join(var, target)
            for c in linked.summary.constraints:
                if c[0] in ("bin", "aug") and c[1] in _ARITHMETIC:
                    parts = [program.slot(linked, n) for n in (c[2], c[3], c[4]) if n >= 0]
                elif c[0] == "unary":
                    parts = [program.slot(linked, n) for n in (c[2], c[3]) if n >= 0]
                else:
                    continue
                ints = [p for p in parts if "int" in p.atoms]
                for other in ints[1:]:
                    self._join(ints[0], other)

    def number(self, var: TypeVar) -> RTy:
        """Form of the integers in `var`."""
        root = self._root(var)
        found = self.numbers.get(root)
        if found is None:
            held = self.number_holders.get(root)
            if held is None:
                found = I64
            else:
                linked, name = held
                anchor = self.context.anchor_at(
                    linked.module, linked.unit, name.span, name.key, self._definition(linked, name)
                )
                why = f"`{name.name}` and the integers computed with it"
                chosen = self._choose("number", anchor, number_kind.ladder(False), why, "int")
                found = I64 if chosen == "i64" else INT
            self.numbers[root] = found
        return found

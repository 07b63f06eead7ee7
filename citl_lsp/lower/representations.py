"""Stratum 1: the form of each flow class, chosen once and read by everything below.

*Containers* and *objects*: one owner, or shared. *Numbers*: the int variables that flow into each other (or are
computed from each other) form one class, which is `i64` or grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.decisions import container as container_kind
from citl_lsp.decisions import number as number_kind
from citl_lsp.decisions import objects as object_kind
from citl_lsp.decisions.choose import Anchor
from citl_lsp.decisions.model import Alternative
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions
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

    def install(self) -> None:
        """Make `Reps` ask here. The faithful profile's forms are the floor, which is what `Reps` has by itself."""
        if self.context.policy.profile == "faithful":
            return
        self._number_classes()
        self._find_holders()
        reps = self.context.reps
        reps.con_form = self.container
        reps.class_form = self.object
        reps.int_form = self.number
        self._share_held()

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
        """The first variable that holds each class: its canonical name."""
        for linked in self.context.program.units.values():
            for var, number in linked.summary.variables.items():
                if var.name == "self" or var.name.startswith("held"):
                    continue
                type_var = linked.vars[number].find()
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
        chosen = self.context.chooser.choose("container", anchor, ladder, why, python_type=con.key)
        self._members("container", anchor, con)
        return chosen

    def _container_site(self, con: Con) -> tuple[Anchor, tuple[Alternative, ...]]:
        linked, var = self.holders[con]
        anchor = self.context.anchor_at(linked.module, linked.unit, var.span, var.key, self._definition(linked, var))
        return anchor, container_kind.ladder(self.context.ownership.blocker(con))

    def _members(self, kind: str, anchor: Anchor, wanted: Con | ClassInfo) -> None:
        """Record which other variables share the decision."""
        chooser = self.context.chooser
        key = next(
            (
                k
                for k, s in chooser.sites.items()
                if s.id.kind == kind and s.span == anchor.span and s.id.name == anchor.name
            ),
            None,
        )
        if key is None or key in chooser.members:
            return
        found = chooser.members[key] = set()
        for linked in self.context.program.units.values():
            for var, number in linked.summary.variables.items():
                for atom in linked.vars[number].find().atoms.values():
                    same = atom.find() is wanted if isinstance(atom, Con) else (
                        isinstance(atom, Instance) and atom.cls.root() is wanted
                    )  # fmt: skip
                    if same:
                        found.add((linked.module.path, self._definition(linked, var), var.name))

    def _definition(self, linked: Linked, var: ir.Variable) -> str:
        for function in linked.summary.functions:
            if var in function.variables:
                return function.qualname
        return linked.unit.qualname

    def object(self, root: ClassInfo) -> str:
        """Form of a class's instances."""
        root = root.root()
        found = self.classes.get(root)
        if found is None:
            anchor, ladder = self._object_site(root)
            why = f"instances of `{root.name}`"
            found = self.context.chooser.choose("object", anchor, ladder, why, python_type=root.name)
            self.classes[root] = found
            self._members("object", anchor, root)
        return found

    def _object_site(self, root: ClassInfo) -> tuple[Anchor, tuple[Alternative, ...]]:
        blocker = self.context.ownership.class_blockers.get(root) or self._plain_init(root)
        anchor = self.context.anchor_at(root.module, root.unit, root.header.span, root.name, root.unit.qualname)
        return anchor, object_kind.ladder(blocker)

    def _plain_init(self, root: ClassInfo) -> str | None:
        """What keeps `__init__` from being a struct expression; None if nothing does."""
        init = root.methods.get("__init__")
        if init is None:
            return "it has no `__init__`"
        this = init.function.params[0].var
        found: set[str] = set()
        for stmt in init.function.body:
            if isinstance(stmt, ir.Pass) or (isinstance(stmt, ir.ExprStmt) and isinstance(stmt.value, ir.Const)):
                continue
            if not isinstance(stmt, ir.Assign) or len(stmt.targets) != 1:
                return "its `__init__` does more than set attributes"
            target = stmt.targets[0]
            if (
                not isinstance(target, ir.TargetAttr)
                or not isinstance(target.obj, ir.Local)
                or target.obj.var is not this
            ):
                return "its `__init__` does more than set attributes"
            if any(v is this for v, _ in all_mentions([ir.ExprStmt(stmt.span, stmt.line, stmt.value)])):
                return "its `__init__` uses `self` before it is complete"
            if target.name in found:
                return "its `__init__` sets an attribute twice"
            found.add(target.name)
        missing = set(root.attributes) - found
        return f"`{min(missing)}` isn't set in `__init__`" if missing else None

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
                chosen = self.context.chooser.choose(
                    "number", anchor, number_kind.ladder(False), why, python_type="int"
                )
                found = I64 if chosen == "i64" else INT
            self.numbers[root] = found
        return found

"""The link step: instantiate every unit's summary and solve, from scratch at each edit.

Works on summaries only. What a construct means for types is stated by `types.rules` and its extensions, what a name
means by `types.names`.
"""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.types.annotations import seed_annotation
from citl_lsp.types.model import Con, Instance, TypeVar
from citl_lsp.types.names import Names
from citl_lsp.types.program import (
    Annotated,
    Linked,
    Program,
)
from citl_lsp.types.summarise import summarise
from citl_lsp.types.summary import Arguments, Constraint, Summary


class Linker(Names):
    """Builds a `Program` from modules (by dotted name; `__main__`'s file first)."""

    def link(self) -> Program:
        """Instantiate and solve."""
        modules = list(self.program.modules.values())
        for module in modules:
            self.declare(module)
        for module in modules:
            self.bases(module)
        for linked in list(self.program.units.values()):
            self._state(linked)
        self.solver.run()
        self._seed()
        return self.program

    def _state(self, linked: Linked) -> None:
        """State the constraints of a unit."""
        variables, scalars = linked.vars, self.program.scalars

        def v(number: int) -> TypeVar:
            return variables[number] if number >= 0 else scalars[number]

        for constraint in linked.summary.constraints:
            _STATEMENTS[constraint[0]](self, linked, v, constraint)

    def _set_global(self, linked: Linked, name: str, value: TypeVar) -> None:
        if linked.unit.kind != "class" or linked.owner is None:
            self.solver.flow(value, self.global_var(linked.module, name))
        elif name not in linked.owner.aliases:
            values = linked.owner.class_values
            self.solver.flow(value, values.setdefault(name, self.solver.var()))

    def _tuple(self, result: TypeVar, values: list[TypeVar]) -> None:
        items = []
        for value in values:
            item = self.solver.var()
            self.solver.flow(value, item)
            items.append(item)
        self.solver.add(result, self.solver.con(f"tuple{len(items)}", items))

    def _set_slice(self, obj: TypeVar, values: TypeVar) -> None:
        element = self.solver.var()
        self.iterate(values, element)
        self.write_slice(obj, element)

    def _arguments(
        self, linked: Linked, arguments: Arguments
    ) -> tuple[list[tuple[TypeVar, bool]], dict[str | None, TypeVar]]:
        positional, keywords = arguments
        return (
            [(self.program.slot(linked, n), star) for n, star in positional],
            {name: self.program.slot(linked, n) for name, n in keywords},
        )

    def _seed(self) -> None:
        """Parameters that no call reaches take their annotation, or are dynamic."""
        by_var: dict[TypeVar, Annotated] = {}
        for annotated in self.program.annotated:
            by_var.setdefault(annotated.var.find(), annotated)
        for _ in range(8):
            seeded = False
            for info in self.program.functions.values():
                if info.kind == "nested" and info.function.name == "<lambda>" and info.called:
                    continue
                for i, var in enumerate(info.params):
                    if var.find().atoms:
                        continue
                    if i == 0 and info.owner is not None and info.kind in ("method", "property", "setter"):
                        self.solver.add(var, Instance(info.owner))
                        seeded = True
                        continue
                    if info.called:
                        continue
                    wish = by_var.get(var.find())
                    if wish is None or not seed_annotation(self, wish.module, wish.annotation, var):
                        default = info.defaults[i]
                        if default is not None:
                            self.solver.flow(default, var)
                        self.solver.add_scalar(var, "any")
                    seeded = True
                info.called = True
            for annotated in self.program.annotated:
                var = annotated.var.find()
                if self._open(var):
                    seeded |= seed_annotation(self, annotated.module, annotated.annotation, var)
            if not seeded:
                return
            self.solver.run()

    def _open(self, var: TypeVar) -> bool:
        """Whether a container in `var` has an element type that nothing is known about."""
        return any(
            isinstance(atom, Con) and atom.key != "fn" and any(not arg.find().atoms for arg in atom.find().args)
            for atom in var.atoms.values()
        )


_Statement = Callable[[Linker, Linked, Callable[[int], TypeVar], Constraint], None]

_STATEMENTS: dict[str, _Statement] = {
    "flow": lambda k, unit, v, c: k.solver.flow(v(c[1]), v(c[2])),
    "gread": lambda k, unit, v, c: k.read_global(unit, c[1], v(c[2]), c[3]),
    "gset": lambda k, unit, v, c: k._set_global(unit, c[1], v(c[2])),
    "list": lambda k, unit, v, c: k.solver.add(v(c[1]), k.solver.con("list", [v(c[2])])),
    "set": lambda k, unit, v, c: k.solver.add(v(c[1]), k.solver.con("set", [v(c[2])])),
    "vtuple": lambda k, unit, v, c: k.solver.add(v(c[1]), k.solver.con("vtuple", [v(c[2])])),
    "iterator": lambda k, unit, v, c: k.solver.add(v(c[1]), k.solver.con("iter", [v(c[2])])),
    "dict": lambda k, unit, v, c: k.solver.add(v(c[1]), k.solver.con("dict", [v(c[2]), v(c[3])])),
    "tuple": lambda k, unit, v, c: k._tuple(v(c[1]), [v(n) for n in c[2]]),
    "function": lambda k, unit, v, c: k.solver.add(v(c[2]), k.function_atom(k.program.functions[c[1]])),
    "define": lambda k, unit, v, c: k.define(unit.module, c[1]),
    "annotate": lambda k, unit, v, c: k.program.annotated.append(Annotated(v(c[1]), c[2], unit.module)),
    "import": lambda k, unit, v, c: k.bind_import(unit, c[1]),
    "super": lambda k, unit, v, c: k.super(unit, c[1], k._arguments(unit, c[2]), v(c[3])),
    "method": lambda k, unit, v, c: k.method_call(v(c[1]), c[2], k._arguments(unit, c[3]), v(c[4])),
    "call": lambda k, unit, v, c: k.call(v(c[1]), k._arguments(unit, c[2]), v(c[3]), c[4]),
    "bin": lambda k, unit, v, c: k.binary(c[1], v(c[2]), v(c[3]), v(c[4]), c[5]),
    "aug": lambda k, unit, v, c: k.binary(c[1], v(c[2]), v(c[3]), v(c[4]), None, in_place=True),
    "unary": lambda k, unit, v, c: k.unary(c[1], v(c[2]), v(c[3])),
    "compare": lambda k, unit, v, c: k.compare(c[1], v(c[2]), v(c[3])),
    "attr": lambda k, unit, v, c: k.read_attribute(v(c[1]), c[2], v(c[3])),
    "setattr": lambda k, unit, v, c: k.write_attribute(v(c[1]), c[2], v(c[3])),
    "index": lambda k, unit, v, c: k.read_index(v(c[1]), v(c[2]), v(c[3]), c[4]),
    "setindex": lambda k, unit, v, c: k.write_index(v(c[1]), v(c[2]), v(c[3])),
    "delindex": lambda k, unit, v, c: k.delete_index(v(c[1]), v(c[2])),
    "slice": lambda k, unit, v, c: k.read_slice(v(c[1]), v(c[3]), c[4]),
    "setslice": lambda k, unit, v, c: k._set_slice(v(c[1]), v(c[3])),
    "iter": lambda k, unit, v, c: k.iterate(v(c[1]), v(c[2])),
    "unpack": lambda k, unit, v, c: k.unpack(v(c[1]), [v(n) for n in c[2]], c[3]),
    "truthy": lambda k, unit, v, c: k.filtered(v(c[1]), v(c[2]), frozenset({"none"})),
    "falsy": lambda k, unit, v, c: k.filtered(v(c[1]), v(c[2]), frozenset({"fn"})),
    "caught": lambda k, unit, v, c: k.caught([v(n) for n in c[1]], v(c[2])),
    "merge_dict": lambda k, unit, v, c: k.merge_dict(v(c[1]), v(c[2]), v(c[3])),
    "raise": lambda k, unit, v, c: k.raised(v(c[1])),
}
"""What each kind of constraint states, of a unit whose variables `v` names by number."""


def link(modules: list[ir.Module], summaries: Callable[[ir.Unit], Summary] = summarise) -> Program:
    """Solve the program made of `modules` (the one that is run first)."""
    return Linker(modules, summaries).link()

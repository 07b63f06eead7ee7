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
from citl_lsp.types.summary import Arguments, Summary


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
            for constraint in linked.summary.constraints:
                self.apply(linked, constraint)
        self.solver.run()
        self._seed()
        return self.program

    def apply(self, linked: Linked, constraint: tuple) -> None:  # type: ignore[type-arg]
        """State one constraint of a unit."""
        op = constraint[0]
        variables, scalars = linked.vars, self.program.scalars

        def v(number: int) -> TypeVar:
            return variables[number] if number >= 0 else scalars[number]

        solver = self.solver
        if op == "flow":
            solver.flow(v(constraint[1]), v(constraint[2]))
        elif op == "gread":
            self.read_global(linked, constraint[1], v(constraint[2]))
        elif op == "gset":
            if linked.unit.kind == "class" and linked.owner is not None:
                if constraint[1] in linked.owner.aliases:
                    return
                values = linked.owner.class_values
                solver.flow(v(constraint[2]), values.setdefault(constraint[1], solver.var()))
            else:
                solver.flow(v(constraint[2]), self.global_var(linked.module, constraint[1]))
        elif op in ("list", "set", "vtuple"):
            solver.add(v(constraint[1]), solver.con(op, [v(constraint[2])]))
        elif op == "iterator":
            solver.add(v(constraint[1]), solver.con("iter", [v(constraint[2])]))
        elif op == "tuple":
            items = []
            for number in constraint[2]:
                item = solver.var()
                solver.flow(v(number), item)
                items.append(item)
            solver.add(v(constraint[1]), solver.con(f"tuple{len(items)}", items))
        elif op == "dict":
            solver.add(v(constraint[1]), solver.con("dict", [v(constraint[2]), v(constraint[3])]))
        elif op == "function":
            info = self.program.functions[constraint[1]]
            solver.add(v(constraint[2]), self.function_atom(info))
        elif op == "define":
            self.define(linked.module, constraint[1])
        elif op == "annotate":
            self.program.annotated.append(Annotated(v(constraint[1]), constraint[2], linked.module))
        elif op == "import":
            self.bind_import(linked, constraint[1])
        elif op == "super":
            self.super(linked, constraint[1], self._arguments(linked, constraint[2]), v(constraint[3]))
        elif op == "method":
            self.method_call(v(constraint[1]), constraint[2], self._arguments(linked, constraint[3]), v(constraint[4]))
        elif op == "call":
            self.call(v(constraint[1]), self._arguments(linked, constraint[2]), v(constraint[3]), constraint[4])
        elif op == "bin":
            self.binary(constraint[1], v(constraint[2]), v(constraint[3]), v(constraint[4]), constraint[5])
        elif op == "aug":
            self.binary(constraint[1], v(constraint[2]), v(constraint[3]), v(constraint[4]), None, in_place=True)
        elif op == "unary":
            self.unary(constraint[1], v(constraint[2]), v(constraint[3]))
        elif op == "compare":
            self.compare(constraint[1], v(constraint[2]), v(constraint[3]))
        elif op == "attr":
            self.read_attribute(v(constraint[1]), constraint[2], v(constraint[3]))
        elif op == "setattr":
            self.write_attribute(v(constraint[1]), constraint[2], v(constraint[3]))
        elif op == "index":
            self.read_index(v(constraint[1]), v(constraint[2]), v(constraint[3]), constraint[4])
        elif op == "setindex":
            self.write_index(v(constraint[1]), v(constraint[2]), v(constraint[3]))
        elif op == "delindex":
            self.delete_index(v(constraint[1]), v(constraint[2]))
        elif op == "slice":
            self.read_slice(v(constraint[1]), v(constraint[3]), constraint[4])
        elif op == "setslice":
            element = solver.var()
            self.iterate(v(constraint[3]), element)
            self.write_slice(v(constraint[1]), element)
        elif op == "iter":
            self.iterate(v(constraint[1]), v(constraint[2]))
        elif op == "unpack":
            self.unpack(v(constraint[1]), [v(n) for n in constraint[2]], constraint[3])
        elif op == "truthy":
            self.filtered(v(constraint[1]), v(constraint[2]), frozenset({"none"}))
        elif op == "falsy":
            self.filtered(v(constraint[1]), v(constraint[2]), frozenset({"fn"}))
        elif op == "caught":
            self.caught([v(n) for n in constraint[1]], v(constraint[2]))
        elif op == "merge_dict":
            self.merge_dict(v(constraint[1]), v(constraint[2]), v(constraint[3]))
        elif op == "raise":
            self.raised(v(constraint[1]))
        else:
            raise AssertionError(op)

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


def link(modules: list[ir.Module], summaries: Callable[[ir.Unit], Summary] = summarise) -> Program:
    """Solve the program made of `modules` (the one that is run first)."""
    return Linker(modules, summaries).link()

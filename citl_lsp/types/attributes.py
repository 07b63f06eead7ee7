"""Attributes."""

from __future__ import annotations

from citl_lsp.stdlib import tables
from citl_lsp.types.containers import ContainerRules
from citl_lsp.types.model import ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.program import ClassInfo


class AttributeRules(ContainerRules):
    """`obj.name`, read and written."""

    def attribute_var(self, cls: ClassInfo, name: str) -> TypeVar:
        """The variable of an instance attribute, one per hierarchy."""
        attributes = cls.root().attributes
        var = attributes.get(name)
        if var is None:
            var = attributes[name] = self.solver.var()
        return var

    def read_attribute(self, obj: TypeVar, name: str, result: TypeVar) -> None:
        """`obj.name`."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in obj.new_atoms(seen):
                if isinstance(atom, Instance):
                    self._instance_attribute(atom, name, result)
                elif isinstance(atom, ClassObject):
                    found = atom.cls.find_class_value(name)
                    method = atom.cls.find_method(name)
                    if found is not None:
                        solver.flow(found[1], result)
                    elif method is not None and method.kind in ("static", "class"):
                        self.bound(method, atom, result)
                    elif method is not None:
                        solver.add(result, self.function_atom(method))
                        self.mark_called(method)
                    elif name in ("__name__", "__qualname__", "__doc__"):
                        solver.add_scalar(result, "str")
                elif isinstance(atom, Named):
                    if key.startswith("module:"):
                        self.module_attribute(atom.name, name, result)
                    elif key.startswith(("exc:", "exctype:", "builtin:")):
                        if name == "args":
                            self._exception_arguments(result)
                        elif key.startswith("builtin:") and tables.method(atom.name, name):
                            solver.add(result, Named("method", f"{atom.name}.{name}"))
                        else:
                            solver.add_scalar(result, "str" if name == "__name__" else "any")
                elif key == "any":
                    solver.add_scalar(result, "any")
                elif isinstance(atom, Con) and key == "fn":
                    solver.add_scalar(result, "str" if name == "__name__" else "any")
                elif name == "__name__":
                    solver.add_scalar(result, "str")
                elif tables.method(key, name):
                    self.bound_method(atom, name, result)

        self.rule(run, obj)

    def _instance_attribute(self, atom: Instance, name: str, result: TypeVar) -> None:
        solver, cls = self.solver, atom.cls
        method = cls.find_method(name)
        if method is not None and not cls.hides(name):
            if method.kind == "property":
                self.call_function(method, [(self.singleton(atom), False)], {}, result)
            else:
                self.bound_method(atom, name, result)
            return
        if name == "args" and self.exception_base(cls):
            self._exception_arguments(result)
            return
        if name == "__class__":
            solver.add(result, ClassObject(cls))
            return
        if name == "__dict__":
            solver.add_scalar(result, "any")
            return
        found = cls.find_class_value(name)
        if found is not None:
            solver.flow(found[1], self.attribute_var(cls, name))
        solver.flow(self.attribute_var(cls, name), result)

    def _exception_arguments(self, result: TypeVar) -> None:
        """`error.args`: whatever any exception is made with."""
        element = self.solver.var()
        self.solver.add_scalar(element, "any")
        self.solver.flow(self.carried, element)
        self.solver.add(result, self.solver.con("vtuple", [element]))

    def write_attribute(self, obj: TypeVar, name: str, value: TypeVar) -> None:
        """`obj.name = value`."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in obj.new_atoms(seen):
                if isinstance(atom, Instance):
                    setter = atom.cls.find_setter(name)
                    if setter is not None:
                        self.call_function(setter, [(self.singleton(atom), False), (value, False)], {}, solver.var())
                    elif (method := atom.cls.find_method(name)) is None or method.kind != "property":
                        atom.cls.root().written.add(name)
                        solver.flow(value, self.attribute_var(atom.cls, name))
                elif isinstance(atom, ClassObject):
                    solver.flow(value, self._class_attribute(atom.cls, name))
                elif isinstance(atom, Named) and key.startswith("module:") and atom.name in self.program.modules:
                    solver.flow(value, self.global_var(self.program.modules[atom.name], name))

        self.rule(run, obj)

    def _class_attribute(self, cls: ClassInfo, name: str) -> TypeVar:
        """The variable of a class attribute that is assigned: the class's own, of one type with the one it hides."""
        var = cls.class_values.get(name)
        if var is None:
            inherited = cls.find_class_value(name)
            var = cls.class_values[name] = inherited[1] if inherited is not None else self.solver.var()
            cls.late_values.add(name)
            for below in cls.descendants():
                if name in below.late_values:
                    self.solver.unify(var, below.class_values[name])
        return var

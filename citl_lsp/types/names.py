"""What names mean: globals, imports, functions as values, `super()`."""

from __future__ import annotations

import builtins

from citl_lsp.ir import nodes as ir
from citl_lsp.stdlib import tables
from citl_lsp.types.declare import Declarations
from citl_lsp.types.model import ClassObject, Con, Named, TypeVar
from citl_lsp.types.program import (
    BUILTIN_EXCEPTIONS,
    ClassInfo,
    FunctionInfo,
    Linked,
    ModuleInfo,
)


class Names(Declarations):
    """Resolves names to type variables."""

    def global_var(self, module: ModuleInfo, name: str) -> TypeVar:
        """The variable of a module-level name."""
        var = module.globals.get(name)
        if var is None:
            var = module.globals[name] = self.solver.var()
        return var

    def function_atom(self, info: FunctionInfo) -> Con:
        """The function as a value; one flow class per function until two meet."""
        atom = self.atoms.get(info)
        if atom is None:
            atom = self.atoms[info] = info.atom = self.solver.con("fn", [*info.params, info.result])
            atom.targets[info.key] = info
        return atom

    def define(self, module: ModuleInfo, qualname: str) -> None:
        name = qualname.split("#")[0]
        if name in module.static:
            return
        var = self.global_var(module, name)
        if qualname in module.classes:
            self.solver.add(var, ClassObject(module.classes[qualname]))
        elif qualname in module.functions:
            self.solver.add(var, self.function_atom(module.functions[qualname]))

    def bind_import(self, linked: Linked, node: ir.Import) -> None:
        module = linked.module
        number = linked.summary.variables.get(node.var) if node.var is not None else None
        if number is not None and node.bound in module.imports:
            self._imported(module.imports[node.bound], linked.vars[number])
        elif number is not None:
            self.solver.add_scalar(linked.vars[number], "any")
        elif node.bound not in module.imports:
            self.solver.add_scalar(self.global_var(module, node.bound), "any")

    def read_global(self, linked: Linked, name: str, result: TypeVar, past_class: bool) -> None:
        """`name`, which means nothing local; `past_class` where it can't be one of the class body's."""
        module, solver, owner = linked.module, self.solver, linked.owner
        if linked.unit.kind == "class" and owner is not None and owner.body_assigns(name) and not past_class:
            solver.flow(owner.class_values[name], result)
            return
        static = module.static.get(name)
        if static is not None:
            atom = ClassObject(static) if isinstance(static, ClassInfo) else self.function_atom(static)
            solver.add(result, atom)
            return
        if name in module.globals or self._assigned(module, name):
            solver.flow(self.global_var(module, name), result)
            if name not in module.imports:
                return
        imported = module.imports.get(name)
        if imported is not None:
            self._imported(imported, result)
        elif name == "__name__" or name == "__file__":
            solver.add_scalar(result, "str")
        elif name in BUILTIN_EXCEPTIONS:
            solver.add(result, Named("exctype", name))
        elif tables.builtin(name) or name in self.code_builtins or name == "NotImplemented":
            solver.add(result, Named("builtin", name))
        elif name != "super":
            solver.add_scalar(result, "any")
            if name not in module.unknown and not hasattr(builtins, name):
                self.program.unknown.setdefault(linked.unit, set()).add(name)

    def _assigned(self, module: ModuleInfo, name: str) -> bool:
        known = self.assigned_names.get(module)
        if known is None:
            known = set()
            for unit in module.module.units:
                if unit.kind != "class":
                    for c in self.program.units[unit].summary.constraints:
                        if c[0] == "gset":
                            known.add(c[1])
                        elif c[0] == "define":
                            known.add(c[1].split("#")[0])
            self.assigned_names[module] = known
        return name in known

    def _imported(self, imported: str, result: TypeVar) -> None:
        source, _, name = imported.partition(":")
        if source == "module":
            self.solver.add(result, Named("module", name))
        elif source in self.program.modules:
            self._module_name(self.program.modules[source], name, result)
        else:
            self.library_name(source, name, result)

    def _module_name(self, module: ModuleInfo, name: str, result: TypeVar) -> None:
        static = module.static.get(name)
        if isinstance(static, ClassInfo):
            self.solver.add(result, ClassObject(static))
        elif static is not None:
            self.solver.add(result, self.function_atom(static))
        elif name in module.imports:
            self._imported(module.imports[name], result)
        else:
            self.solver.flow(self.global_var(module, name), result)

    def module_attribute(self, module: str, name: str, result: TypeVar) -> None:
        """`module.name`, of a sibling file or the library."""
        if module in self.program.modules:
            self._module_name(self.program.modules[module], name, result)
        elif f"{module}.{name}" in self.program.modules:
            self.solver.add(result, Named("module", f"{module}.{name}"))
        else:
            self.library_name(module, name, result)

    def super(
        self,
        linked: Linked,
        name: str,
        arguments: tuple[list[tuple[TypeVar, bool]], dict[str | None, TypeVar]],
        result: TypeVar,
    ) -> None:
        owner = linked.owner
        if owner is None:
            return
        base = owner.bases[0] if owner.bases else None
        method = base.find_method(name) if base is not None else None
        if method is not None:
            caller = self.program.functions[linked.unit.body]  # type: ignore[index]
            receiver = [] if method.kind == "static" else caller.params[:1]
            if method.kind == "class" and caller.kind != "class":
                receiver = [self.singleton(ClassObject(owner))]
            self.call_function(method, [*((r, False) for r in receiver), *arguments[0]], arguments[1], result)
        else:
            if name == "__init__":
                self.carry(arguments[0])
            self.solver.add_scalar(result, "none" if name == "__init__" else "str")

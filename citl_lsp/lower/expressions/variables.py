"""Reading variables: local, global, of other modules."""

from __future__ import annotations

import builtins

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.expressions.functions import FunctionValues
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import STR, VALUE
from citl_lsp.lower.texts import RUST_TYPES, lent_text, shared_text
from citl_lsp.lower.values import Val, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Con, Named
from citl_lsp.types.program import FunctionInfo


class VariableReads(FunctionValues):
    """Lowering of names."""

    def e_local(self, e: ir.Local) -> Val:
        return self.read_variable(e.var, e)

    def read_variable(self, var: ir.Variable, node: ir.Node) -> Val:
        """The value of a local variable."""
        origin = self.origin(node)
        binding = self.bindings.get(var)
        if binding is None:
            info = self.program.static_functions.get(var)
            if info is not None:
                return self.function_value(info, node)
            for atom in self.var(node).atoms.values() if isinstance(node, ir.Local) else ():
                if isinstance(atom, Named) and atom.key.startswith("library:"):
                    module, _, attribute = atom.name.rpartition(".")
                    return self.library_value(module, attribute, node)
                if isinstance(atom, Con) and len(atom.find().targets) == 1:
                    return self.function_value(next(iter(atom.find().targets.values())), node)
                if isinstance(atom, ClassObject):
                    return self.class_constant(atom.cls)
            return self.unsupported(node, f"the variable `{var.name}` here", "")
        if binding.place is not None:
            return self.expr(binding.place)
        path = r.Path(binding.name, origin=origin)
        if binding.how in RUST_TYPES:
            return shared_text(binding, origin)
        if binding.how == "value":
            return Val(path, binding.ty, "place")
        if binding.how in ("ref", "refmut"):
            return Val(path, binding.ty, "ref" if binding.how == "ref" else "refmut")
        name = r.Lit(rust_string(var.name))
        if binding.how == "cell":
            if var.maybe_unbound:
                return Val(self.fallible(method(path, "get", name, origin=origin), node), binding.ty)
            return Val(method(path, "value", origin=origin), binding.ty)
        held = method(method(path, "clone"), "ok_or_else", self.unset_error(name), origin=origin)
        return Val(self.fallible(held, node), binding.ty)

    def unset_error(self, name: r.RExpr) -> r.RExpr:
        """A closure that makes the error of a local variable without a value."""
        missing = "not_defined" if self.info.function.name == "<module>" else "unbound_local"
        return r.Closure([], call(missing, name))

    def own_text(self, e: ir.Expr) -> r.RExpr | None:
        """The `&str` of a variable that holds its string in a form of Rust's own; None for anything else."""
        binding = self.bindings.get(e.var) if isinstance(e, ir.Local) else None
        return lent_text(binding) if binding is not None and binding.how in RUST_TYPES else None

    def e_global(self, e: ir.Global) -> Val:
        module, name = self.linked.module, e.name
        owner = self.linked.owner
        of_body = self.linked.unit.kind == "class" and not e.in_comprehension
        if of_body and owner is not None and owner.body_assigns(name):
            return self.class_value(owner, name, e)
        atoms = self.var(e).atoms
        static = module.static.get(name)
        if isinstance(static, FunctionInfo):
            return self.function_value(static, e)
        if (
            name in module.globals
            and name not in module.static
            and name not in module.unknown
            and module.globals[name].find().atoms
        ):
            return self.read_global(module.name, name, e)
        if name == "__name__":
            text = "__main__" if module.index == 0 else module.name
            return Val(call("Str::lit", r.Lit(rust_string(text))), STR)
        if name == "__file__":
            return Val(call("Str::lit", r.Lit(rust_string(module.path))), STR)
        if name in module.unknown and name not in module.imports:
            return self.unsupported(e, f"what `{module.unknown[name]}` provides", "")
        imported = module.imports.get(name)
        if imported is not None:
            source, _, attribute = imported.partition(":")
            if source != "module":
                return self.module_value(source, attribute, e)
        for atom in atoms.values():
            if isinstance(atom, (ClassObject, Named, Con)):
                return self.named_value(e, atom)
        if name in module.globals:
            return self.read_global(module.name, name, e)
        if hasattr(builtins, name):
            return self.unsupported(e, f"`{name}`", "")
        # `types.unknown` tells it.
        failing = call("Err::<Value, Box<PyErr>>", call("not_defined", r.Lit(rust_string(name))))
        return Val(self.fallible(failing, e), VALUE)

    def read_global(self, module: str, name: str, node: ir.Node) -> Val:
        """A module-level variable."""
        slot = self.program.global_slot(self.program.program.modules[module], name)
        read = method(r.Path(slot.rust), "get", r.Lit(rust_string(name)), origin=self.origin(node))
        return Val(self.fallible(read, node), slot.ty)

    def module_value(self, module: str, name: str, node: ir.Node) -> Val:
        """`module.name` as a value."""
        infos = self.program.program.modules
        if module in infos:
            info = infos[module]
            static = info.static.get(name)
            if isinstance(static, FunctionInfo):
                return self.function_value(static, node)
            if static is None and name in info.globals:
                return self.read_global(module, name, node)
            if name in info.imports:
                source, _, attribute = info.imports[name].partition(":")
                if source != "module":
                    return self.module_value(source, attribute, node)
        return self.library_value(module, name, node)

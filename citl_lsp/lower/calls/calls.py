"""Calls: what the called expression is decides the form."""

from __future__ import annotations

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.absent import absent, defined_by_class
from citl_lsp.lower.calls.methods import MethodCalls
from citl_lsp.lower.library.itertools import chain_from_iterable
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import RTy, owns, rust_type
from citl_lsp.lower.values import Val, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Con, Instance, Named
from citl_lsp.types.program import ClassInfo, FunctionInfo


class CallLowering(MethodCalls):
    """Lowering of call expressions."""

    def e_call(self, e: ir.Call) -> Val:
        """A call."""
        saved, self.lasting = self.lasting, None
        v = self._call(e)
        self.lasting = saved
        return v

    def _call(self, e: ir.Call) -> Val:
        func = e.func
        if isinstance(func, ir.Attr):
            return self._attribute_call(func, e)
        if isinstance(func, ir.Local):
            info = self.program.static_functions.get(func.var)
            if info is not None and func.var not in self.bindings:
                return self.call_user(info, e)
        if isinstance(func, ir.Global):
            module = self.linked.module
            static = module.static.get(func.name)
            if isinstance(static, FunctionInfo):
                return self.call_user(static, e)
            if isinstance(static, ClassInfo):
                return self.construct(static, e)
            if func.name not in module.globals or func.name in module.imports:
                imported = module.imports.get(func.name)
                if imported is not None:
                    source, _, name = imported.partition(":")
                    if source != "module":
                        return self._module_call(source, name, e)
                for atom in self.var(func).atoms.values():
                    if isinstance(atom, Named):
                        kind = atom.key.partition(":")[0]
                        if kind == "builtin":
                            return self.call_builtin(atom.name, e)
                        if kind == "exctype":
                            return self.new_exception(atom.name, e)
        atoms = self.var(func).atoms
        if len(atoms) == 1:
            (atom,) = atoms.values()
            if isinstance(atom, ClassObject):
                return self.construct(atom.cls, e)
            if isinstance(atom, Named) and atom.key.startswith("builtin:"):
                return self.call_builtin(atom.name, e)
            if isinstance(atom, Named) and atom.key.startswith("library:"):
                module_name, _, name = atom.name.rpartition(".")
                return self._module_call(module_name, name, e)
        return self.call_value(self.expr(func), e)

    def call_value(self, callee: Val, e: ir.Call) -> Val:
        origin = self.origin(e)
        if callee.ty.kind == "opt" and callee.ty.args[0].kind == "func":
            stop = call("type_error", r.Lit("\"'NoneType' object is not callable\""))
            callee = Val(self.fallible(method(own(callee), "ok_or_else", r.Closure([], stop)), e), callee.ty.args[0])
        if callee.ty.kind == "class":
            return self.per_possible_class(callee, e.func, lambda cls: self.construct(cls, e), e)
        if callee.ty.kind == "obj" and self.node_methods(callee, "__call__"):
            return self.method_on(callee, "__call__", e, [])
        if callee.ty.kind == "func" and not any(isinstance(a, ir.Starred) for a in e.args):
            packed = self._func_arguments(callee, e)
            if packed is not None:
                return Val(self.fallible(method(callee.expr, "call", packed, origin=origin), e), callee.ty.args[-1])
        stmts: list[r.RStmt] = []
        held = self.let(stmts, callee)
        args_expr = self.value_arguments(e)
        got = self.fallible(
            call("v_call", self.value_ref(held, e), r.Prefix("&", args_expr), self.keyword_values(e), origin=origin), e
        )
        v = self.from_value(got, self.rep_or_value(e), e)
        return Val(self.block(stmts, v.expr), v.ty)

    def call_held(self, callee: Val, function: ir.Expr, want: RTy) -> Val:
        """`callee()`, where `function` is the expression that it came from."""
        node = ir.Call(function.span, function.line, function, [], [])
        self.synthetic[node] = want
        return self.call_value(callee, node)

    def _func_arguments(self, callee: Val, e: ir.Call) -> r.RExpr | None:
        """The arguments of a `Func`: a tuple with None for what has a default; None when the call doesn't fit."""
        params = callee.ty.args[:-1]
        places: dict[int, ir.Expr] = dict(enumerate(e.args))
        if e.keywords:
            names = {tuple(p.var.name for p in t.function.params[-len(params) :]) for t in self._value_targets(e.func)}
            if len(names) != 1:
                return None
            (order,) = names
            for k in e.keywords:
                if k.name not in order or order.index(k.name) in places:
                    return None
                places[order.index(k.name)] = k.value
        if any(i >= len(params) for i in places):
            return None
        if any(i not in places and t.name != "given" for i, t in enumerate(params)):
            return None
        stmts: list[r.RStmt] = []
        vals = {i: self.expr(a) for i, a in places.items()}
        if list(places) != sorted(places):
            vals = {i: self.let(stmts, v) for i, v in vals.items()}
        packed: list[r.RExpr] = []
        for i, t in enumerate(params):
            if i not in vals:
                packed.append(r.Path("None"))
            elif t.name == "given":
                packed.append(call("Some", self.convert(vals[i], t.args[0], places[i])))
            else:
                packed.append(self.convert(vals[i], t, places[i]))
        return self.block(stmts, r.Tuple(packed))

    def _value_targets(self, func: ir.Expr) -> list[FunctionInfo]:
        atom = self.var(func).atoms.get("fn")
        return list(atom.find().targets.values()) if isinstance(atom, Con) else []

    def call_user(self, info: FunctionInfo, e: ir.Call, first: list[Val] | None = None) -> Val:
        """A call of a known function; `first` are arguments that come before those written."""
        stmts: list[r.RStmt] = []
        args = self.bind(info, first or [], e, stmts)
        if args is None:
            return self.unsupported(e, "this form of call", "pass the arguments one by one")
        captured: list[r.RExpr] = []
        for var in self.program.captures[info]:
            binding = self.bindings.get(var)
            if binding is None:
                return self.unsupported(e, f"calling `{info.function.name}` here", "")
            path = r.Path(binding.name)
            if binding.how in ("ref", "refmut"):
                captured.append(path)
            else:
                lent_mut = owns(binding.ty) and var in self.program.effects.mutated
                captured.append(r.Prefix("&mut " if lent_mut else "&", path))
        name = self.program.path_of(info, self.linked.module)
        made = call(name, *captured, *args, origin=self.origin(e))
        result = self.program.reps.of(info.result)
        return Val(self.block(stmts, self.fallible(made, e, info.key)), result, self.result_mode(info))

    def _attribute_call(self, func: ir.Attr, e: ir.Call) -> Val:
        inner = func.obj
        if isinstance(inner, ir.Call) and isinstance(inner.func, ir.Global) and inner.func.name == "super":
            return self.super_call(func.name, e)
        atoms = self.var(inner).atoms
        if absent(self.program.program, atoms.values(), func.name, called=True):
            return self.unsupported(e, f"the method `{func.name}`", "")
        if func.name == "__class__":
            return self.call_value(self.expr(func), e)
        if sum(atom.key.startswith("module:") for atom in atoms.values()) > 1:
            return self.unsupported(e, f"calling `{func.name}` of one of several modules", "")
        for atom in atoms.values():
            if isinstance(atom, Named) and atom.key.startswith("module:"):
                if atom.name.startswith("sys.std"):
                    return self.stream_method(atom.name, func.name, e)
                return self._module_call(atom.name, func.name, e)
            if atom.key == "library:itertools.chain" and func.name == "from_iterable":
                v = chain_from_iterable(self, e)
                return v if v is not None else self.unsupported(e, "this call of `chain.from_iterable`", "")
            if isinstance(atom, ClassObject) and len(atoms) == 1:
                return self.class_call(atom.cls, func.name, e)
            if isinstance(atom, Named) and atom.key.startswith("builtin:") and len(atoms) == 1:
                return self.builtin_type_method(atom.name, func.name, e)
        if self.rep(inner).kind == "Value" and defined_by_class(atoms.values(), func.name):
            return self.unsupported(e, f"the method `{func.name}` of one of several classes", "")
        recv = self.mutable(inner) if func.name in MUTATING or self.changes_receiver(func) else self.expr(inner)
        return self.method_on(recv, func.name, e, [a.cls for a in atoms.values() if isinstance(a, Instance)])

    def _module_call(self, module: str, name: str, e: ir.Call) -> Val:
        """`module.name(...)`."""
        infos = self.program.program.modules
        if f"{module}.{name}" in infos:
            return self.unsupported(e, f"calling the module `{name}`", "")
        if module in infos:
            static = infos[module].static.get(name)
            if isinstance(static, FunctionInfo):
                return self.call_user(static, e)
            if isinstance(static, ClassInfo):
                return self.construct(static, e)
            imported = infos[module].imports.get(name)
            if imported is not None:
                source, _, attribute = imported.partition(":")
                if source != "module":
                    return self._module_call(source, attribute, e)
            return self.call_value(self.module_value(module, name, e.func), e)
        return self.library_call(module, name, e)

    def class_value(self, cls: ClassInfo, name: str, e: ir.Node, of: str = "") -> Val:
        """The class attribute that `name` means on `cls`; `of` is what an AttributeError says of who lacks it."""
        late, owner = cls.class_value_owners(name)
        slots = [self.program.class_slot(one, name) for one in late]
        if owner is not None:
            slot = self.program.class_slot(owner, name)
            made = method(r.Path(slot.rust), "get", r.Lit(f'"{name}"'), origin=self.origin(e))
            v = Val(self.fallible(made, e), slot.ty)
        else:
            lacking = of or f"type object '{cls.name}'"
            text = f"{lacking} has no attribute '{name}'"
            error = call("attribute_error", r.Lit(rust_string(text)))
            ty = slots[-1].ty
            v = Val(self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", error), e), ty)
        for slot in reversed(slots):
            own_value = r.Block([], method(r.Path(slot.rust), "value", origin=self.origin(e)))
            test = method(r.Path(slot.rust), "is_set")
            v = Val(r.IfExpr(test, own_value, r.Block([], v.expr), origin=self.origin(e)), v.ty)
        return v

"""The link step: instantiate every unit's summary and solve, from scratch at each edit.

Works on summaries only. What a construct means for types is stated by `types.rules`; this file resolves names:
modules, globals, classes, imports, calls of the user's own functions.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from citl_lsp.ir import nodes as ir
from citl_lsp.stdlib import tables
from citl_lsp.types.annotations import annotation_name, seed_annotation
from citl_lsp.types.model import ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, Linked, ModuleInfo
from citl_lsp.types.rules import Rules
from citl_lsp.types.solver import Solver
from citl_lsp.types.summary import SCALAR_SLOTS, Arguments, Summary, summarise

BUILTIN_EXCEPTIONS = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)


@dataclass(slots=True)
class Annotated:
    """An annotation seen on a variable."""

    var: TypeVar
    annotation: ir.Expr
    module: ModuleInfo


@dataclass(slots=True)
class Problem:
    """Something that the link step has to say about a Python place."""

    module: ModuleInfo
    unit: ir.Unit
    node: ir.Node
    code: str
    message: str


@dataclass(slots=True)
class Program:
    """The solved program."""

    solver: Solver
    modules: dict[str, ModuleInfo]
    units: dict[ir.Unit, Linked]
    functions: dict[ir.Function, FunctionInfo] = field(default_factory=dict)
    annotated: list[Annotated] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    static: dict[TypeVar, str] = field(default_factory=dict)
    argv: TypeVar | None = None
    used_dynamically: list[TypeVar] = field(default_factory=list)
    """Variables of values that some operation takes in their dynamic form."""

    def of(self, linked: Linked, node: ir.Node) -> TypeVar:
        """The type variable of `node` in the unit `linked`."""
        number = linked.summary.exprs[node]
        return self.slot(linked, number)

    def slot(self, linked: Linked, number: int) -> TypeVar:
        """The type variable with this number in the unit's summary."""
        return linked.vars[number].find() if number >= 0 else self.scalars[number]

    scalars: dict[int, TypeVar] = field(default_factory=dict)


class Linker(Rules):
    """Builds a `Program` from modules (by dotted name; `__main__`'s file first)."""

    def __init__(self, modules: list[ir.Module], summaries: Callable[[ir.Unit], Summary] = summarise) -> None:
        self.solver = Solver()
        super().__init__(self.solver)
        infos = {m.name: ModuleInfo(m.name, m.path, m, i) for i, m in enumerate(modules)}
        self.program = Program(self.solver, infos, {})
        self.program.scalars = {number: self.solver.scalar(name) for name, number in SCALAR_SLOTS.items()}
        self.summaries = summaries
        self.pending_bases: list[tuple[ClassInfo, ModuleInfo]] = []

    def link(self) -> Program:
        """Instantiate and solve."""
        modules = list(self.program.modules.values())
        for module in modules:
            self._declare(module)
        for module in modules:
            self._bases(module)
        for linked in list(self.program.units.values()):
            for constraint in linked.summary.constraints:
                self.apply(linked, constraint)
        self.solver.run()
        self._seed()
        return self.program

    # --- declarations ------------------------------------------------------------------------------------------------

    def _declare(self, module: ModuleInfo) -> None:
        assigned: dict[str, int] = {}
        for unit in module.module.units:
            summary = self.summaries(unit)
            linked = Linked(module, unit, summary, [self.solver.var() for _ in range(summary.count)])
            self.program.units[unit] = linked
            for constraint in summary.constraints:
                if constraint[0] == "gset" and unit.kind != "class":
                    assigned[constraint[1]] = assigned.get(constraint[1], 0) + 1
                elif constraint[0] == "define":
                    name = constraint[1].split("#")[0]
                    assigned[name] = assigned.get(name, 0) + 1
                elif constraint[0] == "import":
                    self._import(module, linked, constraint[1])
                    assigned[constraint[1].bound] = assigned.get(constraint[1].bound, 0) + 1
            if isinstance(unit.body, ir.ClassHeader):
                key = f"{module.name}.{unit.qualname}"
                module.classes[unit.qualname] = ClassInfo(key, unit.body.name, module, unit, unit.body)
                linked.owner = module.classes[unit.qualname]
        for unit in module.module.units:
            linked = self.program.units[unit]
            for function, slots in linked.summary.functions.items():
                info = FunctionInfo(
                    f"{module.name}.{function.qualname}",
                    module,
                    unit,
                    function,
                    tuple(linked.vars[i] for i in slots.params),
                    tuple(None if i is None else self.program.slot(linked, i) for i in slots.defaults),
                    linked.vars[slots.result],
                    kind="function" if function is unit.body else "nested",
                )
                module.functions[function.qualname] = info
                self.program.functions[function] = info
                if function is unit.body and unit.kind == "method":
                    owner = module.classes.get(unit.qualname.rpartition(".")[0])
                    if owner is not None:
                        self._method(owner, info)
                        linked.owner = owner
        for unit in module.module.units:
            linked = self.program.units[unit]
            if linked.owner is not None and unit.kind == "method" and isinstance(unit.body, ir.Function):
                this = [linked.summary.variables.get(p.var) for p in unit.body.params[:1]]
                for constraint in linked.summary.constraints:
                    if constraint[0] == "setattr" and constraint[1] in this:
                        linked.owner.assigned.add(constraint[2])
        for cls in module.classes.values():
            for name, method in _method_aliases(cls):
                cls.aliases[name] = cls.methods[name] = method
            # Known before any constraint is stated, since other units ask for them.
            for constraint in self.program.units[cls.unit].summary.constraints:
                if constraint[0] == "gset" and constraint[1] not in cls.aliases:
                    cls.class_values.setdefault(constraint[1], self.solver.var())
        for name, count in assigned.items():
            if count == 1:
                if name in module.classes:
                    module.static[name] = module.classes[name]
                elif name in module.functions and module.functions[name].kind == "function":
                    module.static[name] = module.functions[name]

    def _method(self, owner: ClassInfo, info: FunctionInfo) -> None:
        info.owner, info.kind = owner, "method"
        for decorator in info.function.decorators:
            if isinstance(decorator, ir.Global) and decorator.name in ("staticmethod", "classmethod", "property"):
                info.kind = {"staticmethod": "static", "classmethod": "class", "property": "property"}[decorator.name]
            elif annotation_name(decorator) == "abstractmethod":
                info.abstract = True
            elif isinstance(decorator, ir.Attr) and decorator.name == "setter":
                info.kind = "setter"
                owner.setters[info.function.name] = info
                return
        owner.methods[info.function.name] = info

    def _import(self, module: ModuleInfo, linked: Linked, node: ir.Import) -> None:
        target = node.module
        if node.level:
            base = module.name.split(".")[: -node.level] if "." in module.name else []
            target = ".".join([*base, node.module] if node.module else base)
        if node.name is None:
            known = target in self.program.modules or tables.is_module(target)
            if known:
                module.imports[node.bound] = f"module:{target}"
        else:
            submodule = f"{target}.{node.name}" if target else node.name
            known = True
            if submodule in self.program.modules:
                module.imports[node.bound] = f"module:{submodule}"
            elif target in self.program.modules or tables.is_module(target):
                module.imports[node.bound] = f"{target}:{node.name}"
            else:
                known = False
        if not known:
            module.unknown[node.bound] = node.module
            self.program.problems.append(
                Problem(
                    module,
                    linked.unit,
                    node,
                    "unknown-import",
                    f"the module `{node.module}` can't be translated yet; what uses it becomes a stub that stops",
                )
            )

    def _bases(self, module: ModuleInfo) -> None:
        for cls in module.classes.values():
            for base in cls.header.bases:
                resolved = self._resolve_base(module, base)
                if isinstance(resolved, ClassInfo):
                    cls.bases.append(resolved)
                    resolved.subclasses.append(cls)
                elif isinstance(resolved, str):
                    cls.exception_base = resolved
                elif not _is_plain_base(base):
                    cls.unknown_base = base
            if len(cls.bases) + (cls.exception_base is not None) > 1:
                self.program.problems.append(
                    Problem(module, cls.unit, cls.header.bases[1], "multiple-inheritance",
                            "a class with several bases isn't supported yet; use one base and attributes")
                )  # fmt: skip

    def _resolve_base(self, module: ModuleInfo, base: ir.Expr) -> ClassInfo | str | None:
        if isinstance(base, ir.Global):
            found = module.static.get(base.name) or module.classes.get(base.name)
            if isinstance(found, ClassInfo):
                return found
            imported = module.imports.get(base.name, "")
            source, _, name = imported.partition(":")
            if source in self.program.modules and source != "module":
                return self.program.modules[source].classes.get(name)
            if base.name in BUILTIN_EXCEPTIONS:
                return base.name
        elif isinstance(base, ir.Attr) and isinstance(base.obj, ir.Global):
            imported = module.imports.get(base.obj.name, "")
            if imported.startswith("module:") and imported[7:] in self.program.modules:
                return self.program.modules[imported[7:]].classes.get(base.name)
        return None

    # --- constraints -------------------------------------------------------------------------------------------------

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
            self._read_global(linked, constraint[1], v(constraint[2]))
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
            self._define(linked.module, constraint[1])
        elif op == "annotate":
            self.program.annotated.append(Annotated(v(constraint[1]), constraint[2], linked.module))
        elif op == "import":
            self._bind_import(linked, constraint[1])
        elif op == "super":
            self._super(linked, constraint[1], self._arguments(linked, constraint[2]), v(constraint[3]))
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

    # --- names -------------------------------------------------------------------------------------------------------

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

    def _define(self, module: ModuleInfo, qualname: str) -> None:
        name = qualname.split("#")[0]
        if name in module.static:
            return
        var = self.global_var(module, name)
        if qualname in module.classes:
            self.solver.add(var, ClassObject(module.classes[qualname]))
        elif qualname in module.functions:
            self.solver.add(var, self.function_atom(module.functions[qualname]))

    def _bind_import(self, linked: Linked, node: ir.Import) -> None:
        module = linked.module
        number = linked.summary.variables.get(node.var) if node.var is not None else None
        if number is not None and node.bound in module.imports:
            self._imported(module.imports[node.bound], linked.vars[number])
        elif number is not None:
            self.solver.add_scalar(linked.vars[number], "any")
        elif node.bound not in module.imports:
            self.solver.add_scalar(self.global_var(module, node.bound), "any")

    def _read_global(self, linked: Linked, name: str, result: TypeVar) -> None:
        module, solver = linked.module, self.solver
        if linked.unit.kind == "class" and linked.owner is not None and name in linked.owner.class_values:
            solver.flow(linked.owner.class_values[name], result)
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

    def _super(
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
            self_var = self.program.functions[linked.unit.body].params[0]  # type: ignore[index]
            self.call_function(method, [(self_var, False), *arguments[0]], arguments[1], result)
        else:
            self.solver.add_scalar(result, "none" if name == "__init__" else "str")

    # --- functions that nobody calls ---------------------------------------------------------------------------------

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


def _is_plain_base(base: ir.Expr) -> bool:
    """Whether a base adds nothing to what a class does: `object`, `ABC`, `Generic[T]`, `Protocol`."""
    if isinstance(base, ir.Index):
        base = base.obj
    return isinstance(base, (ir.Global, ir.Attr)) and base.name in ("object", "ABC", "Generic", "Protocol")


def _method_aliases(cls: ClassInfo) -> list[tuple[str, FunctionInfo]]:
    """Statements `name = method` of the class body, in order."""
    found: list[tuple[str, FunctionInfo]] = []
    known = dict(cls.methods)
    for stmt in cls.header.body:
        if isinstance(stmt, ir.Assign) and isinstance(stmt.value, ir.Global) and stmt.value.name in known:
            for target in stmt.targets:
                if isinstance(target, ir.TargetGlobal) and target.name not in known:
                    known[target.name] = known[stmt.value.name]
                    found.append((target.name, known[target.name]))
    return found


def link(modules: list[ir.Module], summaries: Callable[[ir.Unit], Summary] = summarise) -> Program:
    """Solve the program made of `modules` (the one that is run first)."""
    return Linker(modules, summaries).link()


ModuleMap = Mapping[str, ir.Module]

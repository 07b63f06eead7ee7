"""What the units of a program declare: functions, classes with their bases, imports."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.stdlib import tables
from citl_lsp.types.annotations import annotation_name
from citl_lsp.types.operators import OperatorRules
from citl_lsp.types.program import (
    BUILTIN_EXCEPTIONS,
    ClassInfo,
    FunctionInfo,
    Linked,
    ModuleInfo,
    Problem,
    Program,
)
from citl_lsp.types.solver import Solver
from citl_lsp.types.summarise import summarise
from citl_lsp.types.summary import SCALAR_SLOTS, Summary


class Declarations(OperatorRules):
    """Builds the tables of a `Program`, before any constraint is stated."""

    def __init__(self, modules: list[ir.Module], summaries: Callable[[ir.Unit], Summary] = summarise) -> None:
        self.solver = Solver()
        super().__init__(self.solver)
        infos = {m.name: ModuleInfo(m.name, m.path, m, i) for i, m in enumerate(modules)}
        self.program = Program(self.solver, infos, {})
        self.program.scalars = {number: self.solver.scalar(name) for name, number in SCALAR_SLOTS.items()}
        self.summaries = summaries
        self.pending_bases: list[tuple[ClassInfo, ModuleInfo]] = []

    def declare(self, module: ModuleInfo) -> None:
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
        if node.name == "*" and known and target not in self.program.modules and target not in ("typing", "__future__"):
            text = f"`import *` from `{target}` can't be translated yet: import the names that are used"
            self.program.problems.append(Problem(module, linked.unit, node, "unsupported", text))
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

    def bases(self, module: ModuleInfo) -> None:
        for cls in module.classes.values():
            others: ir.Expr | None = None
            for base in cls.header.bases:
                resolved = self._resolve_base(module, base)
                if isinstance(resolved, ClassInfo) and not cls.bases:
                    cls.bases.append(resolved)
                    resolved.subclasses.append(cls)
                elif isinstance(resolved, ClassInfo):
                    others = base
                elif isinstance(resolved, str):
                    cls.exception_base = resolved
                elif not _is_plain_base(base):
                    cls.unknown_base = base
            if others is not None or (cls.bases and cls.exception_base is not None):
                text = "a class with several bases can't be translated yet: one base, and attributes"
                place = others or cls.header.bases[1]
                self.program.problems.append(Problem(module, cls.unit, place, "unsupported", text))

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

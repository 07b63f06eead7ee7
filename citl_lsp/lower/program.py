"""The whole program: which functions are lowered, classes, statics, and the file they are put together in."""

from __future__ import annotations

from dataclasses import dataclass, fields

from citl_lsp.decisions.choose import Chooser
from citl_lsp.decisions.model import Policy
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import blocks_of, child_nodes
from citl_lsp.lower.classes.shared import class_items
from citl_lsp.lower.context import Note
from citl_lsp.lower.facts import ProgramFacts
from citl_lsp.lower.failure import Body, Failures
from citl_lsp.lower.fingerprints import Fingerprints
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.recall import Kept, Recall, Trace
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.scopes import Homes
from citl_lsp.lower.solved import Solved
from citl_lsp.lower.statements.statements import Statements
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo, Linked


@dataclass(slots=True)
class Lowered:
    """The program as a Rust file."""

    file: r.File
    notes: list[Note]
    raisers: set[str]


class ProgramLowering(ProgramFacts):
    """Lowers a solved program; what `recall` knows of it isn't lowered again."""

    def __init__(self, solved: Solved, policy: Policy, chooser: Chooser, recall: Recall) -> None:
        super().__init__(solved, policy, chooser)
        self.recall = recall
        self.prints = Fingerprints(self, solved, recall.numbers)
        self._roots = {self.class_names[cls]: cls for cls in self.classes_by_key.values()}

    # --- lowering ----------------------------------------------------------------------------------------------------

    def lower(self) -> Lowered:
        """The program as one Rust file."""
        items: list[r.Item] = []
        methods: dict[ClassInfo, list[r.Item]] = {}
        functions: list[r.Item] = []
        kept: list[tuple[Linked, Kept]] = []
        for module in self.program.modules.values():
            for unit in module.module.units:
                linked = self.program.units[unit]
                if unit.kind == "class":
                    self._class_body(module.classes[unit.qualname], functions)
                    continue
                found = self._unit(linked)
                kept.append((linked, found))
                for body in found.bodies:
                    self.bodies[body.key] = body
                    info = self.functions_by_key[body.key]
                    if info.owner is not None and info.kind != "nested":
                        methods.setdefault(info.owner.root(), []).append(body.item)
                    else:
                        functions.append(body.item)
        for cls in self.classes_by_key.values():
            for var in (*cls.attributes.values(), *cls.class_values.values()):
                self._use_classes(_class_values(self.reps.of(var)))
        classes: list[r.Item] = []
        for cls in self.classes_by_key.values():
            if not cls.bases:
                classes += class_items(self, cls, methods.get(cls, []))
        failures = Failures(self.bodies)
        for linked, found in kept:
            resolved = [failures.resolve(body) for body in found.bodies]
            if not all(resolved):
                self._resolve_again(linked, found, failures)
        for body in self.bodies.values():
            failures.resolve(body)
        items.append(r.Use(path="citl_rt::*"))
        items += self._statics()
        items += classes
        items += functions
        lines = {(linked.unit, name): line for linked, found in kept for name, line in found.last_lines.items()}
        items.append(self._modules_table(lines))
        items.append(self._main())
        attrs = ["allow(warnings, clippy::all)"] if self.policy.profile == "faithful" else []
        return Lowered(r.File(items, attrs=attrs), self.notes, failures.raisers)

    def _unit(self, linked: Linked) -> Kept:
        """The lowered functions of a unit: those that are known if nothing that they were made from has changed."""
        place = (linked.module.name, linked.unit.body)
        environment, own = self.prints.environment(), self.prints.unit(linked)
        known = self.recall.units.get(place)
        if known is None or (known.environment, known.own) != (environment, own) or not known.trace.holds_for(self):
            trace = Trace()
            bodies = self._lower_unit(linked, trace)
            lines = {function.qualname: _last_line(function) for function in linked.summary.functions}
            known = self.recall.units[place] = Kept(environment, own, trace, bodies, lines)
        self.notes += known.trace.notes
        self._use_classes(known.trace.class_values)
        return known

    def _lower_unit(self, linked: Linked, trace: Trace) -> list[Body]:
        roots, self.reps.class_roots = self.reps.class_roots, set()
        self.reps.asked.clear()
        self.trace, self.chooser.listener = trace, trace.chose
        functions = [f for f in linked.summary.functions if f.name != "<lambda>"]
        bodies = [self._function(self.program.functions[function]) for function in functions]
        self.trace = self.chooser.listener = None
        trace.class_values = {self.class_names[root] for root in self.reps.class_roots}
        for ty in set(self.reps.asked.values()):
            trace.class_values |= _class_values(ty)
        self.reps.class_roots = roots
        return bodies

    def _resolve_again(self, linked: Linked, known: Kept, failures: Failures) -> None:
        """Other functions raise than when the unit's marks were resolved: lower it with its marks once more. Whoever
        refers to the items keeps them."""
        for old, new in zip(known.bodies, self._lower_unit(linked, Trace()), strict=True):
            failures.resolve(new)
            for slot in fields(r.Fn):
                setattr(old.item, slot.name, getattr(new.item, slot.name))
            old.resolved = new.resolved

    def _use_classes(self, names: set[str]) -> None:
        """Classes with these Rust names are used as values."""
        self.reps.class_roots.update(self._roots[name] for name in names)

    def _function(self, info: FunctionInfo) -> Body:
        linked = self.program.units[info.unit]
        lowerer = Statements(self, linked, info)
        if info.function.name == "__init__" and info.owner and self.reps.class_form(info.owner.root()) == "owned":
            body = lowerer.lower_constructor()
        else:
            body = lowerer.lower_function()
        body.stops = self.error_form(info) == "stop"
        if info.function.name == "<module>":
            body.always_raises = True
            body.result = "()"
            if info.module.index > 0:
                self._load_once(info, body)
        elif info.owner is not None and info.kind in ("method", "property", "setter", "static", "class"):
            body.item.vis = ""
        return body

    def _load_once(self, info: FunctionInfo, body: Body) -> None:
        """A module's statements run at the first import only."""
        flag = self.loaded_slot(info.module).rust
        block = body.item.body
        assert block is not None
        seen = r.Method(r.Method(r.Path(flag), "get", [r.Lit('""')]), "is_ok", [])
        leave = r.Block([r.ExprS(r.Return(r.Lit("Ok(())")))])
        block.stmts.insert(0, r.ExprS(r.IfExpr(seen, leave)))
        block.stmts.insert(1, r.ExprS(r.Method(r.Path(flag), "set", [r.Lit("true")])))

    def _class_body(self, cls: ClassInfo, functions: list[r.Item]) -> None:
        if not cls.class_values:
            return
        linked = self.program.units[cls.unit]
        info = cls.module.functions["<module>"]
        lowerer = Statements(self, linked, info)
        lowerer.homes = Homes()
        statements = [s for s in cls.header.body if not _is_alias(s, cls)]
        stmts = lowerer.block_of(statements, cls)
        item = r.Fn(name=self.class_body_name(cls), body=r.Block(stmts))
        self.bodies[self.class_body_key(cls)] = Body(self.class_body_key(cls), item, "()")
        functions.append(item)

    def _statics(self) -> list[r.Item]:
        slots = [*self.globals.values(), *self.default_slots.values(), *self.class_slots.values()]
        return [
            r.Const(name=s.rust, type=f"Global<{rust_type(s.ty)}>", value=r.Path("Global::new()"), keyword="static")
            for s in slots
        ]

    def _modules_table(self, last_lines: dict[tuple[ir.Unit, str], int]) -> r.Item:
        rows: list[r.RExpr] = []
        for module in self.program.modules.values():
            functions: list[r.RExpr] = []
            for info in module.functions.values():
                if info.function.name == "<module>":
                    continue
                first = r.Line(module.path, info.unit.qualname, info.function.line)
                line = last_lines.get((info.unit, info.function.qualname))
                last = r.Line(module.path, info.unit.qualname, _last_line(info.function) if line is None else line)
                functions.append(r.Tuple([first, last, r.Lit(f'"{info.function.name}"')]))
            fields: list[tuple[str, r.RExpr]] = [
                ("file", r.Lit(rust_string(module.path))),
                ("functions", r.Prefix("&", r.Macro("", functions, "["))),
            ]
            rows.append(r.StructLit("ModuleMeta", fields))
        return r.Const(
            name="MODULES", type="&[ModuleMeta]", value=r.Prefix("&", r.Macro("", rows, "[")), keyword="static"
        )

    def _main(self) -> r.Item:
        version = r.Tuple([r.Lit(str(self.version[0])), r.Lit(str(self.version[1]))])
        start = r.CallExpr(r.Path("start"), [r.Path("MODULES"), version, r.Path("module_main")])
        return r.Fn(name="main", body=r.Block([], start))


def _is_alias(stmt: ir.Stmt, cls: ClassInfo) -> bool:
    """Whether a statement of the class body only names a method again."""
    return isinstance(stmt, ir.Assign) and all(
        isinstance(t, ir.TargetGlobal) and t.name in cls.aliases for t in stmt.targets
    )


def _class_values(ty: RTy) -> set[str]:
    """Names of the classes that are values in `ty`."""
    found = {ty.name} if ty.kind == "class" else set()
    for arg in ty.args:
        found |= _class_values(arg)
    return found


def _last_line(function: ir.Function) -> int:
    """Last line of a function, relative to its unit."""
    last = function.line
    stack: list[ir.Stmt] = list(function.body)
    while stack:
        stmt = stack.pop()
        last = max(last, stmt.line)
        for block in blocks_of(stmt):
            stack.extend(block)
        inner = list(child_nodes(stmt))
        while inner:
            node = inner.pop()
            last = max(last, node.line)
            if not isinstance(node, ir.Stmt):
                inner.extend(child_nodes(node))
    return last

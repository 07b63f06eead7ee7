"""The whole program: which functions are lowered, classes, statics, and the file they are put together in."""

from __future__ import annotations

from dataclasses import dataclass

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import blocks_of, child_nodes
from citl_lsp.lower.classes import class_items
from citl_lsp.lower.context import GlobalSlot, Note
from citl_lsp.lower.facts import ProgramFacts
from citl_lsp.lower.failure import Body, finish
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.scopes import Homes
from citl_lsp.lower.statements import Statements
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo


@dataclass(slots=True)
class Lowered:
    """The program as a Rust file."""

    file: r.File
    notes: list[Note]
    raisers: set[str]


class ProgramLowering(ProgramFacts):
    """Lowers a solved program."""

    # --- lowering ----------------------------------------------------------------------------------------------------

    def lower(self) -> Lowered:
        """The program as one Rust file."""
        items: list[r.Item] = []
        methods: dict[ClassInfo, list[r.Item]] = {}
        functions: list[r.Item] = []
        for module in self.program.modules.values():
            for unit in module.module.units:
                linked = self.program.units[unit]
                if unit.kind == "class":
                    self._class_body(module.classes[unit.qualname], functions)
                    continue
                for function in linked.summary.functions:
                    if function.name == "<lambda>":
                        continue
                    info = self.program.functions[function]
                    body = self._function(info)
                    if info.owner is not None and info.kind != "nested":
                        methods.setdefault(info.owner.root(), []).append(body.item)
                    else:
                        functions.append(body.item)
        classes: list[r.Item] = []
        for module in self.program.modules.values():
            for cls in module.classes.values():
                if not cls.bases:
                    classes += class_items(self, cls, methods.get(cls, []))
        raisers = finish(self.bodies)
        items += [r.Use(path="citl_rt as rt"), r.Use(path="citl_rt::*"), r.Use(path="std::rc::Rc")]
        items += self._statics()
        items += classes
        items += functions
        items.append(self._modules_table())
        items.append(self._main())
        attrs = ["allow(warnings, clippy::all)"] if self.policy.profile == "faithful" else []
        return Lowered(r.File(items, attrs=attrs), self.notes, raisers)

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
        self.bodies[info.key] = body
        return body

    def _load_once(self, info: FunctionInfo, body: Body) -> None:
        """A module's statements run at the first import only."""
        flag = self.items.take(f"{info.module.name.upper().replace('.', '_')}_LOADED")
        self.globals[info.module.name, "<loaded>"] = GlobalSlot(flag, RTy("bool"), "<loaded>")
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

    def _modules_table(self) -> r.Item:
        rows: list[r.RExpr] = []
        for module in self.program.modules.values():
            functions: list[r.RExpr] = []
            for info in module.functions.values():
                if info.function.name == "<module>":
                    continue
                first = r.Line(module.path, info.unit.qualname, info.function.line)
                last = r.Line(module.path, info.unit.qualname, _last_line(info))
                functions.append(r.Tuple([first, last, r.Lit(f'"{info.function.name}"')]))
            fields: list[tuple[str, r.RExpr]] = [
                ("file", r.Lit('"' + module.path.replace("\\", "\\\\").replace('"', '\\"') + '"')),
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


def _last_line(info: FunctionInfo) -> int:
    """Last line of a function, relative to its unit."""
    last = info.function.line
    stack: list[ir.Stmt] = list(info.function.body)
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

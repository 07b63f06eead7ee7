"""The whole program: which functions are lowered, classes, statics, and the file they are put together in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citl_lsp.decisions.choose import Chooser
from citl_lsp.decisions.model import Policy
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.classes import class_items
from citl_lsp.lower.context import GlobalSlot, Note, ProgramContext
from citl_lsp.lower.failure import Body, finish
from citl_lsp.lower.names import constant_name, value_name
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.scopes import all_mentions
from citl_lsp.lower.statements import Statements
from citl_lsp.rust import tree as r
from citl_lsp.types.link import Program
from citl_lsp.types.program import ClassInfo, FunctionInfo, ModuleInfo

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ALIASES = {"IOError": "OSError", "EnvironmentError": "OSError"}


@dataclass(slots=True)
class Lowered:
    """The program as a Rust file."""

    file: r.File
    notes: list[Note]
    raisers: set[str]


class ProgramLowering(ProgramContext):
    """Lowers a solved program."""

    def __init__(self, program: Program, policy: Policy, chooser: Chooser) -> None:
        self.version = policy.python_version
        self._raw: dict[FunctionInfo, frozenset[ir.Variable]] = {}
        self.class_slots: dict[tuple[ClassInfo, str], GlobalSlot] = {}
        self.class_bodies: dict[ClassInfo, str] = {}
        super().__init__(program, policy, chooser)

    # --- facts that lowering asks for --------------------------------------------------------------------------------

    def raw_variables(self, info: FunctionInfo) -> frozenset[ir.Variable]:
        """Local integers that provably fit an `i64`."""
        from citl_lsp.analysis.ranges import raw_variables

        found = self._raw.get(info)
        if found is None:
            found = self._raw[info] = raw_variables(info)
        return found

    def is_exception(self, cls: ClassInfo) -> bool:
        """Whether the class derives from a builtin exception."""
        return any(c.exception_base for c in cls.ancestors())

    def exception_static(self, name: str) -> str:
        """The runtime's static for a builtin exception class."""
        return _CAMEL.sub("_", _ALIASES.get(name, name)).upper()

    def class_static(self, cls: ClassInfo) -> str:
        """The static that describes a user's exception class."""
        return "TYPE_" + _CAMEL.sub("_", self.class_names[cls]).upper()

    def has_tag(self, root: ClassInfo) -> bool:
        """Whether instances must remember which class of the hierarchy they are of."""
        return bool(root.root().subclasses)

    def has_field(self, root: ClassInfo, name: str) -> bool:
        """Whether instances store the attribute."""
        return name in root.attributes and any(name in stored for stored in self._stored(root))

    def _stored(self, root: ClassInfo) -> list[set[str]]:
        return [self.stored_attributes(root)]

    def stored_attributes(self, root: ClassInfo) -> set[str]:
        """Instance attributes that some code assigns."""
        return {n for n, v in root.attributes.items() if v.find().atoms or n not in self._class_values(root)}

    def _class_values(self, root: ClassInfo) -> set[str]:
        return {n for c in root.descendants() for n in c.class_values}

    def field_name(self, root: ClassInfo, name: str) -> str:
        """Rust field of an attribute."""
        return value_name(name)

    def always_set(self, root: ClassInfo, name: str) -> bool:
        """Whether the attribute is set by every constructor before anything else can see the object."""
        for cls in root.descendants():
            if not cls.instantiated:
                continue
            init = cls.find_method("__init__")
            if init is None or name not in _set_first(init):
                return False
        return True

    def path_of(self, info: FunctionInfo, module: ModuleInfo) -> str:
        """Rust path of a free function."""
        return self.function_names[info]

    def default_slot(self, info: FunctionInfo, i: int, ty: RTy) -> GlobalSlot:
        """The static that holds the default of a parameter."""
        slot = self.default_slots.get((info, i))
        if slot is None:
            stem = f"{self.function_names[info]}_{info.function.params[i].var.name}_default"
            slot = GlobalSlot(self.items.take(constant_name(stem)), ty, info.function.params[i].var.name)
            self.default_slots[info, i] = slot
        return slot

    def class_slot(self, cls: ClassInfo, name: str) -> GlobalSlot:
        """The static that holds a class attribute."""
        slot = self.class_slots.get((cls, name))
        if slot is None:
            rust = self.items.take(constant_name(f"{cls.name}_{name}"))
            slot = GlobalSlot(rust, self.reps.of(cls.class_values[name]), name)
            self.class_slots[cls, name] = slot
        return slot

    def class_body_key(self, cls: ClassInfo) -> str:
        """Key of the function that runs the class body."""
        return f"{cls.key}.<body>"

    def class_body_name(self, cls: ClassInfo) -> str:
        """Name of that function."""
        name = self.class_bodies.get(cls)
        if name is None:
            name = self.class_bodies[cls] = self.items.take(f"{cls.name.lower()}_class_body")
        return name

    def sibling(self, lowerer: Statements, info: FunctionInfo) -> Statements:
        """A lowerer for expressions of another unit, inside the function that `lowerer` is lowering."""
        linked = self.program.units[info.unit]
        other = Statements(self, linked, lowerer.info)
        other.handler, other.names, other.temporaries = lowerer.handler, lowerer.names, lowerer.temporaries
        other.final_loops = []
        return other

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
        raisers = finish(self.bodies, limit_recursion=True)
        self._wrap_modules()
        items += [r.Use(path="citl_rt as rt"), r.Use(path="citl_rt::*"), r.Use(path="std::rc::Rc")]
        items += self._statics()
        items += classes
        items += functions
        items.append(self._modules_table())
        items.append(self._main("<module>" and self.program.modules))
        attrs = ["allow(warnings, clippy::all)"]
        return Lowered(r.File(items, attrs=attrs), self.notes, raisers)

    def _function(self, info: FunctionInfo) -> Body:
        linked = self.program.units[info.unit]
        lowerer = Statements(self, linked, info)
        lowerer.final_loops = []
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
        lowerer.final_loops = []
        from citl_lsp.lower.scopes import Homes

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

    def _wrap_modules(self) -> None:
        pass

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
        return r.Const(name="MODULES", type="&[ModuleMeta]", value=r.Prefix("&", r.Macro("", rows, "[")), keyword="static")

    def _main(self, modules: object) -> r.Item:
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
    from citl_lsp.lower.scopes import blocks_of, child_nodes

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


def _set_first(init: FunctionInfo) -> set[str]:
    """Attributes that `__init__` sets, unconditionally, before `self` can be seen by anything else."""
    if not init.function.params:
        return set()
    this = init.function.params[0].var
    found: set[str] = set()
    for stmt in init.function.body:
        if isinstance(stmt, ir.ExprStmt) and isinstance(stmt.value, ir.Const):
            continue
        if isinstance(stmt, (ir.If, ir.For, ir.While, ir.Try, ir.FunctionStmt)):
            if any(v is this for v, _ in all_mentions([stmt])) or isinstance(stmt, ir.Try):
                break
            continue
        if isinstance(stmt, ir.Assign):
            if _escapes(stmt.value, this):
                break
            for target in stmt.targets:
                if isinstance(target, ir.TargetAttr) and isinstance(target.obj, ir.Local) and target.obj.var is this:
                    found.add(target.name)
            continue
        if any(v is this for v, _ in all_mentions([stmt])):
            break
    return found


def _escapes(e: ir.Expr, this: ir.Variable) -> bool:
    """Whether `this` is used in `e` other than by reading its attributes."""
    from citl_lsp.lower.scopes import child_nodes

    if isinstance(e, ir.Local):
        return e.var is this
    if isinstance(e, ir.Attr) and isinstance(e.obj, ir.Local):
        return False
    if isinstance(e, ir.Call) and isinstance(e.func, ir.Attr) and isinstance(e.func.obj, ir.Local):
        return e.func.obj.var is this or any(_escapes(a, this) for a in e.args)
    if isinstance(e, ir.Lambda):
        return this in e.function.captures
    return any(_escapes(c, this) for c in child_nodes(e) if isinstance(c, (ir.Expr, ir.Keyword, ir.CompFor)))

"""What lowering one function needs to know, and what it leaves behind."""

from __future__ import annotations

from dataclasses import dataclass, field

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.failure import Body, Fallible
from citl_lsp.lower.names import Unique, class_name, function_name, method_name, value_name
from citl_lsp.lower.rty import RTy, Reps
from citl_lsp.lower.values import Val
from citl_lsp.rust import tree as r
from citl_lsp.types.link import Program
from citl_lsp.types.model import TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, Linked, ModuleInfo


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell the user about a place: unsupported constructs, definite faults."""

    path: str
    unit: str
    node_span: tuple[int, int]
    code: str
    message: str
    instead: str = ""


@dataclass(slots=True)
class Binding:
    """How a Python variable is held in Rust."""

    name: str
    ty: RTy
    how: str
    """value: a Rust variable; ref: a Rust reference; cell: a `Shared<T>`; slot: an `Option<T>` that may be unset"""


@dataclass(slots=True, eq=False)
class GlobalSlot:
    """A module-level variable that functions or other modules see: a static."""

    rust: str
    ty: RTy
    name: str


class ProgramContext:
    """Names and representations of the whole program."""

    def __init__(self, program: Program, reached: set[FunctionInfo] | None = None) -> None:
        self.program = program
        self.class_names: dict[ClassInfo, str] = {}
        self.function_names: dict[FunctionInfo, str] = {}
        self.globals: dict[tuple[str, str], GlobalSlot] = {}
        self.default_slots: dict[tuple[FunctionInfo, int], GlobalSlot] = {}
        self.captures: dict[FunctionInfo, list[ir.Variable]] = {}
        self.static_functions: dict[ir.Variable, FunctionInfo] = {}
        self.bodies: dict[str, Body] = {}
        self.order: list[str] = []
        """Keys of `bodies` in the order in which the text shows them."""
        self.notes: list[Note] = []
        self.exceptions_used: set[ClassInfo] = set()
        self.types = Unique()
        self.items = Unique()
        for module in program.modules.values():
            for cls in module.classes.values():
                self.class_names[cls] = self.types.take(class_name(cls.name))
        self.reps = Reps(program, self.class_names)
        for module in program.modules.values():
            for info in module.functions.values():
                self._name_function(info)
        self._captures()

    def _name_function(self, info: FunctionInfo) -> None:
        if info.function.name == "<module>":
            name = "module_main" if info.module.index == 0 else f"module_{info.module.name.replace('.', '_')}"
        elif info.owner is not None and info.kind != "nested":
            base = method_name(info.function.name)
            if info.kind == "setter":
                base = f"set_{base}"
            root = info.owner.root()
            name = base if info.owner is root else f"{info.owner.name.lower()}_{base}"
            self.function_names[info] = name
            return
        elif info.kind == "nested":
            name = "_".join(
                function_name(p) for p in info.function.qualname.replace("<locals>.", "").replace("<lambda>", "lambda")
                .replace("<module>.", "").replace("#", "_").split(".") if p
            )  # fmt: skip
        else:
            name = function_name(info.function.qualname.replace("#", "_"))
        self.function_names[info] = self.items.take(name)

    def _captures(self) -> None:
        """Variables that a nested function needs from outside, what it calls included."""
        infos = [f for m in self.program.modules.values() for f in m.functions.values()]
        for info in infos:
            for stmt in _function_statements(info.function.body):
                if not stmt.var.rebound_after_capture and stmt.var.ordinal == 1 and not stmt.function.decorators:
                    self.static_functions[stmt.var] = self.program.functions[stmt.function]
        direct: dict[FunctionInfo, set[ir.Variable]] = {}
        uses: dict[FunctionInfo, set[FunctionInfo]] = {}
        for info in infos:
            direct[info] = {v for v in info.function.captures if v not in self.static_functions}
            uses[info] = {self.static_functions[v] for v in info.function.captures if v in self.static_functions}
            for var in info.function.variables:
                if var in self.static_functions:
                    uses[info].add(self.static_functions[var])
        changed = True
        while changed:
            changed = False
            for info in infos:
                own = set(info.function.variables)
                for used in uses[info]:
                    extra = {v for v in direct[used] if v not in own} - direct[info]
                    if extra:
                        direct[info] |= extra
                        changed = True
        for info in infos:
            self.captures[info] = sorted(direct[info], key=lambda v: (v.span, v.key))

    def note(self, linked: Linked, node: ir.Node, code: str, message: str, instead: str = "") -> None:
        """Tell the user something about `node`."""
        self.notes.append(
            Note(linked.module.path, linked.unit.qualname, (node.span.start, node.span.end), code, message, instead)
        )

    def global_slot(self, module: ModuleInfo, name: str) -> GlobalSlot:
        """The static that holds a module-level variable."""
        slot = self.globals.get((module.name, name))
        if slot is None:
            rust = self.items.take(value_name(name).upper())
            slot = GlobalSlot(rust, self.reps.of(module.globals[name]), name)
            self.globals[module.name, name] = slot
        return slot


def _function_statements(body: list[ir.Stmt]) -> list[ir.FunctionStmt]:
    found: list[ir.FunctionStmt] = []
    stack: list[ir.Stmt] = list(body)
    while stack:
        stmt = stack.pop()
        if isinstance(stmt, ir.FunctionStmt):
            found.append(stmt)
        elif isinstance(stmt, (ir.If, ir.While, ir.For)):
            stack += stmt.body + stmt.orelse
        elif isinstance(stmt, ir.Try):
            stack += stmt.body + stmt.orelse + stmt.final
            for handler in stmt.handlers:
                stack += handler.body
    return found


@dataclass(slots=True)
class LoopFrame:
    """An enclosing loop: its label and, with an `else`, the flag's name."""

    label: str
    used: bool = False
    broken_flag: str | None = None
    try_depth: int = 0


@dataclass(slots=True)
class TryFrame:
    """An enclosing `try` whose block catches errors under `label`."""

    label: str
    finally_label: str | None = None


class FunctionContext:
    """State of lowering one function."""

    def __init__(self, program: ProgramContext, linked: Linked, info: FunctionInfo) -> None:
        self.program = program
        self.linked = linked
        self.info = info
        self.bindings: dict[ir.Variable, Binding] = {}
        self.names = Unique()
        for reserved in ("rt", "_depth"):
            self.names.take(reserved)
        self.loops: list[LoopFrame] = []
        self.handler: str | None = None
        self.finals: list[str] = []
        self.labels = 0
        self.temporaries = 0
        self.result_ty = program.reps.of(info.result)

    # --- types -------------------------------------------------------------------------------------------------------

    def var(self, node: ir.Node) -> TypeVar:
        """Type variable of an expression or target."""
        return self.program.program.of(self.linked, node)

    def rep(self, node: ir.Node) -> RTy:
        """Representation of the type variable of an expression."""
        return self.program.reps.of(self.var(node))

    def variable_rep(self, var: ir.Variable) -> RTy:
        """Representation of a local variable."""
        number = self.linked.summary.variables.get(var)
        if number is None:
            return self.program.reps.of(self.program.program.scalars[-7])
        return self.program.reps.of(self.linked.vars[number])

    # --- marks -------------------------------------------------------------------------------------------------------

    def origin(self, node: ir.Node) -> r.Origin:
        """The Python place of `node`."""
        return r.Origin(self.linked.module.path, self.linked.unit.qualname, node.span)

    def line(self, node: ir.Node) -> r.Line:
        """The Python line of `node`, as a Rust number."""
        return r.Line(self.linked.module.path, self.linked.unit.qualname, node.line)

    def fallible(self, operand: r.RExpr, node: ir.Node, callee: str | None = None) -> r.RExpr:
        """`operand` yields `Res`: leave on an error."""
        return Fallible(operand, self.line(node), self.handler, callee, origin=self.origin(node))

    def temp(self, stem: str = "t") -> str:
        """A fresh Rust variable."""
        self.temporaries += 1
        return self.names.take(f"{stem}{self.temporaries}")

    def label(self, stem: str) -> str:
        """A fresh label."""
        self.labels += 1
        return f"'{stem}{self.labels}"

    def let(self, stmts: list[r.RStmt], v: Val, stem: str = "t") -> Val:
        """Bind an owned value of `v` to a fresh variable; simple values are left as they are."""
        if isinstance(v.expr, (r.Path, r.Lit)):
            return v
        from citl_lsp.lower.values import own

        name = self.temp(stem)
        stmts.append(r.Let(name, None, own(v), origin=v.expr.origin))
        return Val(r.Path(name), v.ty, "place")

"""Names, representations and signatures of the whole program, for whoever lowers a part of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citl_lsp.analysis.places import followers
from citl_lsp.decisions import error as error_kind
from citl_lsp.decisions import lifetime as lifetime_kind
from citl_lsp.decisions import passing as passing_kind
from citl_lsp.decisions.choose import Anchor, Chooser
from citl_lsp.decisions.model import Policy
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions
from citl_lsp.lower.failure import Body
from citl_lsp.lower.names import (
    STATICS,
    Unique,
    class_name,
    exception_static,
    function_name,
    method_name,
    value_name,
)
from citl_lsp.lower.recall import Place, Slot, Trace
from citl_lsp.lower.representations import Representations
from citl_lsp.lower.rty import RTy, owns
from citl_lsp.lower.solved import Solved
from citl_lsp.text.span import Span
from citl_lsp.types.model import Atom, Con, Instance, TypeVar, reached
from citl_lsp.types.program import BUILTIN_EXCEPTIONS, ClassInfo, FunctionInfo, Linked, ModuleInfo

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell the user about a place: unsupported constructs, definite faults."""

    path: str
    unit: str
    node_span: tuple[int, int]
    code: str
    message: str
    instead: str = ""


@dataclass(slots=True, eq=False)
class GlobalSlot:
    """A module-level variable that functions or other modules see: a static."""

    rust: str
    ty: RTy
    name: str


class ProgramContext:
    """Names and representations of the whole program."""

    def __init__(self, solved: Solved, policy: Policy, chooser: Chooser) -> None:
        self.program = program = solved.program
        self.policy = policy
        self.chooser = chooser
        self.raw_arithmetic = policy.profile == "idiomatic"
        """Plain operators on machine integers, checked by the build's `overflow-checks`."""
        self.class_names: dict[ClassInfo, str] = {}
        self.function_names: dict[FunctionInfo, str] = {}
        self.globals: dict[tuple[str, str], GlobalSlot] = {}
        self.default_slots: dict[tuple[FunctionInfo, int], GlobalSlot] = {}
        self.captures: dict[FunctionInfo, list[ir.Variable]] = {}
        self.static_functions: dict[ir.Variable, FunctionInfo] = {}
        self.default_vars: dict[tuple[FunctionInfo, int], ir.Variable] = {}
        """Variables that hold the defaults of nested functions."""
        self.default_types: dict[ir.Variable, TypeVar] = {}
        self.bodies: dict[str, Body] = {}
        self.order: list[str] = []
        """Keys of `bodies` in the order in which the text shows them."""
        self.notes: list[Note] = []
        self.trace: Trace | None = None
        """What the unit asks and says that is being lowered."""
        self.types = Unique()
        self.items = Unique((*STATICS, *(exception_static(name) for name in BUILTIN_EXCEPTIONS)))
        for module in program.modules.values():
            for cls in module.classes.values():
                self.class_names[cls] = self.types.take(class_name(cls.name))
                self.items.take(self.class_names[cls])
        self.taken_by_items = {
            *self.class_names.values(),
            *(value_name(name).upper() for module in program.modules.values() for name in module.globals),
        }
        """Names that no local variable may have: Rust takes a pattern with the name of a static for that static."""
        self.reps = solved.reps(self.class_names)
        self.effects = solved.effects
        self.ownership = solved.ownership()
        self.texts = {m.path: m.module.text for m in program.modules.values()}
        self.line_starts = {path: _line_starts(text) for path, text in self.texts.items()}
        self._errors: dict[FunctionInfo, str] = {}
        self._passing: dict[tuple[FunctionInfo, int], str] = {}
        self._result_forms: dict[FunctionInfo, str] = {}
        self._lendable = {} if policy.profile == "faithful" else solved.lendable
        self.forms = forms = Representations(self)
        forms.install()
        for module in program.modules.values():
            for info in module.functions.values():
                self._name_function(info)
        self.named_functions = {name: info.function.name for info, name in self.function_names.items()}
        self._captures()
        forms.settle()
        for info in program.functions.values():
            for i in range(len(info.params)):
                self.passing(info, i)
            self.error_form(info)
            self.result_form(info)
        self.reps.asked.clear()

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
            statements = _function_statements(info.function.body)
            bound: dict[ir.Variable, int] = {}
            for var, assigned in all_mentions(info.function.body) if statements else ():
                bound[var] = bound.get(var, 0) + assigned
            for stmt in statements:
                once = bound.get(stmt.var) == 1 and stmt.var.ordinal == 1
                if once and not stmt.var.rebound_after_capture and not stmt.function.decorators:
                    self.static_functions[stmt.var] = self.program.functions[stmt.function]
        self._default_variables(infos)
        direct: dict[FunctionInfo, set[ir.Variable]] = {}
        uses: dict[FunctionInfo, set[FunctionInfo]] = {}
        for info in infos:
            direct[info] = {v for v in info.function.captures if v not in self.static_functions}
            direct[info] |= {var for (owner, _), var in self.default_vars.items() if owner is info}
            uses[info] = {self.static_functions[v] for v in info.function.captures if v in self.static_functions}
            for var in info.function.variables:
                if var in self.static_functions:
                    uses[info].add(self.static_functions[var])
        changed = True
        while changed:
            changed = False
            for info in infos:
                own = set(info.function.variables) | self._held_defaults(info)
                for used in uses[info]:
                    extra = {v for v in direct[used] if v not in own} - direct[info]
                    if extra:
                        direct[info] |= extra
                        changed = True
        for info in infos:
            self.captures[info] = sorted(direct[info], key=lambda v: (v.span, v.key))

    def _default_variables(self, infos: list[FunctionInfo]) -> None:
        """A nested function has its defaults from where it was defined: variables of its own that it captures."""
        for info in infos:
            if info.kind != "nested" or info.function.name == "<module>":
                continue
            for i, param in enumerate(info.function.params):
                if param.default is None or is_constant(param.default):
                    continue
                var = ir.Variable(f"{param.var.name}_default", 1, span=param.span)
                self.default_vars[info, i] = var
                default = info.defaults[i]
                assert default is not None
                self.default_types[var] = default

    def _held_defaults(self, info: FunctionInfo) -> set[ir.Variable]:
        """Defaults of the functions directly inside `info`: its own variables."""
        inner = {self.program.functions[f] for f in info.function.nested if f in self.program.functions}
        return {var for (owner, _), var in self.default_vars.items() if owner in inner}

    # --- decisions ---------------------------------------------------------------------------------------------------

    def anchor_at(
        self, module: ModuleInfo, unit: ir.Unit, span: Span, name: str, definition: str | None = None
    ) -> Anchor:
        """The place of a site: identified by the text of its line, with the lines around it."""
        text = self.texts[module.path]
        start = unit.start + span.start
        low = text.rfind("\n", 0, start) + 1
        high = text.find("\n", unit.start + span.end)
        line = text[low : high if high >= 0 else len(text)].strip()
        expression = text[start : unit.start + span.end]
        equals = text.count(line, unit.start, max(_unit_end(unit, text), start))
        number = bisect_right(self.line_starts[module.path], start) - 1
        key = f"{expression}\0{line.split('#')[0].strip()}\0{equals}"
        pin = _pin_name(name, text[low:start])
        anchor = Anchor(
            module.path, module.name, definition or unit.qualname, name, span.shifted(unit.start), number, key, pin
        )
        if self.trace is not None:
            self.trace.places[anchor] = Place(module.name, unit.qualname, span, name, definition)
        return anchor

    def passing(self, info: FunctionInfo, i: int) -> str:
        """How parameter `i` is passed: borrow, borrow_mut or move."""
        found = self._passing.get((info, i))
        if found is None:
            found = self._passing[info, i] = self._choose_passing(info, i)
        return found

    def _choose_passing(self, info: FunctionInfo, i: int) -> str:
        param = info.function.params[i]
        var, ty = param.var, self.reps.of(info.params[i])
        if ty.kind in ("Int", "i64", "f64", "bool", "none", "range", "class"):
            return "move"
        receiver = i == 0 and info.owner is not None and info.kind in ("method", "property", "setter")
        owned = owns(ty)
        rebound = var in self.assigned(info) and not (owned and var in followers(info.function.body))
        if var.rebound_after_capture or (rebound and not receiver):
            return "move"
        if receiver and owned:
            return "borrow_mut" if var in self.effects.mutated else "borrow"
        if not owned:
            return "borrow"
        named = (info.key, i) in self.effects.named
        ladder = passing_kind.ladder(var in self.effects.mutated, self.keeps(info, var), owned, named)
        anchor = self.anchor_at(info.module, info.unit, param.span, var.key, info.function.qualname)
        why = f"`{var.name}` of `{info.function.name}` holds a value with one owner"
        return self.chooser.choose("passing", anchor, ladder, why, rust_type=str(ty))

    def by_reference(self, info: FunctionInfo, i: int) -> bool:
        """Whether parameter `i` is passed as a reference."""
        return self.passing(info, i) != "move"

    def result_form(self, info: FunctionInfo) -> str:
        """How the function gives back its result: elided or written (lent), or owned."""
        found = self._result_forms.get(info)
        if found is None:
            found = self._result_forms[info] = self._choose_result(info)
        return found

    def _choose_result(self, info: FunctionInfo) -> str:
        ty = self.reps.of(info.result)
        if info not in self._lendable or not (owns(ty) and (ty.form == "owned" or ty.kind == "opt")):
            return "owned"
        start = info.function.span.start
        anchor = self.anchor_at(info.module, info.unit, Span(start, start + 1), "result", info.function.qualname)
        why = f"`{info.function.name}` gives back a part of its argument"
        return self.chooser.choose("lifetime", anchor, lifetime_kind.ladder(), why, rust_type=str(ty))

    def result_roots(self, info: FunctionInfo) -> frozenset[ir.Variable]:
        """The parameters that a lent result is a part of."""
        return self._lendable[info]

    def keeps(self, info: FunctionInfo, var: ir.Variable) -> bool:
        """Whether the function keeps the value of `var`: a result that is lent isn't kept."""
        return var in (self.effects.kept if self.result_form(info) == "owned" else self.effects.stored)

    def error_form(self, info: FunctionInfo) -> str:
        """What an uncaught failure does in the function: stop, or go to the caller."""
        found = self._errors.get(info)
        if found is None:
            if self.policy.profile == "faithful":
                found = "result"
            else:
                ladder = error_kind.ladder(info.key in self.effects.catching or info.function.name == "<module>")
                anchor = self.anchor_at(
                    info.module, info.unit, Span(info.function.span.start, info.function.span.start + 1), "errors",
                    info.function.qualname,
                )  # fmt: skip
                if info.function.name in ("<module>", "<lambda>"):
                    found = "result"
                else:
                    why = f"what a failing operation in `{info.function.name}` does"
                    found = self.chooser.choose("error", anchor, ladder, why)
            self._errors[info] = found
        return found

    def assigned(self, info: FunctionInfo) -> set[ir.Variable]:
        """Variables that the function's body assigns."""
        return self.program.units[info.unit].summary.remember(_assigned, info.function)

    def unseen_copy(self, var: TypeVar | None, ty: RTy) -> bool:
        """Whether nobody could tell a copy of the values in `var` from the values themselves."""
        if var is None:
            return False
        return not any(map(self._shows_copies, reached([var], _copied)))

    def _shows_copies(self, atom: Atom) -> bool:
        if isinstance(atom, Con):
            return atom.find() in self.ownership.mutated or atom.key == "iter"
        if isinstance(atom, Instance):
            # A copy of a recursive structure goes as deep as that does.
            return atom.cls.root() in self.ownership.mutated_classes or self.reps.is_recursive(atom.cls)
        return False

    def variable_atom(self, linked: Linked, var: ir.Variable) -> TypeVar | None:
        """The type variable of a local variable."""
        number = linked.summary.variables.get(var)
        return None if number is None else linked.vars[number].find()

    def note(self, linked: Linked, node: ir.Node, code: str, message: str, instead: str = "") -> None:
        """Tell the user something about `node`."""
        note = Note(linked.module.path, linked.unit.qualname, (node.span.start, node.span.end), code, message, instead)
        (self.notes if self.trace is None else self.trace.notes).append(note)

    def global_slot(self, module: ModuleInfo, name: str) -> GlobalSlot:
        """The static that holds a module-level variable."""
        slot = self.globals.get((module.name, name))
        if slot is None:
            rust = self.items.take(value_name(name).upper())
            slot = GlobalSlot(rust, self.reps.of(module.globals[name]), name)
            self.globals[module.name, name] = slot
        self.asked_slot("global", module.name, name, slot.rust)
        return slot

    def loaded_slot(self, module: ModuleInfo) -> GlobalSlot:
        """The static that says whether a module's statements have been run."""
        slot = self.globals.get((module.name, "<loaded>"))
        if slot is None:
            rust = self.items.take(f"{module.name.upper().replace('.', '_')}_LOADED")
            slot = self.globals[module.name, "<loaded>"] = GlobalSlot(rust, RTy("bool"), "<loaded>")
        self.asked_slot("loaded", module.name, "", slot.rust)
        return slot

    def asked_slot(self, kind: str, owner: str, name: str | int, answer: str) -> None:
        """A static was asked for: its name depends on which were before."""
        if self.trace is not None:
            self.trace.questions.append(Slot(kind, owner, name, answer))


def _pin_name(name: str, before: str) -> str:
    """`name` without its ordinal in the definition, with that on the line of which `before` comes before it."""
    base, _, ordinal = name.rpartition("#")
    base = base if base and ordinal.isdigit() else name
    count = len(re.findall(rf"(?<!\w){re.escape(base)}(?!\w)", before))
    return f"{base}#{count + 1}" if count else base


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts.extend(m.end() for m in re.finditer(r"\r\n|\r|\n", text))
    return starts


def _unit_end(unit: ir.Unit, text: str) -> int:
    """Code point offset of the unit's end in the file."""
    return len(text) if unit.kind == "module" else unit.start + unit.body.span.end


def is_constant(e: ir.Expr) -> bool:
    """Whether a default may be evaluated anew in every call."""
    return isinstance(e, ir.Const) or (isinstance(e, ir.Unary) and isinstance(e.operand, ir.Const))


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


def _assigned(function: ir.Function) -> set[ir.Variable]:
    return {var for var, assigned in all_mentions(function.body) if assigned}


def _copied(atom: Atom) -> Iterable[TypeVar]:
    """What is copied with a value."""
    if isinstance(atom, Con):
        return atom.find().args
    return atom.cls.root().attributes.values() if isinstance(atom, Instance) else ()

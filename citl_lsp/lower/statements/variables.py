"""Local variables: their types, declarations and stores."""

from __future__ import annotations

from typing import Any

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.analysis.filling import filled_lists
from citl_lsp.analysis.places import Place, named_places, rivals
from citl_lsp.analysis.texts import text_uses
from citl_lsp.decisions import binding as binding_kind
from citl_lsp.decisions import string as string_kind
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.lower.expressions.expressions import Expressions
from citl_lsp.lower.facts import ProgramFacts
from citl_lsp.lower.function import Binding, LoopFrame
from citl_lsp.lower.literals import DEFAULT_VALUES, rust_string
from citl_lsp.lower.rty import I64, INTS, STR, RTy, owns, rust_type
from citl_lsp.lower.scopes import Homes
from citl_lsp.lower.texts import RUST_TYPES, stored_text
from citl_lsp.lower.user_code import ASKED, runs_functions
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import Con, Instance
from citl_lsp.types.program import FunctionInfo, Linked


class VariableStores(Expressions):
    """Lowering of assignments to local variables."""

    def __init__(self, program: ProgramFacts, linked: Linked, info: FunctionInfo) -> None:
        super().__init__(program, linked, info)
        self.homes = Homes()
        self.final_loops: list[LoopFrame | None] = []
        self.filled = filled_lists(info.function.body)
        self.text_uses = text_uses(info.function.body)
        self.places = named_places(info.function.body)

    def variable_type(self, var: ir.Variable) -> RTy:
        """Representation of a local variable, number form included."""
        binding = self.bindings.get(var)
        if binding is not None:
            return binding.ty
        ty = self.variable_rep(var)
        if ty.kind == "Int" and var in self.program.ranges(self.info).raw:
            return I64
        return ty

    def text_form(self, var: ir.Variable) -> str:
        """How a variable holds a string: as any value, or in one of Rust's own forms."""
        use = self.text_uses.get(var)
        plain = not (var.is_param or var.captured or var.maybe_unbound or var in self.homes.uncertain)
        if use is None or self.program.policy.profile == "faithful" or self.variable_type(var) != STR or not plain:
            return "value"
        if not (use.only_literals or use.built):
            return "value"
        ladder = string_kind.ladder(use.only_literals, use.built, use.identity)
        anchor = self.program.anchor_at(
            self.linked.module, self.linked.unit, var.span, var.key, self.info.function.qualname
        )
        why = f"`{var.name}` is only given literals" if use.only_literals else f"`{var.name}` is built up by `+=`"
        chosen = self.program.chooser.choose("string", anchor, ladder, why, python_type="str")
        return "value" if chosen == "shared" else chosen

    def declare(self, var: ir.Variable) -> r.RStmt:
        """`let` for a variable that is declared before its first assignment."""
        ty = self.variable_type(var)
        name = self.names.local(var.name)
        if var.captured and var.rebound_after_capture:
            self.bindings[var] = Binding(name, ty, "cell")
            return r.Let(name, f"Shared<{rust_type(ty)}>", call("Shared::unset"))
        if var.maybe_unbound or (var in self.homes.uncertain and ty.kind not in DEFAULT_VALUES):
            self.bindings[var] = Binding(name, ty, "slot")
            return r.Let(f"mut {name}", f"Option<{rust_type(ty)}>", r.Path("None"))
        form = self.text_form(var)
        self.bindings[var] = Binding(name, ty, form)
        if form in RUST_TYPES:
            return r.Let(f"mut {name}", RUST_TYPES[form])
        if var in self.homes.uncertain:
            return r.Let(f"mut {name}", rust_type(ty), r.Path(DEFAULT_VALUES[ty.kind]))
        return r.Let(f"mut {name}", rust_type(ty))

    def is_changed(self, var: ir.Variable, ty: RTy) -> bool:
        """Whether the value that the variable owns is changed through it."""
        return owns(ty) and var in self.program.effects.mutated

    def store_variable(self, var: ir.Variable, v: Val, node: ir.Node) -> r.RStmt:
        """`var = v`, declaring the variable where it isn't yet."""
        binding = self.bindings.get(var)
        ty = self.variable_type(var)
        origin = self.origin(node)
        if binding is None and owns(ty) and v.ty == ty and v.mode != "temp":
            return self.bind_second_name(var, v, node)
        if binding is not None and binding.how in ("ref", "refmut"):
            # A name that is lent one value after another: `best = row`.
            lent = self._lent(v, binding.how == "refmut", node)
            return r.AssignS(r.Path(binding.name), "=", lent, origin=origin)
        value = self.convert(v, ty, node)
        if binding is None:
            name = self.names.local(var.name)
            if var.captured and var.rebound_after_capture:
                self.bindings[var] = Binding(name, ty, "cell")
                return r.Let(name, None, call("Shared::new", value), origin=origin)
            form = self.text_form(var)
            self.bindings[var] = Binding(name, ty, form)
            mutable = "mut " if self.homes.counts.get(var, 0) > 1 or self.is_changed(var, ty) else ""
            if form in RUST_TYPES:
                return r.Let(f"{mutable}{name}", RUST_TYPES[form], stored_text(form, Val(value, ty)), origin=origin)
            return r.Let(f"{mutable}{name}", rust_type(ty), value, origin=origin)
        path = r.Path(binding.name)
        if binding.how in RUST_TYPES:
            value = stored_text(binding.how, Val(value, ty))
        if binding.how == "cell":
            return r.ExprS(method(path, "set", value, origin=origin), origin=origin)
        if binding.how == "slot":
            value = call("Some", value)
        return r.AssignS(path, "=", value, origin=origin)

    def unbind(self, var: ir.Variable, node: ir.Node, out: list[r.RStmt], quiet: bool = False) -> None:
        """Take its value from a variable; an error where it has none, unless `quiet`."""
        binding, origin = self.bindings.get(var), self.origin(node)
        if binding is None or binding.how not in ("slot", "cell"):
            return  # nobody looks at it afterwards
        path, name = r.Path(binding.name, origin=origin), r.Lit(rust_string(var.name))
        if binding.how == "slot" and quiet:
            out.append(r.AssignS(path, "=", r.Path("None"), origin=origin))
            return
        if binding.how == "slot":
            gone: r.RExpr = method(method(path, "take"), "ok_or_else", self.unset_error(name), origin=origin)
        else:
            gone = method(path, "del", name, origin=origin)
        out.append(r.Let("_", None, gone if quiet else self.fallible(gone, node), origin=origin))

    def _lent(self, v: Val, exclusive: bool, node: ir.Node) -> r.RExpr:
        """A reference for another name; an exclusive one is lent on, not given away."""
        if v.mode == "refmut":
            return r.Prefix("&mut *" if exclusive else "&*", v.expr, origin=self.origin(node))
        return self.lend_mut(v, node) if exclusive else borrow(v)

    def bind_second_name(self, var: ir.Variable, v: Val, node: ir.Node) -> r.RStmt:
        """A new variable for a value that has an owner: `row = grid[0]`."""
        effects = self.program.effects
        kept = self.program.keeps(self.info, var) or (self.homes.counts.get(var, 0) > 1 and isinstance(v.expr, r.Path))
        atom = self.program.variable_atom(self.linked, var)
        place = self.places.get(var)
        ladder = binding_kind.ladder(
            var in effects.mutated, kept, self.program.unseen_copy(atom, v.ty), len(self.loops),
            None if place is None else self._stays(place), place is not None and self._contended(var, place),
        )  # fmt: skip
        chosen = self.program.chooser.choose(
            "binding", self.anchor(node, var.key), ladder, f"`{var.name}` names a value that something else holds",
            rust_type=str(v.ty), depth=len(self.loops),
        )  # fmt: skip
        if chosen == "index":
            assert place is not None
            self.bindings[var] = Binding("", v.ty, "index", place.expr)
            return r.Let("_", None, borrow(v), origin=self.origin(node))
        name = self.names.local(var.name)
        how, origin = {"borrow": "ref", "borrow_mut": "refmut"}.get(chosen, "value"), self.origin(node)
        self.bindings[var] = Binding(name, v.ty, how)
        if chosen in ("borrow", "borrow_mut"):
            value = self._lent(v, chosen == "borrow_mut", node)
        elif chosen == "clone":
            value = method(v.expr, "clone")
        else:
            value = v.expr if v.mode == "place" else r.Prefix("*", v.expr)
        rebound = how == "value" or self.homes.counts.get(var, 0) > 1
        return r.Let(("mut " if rebound else "") + name, None, value, origin=origin)

    def _contended(self, var: ir.Variable, place: Place) -> bool:
        """Whether something else gets at the owner of what `var` stands for meanwhile, and one of them changes it."""
        mutated = self.program.effects.mutated
        others = {v for v in rivals(var, self.places) if owns(self.variable_rep(v))}
        return bool(others) and (var in mutated or place.root in mutated)

    def _stays(self, place: Place) -> bool:
        """Whether the same value is at `place` as long as the name is used that stands for it."""
        held = self._holders(place)
        if held is None:
            return False
        holders, names = held
        changed_elsewhere = bool(holders & self.program.ownership.mutated)
        stack: list[Any] = list(place.during)
        while stack:
            node = stack.pop()
            changed: Any = None
            if isinstance(node, ir.AugAssign):
                changed = node
            elif isinstance(node, ir.TargetIndex):
                changed = node.obj
            elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name in MUTATING:
                changed = node.func.obj
            elif isinstance(node, (ir.TargetAttr, ir.Attr)) and node.name == "__init__":
                return False  # it sets attributes once more
            elif isinstance(node, ir.TargetAttr) and node.name in names:
                return False
            atoms = self.var(changed).atoms.values() if changed is not None else ()
            if any(isinstance(atom, Con) and atom.find() in holders for atom in atoms):
                return False
            if changed_elsewhere and self._may_run(node):
                return False
            stack.extend(child_nodes(node))
        return True

    def _holders(self, place: Place) -> tuple[set[Con], set[str]] | None:
        """The containers and the names of the attributes on the way to `place`; None where it may lead elsewhere."""
        root = self.bindings.get(place.root)
        if root is not None and root.place is not None:
            return None  # that one is known to stay while its own name is used
        holders, names = set[Con](), set[str]()
        e = place.expr
        while isinstance(e, (ir.Index, ir.Attr)):
            if isinstance(e, ir.Index) and isinstance(e.index, ir.Bin) and self.rep(e.index).kind not in INTS:
                return None
            for atom in self.var(e.obj).atoms.values():
                if isinstance(atom, Con):
                    holders.add(atom.find())
                elif not isinstance(e, ir.Attr) or not isinstance(atom, Instance):
                    return None
                else:
                    reassigned = self.program.ownership.reassigned.get(atom.cls.root(), ())
                    if e.name in reassigned or atom.cls.find_method(e.name) is not None:
                        return None
            if isinstance(e, ir.Attr):
                names.add(e.name)
            e = e.obj
        return holders, names

    def _may_run(self, node: Any) -> bool:
        """Whether the statement, target or expression `node` may itself run some function of the user's."""
        if isinstance(node, ir.Expr):
            return self.runs_functions(node)
        if isinstance(node, ir.TargetAttr):
            classes = [c for m in self.program.program.modules.values() for c in m.classes.values()]
            return any(node.name in cls.setters for cls in classes)
        used: list[Any] = []
        if isinstance(node, ir.TargetIndex):
            used = [node.obj]
        elif isinstance(node, ir.AugAssign):
            used = [node, node.value]
        elif isinstance(node, (ir.For, ir.CompFor)):
            used = [node.iterable]
        return any(self.rep(e).kind in ASKED for e in used)

    def runs_functions(self, e: ir.Expr) -> bool:
        """Whether evaluating `e` may run some function of the user's."""
        classes = [c for m in self.program.program.modules.values() for c in m.classes.values()]
        properties = {name for c in classes for name, info in c.methods.items() if info.kind == "property"}
        return runs_functions(e, properties, self.rep)

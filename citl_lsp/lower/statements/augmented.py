"""Augmented assignments: `target += value`."""

from __future__ import annotations

from citl_lsp.analysis.texts import added_parts
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import direct_mentions
from citl_lsp.lower.function import Binding
from citl_lsp.lower.rty import STR, RTy, is_copy, is_unchanging, owns
from citl_lsp.lower.statements.targets import Targets, same_fixed
from citl_lsp.lower.texts import added_text
from citl_lsp.lower.values import Val, borrow, call, is_plain, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Named
from citl_lsp.types.operators import DUNDER


class AugmentedAssignments(Targets):
    """Lowering of `op=`, in place where the value allows it."""

    def s_aug(self, s: ir.AugAssign, out: list[r.RStmt]) -> None:
        target = s.target
        result = self.rep_or_value(s)
        if isinstance(target, ir.TargetLocal):
            if s.read is None and target.var not in self.bindings:
                out.append(self.declare(target.var))
            binding = self.bindings.get(target.var)
            if s.op == "+" and s.read is None and self._grown_text(target.var, [s.value], s, out):
                return
            current = self.read_variable(s.read.var if s.read else target.var, s)
            if (target.var, True) in direct_mentions(s.value, False):
                # Python has read the variable by then.
                held = self._apart(current, out)
                out.append(self.store_variable(target.var, self._augmented(s, held, result), s))
                return
            if s.op == "+" and current.ty.kind == "list" and s.read is None and binding is not None:
                if binding.how in ("value", "refmut"):
                    out.append(r.ExprS(self.extend_list(current, s.value, s), origin=self.origin(s)))
                    return
            if s.read is None and binding is not None and binding.how == "value":
                value = self.expr(s.value)
                quick = self._aug_in_place(s, current, value, out)
                if quick:
                    return
                out.append(self.store_variable(target.var, self._augmented(s, current, result, value), s))
                return
            if s.op == "+" and current.ty.kind == "list" and owns(current.ty):
                out.append(r.ExprS(self.extend_list(current, s.value, s), origin=self.origin(s)))
                out.append(self.store_variable(target.var, current, s))
                return
            out.append(self.store_variable(target.var, self._augmented(s, current, result), s))
        elif isinstance(target, ir.TargetGlobal):
            current = self._read_target_global(target)
            new = self._augmented(s, self.let(out, current), result)
            self.assign_global(target, new, out)
        elif isinstance(target, ir.TargetAttr) and (static := self._static_attribute(target)) is not None:
            new = self._augmented(s, self.let(out, static), result)
            out.append(self.as_statement(self.set_attribute(target, new), s))
        elif self._aug_owned_place(s, out):
            return
        elif isinstance(target, ir.TargetAttr):
            obj = self.let(out, self.expr(target.obj))
            stand_in = self._hold(obj, target.obj)
            of_class = obj.ty.kind == "class"
            current = self.attribute_of_class(obj, target) if of_class else self.attribute(obj, target.name, target)
            held = self.let(out, current) if not is_copy(current.ty) else current
            new = self._augmented(s, held, result)
            place = ir.TargetAttr(target.span, target.line, stand_in, target.name)
            out.append(self.as_statement(self.set_attribute(place, new), s))
        elif isinstance(target.index, ir.Slice):
            out.append(self.stop(s, "an augmented assignment to a slice", "write it out"))
        else:
            obj = self.let(out, self.expr(target.obj))
            obj_node = self._hold(obj, target.obj)
            index = self.let(out, self.expr(target.index))
            index_node = self._hold(index, target.index)
            current = self.index(self.expr(obj_node), index_node, target)
            held = self.let(out, current)
            new = self._augmented(s, held, result)
            element = ir.TargetIndex(target.span, target.line, obj_node, index_node)
            out.append(self.as_statement(self.set_index(element, new, out), s))

    def _aug_owned_place(self, s: ir.AugAssign, out: list[r.RStmt]) -> bool:
        """`xs[i] += v`, `self.total += v` on owned values, where they stand. True when it was emitted."""
        target = s.target
        if isinstance(target, (ir.TargetLocal, ir.TargetGlobal)) or not self.program.raw_arithmetic:
            return False
        holder = self.rep(target.obj)
        if isinstance(target, ir.TargetIndex) and holder.kind == "dict":
            return self._changed_item(s.op, target, None, s.value, s, out)
        if holder.kind == "opt" and holder.args[0].kind == "obj":
            holder = holder.args[0]
        if holder.form != "owned" or holder.kind not in ("list", "obj") or s.op not in ("+", "-", "*"):
            return False
        if isinstance(target, ir.TargetIndex) and (isinstance(target.index, ir.Slice) or self.catches()):
            return False
        obj = self.mutable(target.obj)
        before: list[r.RStmt] = []
        if isinstance(target, ir.TargetAttr):
            if obj.ty.kind == "opt":
                obj = self.present(obj, target.name, target, True)
            place = self.attribute(obj, target.name, target)
        else:
            index = self.let(before, self.as_position(self.expr(target.index), obj.ty, target.index))
            saved, self.place_mutable = self.place_mutable, True
            place = self.owned_index(obj, index, target.index, target)
            self.place_mutable = saved
        value = self.expr(s.value)
        if place.mode != "place" or (place.ty.kind, value.ty.kind) not in (
            ("i64", "i64"),
            ("f64", "f64"),
            ("f64", "i64"),
        ):
            return False
        out += before
        added = self.as_float(value, s) if place.ty.kind == "f64" else own(value)
        if not isinstance(value.expr, (r.Lit, r.Path)) and self.runs_functions(s.value):
            # Python reads the place before a call on the right side, which may change it; Rust reads it after.
            old, amount = self.temp("old"), self.temp("by")
            out.append(r.Let(old, None, place.expr))
            out.append(r.Let(amount, None, added))
            total = r.Binary(s.op, r.Path(old), r.Path(amount))
            out.append(r.AssignS(place.expr, "=", total, origin=self.origin(s)))
            return True
        out.append(r.AssignS(place.expr, f"{s.op}=", added, origin=self.origin(s)))
        return True

    def _static_attribute(self, target: ir.TargetAttr) -> Val | None:
        """The current value of an attribute of a class or module; None for one of an object."""
        atoms = self.var(target.obj).atoms
        for atom in atoms.values():
            if isinstance(atom, ClassObject) and len(atoms) == 1:
                return self.class_value(atom.cls, target.name, target)
            if isinstance(atom, Named) and atom.name in self.program.program.modules:
                return self.read_global(atom.name, target.name, target)
        return None

    def _hold(self, v: Val, node: ir.Expr) -> ir.Expr:
        """A local variable that stands for an already evaluated expression."""
        var = ir.Variable("held", 1)
        text = v.expr.text if isinstance(v.expr, (r.Path, r.Lit)) else ""
        if v.literal is not None:
            return node
        self.bindings[var] = Binding(text, v.ty, "ref" if v.mode == "ref" else "value")
        local = ir.Local(node.span, node.line, var)
        self.stands_for[local] = node
        return local

    def _read_target_global(self, target: ir.TargetGlobal) -> Val:
        owner = self.linked.owner
        if self.linked.unit.kind == "class" and owner is not None:
            return self.class_value(owner, target.name, target)
        return self.read_global(self.linked.module.name, target.name, target)

    def _aug_in_place(self, s: ir.AugAssign, current: Val, value: Val, out: list[r.RStmt]) -> bool:
        """Forms that change a local variable where it stands. True when one was emitted."""
        kind, other, origin = current.ty.kind, value.ty.kind, self.origin(s)
        if s.op in ("+", "-", "*") and kind == "Int" and other in ("Int", "i64"):
            out.append(r.AssignS(current.expr, f"{s.op}=", self.as_int_operand(value, s), origin=origin))
            return True
        if s.op in ("+", "-", "*") and kind == other == "i64" and (self.program.raw_arithmetic or self.fits(s)):
            out.append(r.AssignS(current.expr, f"{s.op}=", own(value), origin=origin))
            return True
        if s.op in ("+", "-", "*") and kind == "f64" and other in ("f64", "i64", "bool"):
            out.append(r.AssignS(current.expr, f"{s.op}=", self.as_float(value, s), origin=origin))
            return True
        return False

    def s_assign(self, s: ir.Assign, out: list[r.RStmt]) -> None:
        """`target = value`; `text = text + part` is `text += part` of a string, as CPython does it."""
        target = s.targets[0] if len(s.targets) == 1 else None
        if isinstance(target, ir.TargetLocal):
            parts = added_parts(target.var, s.value)
            if parts and self._grown_text(target.var, parts, s, out):
                return
        if isinstance(target, ir.TargetIndex) and isinstance(s.value, ir.Bin):
            default = _looked_up(target, s.value.left)
            if default is not None and self._changed_item(s.value.op, target, default, s.value.right, s, out):
                return
        super().s_assign(s, out)

    def _grown_text(self, var: ir.Variable, parts: list[ir.Expr], node: ir.Stmt, out: list[r.RStmt]) -> bool:
        """`var += part + part + ...` of a string, in place. False where it is none, or where `parts` assign to it."""
        binding = self.bindings.get(var)
        if binding is None or binding.how not in ("string", "value") or binding.ty != STR:
            return False
        mentions = {m for part in parts for m in direct_mentions(part, False)}
        if (var, True) in mentions or any(self.rep(part) != STR for part in parts):
            return False
        origin, read = self.origin(node), (var, False) in mentions
        lent = self.own_text(parts[0]) if len(parts) == 1 and not read and binding.how == "string" else None
        if lent is not None:
            out.append(r.ExprS(method(r.Path(binding.name), "push_str", lent, origin=origin), origin=origin))
            return True
        first, *rest = self.ordered(parts)
        v = Val(self.convert(first, STR, node), STR, char=first.char) if first.ty != STR else first
        for other in rest:
            v = self.binary("+", v, other, STR, node)
        if read:
            # rustc refuses to look at what is being changed.
            v = self._apart(v, out)
        if binding.how == "string":
            name, added = added_text(v)
            grown: r.RExpr = method(r.Path(binding.name), name, added, origin=origin)
        else:
            grown = call("add_assign", r.Prefix("&mut ", r.Path(binding.name)), borrow(v), origin=origin)
        out.append(r.ExprS(grown, origin=origin))
        return True

    def _changed_item(
        self, op: str, target: ir.TargetIndex, default: ir.Expr | None, by: ir.Expr, node: ir.Stmt, out: list[r.RStmt]
    ) -> bool:
        """`d[k] op= by`, or `d[k] = d.get(k, default) op by`, of an owned dict of numbers, with one search for the key.

        False for anything else, or where the search runs code of the user's, who could see that it is only one.
        """
        holder, flavors = self.rep(target.obj), self.flavors(target.obj)
        if holder.form != "owned" or flavors or op not in ("+", "-", "*") or not self.program.raw_arithmetic:
            return False
        key_type, number = holder.args
        if self.catches() or number.kind not in ("i64", "f64") or not is_unchanging(key_type):
            return False
        added, first = self.expr(by), None if default is None else self.expr(default)
        numbers = [v for v in (added, first) if v is not None]
        if not all(is_plain(v.expr) and v.ty.kind in ("i64", number.kind) for v in numbers):
            return False
        before: list[r.RStmt] = []
        key = self.let(before, self.expr(target.index))
        obj, origin = self.mutable(target.obj), self.origin(node)
        if first is None:
            reference = self._member(key, key_type, target)
            found = None if reference is None else method(obj.expr, "get_mut", reference, origin=origin)
        else:
            start = self.as_float(first, node) if number.kind == "f64" else own(first)
            found = method(obj.expr, "setdefault_mut", self.convert(key, key_type, target), start, origin=origin)
        if found is None:
            return False
        out += before
        amount = self.as_float(added, node) if number.kind == "f64" else own(added)
        place = r.Prefix("*", self.fallible(found, node), origin=origin)
        out.append(r.AssignS(place, f"{op}=", amount, origin=origin))
        return True

    def _apart(self, v: Val, out: list[r.RStmt]) -> Val:
        """The value as it is now."""
        name = self.temp()
        out.append(r.Let(name, None, own(v), origin=v.expr.origin))
        return Val(r.Path(name), v.ty, "place")

    def _augmented(self, s: ir.AugAssign, current: Val, result: RTy, value: Val | None = None) -> Val:
        """The new value of `current op= value`. `value` is lowered once: a comprehension's variables are declared where
        it stands."""
        kind = current.ty.kind
        if s.op == "+" and kind == "list":
            assert value is None
            done = r.ExprS(self.extend_list(current, s.value, s))
            return Val(r.Block([done], own(current)), current.ty)
        value = self.expr(s.value) if value is None else value
        if s.op == "*" and kind == "list":
            done = r.ExprS(method(current.expr, "repeat_in_place", self.count(value, s)))
            return Val(r.Block([done], own(current)), current.ty)
        update = self.set_update(s.op, current, value, s)
        if update is not None:
            return Val(r.Block([r.ExprS(update)], own(current)), current.ty)
        if kind == "dict" and s.op == "|" and value.ty == current.ty:
            done = r.ExprS(self.fallible(method(current.expr, "update", borrow(value)), s))
            return Val(r.Block([done], own(current)), current.ty)
        if kind == "Value" and s.op in ("+", "*", "|", "&", "-", "^"):
            name = {"+": "v_iadd", "*": "v_imul", "|": "v_ior", "&": "v_iand", "-": "v_isub", "^": "v_ixor"}[s.op]
            made = self.fallible(call(name, borrow(current), self.value_ref(value, s), origin=self.origin(s)), s)
            return self.from_value(made, result, s)
        if kind == "obj":
            name = f"__i{DUNDER[s.op]}__"
            if self.node_methods(current, name):
                return self.call_method_on(current, name, [value], result, s)
        return self.binary(s.op, current, value, result, s)


def _looked_up(target: ir.TargetIndex, e: ir.Expr) -> ir.Expr | None:
    """`default` where `e` is `d.get(k, default)` and `d[k]` is the target, all of them variables or constants."""
    if not isinstance(e, ir.Call) or not isinstance(e.func, ir.Attr) or e.func.name != "get":
        return None
    if len(e.args) != 2 or e.keywords or not isinstance(e.args[1], ir.Const):
        return None
    same = same_fixed(target.obj, e.func.obj) and same_fixed(target.index, e.args[0])
    return e.args[1] if same else None

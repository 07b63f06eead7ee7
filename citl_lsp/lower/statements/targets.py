"""Targets of assignments."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import direct_mentions
from citl_lsp.lower.absent import unassignable
from citl_lsp.lower.base import Setters
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import NONE, VALUE, RTy, owns, rust_type
from citl_lsp.lower.statements.variables import VariableStores
from citl_lsp.lower.values import Mode, Val, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Con, Named
from citl_lsp.types.program import ClassInfo


class Targets(VariableStores):
    """Lowering of `target = value`."""

    def assign(self, target: ir.Target, v: Val, out: list[r.RStmt]) -> None:
        """`target = v`."""
        if isinstance(target, ir.TargetLocal):
            out.append(self.store_variable(target.var, v, target))
        elif isinstance(target, ir.TargetGlobal):
            self.assign_global(target, v, out)
        elif isinstance(target, ir.TargetTuple):
            self._unpack(target, v, out)
        elif isinstance(target, ir.TargetAttr):
            settled = _is_fixed(target.obj) or (owns(v.ty) and self.rep(target.obj).form == "owned")
            held = v if settled else self._made_first(v, out)
            out.append(self.as_statement(self.set_attribute(target, held), target))
        else:
            held = v if _is_fixed(target.obj) and _is_fixed(target.index) else self._made_first(v, out)
            out.append(self.as_statement(self.set_index(target, held, out), target))

    def as_statement(self, made: r.RExpr | r.RStmt, node: ir.Node) -> r.RStmt:
        """An expression as a statement; a statement as it is."""
        return made if isinstance(made, r.RStmt) else r.ExprS(made, origin=self.origin(node))

    def assign_global(self, target: ir.TargetGlobal, v: Val, out: list[r.RStmt]) -> None:
        """`target = v` for a module-level name or, in a class body, a class attribute."""
        owner = self.linked.owner
        if self.linked.unit.kind == "class" and owner is not None:
            slot = self.program.class_slot(owner, target.name)
        else:
            slot = self.program.global_slot(self.linked.module, target.name)
        value = self.convert(v, slot.ty, target)
        out.append(r.ExprS(method(r.Path(slot.rust), "set", value, origin=self.origin(target))))

    def _list_to_fill(self, s: ir.Assign) -> Val | None:
        """An empty list that the loop after it fills."""
        loop = self.filled.get(s.value) if isinstance(s.value, ir.ListLit) else None
        ty = self.rep(s.value)
        if loop is None or ty.kind != "list":
            return None
        target = s.targets[0]
        assert isinstance(target, ir.TargetLocal)
        unset = {var for later in self.homes.hoisted.values() for var in later}
        if any(var in unset for var, _ in direct_mentions(loop.iterable, True)):
            return None
        holder = f"{'Vec' if ty.form == 'owned' else 'List'}::<{rust_type(ty.args[0])}>"
        return Val(self.empty(holder, loop.iterable, target.var.key, s.value), ty)

    def set_attribute(self, target: ir.TargetAttr, v: Val) -> r.RExpr | r.RStmt:
        """`obj.name = v`."""
        atoms = self.var(target.obj).atoms
        origin = self.origin(target)
        if unassignable(atoms.values(), target.name):
            return self.unsupported(target, f"assigning to the attribute `{target.name}` here", "").expr
        of_class = any(isinstance(atom, ClassObject) for atom in atoms.values())
        if of_class and len(atoms) > 1 and self.rep(target.obj).kind != "class":
            return self.unsupported(target, f"assigning to `{target.name}` of one of several classes", "").expr
        for atom in atoms.values():
            if isinstance(atom, ClassObject) and len(atoms) == 1:
                return self._set_of_class(atom.cls, v, target).expr
            if isinstance(atom, Named) and atom.key.startswith("module:"):
                infos = self.program.program.modules
                if atom.name in infos:
                    slot = self.program.global_slot(infos[atom.name], target.name)
                    return method(r.Path(slot.rust), "set", self.convert(v, slot.ty, target), origin=origin)
        obj = self.mutable(target.obj)
        if obj.ty.kind == "class":
            stmts: list[r.RStmt] = []
            held = self.let(stmts, v)
            chosen = self.per_possible_class(obj, target.obj, lambda cls: self._set_of_class(cls, held, target), target)
            return self.block(stmts, chosen.expr)
        if obj.ty.kind == "opt" and obj.ty.args[0].kind == "obj":
            obj = self.present(obj, target.name, target, True)
        if obj.ty.kind == "obj" and obj.ty.form == "owned":
            root = self.root_class(obj.ty)
            ty = self.program.reps.of(root.attributes[target.name])
            place = r.Field(obj.expr, self.program.field_name(root, target.name))
            return r.AssignS(place, "=", self.convert(v, ty, target), origin=origin)
        if obj.ty.kind == "obj":
            root = self.root_class(obj.ty)
            setters = self.setters_of(root, target.name)
            if setters:
                return self._set_by_class(obj, root, setters, target, v)
            if self.program.has_field(root, target.name):
                return self._set_field(obj, root, target, v)
            owners = [c for c in root.descendants() if target.name in c.methods]
            if owners and all(c.methods[target.name].kind == "property" for c in owners):
                return self._no_setter(owners[0], target)
            if owners:
                return self.unsupported(
                    target, "assigning to this attribute", "give it another name than the method"
                ).expr
        value = call(
            "v_setattr", self.value_ref(obj, target), r.Lit(rust_string(target.name)), self.to_value(v, target)
        )
        return self.fallible(value, target)

    def _set_of_class(self, cls: ClassInfo, v: Val, target: ir.TargetAttr) -> Val:
        """`C.name = v`: the class's own attribute, whatever its base has."""
        if target.name not in cls.class_values:
            return self.unsupported(target, f"assigning to the attribute `{target.name}` here", "")
        slot = self.program.class_slot(cls, target.name)
        made = method(r.Path(slot.rust), "set", self.convert(v, slot.ty, target), origin=self.origin(target))
        return Val(made, NONE)

    def _set_field(self, obj: Val, root: ClassInfo, target: ir.TargetAttr, v: Val) -> r.RExpr:
        """`obj.name = v` for an attribute that objects store."""
        ty = self.program.reps.of(root.attributes[target.name])
        field = r.Field(r.Field(obj.expr, "0"), self.program.field_name(root, target.name))
        return method(field, "set", self.convert(v, ty, target), origin=self.origin(target))

    def _no_setter(self, cls: ClassInfo, target: ir.TargetAttr) -> r.RExpr:
        """An assignment to a property that can only be read."""
        error = call(
            "attribute_error", r.Lit(rust_string(f"property '{target.name}' of '{cls.name}' object has no setter"))
        )
        return self.fallible(call("Err::<(), Box<PyErr>>", error), target)

    def _set_by_class(self, obj: Val, root: ClassInfo, setters: Setters, target: ir.TargetAttr, v: Val) -> r.RExpr:
        """`obj.name = v` where the name is a property with a setter in some classes of the hierarchy."""
        having = {cls for _, classes in setters for cls in classes}
        others = [cls for cls in root.descendants() if cls.instantiated and cls not in having]
        found = {cls: cls.find_method(target.name) for cls in others}
        plain = [cls for cls, info in found.items() if info is None]
        fixed = [cls for cls, info in found.items() if info is not None]
        if (plain and fixed) or any(info is not None and info.kind != "property" for info in found.values()):
            return self.unsupported(target, "assigning to this attribute", "give it another name than the method").expr
        stmts: list[r.RStmt] = []
        held, given = self.let(stmts, obj), self.let(stmts, v)

        def otherwise() -> Val:
            made = self._no_setter(fixed[0], target) if fixed else self._set_field(held, root, target, given)
            return Val(made, NONE)

        stored = bool(fixed) or (bool(plain) and self.program.has_field(root, target.name))
        if len(setters) == 1 and not others:
            info = setters[0][0]
            made = self.method_call(info, held, self.bind_vals(info, [held, given], target)[1:], target)
        else:
            made = self.match_class(held, setters, [given], target, NONE, otherwise if stored else None)
        return self.block(stmts, made.expr)

    def set_index(self, target: ir.TargetIndex, v: Val, out: list[r.RStmt]) -> r.RExpr | r.RStmt:
        """`obj[index] = v`."""
        origin = self.origin(target)
        obj = self.mutable(target.obj)
        if obj.ty.kind == "opt":
            obj = self.subscripted(obj, target)
        if isinstance(target.index, ir.Slice):
            return self._set_slice(obj, target.index, v, target)
        index = self.as_position(self.expr(target.index), obj.ty, target.index)
        if obj.ty.kind == "list" and obj.ty.form == "owned" and index.ty.kind in ("Int", "i64", "bool"):
            value = self.convert(v, obj.ty.args[0], target)
            if not isinstance(value, (r.Path, r.Lit)):
                # The right side may read the list that is changed.
                name = self.temp()
                out.append(r.Let(name, None, value, origin=value.origin))
                value = r.Path(name)
            index = self.let(out, index)
            return self.owned_set_index(obj, index, target.index, value, target)
        if obj.ty.kind in ("list", "deque") and index.ty.kind in ("Int", "i64", "bool"):
            value = self.convert(v, obj.ty.args[0], target)
            at = self.as_index(index, target.index)
            return self.fallible(method(obj.expr, "set", at, value, origin=origin), target)
        if obj.ty.kind == "dict":
            value = self.convert(v, obj.ty.args[1], target)
            key = self.convert(index, obj.ty.args[0], target.index)
            return self.fallible(method(obj.expr, "set_item", key, value, origin=origin), target)
        if obj.ty.kind == "obj" and self.node_methods(obj, "__setitem__"):
            return self.call_method_on(obj, "__setitem__", [index, v], NONE, target).expr
        held = self.to_value(v, target)
        made = call("v_setitem", self.value_ref(obj, target), self.value_ref(index, target), held, origin=origin)
        return self.fallible(made, target)

    def _made_first(self, v: Val, out: list[r.RStmt]) -> Val:
        """The right side of an assignment, which Python evaluates before the target."""
        held = v if owns(v.ty) and v.mode != "temp" else self.let(out, v)
        return Val(held.expr, v.ty, "temp") if owns(v.ty) and v.mode == "temp" else held

    def _set_slice(self, obj: Val, s: ir.Slice, v: Val, target: ir.Node) -> r.RExpr:
        bounds = [self.slice_bound(p) for p in (s.lower, s.upper, s.step)]
        if obj.ty.kind == "list":
            if v.ty.kind == "list" and v.ty.args == obj.ty.args:
                values = _elements(v)
            else:
                source = self.iterator(v, target)
                values = self.fallible(call("vec_of", source.as_results(self, obj.ty.args[0], target)), target)
            name = "py_set_slice" if obj.ty.form == "owned" else "set_slice"
            return self.fallible(method(obj.expr, name, *bounds, values, origin=self.origin(target)), target)
        if obj.ty.kind == "obj" and self.node_methods(obj, "__setitem__"):
            what = "assigning to a slice of an object with `__setitem__`"
            return self.unsupported(target, what, "give it a method with the bounds").expr
        packed = r.Macro("", bounds, "[")
        values = self.value_ref(v, target)
        made = call("v_set_slice", self.value_ref(obj, target), packed, values, origin=self.origin(target))
        return self.fallible(made, target)

    def _hold_part(self, v: Val, out: list[r.RStmt]) -> Val:
        """One value of `a, b = x, y`, in a variable of its own even if it is one already: `a, b = b, a`."""
        if isinstance(v.expr, r.Lit):
            return v
        name = self.temp()
        out.append(r.Let(f"mut {name}" if owns(v.ty) else name, None, v.expr, origin=v.expr.origin))
        return Val(r.Path(name), v.ty, "place")

    def _unpack(self, target: ir.TargetTuple, v: Val, out: list[r.RStmt]) -> None:
        items, star = target.items, target.star
        if v.ty.kind == "tuple" and star is None and len(v.ty.args) == len(items):
            if isinstance(v.expr, r.Tuple) and len(v.expr.items) == len(items):
                parts = [self._hold_part(Val(part, t), out) for part, t in zip(v.expr.items, v.ty.args, strict=True)]
            else:
                held = self.let(out, v)
                fresh = v.mode == "temp"
                parts = [
                    Val(r.Field(held.expr, str(i)), t, "temp" if fresh and owns(t) else "place")
                    for i, t in enumerate(v.ty.args)
                ]
            for item, part in zip(items, parts, strict=True):
                self.assign(item, part, out)
            return
        if v.ty.kind == "tuple" and star is not None:
            element = self.list_element(items[star])
            v = Val(self.convert(v, RTy("vtuple", (VALUE,)), target), RTy("vtuple", (VALUE,)))
        source = self.iterator(v, target)
        name = self.temp("parts")
        results = source.as_results(self, source.ty, target)
        if star is None:
            made = call("unpack_exact", results, r.Lit(str(len(items))), origin=self.origin(target))
            moved = owns(source.ty) and not source.by_ref
            out.append(r.Let(f"mut {name}" if moved else name, None, self.fallible(made, target)))
            for i, item in enumerate(items):
                if moved:
                    part = Val(method(r.Path(name), "remove", r.Lit("0")), source.ty)
                else:
                    mode: Mode = "ref" if source.by_ref else "place"
                    part = Val(r.IndexExpr(r.Path(name), r.Lit(str(i))), source.ty, mode)
                self.assign(item, part, out)
            return
        after = len(items) - star - 1
        before_name, rest_name, after_name = self.temp("head"), self.temp("rest"), self.temp("tail")
        made = call("unpack_star", results, r.Lit(str(star)), r.Lit(str(after)), origin=self.origin(target))
        pattern = f"({before_name}, {rest_name}, {after_name})"
        out.append(r.Let(pattern, None, self.fallible(made, target)))
        for i, item in enumerate(items):
            if i < star:
                self.assign(item, Val(r.IndexExpr(r.Path(before_name), r.Lit(str(i))), source.ty, "place"), out)
            elif i == star:
                listed = Val(call("List::from", r.Path(rest_name)), RTy("list", (source.ty,)))
                element = self.list_element(item)
                if element != source.ty:
                    listed = Val(self.convert(listed, RTy("list", (element,)), item), RTy("list", (element,)))
                self.assign(item, listed, out)
            else:
                at = r.IndexExpr(r.Path(after_name), r.Lit(str(i - star - 1)))
                self.assign(item, Val(at, source.ty, "place"), out)

    def list_element(self, target: ir.Target) -> RTy:
        """Element type of the list that a starred target binds."""
        atom = self.var(target).atoms.get("list")
        return self.program.reps.of(atom.find().args[0]) if isinstance(atom, Con) else VALUE

    def _swap(self, s: ir.Assign, out: list[r.RStmt]) -> r.RStmt | None:
        """`xs[i], xs[j] = xs[j], xs[i]` where the elements have one owner: they change places."""
        target, value = s.targets[0], s.value
        if not isinstance(target, ir.TargetTuple) or not isinstance(value, ir.TupleLit) or self.catches():
            return None
        if len(target.items) != 2 or len(value.items) != 2 or target.star is not None:
            return None
        a, b = target.items
        c, d = value.items
        if not (isinstance(a, ir.TargetIndex) and isinstance(b, ir.TargetIndex)):
            return None
        if not (isinstance(c, ir.Index) and isinstance(d, ir.Index)):
            return None
        holders = [e.obj for e in (a, b, c, d)]
        variables = {h.var for h in holders if isinstance(h, ir.Local)}
        ty = self.rep(c.obj)
        if len(variables) != 1 or not all(isinstance(h, ir.Local) for h in holders):
            return None
        if ty.kind != "list" or ty.form != "owned" or not owns(ty.args[0]):
            return None
        if not (same_fixed(a.index, d.index) and same_fixed(b.index, c.index)):
            return None
        obj = self.mutable(a.obj)
        places: list[r.RExpr] = []
        for e in (a, b):
            at = self.owned_position(obj, self.expr(e.index), e.index)
            if not isinstance(at, r.Lit):
                name = self.temp("at")
                out.append(r.Let(name, None, at))
                at = r.Path(name)
            places.append(at)
        return r.ExprS(method(obj.expr, "swap", *places, origin=self.origin(s)), origin=self.origin(s))

    def _copied_slice(self, s: ir.Assign) -> r.RStmt | None:
        """`xs[a:b] = xs[c:d]`: elements of one list change places where they stand."""
        target, value = s.targets[0], s.value
        if not (isinstance(target, ir.TargetIndex) and isinstance(target.index, ir.Slice)):
            return None
        if not (isinstance(value, ir.Index) and isinstance(value.index, ir.Slice)):
            return None
        if not (isinstance(target.obj, ir.Local) and isinstance(value.obj, ir.Local)):
            return None
        parts = [p for cut in (value.index, target.index) for p in (cut.lower, cut.upper, cut.step) if p is not None]
        # The right side is read after all bounds are known: they must be nothing but numbers.
        pure = all(_is_fixed(p) and self.rep(p).kind in ("i64", "Int", "bool", "none") for p in parts)
        if target.obj.var is not value.obj.var or not pure or self.rep(value.obj).kind != "list":
            return None
        obj = self.mutable(target.obj)
        read, written = (
            r.Tuple([self.slice_bound(p) for p in (cut.lower, cut.upper, cut.step)])
            for cut in (value.index, target.index)
        )
        name = "py_copy_slice" if obj.ty.form == "owned" else "copy_slice"
        made = self.fallible(method(obj.expr, name, read, written, origin=self.origin(s)), s)
        return r.ExprS(made, origin=self.origin(s))

    def _changed_part(self, s: ir.Assign) -> bool:
        """Whether a name is given to a part of an owned value, and the part is changed by that name."""
        target = s.targets[0]
        return (
            len(s.targets) == 1
            and isinstance(target, ir.TargetLocal)
            and isinstance(s.value, (ir.Index, ir.Attr, ir.Cond))
            and target.var in self.program.effects.mutated
            and owns(self.rep(s.value))
        )

    def _gives_up(self, s: ir.Assign) -> ir.Expr | None:
        """What is taken out of the place that `s` assigns to: `self.head` of `self.head = Node(value, self.head)`, of
        `self.head = self.head.next`. Between the two nothing may look at the place, also if making the value fails."""
        target = s.targets[0]
        if len(s.targets) != 1 or not isinstance(target, (ir.TargetAttr, ir.TargetLocal)) or self.catches():
            return None
        made, binding = s.value, self.bindings.get(target.var) if isinstance(target, ir.TargetLocal) else None
        if isinstance(target, ir.TargetLocal) and (binding is None or binding.how != "value"):
            return None
        if isinstance(made, ir.Call) and isinstance(target, ir.TargetAttr):
            if not all(isinstance(a, ClassObject) for a in self.var(made.func).atoms.values()):
                return None
            given = [*made.args, *(k.value for k in made.keywords)]
            found = [e for e in given if _is_place(target, e)]
            others = [e for e in given if e not in found]
            if any(isinstance(e, ir.Starred) or self.runs_functions(e) for e in others):
                return None
            if any(self.program.reps.has_objects(self.rep(e)) for e in others):
                return None  # the constructor might find the place through it
        else:
            while isinstance(made, ir.Attr) and not _is_place(target, made):
                made = made.obj
            found = [made] if made is not s.value and _is_place(target, made) else []
        owned = all(self.rep(e).kind == "opt" and owns(self.rep(e)) for e in found)
        return found[0] if len(found) == 1 and owned else None

    def s_assign(self, s: ir.Assign, out: list[r.RStmt]) -> None:
        moved = self._swap(s, out) or self._copied_slice(s) if len(s.targets) == 1 else None
        if moved is not None:
            out.append(moved)
            return
        given_up = self._gives_up(s)
        if given_up is not None:
            self.given_up.add(given_up)
        v = self._list_to_fill(s) or (self.mutable(s.value) if self._changed_part(s) else self.expr(s.value))
        if len(s.targets) == 1:
            mentioned = {var for var, _ in direct_mentions(s.targets[0], False)}
            if any(assigned and var in mentioned for var, assigned in direct_mentions(s.value, False)):
                v = self.let(out, v)
            self.assign(s.targets[0], v, out)
            return
        held = self.let(out, v)
        for target in s.targets:
            self.assign(target, held, out)


def _is_place(target: ir.Target | ir.Expr, e: ir.Expr) -> bool:
    """Whether `target` assigns to what `e` reads: a variable, or an attribute on a way from one."""
    if isinstance(target, (ir.TargetAttr, ir.Attr)):
        return isinstance(e, ir.Attr) and e.name == target.name and _is_place(target.obj, e.obj)
    if isinstance(target, (ir.TargetLocal, ir.Local)):
        return isinstance(e, ir.Local) and e.var is target.var
    return False


def same_fixed(a: ir.Expr, b: ir.Expr) -> bool:
    """Whether two expressions are the same variable or number."""
    if isinstance(a, ir.Local) and isinstance(b, ir.Local):
        return a.var is b.var
    if isinstance(a, ir.Unary) and isinstance(b, ir.Unary):
        return a.op == b.op and same_fixed(a.operand, b.operand)
    return isinstance(a, ir.Const) and isinstance(b, ir.Const) and a.value == b.value


def _is_fixed(e: ir.Expr | None) -> bool:
    """Whether evaluating `e` later than Python does can't be noticed."""
    if isinstance(e, ir.Local):
        return not e.var.rebound_after_capture
    if isinstance(e, ir.Slice):
        return _is_fixed(e.lower) and _is_fixed(e.upper) and _is_fixed(e.step)
    if isinstance(e, ir.Bin):
        return e.op in ("+", "-", "*") and _is_fixed(e.left) and _is_fixed(e.right)
    return e is None or isinstance(e, ir.Const) or (isinstance(e, ir.Unary) and _is_fixed(e.operand))


def _elements(v: Val) -> r.RExpr:
    """The elements of a list as a `Vec` that nothing else holds."""
    if v.mode != "temp":
        return method(v.expr, "to_vec")
    return v.expr if v.ty.form == "owned" else method(v.expr, "into_vec")

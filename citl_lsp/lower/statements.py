"""Statements and whole functions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from citl_lsp.decisions import binding as binding_kind
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.context import Binding, LoopFrame
from citl_lsp.lower.convert import Iterated
from citl_lsp.lower.expressions import Expressions, rust_string
from citl_lsp.lower.facts import ProgramFacts
from citl_lsp.lower.failure import Body, RaiseError, ReturnValue
from citl_lsp.lower.names import value_name
from citl_lsp.lower.owned import is_owned
from citl_lsp.lower.rty import I64, INT, NONE, VALUE, RTy, is_copy, rust_type
from citl_lsp.lower.scopes import Homes, homes
from citl_lsp.lower.values import Val, borrow, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Con, Named
from citl_lsp.types.program import FunctionInfo, Linked
from citl_lsp.types.rules import DUNDER
from citl_lsp.types.summary import falls_through

_DEFAULTS = {
    "i64": "0",
    "Int": "Int::ZERO",
    "f64": "0.0",
    "bool": "false",
    "none": "()",
    "opt": "None",
    "Value": "Value::None",
}


class Statements(Expressions):
    """Lowering of one function's body."""

    handling: str | None = None
    """Rust variable of the exception that is being handled."""

    def __init__(self, program: ProgramFacts, linked: Linked, info: FunctionInfo) -> None:
        super().__init__(program, linked, info)
        self.homes = Homes()
        self.final_loops: list[LoopFrame | None] = []

    # --- whole functions ---------------------------------------------------------------------------------------------

    def lower_function(self) -> Body:
        """The function as a Rust item, with its marks unresolved."""
        info, function = self.info, self.info.function
        params: list[tuple[str, r.Origin | None]] = []
        prologue: list[r.RStmt] = []
        assigned = self.program.assigned(info)
        for var in self.program.captures[info]:
            name = self.names.take(value_name(var.name))
            ty = self.variable_type(var)
            if var.rebound_after_capture:
                self.bindings[var] = Binding(name, ty, "cell")
                params.append((f"{name}: &Shared<{rust_type(ty)}>", None))
            elif is_copy(ty):
                self.bindings[var] = Binding(name, ty, "ref")
                params.append((f"{name}: &{rust_type(ty)}", None))
            else:
                self.bindings[var] = Binding(name, ty, "ref")
                params.append((f"{name}: &{rust_type(ty)}", None))
        for i, param in enumerate(function.params):
            var, ty = param.var, self.program.reps.of(info.params[i])
            if i == 0 and info.owner is not None and ty.form == "owned" and info.kind == "method":
                exclusive = self.program.passing(info, 0) == "borrow_mut"
                self.names.take("self")
                self.bindings[var] = Binding("self", ty, "refmut" if exclusive else "ref")
                params.append(("&mut self" if exclusive else "&self", self.origin(param)))
                continue
            if i == 0 and info.owner is not None and info.kind in ("method", "property", "setter"):
                if var in assigned or var.rebound_after_capture:
                    name = self.names.take(value_name(var.name if var.name != "self" else "this"))
                    prologue.append(r.Let(f"mut {name}", None, method(r.Path("self"), "clone")))
                    self.bindings[var] = Binding(name, ty, "value")
                else:
                    self.names.take("self")
                    self.bindings[var] = Binding("self", ty, "ref")
                params.append(("&self", self.origin(param)))
                continue
            name = self.names.take(value_name(var.name if var.name != "self" else "this"))
            origin = self.origin(param)
            if var.rebound_after_capture:
                params.append((f"{name}: {rust_type(ty)}", origin))
                prologue.append(r.Let(name, None, call("Shared::new", r.Path(name))))
                self.bindings[var] = Binding(name, ty, "cell")
            elif (passing := self.program.passing(info, i)) != "move":
                exclusive = passing == "borrow_mut"
                params.append((f"{name}: &{'mut ' if exclusive else ''}{rust_type(ty)}", origin))
                self.bindings[var] = Binding(name, ty, "refmut" if exclusive else "ref")
            else:
                mutable = "mut " if var in assigned or is_owned(ty) else ""
                params.append((f"{mutable}{name}: {rust_type(ty)}", origin))
                self.bindings[var] = Binding(name, ty, "value")
        self.homes = homes(function)
        body = [*prologue, *self.block_of(function.body, function)]
        if function.name != "<module>":
            self._end(function, body)
        item = r.Fn(
            name=self.program.function_names[info], params=params, body=r.Block(body), origin=self.function_origin()
        )
        if function.docstring:
            item.docs = function.docstring.strip().splitlines()
        return Body(info.key, item, rust_type(self.result_ty), recursion_line=self._first_line(function))

    def lower_constructor(self) -> Body:
        """`__init__` of a plain struct: a function `new` that yields the struct."""
        info, function = self.info, self.info.function
        params: list[tuple[str, r.Origin | None]] = []
        for i, param in enumerate(function.params[1:], 1):
            ty = self.program.reps.of(info.params[i])
            name = self.names.take(value_name(param.var.name))
            passing = self.program.passing(info, i)
            prefix = {"borrow": "&", "borrow_mut": "&mut "}.get(passing, "")
            params.append((f"{name}: {prefix}{rust_type(ty)}", self.origin(param)))
            self.bindings[param.var] = Binding(
                name, ty, {"borrow": "ref", "borrow_mut": "refmut"}.get(passing, "value")
            )
        self.homes = homes(function)
        this = self.program.reps.of(info.params[0])
        fields: list[tuple[str, r.RExpr]] = []
        root = self.root_class(this)
        for stmt in function.body:
            if isinstance(stmt, ir.Assign):
                target = stmt.targets[0]
                assert isinstance(target, ir.TargetAttr)
                ty = self.program.reps.of(root.attributes[target.name])
                value = self.convert(self.expr(stmt.value), ty, stmt.value)
                fields.append((self.program.field_name(root, target.name), value))
        made = r.StructLit(this.name, fields, origin=self.function_origin())
        item = r.Fn(name="new", params=params, body=r.Block([], made), origin=self.function_origin())
        return Body(info.key, item, this.name)

    def _end(self, function: ir.Function, body: list[r.RStmt]) -> None:
        """What happens when control reaches the end of the body."""
        if falls_through(function.body):
            if self.result_ty.kind != "none":
                none = self.convert(Val(r.Lit("()"), NONE), self.result_ty, function.body[-1])
                body.append(r.ExprS(ReturnValue(none)))
        elif (
            self.result_ty.kind != "none"
            and not (body and isinstance(body[-1], r.LoopS))
            and not (body and isinstance(body[-1], r.ExprS) and isinstance(body[-1].value, (ReturnValue, RaiseError)))
        ):
            body.append(r.ExprS(r.Macro("unreachable", [])))

    def function_origin(self) -> r.Origin:
        """The Python place of the whole function."""
        return r.Origin(self.linked.module.path, self.linked.unit.qualname, self.info.function.span)

    def _first_line(self, function: ir.Function) -> r.RExpr:
        return r.Line(self.linked.module.path, self.linked.unit.qualname, function.line)

    def variable_type(self, var: ir.Variable) -> RTy:
        """Representation of a local variable, number form included."""
        binding = self.bindings.get(var)
        if binding is not None:
            return binding.ty
        ty = self.variable_rep(var)
        if ty.kind == "Int" and var in self.program.raw_variables(self.info):
            return I64
        return ty

    # --- blocks and variables ----------------------------------------------------------------------------------------

    def block_of(self, body: list[ir.Stmt], owner: object) -> list[r.RStmt]:
        """The statements of one block, with the declarations of the variables that live in it."""
        out: list[r.RStmt] = []
        for var in self.homes.hoisted.get(owner_key(body), ()):
            if var not in self.bindings and var not in self.program.static_functions:
                out.append(self.declare(var))
        for stmt in body:
            self.statement(stmt, out)
        return out

    def statement(self, stmt: ir.Stmt, out: list[r.RStmt]) -> None:
        """Lower one statement. A fault of the translator costs this statement, not the file."""
        before = len(out)
        try:
            _STMTS[type(stmt)](self, stmt, out)
        except _FAULTS as fault:
            del out[before:]
            what = f"this statement meets a fault of the translator ({type(fault).__name__}: {fault})"
            out.append(self.stop(stmt, what, "please report it"))

    def declare(self, var: ir.Variable) -> r.RStmt:
        """`let` for a variable that is declared before its first assignment."""
        ty = self.variable_type(var)
        name = self.names.take(value_name(var.name))
        if var.captured and var.rebound_after_capture:
            self.bindings[var] = Binding(name, ty, "cell")
            return r.Let(name, f"Shared<{rust_type(ty)}>", call("Shared::unset"))
        if var.maybe_unbound or (var in self.homes.uncertain and ty.kind not in _DEFAULTS):
            self.bindings[var] = Binding(name, ty, "slot")
            return r.Let(f"mut {name}", f"Option<{rust_type(ty)}>", r.Path("None"))
        self.bindings[var] = Binding(name, ty, "value")
        if var in self.homes.uncertain:
            return r.Let(f"mut {name}", rust_type(ty), r.Path(_DEFAULTS[ty.kind]))
        return r.Let(f"mut {name}", rust_type(ty))

    def store_variable(self, var: ir.Variable, v: Val, node: ir.Node) -> r.RStmt:
        """`var = v`, declaring the variable where it isn't yet."""
        binding = self.bindings.get(var)
        ty = self.variable_type(var)
        origin = self.origin(node)
        if binding is None and is_owned(ty) and v.ty == ty and v.mode != "temp":
            return self.bind_second_name(var, v, node)
        value = self.convert(v, ty, node)
        if binding is None:
            name = self.names.take(value_name(var.name))
            if var.captured and var.rebound_after_capture:
                self.bindings[var] = Binding(name, ty, "cell")
                return r.Let(name, None, call("Shared::new", value), origin=origin)
            self.bindings[var] = Binding(name, ty, "value")
            mutable = "mut " if self.homes.counts.get(var, 0) > 1 or is_owned(ty) else ""
            return r.Let(f"{mutable}{name}", rust_type(ty), value, origin=origin)
        path = r.Path(binding.name)
        if binding.how == "cell":
            return r.ExprS(method(path, "set", value, origin=origin), origin=origin)
        if binding.how == "slot":
            value = call("Some", value)
        return r.AssignS(path, "=", value, origin=origin)

    def bind_second_name(self, var: ir.Variable, v: Val, node: ir.Node) -> r.RStmt:
        """A new variable for a value that has an owner: `row = grid[0]`."""
        effects = self.program.effects
        kept = var in effects.kept or self.homes.counts.get(var, 0) > 1
        atom = self.program.variable_atom(self.linked, var)
        ladder = binding_kind.ladder(
            var in effects.mutated, kept, self.program.unseen_copy(atom, v.ty), len(self.loops)
        )
        chosen = self.program.chooser.choose(
            "binding", self.anchor(node, var.key), ladder, f"`{var.name}` names a value that something else holds",
            rust_type=str(v.ty), depth=len(self.loops),
        )  # fmt: skip
        name = self.names.take(value_name(var.name))
        how, origin = {"borrow": "ref", "borrow_mut": "refmut"}.get(chosen, "value"), self.origin(node)
        self.bindings[var] = Binding(name, v.ty, how)
        if chosen == "borrow":
            value = borrow(v)
        elif chosen == "borrow_mut":
            value = self.lend_mut(v, node)
        elif chosen == "clone":
            value = method(v.expr, "clone")
        else:
            value = v.expr if v.mode == "place" else r.Prefix("*", v.expr)
        return r.Let(("mut " if how == "value" else "") + name, None, value, origin=origin)

    def assign(self, target: ir.Target, v: Val, out: list[r.RStmt]) -> None:
        """`target = v`."""
        if isinstance(target, ir.TargetLocal):
            out.append(self.store_variable(target.var, v, target))
        elif isinstance(target, ir.TargetGlobal):
            self.assign_global(target, v, out)
        elif isinstance(target, ir.TargetTuple):
            self._unpack(target, v, out)
        elif isinstance(target, ir.TargetAttr):
            held = self.let(out, v) if not _is_fixed(target.obj) and not is_owned(v.ty) else v
            out.append(self.as_statement(self.set_attribute(target, held), target))
        else:
            simple = (_is_fixed(target.obj) and _is_fixed(target.index)) or is_owned(v.ty)
            held = v if simple else self.let(out, v)
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

    def set_attribute(self, target: ir.TargetAttr, v: Val) -> r.RExpr | r.RStmt:
        """`obj.name = v`."""
        atoms = self.var(target.obj).atoms
        origin = self.origin(target)
        for atom in atoms.values():
            if isinstance(atom, ClassObject) and len(atoms) == 1:
                found = atom.cls.find_class_value(target.name)
                slot = self.program.class_slot(found[0] if found else atom.cls, target.name)
                return method(r.Path(slot.rust), "set", self.convert(v, slot.ty, target), origin=origin)
            if isinstance(atom, Named) and atom.key.startswith("module:"):
                infos = self.program.program.modules
                if atom.name in infos:
                    slot = self.program.global_slot(infos[atom.name], target.name)
                    return method(r.Path(slot.rust), "set", self.convert(v, slot.ty, target), origin=origin)
        obj = self.mutable(target.obj)
        if obj.ty.kind == "obj" and obj.ty.form == "owned":
            root = self.root_class(obj.ty)
            ty = self.program.reps.of(root.attributes[target.name])
            place = r.Field(obj.expr, self.program.field_name(root, target.name))
            return r.AssignS(place, "=", self.convert(v, ty, target), origin=origin)
        if obj.ty.kind == "opt" and obj.ty.args[0].kind == "obj":
            missing = r.Closure([], call("no_attribute", r.Lit('"NoneType"'), r.Lit(rust_string(target.name))))
            recv = obj.expr if obj.mode == "temp" else method(obj.expr, "as_ref")
            obj = Val(
                self.fallible(method(recv, "ok_or_else", missing, origin=origin), target), obj.ty.args[0],
                "temp" if obj.mode == "temp" else "ref",
            )  # fmt: skip
        if obj.ty.kind == "obj":
            root = self.root_class(obj.ty)
            if self.program.has_field(root, target.name):
                ty = self.program.reps.of(root.attributes[target.name])
                field = r.Field(r.Field(obj.expr, "0"), self.program.field_name(root, target.name))
                return method(field, "set", self.convert(v, ty, target), origin=origin)
            setters = self.setters_of(root, target.name)
            if setters:
                stmts: list[r.RStmt] = []
                held, given = self.let(stmts, obj), self.let(stmts, v)
                if len(setters) == 1:
                    info = setters[0][0]
                    made = self._method_call(info, held, self._bind_vals(info, [held, given], target)[1:], target)
                else:
                    made = self._match(held, setters, [given], target, NONE)
                return self.block(stmts, made.expr)
            owners = [c for c in root.descendants() if target.name in c.methods]
            if owners and all(c.methods[target.name].kind == "property" for c in owners):
                text = f"property '{target.name}' of '{owners[0].name}' object has no setter"
                error = call("attribute_error", r.Lit(rust_string(text)))
                return self.fallible(call("Err::<(), Box<PyErr>>", error), target)
            if owners:
                return self.unsupported(
                    target, "assigning to this attribute", "give it another name than the method"
                ).expr
        value = call(
            "v_setattr", self.value_ref(obj, target), r.Lit(rust_string(target.name)), self.to_value(v, target)
        )
        return self.fallible(value, target)

    def set_index(self, target: ir.TargetIndex, v: Val, out: list[r.RStmt]) -> r.RExpr | r.RStmt:
        """`obj[index] = v`."""
        origin = self.origin(target)
        obj = self.mutable(target.obj)
        if obj.ty.kind == "opt":
            obj = self.subscripted(obj, target)
        if isinstance(target.index, ir.Slice):
            return self._set_slice(obj, target.index, v, target)
        index = self.expr(target.index)
        if obj.ty.kind == "list" and obj.ty.form == "owned" and index.ty.kind in ("Int", "i64", "bool"):
            value = self.convert(v, obj.ty.args[0], target)
            if not isinstance(value, (r.Path, r.Lit)):
                # Python evaluates the right side first, and it may read the list that is changed.
                name = self.temp()
                out.append(r.Let(name, None, value, origin=value.origin))
                value = r.Path(name)
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

    def _set_slice(self, obj: Val, s: ir.Slice, v: Val, target: ir.Node) -> r.RExpr:
        bounds = [self.slice_bound(p) for p in (s.lower, s.upper, s.step)]
        if obj.ty.kind == "list":
            source = self.iterator(v, target)
            values = self.fallible(call("vec_of", source.as_results(self, obj.ty.args[0], target)), target)
            return self.fallible(method(obj.expr, "set_slice", *bounds, values, origin=self.origin(target)), target)
        packed = r.Macro("", bounds, "[")
        values = self.value_ref(v, target)
        made = call("v_set_slice", self.value_ref(obj, target), packed, values, origin=self.origin(target))
        return self.fallible(made, target)

    def _hold_part(self, v: Val, out: list[r.RStmt]) -> Val:
        """One value of `a, b = x, y`, in a variable of its own even if it is one already: `a, b = b, a`."""
        if isinstance(v.expr, r.Lit):
            return v
        name = self.temp()
        out.append(r.Let(f"mut {name}" if is_owned(v.ty) else name, None, v.expr, origin=v.expr.origin))
        return Val(r.Path(name), v.ty, "place")

    def _unpack(self, target: ir.TargetTuple, v: Val, out: list[r.RStmt]) -> None:
        items, star = target.items, target.star
        if v.ty.kind == "tuple" and star is None and len(v.ty.args) == len(items):
            if isinstance(v.expr, r.Tuple) and len(v.expr.items) == len(items):
                parts = [self._hold_part(Val(part, t), out) for part, t in zip(v.expr.items, v.ty.args, strict=True)]
            else:
                held = self.let(out, v)
                parts = [Val(r.Field(held.expr, str(i)), t, "place") for i, t in enumerate(v.ty.args)]
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
            out.append(r.Let(name, None, self.fallible(made, target)))
            for i, item in enumerate(items):
                part = Val(r.IndexExpr(r.Path(name), r.Lit(str(i))), source.ty, "place")
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

    # --- simple statements -------------------------------------------------------------------------------------------

    def s_expr(self, s: ir.ExprStmt, out: list[r.RStmt]) -> None:
        if isinstance(s.value, ir.Const):
            return
        v = self.expr(s.value)
        if isinstance(v.expr, r.Block) and isinstance(v.expr.tail, r.Lit) and v.expr.label is None:
            out.extend(v.expr.stmts)
            return
        origin = self.origin(s)
        if v.ty.kind == "none" or isinstance(v.expr, (r.Block, r.Match, r.IfExpr)):
            discard = v.ty.kind != "none"
            out.append(r.Let("_", None, v.expr, origin=origin) if discard else r.ExprS(v.expr, origin=origin))
        elif v.mode == "temp":
            out.append(
                r.Let("_", None, v.expr, origin=origin) if not _is_call(v.expr) else r.ExprS(v.expr, origin=origin)
            )
        else:
            out.append(r.Let("_", None, borrow(v), origin=origin))

    def s_assign(self, s: ir.Assign, out: list[r.RStmt]) -> None:
        v = self.expr(s.value)
        if len(s.targets) == 1:
            self.assign(s.targets[0], v, out)
            return
        held = self.let(out, v)
        for target in s.targets:
            self.assign(target, held, out)

    def s_aug(self, s: ir.AugAssign, out: list[r.RStmt]) -> None:
        target = s.target
        result = self.rep_or_value(s)
        if isinstance(target, ir.TargetLocal):
            if s.read is None and target.var not in self.bindings:
                out.append(self.declare(target.var))
            current = self.read_variable(s.read.var if s.read else target.var, s)
            binding = self.bindings.get(target.var)
            if s.read is None and binding is not None and binding.how == "value":
                value = self.expr(s.value)
                quick = self._aug_in_place(s, current, value, out)
                if quick:
                    return
                out.append(self.store_variable(target.var, self._augmented(s, current, value, result), s))
                return
            held = current
            value = self.expr(s.value)
            out.append(self.store_variable(target.var, self._augmented(s, held, value, result), s))
        elif isinstance(target, ir.TargetGlobal):
            current = self._read_target_global(target)
            new = self._augmented(s, self.let(out, current), self.expr(s.value), result)
            self.assign_global(target, new, out)
        elif isinstance(target, ir.TargetAttr) and (static := self._static_attribute(target)) is not None:
            new = self._augmented(s, self.let(out, static), self.expr(s.value), result)
            out.append(self.as_statement(self.set_attribute(target, new), s))
        elif self._aug_owned_place(s, out):
            return
        elif isinstance(target, ir.TargetAttr):
            obj = self.let(out, self.expr(target.obj))
            stand_in = self._hold(obj, target.obj)
            current = self.attribute(obj, target.name, target)
            held = self.let(out, current) if not is_copy(current.ty) else current
            new = self._augmented(s, held, self.expr(s.value), result)
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
            new = self._augmented(s, held, self.expr(s.value), result)
            element = ir.TargetIndex(target.span, target.line, obj_node, index_node)
            out.append(self.as_statement(self.set_index(element, new, out), s))

    def _aug_owned_place(self, s: ir.AugAssign, out: list[r.RStmt]) -> bool:
        """`xs[i] += v`, `self.total += v` on owned values, where they stand. True when it was emitted."""
        target = s.target
        if isinstance(target, (ir.TargetLocal, ir.TargetGlobal)) or not self.program.raw_arithmetic:
            return False
        holder = self.rep(target.obj)
        if holder.form != "owned" or holder.kind not in ("list", "obj") or s.op not in ("+", "-", "*"):
            return False
        if isinstance(target, ir.TargetIndex) and (isinstance(target.index, ir.Slice) or self.catches()):
            return False
        obj = self.mutable(target.obj)
        if isinstance(target, ir.TargetAttr):
            place = self.attribute(obj, target.name, target)
        else:
            index = self.expr(target.index)
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
        added = self.as_float(value, s) if place.ty.kind == "f64" else own(value)
        out.append(r.AssignS(place.expr, f"{s.op}=", added, origin=self.origin(s)))
        return True

    def _static_attribute(self, target: ir.TargetAttr) -> Val | None:
        """The current value of an attribute of a class or module; None for one of an object."""
        atoms = self.var(target.obj).atoms
        for atom in atoms.values():
            if isinstance(atom, ClassObject) and len(atoms) == 1:
                found = atom.cls.find_class_value(target.name)
                return self.class_value(found[0] if found else atom.cls, target.name, target)
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
        if s.op == "+" and kind == other == "Str":
            target = r.Prefix("&mut ", current.expr)
            out.append(r.ExprS(call("add_assign", target, borrow(value), origin=origin), origin=origin))
            return True
        if s.op == "+" and kind == "list":
            out.append(r.ExprS(self.extend_list(current, s.value, s), origin=origin))
            return True
        return False

    def _augmented(self, s: ir.AugAssign, current: Val, value: Val, result: RTy) -> Val:
        """The new value of `current op= value`."""
        kind = current.ty.kind
        if s.op == "+" and kind == "list":
            done = r.ExprS(self.extend_list(current, s.value, s))
            return Val(r.Block([done], own(current)), current.ty)
        if s.op == "*" and kind == "list":
            done = r.ExprS(method(current.expr, "repeat_in_place", self.count(value, s)))
            return Val(r.Block([done], own(current)), current.ty)
        updates = {"|": "update_iter", "&": "intersection_update_iter", "-": "difference_update_iter",
                   "^": "symmetric_difference_update_iter"}  # fmt: skip
        if kind == "set" and s.op in updates and value.ty.kind in ("set", "keys"):
            items = self.iterator(value, s).as_results(self, current.ty.args[0], s)
            done = r.ExprS(self.fallible(method(current.expr, updates[s.op], items), s))
            return Val(r.Block([done], own(current)), current.ty)
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

    def s_delete(self, s: ir.Delete, out: list[r.RStmt]) -> None:
        for target in s.targets:
            origin = self.origin(target)
            if isinstance(target, ir.TargetIndex):
                obj = self.expr(target.obj)
                if isinstance(target.index, ir.Slice):
                    bounds = [self.slice_bound(p) for p in (target.index.lower, target.index.upper, target.index.step)]
                    if obj.ty.kind == "list":
                        name = "py_del_slice" if obj.ty.form == "owned" else "del_slice"
                        gone = self.fallible(method(obj.expr, name, *bounds, origin=origin), target)
                        out.append(r.ExprS(gone))
                        continue
                    out.append(self.stop(target, "deleting this slice", ""))
                    continue
                index = self.expr(target.index)
                if obj.ty.kind in ("list", "deque") and index.ty.kind in ("Int", "i64"):
                    made: r.RExpr = method(
                        obj.expr,
                        "py_del" if obj.ty.form == "owned" else "del",
                        self.as_index(index, target),
                        origin=origin,
                    )
                elif obj.ty.kind == "dict" and (key := self._member(index, obj.ty.args[0], target)) is not None:
                    made = method(obj.expr, "del_item", key, origin=origin)
                elif obj.ty.kind == "obj" and self.node_methods(obj, "__delitem__"):
                    out.append(r.ExprS(self.call_method_on(obj, "__delitem__", [index], NONE, target).expr))
                    continue
                else:
                    made = call("v_delitem", self.value_ref(obj, target), self.value_ref(index, target), origin=origin)
                out.append(r.ExprS(self.fallible(made, target)))
            elif isinstance(target, ir.TargetLocal):
                binding = self.bindings.get(target.var)
                if binding is not None and binding.how == "slot":
                    out.append(r.AssignS(r.Path(binding.name), "=", r.Path("None"), origin=origin))
                elif binding is not None and binding.how == "value" and binding.ty.kind in _DEFAULTS:
                    continue
            elif isinstance(target, ir.TargetGlobal):
                owner = self.linked.owner
                if self.linked.unit.kind == "class" and owner is not None and target.name in owner.class_values:
                    slot = self.program.class_slot(owner, target.name)
                elif target.name in self.linked.module.globals:
                    slot = self.program.global_slot(self.linked.module, target.name)
                else:
                    out.append(self.stop(target, "`del` of this name", ""))
                    continue
                gone = method(r.Path(slot.rust), "del", r.Lit(rust_string(target.name)), origin=origin)
                out.append(r.ExprS(self.fallible(gone, target)))
            else:
                out.append(self.stop(target, "`del` of this", ""))

    def s_assert(self, s: ir.Assert, out: list[r.RStmt]) -> None:
        test = r.Prefix("!", self.condition(s.test), origin=self.origin(s))
        if s.message is not None:
            args: r.RExpr = r.Macro("vec", [self.to_value(self.expr(s.message), s.message)], "[")
        else:
            args = r.Path("Vec::new()")
        error = call("raise_args", r.Path("&ASSERTION_ERROR"), args)
        out.append(r.ExprS(r.IfExpr(test, r.Block([r.ExprS(self.raise_error(error, s))])), origin=self.origin(s)))

    def raise_error(self, error: r.RExpr, node: ir.Node) -> r.RExpr:
        """Leave with `error`."""
        return RaiseError(error, self.line(node), self.handler, origin=self.origin(node))

    def s_raise(self, s: ir.Raise, out: list[r.RStmt]) -> None:
        if s.exc is None:
            if self.handling is None:
                error: r.RExpr = call("raise", r.Path("&RUNTIME_ERROR"), r.Lit('"No active exception to reraise"'))
            else:
                error = method(method(r.Path(self.handling), "exc"), "raise")
            out.append(r.ExprS(self.raise_error(error, s)))
            return
        error = self._raised(s.exc)
        if s.cause is not None:
            if isinstance(s.cause, ir.Const):
                error = method(error, "from_cause", r.Path("None"))
            else:
                error = method(error, "from_cause", call("Some", self._exception(s.cause)))
        elif self.handling is not None:
            handled = r.Prefix("&", method(r.Path(self.handling), "exc"))
            error = method(error, "during", handled)
        out.append(r.ExprS(self.raise_error(error, s), origin=self.origin(s)))

    def _exception(self, e: ir.Expr) -> r.RExpr:
        """An `Exc`."""
        atoms = self.var(e).atoms
        if isinstance(e, ir.Global):
            for atom in atoms.values():
                if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                    return call(
                        "Exc::new", r.Path("&" + self.program.exception_static(atom.name)), r.Path("Vec::new()")
                    )
                if isinstance(atom, ClassObject):
                    made = self.construct(atom.cls, ir.Call(e.span, e.line, e, [], []))
                    return method(made.expr, "to_exc")
        v = self.expr(e)
        if v.ty.kind == "exc":
            return own(v)
        if v.ty.kind == "obj" and self.program.is_exception(self.root_class(v.ty)):
            return method(v.expr, "to_exc", origin=self.origin(e))
        return self.fallible(call("v_exception", self.value_ref(v, e), origin=self.origin(e)), e)

    def _raised(self, e: ir.Expr) -> r.RExpr:
        """A `Box<PyErr>` for `raise e`."""
        if isinstance(e, ir.Call) and isinstance(e.func, ir.Global) and not e.keywords:
            atoms = self.var(e.func).atoms
            (atom,) = atoms.values() if len(atoms) == 1 else (None,)
            if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                static = r.Path("&" + self.program.exception_static(atom.name))
                if len(e.args) == 1 and not isinstance(e.args[0], ir.Starred):
                    v = self.expr(e.args[0])
                    if v.ty.kind == "Str":
                        return call("raise", static, own(v), origin=self.origin(e))
                    packed = r.Macro("vec", [self.to_value(v, e)], "[")
                    return call("raise_args", static, packed, origin=self.origin(e))
        return method(self._exception(e), "raise", origin=self.origin(e))

    def s_return(self, s: ir.Return, out: list[r.RStmt]) -> None:
        origin = self.origin(s)
        if self.info.function.name == "<module>":
            return
        if s.value is None:
            value = None if self.result_ty.kind == "none" else self.convert(Val(r.Lit("()"), NONE), self.result_ty, s)
        else:
            v = self.expr(s.value)
            if self.result_ty.kind == "none":
                if v.mode == "temp" and not isinstance(v.expr, r.Lit):
                    out.append(r.ExprS(v.expr))
                value = None
            else:
                value = self.convert(v, self.result_ty, s.value)
        if self.finals:
            leave = r.Break(self.finals[-1], call("Exit::Return", value or r.Lit("()")), origin=origin)
            out.append(r.ExprS(leave, origin=origin))
        else:
            out.append(r.ExprS(ReturnValue(value, origin=origin), origin=origin))

    # --- control flow ------------------------------------------------------------------------------------------------

    def s_if(self, s: ir.If, out: list[r.RStmt]) -> None:
        out.append(r.ExprS(self._if(s), origin=self.origin(s)))

    def _if(self, s: ir.If) -> r.IfExpr:
        test = self.condition(s.test)
        then = r.Block(self.block_of(s.body, s))
        orelse: r.Block | r.IfExpr | None = None
        if len(s.orelse) == 1 and isinstance(s.orelse[0], ir.If) and not self.homes.hoisted.get(owner_key(s.orelse)):
            orelse = self._if(s.orelse[0])
        elif s.orelse:
            orelse = r.Block(self.block_of(s.orelse, s))
        return r.IfExpr(test, then, orelse, origin=self.origin(s))

    def _loop(self, s: ir.For | ir.While, build: Any, out: list[r.RStmt]) -> None:
        """A loop with its label and `else`."""
        frame = LoopFrame(self.label("loop"), try_depth=len(self.finals) + self.try_depth)
        if s.orelse:
            frame.broken_flag = self.label("search")
        self.loops.append(frame)
        loop = build(frame)
        self.loops.pop()
        if frame.used:
            loop.label = frame.label
        if s.orelse:
            after = self.block_of(s.orelse, s)
            out.append(r.ExprS(r.Block([loop, *after], None, label=frame.broken_flag), origin=self.origin(s)))
        else:
            out.append(loop)

    try_depth = 0

    def s_while(self, s: ir.While, out: list[r.RStmt]) -> None:
        def build(frame: LoopFrame) -> r.RStmt:
            if isinstance(s.test, ir.Const) and s.test.value:
                return r.LoopS(r.Block(self.block_of(s.body, s)), origin=self.origin(s))
            test = self.condition(s.test)
            return r.WhileS(test, r.Block(self.block_of(s.body, s)), origin=self.origin(s))

        self._loop(s, build, out)

    def s_for(self, s: ir.For, out: list[r.RStmt]) -> None:
        source = self.iterate_for(s.target, s.iterable)

        def build(frame: LoopFrame) -> r.RStmt:
            hoisted = [
                self.declare(v)
                for v in self.homes.hoisted.get(owner_key(s.body), ())
                if v not in self.bindings and v not in self.program.static_functions
            ]
            name, bound = self.loop_target(s.target, source, s)
            body = [*hoisted, *bound]
            for stmt in s.body:
                self.statement(stmt, body)
            return r.ForS(name, source.expr, r.Block(body), origin=self.origin(s))

        self._loop(s, build, out)

    def loop_target(self, target: ir.Target, source: Iterated, node: ir.Node) -> tuple[str, list[r.RStmt]]:
        """Pattern of a Rust `for`, and the statements that bind the Python target at the top of its body."""
        if source.by_ref:
            if isinstance(target, ir.TargetLocal) and target.var not in self.bindings:
                name = self.names.take(value_name(target.var.name))
                self.bindings[target.var] = Binding(name, source.ty, source.by_ref)
                return name, []
            item = self.temp("x")
            bound: list[r.RStmt] = []
            self.assign(target, Val(r.Path(item), source.ty, "ref"), bound)
            return item, bound
        if isinstance(target, ir.TargetLocal) and target.var not in self.bindings and not source.fallible:
            ty = self.variable_type(target.var)
            plain = not (target.var.captured and target.var.rebound_after_capture)
            if ty == source.ty and plain:
                name = self.names.take(value_name(target.var.name))
                self.bindings[target.var] = Binding(name, ty, "value")
                mutable = "mut " if self.homes.counts.get(target.var, 0) > 1 else ""
                return mutable + name, []
        if isinstance(target, ir.TargetTuple) and target.star is None and source.ty.kind == "tuple":
            simple = all(
                isinstance(i, ir.TargetLocal)
                and i.var not in self.bindings
                and not (i.var.captured and i.var.rebound_after_capture)
                and self.variable_type(i.var) == t
                for i, t in zip(target.items, source.ty.args, strict=False)
            ) and len(target.items) == len(source.ty.args)
            if simple:
                names = []
                for i, t in zip(target.items, source.ty.args, strict=True):
                    assert isinstance(i, ir.TargetLocal)
                    name = self.names.take(value_name(i.var.name))
                    self.bindings[i.var] = Binding(name, t, "value")
                    names.append(("mut " if self.homes.counts.get(i.var, 0) > 1 else "") + name)
                pattern = f"({', '.join(names)}{',' if len(names) == 1 else ''})"
                if not source.fallible:
                    return pattern, []
                item = self.temp("x")
                return item, [r.Let(pattern, None, self.fallible(r.Path(item), node))]
        item = self.temp("x")
        value: r.RExpr = r.Path(item)
        if source.fallible:
            value = self.fallible(value, node)
        out: list[r.RStmt] = []
        self.assign(target, Val(value, source.ty), out)
        return item, out

    def s_break(self, s: ir.Break, out: list[r.RStmt]) -> None:
        frame = self.loops[-1]
        if self.finals and len(self.finals) + self.try_depth > frame.try_depth and self._final_inside(frame):
            self.jumps.add((self.finals[-1], 0))
            out.append(r.ExprS(r.Break(self.finals[-1], r.Path("Exit::Jump(0)")), origin=self.origin(s)))
            return
        if frame.broken_flag is not None:
            out.append(r.ExprS(r.Break(frame.broken_flag), origin=self.origin(s)))
            return
        label = None
        if len(self.finals) + self.try_depth > frame.try_depth:
            frame.used, label = True, frame.label
        out.append(r.ExprS(r.Break(label), origin=self.origin(s)))

    def s_continue(self, s: ir.Continue, out: list[r.RStmt]) -> None:
        frame = self.loops[-1]
        if self.finals and self._final_inside(frame):
            self.jumps.add((self.finals[-1], 1))
            out.append(r.ExprS(r.Break(self.finals[-1], r.Path("Exit::Jump(1)")), origin=self.origin(s)))
            return
        label = None
        if len(self.finals) + self.try_depth > frame.try_depth or frame.broken_flag:
            frame.used, label = True, frame.label
        out.append(r.ExprS(r.Continue(label), origin=self.origin(s)))

    def _final_inside(self, frame: LoopFrame) -> bool:
        """Whether the innermost `finally` is inside the innermost loop."""
        return bool(self.final_loops) and self.final_loops[-1] is frame

    # --- exceptions --------------------------------------------------------------------------------------------------

    def s_try(self, s: ir.Try, out: list[r.RStmt]) -> None:
        if s.final:
            self._finally(s, out)
        else:
            self._try_except(s, out)

    def _finally(self, s: ir.Try, out: list[r.RStmt]) -> None:
        label, name = self.label("fin"), self.temp("exit")
        saved_handler = self.handler
        self.handler = label
        self.finals.append(label)
        self.final_loops.append(self.loops[-1] if self.loops else None)
        inner: list[r.RStmt] = []
        if s.handlers or s.orelse:
            self._try_except(s, inner)
        else:
            inner = self.block_of(s.body, s)
        ended = r.Path("Exit::Next") if falls_through([replace(s, final=[])]) else None
        self.final_loops.pop()
        self.finals.pop()
        self.handler = saved_handler
        result = "()" if self.info.function.name == "<module>" else rust_type(self.result_ty)
        out.append(r.Let(name, f"Exit<{result}>", r.Block(inner, ended, label=label), origin=self.origin(s)))
        out.extend(self.block_of(s.final, s.final))
        # What can't happen is said to be unreachable: rustc types a block by how it ends.
        never = r.Macro("unreachable", [])
        arms: list[r.Arm] = [r.Arm("Exit::Next", None, r.Block([]) if ended is not None else never)]
        leave: r.RExpr
        if self.finals:
            leave = r.Break(self.finals[-1], call("Exit::Return", r.Path("x")))
        else:
            leave = ReturnValue(None if self.result_ty.kind == "none" else r.Path("x"))
        arms.append(
            r.Arm(
                "Exit::Return(_x)" if self.result_ty.kind == "none" and not self.finals else "Exit::Return(x)",
                None,
                leave,
            )
        )
        arms.append(r.Arm("Exit::Raise(error)", None, RaiseError(r.Path("error"), None, self.handler)))
        if (label, 0) in self.jumps:
            breaks: list[r.RStmt] = []
            self.s_break(ir.Break(s.span, s.line), breaks)
            arms.append(r.Arm("Exit::Jump(0)", None, r.Block(breaks)))
        if (label, 1) in self.jumps:
            continues: list[r.RStmt] = []
            self.s_continue(ir.Continue(s.span, s.line), continues)
            arms.append(r.Arm("Exit::Jump(_)", None, r.Block(continues)))
        else:
            arms.append(r.Arm("Exit::Jump(_)", None, never))
        out.append(r.ExprS(r.Match(r.Path(name), arms), origin=self.origin(s)))

    def _try_except(self, s: ir.Try, out: list[r.RStmt]) -> None:
        label, outcome = self.label("try"), self.temp("outcome")
        saved = self.handler
        self.handler = label
        self.try_depth += 1
        body = self.block_of(s.body, s)
        self.try_depth -= 1
        self.handler = saved
        block = r.Block(body, r.Path("Ok(())") if falls_through(s.body) else None, label=label)
        out.append(r.Let(outcome, "Res<()>", block, origin=self.origin(s)))
        error = self.temp("error")
        saved_handling = self.handling
        self.handling = error
        chain = self._handlers(s.handlers, error)
        self.handling = saved_handling
        success = r.Block(self.block_of(s.orelse, s.orelse) if s.orelse else [])
        if not falls_through(s.body):
            success = r.Block([r.ExprS(r.Macro("unreachable", []))])
        arms = [r.Arm("Ok(())", None, success), r.Arm(f"Err({error})", None, chain)]
        out.append(r.ExprS(r.Match(r.Path(outcome), arms), origin=self.origin(s)))

    def _handlers(self, handlers: list[ir.Handler], error: str) -> r.Block:
        """`if error.matches(...) { ... } else ... else { raise again }`."""
        chain: r.Block | r.IfExpr = r.Block([r.ExprS(RaiseError(r.Path(error), None, self.handler))])
        built: list[tuple[r.RExpr | None, r.Block, ir.Handler]] = []
        for handler in handlers:
            body: list[r.RStmt] = []
            statics = self._caught(handler.types)
            if handler.var is not None:
                self._bind_caught(handler, error, body)
            body += self.block_of(handler.body, handler)
            built.append((self._matches(statics, error, handler), r.Block(body), handler))
        for test, block, handler in reversed(built):
            if test is None:
                chain = block
            else:
                chain = r.IfExpr(test, block, chain, origin=self.origin(handler))
        return chain if isinstance(chain, r.Block) else r.Block([r.ExprS(chain)])

    def _caught(self, types: list[ir.Expr]) -> list[str]:
        statics: list[str] = []
        for each in types:
            exprs = each.items if isinstance(each, ir.TupleLit) else [each]
            for e in exprs:
                found = False
                for atom in self.var(e).atoms.values():
                    if isinstance(atom, Named) and atom.key.startswith("exctype:"):
                        statics.append(self.program.exception_static(atom.name))
                        found = True
                    elif isinstance(atom, ClassObject) and self.program.is_exception(atom.cls):
                        statics.append(self.program.class_static(atom.cls))
                        found = True
                if not found:
                    self.unsupported(e, "this exception class", "name a class of exceptions")
        return statics

    def _matches(self, statics: list[str], error: str, handler: ir.Handler) -> r.RExpr | None:
        if not handler.types or "BASE_EXCEPTION" in statics:
            return None
        if not statics:
            return r.Lit("false")
        tests = [method(r.Path(error), "matches", r.Path(f"&{s}"), origin=self.origin(handler)) for s in statics]
        found: r.RExpr = tests[0]
        for test in tests[1:]:
            found = r.Binary("||", found, test)
        return found

    def _bind_caught(self, handler: ir.Handler, error: str, body: list[r.RStmt]) -> None:
        var = handler.var
        assert var is not None
        ty = self.variable_type(var)
        exc = method(r.Path(error), "exc")
        if ty.kind == "obj":
            v = Val(call(f"{ty.name}::from_exc", r.Prefix("&", exc)), ty)
        else:
            v = Val(exc, RTy("exc"))
        body.append(self.store_variable(var, v, handler))

    # --- definitions and the rest ------------------------------------------------------------------------------------

    def s_function(self, s: ir.FunctionStmt, out: list[r.RStmt]) -> None:
        if s.function.decorators:
            out.append(self.stop(s, "a decorator", "call the decorator yourself"))
            return
        info = self.program.program.functions[s.function]
        self.hold_defaults(info, out)
        if self.program.static_functions.get(s.var) is None:
            out.append(self.store_variable(s.var, self.function_value(info, s), s))

    def s_define(self, s: ir.DefineStmt, out: list[r.RStmt]) -> None:
        module = self.linked.module
        info = module.functions.get(s.qualname)
        cls = module.classes.get(s.qualname)
        if info is not None:
            if info.function.decorators:
                text = f"the decorator of `{info.function.name}` can't be translated yet"
                self.program.note(self.linked, s, "unsupported", text, "call the decorator yourself")
            self._set_defaults(info, out)
            if s.qualname.split("#")[0] not in module.static and info.function.name in module.globals:
                slot = self.program.global_slot(module, info.function.name)
                value = self.convert(self.function_value(info, s), slot.ty, s)
                out.append(r.ExprS(method(r.Path(slot.rust), "set", value)))
        elif cls is not None:
            if cls.unknown_base is not None:
                text = f"the base of `{cls.name}` can't be translated yet"
                self.program.note(self.linked, s, "unsupported", text, "an attribute of that type instead")
            if cls.header.decorators:
                text = f"the decorator of `{cls.name}` can't be translated yet"
                self.program.note(self.linked, s, "unsupported", text, "write out what it adds")
            for method_info in dict.fromkeys([*cls.methods.values(), *cls.setters.values()]):
                if method_info.kind == "method" and len(method_info.function.decorators) > method_info.abstract:
                    text = f"the decorator of `{method_info.function.qualname}` can't be translated yet"
                    self.program.note(self.linked, s, "unsupported", text, "call the decorator yourself")
            for method_info in dict.fromkeys(cls.methods.values()):
                self._set_defaults(method_info, out)
            if cls.class_values:
                body = self.program.class_body_key(cls)
                init = call(self.program.class_body_name(cls), origin=self.origin(s))
                out.append(r.ExprS(self.fallible(init, s, body)))

    def sibling(self, info: FunctionInfo) -> Statements:
        """A lowerer for expressions of another unit, inside the function that is being lowered."""
        other = Statements(self.program, self.program.program.units[info.unit], self.info)
        other.handler, other.names, other.temporaries = self.handler, self.names, self.temporaries
        return other

    def _set_defaults(self, info: Any, out: list[r.RStmt]) -> None:
        """Evaluate the defaults of a function where it is defined."""
        for i, param in enumerate(info.function.params):
            if param.default is None or isinstance(param.default, ir.Const):
                continue
            slot = self.program.default_slot(info, i)
            lowerer = self.sibling(info)
            value = lowerer.convert(lowerer.expr(param.default), slot.ty, param)
            out.append(r.ExprS(method(r.Path(slot.rust), "set", value)))

    def s_import(self, s: ir.Import, out: list[r.RStmt]) -> None:
        imported = self.linked.module.imports.get(s.bound, "")
        source, _, name = imported.partition(":")
        target = name if source == "module" else source
        info = self.program.program.modules.get(target)
        if info is not None and info is not self.linked.module:
            main = info.functions["<module>"]
            load = call(self.program.path_of(main, self.linked.module), origin=self.origin(s))
            out.append(r.ExprS(self.fallible(load, s, main.key)))

    def stop(self, node: ir.Node, what: str, instead: str) -> r.RStmt:
        """A statement that isn't there yet: a diagnostic, and a stub that rustc knows never to return."""
        self.unsupported(node, what, instead)
        return r.ExprS(call("stub", r.Lit(rust_string(what)), self.line(node), origin=self.origin(node)))

    def s_unsupported(self, s: ir.UnsupportedStmt, out: list[r.RStmt]) -> None:
        out.append(self.stop(s, s.what, s.instead))

    def s_nothing(self, s: ir.Stmt, out: list[r.RStmt]) -> None:
        pass


_FAULTS = (LookupError, AttributeError, TypeError, ValueError, AssertionError, RecursionError)
"""What a wrong assumption of lowering raises."""


def owner_key(body: list[ir.Stmt]) -> int:
    """Identity of a block."""
    return id(body)


def _is_fixed(e: ir.Expr | None) -> bool:
    """Whether evaluating `e` later than Python does can't be noticed."""
    if isinstance(e, ir.Local):
        return not e.var.rebound_after_capture
    if isinstance(e, ir.Slice):
        return _is_fixed(e.lower) and _is_fixed(e.upper) and _is_fixed(e.step)
    if isinstance(e, ir.Bin):
        return e.op in ("+", "-", "*") and _is_fixed(e.left) and _is_fixed(e.right)
    return e is None or isinstance(e, ir.Const) or (isinstance(e, ir.Unary) and _is_fixed(e.operand))


def _is_call(e: r.RExpr) -> bool:
    from citl_lsp.lower.failure import Fallible

    return isinstance(e, (r.CallExpr, r.Method, r.Macro, Fallible))


_S = Statements
_STMTS: dict[type, Any] = {
    ir.ExprStmt: _S.s_expr,
    ir.Assign: _S.s_assign,
    ir.Declare: _S.s_nothing,
    ir.AugAssign: _S.s_aug,
    ir.If: _S.s_if,
    ir.While: _S.s_while,
    ir.For: _S.s_for,
    ir.Break: _S.s_break,
    ir.Continue: _S.s_continue,
    ir.Pass: _S.s_nothing,
    ir.Return: _S.s_return,
    ir.Raise: _S.s_raise,
    ir.Try: _S.s_try,
    ir.Assert: _S.s_assert,
    ir.Delete: _S.s_delete,
    ir.Import: _S.s_import,
    ir.FunctionStmt: _S.s_function,
    ir.DefineStmt: _S.s_define,
    ir.UnsupportedStmt: _S.s_unsupported,
}
__all__ = ["INT", "Statements"]

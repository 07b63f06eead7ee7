"""Whole functions: parameters, result, body."""

from __future__ import annotations

from citl_lsp.analysis.construction import attribute_set, completed
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.endings import falls_through
from citl_lsp.ir.walk import direct_mentions
from citl_lsp.lower.failure import Body, RaiseError, ReturnValue
from citl_lsp.lower.function import Binding
from citl_lsp.lower.rty import NONE, STR, RTy, is_copy, owns, rust_type
from citl_lsp.lower.scopes import homes
from citl_lsp.lower.statements.exceptions import Exceptions
from citl_lsp.lower.statements.loops import owner_key
from citl_lsp.lower.stubs import stub_of
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.refused import Gap, gap_of_class, gap_of_function


def _says_nothing(s: ir.Stmt) -> bool:
    """A docstring or `pass`."""
    return isinstance(s, ir.Pass) or (isinstance(s, ir.ExprStmt) and isinstance(s.value, ir.Const))


class FunctionBodies(Exceptions):
    """Lowering of one function or method to a Rust item."""

    def lower_function(self) -> Body:
        """The function as a Rust item, with its marks unresolved."""
        info, function = self.info, self.info.function
        params: list[tuple[str, r.Origin | None]] = []
        prologue: list[r.RStmt] = []
        assigned = self.program.assigned(info)
        named = self.program.result_form(info) == "written"
        roots = self.program.result_roots(info) if named else frozenset()

        def reference(var: ir.Variable, exclusive: bool) -> str:
            lifetime = "'a " if var in roots else ""
            return f"&{lifetime}{'mut ' if exclusive else ''}"

        for var in self.program.captures[info]:
            name = self.names.local(var.name)
            ty = self.variable_type(var)
            if var.rebound_after_capture:
                self.bindings[var] = Binding(name, ty, "cell")
                params.append((f"{name}: &Shared<{rust_type(ty)}>", None))
            else:
                exclusive = owns(ty) and var in self.program.effects.mutated
                self.bindings[var] = Binding(name, ty, "refmut" if exclusive else "ref")
                params.append((f"{name}: &{'mut ' if exclusive else ''}{rust_type(ty)}", None))
        for i, param in enumerate(function.params):
            var, ty = param.var, self.program.reps.of(info.params[i])
            if i == 0 and info.owner is not None and ty.form == "owned" and info.kind == "method":
                exclusive = self.program.passing(info, 0) == "borrow_mut"
                self.names.take("self")
                self.bindings[var] = Binding("self", ty, "refmut" if exclusive else "ref")
                params.append((f"{reference(var, exclusive)}self", self.origin(param)))
                continue
            if i == 0 and info.owner is not None and info.kind in ("method", "property", "setter"):
                if var in assigned or var.rebound_after_capture:
                    name = self.names.local(var.name if var.name != "self" else "this")
                    prologue.append(r.Let(f"mut {name}", None, method(r.Path("self"), "clone")))
                    self.bindings[var] = Binding(name, ty, "value")
                else:
                    self.names.take("self")
                    self.bindings[var] = Binding("self", ty, "ref")
                params.append((f"{reference(var, False)}self", self.origin(param)))
                continue
            name = self.names.local(var.name if var.name != "self" else "this")
            origin = self.origin(param)
            if var.rebound_after_capture:
                params.append((f"{name}: {rust_type(ty)}", origin))
                prologue.append(r.Let(name, None, call("Shared::new", r.Path(name))))
                self.bindings[var] = Binding(name, ty, "cell")
            elif (passing := self.program.passing(info, i)) != "move":
                exclusive = passing == "borrow_mut"
                mutable = "mut " if var in assigned else ""
                params.append((f"{mutable}{name}: {reference(var, exclusive)}{rust_type(ty)}", origin))
                self.bindings[var] = Binding(name, ty, "refmut" if exclusive else "ref")
            else:
                changed = var in assigned or self.is_changed(var, ty)
                mutable = "mut " if changed and not var.maybe_unbound else ""
                params.append((f"{mutable}{name}: {rust_type(ty)}", origin))
                self.bindings[var] = self._given(var, name, ty, prologue)
        self.homes = homes(function)
        gap = gap_of_function(info)
        if gap is not None:
            prologue.append(self._stub(gap))
        body = [*prologue, *self.block_of(function.body, function)]
        if function.name != "<module>":
            self._end(function, body)
        item = r.Fn(
            name=self.program.function_names[info], params=params, body=r.Block(body),
            generics="<'a>" if named else "",
            origin=self.function_origin(),
        )  # fmt: skip
        if function.docstring:
            item.docs = function.docstring.strip().splitlines()
        lent = {"elided": "&", "written": "&'a "}.get(self.program.result_form(info), "")
        result = lent + rust_type(self.result_ty)
        return Body(info.key, item, result, recursion_line=self._first_line(function))

    def _given(self, var: ir.Variable, name: str, ty: RTy, prologue: list[r.RStmt]) -> Binding:
        """A parameter that is passed as a value; one that may lose it (`del`, `except ... as`) is put where it can."""
        if not var.maybe_unbound:
            return Binding(name, ty, "value")
        prologue.append(r.Let(f"mut {name}", None, call("Some", r.Path(name))))
        return Binding(name, ty, "slot")

    def lower_constructor(self) -> Body:
        """`__init__` of a plain struct: a function `new` that yields the struct."""
        info, function = self.info, self.info.function
        params: list[tuple[str, r.Origin | None]] = []
        prologue: list[r.RStmt] = []
        for i, param in enumerate(function.params[1:], 1):
            ty = self.program.reps.of(info.params[i])
            name = self.names.local(param.var.name)
            passing = self.program.passing(info, i)
            prefix = {"borrow": "&", "borrow_mut": "&mut "}.get(passing, "")
            changed = param.var in self.program.assigned(info) or self.is_changed(param.var, ty)
            mutable = "mut " if passing == "move" and changed and not param.var.maybe_unbound else ""
            params.append((f"{mutable}{name}: {prefix}{rust_type(ty)}", self.origin(param)))
            if passing == "move":
                self.bindings[param.var] = self._given(param.var, name, ty, prologue)
            else:
                self.bindings[param.var] = Binding(name, ty, {"borrow": "ref", "borrow_mut": "refmut"}[passing])
        self.homes = homes(function)
        this, own_name = self.program.reps.of(info.params[0]), function.params[0].var
        body = [*prologue]
        body += [
            self.declare(v) for v in self.homes.hoisted.get(owner_key(function.body), ()) if v not in self.bindings
        ]
        fields: list[tuple[str, r.RExpr]] = []
        root = self.root_class(this)
        count, _ = completed(root)
        assigned = self.program.assigned(info)
        first, rest = function.body[:count], function.body[count:]
        docstring = rest and isinstance(rest[0], ir.ExprStmt) and isinstance(rest[0].value, ir.Const)
        rest = rest[1:] if docstring else rest
        at_once = not any(attribute_set(s, own_name) is None and not _says_nothing(s) for s in first) and not any(
            v is own_name for s in first if isinstance(s, ir.Assign) for v, _ in direct_mentions(s.value, False)
        )
        self.bindings[own_name] = Binding("this", this, "value")
        for stmt in first:
            attribute = attribute_set(stmt, own_name)
            if attribute is None:
                self.statement(stmt, body)
                continue
            assert isinstance(stmt, ir.Assign)
            ty = self.program.reps.of(root.attributes[attribute])
            value = self.convert(self.expr(stmt.value), ty, stmt.value)
            source = stmt.value.var if isinstance(stmt.value, ir.Local) else None
            if source is not None and isinstance(value, r.Path) and is_copy(ty) and source not in assigned:
                self.fields_made[attribute] = value.text
            elif not at_once:
                held = self.names.local(attribute)
                body.append(r.Let(held, rust_type(ty), value, origin=self.origin(stmt)))
                value = r.Path(held)
                self.fields_made[attribute] = held
            fields.append((self.program.field_name(root, attribute), value))
        self.fields_made = {}
        made: r.RExpr = r.StructLit(this.name, fields, origin=self.function_origin())
        if rest and not all(_says_nothing(s) for s in rest):
            body.append(r.Let("mut this", None, made))
            for stmt in rest:
                self.statement(stmt, body)
            made = r.Path("this")
        gap = gap_of_class(root)
        if gap is not None:
            body.insert(0, self._stub(gap))
        item = r.Fn(name="new", params=params, body=r.Block(body, made), origin=self.function_origin())
        return Body(info.key, item, this.name)

    def _stub(self, gap: Gap) -> r.RStmt:
        """The program stops here: something else than CPython does would follow."""
        return r.ExprS(stub_of(gap), origin=self.function_origin())

    def _end(self, function: ir.Function, body: list[r.RStmt]) -> None:
        """What happens when control reaches the end of the body."""
        if falls_through(function.body):
            if self.result_ty.kind != "none":
                # Of a body that is a docstring nothing is left.
                last = function.body[-1] if function.body else ir.Pass(function.span, function.line)
                none = self.convert(Val(r.Lit("()"), NONE), self.result_ty, last)
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

    def _finished_text(self, e: ir.Expr) -> Val | None:
        """A text buffer that is returned: nothing uses it any more."""
        binding = self.bindings.get(e.var) if isinstance(e, ir.Local) else None
        if binding is None or binding.how != "string" or self.finals:
            return None
        return Val(call("Str::from", r.Path(binding.name), origin=self.origin(e)), STR)

    def s_return(self, s: ir.Return, out: list[r.RStmt]) -> None:
        origin = self.origin(s)
        if self.info.function.name == "<module>":
            return
        if s.value is None:
            value = None if self.result_ty.kind == "none" else self.convert(Val(r.Lit("()"), NONE), self.result_ty, s)
        else:
            v = self._finished_text(s.value) or self.expr(s.value)
            if self.result_ty.kind == "none":
                evaluated = self.known(r.Lit("()"), v)
                if isinstance(evaluated, r.Block):
                    out.extend(evaluated.stmts)
                value = None
            elif self.program.result_form(self.info) != "owned":
                value = borrow(v)
            else:
                value = self.convert(v, self.result_ty, s.value)
        if self.finals:
            leave = r.Break(self.finals[-1], call("Exit::Return", value or r.Lit("()")), origin=origin)
            out.append(r.ExprS(leave, origin=origin))
        else:
            out.append(r.ExprS(ReturnValue(value, origin=origin), origin=origin))

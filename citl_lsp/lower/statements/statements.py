"""Statements: blocks, definitions, and the table of all forms."""

from __future__ import annotations

from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.endings import falls_through
from citl_lsp.lower.failure import Fallible
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import INTS, NONE
from citl_lsp.lower.statements.functions import FunctionBodies
from citl_lsp.lower.statements.loops import owner_key
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import FunctionInfo

_FAULTS = (LookupError, AttributeError, TypeError, ValueError, AssertionError, RecursionError)
"""What a wrong assumption of lowering raises."""


class Statements(FunctionBodies):
    """Lowering of one function's body."""

    def block_of(self, body: list[ir.Stmt], owner: object) -> list[r.RStmt]:
        """The statements of one block, with the declarations of the variables that live in it."""
        out: list[r.RStmt] = []
        for var in self.homes.hoisted.get(owner_key(body), ()):
            if var not in self.bindings and var not in self.program.static_functions:
                out.append(self.declare(var))
        for stmt in body:
            self.statement(stmt, out)
        if falls_through(body[-1:]) and not falls_through(body):
            # Dead code ends it; rustc types a block by how it ends.
            out.append(r.ExprS(r.Macro("unreachable", [])))
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
                index = self.as_position(self.expr(target.index), obj.ty, target.index)
                if obj.ty.kind in ("list", "deque") and index.ty.kind in INTS:
                    made: r.RExpr = method(
                        obj.expr,
                        "py_del" if obj.ty.form == "owned" else "del",
                        self.as_index(index, target),
                        origin=origin,
                    )
                elif obj.ty.kind == "dict" and (key := self.key_of(obj, index, target.index, target)) is not None:
                    made = method(obj.expr, "del_item", key, origin=origin)
                elif obj.ty.kind == "obj" and self.node_methods(obj, "__delitem__"):
                    out.append(r.ExprS(self.call_method_on(obj, "__delitem__", [index], NONE, target).expr))
                    continue
                else:
                    made = call("v_delitem", self.value_ref(obj, target), self.value_ref(index, target), origin=origin)
                out.append(r.ExprS(self.fallible(made, target)))
            elif isinstance(target, ir.TargetLocal):
                self.unbind(target.var, target, out)
            elif isinstance(target, ir.TargetGlobal):
                owner = self.linked.owner
                if self.linked.unit.kind == "class" and owner is not None and owner.body_assigns(target.name):
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
            self._set_defaults(info, out)
            if s.qualname.split("#")[0] not in module.static and info.function.name in module.globals:
                self._define_again(info.function.name, self.function_value(info, s), s, out)
        elif cls is not None:
            if cls.unknown_base is not None:
                text = f"the base of `{cls.name}` can't be translated yet"
                self.program.note(self.linked, s, "unsupported", text, "an attribute of that type instead")
            for method_info in dict.fromkeys(cls.methods.values()):
                self._set_defaults(method_info, out)
            if cls.class_values:
                body = self.program.class_body_key(cls)
                init = call(self.program.class_body_name(cls), origin=self.origin(s))
                out.append(r.ExprS(self.fallible(init, s, body)))
            if cls.name not in module.static and cls.name in module.globals:
                self._define_again(cls.name, self.class_constant(cls), s, out)

    def _define_again(self, name: str, v: Val, s: ir.DefineStmt, out: list[r.RStmt]) -> None:
        """A module-level name that is given several definitions holds the newest."""
        slot = self.program.global_slot(self.linked.module, name)
        out.append(r.ExprS(method(r.Path(slot.rust), "set", self.convert(v, slot.ty, s))))

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


def _is_call(e: r.RExpr) -> bool:
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

"""Operations on owned containers and objects: places instead of handles, borrows and moves instead of references.

Nothing here duplicates a value behind the program's back: reading an element of a type that Rust copies copies it,
anything else is a place that its consumer borrows, moves or (where a decision says so) clones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeGuard

from citl_lsp.analysis.settled import LAZY
from citl_lsp.decisions import clone as clone_kind
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.chains import Chains
from citl_lsp.lower.rty import I64, NONE, is_copy, owns
from citl_lsp.lower.values import Val, borrow, call, method, own, repeatable
from citl_lsp.rust import tree as r

_LIST = {"pop": "py_pop", "index": "py_index", "count": "py_count", "remove": "py_remove", "insert": "py_insert",
         "reverse": "py_reverse", "clear": "clear"}  # fmt: skip


class OwnedForms(Chains):
    """Lowering for owned representations."""

    def take(self, v: Val, node: ir.Node) -> r.RExpr:
        """An owned value used up: moved, or cloned where the decision says so."""
        if v.mode == "temp" or is_copy(v.ty):
            return own(v)
        name = self.structural_name(node)
        if isinstance(node, ir.TargetLocal):
            name = f"{name} ="
        anchor = self.anchor(node, name)
        ladder = clone_kind.ladder(self.program.unseen_copy(self.atom_of(node), v.ty), len(self.loops))
        why = f"`{self.source_text(node)}` is used as a value that goes elsewhere"
        chosen = self.program.chooser.choose("clone", anchor, ladder, why, rust_type=str(v.ty), depth=len(self.loops))
        if chosen == "clone":
            return method(v.expr, "clone", origin=self.origin(node))
        return v.expr if v.mode == "place" else r.Prefix("*", v.expr, origin=self.origin(node))

    def lend_mut(self, v: Val, node: ir.Node) -> r.RExpr:
        """`&mut T`."""
        if v.mode == "refmut":
            return v.expr
        if v.mode == "ref":
            return v.expr
        return r.Prefix("&mut ", v.expr, origin=self.origin(node))

    # --- lists -------------------------------------------------------------------------------------------------------

    def owned_position(self, obj: Val, index: Val, node: ir.Node) -> r.RExpr:
        """A `usize` position in an owned list."""
        if index.literal is not None:
            if index.literal >= 0:
                return r.Lit(str(index.literal))
            return r.Binary("-", method(obj.expr, "len"), r.Lit(str(-index.literal)))
        at = self.as_index(index, node)
        if self.program.ranges(self.info).natural(node):
            return r.Cast(at, "usize")
        return call("rt::at", at, method(obj.expr, "len"))

    place_mutable = False
    """Whether the place that is being lowered will be changed."""

    def mutable(self, e: ir.Expr) -> Val:
        """`e` as a place that will be changed."""
        saved, self.place_mutable = self.place_mutable, True
        v = self.expr(e)
        self.place_mutable = saved
        return v

    def _plain_position(self, index: Val, node: ir.Node) -> bool:
        """Whether the position is known without the list's length."""
        if index.literal is not None:
            return index.literal >= 0
        return _numbers_only(node) and self.program.ranges(self.info).natural(node)

    def owned_index(self, obj: Val, index: Val, index_node: ir.Node, node: ir.Node) -> Val:
        """`obj[index]` as a place; where an error may be caught, the element of a copied type by value."""
        element = obj.ty.args[0]
        # Written out, the position of the element looks at the list a second time.
        known = index.literal is not None and index.literal >= 0
        known = known or self.program.ranges(self.info).natural(index_node)
        once = self.catches() or not (known or repeatable(obj.expr))
        if once and not owns(element):
            got = method(obj.expr, "py_get", self.as_index(index, index_node), origin=self.origin(node))
            return Val(self.fallible(got, node), element)
        if once and not self.place_mutable:
            got = method(obj.expr, "py_ref", self.as_index(index, index_node), origin=self.origin(node))
            return Val(self.fallible(got, node), element, "ref")
        if self.place_mutable and (self.catches() or not self._plain_position(index, index_node)):
            # `xs[at(i, xs.len())]` can't be a mutable place: the length is read while xs is borrowed.
            # Nor while something in the index looks at xs.
            stmts: list[r.RStmt] = []
            at = self.as_index(self.let(stmts, index), index_node)
            found = self.fallible(method(obj.expr, "py_mut", at, origin=self.origin(node)), node)
            return Val(r.Prefix("*", r.Block(stmts, found) if stmts else found), element, "place")
        place = r.IndexExpr(obj.expr, self.owned_position(obj, index, index_node), origin=self.origin(node))
        return Val(place, element, "place")

    def owned_item(self, obj: Val, key: r.RExpr, node: ir.Node) -> Val:
        """`obj[key]` of an owned dict whose values have one owner, where it stands."""
        value = obj.ty.args[1]
        if self.place_mutable:
            found = self.fallible(method(obj.expr, "get_mut", key, origin=self.origin(node)), node)
            return Val(r.Prefix("*", found), value, "place")
        return Val(self.fallible(method(obj.expr, "item", key, origin=self.origin(node)), node), value, "ref")

    def owned_set_index(self, obj: Val, index: Val, index_node: ir.Node, value: r.RExpr, node: ir.Node) -> r.RStmt:
        """`obj[index] = value`."""
        if self.catches() or not self._plain_position(index, index_node):
            put = method(obj.expr, "py_set", self.as_index(index, index_node), value, origin=self.origin(node))
            return r.ExprS(self.fallible(put, node), origin=self.origin(node))
        at = self.owned_position(obj, index, index_node)
        return r.AssignS(r.IndexExpr(obj.expr, at), "=", value, origin=self.origin(node))

    def catches(self) -> bool:
        """Whether an error here may be caught: in a `try`, or in a function that returns `Result`."""
        return self.handler is not None or self.program.error_form(self.info) == "result"

    def owned_method(self, recv: Val, name: str, e: ir.Call) -> Val | None:
        """A method of an owned container."""
        kind, origin = recv.ty.kind, self.origin(e)
        if name == "copy" and not e.args and kind in ("list", "dict", "set"):
            return Val(method(recv.expr, "clone", origin=origin), recv.ty)
        if kind == "list":
            element = recv.ty.args[0]
            if name == "append" and len(e.args) == 1:
                value = self.convert(self.expr(e.args[0]), element, e.args[0])
                return Val(method(recv.expr, "push", value, origin=origin), NONE)
            if name == "insert" and len(e.args) == 2:
                at = self.as_index(self.expr(e.args[0]), e.args[0])
                value = self.convert(self.expr(e.args[1]), element, e.args[1])
                return Val(method(recv.expr, "py_insert", at, value, origin=origin), NONE)
            if name == "pop":
                made = method(recv.expr, "py_pop", origin=origin)
                if e.args:
                    made = method(recv.expr, "py_pop_at", self.as_index(self.expr(e.args[0]), e), origin=origin)
                return Val(self.fallible(made, e), element)
            if name == "extend" and len(e.args) == 1:
                return Val(self.owned_extend(recv, e.args[0], e), NONE)
            if name in ("clear", "reverse"):
                return Val(method(recv.expr, _LIST[name], origin=origin), NONE)
            if name == "sort":
                return self._owned_sort(recv, e)
            if name in ("index", "count", "remove") and e.args:
                item = self._member(self.expr(e.args[0]), element, e.args[0])
                if item is None:
                    return None
                rest: list[r.RExpr] = [r.Path("None"), r.Path("None")] if name == "index" else []
                if name == "index":
                    for i, a in enumerate(e.args[1:]):
                        rest[i] = call("Some", self.as_index(self.expr(a), a))
                result = NONE if name == "remove" else I64
                return Val(self.fallible(method(recv.expr, _LIST[name], item, *rest, origin=origin), e), result)
        return None

    def owned_extend(self, recv: Val, argument: ir.Expr, node: ir.Node) -> r.RExpr:
        """`recv += argument` for an owned list."""
        element, origin = recv.ty.args[0], self.origin(node)
        if is_drawn_here(argument) and repeatable(recv.expr):
            return self.extended_by_each(recv, argument, node)
        if self.builtin_name(argument) is None and not isinstance(argument, ir.Comp):
            v = self.expr(argument)
            if v.ty == recv.ty and v.mode != "temp":
                return method(recv.expr, "extend_from_slice", borrow(v), origin=origin)
            source = self.iterator(v, argument)
        else:
            source = self.iterate(argument)
        if not source.fallible and source.ty == element:
            return method(recv.expr, "extend", source.expr, origin=origin)
        results = source.as_results(self, element, argument)
        if self.catches() and self.builtin_name(argument) in LAZY:
            item = self.temp("item")
            put = r.ExprS(method(recv.expr, "push", self.fallible(r.Path(item), node), origin=origin))
            return r.Block([r.ForS(item, results, r.Block([put]))], r.Lit("()"), origin=origin)
        return method(recv.expr, "extend", self.fallible(call("vec_of", results), node), origin=origin)

    def extended_by_each(self, recv: Val, generator: ir.Comp, node: ir.Node) -> r.RExpr:
        """`recv += generator`: each element is there when the next one is computed, which may look for it, or fail."""
        put = "push" if recv.ty.form == "owned" else "append"

        def add(v: Val) -> r.RExpr:
            element = self.convert(v, recv.ty.args[0], generator.element)
            return method(recv.expr, put, element, origin=self.origin(node))

        return self.for_each(generator, add, node)

    def for_each(self, generator: ir.Comp, use: Callable[[Val], r.RExpr], node: ir.Node) -> r.RExpr:
        """`use` of each element, before the next one is computed."""

        def body() -> list[r.RStmt]:
            return [r.ExprS(use(self.expr(generator.element)))]

        return r.Block(self.clauses(generator.clauses, 0, body), r.Lit("()"), origin=self.origin(node))

    def _owned_sort(self, recv: Val, e: ir.Call) -> Val:
        keywords = {k.name: k.value for k in e.keywords}
        reverse = self.condition(keywords["reverse"]) if "reverse" in keywords else r.Lit("false")
        if "key" in keywords and not isinstance(keywords["key"], ir.Const):
            name = self.temp("x")
            saved = self.handler, self.loops, self.finals
            self.handler, self.loops, self.finals = None, [], []
            result = self.apply_function(keywords["key"], [Val(r.Path(name), recv.ty.args[0], "ref")], e)
            key = r.Closure([name], call("Ok", own(result)))
            self.handler, self.loops, self.finals = saved
            made = method(recv.expr, "py_sort_by_key", key, reverse, origin=self.origin(e))
        else:
            made = method(recv.expr, "py_sort", reverse, origin=self.origin(e))
        return Val(self.fallible(made, e), NONE)


def is_drawn_here(e: ir.Expr) -> TypeGuard[ir.Comp]:
    """Whether an argument that is consumed as a whole is a generator expression: all its elements are drawn there."""
    return isinstance(e, ir.Comp) and e.kind == "generator"


def _numbers_only(e: ir.Node) -> bool:
    """Whether evaluating `e` looks at nothing but variables."""
    if isinstance(e, ir.Bin):
        return _numbers_only(e.left) and _numbers_only(e.right)
    return isinstance(e, (ir.Local, ir.Const))

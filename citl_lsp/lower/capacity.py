"""Room for lists whose length is known before they are filled."""

from __future__ import annotations

from citl_lsp.decisions import capacity as capacity_kind
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.comprehensions import Comprehensions
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r

_SIZED = frozenset({"list", "vtuple", "dict", "set"})


class Capacity(Comprehensions):
    """Empty lists, with room where that is known and chosen."""

    def empty(self, holder: str, iterable: ir.Expr, name: str, node: ir.Node) -> r.RExpr:
        """An empty `holder` (a `Vec` or `List`) that gets one element for each of `iterable`."""
        known = self._count(iterable)
        if known is None:
            return call(f"{holder}::new", origin=self.origin(node))
        count, as_long_as_another = known
        ladder = capacity_kind.ladder(as_long_as_another, len(self.loops))
        anchor = self.anchor(node, self.site_name("capacity", name))
        why = f"it gets one element for each of `{' '.join(self.source_text(iterable).split())[:40]}`"
        chosen = self.program.chooser.choose("capacity", anchor, ladder, why, depth=len(self.loops))
        if chosen == "none":
            return call(f"{holder}::new", origin=self.origin(node))
        return call(f"{holder}::with_capacity", count, origin=self.origin(node))

    def _count(self, iterable: ir.Expr) -> tuple[r.RExpr, bool] | None:
        """How many rounds a loop over `iterable` has, as a `usize`, and whether something else is as long; None where
        that isn't known, or working it out would do more than look."""
        if isinstance(iterable, ir.Local):
            return self._length(iterable)
        if self.builtin_name(iterable) == "range":
            assert isinstance(iterable, ir.Call)
            if len(iterable.args) == 1 and not iterable.keywords:
                return self._up_to(iterable.args[0])
        return None

    def _length(self, e: ir.Local) -> tuple[r.RExpr, bool] | None:
        binding = self.bindings.get(e.var)
        if binding is None or binding.how in ("cell", "slot", "index") or binding.ty.kind not in _SIZED:
            return None
        length = method(r.Path(binding.name), "len", origin=self.origin(e))
        return (length if binding.ty.kind == "list" and binding.ty.form == "owned" else r.Cast(length, "usize")), True

    def _up_to(self, e: ir.Expr) -> tuple[r.RExpr, bool] | None:
        if self.builtin_name(e) == "len" and isinstance(e, ir.Call) and len(e.args) == 1:
            return self._length(e.args[0]) if isinstance(e.args[0], ir.Local) else None
        if isinstance(e, ir.Const) and type(e.value) is int and 0 <= e.value <= _FEW:
            return r.Lit(str(e.value)), True
        if not isinstance(e, ir.Local):
            return None
        binding = self.bindings.get(e.var)
        if binding is None or binding.how != "value" or binding.ty.kind != "i64":
            return None
        return r.Cast(method(r.Path(binding.name), "max", r.Lit("0"), origin=self.origin(e)), "usize"), False


_FEW = 1_000_000
"""So many elements fit any memory."""

"""Iterators that live on: `return map(f, xs)`, `it = iter(xs)`.

Such an iterator is a value of its own, so it holds what it draws from and what its functions use: shared values by
reference, as Python does; an owned list moves into it, which rustc refuses where somebody else still needs the list.
"""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import direct_mentions
from citl_lsp.lower.comparisons import Comparisons
from citl_lsp.lower.function import Binding
from citl_lsp.lower.rty import is_copy, owns
from citl_lsp.lower.texts import RUST_TYPES
from citl_lsp.lower.values import Mode, Val, method, own
from citl_lsp.rust import tree as r


class Lasting(Comparisons):
    """Holding what a value that lives on needs."""

    lasting: list[r.RStmt] | None = None
    """Where the iterator that is being lowered lives on: the statements that bind what it holds, to come before it."""

    def living_on(self, build: Callable[[], Val | None]) -> Val | None:
        """An iterator that `build` makes, with what it holds."""
        saved, self.lasting = self.lasting, []
        v = build()
        held, self.lasting = self.lasting, saved
        if v is None or not held:
            return v
        return Val(r.Block(held, v.expr, origin=v.expr.origin), v.ty, v.mode)

    def hold_captures(self, function: ir.Expr) -> dict[ir.Variable, Binding]:
        """Variables of the iterator's own for those that `function` uses; the bindings as they were."""
        outer = dict(self.bindings)
        if self.lasting is None:
            return outer
        info = self.program.program.functions.get(function.function) if isinstance(function, ir.Lambda) else None
        used = {var: None for var, _ in direct_mentions(function, False)}
        if info is not None:
            used.update(dict.fromkeys(self.program.captures[info]))
        for var in list(used):
            static = self.program.static_functions.get(var)
            if static is not None:
                used.update(dict.fromkeys(self.program.captures[static]))
        for var in used:
            binding = self.bindings.get(var)
            if binding is None or (binding.how == "value" and is_copy(binding.ty)):
                continue
            name = self.temp("held")
            path = r.Path(binding.name)
            if binding.how in ("ref", "refmut") and (owns(binding.ty) or is_copy(binding.ty)):
                mode: Mode = "ref" if binding.how == "ref" else "refmut"
                value = own(Val(path, binding.ty, mode))
            else:
                value = path if owns(binding.ty) else method(path, "clone")
            self.lasting.append(r.Let(name, None, value))
            how = binding.how if binding.how in ("cell", "slot", *RUST_TYPES) else "value"
            self.bindings[var] = Binding(name, binding.ty, how)
        return outer

"""Formatted strings."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.expressions.subscripts import Subscripts
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import STR
from citl_lsp.lower.values import Val, borrow, call, method
from citl_lsp.rust import tree as r


class FormattedStrings(Subscripts):
    """Lowering of f-strings."""

    def e_fstring(self, e: ir.FString) -> Val:
        out = self.temp("s")
        stmts: list[r.RStmt] = [r.Let(f"mut {out}", None, call("String::new"))]
        self._fstring_parts(e, out, stmts)
        return Val(r.Block(stmts, call("Str::from", r.Path(out)), origin=self.origin(e)), STR)

    def _fstring_parts(self, e: ir.FString, out: str, stmts: list[r.RStmt]) -> None:
        target = r.Prefix("&mut ", r.Path(out))
        for part in e.parts:
            if isinstance(part, str):
                stmts.append(r.ExprS(method(r.Path(out), "push_str", r.Lit(rust_string(part)))))
                continue
            text = self.own_text(part.value)
            if text is not None and part.spec is None and part.conversion in ("", "s"):
                stmts.append(r.ExprS(method(r.Path(out), "push_str", text, origin=self.origin(part))))
                continue
            v = self.expr(part.value)
            origin = self.origin(part)
            if part.conversion in ("r", "a"):
                v = Val(
                    self.fallible(call("rt::repr" if part.conversion == "r" else "rt::ascii", borrow(v)), part), STR
                )
            elif part.conversion == "s" and part.spec is not None:
                v = Val(self.fallible(call("rt::to_str", borrow(v)), part), STR)
            if part.spec is None or not part.spec.parts:
                write = self._write("write_str", v, target, origin=origin)
            elif len(part.spec.parts) == 1 and isinstance(part.spec.parts[0], str):
                write = self._write("write_format", v, target, r.Lit(rust_string(part.spec.parts[0])), origin=origin)
            else:
                held = self.let(stmts, v)
                spec = self.temp("spec")
                stmts.append(r.Let(f"mut {spec}", None, call("String::new")))
                self._fstring_parts(part.spec, spec, stmts)
                write = self._write("write_format", held, target, r.Prefix("&", r.Path(spec)), origin=origin)
            stmts.append(r.ExprS(self.fallible(write, part)))

    def _write(self, name: str, v: Val, *args: r.RExpr, origin: r.Origin) -> r.RExpr:
        """A text-writing method of `Obj`; generated classes have those names from two traits."""
        if v.literal is not None:
            return method(r.Lit(f"{v.literal}_i64"), name, *args, origin=origin)
        if v.ty.kind == "obj":
            return call(f"Obj::{name}", borrow(v), *args, origin=origin)
        return method(v.expr, name, *args, origin=origin)

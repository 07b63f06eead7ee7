"""Stops for definitions that aren't translated as they stand (`types.refused`)."""

from __future__ import annotations

from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.values import call
from citl_lsp.rust import tree as r
from citl_lsp.types.refused import Gap


def stub_of(gap: Gap) -> r.RExpr:
    """A call that ends the program and says why."""
    return call("stub", r.Lit(rust_string(gap.what)), r.Line(gap.module.path, gap.unit.qualname, gap.node.line))

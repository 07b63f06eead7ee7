"""The registry of decision kinds: one module per kind, in the order of the strata."""

from __future__ import annotations

from citl_lsp.decisions import (
    binding,
    capacity,
    clone,
    container,
    dynamic,
    error,
    lifetime,
    loop,
    number,
    objects,
    passing,
    string,
)
from citl_lsp.decisions.kind import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        number,
        string,
        container,
        objects,
        dynamic,
        passing,
        lifetime,
        error,
        binding,
        clone,
        loop,
        capacity,
    )
}
"""Kinds by name."""

"""Pins by comment: `# citl: KIND NAME = ALTERNATIVE`, several separated by `;`, on the line they are about.

xs = [0]  # citl: container xs = shared
ys = [0]  # ours too  # citl: container ys = shared; number n#2 = i64
"""

from __future__ import annotations

from citl_lsp.decisions.choose import Pin
from citl_lsp.decisions.pin_form import ENTRY, PINNED
from citl_lsp.ir import nodes as ir


def read_pins(module: ir.Module) -> dict[Pin, str]:
    """The pins written in a module."""
    found: dict[Pin, str] = {}
    for unit in module.units:
        for line, text in unit.comments:
            for body in PINNED.findall(text):
                for entry in filter(None, map(ENTRY.fullmatch, map(str.strip, body.split(";")))):
                    found[module.path, unit.first_line + line, entry["kind"], entry["name"]] = entry["alternative"]
    return found

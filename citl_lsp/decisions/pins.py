"""Pins by comment: `# citl: KIND NAME = ALTERNATIVE`, several separated by `;`, on the line they are about.

xs = [0]  # citl: container xs = shared
"""

from __future__ import annotations

import re

from citl_lsp.decisions.choose import Pin
from citl_lsp.ir import nodes as ir

_ENTRY = re.compile(r"^([\w-]+)\s+(\S.*?)\s*=\s*(\w+)$")


def read_pins(module: ir.Module) -> dict[Pin, str]:
    """The pins written in a module."""
    found: dict[Pin, str] = {}
    for unit in module.units:
        for line, text in unit.comments:
            body = text.lstrip("#").strip()
            if not body.startswith("citl:"):
                continue
            for part in body[5:].split(";"):
                entry = _ENTRY.match(part.strip())
                if entry is not None:
                    found[module.path, unit.first_line + line, entry[1], entry[2]] = entry[3]
    return found

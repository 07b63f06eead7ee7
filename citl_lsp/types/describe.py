"""Types in Python's own words, for hover texts and messages: `list[int] | None`."""

from __future__ import annotations

from citl_lsp.types.model import Atom, ClassObject, Con, Instance, Named, TypeVar

_SCALARS = {"none": "None", "any": "Any", "ellipsis": "..."}
_ORDER = {"none": 2, "any": 1}


def describe(var: TypeVar, depth: int = 4) -> str:
    """What may reach `var`; "unknown" when nothing is known to."""
    atoms = sorted(var.find().atoms.values(), key=lambda a: (_ORDER.get(a.key, 0), a.key))
    if not atoms:
        return "unknown"
    if depth == 0:
        return "..."
    return " | ".join(dict.fromkeys(_atom(a, depth) for a in atoms))


def _atom(atom: Atom, depth: int) -> str:
    key = atom.key
    if isinstance(atom, Instance):
        return atom.cls.name
    if isinstance(atom, ClassObject):
        return f"type[{atom.cls.name}]"
    if isinstance(atom, Named):
        kind, _, name = key.partition(":")
        return {"exc": name, "module": f"module {name}"}.get(kind, name)
    if isinstance(atom, Con):
        args = [describe(a, depth - 1) for a in atom.find().args]
        if key == "fn":
            return f"({', '.join(args[:-1])}) -> {args[-1]}"
        if key.startswith("tuple"):
            return f"tuple[{', '.join(args)}]" if args else "tuple[()]"
        names = {
            "vtuple": "tuple",
            "iter": "Iterator",
            "keys": "dict_keys",
            "values": "dict_values",
            "items": "dict_items",
        }
        name = names.get(key, key)
        return f"{name}[{', '.join(args)}{', ...' if key == 'vtuple' else ''}]"
    return _SCALARS.get(key, key)

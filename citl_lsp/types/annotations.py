"""Annotations as assumptions: only for values that no flow of the program reaches.

Python doesn't enforce annotations, so where a flow exists, the flow decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.ir import nodes as ir
from citl_lsp.types.model import SCALARS, Con, Instance, TypeVar
from citl_lsp.types.program import ClassInfo

if TYPE_CHECKING:
    from citl_lsp.types.link import Linker
    from citl_lsp.types.program import ModuleInfo

_SCALAR = {"int", "float", "str", "bool", "bytes", "None", "object", "Any"}
_GENERIC = {
    "list": "list", "List": "list", "set": "set", "Set": "set", "Sequence": "list", "Iterable": "list",
    "MutableSequence": "list", "Collection": "list", "dict": "dict", "Dict": "dict", "Mapping": "dict",
    "MutableMapping": "dict", "tuple": "tuple", "Tuple": "tuple", "frozenset": "frozenset", "FrozenSet": "frozenset",
}  # fmt: skip


def annotation_name(expr: ir.Expr) -> str:
    """Last part of a (dotted) name; "" for anything else."""
    if isinstance(expr, ir.Global):
        return expr.name
    if isinstance(expr, ir.Attr):
        return expr.name
    return ""


def seed_annotation(linker: Linker, module: ModuleInfo, annotation: ir.Expr, var: TypeVar) -> bool:
    """Let the annotated type reach `var`. False when the annotation isn't understood or says nothing."""
    solver = linker.solver
    if isinstance(annotation, ir.Const):
        if annotation.value is None:
            solver.add_scalar(var, "none")
            return True
        return False
    if isinstance(annotation, ir.Bin) and annotation.op == "|":
        left = seed_annotation(linker, module, annotation.left, var)
        return seed_annotation(linker, module, annotation.right, var) and left
    if isinstance(annotation, ir.Index):
        name = annotation_name(annotation.obj)
        args = annotation.index.items if isinstance(annotation.index, ir.TupleLit) else [annotation.index]
        if name == "Optional":
            solver.add_scalar(var, "none")
            return seed_annotation(linker, module, args[0], var)
        if name == "Union":
            parts = [seed_annotation(linker, module, arg, var) for arg in args]
            return all(parts)
        if name in ("Final", "ClassVar", "Annotated"):
            return seed_annotation(linker, module, args[0], var)
        kind = _GENERIC.get(name)
        if kind is None:
            return False
        if kind == "tuple":
            if len(args) == 2 and isinstance(args[1], ir.Const) and args[1].value is ...:
                kind, args = "vtuple", args[:1]
            else:
                kind = f"tuple{len(args)}"
        arity = 2 if kind == "dict" else len(args) if kind.startswith("tuple") else 1
        if len(args) != arity:
            return False
        present = var.find().atoms.get(kind)
        con = present.find() if isinstance(present, Con) else solver.con(kind, [solver.var() for _ in args])
        done = present is None
        for arg, inner in zip(args, con.args, strict=True):
            if not inner.find().atoms:
                done |= seed_annotation(linker, module, arg, inner)
        if present is None:
            solver.add(var, con)
        return done
    name = annotation_name(annotation)
    if name in _SCALAR:
        key = {"None": "none", "object": "any", "Any": "any"}.get(name, name)
        if key in var.find().atoms:
            return False
        solver.add_scalar(var, key)
        return True
    found = module.static.get(name) or module.classes.get(name)
    if isinstance(found, ClassInfo):
        solver.add(var, Instance(found))
        return True
    kind = _GENERIC.get(name)
    if kind is not None and kind not in var.find().atoms:
        element = [solver.var() for _ in range(2 if kind == "dict" else 1)]
        for part in element:
            part.atoms["any"] = SCALARS["any"]
        solver.add(var, solver.con("vtuple" if kind == "tuple" else kind, element))
        return True
    return False

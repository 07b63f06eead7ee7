"""Classes in their owned form: a plain struct, its methods, and what the runtime's traits ask of every value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.lower.failure import Body, Fallible
from citl_lsp.lower.rty import rust_type
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo

if TYPE_CHECKING:
    from citl_lsp.lower.program import ProgramLowering


def owned_class_items(program: ProgramLowering, root: ClassInfo, methods: list[r.Item]) -> list[r.Item]:
    """The struct, its `impl`, and `Obj` so that it can be printed and held in containers."""
    name = program.class_names[root]
    origin = r.Origin(root.module.path, root.unit.qualname, root.header.span)
    fields: list[tuple[str, str, r.Origin | None]] = [
        (program.field_name(root, n), rust_type(program.reps.of(v)), origin) for n, v in root.attributes.items()
    ]
    docs = (root.header.docstring or "").strip().splitlines()
    struct = r.Struct(name=name, fields=fields, docs=docs, attrs=["derive(Clone)"], origin=origin)
    return [struct, r.Impl(head=name, items=methods, origin=origin), _obj(program, root, name, origin)]


def _obj(program: ProgramLowering, root: ClassInfo, name: str, origin: r.Origin) -> r.Item:
    line = r.Line(root.module.path, root.unit.qualname, 0)
    out = r.Path("out")
    items: list[r.Item] = []
    type_name = call("Str::lit", r.Lit(f'"{root.name}"'))
    items.append(r.Fn(name="type_name", params=[("&self", None)], returns="Str", body=r.Block([], type_name)))
    address = r.Path("self as *const Self as usize")
    module = "__main__" if root.module.index == 0 else root.module.name
    default = call("rt::write_default_repr", out, method(r.Path("self"), "type_name"), r.Lit(f'"{module}"'), address)
    for trait_name, dunder in (("write_repr", "__repr__"), ("write_str", "__str__")):
        info = root.methods.get(dunder)
        value: r.RExpr
        if info is not None:
            text: r.RExpr = r.Method(r.Path("self"), program.function_names[info], [])
            text = Fallible(text, line, None, info.key)
            value = r.Block([r.ExprS(method(out, "push_str", r.Prefix("&", text)))], r.Lit("()"))
        elif trait_name == "write_repr":
            value = Fallible(default, line)
        else:
            continue
        key = f"{root.key}.<{trait_name}>"
        item = r.Fn(name=trait_name, params=[("&self", None), ("out: &mut String", None)], body=r.Block([], value))
        program.bodies[key] = Body(key, item, "()", always_raises=True)
        items.append(item)
    same = call("std::ptr::eq", r.Path("self"), r.Path("other"))
    items.append(
        r.Fn(name="is", params=[("&self", None), ("other: &Self", None)], returns="bool", body=r.Block([], same))
    )
    never = r.Macro("unreachable", [r.Lit('"an owned struct is never dynamic"')])
    items.append(r.Fn(name="to_value", params=[("&self", None)], returns="Value", body=r.Block([], never)))
    items.append(r.Fn(name="from_value", params=[("_: Value", None)], returns="Res<Self>", body=r.Block([], never)))
    return r.Impl(head=f"Obj for {name}", items=items, attrs=["allow(unused, clippy::all)"], origin=origin)

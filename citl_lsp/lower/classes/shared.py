"""Classes in their shared form: one struct per hierarchy, a reference to its fields, attributes in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.lower.classes.owned import owned_class_items
from citl_lsp.lower.classes.protocol import Protocols
from citl_lsp.lower.literals import DEFAULT_VALUES
from citl_lsp.lower.rty import rust_type
from citl_lsp.lower.stubs import stub_of
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo
from citl_lsp.types.refused import gap_of_class

if TYPE_CHECKING:
    from citl_lsp.lower.program import ProgramLowering

_OWN = ["allow(dead_code)"]
"""Of functions that every class has, whether the program needs them or not."""


class SharedClass(Protocols):
    """A hierarchy whose objects are shared."""

    def items(self, methods: list[r.Item]) -> list[r.Item]:
        docs = (self.root.header.docstring or "").strip().splitlines()
        struct = r.Struct(name=self.name, fields=[("0", f"Rc<{self.name}Fields>", None)], tuple=True, docs=docs,
                          attrs=["derive(Clone)"], origin=self.origin)  # fmt: skip
        fields: list[tuple[str, str, r.Origin | None]] = []
        if self.tagged:
            fields.append(("class_tag", f"{self.name}Class", None))
        if self.exception:
            fields.append(("data", "ExcData", None))
        for name, rust, ty in self.fields:
            place = "Slot" if self.program.is_plain_field(self.root, name) else "AttrSlot"
            fields.append((rust, f"{place}<{rust_type(ty)}>", self.origin))
        found: list[r.Item] = [struct, r.Struct(name=f"{self.name}Fields", fields=fields, origin=self.origin)]
        as_value = self.root in self.program.reps.class_roots
        if self.tagged or as_value:
            variants: list[tuple[str, r.Origin | None]] = [(self.program.class_names[c], None) for c in self.classes]
            found.append(r.Enum(name=f"{self.name}Class", variants=variants, attrs=["derive(Clone, Copy, PartialEq)"]))
        if as_value:
            found.append(self._class_value())
            methods = [*methods, self._made()]
        if self.exception:
            found += [self._exception_static(c) for c in self.classes]
        found.append(r.Impl(head=self.name, items=[self._new(), *self._helpers(), *methods], origin=self.origin))
        found.append(self.obj())
        found.append(self.py_object())
        if self.exception:
            found.append(self.exc_object())
        return found

    def _new(self) -> r.Item:
        params: list[tuple[str, r.Origin | None]] = []
        values: list[tuple[str, r.RExpr]] = []
        if self.tagged:
            params.append((f"class_tag: {self.name}Class", None))
            values.append(("class_tag", r.Path("class_tag")))
        if self.exception:
            params.append(("args: Vec<Value>", None))
            values.append(("data", call("ExcData::new", r.Path("args"))))
        for name, rust, ty in self.fields:
            plain = self.program.is_plain_field(self.root, name)
            values.append((rust, r.Path(f"Slot::new({DEFAULT_VALUES[ty.kind]})" if plain else "AttrSlot::unset()")))
        made = call(self.name, call("Rc::new", r.StructLit(f"{self.name}Fields", values)))
        return r.Fn(name="new", params=params, returns=self.name, body=r.Block(self._gaps(), made))

    def _gaps(self) -> list[r.RStmt]:
        """Stops for the classes whose objects wouldn't be what they say."""
        found: list[r.RStmt] = []
        for cls in self.classes:
            gap = gap_of_class(cls)
            if gap is None:
                continue
            stub: r.RStmt = r.ExprS(stub_of(gap))
            if self.tagged:
                tag = r.Path(f"{self.name}Class::{self.program.class_names[cls]}")
                stub = r.ExprS(r.IfExpr(r.Binary("==", r.Path("class_tag"), tag), r.Block([stub])))
            found.append(stub)
        return found

    def _helpers(self) -> list[r.Item]:
        found: list[r.Item] = []
        if self.tagged:
            tag = r.Field(r.Field(r.Path("self"), "0"), "class_tag")
            found.append(
                r.Fn(
                    name="class_tag",
                    params=[("&self", None)],
                    returns=f"{self.name}Class",
                    body=r.Block([], tag),
                    attrs=_OWN,
                )
            )
        if self.exception:
            made = call("Exc", call("Rc::new", method(r.Path("self"), "clone")))
            found.append(
                r.Fn(name="to_exc", params=[("&self", None)], returns="Exc", body=r.Block([], made), attrs=_OWN)
            )
            down = method(method(r.Path("e"), f"downcast::<{self.name}>"), "expect", r.Lit('"checked by its class"'))
            body = method(method(down, "as_ref"), "clone")
            found.append(
                r.Fn(name="from_exc", params=[("e: &Exc", None)], returns=self.name, body=r.Block([], body), attrs=_OWN)
            )
        return found

    def _exception_static(self, cls: ClassInfo) -> r.Item:
        base = (
            self.program.class_static(cls.bases[0])
            if cls.bases
            else self.program.exception_static(cls.exception_base or "Exception")
        )
        module = "__main__" if cls.module.index == 0 else cls.module.name
        made = call("ExcType::new", r.Lit(f'"{cls.name}"'), r.Path(f'Some("{module}")'), r.Path(f"Some(&{base})"))
        return r.Const(name=self.program.class_static(cls), type="ExcType", value=made, keyword="static")

    def _class_value(self) -> r.Item:
        """`Obj` for the class itself."""
        arms: list[r.Arm] = []
        back: list[r.Arm] = []
        for cls in self.classes:
            variant = f"{self.name}Class::{self.program.class_names[cls]}"
            qualified = f"{self.module_name()}.{cls.name}"
            args = [r.Path(variant)] if self.tagged else []
            if self.exception:
                args.append(r.Path("args.to_vec()"))
            steps: list[r.RStmt] = [r.Let("this", None, call(f"{self.name}::new", *args))]
            init = cls.find_method("__init__")
            if init is not None:
                steps.append(r.ExprS(r.Try(method(r.Path("this"), "init_dynamic", r.Path("args"), r.Path("kwargs")))))
            made = r.Closure(["args", "kwargs"], r.Block(steps, call("Ok", method(r.Path("this"), "to_value"))))
            value = call("Value::Func", call("rt::DynFunc::class", r.Lit(f'"{qualified}"'), made))
            arms.append(r.Arm(variant, None, value))
            back.append(r.Arm(f'Some("{qualified}")', None, call("Ok", r.Path(variant))))
        back.append(r.Arm("_", None, call("Err", call("rt::wrong_type", r.Lit('"type"'), r.Path("&v")))))
        name = r.Closure(["f"], r.Path("f.qualified_name()"))
        found = r.Block(
            [r.Let("name", None, method(method(r.Path("v"), "as_func"), "map", name))],
            r.Match(method(r.Path("name"), "as_deref"), back),
        )
        shown = method(r.Path("self"), "to_value")
        functions = [
            ("type_name", ["&self"], "Str", call("Str::lit", r.Lit('"type"'))),
            ("write_repr", ["&self", "out: &mut String"], "Res<()>", method(shown, "write_repr", r.Path("out"))),
            ("is", ["&self", "other: &Self"], "bool", r.Path("self == other")),
            ("fast_eq", ["&self", "other: &Self"], "Option<bool>", r.Path("Some(self == other)")),
            ("py_hash", ["&self"], "Res<i64>", method(method(r.Path("self"), "to_value"), "py_hash")),
            ("to_value", ["&self"], "Value", r.Match(r.Path("self"), arms)),
            ("from_value", ["v: Value"], "Res<Self>", found),
        ]
        items: list[r.Item] = [
            r.Fn(name=n, params=[(p, None) for p in params], returns=result, body=r.Block([], body))
            for n, params, result, body in functions
        ]
        return r.Impl(head=f"Obj for {self.name}Class", items=items, origin=self.origin)

    def _made(self) -> r.Item:
        """`__init__` with dynamic arguments."""
        value: r.RExpr = r.Path("Value::None")
        if self.has("__init__"):
            value = self.dispatch("__init__", self.dynamic_call, value)
        body = r.Block([r.Let("name", None, r.Lit('"__init__"'))], value)
        return self.body("init_dynamic", ["&self", "args: &[Value]", "kwargs: &[(&str, Value)]"], "Value", body)


def class_items(program: ProgramLowering, root: ClassInfo, methods: list[r.Item]) -> list[r.Item]:
    """Everything that a hierarchy becomes."""
    if program.reps.class_form(root) == "owned":
        return owned_class_items(program, root, methods)
    return SharedClass(program, root).items(methods)

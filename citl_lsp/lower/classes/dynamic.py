"""Classes as dynamic values: attributes and methods by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.lower.classes.parts import GENERATED, ClassParts
from citl_lsp.lower.dynamic import dynamic_arguments
from citl_lsp.lower.literals import float_literal, rust_string
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo

if TYPE_CHECKING:
    pass


class DynamicAccess(ClassParts):
    """The trait `PyObject`, and calls with dynamic arguments."""

    def py_object(self) -> r.Item:
        exposed = self.root in self.program.reps.exposed_classes
        items: list[r.Item] = []
        if self.tagged:
            arms = [
                r.Arm(f"{self.name}Class::{self.program.class_names[c]}", None, r.Lit(f'"{c.name}"'))
                for c in self.classes
            ]
            class_name: r.RExpr = r.Match(r.Field(r.Field(r.Path("self"), "0"), "class_tag"), arms)
        else:
            class_name = r.Lit(f'"{self.root.name}"')
        items.append(
            r.Fn(name="class_name", params=[("&self", None)], returns="&'static str", body=r.Block([], class_name))
        )
        items.append(r.Fn(name="addr", params=[("&self", None)], returns="usize", body=r.Block([], self.address())))
        items.append(self._is_instance())
        items.append(self._has_method())
        if exposed:
            items += [self._getattr(), self._setattr(), self._call_method()]
        for name in ("write_repr", "write_str"):
            forward = call(f"Obj::{name}", r.Path("self"), r.Path("out"))
            items.append(
                r.Fn(
                    name=name,
                    params=[("&self", None), ("out: &mut String", None)],
                    returns="Res<()>",
                    body=r.Block([], forward),
                )
            )
        truthy = call("Obj::truthy", r.Path("self"))
        items.append(r.Fn(name="truthy", params=[("&self", None)], returns="Res<bool>", body=r.Block([], truthy)))
        return r.Impl(head=f"PyObject for {self.name}", items=items, attrs=GENERATED, origin=self.origin)

    def _is_instance(self) -> r.Item:
        def names(cls: ClassInfo) -> r.RExpr:
            known = " | ".join(f'"{c.name}"' for c in cls.ancestors())
            return r.Macro("matches", [r.Path("class"), r.Path(known + ' | "object"')])

        if self.tagged:
            arms = [r.Arm(f"{self.name}Class::{self.program.class_names[c]}", None, names(c)) for c in self.classes]
            body: r.RExpr = r.Match(r.Field(r.Field(r.Path("self"), "0"), "class_tag"), arms)
        else:
            body = names(self.root)
        return r.Fn(
            name="is_instance", params=[("&self", None), ("class: &str", None)], returns="bool", body=r.Block([], body)
        )

    def _method_names(self) -> list[str]:
        found: dict[str, None] = {}
        for cls in self.classes:
            for name, info in cls.methods.items():
                if info.kind in ("method", "property"):
                    found[name] = None
        return list(found)

    def _has_method(self) -> r.Item:
        names = [n for n in self._method_names() if n != "__init__"]
        body: r.RExpr = r.Lit("false")
        if names:
            body = r.Macro("matches", [r.Path("name"), r.Path(" | ".join(f'"{n}"' for n in names))])
        return r.Fn(
            name="has_method", params=[("&self", None), ("name: &str", None)], returns="bool", body=r.Block([], body)
        )

    def _missing(self) -> r.RExpr:
        return call("Err", call("no_attribute", r.Path("self.class_name()"), r.Path("name")))

    def _getattr(self) -> r.Item:
        arms: list[r.Arm] = []
        class_values = {name: None for cls in self.classes for name in cls.class_values}
        for name, rust, _ in self.fields:
            field = r.Field(r.Field(r.Path("self"), "0"), rust)
            if any(name in c.setters for c in self.classes):
                otherwise = method(self._stored(name, field), "to_value")
                value = self.dispatch(name, lambda i: method(self.invoke(i), "to_value"), otherwise)
                arms.append(r.Arm(f'"{name}"', None, value))
                continue
            if name in class_values and not self.program.is_plain_field(self.root, name):
                inherited = self._of_class(name)
                value_arms = [r.Arm("Some(x)", None, r.Path("x.to_value()")), r.Arm("None", None, inherited)]
                arms.append(r.Arm(f'"{name}"', None, r.Match(method(field, "peek"), value_arms)))
                continue
            arms.append(r.Arm(f'"{name}"', None, method(self._stored(name, field), "to_value")))
        for name in self._method_names():
            targets = self.targets(name)
            if all(t is None or t.kind == "property" for t, _ in targets) and name not in {
                n for n, _, _ in self.fields
            }:
                value = self.dispatch(name, lambda i: method(self.invoke(i), "to_value"), r.Try(self._missing()))
                arms.append(r.Arm(f'"{name}"', None, value))
        for name in class_values:
            if not any(a.pattern == f'"{name}"' for a in arms):
                arms.append(r.Arm(f'"{name}"', None, self._of_class(name)))
        arms.append(r.Arm("_", None, r.Return(self._missing())))
        return self.body("py_getattr", ["&self", "name: &str"], "Value", r.Match(r.Path("name"), arms))

    def _of_class(self, name: str) -> r.RExpr:
        """The class attribute, of the object's class."""
        owners: dict[ClassInfo | None, list[ClassInfo]] = {}
        for cls in self.classes:
            found = cls.find_class_value(name)
            owners.setdefault(found[0] if found is not None else None, []).append(cls)

        def build(cls: ClassInfo) -> r.RExpr:
            late, owner = cls.class_value_owners(name)
            value: r.RExpr = r.Return(self._missing())
            if owner is not None:
                slot = r.Path(self.program.class_slot(owner, name).rust)
                value = method(r.Try(method(slot, "get", r.Path("name"))), "to_value")
            for one in reversed(late):
                slot = r.Path(self.program.class_slot(one, name).rust)
                held = r.Block([], method(method(slot, "value"), "to_value"))
                value = r.IfExpr(method(slot, "is_set"), held, r.Block([], value))
            return value

        return self.match_targets(list(owners.items()), build, r.Return(self._missing()))

    def _stored(self, name: str, field: r.RExpr) -> r.RExpr:
        """The attribute that is stored in `field`."""
        if self.program.is_plain_field(self.root, name):
            return method(field, "get")
        return r.Try(method(field, "get", r.Path("self.class_name()"), r.Path("name")))

    def _setattr(self) -> r.Item:
        stored: dict[str, r.RExpr] = {}
        for name, rust, ty in self.fields:
            value = r.Try(call(f"<{rust_type(ty)} as Obj>::from_value", r.Path("value")))
            done = method(r.Field(r.Field(r.Path("self"), "0"), rust), "set", value)
            stored[name] = r.Block([r.ExprS(done)], r.Lit("()"))
        for name in {n: None for c in self.classes for n in c.setters}:
            stored[name] = self._set_by_class(name, stored.get(name, r.Return(self._missing())))
        arms = [r.Arm(f'"{name}"', None, change) for name, change in stored.items()]
        arms.append(r.Arm("_", None, r.Return(self._missing())))
        return self.body("py_setattr", ["&self", "name: &str", "value: Value"], "()", r.Match(r.Path("name"), arms))

    def _set_by_class(self, name: str, otherwise: r.RExpr) -> r.RExpr:
        """Sets a property of the classes that have a setter for it."""
        targets: dict[FunctionInfo | None, list[ClassInfo]] = {}
        for cls in self.classes:
            targets.setdefault(cls.find_setter(name), []).append(cls)

        def build(info: FunctionInfo) -> r.RExpr:
            given = r.Let("(args, kwargs): (&[Value], &[(&str, Value)])", None, r.Path("(&[value], &[])"))
            stmts, args = dynamic_arguments(self.program, info, 1, lambda i, ty: self._default_value(info, i, ty))
            return r.Block([given, *stmts, r.ExprS(self.invoke(info, *args))], r.Lit("()"))

        return self.match_targets(list(targets.items()), build, otherwise)

    def _call_method(self) -> r.Item:
        arms: list[r.Arm] = []
        for name in self._method_names():
            if name == "__init__":
                continue
            value = self.dispatch(name, self.dynamic_call, r.Return(self._missing()))
            arms.append(r.Arm(f'"{name}"', None, value))
        arms.append(r.Arm("_", None, r.Return(self._missing())))
        params = ["&self", "name: &str", "args: &[Value]", "kwargs: &[(&str, Value)]"]
        return self.body("py_call_method", params, "Value", r.Match(r.Path("name"), arms))

    def dynamic_call(self, info: FunctionInfo) -> r.RExpr:
        """A method called with dynamic arguments."""
        if info.kind == "property":
            return r.Return(self._missing())
        stmts, args = dynamic_arguments(self.program, info, 1, lambda i, ty: self._default_value(info, i, ty))
        return r.Block(stmts, method(self.invoke(info, *args), "to_value"))

    def _default_value(self, info: FunctionInfo, i: int, ty: RTy) -> r.RExpr:
        """The default of parameter `i` as a dynamic value."""
        default = info.function.params[i].default
        constant = _constant_default(default)
        if constant is not None:
            return r.Path(constant)
        slot = self.program.default_slot(info, i)
        return method(method(r.Path(slot.rust), "value"), "to_value")


def _constant_default(e: object) -> str | None:
    """A constant default as a dynamic value."""
    from citl_lsp.ir import nodes as ir

    if not isinstance(e, ir.Const):
        return None
    value = e.value
    if value is None:
        return "Value::None"
    if isinstance(value, bool):
        return "Value::True" if value else "Value::False"
    if isinstance(value, int) and abs(value) < 2**63:
        return f"Value::from({value}_i64)"
    if isinstance(value, float):
        literal = float_literal(value)
        return f"Value::from({getattr(literal, 'text', '0.0')})"
    if isinstance(value, str):
        return f"Value::from({rust_string(value)})"
    return None

"""Classes in their shared form: one struct per hierarchy, a reference to its fields, attributes in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.lower.dynamic import dynamic_arguments
from citl_lsp.lower.failure import Body, Fallible, Succeed
from citl_lsp.lower.owned_classes import owned_class_items
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo

if TYPE_CHECKING:
    from citl_lsp.lower.program import ProgramLowering


GENERATED = ["allow(unused, clippy::all)"]
"""On what no Python line stands for: the traits that the runtime asks of every value."""


def class_items(program: ProgramLowering, root: ClassInfo, methods: list[r.Item]) -> list[r.Item]:
    """Everything that a hierarchy becomes."""
    if program.reps.class_form(root) == "owned":
        return owned_class_items(program, root, methods)
    return _Class(program, root).items(methods)


class _Class:
    def __init__(self, program: ProgramLowering, root: ClassInfo) -> None:
        self.program = program
        self.root = root
        self.name = program.class_names[root]
        self.tagged = program.has_tag(root)
        self.exception = program.is_exception(root)
        self.classes = root.descendants()
        self.ty = RTy("obj", name=self.name)
        self.fields = [
            (n, program.field_name(root, n), program.reps.of(v))
            for n, v in root.attributes.items()
            if program.has_field(root, n) and (root.find_method(n) is None or root.hides(n))
        ]
        self.line = r.Line(root.module.path, root.unit.qualname, 0)
        self.origin = r.Origin(root.module.path, root.unit.qualname, root.header.span)

    def items(self, methods: list[r.Item]) -> list[r.Item]:
        docs = (self.root.header.docstring or "").strip().splitlines()
        struct = r.Struct(name=self.name, fields=[("0", f"Rc<{self.name}Fields>", None)], tuple=True, docs=docs,
                          attrs=["derive(Clone)"], origin=self.origin)  # fmt: skip
        fields: list[tuple[str, str, r.Origin | None]] = []
        if self.tagged:
            fields.append(("class_tag", f"{self.name}Class", None))
        if self.exception:
            fields.append(("data", "ExcData", None))
        fields += [(rust, f"AttrSlot<{rust_type(ty)}>", self.origin) for _, rust, ty in self.fields]
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
        found.append(self._obj())
        found.append(self._py_object())
        if self.exception:
            found.append(self._exc_object())
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
        values += [(rust, r.Path("AttrSlot::unset()")) for _, rust, _ in self.fields]
        made = call(self.name, call("Rc::new", r.StructLit(f"{self.name}Fields", values)))
        return r.Fn(name="new", params=params, returns=self.name, body=r.Block([], made))

    def _helpers(self) -> list[r.Item]:
        found: list[r.Item] = []
        if self.tagged:
            tag = r.Field(r.Field(r.Path("self"), "0"), "class_tag")
            found.append(
                r.Fn(name="class_tag", params=[("&self", None)], returns=f"{self.name}Class", body=r.Block([], tag))
            )
        if self.exception:
            made = call("Exc", call("Rc::new", method(r.Path("self"), "clone")))
            found.append(r.Fn(name="to_exc", params=[("&self", None)], returns="Exc", body=r.Block([], made)))
            down = method(method(r.Path("e"), f"downcast::<{self.name}>"), "expect", r.Lit('"checked by its class"'))
            body = method(method(down, "as_ref"), "clone")
            found.append(r.Fn(name="from_exc", params=[("e: &Exc", None)], returns=self.name, body=r.Block([], body)))
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

    # --- classes as values -------------------------------------------------------------------------------------------

    def _class_value(self) -> r.Item:
        """`Obj` for the class itself."""
        arms: list[r.Arm] = []
        back: list[r.Arm] = []
        for cls in self.classes:
            variant = f"{self.name}Class::{self.program.class_names[cls]}"
            qualified = f"{self._module_name()}.{cls.name}"
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
        if self._has("__init__"):
            value = self._dispatch("__init__", self._dynamic_call, value)
        body = r.Block([r.Let("name", None, r.Lit('"__init__"'))], value)
        return self._body("init_dynamic", ["&self", "args: &[Value]", "kwargs: &[(&str, Value)]"], "Value", body)

    # --- special methods ---------------------------------------------------------------------------------------------

    def _targets(self, name: str) -> list[tuple[FunctionInfo | None, list[ClassInfo]]]:
        """Implementations of a method with the classes that have them; None for classes without."""
        found: dict[FunctionInfo | None, list[ClassInfo]] = {}
        for cls in self.classes:
            found.setdefault(cls.find_method(name), []).append(cls)
        return list(found.items())

    def _has(self, name: str) -> bool:
        return any(t is not None for t, _ in self._targets(name))

    def _dispatch(self, name: str, build: object, otherwise: r.RExpr) -> r.RExpr:
        """`match class { A => build(A's method), _ => otherwise }`."""
        targets = self._targets(name)
        if len(targets) == 1:
            return build(targets[0][0])  # type: ignore[operator,no-any-return]
        arms: list[r.Arm] = []
        for i, (target, classes) in enumerate(targets):
            pattern = " | ".join(f"{self.name}Class::{self.program.class_names[c]}" for c in classes)
            body = otherwise if target is None else build(target)  # type: ignore[operator]
            arms.append(r.Arm("_" if i == len(targets) - 1 else pattern, None, body))
        return r.Match(r.Field(r.Field(r.Path("self"), "0"), "class_tag"), arms)

    def _invoke(self, info: FunctionInfo, *args: r.RExpr) -> r.RExpr:
        """A call of a method, errors leaving the (raising) caller."""
        rust = r.Method(r.Path("self"), self.program.function_names[info], list(args))
        line = r.Line(info.module.path, info.unit.qualname, info.function.line)
        return Fallible(rust, line, None, info.key)

    def _body(self, name: str, params: list[str], result: str, value: r.RExpr) -> r.Fn:
        """A trait method that returns `Res<result>`."""
        key = f"{self.root.key}.<{name}>"
        item = r.Fn(name=name, params=[(p, None) for p in params], body=r.Block([], value))
        self.program.bodies[key] = Body(key, item, result, always_raises=True)
        return item

    def _other(self, info: FunctionInfo) -> r.RExpr:
        """`other: &Self` in the form that a comparison method's second parameter takes."""
        ty = self.program.reps.of(info.params[1])
        by_ref = self.program.by_reference(info, 1)
        value: r.RExpr
        if ty == self.ty:
            return r.Path("other") if by_ref else method(r.Path("other"), "clone")
        if ty.kind == "opt" and ty.args[0] == self.ty:
            value = call("Some", method(r.Path("other"), "clone"))
        else:
            value = method(r.Path("other"), "to_value")
            if ty.kind != "Value":
                value = r.Try(call(f"<{rust_type(ty)} as Obj>::from_value", value))
        return r.Prefix("&", value) if by_ref else value

    def _as_bool(self, info: FunctionInfo, value: r.RExpr, otherwise: r.RExpr) -> r.RExpr:
        """The truth of a method's result; `otherwise` for NotImplemented."""
        if self.program.reps.of(info.result).kind == "bool":
            return value
        if "builtin:NotImplemented" not in info.result.find().atoms:
            return Fallible(method(value, "truthy"), self.line)
        truth = Fallible(call("Obj::truthy", r.Path("&x")), self.line)
        return r.Match(value, [r.Arm("Value::NotImplemented", None, otherwise), r.Arm("x", None, truth)])

    def _text_method(self, trait_name: str, dunder: str, otherwise: r.RExpr) -> r.Fn | None:
        if not self._has(dunder):
            return None

        def build(info: FunctionInfo) -> r.RExpr:
            text = self._invoke(info)
            if self.program.reps.of(info.result).kind != "Str":
                text = Fallible(call("rt::v_str", r.Prefix("&", method(text, "to_value"))), self.line)
            return r.Block([r.ExprS(method(r.Path("out"), "push_str", r.Prefix("&", text)))], r.Lit("()"))

        body = self._dispatch(dunder, build, Fallible(otherwise, self.line))
        return self._body(trait_name, ["&self", "out: &mut String"], "()", body)

    def _obj(self) -> r.Item:
        items: list[r.Item] = []
        names = {c: r.CallExpr(r.Path("Str::lit"), [r.Lit(f'"{c.name}"')]) for c in self.classes}
        if self.tagged:
            arms = [r.Arm(f"{self.name}Class::{self.program.class_names[c]}", None, names[c]) for c in self.classes]
            type_name: r.RExpr = r.Match(r.Field(r.Field(r.Path("self"), "0"), "class_tag"), arms)
        else:
            type_name = names[self.root]
        items.append(r.Fn(name="type_name", params=[("&self", None)], returns="Str", body=r.Block([], type_name)))
        out = r.Path("out")
        default_repr: r.RExpr
        default_str: r.RExpr
        if self.exception:
            default_repr = method(call("rt::default_exc_repr", self._class_static(), self._data()), "map",
                                  r.Closure(["s"], method(out, "push_str", r.Prefix("&", r.Path("s")))))  # fmt: skip
            default_str = method(call("rt::default_exc_str", self._class_static(), self._data()), "map",
                                 r.Closure(["s"], method(out, "push_str", r.Prefix("&", r.Path("s")))))  # fmt: skip
        else:
            default_repr = call("rt::write_default_repr", out, method(r.Path("self"), "type_name"),
                                r.Lit(f'"{self._module_name()}"'), self._address())  # fmt: skip
            default_str = call("Obj::write_repr", r.Path("self"), out)
        written = self._text_method("write_repr", "__repr__", default_repr)
        if written is None:
            written = self._body("write_repr", ["&self", "out: &mut String"], "()", Fallible(default_repr, self.line))
        items.append(written)
        text = self._text_method("write_str", "__str__", default_str)
        if text is None and self.exception:
            text = self._body("write_str", ["&self", "out: &mut String"], "()", Fallible(default_str, self.line))
        if text is not None:
            items.append(text)
        items += self._comparisons()
        items += self._truth()
        same = call("Rc::ptr_eq", r.Path("&self.0"), r.Path("&other.0"))
        items.append(
            r.Fn(name="is", params=[("&self", None), ("other: &Self", None)], returns="bool", body=r.Block([], same))
        )
        items += self._conversions()
        return r.Impl(head=f"Obj for {self.name}", items=items, attrs=GENERATED, origin=self.origin)

    def _module_name(self) -> str:
        return "__main__" if self.root.module.index == 0 else self.root.module.name

    def _address(self) -> r.RExpr:
        return r.Cast(r.Cast(call("Rc::as_ptr", r.Path("&self.0")), "*const ()"), "usize")

    def _class_static(self) -> r.RExpr:
        if not self.tagged:
            return r.Path("&" + self.program.class_static(self.root))
        arms = [
            r.Arm(f"{self.name}Class::{self.program.class_names[c]}", None, r.Path("&" + self.program.class_static(c)))
            for c in self.classes
        ]
        return r.Match(r.Field(r.Field(r.Path("self"), "0"), "class_tag"), arms)

    def _data(self) -> r.RExpr:
        return r.Path("&self.0.data")

    def _comparisons(self) -> list[r.Item]:
        items: list[r.Item] = []
        params = ["&self", "other: &Self"]
        if self._has("__eq__"):
            body = self._dispatch(
                "__eq__",
                lambda i: self._as_bool(i, self._invoke(i, self._other(i)), r.Path("self.is(other)")),
                r.Path("self.is(other)"),
            )
            items.append(self._body("py_eq", params, "bool", body))
        else:
            fast = call("Some", method(r.Path("self"), "is", r.Path("other")))
            items.append(
                r.Fn(name="fast_eq", params=[(p, None) for p in params], returns="Option<bool>", body=r.Block([], fast))
            )
        orders = {
            "Lt": ("__lt__", "__gt__"),
            "Le": ("__le__", "__ge__"),
            "Gt": ("__gt__", "__lt__"),
            "Ge": ("__ge__", "__le__"),
        }
        if any(self._has(n) for pair in orders.values() for n in pair):
            arms: list[r.Arm] = []

            def unordered() -> r.RExpr:
                error = call("rt::unordered", r.Path("op"), r.Path("&self.type_name()"), r.Path("&other.type_name()"))
                return Fallible(call("Err::<bool, Box<PyErr>>", error), self.line)

            for op, (forward, reflected) in orders.items():
                value = unordered()
                if self._has(forward):
                    value = self._dispatch(
                        forward, lambda i: self._as_bool(i, self._invoke(i, self._other(i)), unordered()), value
                    )
                elif self._has(reflected):
                    target = next(t for t, _ in self._targets(reflected) if t is not None)
                    recv = r.Method(r.Path("other"), self.program.function_names[target], [self._self_as_other(target)])
                    line = r.Line(target.module.path, target.unit.qualname, target.function.line)
                    value = self._as_bool(target, Fallible(recv, line, None, target.key), unordered())
                arms.append(r.Arm(f"CmpOp::{op}", None, value))
            body = r.Match(r.Path("op"), arms)
            items.append(self._body("py_cmp", [*params, "op: CmpOp"], "bool", body))
        if self._has("__hash__"):

            def build(info: FunctionInfo) -> r.RExpr:
                value = self._invoke(info)
                kind = self.program.reps.of(info.result).kind
                return value if kind == "i64" else Fallible(method(value, "py_hash"), self.line)

            address = Fallible(
                call(
                    "Ok::<i64, Box<PyErr>>",
                    call("rt::address_hash", r.Cast(call("Rc::as_ptr", r.Path("&self.0")), "*const ()")),
                ),
                self.line,
            )
            items.append(self._body("py_hash", ["&self"], "i64", self._dispatch("__hash__", build, address)))
        elif not self._has("__eq__"):
            value = call("rt::address_hash", r.Cast(call("Rc::as_ptr", r.Path("&self.0")), "*const ()"))
            items.append(self._body("py_hash", ["&self"], "i64", value))
        items.append(
            r.Fn(name="has_stable_hash", params=[("&self", None)], returns="bool", body=r.Block([], r.Lit("false")))
        )
        return items

    def _self_as_other(self, info: FunctionInfo) -> r.RExpr:
        ty = self.program.reps.of(info.params[1])
        by_ref = self.program.by_reference(info, 1)
        if ty == self.ty:
            return r.Path("self") if by_ref else method(r.Path("self"), "clone")
        value = method(r.Path("self"), "to_value")
        return r.Prefix("&", value) if by_ref else value

    def _truth(self) -> list[r.Item]:
        name = "__bool__" if self._has("__bool__") else "__len__" if self._has("__len__") else None
        if name is None:
            return []

        def build(info: FunctionInfo) -> r.RExpr:
            return Fallible(method(self._invoke(info), "truthy"), self.line)

        return [self._body("truthy", ["&self"], "bool", self._dispatch(name, build, r.Lit("true")))]

    def _conversions(self) -> list[r.Item]:
        if self.exception:
            to = call("Value::from", method(r.Path("self"), "to_exc"))
            found = method(
                method(r.Path("e"), f"downcast::<{self.name}>"), "map", r.Closure(["x"], r.Path("(*x).clone()"))
            )
            arms = [
                r.Arm(
                    "Value::Exc(e)",
                    None,
                    method(found, "ok_or_else", r.Closure([], call("type_error", r.Lit('"wrong class"')))),
                ),
                r.Arm("v", None, call("Err", call("rt::wrong_type", r.Lit(f'"{self.name}"'), r.Path("&v")))),
            ]
            back: r.RExpr = r.Match(r.Path("v"), arms)
        else:
            to = call("Value::object", call("Rc::new", method(r.Path("self"), "clone")))
            found = method(
                method(r.Path("v"), f"downcast::<{self.name}>"), "map", r.Closure(["x"], r.Path("(*x).clone()"))
            )
            wrong = r.Closure([], call("rt::wrong_type", r.Lit(f'"{self.name}"'), r.Path("&v")))
            back = method(found, "ok_or_else", wrong)
        return [
            r.Fn(name="to_value", params=[("&self", None)], returns="Value", body=r.Block([], to)),
            r.Fn(name="from_value", params=[("v: Value", None)], returns="Res<Self>", body=r.Block([], back)),
        ]

    # --- the dynamic form --------------------------------------------------------------------------------------------

    def _py_object(self) -> r.Item:
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
        items.append(r.Fn(name="addr", params=[("&self", None)], returns="usize", body=r.Block([], self._address())))
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
        for name, rust, _ in self.fields:
            field = r.Field(r.Field(r.Path("self"), "0"), rust)
            found = self.root.find_class_value(name)
            if found is not None:
                slot = self.program.class_slot(found[0], name)
                inherited = method(r.Try(method(r.Path(slot.rust), "get", r.Path("name"))), "to_value")
                value_arms = [r.Arm("Some(x)", None, r.Path("x.to_value()")), r.Arm("None", None, inherited)]
                arms.append(r.Arm(f'"{name}"', None, r.Match(method(field, "peek"), value_arms)))
                continue
            got = method(field, "get", r.Path("self.class_name()"), r.Path("name"))
            arms.append(r.Arm(f'"{name}"', None, method(r.Try(got), "to_value")))
        for name in self._method_names():
            targets = self._targets(name)
            if all(t is None or t.kind == "property" for t, _ in targets) and name not in {
                n for n, _, _ in self.fields
            }:
                value = self._dispatch(name, lambda i: method(self._invoke(i), "to_value"), r.Try(self._missing()))
                arms.append(r.Arm(f'"{name}"', None, value))
        for cls in self.classes:
            for name in cls.class_values:
                if not any(a.pattern == f'"{name}"' for a in arms):
                    slot = self.program.class_slot(cls, name)
                    held = r.Try(method(r.Path(slot.rust), "get", r.Path("name")))
                    arms.append(r.Arm(f'"{name}"', None, method(held, "to_value")))
        arms.append(r.Arm("_", None, r.Return(self._missing())))
        return self._body("py_getattr", ["&self", "name: &str"], "Value", r.Match(r.Path("name"), arms))

    def _setattr(self) -> r.Item:
        arms: list[r.Arm] = []
        for name, rust, ty in self.fields:
            value = r.Try(call(f"<{rust_type(ty)} as Obj>::from_value", r.Path("value")))
            done = method(r.Field(r.Field(r.Path("self"), "0"), rust), "set", value)
            arms.append(r.Arm(f'"{name}"', None, r.Block([r.ExprS(done)], r.Lit("()"))))
        arms.append(r.Arm("_", None, r.Return(self._missing())))
        return self._body("py_setattr", ["&self", "name: &str", "value: Value"], "()", r.Match(r.Path("name"), arms))

    def _call_method(self) -> r.Item:
        arms: list[r.Arm] = []
        for name in self._method_names():
            if name == "__init__":
                continue
            value = self._dispatch(name, self._dynamic_call, r.Return(self._missing()))
            arms.append(r.Arm(f'"{name}"', None, value))
        arms.append(r.Arm("_", None, r.Return(self._missing())))
        params = ["&self", "name: &str", "args: &[Value]", "kwargs: &[(&str, Value)]"]
        return self._body("py_call_method", params, "Value", r.Match(r.Path("name"), arms))

    def _dynamic_call(self, info: FunctionInfo) -> r.RExpr:
        """A method called with dynamic arguments."""
        if info.kind == "property":
            return r.Return(self._missing())
        stmts, args = dynamic_arguments(self.program, info, 1, lambda i, ty: self._default_value(info, i, ty))
        return r.Block(stmts, method(self._invoke(info, *args), "to_value"))

    def _default_value(self, info: FunctionInfo, i: int, ty: RTy) -> r.RExpr:
        """The default of parameter `i` as a dynamic value."""
        default = info.function.params[i].default
        constant = _constant_default(default)
        if constant is not None:
            return r.Path(constant)
        slot = self.program.default_slot(info, i)
        return method(method(r.Path(slot.rust), "value"), "to_value")

    # --- exceptions --------------------------------------------------------------------------------------------------

    def _exc_object(self) -> r.Item:
        items: list[r.Item] = [
            r.Fn(
                name="class",
                params=[("&self", None)],
                returns="&'static ExcType",
                body=r.Block([], self._class_static()),
            ),
            r.Fn(name="data", params=[("&self", None)], returns="&ExcData", body=r.Block([], self._data())),
        ]
        for name, rust in (("exc_str", "to_str"), ("exc_repr", "repr")):
            body = call(f"rt::{rust}", r.Path("self"))
            items.append(r.Fn(name=name, params=[("&self", None)], returns="Res<Str>", body=r.Block([], body)))
        if self.root in self.program.reps.exposed_classes:
            # Attributes of a caught exception that may be of several classes are found at run time.
            dynamic = r.Fn(
                name="as_object",
                params=[("&self", None)],
                returns="Option<&dyn PyObject>",
                body=r.Block([], r.Path("Some(self)")),
            )
            items.append(dynamic)
        return r.Impl(head=f"ExcObject for {self.name}", items=items)


def _constant_default(e: object) -> str | None:
    """A constant default as a dynamic value."""
    from citl_lsp.ir import nodes as ir
    from citl_lsp.lower.expressions import float_literal, rust_string

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


__all__ = ["Succeed", "class_items"]

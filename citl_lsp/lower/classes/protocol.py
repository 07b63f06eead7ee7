"""The traits that the runtime asks of every value: text, comparison, hash, truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citl_lsp.lower.classes.dynamic import DynamicAccess
from citl_lsp.lower.classes.parts import GENERATED
from citl_lsp.lower.failure import Fallible
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo

if TYPE_CHECKING:
    pass


class Protocols(DynamicAccess):
    """The trait `Obj`."""

    def _text_method(self, trait_name: str, dunder: str, otherwise: r.RExpr) -> r.Fn | None:
        if not self.has(dunder):
            return None

        def build(info: FunctionInfo) -> r.RExpr:
            text = self.invoke(info)
            if self.program.reps.of(info.result).kind != "Str":
                text = Fallible(call("rt::v_str", r.Prefix("&", method(text, "to_value"))), self.line)
            return r.Block([r.ExprS(method(r.Path("out"), "push_str", r.Prefix("&", text)))], r.Lit("()"))

        body = self.dispatch(dunder, build, Fallible(otherwise, self.line))
        return self.body(trait_name, ["&self", "out: &mut String"], "()", body)

    def obj(self) -> r.Item:
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
            default_repr = method(call("rt::default_exc_repr", self.class_static(), self.data()), "map",
                                  r.Closure(["s"], method(out, "push_str", r.Prefix("&", r.Path("s")))))  # fmt: skip
            default_str = method(call("rt::default_exc_str", self.class_static(), self.data()), "map",
                                 r.Closure(["s"], method(out, "push_str", r.Prefix("&", r.Path("s")))))  # fmt: skip
        else:
            default_repr = call("rt::write_default_repr", out, method(r.Path("self"), "type_name"),
                                r.Lit(f'"{self.module_name()}"'), self.address())  # fmt: skip
            default_str = call("Obj::write_repr", r.Path("self"), out)
        written = self._text_method("write_repr", "__repr__", default_repr)
        if written is None:
            written = self.body("write_repr", ["&self", "out: &mut String"], "()", Fallible(default_repr, self.line))
        items.append(written)
        text = self._text_method("write_str", "__str__", default_str)
        if text is None and self.exception:
            text = self.body("write_str", ["&self", "out: &mut String"], "()", Fallible(default_str, self.line))
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

    def _comparisons(self) -> list[r.Item]:
        items: list[r.Item] = []
        params = ["&self", "other: &Self"]
        if self.has("__eq__"):
            body = self._compared("__eq__", "__eq__", r.Path("self.is(other)"))
            items.append(self.body("py_eq", params, "bool", body))
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
        if any(self.has(n) for pair in orders.values() for n in pair):
            arms: list[r.Arm] = []

            error = call("rt::unordered", r.Path("op"), r.Path("&self.type_name()"), r.Path("&other.type_name()"))
            unordered = Fallible(call("Err::<bool, Box<PyErr>>", error), self.line)
            for op, (forward, reflected) in orders.items():
                arms.append(r.Arm(f"CmpOp::{op}", None, self._compared(forward, reflected, unordered)))
            body = r.Match(r.Path("op"), arms)
            items.append(self.body("py_cmp", [*params, "op: CmpOp"], "bool", body))
        if self.has("__hash__"):

            def build(info: FunctionInfo) -> r.RExpr:
                value = self.invoke(info)
                kind = self.program.reps.of(info.result).kind
                return value if kind == "i64" else Fallible(method(value, "py_hash"), self.line)

            address = Fallible(
                call(
                    "Ok::<i64, Box<PyErr>>",
                    call("rt::address_hash", r.Cast(call("Rc::as_ptr", r.Path("&self.0")), "*const ()")),
                ),
                self.line,
            )
            items.append(self.body("py_hash", ["&self"], "i64", self.dispatch("__hash__", build, address)))
        elif not self.has("__eq__"):
            value = call("rt::address_hash", r.Cast(call("Rc::as_ptr", r.Path("&self.0")), "*const ()"))
            items.append(self.body("py_hash", ["&self"], "i64", value))
        items.append(
            r.Fn(name="has_stable_hash", params=[("&self", None)], returns="bool", body=r.Block([], r.Lit("false")))
        )
        return items

    def _compared(self, forward: str, reflected: str, otherwise: r.RExpr) -> r.RExpr:
        """A comparison of `self` with `other` by one's method, or else by the other's."""

        def ask(name: str, of: str, about: str, unknown: r.RExpr) -> r.RExpr:
            def build(info: FunctionInfo) -> r.RExpr:
                return self.as_bool(info, self.invoke(info, self.operand(info, about), of=of), unknown)

            return self.dispatch(name, build, unknown, of) if self.has(name) else unknown

        in_order = ask(forward, "self", "other", ask(reflected, "other", "self", otherwise))
        first = self.root.reflecting_first(reflected, overridden=False)
        if not first:
            return in_order
        swapped = ask(reflected, "other", "self", ask(forward, "self", "other", otherwise))
        tags = r.Tuple([self.tag("self"), self.tag("other")])
        test = r.Macro("matches", [tags, r.Path(self.program.class_pairs(first))])
        return r.IfExpr(test, r.Block([], swapped), r.Block([], in_order))

    def _truth(self) -> list[r.Item]:
        targets: dict[FunctionInfo | None, list[ClassInfo]] = {}
        for cls in self.classes:
            targets.setdefault(cls.find_method("__bool__") or cls.find_method("__len__"), []).append(cls)
        if list(targets) == [None]:
            return []

        def build(info: FunctionInfo) -> r.RExpr:
            return Fallible(method(self.invoke(info), "truthy"), self.line)

        return [self.body("truthy", ["&self"], "bool", self.match_targets(list(targets.items()), build, r.Lit("true")))]

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

    def exc_object(self) -> r.Item:
        items: list[r.Item] = [
            r.Fn(
                name="class",
                params=[("&self", None)],
                returns="&'static ExcType",
                body=r.Block([], self.class_static()),
            ),
            r.Fn(name="data", params=[("&self", None)], returns="&ExcData", body=r.Block([], self.data())),
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

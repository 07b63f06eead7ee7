"""What the traits of a class have in common: methods found by name, calls of them by the object's class."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from citl_lsp.lower.failure import Body, Fallible
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo

if TYPE_CHECKING:
    from citl_lsp.lower.program import ProgramLowering

_Target = TypeVar("_Target")
GENERATED = ["allow(unused, clippy::all)"]
"""On what no Python line stands for: the traits that the runtime asks of every value."""


class ClassParts:
    """One hierarchy, and calls of its methods from generated code."""

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

    def targets(self, name: str) -> list[tuple[FunctionInfo | None, list[ClassInfo]]]:
        """Implementations of a method with the classes that have them; None for classes without."""
        found: dict[FunctionInfo | None, list[ClassInfo]] = {}
        for cls in self.classes:
            found.setdefault(cls.find_method(name), []).append(cls)
        return list(found.items())

    def has(self, name: str) -> bool:
        return any(t is not None for t, _ in self.targets(name))

    def dispatch(
        self, name: str, build: Callable[[FunctionInfo], r.RExpr], otherwise: r.RExpr, of: str = "self"
    ) -> r.RExpr:
        """`match class { A => build(A's method), _ => otherwise }`, of the class of `of`."""
        return self.match_targets(self.targets(name), build, otherwise, of)

    def match_targets(
        self, targets: list[tuple[_Target | None, list[ClassInfo]]], build: Callable[[_Target], r.RExpr],
        otherwise: r.RExpr, of: str = "self",
    ) -> r.RExpr:  # fmt: skip
        """The same for anything that depends on the class."""
        if len(targets) == 1 and targets[0][0] is not None:
            return build(targets[0][0])
        arms: list[r.Arm] = []
        for i, (target, classes) in enumerate(targets):
            pattern = " | ".join(f"{self.name}Class::{self.program.class_names[c]}" for c in classes)
            body = otherwise if target is None else build(target)
            arms.append(r.Arm("_" if i == len(targets) - 1 else pattern, None, body))
        return r.Match(self.tag(of), arms)

    def tag(self, of: str) -> r.RExpr:
        """The class of an object of the hierarchy, where it has several."""
        return r.Field(r.Field(r.Path(of), "0"), "class_tag")

    def invoke(self, info: FunctionInfo, *args: r.RExpr, of: str = "self") -> r.RExpr:
        """A call of a method, errors leaving the (raising) caller."""
        rust = r.Method(r.Path(of), self.program.function_names[info], list(args))
        line = r.Line(info.module.path, info.unit.qualname, info.function.line)
        return Fallible(rust, line, None, info.key)

    def body(self, name: str, params: list[str], result: str, value: r.RExpr) -> r.Fn:
        """A trait method that returns `Res<result>`."""
        key = f"{self.root.key}.<{name}>"
        item = r.Fn(name=name, params=[(p, None) for p in params], body=r.Block([], value))
        self.program.bodies[key] = Body(key, item, result, always_raises=True)
        return item

    def operand(self, info: FunctionInfo, name: str) -> r.RExpr:
        """`name: &Self` in the form that a comparison method's second parameter takes."""
        ty = self.program.reps.of(info.params[1])
        by_ref = self.program.by_reference(info, 1)
        value: r.RExpr
        if ty == self.ty:
            return r.Path(name) if by_ref else method(r.Path(name), "clone")
        if ty.kind == "opt" and ty.args[0] == self.ty:
            value = call("Some", method(r.Path(name), "clone"))
        else:
            value = method(r.Path(name), "to_value")
            if ty.kind != "Value":
                value = r.Try(call(f"<{rust_type(ty)} as Obj>::from_value", value))
        return r.Prefix("&", value) if by_ref else value

    def as_bool(self, info: FunctionInfo, value: r.RExpr, otherwise: r.RExpr) -> r.RExpr:
        """The truth of a method's result; `otherwise` for NotImplemented."""
        if self.program.reps.of(info.result).kind == "bool":
            return value
        if "builtin:NotImplemented" not in info.result.find().atoms:
            return Fallible(method(value, "truthy"), self.line)
        truth = Fallible(call("Obj::truthy", r.Path("&x")), self.line)
        return r.Match(value, [r.Arm("Value::NotImplemented", None, otherwise), r.Arm("x", None, truth)])

    def module_name(self) -> str:
        return "__main__" if self.root.module.index == 0 else self.root.module.name

    def address(self) -> r.RExpr:
        return r.Cast(r.Cast(call("Rc::as_ptr", r.Path("&self.0")), "*const ()"), "usize")

    def class_static(self) -> r.RExpr:
        if not self.tagged:
            return r.Path("&" + self.program.class_static(self.root))
        arms = [
            r.Arm(f"{self.name}Class::{self.program.class_names[c]}", None, r.Path("&" + self.program.class_static(c)))
            for c in self.classes
        ]
        return r.Match(r.Field(r.Field(r.Path("self"), "0"), "class_tag"), arms)

    def data(self) -> r.RExpr:
        return r.Path("&self.0.data")

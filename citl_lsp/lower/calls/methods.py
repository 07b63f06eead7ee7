"""Calls of methods: which of several is meant, and how it is called."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.analysis.effects import MUTATING
from citl_lsp.ir import nodes as ir
from citl_lsp.lower.base import Setters
from citl_lsp.lower.calls.construct import Construction
from citl_lsp.lower.failure import Succeed
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import BOOL, NONE, STR, VALUE, RTy, rust_type
from citl_lsp.lower.values import Mode, Val, borrow, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo

_CHANGING = MUTATING | {"__setitem__", "__delitem__", "__iadd__"}


class MethodCalls(Construction):
    """`obj.name(...)`, `super().name(...)`, `C.name(...)`, special methods."""

    def method_on(self, recv: Val, name: str, e: ir.Call, classes: list[ClassInfo]) -> Val:
        """`recv.name(...)`."""
        origin = self.origin(e)
        if recv.ty.kind == "opt":
            recv = self.present(recv, name, e, isinstance(e.func, ir.Attr) and self.changes_receiver(e.func))
        if recv.ty.kind == "class" and isinstance(e.func, ir.Attr):
            return self.per_possible_class(recv, e.func.obj, lambda cls: self.class_call(cls, name, e), e)
        if recv.ty.kind == "obj":
            root = self.root_class(recv.ty)
            targets = [] if root.hides(name) else self._targets(root, name, classes)
            if targets:
                return self._dispatch(recv, targets, e, self.rep_or_value(e))
            if name in root.attributes:
                return self.call_value(self.instance_attribute(recv, name, e.func), e)
            if name in ("with_traceback", "add_note") and self.program.is_exception(root):
                return self.unsupported(e, f"`{name}`", "")
        v = self.builtin_method(recv, name, e)
        if v is not None:
            return v
        if name in _CHANGING and any(of.kind != "Value" for of in recv.ty.args):
            # The dynamic form would be a copy, and change that.
            return self.unsupported(e, f"this call of `{name}`", "")
        stmts: list[r.RStmt] = []
        held = self.let(stmts, recv)
        args = self.value_arguments(e)
        got = self.fallible(
            call("v_method", self.value_ref(held, e), r.Lit(f'"{name}"'), r.Prefix("&", args), self.keyword_values(e),
                 origin=origin), e,
        )  # fmt: skip
        result = self.from_value(got, self.rep_or_value(e), e)
        return Val(self.block(stmts, result.expr), result.ty)

    def _targets(
        self, root: ClassInfo, name: str, classes: list[ClassInfo]
    ) -> list[tuple[FunctionInfo, list[ClassInfo]]]:
        """Methods that `name` may mean, each with the classes that mean it."""
        found: dict[FunctionInfo, list[ClassInfo]] = {}
        for cls in classes or root.descendants():
            target = cls.find_method(name)
            if target is not None:
                found.setdefault(target, []).append(cls)
        return list(found.items())

    def setters_of(self, root: ClassInfo, name: str) -> Setters:
        """Setters of the property `name`, each with the classes that mean it."""
        found: dict[FunctionInfo, list[ClassInfo]] = {}
        for cls in root.descendants():
            setter = cls.find_setter(name)
            if setter is not None:
                found.setdefault(setter, []).append(cls)
        return list(found.items())

    def _dispatch(self, recv: Val, targets: list[tuple[FunctionInfo, list[ClassInfo]]], e: ir.Call, result: RTy) -> Val:
        """A call of one of several methods, by the object's class."""
        stmts: list[r.RStmt] = []
        if len(targets) == 1 and (self._covers(self.root_class(recv.ty), targets) or not self.has_tag(recv.ty)):
            info = targets[0][0]
            recv = self.let(stmts, recv) if recv.mode == "temp" else recv
            args = self.bind(info, self._receiver(info, recv), e, stmts)
            if args is None:
                return self.unsupported(e, "this form of call", "pass the arguments one by one")
            v = self.method_call(info, recv, args if info.kind in ("static", "class") else args[1:], e)
            return Val(self.block(stmts, v.expr), v.ty, v.mode)
        held = self.let(stmts, recv)
        if any(isinstance(a, ir.Starred) for a in e.args) or e.keywords:
            return Val(self.block(stmts, self._match_calls(held, targets, e, result)), result)
        vals = [self.let(stmts, self.expr(a)) for a in e.args]
        chosen = self.match_class(held, targets, vals, e, result)
        return Val(self.block(stmts, chosen.expr), chosen.ty)

    def _receiver(self, info: FunctionInfo, recv: Val) -> list[Val]:
        """What comes before the written arguments of a method called on an object."""
        if info.kind == "static":
            return []
        return [self.class_of(recv)] if info.kind == "class" else [recv]

    def _match_calls(
        self, held: Val, targets: list[tuple[FunctionInfo, list[ClassInfo]]], e: ir.Call, result: RTy
    ) -> r.RExpr:
        """A call with keywords or `*` of one of several methods: each binds the arguments for itself."""
        tag = f"{self.program.class_names[self.root_class(held.ty)]}Class"
        arms: list[r.Arm] = []
        for i, (info, classes) in enumerate(targets):
            stmts: list[r.RStmt] = []
            args = self.bind(info, self._receiver(info, held), e, stmts)
            if args is None:
                return self.unsupported(e, "this form of call", "pass the arguments one by one").expr
            v = self.method_call(info, held, args if info.kind in ("static", "class") else args[1:], e)
            pattern = " | ".join(f"{tag}::{self.program.class_names[c]}" for c in classes)
            body = self.block(stmts, self.convert(v, result, e))
            arms.append(r.Arm("_" if i == len(targets) - 1 else pattern, None, body))
        return r.Match(method(held.expr, "class_tag"), arms, origin=self.origin(e))

    def match_class(
        self,
        held: Val,
        targets: list[tuple[FunctionInfo, list[ClassInfo]]],
        vals: list[Val],
        e: ir.Node,
        result: RTy,
        otherwise: Callable[[], Val] | None = None,
    ) -> Val:
        root = self.root_class(held.ty)
        tag = f"{self.program.class_names[root]}Class"
        arms: list[r.Arm] = []
        complete = self._covers(root, targets)
        for i, (info, classes) in enumerate(targets):
            bound = self.bind_vals(info, [*self._receiver(info, held), *vals], e)
            v = self.method_call(info, held, bound if info.kind in ("static", "class") else bound[1:], e)
            v = self._answer(v, info, result, e, otherwise)
            body = self.truth(v, e) if otherwise is not None and result == BOOL else self.convert(v, result, e)
            pattern = " | ".join(f"{tag}::{self.program.class_names[c]}" for c in classes)
            arms.append(r.Arm("_" if complete and i == len(targets) - 1 else pattern, None, body))
        if not complete:
            if otherwise is not None:
                missing = self.convert(otherwise(), result, e)
            else:
                name = targets[0][0].function.name
                error = call("no_attribute", r.Prefix("&", call("Obj::type_name", borrow(held))), r.Lit(f'"{name}"'))
                missing = self.fallible(call(f"Err::<{rust_type(result)}, Box<PyErr>>", error), e)
            arms.append(r.Arm("_", None, missing))
        return Val(r.Match(method(held.expr, "class_tag"), arms, origin=self.origin(e)), result)

    def method_call(self, info: FunctionInfo, recv: Val, args: list[r.RExpr], e: ir.Node) -> Val:
        result = self.program.reps.of(info.result)
        name = self.program.function_names[info]
        assert info.owner is not None
        if info.kind in ("static", "class"):
            made: r.RExpr = call(f"{self.program.class_names[info.owner.root()]}::{name}", *args, origin=self.origin(e))
        else:
            made = r.Method(recv.expr, name, args, origin=self.origin(e))
        return Val(self.fallible(made, e, info.key), result, self.result_mode(info))

    def result_mode(self, info: FunctionInfo) -> Mode:
        """Whether a call of the function yields its result, or a reference to it."""
        return "temp" if self.program.result_form(info) == "owned" else "ref"

    def call_method_on(
        self, recv: Val, name: str, args: list[Val], result: RTy, node: ir.Node,
        otherwise: Callable[[], Val] | None = None,
    ) -> Val:  # fmt: skip
        """A special method with lowered arguments; `otherwise` for classes without it and for NotImplemented."""
        root = self.root_class(recv.ty)
        targets = self._targets(root, name, [])
        stmts: list[r.RStmt] = []
        recv = self.let(stmts, recv) if recv.mode == "temp" else recv
        if len(targets) == 1 and self._covers(root, targets):
            info = targets[0][0]
            bound = self.bind_vals(info, [recv, *args], node)
            v = self._answer(self.method_call(info, recv, bound[1:], node), info, result, node, otherwise)
            if v.ty != result and result.kind != "Value" and result != BOOL:
                v = Val(self.convert(v, result, node), result)
            return Val(self.block(stmts, v.expr), v.ty, v.mode)
        held = [self.let(stmts, a) for a in args]
        v = self.match_class(recv, targets, held, node, result, otherwise)
        return Val(self.block(stmts, v.expr), v.ty, v.mode)

    def _answer(
        self, v: Val, info: FunctionInfo, result: RTy, node: ir.Node, otherwise: Callable[[], Val] | None
    ) -> Val:
        """What a special method returned, NotImplemented apart."""
        if otherwise is None or "builtin:NotImplemented" not in info.result.find().atoms:
            return v
        given = Val(r.Path("x"), v.ty)
        plain = self.truth(given, node) if result == BOOL else self.convert(given, result, node)
        arms = [
            r.Arm("Value::NotImplemented", None, self.convert(otherwise(), result, node)),
            r.Arm("x", None, plain),
        ]
        return Val(r.Match(v.expr, arms), result)

    def _covers(self, root: ClassInfo, targets: list[tuple[FunctionInfo, list[ClassInfo]]]) -> bool:
        """Whether every class of which there are objects has one of the methods."""
        having = {cls for _, classes in targets for cls in classes}
        return all(cls in having or not cls.instantiated for cls in root.root().descendants())

    def super_call(self, name: str, e: ir.Call) -> Val:
        owner = self.linked.owner
        assert owner is not None
        this = Val(
            r.Path("self"), RTy("obj", name=self.program.class_names[owner.root()]), "ref"
        )  # never owned: has a base
        base = owner.bases[0] if owner.bases else None
        info = base.find_method(name) if base is not None else None
        if info is not None:
            receiver = self._receiver(info, this)
            if self.info.kind in ("static", "class"):
                binding = self.bindings.get(self.info.function.params[0].var) if self.info.kind == "class" else None
                if binding is None or info.kind == "method":
                    return self.unsupported(e, f"`super().{name}` here", "name the class")
                receiver = [Val(r.Path(binding.name), binding.ty)] if info.kind == "class" else []
            stmts: list[r.RStmt] = []
            args = self.bind(info, receiver, e, stmts)
            if args is None:
                return self.unsupported(e, "this form of call", "")
            v = self.method_call(info, this, args if info.kind in ("static", "class") else args[1:], e)
            return Val(self.block(stmts, v.expr), v.ty, v.mode)
        if name == "__init__":
            if self.program.is_exception(owner):
                items = self.value_arguments(e)
                data = method(r.Field(r.Field(r.Path("self"), "0"), "data"), "set_args", items, origin=self.origin(e))
                return Val(r.Block([r.ExprS(data)], r.Lit("()")), NONE)
            return Val(r.Lit("()"), NONE)
        if self.program.is_exception(owner) and name == "__str__":
            held = r.Prefix("&", r.Field(r.Field(r.Path("self"), "0"), "data"))
            text = call("rt::default_exc_str", call("ExcObject::class", r.Path("self")), held, origin=self.origin(e))
            return Val(self.fallible(text, e), STR)
        return self.unsupported(e, f"`super().{name}`", "")

    def class_call(self, cls: ClassInfo, name: str, e: ir.Call) -> Val:
        """`C.name(...)`."""
        info = cls.find_method(name)
        if info is None:
            return self.unsupported(e, f"`{cls.name}.{name}`", "")
        stmts: list[r.RStmt] = []
        if info.kind in ("static", "class"):
            args = self.bind(info, [self.class_constant(cls)] if info.kind == "class" else [], e, stmts)
            if args is not None:
                v = self.method_call(info, Val(r.Path("self"), VALUE), args, e)
                return Val(self.block(stmts, v.expr), v.ty, v.mode)
        elif info.kind == "method" and e.args:
            first = self.let(stmts, self.expr(e.args[0]))
            if first.ty.kind == "obj":
                rest = ir.Call(e.span, e.line, e.func, e.args[1:], e.keywords)
                args = self.bind(info, [first], rest, stmts)
                if args is not None:
                    v = self.method_call(info, first, args[1:], e)
                    return Val(self.block(stmts, v.expr), v.ty, v.mode)
        return self.unsupported(e, f"`{cls.name}.{name}` called this way", "")

    def bound_method_value(self, obj: Val, name: str, e: ir.Node) -> Val:
        """`obj.method` as a value."""
        targets = self._targets(self.root_class(obj.ty), name, [])
        if len(targets) != 1:
            return self.unsupported(e, f"the method `{name}` as a value", "wrap it in a lambda")
        info = targets[0][0]
        held = self.temp("c")

        def called(args: list[r.RExpr]) -> r.RExpr:
            return method(r.Path(held), self.program.function_names[info], *args)

        if info.kind in ("static", "class"):
            return self._unbound_value(info, self.class_of(obj) if info.kind == "class" else None, e)
        return self._method_value(info, [r.Let(held, None, own(obj))], called, e)

    def class_method_value(self, cls: ClassInfo, info: FunctionInfo, e: ir.Node) -> Val:
        """`C.method` as a value."""
        if info.kind not in ("static", "class"):
            return self.unsupported(e, f"the method `{info.function.name}` as a value", "wrap it in a lambda")
        return self._unbound_value(info, self.class_constant(cls) if info.kind == "class" else None, e)

    def _unbound_value(self, info: FunctionInfo, cls: Val | None, e: ir.Node) -> Val:
        """A static method, or the method of a class, as a value."""
        held = self.temp("c")
        path = f"{self.program.class_names[info.owner.root()]}::{self.program.function_names[info]}"  # type: ignore[union-attr]

        def called(args: list[r.RExpr]) -> r.RExpr:
            first = [] if cls is None else [self.pass_argument(info, 0, Val(r.Path(held), cls.ty))]
            return call(path, *first, *args)

        return self._method_value(info, [] if cls is None else [r.Let(held, None, own(cls))], called, e)

    def _method_value(
        self, info: FunctionInfo, before: list[r.RStmt], called: Callable[[list[r.RExpr]], r.RExpr], e: ir.Node
    ) -> Val:
        """A `Func` that does `called` with its arguments, after `before` was done once."""
        ty, name = self.rep_or_value(e), info.function.name
        if ty.kind != "func" or any(p.kind in ("args", "kwargs") for p in info.function.params):
            return self.unsupported(e, f"the method `{name}` as a value", "wrap it in a lambda")
        offset = 0 if info.kind == "static" else 1
        params, given, checks = self.closure_params(info, ty, offset, e, before)
        target = Succeed(called([self.pass_argument(info, i + offset, v) for i, v in enumerate(given)]), info.key)
        closure = r.Closure([params], self.block(checks, target), move=True)
        made = call("Func::new", r.Lit(rust_string(name)), closure, origin=self.origin(e))
        return Val(self.block(before, made), ty)

"""Built-in functions that ask about types and attributes."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.builtins.scalars import ScalarBuiltins
from citl_lsp.lower.rty import BOOL, NONE, STR, VALUE, RTy
from citl_lsp.lower.values import Val, borrow, call, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Named
from citl_lsp.types.program import ClassInfo

BUILTIN_TYPES = frozenset({"int", "float", "str", "bool", "list", "tuple", "dict", "set", "frozenset", "range", "type",
                    "object", "NoneType", "function", "bytes"})  # fmt: skip
"""Builtin classes."""


class Introspection(ScalarBuiltins):
    """`isinstance`, `type`, `getattr`, ..."""

    def b_isinstance(self, e: ir.Call) -> Val | None:
        if len(e.args) != 2:
            return None
        wanted = e.args[1].items if isinstance(e.args[1], ir.TupleLit) else [e.args[1]]
        v = self.expr(e.args[0])
        stmts: list[r.RStmt] = []
        held = self.let(stmts, v)
        tests: list[r.RExpr] = []
        for each in wanted:
            test = self._is_instance(held, each, e)
            if test is None:
                return self.unsupported(each, "this class in isinstance()", "")
            tests.append(test)
        found = tests[0]
        for test in tests[1:]:
            found = r.Binary("||", found, test, origin=self.origin(e))
        return Val(self.known(found, v) if isinstance(found, r.Lit) else self.block(stmts, found), BOOL)

    def _is_instance(self, v: Val, cls: ir.Expr, e: ir.Call) -> r.RExpr | None:
        atoms = list(self.var(cls).atoms.values())
        if len(atoms) != 1:
            return None  # which class it is shows at run time only
        for atom in atoms:
            if isinstance(atom, ClassObject):
                return self._instance_of_class(v, atom.cls, e)
            if isinstance(atom, Named):
                if atom.key.startswith("exctype:"):
                    static = r.Path("&" + self.program.exception_static(atom.name))
                    if v.ty.kind == "exc":
                        return method(v.expr, "is_instance", static)
                    if v.ty.kind == "obj":
                        return method(method(v.expr, "to_exc"), "is_instance", static)
                    return r.Lit("false")
                kinds = {
                    "int": ("Int", "i64", "bool"), "float": ("f64",), "str": ("Str",), "bool": ("bool",),
                    "list": ("list",), "dict": ("dict",), "set": ("set",), "tuple": ("tuple", "vtuple"),
                    "frozenset": (), "bytes": ("bytes",), "range": ("range",), "object": (),
                }.get(atom.name)  # fmt: skip
                if kinds is None:
                    return None
                if v.ty.kind == "Value":
                    return call("v_isinstance", borrow(v), r.Lit(f'"{atom.name}"'), origin=self.origin(e))
                if v.ty.kind == "opt":
                    return method(v.expr, "is_some") if v.ty.args[0].kind in kinds else r.Lit("false")
                return r.Lit("true" if v.ty.kind in kinds or atom.name == "object" else "false")
        return None

    def _instance_of_class(self, v: Val, cls: ClassInfo, e: ir.Call) -> r.RExpr:
        origin = self.origin(e)
        root = cls.root()
        name = self.program.class_names[root]
        if v.ty.kind == "Value":
            if not self.program.has_tag(root):
                return method(call(f"<{name} as Obj>::from_value", own(v)), "is_ok", origin=origin)
            probe = call(f"<{name} as Obj>::from_value", own(v))
            test = self._tag_test(Val(r.Path("x"), RTy("obj", name=name), "place"), cls)
            return method(probe, "is_ok_and", r.Closure(["x"], test), origin=origin)
        if v.ty.kind == "opt" and v.ty.args[0].name == name:
            test = self._tag_test(Val(r.Path("x"), v.ty.args[0], "ref"), cls)
            return method(method(v.expr, "as_ref"), "is_some_and", r.Closure(["x"], test), origin=origin)
        if v.ty.kind == "obj" and v.ty.name == name:
            return self._tag_test(v, cls)
        if v.ty.kind == "exc" and self.program.is_exception(root):
            return method(v.expr, "is_instance", r.Path("&" + self.program.class_static(cls)), origin=origin)
        return r.Lit("false")

    def _tag_test(self, v: Val, cls: ClassInfo) -> r.RExpr:
        root = cls.root()
        if cls is root or not self.program.has_tag(root):
            return r.Lit("true")
        tag = f"{self.program.class_names[root]}Class"
        pattern = " | ".join(f"{tag}::{self.program.class_names[c]}" for c in cls.descendants())
        return r.Macro("matches", [method(v.expr, "class_tag"), r.Path(pattern)])

    def b_type(self, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        v = self.expr(e.args[0])
        if v.ty.kind == "obj":
            return self.class_of(v)
        return Val(call("v_type", self.value_ref(v, e), origin=self.origin(e)), VALUE)

    def b_getattr(self, e: ir.Call) -> Val | None:
        """`getattr`, `hasattr`, `setattr`: on the dynamic form of the object."""
        assert isinstance(e.func, ir.Global)
        name, origin = e.func.name, self.origin(e)
        if e.keywords or len(e.args) != {"hasattr": 2, "setattr": 3}.get(name, min(max(len(e.args), 2), 3)):
            return None
        stmts: list[r.RStmt] = []
        obj, text, *rest = [self.let(stmts, self.expr(a)) for a in e.args]
        args = [self.value_ref(obj, e), r.Prefix("&", self.convert(text, STR, e))]
        if name == "getattr" and not rest:
            got = Val(self.fallible(call("v_getattr", *args, origin=origin), e), VALUE)
        elif name == "hasattr":
            got = Val(self.fallible(call("v_hasattr", *args, origin=origin), e), BOOL)
        else:
            function = "v_getattr_or" if name == "getattr" else "v_setattr"
            made = call(function, *args, self.to_value(rest[0], e), origin=origin)
            got = Val(self.fallible(made, e), VALUE if name == "getattr" else NONE)
        return Val(self.block(stmts, got.expr), got.ty)

    def b_issubclass(self, e: ir.Call) -> Val | None:
        if len(e.args) != 2:
            return None
        v = self.expr(e.args[0])
        wanted = e.args[1].items if isinstance(e.args[1], ir.TupleLit) else [e.args[1]]
        atoms = [list(self.var(w).atoms.values()) for w in wanted]
        classes = [found[0].cls for found in atoms if len(found) == 1 and isinstance(found[0], ClassObject)]
        if v.ty.kind != "class" or len(classes) < len(wanted):
            return None
        known = {d for c in classes for d in c.descendants()}
        mine = [c for c in self.class_root(v.ty).descendants() if c in known]
        if not mine:
            return Val(self.known(r.Lit("false"), v), BOOL)
        pattern = " | ".join(f"{v.ty.name}Class::{self.program.class_names[c]}" for c in mine)
        return Val(r.Macro("matches", [v.expr, r.Path(pattern)]), BOOL)

    def b_callable(self, e: ir.Call) -> Val | None:
        if len(e.args) != 1:
            return None
        v = self.expr(e.args[0])
        if v.ty.kind in ("func", "class"):
            return Val(self.known(r.Lit("true"), v), BOOL)
        if v.ty.kind == "obj":
            return Val(self.known(r.Lit("true" if self.node_methods(v, "__call__") else "false"), v), BOOL)
        return Val(call("v_callable", self.value_ref(v, e), origin=self.origin(e)), BOOL)

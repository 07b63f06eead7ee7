"""Reading attributes."""

from __future__ import annotations

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.absent import absent, defined_by_class
from citl_lsp.lower.expressions.variables import VariableReads
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import STR, VALUE, RTy, rust_type
from citl_lsp.lower.values import Val, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject, Named
from citl_lsp.types.program import ClassInfo


def _is_dotted(e: ir.Expr) -> bool:
    """Whether `e` is a name, or an attribute of one, of which nothing needs to be evaluated if it names a class."""
    return _is_dotted(e.obj) if isinstance(e, ir.Attr) else isinstance(e, (ir.Global, ir.Local))


class AttributeReads(VariableReads):
    """Lowering of `obj.name`."""

    def e_attr(self, e: ir.Attr) -> Val:
        base = self.var(e.obj).atoms
        modules = [atom for atom in base.values() if isinstance(atom, Named) and atom.key.startswith("module:")]
        if len(modules) > 1:
            return self.unsupported(e, f"the attribute `{e.name}` of one of several modules", "")
        if modules:
            return self.module_value(modules[0].name, e.name, e)
        for atom in base.values():
            if isinstance(atom, ClassObject) and len(base) == 1 and _is_dotted(e.obj):
                if absent(self.program.program, [atom], e.name, called=False):
                    return self.unsupported(e, f"the attribute `{e.name}`", "")
                return self._class_attribute(atom.cls, e)
        of = e.obj
        if (
            isinstance(of, ir.Call)
            and isinstance(of.func, ir.Global)
            and of.func.name == "type"
            and e.name in ("__name__", "__qualname__")
            and len(of.args) == 1
        ):
            return Val(method(self.expr(of.args[0]).expr, "type_name", origin=self.origin(e)), STR)
        if absent(self.program.program, base.values(), e.name, called=False):
            return self.unsupported(e, f"the attribute `{e.name}`", "")
        obj = self.expr(e.obj)
        if obj.ty.kind == "Value" and defined_by_class(base.values(), e.name):
            return self.unsupported(e, f"the attribute `{e.name}` of one of several classes", "")
        if obj.ty.kind == "class":
            return self.attribute_of_class(obj, e)
        return self.attribute(obj, e.name, e)

    def attribute_of_class(self, obj: Val, e: ir.Attr | ir.TargetAttr) -> Val:
        """`obj.name`, where `obj` is a class that is known when the program runs."""
        return self.per_possible_class(obj, e.obj, lambda cls: self._class_attribute(cls, e), e)

    def _class_attribute(self, cls: ClassInfo, e: ir.Attr | ir.TargetAttr) -> Val:
        """`C.name`."""
        if cls.find_class_value(e.name) is not None:
            return self.class_value(cls, e.name, e)
        named = cls.find_method(e.name)
        if named is not None:
            return self.class_method_value(cls, named, e)
        if e.name in ("__name__", "__qualname__"):
            return Val(call("Str::lit", r.Lit(rust_string(cls.name))), STR)
        error = call("attribute_error", r.Lit(rust_string(f"type object '{cls.name}' has no attribute '{e.name}'")))
        return Val(self.fallible(call("Err::<Value, Box<PyErr>>", error), e), VALUE)

    def attribute(self, obj: Val, name: str, e: ir.Node) -> Val:
        """`obj.name`."""
        origin = self.origin(e)
        if obj.ty.kind == "opt" and obj.ty.args[0].kind == "obj":
            obj = self.present(obj, name, e, self.place_mutable)
        if obj.ty.kind == "obj":
            return self.instance_attribute(obj, name, e)
        if obj.ty.kind == "exc" and name == "args":
            return Val(method(obj.expr, "args", origin=origin), RTy("vtuple", (VALUE,)))
        return self._looked_up(obj, name, e)

    def _looked_up(self, obj: Val, name: str, e: ir.Node) -> Val:
        """An attribute that the runtime finds by its name."""
        found = call("v_getattr", self.value_ref(obj, e), r.Lit(rust_string(name)), origin=self.origin(e))
        return self.from_value(self.fallible(found, e), self.rep_or_value(e), e)

    def instance_attribute(self, obj: Val, name: str, e: ir.Node) -> Val:
        """An attribute of an instance of a user's class."""
        root = self.root_class(obj.ty)
        origin = self.origin(e)
        if obj.ty.form == "owned" and name in root.attributes:
            ty = self.program.reps.of(root.attributes[name])
            if name in self.fields_made and isinstance(obj.expr, r.Path) and obj.expr.text == "this":
                return Val(r.Path(self.fields_made[name], origin=origin), ty, "place")
            return Val(r.Field(obj.expr, self.program.field_name(root, name), origin=origin), ty, "place")
        methods = [m for c in root.descendants() for m in [c.methods.get(name)] if m is not None]
        by_class = bool(self.setters_of(root, name))
        if methods and (by_class or not root.hides(name)):
            if all(m.kind == "property" for m in methods):
                # Where only some classes have the property, objects of the others may store the attribute.
                stored = by_class and self.program.has_field(root, name)
                stmts: list[r.RStmt] = []
                held = self.let(stmts, obj) if obj.mode == "temp" else obj
                otherwise = (lambda: self._stored_attribute(held, root, name, e)) if stored else None
                got = self.call_method_on(held, name, [], self.rep_or_value(e), e, otherwise)
                return Val(self.block(stmts, got.expr), got.ty, got.mode)
            return self.bound_method_value(obj, name, e)
        if name == "__class__":
            return self.class_of(obj)
        if name == "args" and self.program.is_exception(root):
            return Val(method(method(obj.expr, "to_exc"), "args", origin=origin), RTy("vtuple", (VALUE,)))
        if hasattr(BaseException, name) and self.program.is_exception(root):
            return self._looked_up(obj, name, e)
        if name == "__dict__":
            return self.unsupported(e, "`__dict__`", "")
        if self.program.has_field(root, name):
            return self._stored_attribute(obj, root, name, e)
        inherited = self.inherited_value(obj, root, name, e)
        if inherited is not None:
            return inherited
        error = call("no_attribute", r.Lit(rust_string(root.name)), r.Lit(rust_string(name)))
        failing = call("Err::<Value, Box<PyErr>>", error)
        return self.after(obj, Val(self.fallible(failing, e), VALUE))

    def _stored_attribute(self, obj: Val, root: ClassInfo, name: str, e: ir.Node) -> Val:
        """An attribute that objects store, or else the class's."""
        origin = self.origin(e)
        ty = self.program.reps.of(root.attributes[name])
        field = r.Field(r.Field(obj.expr, "0"), self.program.field_name(root, name), origin=origin)
        if self.program.is_plain_field(root, name):
            return Val(method(field, "get", origin=origin), ty)
        if self.program.always_set(root, name):
            return Val(method(field, "value", origin=origin), ty)
        stmts: list[r.RStmt] = []
        held = self.let(stmts, obj) if obj.mode == "temp" else obj
        field = r.Field(r.Field(held.expr, "0"), self.program.field_name(root, name), origin=origin)
        fallback = self.inherited_value(held, root, name, e)
        if fallback is not None:
            arms = [r.Arm("Some(x)", None, r.Path("x")), r.Arm("None", None, self.convert(fallback, ty, e))]
            return Val(self.block(stmts, r.Match(method(field, "peek"), arms, origin=origin)), ty)
        of = method(held.expr, "class_name") if self.program.has_tag(root) else r.Lit(rust_string(root.name))
        got = method(field, "get", of, r.Lit(rust_string(name)), origin=origin)
        return Val(self.block(stmts, self.fallible(got, e)), ty)

    def inherited_value(self, obj: Val, root: ClassInfo, name: str, e: ir.Node) -> Val | None:
        """The class attribute that `name` means on `obj`; None when no class of the hierarchy has it."""
        owners = {cls: cls.find_class_value(name) for cls in root.descendants()}
        found = [o[0] for o in owners.values() if o is not None]
        if not found:
            return None
        everywhere = all(o is not None or not c.instantiated for c, o in owners.items())
        if len(set(found)) == 1 and everywhere and found[0].class_value_owners(name)[1] is not None:
            return self.after(obj, self.class_value(found[0], name, e))

        def build(cls: ClassInfo) -> Val:
            if owners[cls] is not None:
                return self.class_value(cls, name, e, f"'{cls.name}' object")
            error = call("no_attribute", r.Lit(rust_string(cls.name)), r.Lit(rust_string(name)))
            ty = self.program.reps.of(found[0].class_values[name])
            return Val(self.fallible(call(f"Err::<{rust_type(ty)}, Box<PyErr>>", error), e), ty)

        return self.per_class(self.class_of(obj), list(owners), build, e)

"""Objects of the user's classes: made, and asked for their class."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.calls.arguments import Arguments
from citl_lsp.lower.function import Binding
from citl_lsp.lower.literals import rust_string
from citl_lsp.lower.rty import EXC, RTy, rust_type
from citl_lsp.lower.values import Val, call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.model import ClassObject
from citl_lsp.types.program import ClassInfo

_SYNTAX = ("SyntaxError", "IndentationError", "TabError")
_SYSTEM = ("OSError", "IOError", "EnvironmentError", "BlockingIOError")
_NUMBERS_OF_SUBCLASSES = frozenset({1, 2, 3, 4, 10, 11, 13, 17, 20, 21, 32, 103, 104, 108, 110, 111, 114, 115})


def _is_of_subclass(args: list[ir.Expr]) -> bool:
    """Whether CPython makes `OSError(2, text)` a FileNotFoundError, or the like."""
    first = args[0]
    return not isinstance(first, ir.Const) or first.value in _NUMBERS_OF_SUBCLASSES


class Construction(Arguments):
    """`C(...)`, and classes as values."""

    def root_class(self, ty: RTy) -> ClassInfo:
        """Root of the hierarchy that a Rust struct stands for."""
        return next(c for c, n in self.program.class_names.items() if n == ty.name and not c.bases)

    def construct(self, cls: ClassInfo, e: ir.Call) -> Val:
        """`C(...)`."""
        root = cls.root()
        ty = RTy("obj", name=self.program.class_names[root], form=self.program.reps.class_form(root))
        origin = self.origin(e)
        missing = sorted(n for c in cls.ancestors() for n in c.methods if (m := cls.find_method(n)) and m.abstract)
        if missing:
            names = ", ".join(dict.fromkeys(missing))
            plural = "" if len(set(missing)) == 1 else "s"
            text = f"Can't instantiate abstract class {cls.name} with abstract method{plural} {names}"
            failing = call(f"Err::<{rust_type(ty)}, Box<PyErr>>", call("type_error", r.Lit(rust_string(text))))
            return Val(self.fallible(failing, e), ty)
        if ty.form == "owned":
            return self._construct_owned(cls, ty, e)
        name = self.temp("this")
        stmts: list[r.RStmt] = []
        init = cls.find_method("__init__")
        exception = self.program.is_exception(root)
        if exception:
            # The arguments go to `__init__` and, as they are, into `args`.
            e = self._held_arguments(e, stmts)
            made = call(f"{ty.name}::new", *self._tag(cls), self.value_arguments(e), origin=origin)
            stmts.append(r.Let(name, None, made))
            if init is not None:
                this = Val(r.Path(name), ty, "place")
                bound = self.bind(init, [this], e, stmts)
                if bound is None:
                    return self.unsupported(e, "this form of call", "pass the arguments one by one")
                stmts.append(r.ExprS(self.method_call(init, this, bound[1:], e).expr))
            return Val(r.Block(stmts, r.Path(name), origin=origin), ty)
        made = call(f"{ty.name}::new", *self._tag(cls), origin=origin)
        if init is None:
            return Val(made, ty)
        this = Val(r.Path(name), ty, "place")
        bound_args = self.bind(init, [this], e, stmts)
        if bound_args is None:
            return self.unsupported(e, "this form of call", "pass the arguments one by one")
        stmts.append(r.Let(name, None, made))
        stmts.append(r.ExprS(self.method_call(init, this, bound_args[1:], e).expr))
        return Val(r.Block(stmts, r.Path(name), origin=origin), ty)

    def _held_arguments(self, e: ir.Call, stmts: list[r.RStmt]) -> ir.Call:
        """The same call with its positional arguments evaluated once, into variables."""

        def hold(a: ir.Expr) -> ir.Expr:
            if isinstance(a, ir.Starred):
                return ir.Starred(a.span, a.line, hold(a.value))
            v = self.let(stmts, self.expr(a))
            if not isinstance(v.expr, r.Path):
                return a
            var = ir.Variable("held", 1)
            self.bindings[var] = Binding(v.expr.text, v.ty, "ref" if v.mode == "ref" else "value")
            local = ir.Local(a.span, a.line, var)
            self.stands_for[local] = a
            return local

        node = ir.Call(e.span, e.line, e.func, [hold(a) for a in e.args], e.keywords)
        self.stands_for[node] = e
        return node

    def _construct_owned(self, cls: ClassInfo, ty: RTy, e: ir.Call) -> Val:
        """`C::new(...)` of a plain struct."""
        init = cls.methods.get("__init__")
        stmts: list[r.RStmt] = []
        if init is None:
            return Val(r.StructLit(ty.name, [], origin=self.origin(e)), ty)
        args = self.bind(init, [Val(r.Path("()"), ty)], e, stmts)
        if args is None:
            return self.unsupported(e, "this form of call", "pass the arguments one by one")
        made = call(f"{ty.name}::new", *args[1:], origin=self.origin(e))
        return Val(self.block(stmts, self.fallible(made, e, init.key)), ty)

    def _tag(self, cls: ClassInfo) -> list[r.RExpr]:
        if not self.program.has_tag(cls.root()):
            return []
        return [r.Path(f"{self.program.class_names[cls.root()]}Class::{self.program.class_names[cls]}")]

    def new_exception(self, name: str, e: ir.Call) -> Val:
        """`ValueError(...)` as a value."""
        if (name in _SYNTAX and len(e.args) != 1) or (name in _SYSTEM and len(e.args) > 1 and _is_of_subclass(e.args)):
            return self.unsupported(e, f"these arguments of `{name}`", "one text, or the class that is meant")
        packed = self.value_arguments(e)
        made = call("Exc::new", r.Path("&" + self.program.exception_static(name)), packed, origin=self.origin(e))
        return Val(made, EXC)

    def class_root(self, ty: RTy) -> ClassInfo:
        """Root of the hierarchy that a class value belongs to."""
        return next(c for c, n in self.program.class_names.items() if n == ty.name and not c.bases)

    def class_constant(self, cls: ClassInfo) -> Val:
        """A class as a value."""
        root = cls.root()
        self.program.reps.class_roots.add(root)
        name = self.program.class_names[root]
        return Val(r.Path(f"{name}Class::{self.program.class_names[cls]}"), RTy("class", name=name))

    def class_of(self, v: Val) -> Val:
        """The class of a user's object."""
        root = self.root_class(v.ty)
        if not self.program.has_tag(root):
            constant = self.class_constant(root)
            return Val(self.known(constant.expr, v), constant.ty)
        return Val(method(v.expr, "class_tag"), self.class_constant(root).ty)

    def has_tag(self, ty: RTy) -> bool:
        """Whether objects know which class of their hierarchy they are of."""
        return self.program.has_tag(self.root_class(ty))

    def per_possible_class(self, value: Val, e: ir.Expr, build: Callable[[ClassInfo], Val], node: ir.Node) -> Val:
        """What `build` makes of the class that `value` is at run time."""
        classes = [a.cls for a in self.var(e).atoms.values() if isinstance(a, ClassObject)]
        return self.per_class(value, classes or self.class_root(value.ty).descendants(), build, node)

    def per_class(self, value: Val, classes: list[ClassInfo], build: Callable[[ClassInfo], Val], node: ir.Node) -> Val:
        """A match on a class value."""
        built = [(cls, build(cls)) for cls in classes]
        if len(built) == 1:
            return self.after(value, built[0][1])
        types = {v.ty for _, v in built}
        result = self.rep_or_value(node) if len(types) > 1 else types.pop()
        arms = [
            r.Arm(f"{value.ty.name}Class::{self.program.class_names[cls]}", None, self.convert(v, result, node))
            for cls, v in built
        ]
        everything = len(classes) == len(self.class_root(value.ty).descendants())
        if not everything:
            arms[-1] = r.Arm("_", None, arms[-1].body)
        return Val(r.Match(value.expr, arms, origin=self.origin(node)), result)

"""What the parts of lowering ask of each other; each is stated by one of the mixins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.function import FunctionContext
from citl_lsp.lower.rty import RTy
from citl_lsp.lower.values import Val
from citl_lsp.rust import tree as r
from citl_lsp.types.program import ClassInfo, FunctionInfo

Setters = list[tuple[FunctionInfo, list[ClassInfo]]]
"""The setters that a name means, each with the classes that mean it."""


class Lowering(FunctionContext):
    """The names by which `convert`, `operators`, `iteration`, ... call what comes after them."""

    def site_name(self, kind: str, name: str) -> str:
        """The name of a site, with its place among those of its kind and name in the function."""
        count = self.expression_names[f"{kind} {name}"] = self.expression_names.get(f"{kind} {name}", 0) + 1
        return name if count == 1 else f"{name}#{count}"

    def expr(self, e: ir.Expr) -> Val:
        """Lower an expression (`expressions.expressions`)."""
        raise NotImplementedError

    def condition(self, e: ir.Expr) -> r.RExpr:
        """Lower an expression as a Rust `bool` (`expressions.expressions`)."""
        raise NotImplementedError

    def in_closure(self, build: Callable[[], r.RExpr]) -> r.RExpr:
        """Build where errors leave a closure instead of the function (`expressions.expressions`)."""
        raise NotImplementedError

    def index(self, obj: Val, index_expr: ir.Expr, e: ir.Node) -> Val:
        """`obj[index]` (`expressions.expressions`)."""
        raise NotImplementedError

    def slice_bound(self, part: ir.Expr | None) -> r.RExpr:
        """`Option<i64>` (`expressions.expressions`)."""
        raise NotImplementedError

    def call_held(self, callee: Val, function: ir.Expr, want: RTy) -> Val:
        """A call of a function value without arguments (`calls`)."""
        raise NotImplementedError

    def flavors(self, holder: ir.Expr) -> set[str]:
        """Kinds of dict other than plain that the value of `holder` may be (`builtins.declared`)."""
        raise NotImplementedError

    def unsupported(self, node: ir.Node, what: str, instead: str) -> Val:
        """A construct that isn't there yet (`expressions.expressions`)."""
        raise NotImplementedError

    def rep_or_value(self, e: ir.Node) -> RTy:
        """Representation of a result, dynamic where inference has none (`expressions.expressions`)."""
        raise NotImplementedError

    def unwrapped(self, v: Val, node: ir.Node, text: str) -> Val:
        """The value inside an optional one (`operators`)."""
        raise NotImplementedError

    def has_truth_method(self, ty: RTy) -> bool:
        """Whether a class defines its truth (`operators`)."""
        raise NotImplementedError

    def take(self, v: Val, node: ir.Node) -> r.RExpr:
        """An owned value used up (`owned`)."""
        raise NotImplementedError

    def catches(self) -> bool:
        """Whether an error here may be caught (`owned`)."""
        raise NotImplementedError

    def call_method_on(
        self, recv: Val, name: str, args: list[Val], result: RTy, node: ir.Node,
        otherwise: Callable[[], Val] | None = None,
    ) -> Val:  # fmt: skip
        """A special method with lowered arguments (`calls`)."""
        raise NotImplementedError

    def variable_type(self, var: ir.Variable) -> RTy:
        """Representation of a local variable, number form included (`statements.variables`)."""
        raise NotImplementedError

    def store_variable(self, var: ir.Variable, v: Val, node: ir.Node) -> r.RStmt:
        """`var = v` (`statements.variables`)."""
        raise NotImplementedError

    def class_of(self, v: Val) -> Val:
        """The class of a user's object (`calls`)."""
        raise NotImplementedError

    def value_arguments(self, e: ir.Call) -> r.RExpr:
        """Positional arguments as a `Vec<Value>` (`calls`)."""
        raise NotImplementedError

    def keyword_values(self, e: ir.Call) -> r.RExpr:
        """Keyword arguments as `&[(&str, Value)]` (`calls`)."""
        raise NotImplementedError

    def spread_vec(self, items: list[ir.Expr], element: RTy, e: ir.Expr) -> r.RExpr:
        """A `Vec` from items some of which are starred (`expressions.expressions`)."""
        raise NotImplementedError

    def loop_item(self, source: Any, name: str, element: RTy, node: ir.Node) -> r.RExpr:
        """The item that a Rust loop binds to `name`, as an owned `element` (`expressions.expressions`)."""
        raise NotImplementedError

    def instance_attribute(self, obj: Val, name: str, e: ir.Node) -> Val:
        """An attribute of an instance of a user's class (`expressions.expressions`)."""
        raise NotImplementedError

    def module_value(self, module: str, name: str, node: ir.Node) -> Val:
        """`module.name` as a value (`expressions.expressions`)."""
        raise NotImplementedError

    def class_root(self, ty: RTy) -> ClassInfo:
        """The user's class whose objects or subclasses are of this type (`calls.construct`)."""
        raise NotImplementedError

    def root_class(self, ty: RTy) -> ClassInfo:
        """Root of the hierarchy that a Rust struct stands for (`calls.construct`)."""
        raise NotImplementedError

    def method_call(self, info: FunctionInfo, recv: Val, args: list[r.RExpr], e: ir.Node) -> Val:
        """A call of one method with bound arguments (`calls.methods`)."""
        raise NotImplementedError

    def too_many(self, info: FunctionInfo, given: int) -> str:
        """What CPython says of a call with too many arguments (`calls.arguments`)."""
        raise NotImplementedError

    def setters_of(self, root: ClassInfo, name: str) -> Setters:
        """Setters of a property by class (`calls.methods`)."""
        raise NotImplementedError

    def call_value(self, callee: Val, e: ir.Call) -> Val:
        """A call of a function value (`calls.calls`)."""
        raise NotImplementedError

    def closure_params(
        self, info: FunctionInfo, ty: RTy, offset: int, node: ir.Node, before: list[r.RStmt],
        chosen: Sequence[str] = (),
    ) -> tuple[str, list[Val], list[r.RStmt]]:  # fmt: skip
        """Parameters of a closure that calls `info`, what it passes on, and checks (`expressions.functions`)."""
        raise NotImplementedError

    def block_of(self, body: list[ir.Stmt], owner: object) -> list[r.RStmt]:
        """The statements of a block (`statements.statements`)."""
        raise NotImplementedError

    def statement(self, stmt: ir.Stmt, out: list[r.RStmt]) -> None:
        """One statement (`statements.statements`)."""
        raise NotImplementedError

    def stop(self, node: ir.Node, what: str, instead: str) -> r.RStmt:
        """A statement that isn't there yet (`statements.statements`)."""
        raise NotImplementedError

    def empty(self, holder: str, iterable: ir.Expr, name: str, node: ir.Node) -> r.RExpr:
        """An empty list that gets one element for each of `iterable` (`capacity`)."""
        raise NotImplementedError

    def own_text(self, e: ir.Expr) -> r.RExpr | None:
        """The `&str` of a variable in a form of Rust's own (`expressions.variables`)."""
        raise NotImplementedError

    def single_clause(self, e: ir.Comp, ty: RTy) -> Val:
        """`[element for target in iterable]` as an owned list (`chains`)."""
        raise NotImplementedError

    def declare(self, var: ir.Variable) -> r.RStmt:
        """`let` for a variable that is declared before its first assignment (`statements.variables`)."""
        raise NotImplementedError

"""Comparison, identity, membership, truth."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.operators import Operators
from citl_lsp.lower.rty import BOOL, INTS, NONE, NUMBERS, RTy, python_name
from citl_lsp.lower.values import Val, borrow, call, deref, is_plain, method, own, repeatable
from citl_lsp.rust import tree as r
from citl_lsp.types.operators import COMPARE_DUNDER

_CMP = {"<": "CmpOp::Lt", "<=": "CmpOp::Le", ">": "CmpOp::Gt", ">=": "CmpOp::Ge"}
_ORDER = {"<": "is_lt", "<=": "is_le", ">": "is_gt", ">=": "is_ge", "==": "is_eq", "!=": "is_ne"}
_ONLY_EQUAL = ("i64", "Int", "bool", "none", "Str", "range")
"""Types whose values equal themselves, so that identity needn't be asked first."""


class Comparisons(Operators):
    """Lowering of comparisons to Rust `bool`s."""

    def compare_pair(self, op: str, left: Val, right: Val, node: ir.Node) -> r.RExpr:
        """One comparison, as a Rust `bool`."""
        origin = self.origin(node)
        if op in ("is", "is not"):
            return self._identity(op, left, right, node)
        if op in ("in", "not in"):
            stmts: list[r.RStmt] = []
            found = self.block(stmts, self.contains(right, self.ahead(stmts, left, right), node))
            return found if op == "in" else r.Prefix("!", found, origin=origin)
        a, b = left.ty.kind, right.ty.kind
        if a in NUMBERS and b in NUMBERS:
            return self._compare_numbers(op, left, right, node)
        if left.char is not None and right.char is not None:
            return r.Binary(op, left.char, right.char, origin=origin)
        if a == b == "Str":
            return r.Binary(op, deref(left), deref(right), origin=origin)
        if op in ("==", "!=") and self._asks_about_none(left, right):
            return self._compare_optional(op, left, right, node)
        if "none" in (a, b) and "opt" in (a, b) and op in ("==", "!="):
            name = "is_none" if op == "==" else "is_some"
            return self._beside_none(left, right, lambda v: method(v.expr, name, origin=origin))
        if a == "obj" or b == "obj":
            special = self._compare_objects(op, left, right, node)
            if special is not None:
                return special
        if left.ty != right.ty and {a, b} & {"opt"} and "Value" not in (a, b):
            wanted = left.ty if a == "opt" else right.ty
            other = right if a == "opt" else left
            if other.ty == wanted.args[0] or (wanted.args[0].kind == "Int" and other.ty.kind == "i64"):
                if op in ("==", "!="):
                    x, y = Val(self.convert(left, wanted, node), wanted), Val(self.convert(right, wanted, node), wanted)
                    return self.compare_pair(op, x, y, node)
                if a == "opt":
                    text = f"'{op}' not supported between instances of 'NoneType' and '{python_name(right.ty)}'"
                    return self.compare_pair(op, self.unwrapped(left, node, text), right, node)
        if left.ty == right.ty and a != "Value":
            if op in ("==", "!="):
                compared: r.RExpr = method(left.expr, "py_eq", borrow(right), origin=origin)
                if a == "obj":  # generated classes have it from two traits
                    compared = call("Obj::py_eq", borrow(left), borrow(right), origin=origin)
                same = self.fallible(compared, node)
                return same if op == "==" else r.Prefix("!", same, origin=origin)
            ordered: r.RExpr = method(left.expr, "py_cmp", borrow(right), r.Path(_CMP[op]), origin=origin)
            if a == "obj":
                ordered = call("Obj::py_cmp", borrow(left), borrow(right), r.Path(_CMP[op]), origin=origin)
            return self.fallible(ordered, node)
        dynamic = self.value_ref(left, node), self.value_ref(right, node)
        if op in ("==", "!="):
            return self.fallible(call("v_eq" if op == "==" else "v_ne", *dynamic, origin=origin), node)
        return self.fallible(call("v_cmp", *dynamic, r.Path(_CMP[op]), origin=origin), node)

    def _compare_numbers(self, op: str, left: Val, right: Val, node: ir.Node) -> r.RExpr:
        a, b, origin = left.ty.kind, right.ty.kind, self.origin(node)
        if a == b == "bool" and op in ("==", "!="):
            return r.Binary(op, own(left), own(right), origin=origin)
        if a == b == "f64":
            return r.Binary(op, own(left), own(right), origin=origin)
        if "f64" in (a, b):
            literal = left.literal if left.literal is not None else right.literal
            if literal is not None and abs(literal) < 2**53:
                return r.Binary(op, self.as_float(left, node), self.as_float(right, node), origin=origin)
            stmts: list[r.RStmt] = []
            if b == "f64":
                order = call("cmp_int_f64", self.as_int_ref(left, node), own(right))
                test = method(r.Path("o"), _ORDER[op])
            else:
                first = self.ahead(stmts, left, right)
                order = call("cmp_int_f64", self.as_int_ref(right, node), own(first))
                test = method(method(r.Path("o"), "reverse"), _ORDER[op])
            unordered = r.Lit("true" if op == "!=" else "false")
            return self.block(stmts, method(order, "map_or", unordered, r.Closure(["o"], test), origin=origin))
        x = r.Cast(own(left), "i64") if a == "bool" else deref(left)
        y = r.Cast(own(right), "i64") if b == "bool" else deref(right)
        if left.literal is not None and b == "Int":
            swapped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
            return r.Binary(swapped, y, x, origin=origin)
        return r.Binary(op, x, y, origin=origin)

    def _compare_objects(self, op: str, left: Val, right: Val, node: ir.Node) -> r.RExpr | None:
        """A comparison by the special methods of the operands' classes."""
        names = [self._asked(op, left, 0), self._asked(op, right, 1)]
        if names == ["", ""]:
            return None
        stmts: list[r.RStmt] = []
        x, y = self.let(stmts, left), self.let(stmts, right)

        def otherwise() -> Val:
            if op in ("==", "!="):
                return Val(self._identity("is" if op == "==" else "is not", x, y, node), BOOL)
            error = call("rt::unordered", r.Path(_CMP[op]), self.type_name(x), self.type_name(y))
            return Val(self.fallible(call("Err::<bool, Box<PyErr>>", error), node), BOOL)

        def ask(which: int, then: Callable[[], Val]) -> Val:
            """The answer of one of the operands."""
            name = names[which]
            of, about = (y, x) if which else (x, y)
            if not name:
                return then()
            if op != "!=" or name == "__ne__":
                return Val(self.truth(self.call_method_on(of, name, [about], BOOL, node, then), node), BOOL)

            def inverted() -> Val:
                return Val(r.Prefix("!", self.truth(then(), node)), BOOL)

            v = self.call_method_on(of, name, [about], BOOL, node, inverted)
            return Val(r.Prefix("!", self.truth(v, node)), BOOL)

        test = ask(0, lambda: ask(1, otherwise)).expr
        before = self.reflecting_first(x, y, names[1], overridden=False)
        if before is not None:
            swapped = ask(1, lambda: ask(0, otherwise)).expr
            test = r.IfExpr(before, r.Block([], swapped), r.Block([], test))
        return self.block(stmts, test)

    def _asked(self, op: str, operand: Val, which: int) -> str:
        """The special method that the left (0) or right operand of a comparison is asked by; "" if it has none."""
        names = [COMPARE_DUNDER[op][which], *(["__eq__"] if op == "!=" else [])]
        if operand.ty.kind != "obj":
            return ""
        return next((name for name in names if self.node_methods(operand, name)), "")

    def _asks_about_none(self, left: Val, right: Val) -> bool:
        """Whether a class's own method answers whether an object equals None."""
        kinds = ("none", "opt", "obj")
        if "opt" not in (left.ty.kind, right.ty.kind) or left.ty.kind not in kinds or right.ty.kind not in kinds:
            return False
        inner = [Val(v.expr, v.ty.args[0]) for v in (left, right) if v.ty.kind == "opt"]
        return any(self._asked("!=", v, 0) for v in inner)

    def _compare_optional(self, op: str, left: Val, right: Val, node: ir.Node) -> r.RExpr:
        """`left == right` where either may be None or an object, whose class is asked in both cases."""
        stmts: list[r.RStmt] = []
        held = [v if is_plain(v.expr) else self.let(stmts, v) for v in (left, right)]
        forms: list[list[tuple[str, Val]]] = []
        for v, name in zip(held, ("x", "y"), strict=True):
            if v.ty.kind != "opt":
                forms.append([("_", v)])
                continue
            inside = Val(r.Path(name), v.ty.args[0], "ref")
            forms.append([(f"Some({name})", inside), ("None", Val(r.Path("()"), NONE))])
        arms: list[r.Arm] = []
        for first, x in forms[0]:
            for second, y in forms[1]:
                if x.ty.kind == y.ty.kind == "none":
                    same: r.RExpr = r.Lit("true" if op == "==" else "false")
                else:
                    same = self.compare_pair(op, x, y, node)
                arms.append(r.Arm(f"({first}, {second})", None, same))
        return self.block(stmts, r.Match(r.Tuple([borrow(v) for v in held]), arms, origin=self.origin(node)))

    def _identity(self, op: str, left: Val, right: Val, node: ir.Node) -> r.RExpr:
        origin = self.origin(node)
        negate = op == "is not"
        a, b = left.ty.kind, right.ty.kind
        if "none" in (a, b):
            if "opt" in (a, b):
                name = "is_some" if negate else "is_none"
                return self._beside_none(left, right, lambda v: method(v.expr, name, origin=origin))
            if "Value" in (a, b):
                test = self._beside_none(left, right, lambda v: method(v.expr, "is_none", origin=origin))
                return r.Prefix("!", test, origin=origin) if negate else test
            return self.known(r.Lit("true" if (a == b) != negate else "false", origin=origin), left, right)
        if left.ty == right.ty:
            test = method(left.expr, "is", borrow(right), origin=origin)
        elif {a, b} == {"opt", left.ty.args[0].kind if a == "opt" else right.ty.args[0].kind if b == "opt" else ""}:
            wanted = left.ty if a == "opt" else right.ty
            x, y = self.convert(left, wanted, node), self.convert(right, wanted, node)
            test = method(x, "is", r.Prefix("&", y), origin=origin)
        else:
            test = call("v_is", self.value_ref(left, node), self.value_ref(right, node), origin=origin)
        return r.Prefix("!", test, origin=origin) if negate else test

    def _beside_none(self, left: Val, right: Val, test: Callable[[Val], r.RExpr]) -> r.RExpr:
        """The `test` of one operand, where the other one is None whatever its evaluation does."""
        if left.ty.kind == "none":
            return self.known(test(right), left)
        stmts: list[r.RStmt] = []
        first = left if is_plain(right.expr) else self.let(stmts, left)
        return self.block(stmts, self.known(test(first), right))

    def contains(self, container: Val, item: Val, node: ir.Node) -> r.RExpr:
        """`item in container`."""
        kind, origin = container.ty.kind, self.origin(node)
        if kind == "Str" and item.ty.kind == "Str":
            return method(container.expr, "contains", borrow(item), origin=origin)
        if kind in ("list", "set", "dict", "vtuple", "deque", "keys", "values"):
            element = container.ty.args[1 if kind == "values" else 0]
            reference = self._member(item, element, node)
            if reference is not None:
                name = "py_contains" if kind == "list" and container.ty.form == "owned" else "contains"
                return self.fallible(method(container.expr, name, reference, origin=origin), node)
        if kind == "range" and item.ty.kind == "Int":
            return method(container.expr, "contains_int", borrow(item), origin=origin)
        if kind == "range" and item.ty.kind in INTS:
            return method(container.expr, "contains", self.as_index(item, node), origin=origin)
        if kind == "tuple" and isinstance(item.expr, (r.Path, r.Lit)):
            tests: list[r.RExpr] = []
            stmts: list[r.RStmt] = []
            held = self.let(stmts, container)
            for i, t in enumerate(container.ty.args):
                part = Val(r.Field(held.expr, str(i)), t, "place")
                if t == item.ty and t.kind not in _ONLY_EQUAL:
                    same = call("same", borrow(item), borrow(part), origin=origin)
                    tests.append(self.fallible(same, node))
                else:
                    tests.append(self.compare_pair("==", item, part, node))
            if tests:
                found = tests[0]
                for test in tests[1:]:
                    found = r.Binary("||", found, test, origin=origin)
                return self.block(stmts, found)
        if kind == "obj" and self.node_methods(container, "__contains__"):
            return self.truth(self.call_method_on(container, "__contains__", [item], BOOL, node), node)
        return self.fallible(
            call("v_in", self.value_ref(item, node), self.value_ref(container, node), origin=origin), node
        )

    def key_of(self, obj: Val, key: Val, node: ir.Expr, e: ir.Node) -> r.RExpr | None:
        """`&key` for looking it up in the dict `obj`, as the subscript `e` does."""
        reference = self._member(key, obj.ty.args[0], node)
        holder = e.obj if isinstance(e, (ir.Index, ir.TargetIndex)) else None
        if reference is not None or holder is None or self.flavors(holder) or not repeatable(obj.expr):
            return reference
        found = call("v_key", self.value_ref(key, node), method(obj.expr, "keys_iter"), origin=self.origin(e))
        return r.Prefix("&", self.fallible(found, e))

    def _member(self, item: Val, element: RTy, node: ir.Node) -> r.RExpr | None:
        """`&element` for a membership test, if `item` converts without changing its meaning."""
        if item.ty == element:
            return borrow(item)
        if element.kind == "Value" or (element.kind == "Int" and item.ty.kind in ("i64", "bool")):
            return r.Prefix("&", self.convert(item, element, node))
        if element.kind == "opt" and item.ty in (element.args[0], RTy("none")):
            return r.Prefix("&", self.convert(item, element, node))
        if element.kind == item.ty.kind == "tuple" and len(element.args) == len(item.ty.args):
            same = all(
                x == y or (y.kind == "Int" and x.kind == "i64") for x, y in zip(item.ty.args, element.args, strict=True)
            )
            return r.Prefix("&", self.convert(item, element, node)) if same else None
        return None

    def has_truth_method(self, ty: RTy) -> bool:
        """Whether a class defines `__bool__` or `__len__` anywhere in its hierarchy."""
        root = next((c for c, n in self.program.class_names.items() if n == ty.name), None)
        if root is None:
            return True
        return any(name in c.methods for c in root.root().descendants() for name in ("__bool__", "__len__"))

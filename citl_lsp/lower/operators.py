"""Binary and unary operators."""

from __future__ import annotations

from collections.abc import Callable

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.convert import Conversions
from citl_lsp.lower.rty import BOOL, F64, I64, INT, INTS, NUMBERS, STR, RTy, owns, python_name, rust_type
from citl_lsp.lower.values import Val, borrow, call, int_literal, is_plain, method, own
from citl_lsp.rust import tree as r
from citl_lsp.types.model import Con
from citl_lsp.types.operators import DUNDER

_DYNAMIC = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow",
            "<<": "shl", ">>": "shr", "&": "and", "|": "or", "^": "xor", "@": "matmul"}  # fmt: skip
_SET_METHODS = {"|": "union", "&": "intersection", "-": "difference", "^": "symmetric_difference"}
_SET_DICT_METHODS = frozenset({"update", "difference", "symmetric_difference", "symmetric_difference_update"})
"""Those for which a dict on the right isn't just an iterable of its keys."""


def _elements_fit(first: Val, other: Val, result: RTy) -> bool:
    """Whether all elements of two sets become elements of the result's type: what can't be in it may be subtracted.
    A view makes sets of its own elements."""
    if result.kind != "set" or (first.ty.kind == "keys" and first.ty.args[0] != result.args[0]):
        return False
    have, want = other.ty.args[0], result.args[0]
    return have == want or want.kind in ("Value", "opt") or (want.kind in INTS and have.kind in INTS)


class Operators(Conversions):
    """Operators on lowered operands."""

    # --- binary ------------------------------------------------------------------------------------------------------

    def binary(self, op: str, left: Val, right: Val, result: RTy, node: ir.Node) -> Val:
        """`left op right` as a value of type `result`, or a cheaper one that converts to it."""
        a, b = left.ty.kind, right.ty.kind
        origin = self.origin(node)
        if a in NUMBERS and b in NUMBERS:
            if a == b == "bool" and op in ("&", "|", "^"):
                return Val(r.Binary(op, own(left), own(right), origin=origin), BOOL)
            if "f64" in (a, b):
                v = self._float(op, left, right, node)
            elif op == "/":
                v = self._true_division(left, right, node)
            else:
                v = self._integer(op, left, right, result, node)
            if v is not None:
                return v
        elif a == "Str" and b == "Str" and op == "+":
            # A new string has room for more: it grows where it is.
            first = left.expr if left.mode == "temp" else borrow(left)
            return Val(r.Binary("+", first, borrow(right), origin=origin), STR)
        elif op == "*" and a == "Str" and b in INTS:
            return Val(self.fallible(method(left.expr, "repeat", self.count(right, node), origin=origin), node), STR)
        elif op == "*" and b == "Str" and a in INTS:
            stmts: list[r.RStmt] = []
            count = self.count(self.ahead(stmts, left, right), node)
            repeated = self.fallible(method(right.expr, "repeat", count, origin=origin), node)
            return Val(self.block(stmts, repeated), STR)
        elif op == "%" and a == "Str":
            return self._percent(left, right, node)
        elif op == "+" and a == b == "list" and left.ty == right.ty == result:
            name = "py_concat" if result.form == "owned" else "concat"
            return Val(method(left.expr, name, borrow(right), origin=origin), result)
        elif op == "+" and a == b == "list" and result.kind == "list":
            return self._concat(left, right, result, node)
        elif op == "+" and a == b == "tuple" and result.kind == "tuple":
            stmts = []
            x, y = self.let(stmts, left), self.let(stmts, right)
            fields = [Val(r.Field(v.expr, str(i)), t, "place") for v in (x, y) for i, t in enumerate(v.ty.args)]
            parts = [self.convert(f, want, node) for f, want in zip(fields, result.args, strict=True)]
            return Val(self.block(stmts, r.Tuple(parts, origin=origin)), result)
        elif op == "+" and result.kind == "vtuple" and {a, b} <= {"tuple", "vtuple"}:
            first, second = self.convert(left, result, node), self.convert(right, result, node)
            return Val(method(first, "concat", r.Prefix("&", second), origin=origin), result)
        elif op == "*" and (many := self._repeated(left, right, result, node)) is not None:
            return many
        elif op == "*" and a == "tuple" and b in INTS and result.kind == "vtuple":
            converted = self.convert(left, result, node)
            return Val(method(converted, "repeat", self.count(right, node), origin=origin), result)
        elif op in _SET_METHODS and {a, b} <= {"set", "keys"} and _elements_fit(left, right, result):
            return self._sets(_SET_METHODS[op], left, right, result, node)
        elif op in ("+", "-", "&", "|") and a == b == "dict" and left.ty == right.ty and self.counts(node):
            made = method(left.expr, "counter_op", r.Lit(f'"{op}"'), borrow(right), origin=origin)
            return Val(self.fallible(made, node), left.ty)
        elif op == "|" and a == b == "dict" and left.ty == right.ty == result:
            return Val(self.fallible(method(left.expr, "merge", borrow(right), origin=origin), node), result)
        elif "obj" in (a, b):
            special = self._dunder_binary(op, left, right, result, node)
            if special is not None:
                return special
        elif a == "opt" and op != "%" and (b in NUMBERS or b == "Str"):
            text = f"unsupported operand type(s) for {op}: 'NoneType' and '{python_name(right.ty)}'"
            return self.binary(op, self.unwrapped(left, node, text), right, result, node)
        function = f"v_{_DYNAMIC[op]}"
        value = self.fallible(
            call(function, self.value_ref(left, node), self.value_ref(right, node), origin=origin), node
        )
        return self.from_value(value, result, node)

    def unwrapped(self, v: Val, node: ir.Node, text: str) -> Val:
        """The value inside an optional one; a TypeError that says `text` when it is None."""
        stop = call("type_error", r.Lit(f'"{text}"'))
        inner = self.fallible(method(own(v), "ok_or_else", r.Closure([], stop), origin=self.origin(node)), node)
        return Val(r.Prefix("*", inner) if v.ty.form == "boxed" else inner, v.ty.args[0])

    def count(self, v: Val, node: ir.Node) -> r.RExpr:
        """An `i64` number of repetitions."""
        if v.ty.kind == "Int":
            return self.fallible(method(v.expr, "to_count"), node)
        return self.as_index(v, node)

    def _repeated(self, left: Val, right: Val, result: RTy, node: ir.Node) -> Val | None:
        """`xs * n`, `n * xs` of a list or tuple in its own representation."""
        items, times = (left, right) if right.ty.kind in INTS else (right, left)
        if items.ty.kind not in ("list", "vtuple") or times.ty.kind not in INTS:
            return None
        owned = "owned" in (items.ty.form, result.form) and result.kind == "list" and items.ty.args == result.args
        if not owned and items.ty != result:
            return None
        stmts: list[r.RStmt] = []
        count = self.count(times if items is left else self.ahead(stmts, left, right), node)
        name = "py_repeat" if items.ty.form == "owned" else "repeat"
        return Val(self.block(stmts, method(items.expr, name, count, origin=self.origin(node))), items.ty)

    def _integer(self, op: str, left: Val, right: Val, result: RTy, node: ir.Node) -> Val | None:
        origin = self.origin(node)
        raw = left.ty.kind != "Int" and right.ty.kind != "Int"
        if op in ("+", "-", "*"):
            if left.literal is not None and right.literal is not None:
                value = {"+": left.literal + right.literal, "-": left.literal - right.literal,
                         "*": left.literal * right.literal}[op]  # fmt: skip
                if -(2**63) <= value < 2**63:
                    return Val(int_literal(value, origin), I64, literal=value)
            if raw:
                a, b = self.as_index(left, node), self.as_index(right, node)
                if self.program.raw_arithmetic or self.fits(node):
                    return Val(r.Binary(op, a, b, origin=origin), I64)
                name = {"+": "add_i64", "-": "sub_i64", "*": "mul_i64"}[op]
                return Val(call(name, a, b, origin=origin), INT)
            a, b = self.as_int_operand(left, node), self.as_int_operand(right, node)
            return Val(r.Binary(op, a, b, origin=origin), INT)
        if op in ("&", "|", "^"):
            a, b = self.as_int_operand(left, node), self.as_int_operand(right, node)
            return Val(r.Binary(op, a, b, origin=origin), I64 if raw else INT)
        if op in ("//", "%") and right.literal is not None and right.literal > 0 and left.ty.kind in ("i64", "bool"):
            receiver = r.Cast(left.expr, "i64") if left.ty.kind == "bool" or left.literal is not None else left.expr
            if self._natural_left(node):
                return Val(r.Binary(op[0], receiver, int_literal(right.literal), origin=origin), I64)
            name = "div_euclid" if op == "//" else "rem_euclid"
            return Val(method(receiver, name, int_literal(right.literal), origin=origin), I64)
        if op == "%" and raw:
            a, b = self.as_index(left, node), self.as_index(right, node)
            return Val(self.fallible(call("modulo_i64", a, b, origin=origin), node), I64)
        if op in ("//", "**") and raw and self.program.raw_arithmetic and result.kind == "i64":
            a, b = self.as_index(left, node), self.as_index(right, node)
            if op == "//" and self.catches():
                quotient = self.fallible(call("floordiv_i64", a, b, origin=origin), node)
                return Val(self.convert(Val(quotient, INT), I64, node), I64)
            return Val(call("floor_div" if op == "//" else "int_pow", a, b, origin=origin), I64)
        if op == "//" and raw:
            a, b = self.as_index(left, node), self.as_index(right, node)
            return Val(self.fallible(call("floordiv_i64", a, b, origin=origin), node), INT)
        if op == "**" and result.kind == "f64":
            recv = own(left) if left.ty.kind == "Int" else self.convert(left, INT, node)
            return Val(self.fallible(method(recv, "pow_float", self.as_int_ref(right, node), origin=origin), node), F64)
        rust = {"//": "floordiv", "%": "modulo", "**": "pow", "<<": "shl", ">>": "shr"}.get(op)
        if rust is None:
            return None
        recv = left.expr if left.ty.kind == "Int" else self.convert(left, INT, node)
        return Val(self.fallible(method(recv, rust, self.as_int_ref(right, node), origin=origin), node), INT)

    def _true_division(self, left: Val, right: Val, node: ir.Node) -> Val:
        origin = self.origin(node)
        if left.ty.kind != "Int" and right.ty.kind != "Int":
            a, b = self.as_index(left, node), self.as_index(right, node)
            return Val(self.fallible(call("truediv_i64", a, b, origin=origin), node), F64)
        recv = left.expr if left.ty.kind == "Int" else self.convert(left, INT, node)
        return Val(self.fallible(method(recv, "truediv", self.as_int_ref(right, node), origin=origin), node), F64)

    def _float(self, op: str, left: Val, right: Val, node: ir.Node) -> Val | None:
        origin = self.origin(node)
        if op in ("+", "-", "*"):
            return Val(r.Binary(op, self.as_float(left, node), self.as_float(right, node), origin=origin), F64)
        if op == "/" and right.literal not in (None, 0):
            return Val(r.Binary("/", self.as_float(left, node), self.as_float(right, node), origin=origin), F64)
        name = {"/": "truediv_f64", "//": "floordiv_f64", "%": "modulo_f64", "**": "pow_f64"}.get(op)
        if name is None:
            return None
        a, b = self.as_float(left, node), self.as_float(right, node)
        return Val(self.fallible(call(name, a, b, origin=origin), node), F64)

    def _percent(self, left: Val, right: Val, node: ir.Node) -> Val:
        origin = self.origin(node)
        if right.ty.kind == "tuple":
            stmts: list[r.RStmt] = []
            left = self.ahead(stmts, left, right)
            held = self.let(stmts, right)
            items = [
                self.to_value(Val(r.Field(held.expr, str(i)), t, "place"), node) for i, t in enumerate(right.ty.args)
            ]
            args = r.Prefix("&", r.Macro("vec", items, "["))
            return Val(self.block(stmts, self.fallible(call("percent", borrow(left), args, origin=origin), node)), STR)
        if right.ty.kind in ("Value", "vtuple", "dict"):
            value = self.fallible(call("v_mod", self.value_ref(left, node), self.value_ref(right, node)), node)
            return self.from_value(value, STR, node)
        args = r.Prefix("&", r.Macro("vec", [self.to_value(right, node)], "["))
        return Val(self.fallible(call("percent", borrow(left), args, origin=origin), node), STR)

    def _sets(self, name: str, left: Val, right: Val, result: RTy, node: ir.Node) -> Val:
        """An operation of sets or key views. The order of the result shows which of CPython's algorithms made it."""
        views = [v.ty.kind == "keys" for v in (left, right)]
        if not any(views) and "owned" in (result.form, left.ty.form):
            return self._owned_sets(name, left, right, result, node)
        element, origin = result.args[0], self.origin(node)
        shared = RTy("set", (element,))
        stmts: list[r.RStmt] = []
        if name == "intersection" and any(views) and left.ty.args[0] == right.ty.args[0] == element:
            x, y = (self._as_shared(self.let(stmts, v)) for v in (left, right))
            view, other = (x, y) if views[0] else (y, x)
            name = "intersection" if all(views) else "intersection_set"
            made: r.RExpr = method(view.expr, name, borrow(other), origin=origin)
        elif views[0]:
            items = self.iterator(right, node).as_results(self, element, node)
            made = method(left.expr, f"{name}_iter", items, origin=origin)
        else:
            base = self._as_shared(left)
            base = base if base.ty == shared else Val(self.convert(base, shared, node), shared)
            if views[1] and name == "symmetric_difference":
                # Unlike the method of that name, which starts from the other operand.
                copied = self.let(stmts, Val(method(base.expr, "copy"), shared))
                stmts.append(
                    r.ExprS(self.fallible(self.set_method(copied, f"{name}_update", right, node, element), node))
                )
                return Val(self.convert(Val(self.block(stmts, copied.expr), shared), result, node), result)
            made = self.set_method(base, name, right, node, element)
        return Val(self.convert(Val(self.block(stmts, self.fallible(made, node)), shared), result, node), result)

    def _as_shared(self, v: Val) -> Val:
        """A set with one owner in the runtime's form, to look at."""
        if v.ty.kind != "set" or v.ty.form != "owned":
            return v
        return Val(call("Set::from", v.expr if v.mode == "temp" else method(v.expr, "copy")), RTy("set", v.ty.args))

    def set_method(self, recv: Val, name: str, other: Val, node: ir.Node, element: RTy) -> r.RExpr:
        """`recv.name(other)` of a set: sets and dicts have algorithms of their own, other iterables are walked."""
        origin = self.origin(node)
        # A difference keeps the order of the set's own table, so the keys of a dict may come as another set.
        apart = other.ty.kind == "set" or (other.ty.kind == "dict" and name == "difference")
        if recv.ty.form == "owned" and apart:
            return method(recv.expr, name, r.Prefix("&", self._hashed(other, element, node)), origin=origin)
        if other.ty == RTy("set", (element,)):
            return method(recv.expr, name, borrow(other), origin=origin)
        known_dict = recv.ty.form != "owned" and other.ty == RTy("dict", (element, *other.ty.args[1:]))
        if known_dict and name in _SET_DICT_METHODS:
            return method(recv.expr, f"{name}_dict", borrow(other), origin=origin)
        if other.ty == RTy("set", (element,), form="owned"):
            return method(recv.expr, name, borrow(self._as_shared(other)), origin=origin)
        items = self.iterator(other, node).as_results(self, element, node)
        if other.ty.kind == "set":
            made = self.fallible(call(f"Set::<{rust_type(element)}>::from_iter_try", items), node)
            return method(recv.expr, name, r.Prefix("&", made), origin=origin)
        return method(recv.expr, f"{name}_iter", items, origin=origin)

    def set_update(self, op: str, current: Val, other: Val, node: ir.Node) -> r.RExpr | None:
        """`current op= other` of sets, in place; None where it is none."""
        if op not in _SET_METHODS or current.ty.kind != "set" or other.ty.kind not in ("set", "keys"):
            return None
        name = "update" if op == "|" else f"{_SET_METHODS[op]}_update"
        return self.fallible(self.set_method(current, name, other, node, current.ty.args[0]), node)

    def _hashed(self, v: Val, element: RTy, node: ir.Node) -> r.RExpr:
        """A new set with one owner, with the order of a set that it is made from."""
        if v.ty == RTy("set", (element,)):
            return method(v.expr, "to_hashed")
        items = self.iterator(v, node).as_results(self, element, node)
        return self.fallible(call(f"HashedSet::<{rust_type(element)}>::from_iter_try", items), node)

    def _owned_sets(self, name: str, left: Val, right: Val, result: RTy, node: ir.Node) -> Val:
        """An operation of sets with one owner; both are only looked at."""
        element = result.args[0]
        mine = left.expr if left.ty.form == "owned" else self._hashed(left, element, node)
        known = right.ty == RTy("set", (element,), form="owned")
        other = borrow(right) if known else r.Prefix("&", self._hashed(right, element, node))
        made = self.fallible(method(mine, name, other, origin=self.origin(node)), node)
        owned = Val(made, RTy("set", result.args, form="owned"))
        return Val(self.convert(owned, result, node), result) if result.form != "owned" else owned

    def _concat(self, left: Val, right: Val, result: RTy, node: ir.Node) -> Val:
        """Lists with different element types: a new list of converted elements."""
        stmts: list[r.RStmt] = []
        x, y = self.let(stmts, left), self.let(stmts, right)
        first = self._copied(x, result, node)
        second = self._copied(y, result, node)
        name = "py_concat" if result.form == "owned" else "concat"
        return Val(self.block(stmts, method(first, name, r.Prefix("&", second))), result)

    def _copied(self, v: Val, result: RTy, node: ir.Node) -> r.RExpr:
        if v.ty == result and v.ty.form == "owned":
            return v.expr  # only read
        return self.convert(v, result, node) if v.ty != result else own(v)

    def _dunder_binary(self, op: str, left: Val, right: Val, result: RTy, node: ir.Node) -> Val | None:
        """`left op right` by the special methods of the operands' classes."""
        forward, backward = f"__{DUNDER[op]}__", f"__r{DUNDER[op]}__"
        can_answer = left.ty.kind == "obj" and bool(self.node_methods(left, forward))
        may_differ = right.ty != left.ty or (right.ty.kind == "obj" and self.program.has_tag(self.root_class(right.ty)))
        can_reflect = right.ty.kind == "obj" and may_differ and bool(self.node_methods(right, backward))
        if not can_answer and not can_reflect:
            return None
        stmts: list[r.RStmt] = []
        x = self.let(stmts, left)
        if owns(x.ty) and not isinstance(x.expr, r.Path) and not is_plain(right.expr):
            # The right side may put another object where the left one stands.
            name = self.temp()
            stmts.append(r.Let(name, None, borrow(x)))
            x = Val(r.Path(name), x.ty, "ref")
        y = self.let(stmts, right)

        def refuse() -> Val:
            error = call("rt::unsupported_operand", r.Lit(f'"{op}"'), self.type_name(x), self.type_name(y))
            failing = call(f"Err::<{rust_type(result)}, Box<PyErr>>", error)
            return Val(self.fallible(failing, node), result)

        def ask(first: bool, then: Callable[[], Val]) -> Val:
            """The answer of one of the operands."""
            if not (can_answer if first else can_reflect):
                return then()
            of, name, about = (x, forward, y) if first else (y, backward, x)
            v = self.call_method_on(of, name, [about], result, node, then)
            if first or left.ty != right.ty:
                return v
            # Of two objects of one class only the left one is asked.
            differ = r.Binary("!=", method(x.expr, "class_tag"), method(y.expr, "class_tag"))
            return either(differ, v, then())

        def either(test: r.RExpr, first: Val, second: Val) -> Val:
            bodies = [r.Block([], self.convert(v, result, node)) for v in (first, second)]
            return Val(r.IfExpr(test, bodies[0], bodies[1]), result)

        v = ask(True, lambda: ask(False, refuse))
        before = self.reflecting_first(x, y, backward, overridden=True)
        if before is not None:
            v = either(before, ask(False, lambda: ask(True, refuse)), v)
        return Val(self.block(stmts, v.expr), v.ty)

    def reflecting_first(self, left: Val, right: Val, reflected: str, overridden: bool) -> r.RExpr | None:
        """Whether the right operand is asked first, which is a subclass's; None where it never is."""
        if left.ty.kind != "obj" or left.ty != right.ty:
            return None
        pairs = self.root_class(left.ty).reflecting_first(reflected, overridden)
        if not pairs:
            return None
        tags = r.Tuple([method(v.expr, "class_tag") for v in (left, right)])
        return r.Macro("matches", [tags, r.Path(self.program.class_pairs(pairs))])

    def counts(self, node: ir.Node) -> bool:
        """Whether the (left) operand of `node` may be a Counter."""
        operand = node.left if isinstance(node, ir.Bin) else node.operand if isinstance(node, ir.Unary) else None
        atom = self.var(operand).atoms.get("dict") if operand is not None else None
        return isinstance(atom, Con) and "counter" in atom.find().flavors

    def type_name(self, v: Val) -> r.RExpr:
        """`&type(v).__name__` for a message."""
        if v.ty.kind == "obj":
            return r.Prefix("&", call("Obj::type_name", borrow(v)))
        if v.ty.kind == "Value":
            return r.Prefix("&", method(v.expr, "type_name"))
        return r.Lit(f'"{python_name(v.ty)}"')

    def unary(self, op: str, operand: Val, result: RTy, node: ir.Node) -> Val:
        """`-x`, `+x`, `~x`."""
        kind, origin = operand.ty.kind, self.origin(node)
        if op == "-" and operand.literal is not None and operand.literal != 0:
            return Val(int_literal(-operand.literal, origin), I64, literal=-operand.literal)
        if kind == "f64" and op != "~":
            return Val(r.Prefix("-", own(operand), origin=origin) if op == "-" else own(operand), F64)
        if kind in INTS:
            if op == "+":
                return Val(self.convert(operand, INT, node), INT) if kind == "bool" else operand
            if kind == "Int":
                return Val(r.Prefix("-" if op == "-" else "!", self.as_int_operand(operand, node), origin=origin), INT)
            raw = self.as_index(operand, node)
            if op == "~" or self.program.raw_arithmetic or self.fits(node):
                return Val(r.Prefix("!" if op == "~" else "-", raw, origin=origin), I64)
            return Val(call("neg_i64", raw, origin=origin), INT)
        if kind == "dict" and op != "~" and self.counts(node):
            # Python adds it to an empty Counter, or subtracts it from one: only positive counts stay.
            empty = Val(call(f"<{rust_type(operand.ty)}>::counter"), operand.ty)
            left, right = (operand, empty) if op == "+" else (empty, operand)
            made = method(left.expr, "counter_op", r.Lit(f'"{op}"'), borrow(right), origin=origin)
            return Val(self.fallible(made, node), operand.ty)
        name = {"-": "neg", "+": "pos", "~": "invert"}[op]
        if kind == "obj" and self.node_methods(operand, f"__{name}__"):
            return self.call_method_on(operand, f"__{name}__", [], result, node)
        value = self.fallible(call(f"v_{name}", self.value_ref(operand, node), origin=origin), node)
        return self.from_value(value, result, node)

    # --- classes -----------------------------------------------------------------------------------------------------

    def node_methods(self, v: Val, name: str) -> list[object]:
        """The methods called `name` in the hierarchy of the object `v`."""
        root = next((c for c, n in self.program.class_names.items() if n == v.ty.name), None)
        if root is None:
            return []
        return [c.methods[name] for c in root.root().descendants() if name in c.methods]

    def fits(self, node: ir.Node) -> bool:
        """Whether what an operation computes provably fits an `i64`."""
        if not isinstance(node, (ir.Bin, ir.Unary, ir.AugAssign)):
            return False
        known = self.program.ranges(self.info).of(node)
        return known is not None and known.fits()

    def _natural_left(self, node: ir.Node) -> bool:
        """Whether the left operand of an operation is never negative."""
        left = node.left if isinstance(node, ir.Bin) else node.target if isinstance(node, ir.AugAssign) else None
        return left is not None and self.program.ranges(self.info).natural(left)

"""Arithmetic and comparison."""

from __future__ import annotations

from citl_lsp.types.attributes import AttributeRules
from citl_lsp.types.model import Atom, Con, Instance, TypeVar

DUNDER = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "<<": "lshift",
    ">>": "rshift", "&": "and", "|": "or", "^": "xor", "@": "matmul",
}  # fmt: skip

COMPARE_DUNDER = {
    "==": ("__eq__", "__eq__"), "!=": ("__ne__", "__ne__"), "<": ("__lt__", "__gt__"), "<=": ("__le__", "__ge__"),
    ">": ("__gt__", "__lt__"), ">=": ("__ge__", "__le__"),
}  # fmt: skip

_INTS = ("int", "bool")

_NUMBERS = ("int", "bool", "float")


class OperatorRules(AttributeRules):
    """Unary and binary operators."""

    def unary(self, op: str, operand: TypeVar, result: TypeVar) -> None:
        """`-x`, `+x`, `~x`."""

        def run() -> None:
            for key, atom in list(operand.find().atoms.items()):
                if key in _INTS:
                    self.solver.add_scalar(result, "int")
                elif key in ("float", "any"):
                    self.solver.add_scalar(result, key)
                elif isinstance(atom, Instance):
                    self.dunder(atom, {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[op], [], result)
                elif op != "~" and isinstance(atom, Con) and "counter" in atom.find().flavors:
                    self.solver.add(result, atom)

        self.rule(run, operand)

    def binary(
        self, op: str, left: TypeVar, right: TypeVar, result: TypeVar, constant: int | None, in_place: bool = False
    ) -> None:
        """`left op right`; `constant` is the right operand's value when it is an int literal."""
        seen: set[tuple[str, str]] = set()

        def run() -> None:
            for left_atom in list(left.find().atoms.values()):
                for right_atom in list(right.find().atoms.values()):
                    pair = (left_atom.key, right_atom.key)
                    if pair not in seen:
                        seen.add(pair)
                        self._binary_atoms(op, left_atom, right_atom, right, left, result, constant, in_place)

        self.rule(run, left, right)

    def _binary_atoms(
        self,
        op: str,
        left: Atom,
        right: Atom,
        right_var: TypeVar,
        left_var: TypeVar,
        result: TypeVar,
        constant: int | None,
        in_place: bool,
    ) -> None:
        solver, a, b = self.solver, left.key, right.key
        scalar = numeric_result(op, a, b, constant)
        if scalar is not None:
            solver.add_scalar(result, scalar)
        elif isinstance(left, Instance):
            names = [f"__i{DUNDER[op]}__"] if in_place else []
            answers = any(self.dunder(left, name, [right_var], result) for name in [*names, f"__{DUNDER[op]}__"])
            if not answers or (isinstance(right, Instance) and right.cls is not left.cls):
                if isinstance(right, Instance):
                    self.dunder(right, f"__r{DUNDER[op]}__", [left_var], result)
        elif isinstance(right, Instance):
            if not self.dunder(right, f"__r{DUNDER[op]}__", [left_var], result):
                self.as_index(right_var)
        elif "any" in (a, b):
            solver.add_scalar(result, "any")
            if in_place and isinstance(left, Con) and a == "list":
                solver.add(result, left)
        elif op in ("+", "-", "&", "|") and isinstance(left, Con) and "counter" in left.find().flavors and b == "dict":
            solver.add(result, left)
            solver.add(result, right)
        elif op == "+" and isinstance(left, Con):
            self._concat(left, right, result, in_place)
        elif op == "*" and isinstance(left, Con) and b in _INTS:
            self._repeat(left, result, in_place, constant)
        elif op == "*" and isinstance(right, Con) and a in _INTS:
            self._repeat(right, result, False, None)
        elif op in ("|", "&", "-", "^") and isinstance(left, Con) and isinstance(right, Con):
            sets = ("set", "frozenset", "keys")
            if a in sets and b in sets:
                if in_place and a == "set":
                    if op in ("|", "^"):
                        solver.flow(right.find().args[0], left.find().args[0])
                    solver.add(result, left)
                    return
                element = solver.var()
                solver.flow(left.find().args[0], element)
                if op in ("|", "^"):
                    solver.flow(right.find().args[0], element)
                solver.add(result, solver.con("frozenset" if a == "frozenset" else "set", [element]))
            elif op == "|" and a == b == "dict":
                args = [solver.var(), solver.var()]
                for con in (left, right):
                    for source, target in zip(con.find().args, args, strict=True):
                        solver.flow(source, target)
                solver.add(result, left if in_place else solver.con("dict", args))

    def _concat(self, left: Con, right: Atom, result: TypeVar, in_place: bool) -> None:
        solver = self.solver
        if left.key == "list":
            if in_place:
                self.iterate_atom(right, left.find().args[0])
                solver.add(result, left)
            elif isinstance(right, Con) and right.key == "list":
                element = solver.var()
                solver.flow(left.find().args[0], element)
                solver.flow(right.find().args[0], element)
                solver.add(result, solver.con("list", [element]))
        elif isinstance(right, Con) and "tuple" in left.key and "tuple" in right.key:
            if left.key != "vtuple" and right.key != "vtuple":
                items = [*left.find().args, *right.find().args]
                if len(items) <= 8:
                    solver.add(result, solver.con(f"tuple{len(items)}", items))
                    return
            element = solver.var()
            for arg in (*left.find().args, *right.find().args):
                solver.flow(arg, element)
            solver.add(result, solver.con("vtuple", [element]))

    def _repeat(self, con: Con, result: TypeVar, in_place: bool, constant: int | None) -> None:
        solver = self.solver
        if in_place and con.key == "list":
            solver.add(result, con)
        elif con.key == "list" or "tuple" in con.key:
            element = solver.var()
            for arg in con.find().args:
                solver.flow(arg, element)
            solver.add(result, solver.con("list" if con.key == "list" else "vtuple", [element]))

    def _compare_dunder(self, atom: Instance, name: str, other: TypeVar) -> None:
        if not self.dunder(atom, name, [other], self.solver.var()) and name == "__ne__":
            self.dunder(atom, "__eq__", [other], self.solver.var())

    def compare(self, op: str, left: TypeVar, right: TypeVar) -> None:
        """`left op right`: only classes with comparison methods matter."""
        seen: set[tuple[str, str]] = set()

        def run() -> None:
            for a in list(left.find().atoms.values()):
                for b in list(right.find().atoms.values()):
                    if (a.key, b.key) in seen:
                        continue
                    seen.add((a.key, b.key))
                    if op in ("in", "not in"):
                        if isinstance(b, Instance):
                            if not self.dunder(b, "__contains__", [left], self.solver.var()):
                                self.used_dynamically(b)
                        elif isinstance(b, Con) and b.key in ("list", "vtuple", "set", "dict", "frozenset", "deque"):
                            self.compare("==", left, b.find().args[0])
                    else:
                        forward, reflected = COMPARE_DUNDER[op]
                        if isinstance(a, Instance):
                            self._compare_dunder(a, forward, right)
                        if isinstance(b, Instance):
                            self._compare_dunder(b, reflected, left)

        self.rule(run, left, right)


def numeric_result(op: str, a: str, b: str, constant: int | None = None) -> str | None:
    """Scalar that `a op b` yields for scalar operands; None when it yields no scalar."""
    if a in _NUMBERS and b in _NUMBERS:
        if op == "/":
            return "float"
        if "float" in (a, b):
            return "float" if op in ("+", "-", "*", "//", "%", "**") else None
        if op in ("&", "|", "^") and a == b == "bool":
            return "bool"
        if op == "**" and constant is not None and constant < 0:
            return "float"
        return None if op == "@" else "int"
    if a == b == "str" and op == "+":
        return "str"
    if op == "*" and ((a == "str" and b in _INTS) or (b == "str" and a in _INTS)):
        return "str"
    if op == "%" and a == "str":
        return "str"
    if a == b == "bytes" and op == "+":
        return "bytes"
    return None

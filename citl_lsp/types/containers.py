"""Iterating, unpacking, subscripts and slices."""

from __future__ import annotations

from citl_lsp.types.model import Atom, Con, Instance, Named, TypeVar
from citl_lsp.types.rules import Rules


class ContainerRules(Rules):
    """Operations on what holds values."""

    def iterate(self, source: TypeVar, element: TypeVar) -> None:
        """`element` is what iterating over `source` yields."""
        seen: set[str] = set()

        def run() -> None:
            for _, atom in source.new_atoms(seen):
                self.iterate_atom(atom, element)

        self.rule(run, source)

    def iterate_atom(self, atom: Atom, element: TypeVar) -> None:
        solver, key = self.solver, atom.key
        if isinstance(atom, Con):
            args = atom.find().args
            if key in ("list", "set", "frozenset", "vtuple", "iter", "dict", "keys", "deque"):
                solver.flow(args[0], element)
            elif key == "values":
                solver.flow(args[1], element)
            elif key == "items":
                pair = [solver.var(), solver.var()]
                for arg, copy in zip(args, pair, strict=True):
                    solver.flow(arg, copy)
                solver.add(element, solver.con("tuple2", pair))
            elif key.startswith("tuple"):
                for arg in args:
                    solver.flow(arg, element)
        elif key in ("str", "range", "any", "bytes"):
            solver.add_scalar(element, {"str": "str", "any": "any"}.get(key, "int"))
        elif isinstance(atom, Named) and key == "module:sys.stdin":
            solver.add_scalar(element, "str")
        elif isinstance(atom, Instance):
            method = atom.cls.find_method("__iter__")
            if method is not None:
                iterator = solver.var()
                self.call_function(method, [(self.singleton(atom), False)], {}, iterator)
                self.method_call(iterator, "__next__", ([], {}), element)
            else:
                method = atom.cls.find_method("__getitem__")
                if method is not None:
                    self.used_dynamically(atom)
                    receiver = self.singleton(atom)
                    self.call_function(method, [(receiver, False), (solver.scalar("int"), False)], {}, element)

    def unpack(self, source: TypeVar, parts: list[TypeVar], star: int | None) -> None:
        """`a, *b, c = source`."""
        solver = self.solver
        rest = solver.var()
        if star is not None:
            solver.add(parts[star], solver.con("list", [rest]))
        seen: set[str] = set()

        def run() -> None:
            for key, atom in source.new_atoms(seen):
                if isinstance(atom, Con) and key.startswith("tuple"):
                    args = atom.find().args
                    if star is None:
                        if len(args) == len(parts):
                            for arg, part in zip(args, parts, strict=True):
                                solver.flow(arg, part)
                    else:
                        after = len(parts) - star - 1
                        for arg, part in zip(args[:star], parts[:star], strict=False):
                            solver.flow(arg, part)
                        for arg in args[star : len(args) - after]:
                            solver.flow(arg, rest)
                        if after:
                            for arg, part in zip(args[-after:], parts[-after:], strict=False):
                                solver.flow(arg, part)
                else:
                    element = solver.var()
                    self.iterate_atom(atom, element)
                    for i, part in enumerate(parts):
                        solver.flow(element, rest if i == star else part)

        self.rule(run, source)

    def merge_dict(self, source: TypeVar, key: TypeVar, value: TypeVar) -> None:
        """`{**source}`."""

        def run() -> None:
            atom = source.find().atoms.get("dict")
            if isinstance(atom, Con):
                args = atom.find().args
                self.solver.flow(args[0], key)
                self.solver.flow(args[1], value)
            elif "any" in source.find().atoms:
                self.solver.add_scalar(key, "any")
                self.solver.add_scalar(value, "any")

        self.rule(run, source)

    def as_index(self, index: TypeVar) -> None:
        """An object as an index is asked for its `__index__`."""

        def run() -> None:
            for atom in list(index.find().atoms.values()):
                if isinstance(atom, Instance) and atom.cls.find_method("__index__") is not None:
                    self.used_dynamically(atom)

        self.rule(run, index)

    def read_index(self, obj: TypeVar, index: TypeVar, result: TypeVar, constant: int | None) -> None:
        """`obj[index]`."""
        solver = self.solver
        seen: set[str] = set()
        self.as_index(index)

        def run() -> None:
            for key, atom in obj.new_atoms(seen):
                if isinstance(atom, Con):
                    args = atom.find().args
                    if key in ("list", "vtuple", "deque"):
                        solver.flow(args[0], result)
                    elif key == "dict":
                        solver.flow(args[1], result)
                        if "default" in atom.find().flavors:  # reading a key that isn't there makes it one
                            solver.flow(index, args[0])
                    elif key.startswith("tuple"):
                        if constant is not None:
                            if -len(args) <= constant < len(args):
                                solver.flow(args[constant], result)
                        else:
                            for arg in args:
                                solver.flow(arg, result)
                elif key in ("str", "any"):
                    solver.add_scalar(result, key)
                elif key in ("range", "bytes"):
                    solver.add_scalar(result, "int")
                elif isinstance(atom, Instance):
                    self.dunder(atom, "__getitem__", [index], result)

        self.rule(run, obj)

    def write_index(self, obj: TypeVar, index: TypeVar, value: TypeVar) -> None:
        """`obj[index] = value`."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in obj.new_atoms(seen):
                if isinstance(atom, Con):
                    args = atom.find().args
                    if key in ("list", "deque"):
                        solver.flow(value, args[0])
                    elif key == "dict":
                        solver.flow(index, args[0])
                        solver.flow(value, args[1])
                elif isinstance(atom, Instance):
                    self.dunder(atom, "__setitem__", [index, value], solver.var())

        self.rule(run, obj)

    def delete_index(self, obj: TypeVar, index: TypeVar) -> None:
        """`del obj[index]`: only objects care."""
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if isinstance(atom, Instance) and key not in seen:
                    seen.add(key)
                    self.dunder(atom, "__delitem__", [index], self.solver.var())

        self.rule(run, obj)

    def read_slice(self, obj: TypeVar, result: TypeVar, bounds: tuple[int | None, int | None] | None) -> None:
        """`obj[a:b:c]`; `bounds` when both are constants and there is no step."""
        solver = self.solver
        seen: set[str] = set()

        def run() -> None:
            for key, atom in obj.new_atoms(seen):
                if isinstance(atom, Con):
                    args = atom.find().args
                    if key in ("list", "vtuple"):
                        element = solver.var()
                        solver.flow(args[0], element)
                        solver.add(result, solver.con(key, [element]))
                    elif key.startswith("tuple"):
                        if bounds is not None:
                            items = args[bounds[0] : bounds[1]]
                            solver.add(result, solver.con(f"tuple{len(items)}", list(items)))
                        else:
                            element = solver.var()
                            for arg in args:
                                solver.flow(arg, element)
                            solver.add(result, solver.con("vtuple", [element]))
                elif key in ("str", "bytes", "range", "any"):
                    solver.add(result, atom)

        self.rule(run, obj)

    def write_slice(self, obj: TypeVar, element: TypeVar) -> None:
        """`obj[a:b] = values` with `element` what `values` yields."""

        def run() -> None:
            atom = obj.find().atoms.get("list")
            if isinstance(atom, Con):
                self.solver.flow(element, atom.find().args[0])

        self.rule(run, obj)

"""Calls: of the user's functions and classes, of declared library functions, of what is only known by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from citl_lsp.stdlib import modules, tables
from citl_lsp.stdlib.signature import ParamSig, Signature, T
from citl_lsp.types import library, special
from citl_lsp.types.model import CONTAINERS, Atom, ClassObject, Con, Instance, Named, TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, ModuleInfo
from citl_lsp.types.solver import Solver

if TYPE_CHECKING:
    from citl_lsp.types.program import Program

Positional = list[tuple[TypeVar, bool]]
Keywords = dict[str | None, TypeVar]
Arguments = tuple[Positional, Keywords]

_SCALAR_HEADS = {"int": "int", "index": "int", "i64": "int", "float": "float", "bool": "bool", "str": "str",
                 "none": "none", "any": "any", "range": "range", "type": "any", "bytes": "bytes"}  # fmt: skip


COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})


class Calls:
    """Calls, on a solver. The subclasses add operations (`Rules`) and names (`Linker`)."""

    program: Program
    atoms: dict[FunctionInfo, Con]

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.code_builtins = special.BUILTINS
        self.constructed: set[ClassInfo] = set()
        self.carried = solver.var()
        """What exceptions are made with, which their `args` hold."""

    # Stated by the subclasses.
    def rule(self, body: Callable[[], None], *watched: TypeVar) -> None:
        raise NotImplementedError

    def iterate(self, source: TypeVar, element: TypeVar) -> None:
        raise NotImplementedError

    def function_atom(self, info: FunctionInfo) -> Con:
        raise NotImplementedError

    def compare(self, op: str, left: TypeVar, right: TypeVar) -> None:
        """`left op right` (`operators`)."""
        raise NotImplementedError

    def singleton(self, atom: Atom) -> TypeVar:
        raise NotImplementedError

    def merge_dict(self, source: TypeVar, key: TypeVar, value: TypeVar) -> None:
        raise NotImplementedError

    def module_attribute(self, module: str, name: str, result: TypeVar) -> None:
        raise NotImplementedError

    def read_attribute(self, obj: TypeVar, name: str, result: TypeVar) -> None:
        raise NotImplementedError

    def global_var(self, module: ModuleInfo, name: str) -> TypeVar:
        raise NotImplementedError

    # --- the user's functions ----------------------------------------------------------------------------------------

    def mark_called(self, info: FunctionInfo) -> None:
        """Some call may reach `info`."""
        info.called = True
        info.callers += 1

    def call_function(self, info: FunctionInfo, args: Positional, keywords: Keywords, result: TypeVar) -> None:
        """A call of a known function."""
        solver = self.solver
        self.mark_called(info)
        params = info.function.params
        bound: set[int] = set()
        position = 0
        normal = [i for i, p in enumerate(params) if p.kind in ("positional_only", "normal")]
        variadic = next((i for i, p in enumerate(params) if p.kind == "args"), None)
        rest: TypeVar | None = None
        if variadic is not None:
            rest = solver.var()
            solver.add(info.params[variadic], solver.con("vtuple", [rest]))
            bound.add(variadic)
        for arg, starred in args:
            if starred:
                self._spread(info, normal[position:], arg, rest)
                bound.update(normal[position:])
                position = len(normal)
            elif position < len(normal):
                solver.flow(arg, info.params[normal[position]])
                bound.add(normal[position])
                position += 1
            elif rest is not None:
                solver.flow(arg, rest)
        extra = self._extra_keywords(info)
        for name, value in keywords.items():
            if extra is not None and not any(
                p.var.name == name and p.kind in ("normal", "keyword_only") for p in params
            ):
                if name is None:
                    self.merge_dict(value, solver.var(), extra)
                else:
                    solver.flow(value, extra)
            for i, param in enumerate(params):
                if name is None or (param.var.name == name and param.kind in ("normal", "keyword_only")):
                    if name is None:
                        if i in bound or param.kind not in ("normal", "keyword_only"):
                            continue
                        self.merge_dict(value, solver.var(), info.params[i])
                        if info.defaults[i] is not None:
                            solver.flow(info.defaults[i], info.params[i])  # type: ignore[arg-type]
                    else:
                        solver.flow(value, info.params[i])
                    bound.add(i)
        for i, default in enumerate(info.defaults):
            if i not in bound and default is not None:
                solver.flow(default, info.params[i])
        solver.flow(info.result, result)

    def _extra_keywords(self, info: FunctionInfo) -> TypeVar | None:
        """What the values of `**kwargs` are; None for a function without it."""
        for i, param in enumerate(info.function.params):
            if param.kind == "kwargs":
                extra = self.solver.var()
                self.solver.add(info.params[i], self.solver.con("dict", [self.solver.scalar("str"), extra]))
                return extra
        return None

    def _spread(self, info: FunctionInfo, positions: list[int], arg: TypeVar, rest: TypeVar | None) -> None:
        """`f(*arg)`: what `arg` holds reaches the remaining parameters."""
        seen: set[str] = set()

        def run() -> None:
            for key, atom in arg.new_atoms(seen):
                if isinstance(atom, Con) and key.startswith("tuple"):
                    items = atom.find().args
                    for item, position in zip(items, positions, strict=False):
                        self.solver.flow(item, info.params[position])
                    for position in positions[len(items) :]:
                        default = info.defaults[position]
                        if default is not None:
                            self.solver.flow(default, info.params[position])
                    if rest is not None:
                        for item in items[len(positions) :]:
                            self.solver.flow(item, rest)
                else:
                    element = self.solver.var()
                    self.iterate(self.singleton(atom), element)
                    for position in positions:
                        self.solver.flow(element, info.params[position])
                    if rest is not None:
                        self.solver.flow(element, rest)

        self.rule(run, arg)

    def construct(self, cls: ClassInfo, args: Positional, keywords: Keywords, result: TypeVar) -> None:
        """`C(...)`."""
        instance = Instance(cls)
        cls.instantiated = True
        self.solver.add(result, instance)
        if cls not in self.constructed:
            self.constructed.add(cls)
            self._implicit_calls(cls, instance)
        init = cls.find_method("__init__")
        if init is not None:
            self.call_function(init, [(self.singleton(instance), False), *args], keywords, self.solver.var())
        if self.exception_base(cls) is not None:
            self.carry(args)

    def carry(self, args: Positional) -> None:
        """An exception is made with `args`."""
        for value, starred in args:
            (self.iterate if starred else self.solver.flow)(value, self.carried)

    def used_dynamically(self, atom: Instance) -> None:
        """The runtime will look for special methods of the object by name."""
        used = self.solver.scalar("any")
        self.solver.add(used, atom)
        self.program.used_dynamically.append(used)

    def _implicit_calls(self, cls: ClassInfo, instance: Instance) -> None:
        """Special methods are called by operations on containers and by printing, which no constraint names."""
        names = {name for c in cls.ancestors() for name in c.methods if name.startswith("__") and name.endswith("__")}
        for name in sorted(names - {"__init__", "__new__"}):
            method = cls.find_method(name)
            if method is None or not method.params or method.kind != "method":
                continue
            self.mark_called(method)
            self.solver.add(method.params[0], instance)
            if name in COMPARISONS and len(method.params) == 2:
                self.solver.add(method.params[1], instance)

    def exception_base(self, cls: ClassInfo) -> str | None:
        """The builtin exception that `cls` derives from, if any."""
        return next((c.exception_base for c in cls.ancestors() if c.exception_base), None)

    def bound_method(self, atom: Atom, name: str, result: TypeVar) -> None:
        """`x.method` as a value."""
        if isinstance(atom, Instance):
            method = atom.cls.find_method(name)
            if method is not None:
                self.bound(method, ClassObject(atom.cls) if method.kind == "class" else atom, result)
            return
        for signature in tables.method(atom.key, name)[:1]:
            params = [self.solver.var() for p in signature.params if p.default is None and not p.variadic]
            value = self.solver.var()
            self.atom_method(atom, name, ([(p, False) for p in params], {}), value)
            self.solver.add(result, self.solver.con("fn", [*params, value]))

    def bound(self, method: FunctionInfo, receiver: Atom, result: TypeVar) -> None:
        """A method of the user's as a value, with the first argument that it is bound to, if it takes one."""
        self.mark_called(method)
        params = list(method.params)
        if method.kind != "static" and params:
            self.solver.flow(self.singleton(receiver), params.pop(0))
        con = self.solver.con("fn", [*params, method.result])
        con.targets[method.key] = method
        self.solver.add(result, con)

    def class_of(self, key: str, atom: Atom, result: TypeVar) -> None:
        """`type(x)` for one atom of `x`."""
        if isinstance(atom, Instance):
            self.solver.add(result, ClassObject(atom.cls))
        elif key.startswith("exc:"):
            self.solver.add(result, Named("exctype", key[4:]))
        elif key == "any":
            self.solver.add_scalar(result, "any")
        else:
            name = (
                "tuple" if key.startswith(("tuple", "vtuple")) else {"none": "NoneType", "fn": "function"}.get(key, key)
            )
            self.solver.add(result, Named("builtin", name))

    # --- any callee --------------------------------------------------------------------------------------------------

    def call(self, callee: TypeVar, arguments: Arguments, result: TypeVar, constant: int | None) -> None:
        """`callee(...)`."""
        seen: set[str] = set()
        args, keywords = arguments

        def run() -> None:
            for key, atom in list(callee.find().atoms.items()):
                if key in seen and key != "fn":
                    continue
                seen.add(key)
                if isinstance(atom, Con) and key == "fn":
                    self._call_value(atom.find(), args, keywords, result, seen)
                elif isinstance(atom, ClassObject):
                    self.construct(atom.cls, args, keywords, result)
                elif isinstance(atom, Named):
                    kind = key.partition(":")[0]
                    if kind == "builtin":
                        self.call_builtin(atom.name, args, keywords, result, constant)
                    elif kind == "exctype":
                        self.solver.add(result, Named("exc", atom.name))
                        self.carry(args)
                    elif kind == "method" and args:
                        receiver = args[0][0]
                        self.method_call(receiver, atom.name.partition(".")[2], (args[1:], keywords), result)
                    elif kind == "library":
                        module, _, name = atom.name.rpartition(".")
                        self._library_call(module, name, args, keywords, result)
                elif isinstance(atom, Instance):
                    method = atom.cls.find_method("__call__")
                    if method is not None:
                        self.call_function(method, [(self.singleton(atom), False), *args], keywords, result)
                elif key == "any":
                    self.solver.add_scalar(result, "any")

        self.rule(run, callee)

    def _call_value(self, con: Con, args: Positional, keywords: Keywords, result: TypeVar, seen: set[str]) -> None:
        """Through a function value: the arguments reach the (shared) parameters."""
        if len(con.targets) == 1:
            info = next(iter(con.targets.values()))
            if len(con.args) == len(info.params) + 1:
                if info.key not in seen:
                    seen.add(info.key)
                    self.call_function(info, args, keywords, result)
                return
        for info in con.targets.values():
            if info.key not in seen:
                seen.add(info.key)
                if len(con.args) == len(info.params) + 1:
                    self.call_function(info, args, keywords, result)
                else:
                    self.mark_called(info)
        for (arg, star), param in zip(args, con.args[:-1], strict=False):
            if star:
                break
            self.solver.flow(arg, param)
        self.solver.flow(con.args[-1], result)

    def method_call(self, obj: TypeVar, name: str, arguments: Arguments, result: TypeVar) -> None:
        """`obj.name(...)`."""
        seen: set[str] = set()

        def run() -> None:
            for key, atom in list(obj.find().atoms.items()):
                if key not in seen:
                    seen.add(key)
                    self.atom_method(atom, name, arguments, result)

        self.rule(run, obj)

    def atom_method(self, atom: Atom, name: str, arguments: Arguments, result: TypeVar) -> None:
        """A method on one atom."""
        solver, key = self.solver, atom.key
        args, keywords = arguments
        if isinstance(atom, Instance):
            method = atom.cls.find_method(name)
            if method is not None and method.kind != "property" and not atom.cls.hides(name):
                receiver: Positional = [] if method.kind == "static" else [(self.singleton(atom), False)]
                if method.kind == "class":
                    receiver = [(self.singleton(ClassObject(atom.cls)), False)]
                self.call_function(method, [*receiver, *args], keywords, result)
            else:
                value = solver.var()
                self.read_attribute(self.singleton(atom), name, value)
                self.call(value, arguments, result, None)
        elif isinstance(atom, ClassObject):
            method = atom.cls.find_method(name)
            if method is not None:
                receiver = [(self.singleton(atom), False)] if method.kind == "class" else []
                self.call_function(method, [*receiver, *args], keywords, result)
        elif isinstance(atom, Named) and key.startswith("module:"):
            if atom.name == "sys.stdin":
                special.stdin_method(self, name, result)
            elif atom.name in ("sys.stdout", "sys.stderr"):
                solver.add_scalar(result, "none" if name == "flush" else "int")
            else:
                value = solver.var()
                self.module_attribute(atom.name, name, value)
                self.call(value, arguments, result, None)
        elif isinstance(atom, Named) and atom.name in ("dict", "str", "int", "float", "list") and name == "fromkeys":
            special.fromkeys(self, args, result)
        elif isinstance(atom, Named) and key == "library:itertools.chain" and name == "from_iterable":
            library.chain_from_iterable(self, args, result)
        elif isinstance(atom, Named) and key == "builtin:str" and name == "maketrans":
            solver.add(result, solver.con("dict", [solver.scalar("any"), solver.scalar("any")]))
        elif isinstance(atom, Named) and key.startswith("builtin:") and args and tables.method(atom.name, name):
            self.method_call(args[0][0], name, (args[1:], keywords), result)
        elif key == "any":
            solver.add_scalar(result, "any")
        else:
            kind = "vtuple" if key.startswith("tuple") else key
            environment = self.receiver_environment(atom)
            if kind == "dict" and isinstance(atom, Con) and "counter" in atom.find().flavors:
                if name in ("update", "subtract"):
                    library.counter_update(self, atom, args, keywords)
                    solver.add_scalar(result, "none")
                    return
            if kind == "dict" and name == "update":
                special.dict_update(self, atom, args, keywords)
                solver.add_scalar(result, "none")
                return
            if name in ("index", "count", "remove") and args and isinstance(atom, Con) and atom.find().args:
                self.compare("==", args[0][0], atom.find().args[0])
            self.declared(tables.method(kind, name), args, keywords, result, environment)

    def receiver_environment(self, atom: Atom) -> dict[str, TypeVar]:
        """Type parameters that the receiver fixes."""
        if not isinstance(atom, Con):
            return {}
        args = atom.find().args
        if atom.key in ("dict", "keys", "values", "items"):
            return {"K": args[0], "V": args[1]}
        if atom.key.startswith("tuple"):
            element = self.solver.var()
            for arg in args:
                self.solver.flow(arg, element)
            return {"T": element}
        return {"T": args[0]} if args else {}

    # --- the library -------------------------------------------------------------------------------------------------

    def call_builtin(
        self, name: str, args: Positional, keywords: Keywords, result: TypeVar, constant: int | None
    ) -> None:
        """A call of a builtin function or type."""
        if name in special.BY_SPECIAL_METHOD:
            special.by_special_method(self, args)
        handler = special.BUILTINS.get(name)
        if handler is not None:
            handler(self, args, keywords, result, constant)
        else:
            self.declared(tables.builtin(name), args, keywords, result, {})

    def _library_call(self, module: str, name: str, args: Positional, keywords: Keywords, result: TypeVar) -> None:
        handler = special.LIBRARY.get((module, name)) or library.LIBRARY.get((module, name))
        if handler is not None:
            handler(self, args, keywords, result, None)
        else:
            self.declared(tables.module_function(module, name), args, keywords, result, {})

    def library_name(self, module: str, name: str, result: TypeVar) -> None:
        """`module.name` of the standard library."""
        solver = self.solver
        if module == "math" and name in ("pi", "e", "tau", "inf", "nan"):
            solver.add_scalar(result, "float")
        elif module == "sys" and name == "argv":
            if self.program.argv is None:
                self.program.argv = self.singleton(solver.con("list", [solver.scalar("str")]))
            solver.flow(self.program.argv, result)
        elif module == "sys" and name in ("stdin", "stdout", "stderr"):
            solver.add(result, Named("module", f"sys.{name}"))
        elif module == "sys" and name == "maxsize":
            solver.add_scalar(result, "int")
        elif module == "string" and name in modules.STRING:
            solver.add_scalar(result, "str")
        elif (
            tables.module_function(module, name)
            or (module, name) in special.LIBRARY
            or (module, name) in library.LIBRARY
        ):
            solver.add(result, Named("library", f"{module}.{name}"))
        else:
            solver.add_scalar(result, "any")

    def declared(
        self,
        overloads: tuple[Signature, ...],
        args: Positional,
        keywords: Keywords,
        result: TypeVar,
        environment: dict[str, TypeVar],
    ) -> None:
        """A call of a declared function: every overload that takes this many arguments."""
        if any(star for _, star in args) or None in keywords:
            for signature in overloads[:1]:
                self.yields(signature.result, environment, result)
            return
        fitting = [s for s in overloads if fits(s, len(args), keywords)]
        for signature in fitting[:1]:
            bound = dict(environment)
            for (value, _), param in zip(args, spread_params(signature, len(args)), strict=False):
                self.accept(value, param.type, param.stored, bound)
            for name, value in keywords.items():
                for param in signature.params:
                    if param.name == name:
                        self.accept(value, param.type, param.stored, bound)
            self.yields(signature.result, bound, result)

    def accept(self, value: TypeVar, expected: T, stored: bool, environment: dict[str, TypeVar]) -> None:
        """`value` is passed where `expected` is declared."""
        head = expected.head
        if head == "union":
            for part in expected.args:
                self.accept(value, part, stored, environment)
        elif head == "iter":
            if expected.args[0].head not in _SCALAR_HEADS:
                element = self.solver.var()
                self.iterate(value, element)
                self.accept(element, expected.args[0], stored, environment)
        elif head == "fn":
            arguments: Positional = [
                (environment.setdefault(t.head, self.solver.var()), False) for t in expected.args[:-1]
            ]
            self.call(value, (arguments, {}), environment.setdefault(expected.args[-1].head, self.solver.var()), None)
        elif head in ("list", "set", "dict") and stored:

            def run() -> None:
                atom = value.find().atoms.get(head)
                if isinstance(atom, Con):
                    for inner, param in zip(atom.find().args, expected.args, strict=True):
                        self.solver.flow(inner, environment.setdefault(param.head, self.solver.var()))

            self.rule(run, value)
        elif head not in _SCALAR_HEADS and head not in CONTAINERS and (stored or head not in environment):
            self.solver.flow(value, environment.setdefault(head, self.solver.var()))

    def yields(self, declared: T, environment: dict[str, TypeVar], result: TypeVar) -> None:
        """`result` has the declared type."""
        solver, head = self.solver, declared.head
        if head == "union":
            for part in declared.args:
                self.yields(part, environment, result)
        elif head in _SCALAR_HEADS:
            solver.add_scalar(result, _SCALAR_HEADS[head])
        elif head in ("keys", "values", "items"):
            solver.add(result, solver.con(head, [environment[t.head] for t in declared.args]))
        elif head == "pair" or head in CONTAINERS:
            items = []
            for part in declared.args:
                item = solver.var()
                self.yields(part, environment, item)
                items.append(item)
            solver.add(result, solver.con(f"tuple{len(items)}" if head == "pair" else head, items))
        else:
            solver.flow(environment.setdefault(head, solver.var()), result)


def fits(signature: Signature, count: int, keywords: Keywords | dict[str | None, object]) -> bool:
    """Whether a call with `count` positional arguments and these keywords matches the declaration."""
    positional = [p for p in signature.params if not p.keyword_only]
    if any(p.variadic for p in positional):
        return True
    if count > len(positional):
        return False
    names = {p.name for p in signature.params}
    if any(k not in names for k in keywords):
        return False
    return all(p.default is not None or p.name in keywords for p in positional[count:])


def spread_params(signature: Signature, count: int) -> list[ParamSig]:
    """The parameter that each of `count` positional arguments goes to."""
    positional = [p for p in signature.params if not p.keyword_only]
    spread: list[ParamSig] = []
    for p in positional:
        spread.extend([p] * (count - len(spread)) if p.variadic else [p])
    return spread[:count]

"""What a class says that can't be translated yet: told where it says so, since nothing of it would be missed otherwise.

    refused(program)      after every edit: it reads literals and places, which a solved program outlives (`ir.graft`)

Statements and expressions that can't be translated are told where they are lowered. A function or class that isn't what
it says stops the program where it is called, or an object is made (`gap_of_function`, `gap_of_class`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import child_nodes
from citl_lsp.text.span import Span
from citl_lsp.types.model import TypeVar
from citl_lsp.types.program import ClassInfo, FunctionInfo, ModuleInfo, Problem, Program

_UNCALLED = """__getattr__ __getattribute__ __setattr__ __delattr__ __del__ __new__ __init_subclass__ __set_name__
    __class_getitem__ __get__ __set__ __delete__ __missing__ __instancecheck__ __subclasscheck__ __prepare__ __format__
    __bytes__ __dir__ __sizeof__ __copy__ __deepcopy__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __getnewargs__
    __length_hint__ __floor__ __ceil__ __trunc__ __complex__ __post_init__ __await__ __aiter__ __anext__ __aenter__
    __aexit__ __subclasses__ __mro_entries__ __buffer__ __fspath__"""
_WITHOUT_EFFECT = frozenset(_UNCALLED.split())
"""Special methods that nothing would call."""
_NAMED = """__bytes__ __dir__ __sizeof__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __getnewargs__
    __length_hint__ __complex__ __post_init__ __subclasses__ __buffer__ __fspath__"""
_IMPLICIT = _WITHOUT_EFFECT - frozenset(_NAMED.split())
"""Those that an ordinary program calls without naming them."""
_ON_METHODS = frozenset({"staticmethod", "classmethod", "property", "abstractmethod", "setter"})
_ANYWHERE = frozenset({"final", "override", "no_type_check"})
"""Decorators that change nothing."""
_CALL_IT = "call the decorator yourself"
_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})
_TRUTHS = frozenset({"bool", "any", "builtin:NotImplemented"})


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a definition says and its translation doesn't do."""

    module: ModuleInfo
    unit: ir.Unit
    node: ir.Node
    what: str
    instead: str
    implicit: bool = True
    """Calls of the function, or objects of the class, do something else without it."""

    @property
    def problem(self) -> Problem:
        text = f"{self.what} can't be translated yet"
        text = f"{text}: {self.instead}" if self.instead else text
        return Problem(self.module, self.unit, self.node, "unsupported", text)


def refused(program: Program) -> Iterator[Problem]:
    """One problem for each place."""
    for module in program.modules.values():
        for info in module.functions.values():
            if info.kind != "nested":  # those are told where they are defined
                yield from (gap.problem for gap in _decorators(info))
        for cls in module.classes.values():
            yield from (gap.problem for gap in _class(cls))
            for info in _own_methods(cls):
                yield from (gap.problem for gap in _comparison(info))


def gap_of_function(info: FunctionInfo) -> Gap | None:
    """Why a call of the function would do something else than in CPython."""
    return next(chain(_decorators(info), _comparison(info)), None) if info.kind != "nested" else None


def gap_of_class(cls: ClassInfo) -> Gap | None:
    """Why an object of the class would do something else than in CPython."""
    return next((gap for each in cls.ancestors() for gap in _class(each) if gap.implicit), None)


def _decorators(info: FunctionInfo) -> Iterator[Gap]:
    for decorator in info.function.decorators:
        if not (_is_known(decorator, _ANYWHERE) or (info.owner is not None and _is_known(decorator, _ON_METHODS))):
            yield Gap(info.module, info.unit, decorator, f"the decorator of `{info.function.name}`", _CALL_IT)


def _comparison(info: FunctionInfo) -> Iterator[Gap]:
    name = info.function.name
    if info.owner is not None and name in _COMPARISONS and not _is_truth(info.result):
        what = f"`{name}` with another result than True or False"
        yield Gap(info.module, info.unit, _head(info), what, "a bool")


def _own_methods(cls: ClassInfo) -> Iterator[FunctionInfo]:
    """The methods of a class's body, other names of theirs left out."""
    return (method for name, method in cls.methods.items() if method.function.name == name)


def _is_known(decorator: ir.Expr, names: frozenset[str]) -> bool:
    return isinstance(decorator, (ir.Global, ir.Attr)) and decorator.name in names


def _class(cls: ClassInfo) -> Iterator[Gap]:
    for decorator in cls.header.decorators:
        if not _is_known(decorator, _ANYWHERE):
            yield Gap(cls.module, cls.unit, decorator, f"the decorator of `{cls.name}`", "write out what it adds")
    for word in cls.header.keywords:
        yield Gap(cls.module, cls.unit, word, f"the class argument `{word.name}`", "assign a class attribute")
    if not cls.class_values:  # else they are told when the body is lowered
        for stmt in cls.header.body:
            if isinstance(stmt, ir.UnsupportedStmt):
                yield Gap(cls.module, cls.unit, stmt, stmt.what, stmt.instead, implicit=False)
    yield from _slots(cls)
    for method in _own_methods(cls):
        yield from _defaults(cls, method)
        name = method.function.name
        if name in _WITHOUT_EFFECT:
            what, instead = f"the special method `{name}`", "a method that is called by name"
            yield Gap(cls.module, method.unit, _head(method), what, instead, name in _IMPLICIT)


def _defaults(cls: ClassInfo, method: FunctionInfo) -> Iterator[Gap]:
    """Defaults are evaluated where the class's own names are known; here they are looked up in the module."""
    parts: list[ir.Node] = [param.default for param in method.function.params if param.default is not None]
    for part in parts:
        parts.extend(child_nodes(part))
        if isinstance(part, ir.Global) and (part.name in cls.class_values or part.name in cls.methods):
            what = f"a default that reads `{part.name}` of the class"
            yield Gap(cls.module, method.unit, part, what, f"None, and `self.{part.name}` in the method")


def _slots(cls: ClassInfo) -> Iterator[Gap]:
    """`__slots__` says which attributes there may be: only seen where another one is assigned."""
    allowed: set[str] = set()
    found: ir.Stmt | None = None
    for each in cls.ancestors():
        own = next((stmt for stmt in each.header.body if _assigns_slots(stmt)), None)
        if own is None:
            return
        assert isinstance(own, ir.Assign)
        items = own.value.items if isinstance(own.value, (ir.TupleLit, ir.ListLit)) else [own.value]
        allowed |= {item.value for item in items if isinstance(item, ir.Const) and isinstance(item.value, str)}
        found = found if each is not cls else own
    others = sorted(cls.root().written - allowed - {name for c in cls.root().descendants() for name in c.setters})
    if found is not None and others:
        yield Gap(cls.module, cls.unit, found, f"`__slots__` without `{others[0]}`, which is assigned", "add the name")


def _assigns_slots(stmt: ir.Stmt) -> bool:
    return isinstance(stmt, ir.Assign) and any(
        isinstance(target, ir.TargetGlobal) and target.name == "__slots__" for target in stmt.targets
    )


def _is_truth(result: TypeVar) -> bool:
    return set(result.find().atoms) <= _TRUTHS


def _head(method: FunctionInfo) -> ir.Node:
    """The first line of a `def`."""
    function = method.function
    end = function.body[0].span.start if function.body else function.span.end
    return ir.Pass(Span(function.span.start, end), function.line)

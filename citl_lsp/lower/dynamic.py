"""Functions called with dynamic arguments: `|args, kwargs| ...` bound to parameters as CPython binds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from citl_lsp.ir import nodes as ir
from citl_lsp.lower.names import shown_name
from citl_lsp.lower.rty import RTy, rust_type
from citl_lsp.lower.values import call, method
from citl_lsp.rust import tree as r
from citl_lsp.types.program import FunctionInfo

if TYPE_CHECKING:
    from citl_lsp.lower.facts import ProgramFacts


def dynamic_arguments(
    program: ProgramFacts, info: FunctionInfo, skip: int, default: Callable[[int, RTy], r.RExpr]
) -> tuple[list[r.RStmt], list[r.RExpr]]:
    """Arguments of `info` from `args: &[Value]` and `kwargs: &[(&str, Value)]` (`skip`: parameters filled otherwise).

    The expressions use `?`; they belong into something that returns `Res`. `default(i, type)` is the `Value` of a
    parameter's default.
    """
    stmts: list[r.RStmt] = []
    out: list[r.RExpr] = []
    params = info.function.params[skip:]
    name = shown_name(info.function.qualname)
    named = [p.var.name for p in params if p.kind in ("normal", "keyword_only")]
    most = -1 if any(p.kind == "args" for p in params) else sum(p.kind in ("normal", "positional_only") for p in params)
    if most >= 0:
        text = f'"{name}() takes {most + skip} positional arguments but more were given"'
        refused = r.Return(call("Err", call("type_error", r.Lit(text))))
        test = r.Binary(">", method(r.Path("args"), "len"), r.Lit(str(most)))
        stmts.append(r.ExprS(r.IfExpr(test, r.Block([r.ExprS(refused)]))))
    for i, param in enumerate(params):
        ty = program.reps.of(info.params[i + skip])
        value = _argument(param, i, name, named, lambda i=i, ty=ty: default(i + skip, ty))  # type: ignore[misc]
        if ty.kind != "Value":
            value = r.Try(call(f"<{rust_type(ty)} as Obj>::from_value", value))
        out.append(r.Prefix("&", value) if program.by_reference(info, i + skip) else value)
    return stmts, out


def _argument(param: ir.Param, i: int, function: str, named: list[str], default: Callable[[], r.RExpr]) -> r.RExpr:
    if param.kind == "args":
        return call("Value::Tuple", call("Tuple::from", r.Path(f"args.get({i}..).unwrap_or(&[]).to_vec()")))
    if param.kind == "kwargs":
        known = ", ".join(f'"{n}"' for n in named)
        return call("rt::extra_keywords", r.Path("kwargs"), r.Path(f"&[{known}]"))
    positional = method(method(r.Path("args"), "get", r.Lit(str(i))), "cloned")
    by_name = method(
        method(method(r.Path("kwargs"), "iter"), "find", r.Path(f'|k| k.0 == "{param.var.name}"')),
        "map",
        r.Path("|k| k.1.clone()"),
    )
    if param.kind == "keyword_only":
        given = by_name
    elif param.kind == "positional_only":
        given = positional
    else:
        given = method(positional, "or_else", r.Closure([], by_name))
    if param.default is not None:
        return method(given, "unwrap_or_else", r.Closure([], default()))
    text = f"\"{function}() missing 1 required positional argument: '{param.var.name}'\""
    return r.Try(method(given, "ok_or_else", r.Closure([], call("type_error", r.Lit(text)))))

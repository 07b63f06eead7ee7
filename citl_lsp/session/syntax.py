"""Syntax errors as findings. Loaded by the front: must stay light."""

from __future__ import annotations

from collections.abc import Iterable

from citl_lsp.session.messages import Finding
from citl_lsp.syntax.check import SyntaxProblem


def syntax_finding(problem: SyntaxProblem, number: int) -> Finding:
    """One thing that CPython refuses; `number` tells equal ones apart."""
    return Finding(
        id=f"syntax:{problem.message}:{number}",
        start=problem.span.start,
        end=problem.span.end,
        tier=1,
        severity="error",
        source="python",
        code="syntax",
        message=problem.message[:1].upper() + problem.message[1:],
    )


def syntax_findings(problems: Iterable[SyntaxProblem]) -> tuple[Finding, ...]:
    """All of them."""
    return tuple(syntax_finding(problem, number) for number, problem in enumerate(problems, 1))

"""Whether a text is a Python program, by CPython's own judgement.

tree-sitter accepts `def f(a, a)` and `return` at top level; CPython's parser accepts the second too, and only its
compiler refuses it. So validity is what `compile()` says, and everything that it raises becomes a `SyntaxProblem`.

    >>> check("return 1\\n").problem
    SyntaxProblem(span=Span(start=0, end=8), line=0, message="'return' outside function")

Total: no text makes it raise. It knows no tree but CPython's, and reports one problem, since CPython does;
`syntax.problems` finds further ones.
"""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from typing import NamedTuple

from citl_lsp.text.positions import LineIndex, prefix_length
from citl_lsp.text.span import Span

BOM = "\ufeff"
_COMMAND = re.compile(r"%{1,2}[A-Za-z]|!{1,2}[\w./~]|\?{1,2}\w")
_ASKED = re.compile(r"[\w.]+")


class SyntaxProblem(NamedTuple):
    """Something that CPython refuses. `span` in code points of the text, `line` counts from 0."""

    span: Span
    line: int
    message: str


class Checked(NamedTuple):
    """`tree` is None exactly when there is a problem."""

    tree: ast.Module | None
    problem: SyntaxProblem | None


@lru_cache(maxsize=2)
def parse(source: str, path: str = "<text>") -> ast.Module:
    """CPython's tree of a text without BOM, not to be changed. Raises what `compile` does."""
    tree = compile(source, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def check(text: str, path: str = "<text>", accepted: bool = False) -> Checked:
    """Parse and compile `text`; positions of the tree are CPython's own (a leading BOM isn't counted). A text that is
    known to be `accepted` isn't compiled again."""
    source = text.removeprefix(BOM)
    parsed = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parse(source, path)
            parsed = True
            if not accepted:
                compile(tree, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        if error.lineno is None:
            return Checked(None, _unlocated(text, error.msg or "invalid syntax"))
        return Checked(None, _located(error, text, in_characters=not parsed))
    except (ValueError, OverflowError) as error:  # NUL bytes, lone surrogates
        return Checked(None, _unlocated(text, str(error)))
    except (RecursionError, MemoryError):
        return Checked(None, SyntaxProblem(Span(0, 0), 0, "the code is nested too deeply for Python's parser"))
    return Checked(tree, None)


def problem_of(text: str, path: str = "<text>") -> SyntaxProblem | None:
    """As `check(text).problem`, in half the time where there is none, since no tree is made."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text.removeprefix(BOM), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return check(text, path).problem
    return None


def compiles(text: str) -> bool:
    """Whether CPython accepts `text`."""
    return problem_of(text) is None


def _located(error: SyntaxError, text: str, in_characters: bool) -> SyntaxProblem:
    """The problem at an error's place. The parser counts columns in characters, the later passes in UTF-8 bytes."""
    index = LineIndex(text)
    skipped = 1 if text.startswith(BOM) else 0

    def offset(line: int | None, column: int | None) -> int | None:
        if line is None or line < 1:
            return None
        if line > index.line_count:
            return len(text)
        before = skipped if line == 1 else 0
        start, end = index.starts[line - 1] + before, index.line_end(line - 1)
        column = max(column or 1, 1) - 1
        if not in_characters:
            column = prefix_length(text[start:end], column, "utf-8")
        return min(start + column, end)

    start = offset(error.lineno, error.offset)
    if start is None:
        start = 0
    has_end = bool(error.end_lineno and error.end_offset and error.end_offset > 0)
    end = offset(error.end_lineno, error.end_offset) if has_end else None
    if end is None or end <= start:
        end = min(start + 1, index.line_end(index.line_of(start)))
    line = index.line_of(start)
    message = error.msg or "invalid syntax"
    if _is_ipython(text[index.starts[line] : start], text[start : index.line_end(line)]):
        message += "; this line is IPython's own syntax, which Python doesn't know: take it out"
    return SyntaxProblem(Span(start, max(start, end)), line, message)


def _is_ipython(before: str, rest: str) -> bool:
    """Whether a line is `%magic`, `!command` or `name?`, by what is before and after the place that is refused."""
    if _COMMAND.match(rest):
        return not before.strip()
    return rest.strip() in ("?", "??") and _ASKED.fullmatch(before.strip()) is not None


def _unlocated(text: str, message: str) -> SyntaxProblem:
    for place, char in enumerate(text):
        if char == "\0" or "\ud800" <= char <= "\udfff":
            name = "a null byte" if char == "\0" else f"a lone surrogate (U+{ord(char):04X})"
            line = LineIndex(text).line_of(place)
            return SyntaxProblem(Span(place, place + 1), line, f"source code cannot contain {name}")
    return SyntaxProblem(Span(0, 0), 0, message)

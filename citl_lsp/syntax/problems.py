"""All that is syntactically wrong with a text, not only the first thing.

CPython stops at its first complaint. Each definition is therefore asked about on its own (`syntax.chunks`), so that an
open bracket in one function doesn't hide a fault in the next; within one definition, places where tree-sitter had to
skip or invent something follow CPython's own message, unless that says that everything after it is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence

from citl_lsp.syntax.check import SyntaxProblem, problem_of
from citl_lsp.syntax.chunks import Chunk, chunks, member_problem, members, problem_in
from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span

_OPEN_ENDED = ("was never closed", "unterminated", "indent", "does not match", "unmatched", "nested too deeply")
_MOST = 50


def problems(text: str, suspects: Sequence[Span] = ()) -> list[SyntaxProblem]:
    """Problems in order of place, at most 50; none exactly when CPython accepts the text. `suspects` are places that
    a tolerant parser stumbled over (`Document.suspects`)."""
    first = problem_of(text)
    if first is None:
        return []
    found: list[SyntaxProblem] = []
    for chunk in chunks(text):
        for start, line, problem in _chunk_problems(text, chunk):
            span = problem.span.shifted(start)
            found.append(SyntaxProblem(span, problem.line + line, problem.message))
    if not found:  # only wrong together, as a late `from __future__ import`
        return [first]
    if any(chunk.start <= first.span.start < chunk.end for chunk in chunks(text) if _chunk_problems(text, chunk)):
        found.insert(0, first)
    found += _suspected(text, suspects, found)
    kept: dict[int, SyntaxProblem] = {}
    for problem in found:
        kept.setdefault(problem.line, problem)
    return sorted(kept.values(), key=lambda problem: problem.span)[:_MOST]


def _chunk_problems(text: str, chunk: Chunk) -> list[tuple[int, int, SyntaxProblem]]:
    """(offset, line, problem relative to them) of one chunk; of a class those of its members."""
    whole = problem_in(text[chunk.start : chunk.end])
    if whole is None:
        return []
    found: list[tuple[int, int, SyntaxProblem]] = []
    if chunk.kind == "class":
        for member in members(text, chunk)[1]:
            problem = member_problem(text[member.start : member.end])
            if problem is not None:
                found.append((member.start, member.line, problem))
    return found or [(chunk.start, chunk.line, whole)]


def _suspected(text: str, suspects: Sequence[Span], found: list[SyntaxProblem]) -> list[SyntaxProblem]:
    if not suspects:
        return []
    index = LineIndex(text)
    cut = chunks(text)
    more: list[SyntaxProblem] = []
    for suspect in suspects[:_MOST]:
        line = index.line_of(suspect.start)
        chunk = next((chunk for chunk in cut if chunk.start <= suspect.start < chunk.end), None)
        if chunk is None or problem_in(text[chunk.start : chunk.end]) is None:
            continue
        before = [problem for problem in found if chunk.start <= problem.span.start < chunk.end]
        if any(word in problem.message for problem in before for word in _OPEN_ENDED):
            continue
        if all(problem.line < line for problem in before):
            more.append(SyntaxProblem(suspect, line, "invalid syntax"))
    return more

"""A text with a tree-sitter parse that is kept live under edits.

    document = Document("def f():\\n    pass\\n")
    document.edit(13, 17, "return 1")       ['f']

The tree is tolerant and cheap to update: it says which definitions hold an error, and where, between two calls of
CPython's compiler. All offsets are code points; tree-sitter's bytes stay inside.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Point, Tree

from citl_lsp.syntax.check import SyntaxProblem
from citl_lsp.syntax.chunks import chunks, members
from citl_lsp.syntax.problems import problems
from citl_lsp.syntax.recovery import numbered
from citl_lsp.text.span import Span

_LANGUAGE = Language(tree_sitter_python.language())
_LONE_CR = re.compile(r"\r(?!\n)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_SUSPECTS = 100


class Definition(NamedTuple):
    """A top-level function, a class or a method. `qualname` as the frontend names units."""

    qualname: str
    kind: Literal["function", "class", "method"]
    span: Span
    """From the first decorator or keyword to the end of its last line; a class's includes its methods."""
    has_error: bool
    """tree-sitter found an error inside."""


class Document:
    """The text of one open file."""

    def __init__(self, text: str) -> None:
        self._parser = Parser(_LANGUAGE)
        self.text = text
        self._bytes = _encoded(text)
        self._tree: Tree = self._parser.parse(self._bytes)
        self._definitions: list[Definition] | None = None

    @property
    def has_error(self) -> bool:
        """Whether tree-sitter found an error; a text without one may still be refused by CPython."""
        return self._tree.root_node.has_error

    def edit(self, start: int, old_end: int, new_text: str) -> list[str]:
        """Replace the code points `[start, old_end)`; reversed or outside ranges are put right.

        Returns the qualified names of the definitions that the edit touched, before or after it, and `<module>` if it
        touched what lies outside of them.
        """
        start, old_end = min(start, old_end), max(start, old_end)
        start, old_end = (min(max(place, 0), len(self.text)) for place in (start, old_end))
        touched = dict.fromkeys(self._touched(Span(start, old_end)))
        text = self.text[:start] + new_text + self.text[old_end:]
        data = _encoded(text)
        first, last = _byte_length(self.text, start), _byte_length(self.text, old_end)
        new_last = _byte_length(text, start + len(new_text))
        self._tree.edit(
            start_byte=first,
            old_end_byte=last,
            new_end_byte=new_last,
            start_point=_point(self._bytes, first),
            old_end_point=_point(self._bytes, last),
            new_end_point=_point(data, new_last),
        )
        self.text, self._bytes = text, data
        self._tree = self._parser.parse(data, self._tree)
        self._definitions = None
        touched.update(dict.fromkeys(self._touched(Span(start, start + len(new_text)))))
        return list(touched)

    def _touched(self, span: Span) -> list[str]:
        found = [definition for definition in self.definitions() if definition.span.overlaps(span)]
        inner = [
            definition.qualname
            for definition in found
            if definition.kind != "class"
            or not any(
                other.qualname.startswith(definition.qualname + ".") and other.span.contains(span) for other in found
            )
        ]
        top = [definition for definition in found if definition.kind != "method"]
        if not any(definition.span.contains(span) for definition in top):
            inner.append("<module>")
        return inner

    def definitions(self) -> list[Definition]:
        """Top-level functions, classes and methods in order; of what is nested in `if` or `try` nothing."""
        if self._definitions is None:
            self._definitions = self._find_definitions()
        return self._definitions

    def _find_definitions(self) -> list[Definition]:
        text = self.text
        faults = self.suspects()
        counts: dict[str, int] = {}
        found: list[Definition] = []

        def add(qualname: str, kind: Literal["function", "class", "method"], start: int, end: int) -> None:
            while start < end and text[start] in " \t\f\ufeff":
                start += 1
            span = Span(start, _code_end(text, start, end))
            wrong = any(span.start <= fault.start <= span.end for fault in faults)
            found.append(Definition(numbered(qualname, counts), kind, span, wrong))

        boundaries: set[int] | None = None
        if not self.has_error:
            nodes = self._tree.root_node.children
            boundaries = {node.start_point.row for node in nodes}
            decorated = (node for node in nodes if node.type == "decorated_definition")
            boundaries.update(child.start_point.row for node in decorated for child in node.children)
        for chunk in chunks(text, boundaries):
            if chunk.kind == "statement":
                continue
            add(chunk.name, chunk.kind, _code_start(text, chunk.start), chunk.end)
            owner = found[-1].qualname
            if chunk.kind == "class":
                for member in members(text, chunk)[1]:
                    if member.kind == "function":
                        start = _code_start(text, member.start)
                        add(f"{owner}.{member.name}", "method", start, member.end)
        return found

    def suspects(self) -> list[Span]:
        """Places that tree-sitter skipped or where it misses something, in order, at most 100."""
        if not self.has_error:
            return []
        found: list[Span] = []
        stack: list[Node] = [self._tree.root_node]
        while stack and len(found) < _MOST_SUSPECTS:
            node = stack.pop()
            if node.is_missing or node.is_error:
                start = _characters(self._bytes, node.start_byte)
                end = _characters(self._bytes, node.end_byte)
                line_end = re.compile(r"[\r\n]|\Z").search(self.text, start)
                assert line_end is not None
                found.append(Span(start, max(start, min(end, line_end.start()))))
            if node.has_error and not node.is_missing:
                stack.extend(child for child in reversed(node.children) if child.has_error or child.is_missing)
        return found

    def problems(self) -> list[SyntaxProblem]:
        """Everything CPython refuses, one per line, and where else the text looks wrong."""
        return problems(self.text, self.suspects())


def _encoded(text: str) -> bytes:
    """UTF-8 as tree-sitter wants it, every character with the bytes it would take anyway: a lone `\\r` is a line end,
    a NUL is a character like others."""
    if text.isascii():
        data = text
    else:
        data = _SURROGATE.sub("\ufffd", text)
    if "\r" in data:
        data = _LONE_CR.sub("\n", data)
    if "\0" in data:
        data = data.replace("\0", "\x01")
    return data.encode()


def _byte_length(text: str, end: int) -> int:
    return end if text.isascii() else len(text[:end].encode("utf-8", "surrogatepass"))


def _characters(data: bytes, end: int) -> int:
    return end if data.isascii() else len(data[:end].decode("utf-8", "ignore"))


def _point(data: bytes, offset: int) -> Point:
    row = data.count(b"\n", 0, offset)
    return Point(row, offset - (data.rfind(b"\n", 0, offset) + 1))


def _code_end(text: str, start: int, end: int) -> int:
    """The end of the last line of code in `[start, end)`: neither empty nor a comment."""
    while end > start:
        line = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1 or start
        code = text[line:end].strip(" \t\f")
        if code and not code.startswith("#"):
            return line + len(text[line:end].rstrip(" \t\f"))
        end = line - 1 if line > start else start
    return end


_COMMENTS = re.compile(r"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))*")


def _code_start(text: str, start: int) -> int:
    """The first line of code at or after `start` (a chunk may begin with comments)."""
    match = _COMMENTS.match(text, start)
    return start if match is None else match.end()

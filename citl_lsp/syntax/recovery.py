"""A text that CPython accepts out of one that it doesn't, so that the rest of a file being edited still translates.

    def f(x:            def f(*args, **kwargs): raise SyntaxError       (or the last good text of `f`)
        return x
    def g(): ...        def g(): ...

Each definition that doesn't parse is replaced by its last good text, or by a stub; broken statements become empty
lines. Lines keep their numbers, except below a last good text that is longer than what it replaces: `Recovered.lines`
says which line of the text each one was. Pure and total; it must not know the IR.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from citl_lsp.syntax.check import compiles
from citl_lsp.syntax.chunks import Chunk, chunks, member_problem, members, problem_in
from citl_lsp.text.positions import line_starts

_LINE_ENDS = re.compile(r"\r\n?|\n")
_INDENT = re.compile(r"[ \t\f]*")
_CLASS_LINE = re.compile(r"class[ \t]+\w+", re.MULTILINE)


class Recovered(NamedTuple):
    """`lines[n]` is the line of the original text that line `n` of `text` stands for (both from 0)."""

    text: str
    broken: list[str]
    """Qualified names of what was replaced; `<module>` for top-level statements."""
    lines: list[int]


def recover(text: str, last_good: Mapping[str, str]) -> Recovered:
    """`last_good` gives the texts of definitions as `definition_texts` cut them out of the last good file."""
    if compiles(text):
        return Recovered(text, [], list(range(len(line_starts(text)))))
    work = _Recovery(text, last_good)
    work.file(keep_statements=True)
    if not compiles(work.text):
        work = _Recovery(text, last_good)
        work.file(keep_statements=False)
    if not compiles(work.text):
        work = _Recovery(text, {})
        work.blank(text, 0)
        work.broken.append("<module>")
    result = work.text
    lines = work.lines
    lines += [lines[-1] + 1 if lines else 0] * (len(line_starts(result)) - len(lines))
    return Recovered(result, work.broken, lines)


def definition_texts(text: str) -> dict[str, str]:
    """The texts of a file's top-level functions, classes and methods by qualified name (`f`, `C`, `C.m`, `f#2`), as
    `recover` takes them."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for chunk in chunks(text):
        if chunk.kind == "statement":
            continue
        qualname = numbered(chunk.name, counts)
        found[qualname] = text[chunk.start : chunk.end]
        if chunk.kind == "class":
            for member in members(text, chunk)[1]:
                if member.kind == "function":
                    found[numbered(f"{qualname}.{member.name}", counts)] = text[member.start : member.end]
    return found


def numbered(qualname: str, counts: dict[str, int]) -> str:
    """`f`, then `f#2`, as the frontend numbers units."""
    counts[qualname] = counts.get(qualname, 0) + 1
    return qualname if counts[qualname] == 1 else f"{qualname}#{counts[qualname]}"


class _Recovery:
    """Puts the new text together."""

    def __init__(self, original: str, last_good: Mapping[str, str]) -> None:
        self.original = original
        self.last_good = last_good
        self.parts: list[str] = []
        self.lines: list[int] = []
        self.broken: list[str] = []
        self.counts: dict[str, int] = {}

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def file(self, keep_statements: bool) -> None:
        for chunk in chunks(self.original):
            part = self.original[chunk.start : chunk.end]
            name = numbered(chunk.name, self.counts) if chunk.kind != "statement" else "<module>"
            if chunk.kind == "class":
                self.class_(chunk, name)
            elif problem_in(part) is None and (keep_statements or chunk.kind == "function"):
                self.keep(part, chunk.line)
            else:
                if name not in self.broken:
                    self.broken.append(name)
                if chunk.kind == "statement":
                    self.blank(part, chunk.line)
                else:
                    self.replace(part, chunk.line, self.good_function(name, chunk.name))

    def good_function(self, qualname: str, name: str) -> str:
        good = self.last_good.get(qualname, "")
        if good and problem_in(good) is None:
            return good
        return f"def {name}(*args, **kwargs): raise SyntaxError\n"

    def class_(self, chunk: Chunk, qualname: str) -> None:
        part = self.original[chunk.start : chunk.end]
        _, body = members(self.original, chunk)
        names = {
            member: numbered(f"{qualname}.{member.name}", self.counts) for member in body if member.kind == "function"
        }
        if problem_in(part) is None:
            self.keep(part, chunk.line)
            return
        body_start = body[0].start if body else chunk.end
        header = self.original[chunk.start : body_start]
        indent = _indent(self.original, body_start) if body else " "
        if not body:
            self.broken.append(qualname)
            self.replace(header, chunk.line, self.good_class(qualname, chunk.name))
            return
        if problem_in(f"{header}{_line_end_after(header)}{indent}pass\n") is None:
            self.keep(header, chunk.line)
        else:
            self.broken.append(qualname)
            self.replace(header, chunk.line, self.good_header(qualname, chunk.name))
        for member in body:
            part = self.original[member.start : member.end]
            if member_problem(part) is None:
                self.keep(part, member.line)
            elif member.kind == "function":
                self.broken.append(names[member])
                self.replace(part, member.line, self.good_method(names[member], member.name, indent))
            else:
                if qualname not in self.broken:
                    self.broken.append(qualname)
                self.replace(part, member.line, f"{indent}pass\n")

    def good_class(self, qualname: str, name: str) -> str:
        good = self.last_good.get(qualname, "")
        return good if good and problem_in(good) is None else f"class {name}: pass\n"

    def good_header(self, qualname: str, name: str) -> str:
        good = self.last_good.get(qualname, "")
        match = _CLASS_LINE.search(good)
        if match is not None:
            cut = chunks(good)
            body = members(good, cut[0])[1] if cut and cut[0].kind == "class" else []
            header = good[: body[0].start] if body else ""
            if header and problem_in(f"{header} pass\n") is None:
                return header
        return f"class {name}:\n"

    def good_method(self, qualname: str, name: str, indent: str) -> str:
        good = self.last_good.get(qualname, "")
        if good:
            moved = good if _indent(good, 0) == indent else indent + good.lstrip(" \t")
            if member_problem(moved) is None:
                return moved
        return f"{indent}def {name}(self, *args, **kwargs): raise SyntaxError\n"

    # --- assembling ---------------------------------------------------------------------------------------------------

    def keep(self, part: str, line: int) -> None:
        self.parts.append(part)
        count = len(_LINE_ENDS.findall(part))
        if part and part[-1] not in "\r\n":
            count += 1
        self.lines += range(line, line + count)

    def blank(self, part: str, line: int) -> None:
        ends = _LINE_ENDS.findall(part)
        self.parts += ends
        self.lines += range(line, line + len(ends))

    def replace(self, part: str, line: int, good: str) -> None:
        """Put `good` where `part` was, followed by empty lines where it is shorter."""
        ends = _LINE_ENDS.findall(part)
        end = ends[0] if ends else "\n"
        if good[-1:] not in ("\r", "\n"):
            good += end
        count = len(_LINE_ENDS.findall(good))
        missing = max(len(ends) - count, 0)
        self.parts += (good, end * missing)
        last = line + max(len(ends) - 1, 0)
        self.lines += (min(line + number, last) for number in range(count + missing))


def _indent(text: str, start: int) -> str:
    match = _INDENT.match(text, start)
    return match.group() if match is not None else ""


def _line_end_after(part: str) -> str:
    return "" if part.endswith(("\n", "\r")) else "\n"

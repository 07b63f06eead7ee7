"""Formatted strings."""

from __future__ import annotations

import ast
import sys
from typing import Literal, cast

from citl_lsp.frontend.comprehensions import Comprehensions
from citl_lsp.ir import nodes as ir
from citl_lsp.text.span import Span

_CONVERSIONS: dict[int, Literal["", "r", "s", "a"]] = {-1: "", 114: "r", 115: "s", 97: "a"}


class FormattedStrings(Comprehensions):
    """Their parts, with places that can be trusted."""

    def fstring(self, node: ast.JoinedStr) -> ir.Expr:
        span, line = self.place(node)
        parts = self.fstring_parts(node, span, line)
        if not parts:
            return ir.Const(span, line, "")
        if len(parts) == 1 and isinstance(parts[0], str):
            return ir.Const(span, line, parts[0])
        return ir.FString(span, line, parts)

    def fstring_parts(self, node: ast.JoinedStr, span: Span, line: int) -> list[str | ir.FormatPart]:
        parts: list[str | ir.FormatPart] = []
        for value in node.values:
            if isinstance(value, ast.Constant):
                text = cast(str, value.value)
                if parts and isinstance(parts[-1], str):
                    parts[-1] += text
                else:
                    parts.append(text)
            elif isinstance(value, ast.FormattedValue):
                parts.append(self.format_part(value, span, line))
        return parts

    def format_part(self, node: ast.FormattedValue, outer: Span, outer_line: int) -> ir.FormatPart:
        exact = sys.version_info >= (3, 12)
        if not exact and not self.trusted(node.value, outer):
            for part in ast.walk(node.value):
                if isinstance(part, (ast.expr, ast.keyword, ast.arg)):
                    ast.copy_location(part, node)
        value = self.convert(node.value)
        span, line = self.place(node) if exact else (value.span, value.line)
        spec: ir.FString | None = None
        if isinstance(node.format_spec, ast.JoinedStr):
            parts = self.fstring_parts(node.format_spec, outer, outer_line)
            if not exact:
                span, line = outer, outer_line
            spec_span, spec_line = self.place(node.format_spec) if exact else (outer, outer_line)
            spec = ir.FString(spec_span, spec_line, parts)
        return ir.FormatPart(span, line, value, _CONVERSIONS[node.conversion], spec)

    def trusted(self, node: ast.expr, outer: Span) -> bool:
        """Before Python 3.12 places inside f-strings are sometimes wrong: does this one look right?"""
        text, base = self.source.text, self.base
        if node.end_lineno is None or not 1 <= node.lineno <= node.end_lineno < len(self.source.starts):
            return False
        start, end = self.source.start(node), self.source.end(node)
        if node.end_lineno != node.lineno or not (outer.start < start - base and end - base < outer.end):
            return False
        before = text[outer.start + base : start].rstrip(" \t\f\r\n(")
        after = text[end : outer.end + base].lstrip(" \t\f\r\n)")
        if not (before.endswith("{") and after.startswith(("}", "!", ":", "="))):
            return False
        return not isinstance(node, ast.Name) or text.startswith(node.id, start)

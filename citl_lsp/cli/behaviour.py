"""Tier 4 in its simplest form: run the program and its translation once, without arguments or input, and compare."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from citl_lsp.cli.compiling import compile_program
from citl_lsp.cli.draft import Draft
from citl_lsp.diagnostics.model import Diagnostic, Severity
from citl_lsp.equivalence.compare import Verdict, compare
from citl_lsp.equivalence.consent import Permission
from citl_lsp.equivalence.run import run_binary, run_python
from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span
from citl_lsp.toolchain.find import Toolchain


def compare_behaviour(draft: Draft, tools: Toolchain, permission: Permission) -> tuple[Diagnostic | None, str | None]:
    """A finding if they differ, and a message where they can't be compared. Raises ToolchainProblem.

    A translation that rustc refuses has no behaviour: that is said elsewhere.
    """
    with tempfile.TemporaryDirectory(prefix="citl-check-") as folder:
        binary = Path(folder, "program")
        if not compile_program(draft, binary, "debug", tools).result.ok:
            return None, None
        try:
            verdict = asyncio.run(_both(draft, binary, permission))
        except OSError as error:
            return None, f"not compared: {error}"
    if verdict.kind == "different":
        return _finding(draft, verdict, "error", "the translation behaves differently"), None
    if verdict.kind == "stopped":
        return _finding(draft, verdict, "information", "the translation stops with a message"), None
    if verdict.kind == "inconclusive":
        return None, f"not compared: {'; '.join(verdict.reasons)}"
    return None, None


async def _both(draft: Draft, binary: Path, permission: Permission) -> Verdict:
    interpreter = draft.settings.config.python or Path(sys.executable)
    main = draft.loaded.file(draft.program.main)
    return compare(await run_python(permission, interpreter, main), await run_binary(permission, binary))


def _finding(draft: Draft, verdict: Verdict, severity: Severity, what: str) -> Diagnostic:
    main = draft.program.main
    index = LineIndex(draft.program.files[main])
    line = next((n for n in range(index.line_count) if index.line_text(n).strip()), 0)
    message = f"{what} (run without arguments or input): {'; '.join(verdict.reasons)}"
    span = Span(index.starts[line], index.line_end(line))
    return Diagnostic(main, span, 4, severity, "behaviour", message, source="run")

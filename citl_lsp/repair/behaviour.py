"""Whether a translation behaves as CPython does on the program's own run (no arguments, no input)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from citl_lsp.equivalence.compare import VerdictKind, compare
from citl_lsp.equivalence.consent import Permission
from citl_lsp.equivalence.run import run_binary, run_python
from citl_lsp.toolchain.compile import build
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.toolchain.runtime import ensure_runtime_async
from citl_lsp.transpile import Program, Translation


async def behaves(
    permission: Permission,
    program: Program,
    translation: Translation,
    interpreter: Path,
    toolchain: Toolchain | None = None,
) -> VerdictKind | None:
    """How a run of the translation stands to CPython's; None where there is no run to compare.

    The program's main file is run as it lies on disk, by the name that it has in `program`. Raises ToolchainProblem.
    """
    runtime = await ensure_runtime_async("debug", toolchain=toolchain) if translation.uses_runtime else None
    with tempfile.TemporaryDirectory(prefix="citl-run-") as folder:
        binary = Path(folder) / "program"
        result = await build(translation.rust, binary, "debug", runtime=runtime, toolchain=toolchain)
        if not result.ok:
            return None
        try:
            python = await run_python(permission, interpreter, Path(program.main))
            rust = await run_binary(permission, binary)
        except OSError:  # the interpreter that the settings name is gone
            return None
        return compare(python, rust).kind

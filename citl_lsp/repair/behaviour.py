"""Whether a translation behaves as CPython does on the program's own run (no arguments, no input)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from citl_lsp.equivalence.compare import compare
from citl_lsp.equivalence.consent import Permission
from citl_lsp.equivalence.run import Limits, run_binary, run_python
from citl_lsp.toolchain.compile import build
from citl_lsp.toolchain.runtime import ensure_runtime_async
from citl_lsp.transpile import Program, Translation


async def behaves_alike(permission: Permission, program: Program, translation: Translation) -> bool | None:
    """True: equal, or stopped with a message; False: different; None: nothing can be said."""
    runtime = await ensure_runtime_async("debug") if translation.uses_runtime else None
    with tempfile.TemporaryDirectory(prefix="citl-run-") as folder:
        binary = Path(folder) / "program"
        result = await build(translation.rust, binary, "debug", runtime=runtime)
        if not result.ok:
            return None
        limits = Limits()
        python = await run_python(permission, Path(sys.executable), Path(program.main), [], b"", limits)
        rust = await run_binary(permission, binary, [], b"", limits)
        verdict = compare(python, rust)
    if verdict.kind in ("equal", "stopped"):
        return True
    return False if verdict.kind == "different" else None

"""The one place that calls the repair loop, `citl_lsp.repair.api.repair_program`, which loads slowly."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from citl_lsp.cli.console import progress
from citl_lsp.cli.draft import Draft
from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.equivalence.consent import Permission
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.transpile import Program

if TYPE_CHECKING:
    from citl_lsp.repair.api import RepairedProgram

MODULE = "citl_lsp.repair.api"


class Loop(Protocol):
    """`repair_program`."""

    def __call__(
        self,
        program: Program,
        decisions: Decisions,
        policy: Policy,
        *,
        python_edits: bool,
        permission: Permission | None,
        progress: Callable[[str, int, int], None],
        toolchain: Toolchain | None,
        interpreter: Path | None,
    ) -> Coroutine[Any, Any, RepairedProgram]: ...


def find_loop() -> Loop | None:
    """The loop, or None where this installation has none."""
    try:
        module = importlib.import_module(MODULE)
    except ModuleNotFoundError as error:
        if error.name is not None and MODULE.startswith(error.name):
            return None
        raise
    return cast("Loop | None", getattr(module, "repair_program", None))


def run_loop(
    loop: Loop, draft: Draft, tools: Toolchain, *, permission: Permission | None, python_edits: bool = False
) -> RepairedProgram:
    """Run the loop on a draft, with a progress bar. Raises ToolchainProblem."""
    with progress("repairing") as step:
        return asyncio.run(
            loop(
                draft.program,
                draft.decisions,
                draft.policy,
                python_edits=python_edits,
                permission=permission,
                progress=step,
                toolchain=tools,
                interpreter=draft.settings.config.python,
            )
        )

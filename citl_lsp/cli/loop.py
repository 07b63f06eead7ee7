"""The one place that calls the repair loop, `citl_lsp.repair.api.repair_program`.

What the command line needs of it is written down here as protocols; nothing here knows how fixes are found.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from citl_lsp.cli.console import progress
from citl_lsp.cli.draft import Draft
from citl_lsp.decisions.model import Decisions, Policy
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.equivalence.consent import Permission
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.transpile import Program

MODULE = "citl_lsp.repair.api"


class Tried(Protocol):
    """A candidate with what is known about it."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str:
        """`decision`, `edit` or `suggestion`."""

    @property
    def decisions(self) -> Decisions:
        """All decisions with this candidate, not only the ones that it switches."""

    @property
    def switched(self) -> Decisions:
        """The ones that it switches."""

    @property
    def cost(self) -> float: ...
    @property
    def confidence(self) -> float | None: ...
    @property
    def compiled(self) -> bool | None: ...
    @property
    def agreed(self) -> int | None:
        """On how many inputs both programs behaved alike; None where nothing was run."""

    @property
    def proven(self) -> bool: ...


class Refusal(Protocol):
    """A diagnostic with the candidates for it, best first."""

    @property
    def diagnostic(self) -> Diagnostic: ...
    @property
    def candidates(self) -> Sequence[Tried]: ...
    @property
    def chosen(self) -> int | None:
        """Index of the candidate that was taken."""

    @property
    def compile_calls(self) -> int: ...


class Repaired(Protocol):
    """What the loop found for a program."""

    @property
    def decisions(self) -> Decisions:
        """Every departure from the policy's defaults that is to be kept."""

    @property
    def edits(self) -> Mapping[str, Sequence[tuple[int, int, str]]]:
        """Python edits by file: (start, end, text) in code points, where they were asked for."""

    @property
    def errors(self) -> Sequence[Refusal]: ...
    @property
    def errors_before(self) -> int: ...
    @property
    def errors_after(self) -> int: ...
    @property
    def compile_calls(self) -> int: ...
    @property
    def behaviour(self) -> str | None:
        """How the result's run stands to CPython's (`equivalence.compare.VerdictKind`); None where nothing was run."""


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
    ) -> Coroutine[Any, Any, Repaired]: ...


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
) -> Repaired:
    """Run the loop on a draft, with a progress bar. Raises ToolchainProblem."""
    with progress("repairing") as step:
        return asyncio.run(
            _coroutine(
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
        )


async def _coroutine(work: Coroutine[Any, Any, Repaired]) -> Repaired:
    return await work

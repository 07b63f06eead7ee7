"""The compilers as the worker uses them: found once, through one queue, with a memory of what they said.

Says to the front whether there are any (`ToolchainState`), and how far the runtime's first build is (`Progress`).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citl_lsp.config import Config
from citl_lsp.session.messages import Progress, ToolchainState
from citl_lsp.toolchain.cache import cache_dir
from citl_lsp.toolchain.compile import CompileResult, check
from citl_lsp.toolchain.find import Toolchain, find_toolchain
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.toolchain.queue import CompilerQueue, Priority
from citl_lsp.toolchain.runtime import RuntimeBuild, RuntimeProgress, ensure_runtime_async, runtime_is_built

if TYPE_CHECKING:
    from citl_lsp.repair.compiling import Ask

_REMEMBERED = 64
_OLD_SECONDS = 7 * 24 * 3600.0
_RUNTIME_KEY = "runtime"


class Compilers:
    """Belongs to one event loop."""

    def __init__(self, send: Callable[[object], None]) -> None:
        self._send = send
        self._queue = CompilerQueue(limit=max(2, min(4, (os.cpu_count() or 2) - 1)))
        self._rustc: Path | None = None
        self._finding: asyncio.Task[Toolchain] | None = None
        self._greeting: asyncio.Task[None] | None = None
        self._state: ToolchainState | None = None
        self._runtime: asyncio.Task[RuntimeBuild] | None = None
        self._said: OrderedDict[tuple[str, bool], CompileResult] = OrderedDict()
        _sweep(_incremental_root())

    def configure(self, config: Config) -> None:
        """Another rustc may have been named."""
        if config.rustc != self._rustc or self._finding is None:
            self._rustc, self._finding, self._runtime = config.rustc, None, None
            self._said.clear()
            self._greeting = asyncio.ensure_future(self._greet())

    async def _greet(self) -> None:
        with contextlib.suppress(ToolchainProblem):
            await self.tools()

    async def tools(self) -> Toolchain:
        """The toolchain. Raises ToolchainProblem, once the front has been told of it."""
        if self._finding is None or (self._finding.done() and _failed(self._finding)):
            # In a thread: a rustc that hangs must not stop the analysis.
            self._finding = asyncio.ensure_future(asyncio.to_thread(find_toolchain, self._rustc))
        try:
            found = await asyncio.shield(self._finding)
        except ToolchainProblem as problem:
            self.report(problem)
            raise
        self._tell(ToolchainState(None, found.version_text))
        return found

    def report(self, problem: ToolchainProblem) -> None:
        """Tell the front what is wrong with the toolchain; everything is looked for again at the next compile."""
        self._finding = self._runtime = None
        self._tell(ToolchainState(str(problem), ""))

    def _tell(self, state: ToolchainState) -> None:
        # Problems are told each time: the front waits for an answer to its Compile.
        if state.problem is not None or state != self._state:
            self._state = state
            self._send(state)

    async def runtime(self, tools: Toolchain) -> RuntimeBuild:
        """The compiled runtime, built now if this machine has none; progress is shown."""
        if self._runtime is None or (self._runtime.done() and _failed(self._runtime)):
            self._runtime = asyncio.ensure_future(self._build(tools))
        # Whoever waits may be superseded; the build goes on.
        return await asyncio.shield(self._runtime)

    async def _build(self, tools: Toolchain) -> RuntimeBuild:
        title = "citl: building the runtime (once)"

        def progress(step: RuntimeProgress) -> None:
            text = f"{step.crate} ({step.done} of {step.total})"
            self._send(Progress(_RUNTIME_KEY, title, text, step.done, step.total))

        if not runtime_is_built("check", toolchain=tools):
            self._send(Progress(_RUNTIME_KEY, title, "starting", 0, 1))
        try:
            return await ensure_runtime_async("check", progress, toolchain=tools)
        finally:
            self._send(Progress(_RUNTIME_KEY, "", "", 0, 0))

    async def check(
        self, key: Hashable, generation: int, priority: Priority, rust: str, *, clippy: bool, runtime: bool, place: str
    ) -> CompileResult:
        """What rustc or clippy says about `rust`. `place` names the incremental data, one for each compiler and file.

        Raises Superseded, ToolchainProblem.
        """
        digest = hashlib.blake2b(rust.encode("utf-8", "replace"), digest_size=16).hexdigest()
        said = self._said.get((digest, clippy))
        if said is not None:
            self._said.move_to_end((digest, clippy))
            return said
        tools = await self.tools()
        build = await self.runtime(tools) if runtime else None
        name = hashlib.blake2b(place.encode("utf-8", "replace"), digest_size=8).hexdigest()
        folder = _incremental_root() / f"{name}-{'clippy' if clippy else 'rustc'}"
        result = await self._queue.run(
            key,
            generation,
            priority,
            lambda: check(rust, clippy=clippy, runtime=build, incremental_dir=folder, toolchain=tools),
        )
        if not result.killed:
            self._said[digest, clippy] = result
            while len(self._said) > _REMEMBERED:
                self._said.popitem(last=False)
        return result

    def ask(self, uri: str, generation: int, priority: Priority) -> Ask:
        """Asks rustc about candidates for a document's refusals, through the same queue; raises what `check` raises."""

        async def ask(rust: str, uses_runtime: bool) -> CompileResult:
            tools = await self.tools()
            build = await self.runtime(tools) if uses_runtime else None
            return await self._queue.run(
                ("candidates", uri),
                generation,
                priority,
                lambda: check(rust, lints=False, runtime=build, toolchain=tools),
            )

        return ask

    async def close(self) -> None:
        """Kill everything."""
        if self._runtime is not None:
            self._runtime.cancel()
        await self._queue.close()


def _failed(task: asyncio.Task[Any]) -> bool:
    return task.cancelled() or task.exception() is not None


def _incremental_root() -> Path:
    return cache_dir() / "incremental"


def _sweep(root: Path) -> None:
    """Remove incremental data that nobody has used for a week."""
    with contextlib.suppress(OSError):
        for folder in root.iterdir():
            if time.time() - folder.stat().st_mtime > _OLD_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

"""What the status bar says: at once, but for "working", which short work isn't worth."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from citl_lsp.session.document import OpenDocument
from citl_lsp.session.listener import State
from citl_lsp.session.messages import ToolchainState

_WORKING_SECONDS = 0.25
CRASHES_PER_TEXT = 2
"""How often the worker may die on one text before that text is left alone."""


def state_of(documents: Collection[OpenDocument], toolchain: ToolchainState) -> tuple[State, str]:
    """The state of a session whose worker lives, and a sentence about it."""
    if any(d.analyzing is not None or d.compiling is not None for d in documents):
        return "working", "working"
    if any(d.crashes >= CRASHES_PER_TEXT or (d.snapshot and d.snapshot.failed) for d in documents):
        return "failed", "the analysis crashes on this text; see the log"
    if toolchain.problem is not None:
        return "noCompiler", toolchain.problem
    count = sum(len(d.visible(0)) for d in documents)
    if count:
        return "findings", f"{count} finding{'s' if count > 1 else ''}"
    if any(d.accepted is False for d in documents):
        return "findings", "rustc does not accept the Rust, through an imported file or a fault of the translation"
    return "clean", f"the Rust compiles ({toolchain.version})" if toolchain.version else "nothing found"


class StateTeller:
    """Tells each new state once. `current` is asked again when a delay is over."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        current: Callable[[], tuple[State, str]],
        tell: Callable[[State, str], None],
    ) -> None:
        self._loop = loop
        self._current = current
        self._tell = tell
        self._told: tuple[State, str] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def update(self) -> None:
        """Something may have changed."""
        state = self._current()
        if state[0] != "working":
            self.stop()
            self._say(state)
        elif self._timer is None and (self._told is None or self._told[0] != "working"):
            self._timer = self._loop.call_later(_WORKING_SECONDS, self._late)

    def stop(self) -> None:
        """Forget what was to be said later."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        self._say(self._current())

    def _say(self, state: tuple[State, str]) -> None:
        if state != self._told:
            self._told = state
            self._tell(*state)

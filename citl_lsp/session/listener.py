"""What a session tells whoever shows it: the only way out of it."""

from __future__ import annotations

from typing import Literal, Protocol

from citl_lsp.session.messages import Finding, Progress
from citl_lsp.text.positions import LineIndex

State = Literal["clean", "findings", "working", "noCompiler", "off", "failed"]
LogLevel = Literal["error", "warning", "info", "debug"]


class Listener(Protocol):
    """Called on the event loop; must return at once."""

    def publish(self, uri: str, version: int | None, index: LineIndex, findings: tuple[Finding, ...]) -> None:
        """Show exactly these findings for `uri`; `index` is the text that their offsets are about."""

    def rust_changed(self, uri: str) -> None:
        """There is new Rust for `uri`."""

    def state(self, state: State, message: str) -> None:
        """What the status bar should say."""

    def progress(self, progress: Progress) -> None:
        """Long work goes on."""

    def log(self, level: LogLevel, message: str) -> None:
        """For the log."""

    def tell(self, level: Literal["error", "warning", "info"], message: str) -> None:
        """For the user, once."""

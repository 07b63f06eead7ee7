"""What this package needs to know of a compiler's message: a shape, so that it knows nothing about processes.

`toolchain.messages.CompilerMessage` has this shape; see there for what the fields mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class MessageSpan(Protocol):
    """A place in the compiled text, in bytes."""

    @property
    def byte_start(self) -> int: ...
    @property
    def byte_end(self) -> int: ...
    @property
    def in_user_file(self) -> bool: ...
    @property
    def is_primary(self) -> bool: ...
    @property
    def label(self) -> str | None: ...


class Message(Protocol):
    """One message with its notes."""

    @property
    def code(self) -> str | None: ...
    @property
    def level(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def spans(self) -> Sequence[MessageSpan]: ...
    @property
    def children(self) -> Sequence[Message]: ...
    @property
    def primary(self) -> MessageSpan | None: ...
    @property
    def is_summary(self) -> bool: ...

"""The one place that can say that the user's code may run.

A `Permission` is proof of consent: functions that run user code take one, and only this module makes them, from the
user's own configuration or from a `--run` on the command line. A project can never give one.

    permission = permission_from_flag(run=True)
    permission = permission_from_config(config)       # None unless the user allowed it
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from citl_lsp.config import Config

_SEAL: Final = object()


@final
class Permission:
    """Proof that the user allowed running code. `reason` says how, for logs and `citl doctor`."""

    __slots__ = ("reason",)

    def __init__(self, seal: object, reason: str) -> None:
        if seal is not _SEAL:
            raise TypeError("a Permission is made by citl_lsp.equivalence.consent alone")
        self.reason = reason

    def __repr__(self) -> str:
        return f"Permission({self.reason!r})"


def permission_from_flag(*, run: bool) -> Permission | None:
    """For `--run` on the command line: this once."""
    return Permission(_SEAL, "--run") if run else None


def permission_from_config(config: Config) -> Permission | None:
    """For `run = true` in the user's own configuration (`Config.run` holds no project's wish)."""
    return Permission(_SEAL, "user configuration") if config.run else None


def require(permission: Permission) -> None:
    """Raise TypeError unless `permission` is a real one: a type checker may not have been there."""
    if not isinstance(permission, Permission):
        raise TypeError("running the user's code needs a Permission")

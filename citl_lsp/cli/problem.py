"""What ends a command early: bad input or a broken environment, said for people. Exit code 2.

raise Problem("prog.py: there is no such file", "citl build programs/prog.py -o prog")
"""

from __future__ import annotations

USAGE = 2
"""Exit code: wrong usage or environment."""


class Problem(Exception):
    """`message` says what is wrong and where, `remedy` the command or step that helps."""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    @classmethod
    def of(cls, error: OSError, doing: str) -> Problem:
        """An error of the operating system: `could not write out.rs: No space left on device`."""
        return cls(f"could not {doing}: {error.strerror or error}")

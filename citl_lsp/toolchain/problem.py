"""What can be wrong with the toolchain, said for people.

A `ToolchainProblem` is not about the program that was compiled: the compiler is absent, too old, lacks a part, crashed,
or the machine ran out of something. It says what happened and, where one exists, the command that mends it.

    raise ToolchainProblem("missing", "rustc was not found on this machine.", command=RUSTUP_INSTALL)
"""

from __future__ import annotations

import sys
from typing import Literal

ProblemKind = Literal[
    "missing", "too-old", "component", "crashed", "disk-full", "network", "linker", "runtime", "failed"
]

RUSTUP_INSTALL = (
    "winget install Rustlang.Rustup"
    if sys.platform == "win32"
    else "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"
)
LINKER_INSTALL = (
    "winget install Microsoft.VisualStudio.2022.BuildTools"
    if sys.platform == "win32"
    else "xcode-select --install"
    if sys.platform == "darwin"
    else "sudo apt-get install build-essential   (or your distribution's C compiler)"
)


class ToolchainProblem(Exception):
    """The toolchain, not the program, is at fault. `str()` is the whole message with the command to run."""

    def __init__(self, kind: ProblemKind, message: str, *, command: str | None = None, details: str = "") -> None:
        super().__init__(message if command is None else f"{message}\nRun:  {command}")
        self.kind: ProblemKind = kind
        self.message = message
        self.command = command
        self.details = details
        """What the tool itself wrote, for a log."""

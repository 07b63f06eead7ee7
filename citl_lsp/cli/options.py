"""Options that several verbs have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def profile_option(default: str) -> Callable[[F], F]:
    """`--profile`, with the verb's own default in the help text."""
    return click.option(
        "--profile",
        type=click.Choice(["faithful", "idiomatic"]),
        help=f"Which forms to choose (default: the configuration's, else {default}).",
    )


def format_option(*forms: str) -> Callable[[F], F]:
    """`--format`; the first one is the default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], help=f"Form of the output (default: {forms[0]})."
    )


class FilePath(click.ParamType):
    """A path as it is given; whether it exists is for the verb to find out, which can say more."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """click's call."""
        if isinstance(value, Path):
            return value
        if not value or "\0" in value:
            self.fail("a path can't be empty" if not value else "a path can't contain NUL", param, ctx)
        return Path(value)


PATH = FilePath()

"""Options that several verbs have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
"""A path as it is given; whether it exists is for the verb to find out, which can say more."""


def profile_option(default: str) -> Callable[[F], F]:
    """`--profile`, with the verb's own default in the help text."""
    return click.option(
        "--profile",
        type=click.Choice(["faithful", "idiomatic"]),
        help=f"Which forms to choose (default: the configuration's, else {default}).",
    )


def format_option(*forms: str) -> Callable[[F], F]:
    """`--format`; the first one is the default."""
    says = f"Form of the output (default: {forms[0]})."
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], help=says)

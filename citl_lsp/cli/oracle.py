"""`citl oracle info/query`"""

from __future__ import annotations

import click

from citl_lsp.cli.console import out_json
from citl_lsp.cli.options import format_option
from citl_lsp.cli.problem import Problem
from citl_lsp.oracle import commands
from citl_lsp.oracle.apr import AprError
from citl_lsp.oracle.paths import model_directories


@click.group()
def command() -> None:
    """Ask what ranks the fixes, and what it knows about an error."""


@command.command()
@format_option("text", "json")
def info(form: str) -> int:
    """Say which model ranks here, and what it has learnt."""
    found = commands.info(model_directories())
    if form == "json":
        out_json(found.json())
    else:
        click.echo(found.text())
    return 0


@command.command()
@click.argument("code", metavar="CODE")
@click.argument("message", metavar="MESSAGE")
@click.option(
    "--decision",
    "decisions",
    multiple=True,
    metavar="KIND=ALTERNATIVE[@PYTHON_TYPE[:RUST_TYPE]]",
    help="A decision that was taken there; may be repeated.",
)
@click.option("--limit", type=click.IntRange(min=1), default=5, help="At most so many fixes (default: 5).")
@format_option("text", "json")
def query(code: str, message: str, decisions: tuple[str, ...], limit: int, form: str) -> int:
    """Which fixes helped with such an error before.

    For example: citl oracle query E0382 'borrow of moved value: `items`'
    """
    try:
        answer = commands.query(model_directories(), code, message, commands.parse_history(decisions), limit=limit)
    except AprError as error:
        raise Problem(f"the oracle has no file to look into: {error}", "citl train GROUPS makes one.") from error
    except ValueError as error:
        raise Problem(str(error)) from error
    if form == "json":
        out_json(answer.json())
    else:
        click.echo(answer.text())
    return 0

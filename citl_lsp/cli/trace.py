"""`citl trace on/off/status/show/export/purge`"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from citl_lsp.cli.console import out_json
from citl_lsp.cli.options import PATH, format_option
from citl_lsp.cli.problem import Problem
from citl_lsp.config import find_project
from citl_lsp.traces import commands
from citl_lsp.traces.commands import Context, TraceStatus
from citl_lsp.traces.oip import ExportError, Options
from citl_lsp.traces.taxonomy import TAXONOMIES


def context_here() -> Context:
    """The user's records and consents; the project around the working directory can only restrict them."""
    return Context.for_project(find_project(Path.cwd()))


@click.group()
def command() -> None:
    """Record decisions and fixes on this machine, so that they train the next model.

    Nothing is recorded until you say so, and what is recorded is redacted first. The records are yours: see them with
    `show`, delete them with `purge`.
    """


@command.command()
@click.option("--names", is_flag=True, help="Also record names and source text.")
@click.option("--send", is_flag=True, help="Also allow sending records.")
def on(names: bool, send: bool) -> int:
    """Consent to recording on this machine."""
    context = context_here()
    return _show_status(_saved(lambda: commands.turn_on(context, names=names, send=send)), "text")


@command.command()
def off() -> int:
    """Take every consent back; records stay until `purge`."""
    context = context_here()
    return _show_status(_saved(lambda: commands.turn_off(context)), "text")


@command.command()
@format_option("text", "json")
def status(form: str) -> int:
    """Say what is allowed and what is there."""
    return _show_status(commands.status(context_here()), form)


@command.command()
@click.option("-n", "--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N records.")
@format_option("text", "json")
def show(limit: int | None, form: str) -> int:
    """Print the records, one per line (`--format json`: one object per line)."""
    shown = commands.show(context_here(), limit)
    if form == "json":
        for record in shown.json():
            click.echo(json.dumps(record, ensure_ascii=False))
    else:
        for line in shown.lines():
            click.echo(line)
    return 0


@command.command()
@click.argument("file", type=PATH)
@click.option(
    "--format", "form", type=click.Choice(["parquet", "jsonl"]), help="Default: by the file's suffix, else jsonl."
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out rows with a lower confidence."
)
@click.option("--include-clippy", is_flag=True, help="Also clippy's rows.")
@click.option("--reweight", type=click.FloatRange(min=0), default=1.0, help="Exponent that evens out the categories.")
@click.option(
    "--taxonomy", type=click.Choice(sorted(TAXONOMIES)), default="guide", help="Whose categories (default: guide)."
)
def export(
    file: Path, form: str | None, min_confidence: float, include_clippy: bool, reweight: float, taxonomy: str
) -> int:
    """Write the records to FILE in the OIP schema, Parquet or JSONL."""
    chosen = form or ("parquet" if file.suffix == ".parquet" else "jsonl")
    options = Options("parquet" if chosen == "parquet" else "jsonl", min_confidence, include_clippy, reweight)
    if file.is_dir():
        raise Problem(
            f"{file} is a folder; the output must be a file", f"Name a file in it: {file / 'records'}.{chosen}"
        )
    try:
        done = commands.export_records(context_here(), file, options, taxonomy)
    except (ExportError, ValueError) as error:
        raise Problem(str(error)) from error
    except OSError as error:
        raise Problem.of(error, f"write {file}") from error
    click.echo(f"{done.rows} rows written to {file}" + (f", {done.left_out} left out" if done.left_out else ""))
    return 0


@command.command()
def purge() -> int:
    """Delete all records; consents stay as they are."""
    try:
        segments, size = commands.purge(context_here())
    except OSError as error:
        raise Problem.of(error, "delete the records") from error
    click.echo(f"{segments} segments deleted, {size} bytes")
    return 0


def _saved(change: Callable[[], TraceStatus]) -> TraceStatus:
    try:
        return change()
    except OSError as error:
        raise Problem.of(error, "keep your answer") from error


def _show_status(found: TraceStatus, form: str) -> int:
    if form == "json":
        out_json(found.json())
    else:
        click.echo(found.text())
    return 0

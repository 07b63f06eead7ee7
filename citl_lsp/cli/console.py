"""Output for people: notes on stderr, progress bars where a terminal reads them, results on stdout.

    note("no Rust compiler was found")          # citl: no Rust compiler was found
    with progress("checking", 12) as step:
        step("a.py")

Results go to stdout and nothing else does. rich is only imported where it draws something.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.diagnostics.render import render

Step = Callable[[str, int, int], None]
"""(what was just done or is being done, how many are done, of how many)."""


def note(message: str, remedy: str | None = None) -> None:
    """A message on stderr that is no finding."""
    click.echo(f"citl: {message}", err=True)
    if remedy is not None:
        click.echo(f"      {remedy}", err=True)


def out(text: str) -> None:
    """A result on stdout, as it is."""
    click.echo(text, nl=False)


def out_utf8(text: str) -> None:
    """Program text on stdout: UTF-8 whatever the terminal speaks, since it may go into a file."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def out_json(data: object) -> None:
    """Data on stdout as one JSON value."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def wants_colour(stream: TextIO) -> bool:
    """Whether text on `stream` is coloured (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> None:
    """Findings on stderr, where stdout is for something else; `texts` by the findings' paths."""
    click.echo(render(diagnostics, texts, colour=wants_colour(sys.stderr)), err=True, nl=False, color=True)


@contextmanager
def progress(title: str) -> Iterator[Step]:
    """A progress bar on stderr, gone at the end; nothing where stderr is no terminal.

    The bar appears with the first step, so that work that is already done shows none.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", markup=False),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(title, total=None, what="")

    def step(what: str, done: int, total: int) -> None:
        bar.start()
        bar.update(task, completed=done, total=total, what=what)

    try:
        yield step
    finally:
        bar.stop()


def size_text(size: int) -> str:
    """`4.2 MB`, in powers of ten."""
    if size < 1000:
        return f"{size} bytes"
    value = float(size)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.95 or unit == "GB":
            break
    return f"{value:.1f} {unit}"


def shown_path(path: Path) -> str:
    """`path` with `~` for the home folder."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) and path != home else str(path)

"""`citl train --quick` and `citl train GROUPS`"""

from __future__ import annotations

from pathlib import Path

import click

from citl_lsp.cli.console import progress
from citl_lsp.cli.options import PATH
from citl_lsp.cli.problem import Problem
from citl_lsp.cli.trace import context_here


@click.command()
@click.argument("groups", type=PATH, required=False)
@click.option("--quick", is_flag=True, help="Move the shipped model by your own records (citl trace on).")
@click.option("--forget", is_flag=True, help="Delete your own model files, so that the shipped ones rank again.")
@click.option("-o", "output", type=PATH, metavar="DIR", help="Where to write a model made from GROUPS.")
def command(groups: Path | None, quick: bool, forget: bool, output: Path | None) -> int:
    """Train the ranking of fixes.

    `--quick` learns from the records on this machine and only installs what ranks better than before, for you alone.
    GROUPS is a file of graded candidates (.jsonl, .jsonl.gz): from it the whole model is made anew. Both need the extra
    packages: pip install 'citl-lsp[train]'
    """
    if sum((quick, forget, groups is not None)) != 1:
        raise click.UsageError("Say one of --quick, --forget and GROUPS.")
    if groups is None and output is not None:
        raise click.UsageError("-o goes with GROUPS: --quick writes into your own folder.")
    if forget:
        return _forget()
    return _quick() if groups is None else _retrain(groups, output)


def _quick() -> int:
    from citl_lsp.learning.booster import MissingExtra, ParityError
    from citl_lsp.learning.run import retrain_quick
    from citl_lsp.learning.train import TrainingError
    from citl_lsp.oracle.apr import AprError
    from citl_lsp.oracle.paths import user_models

    try:
        with progress("training") as step:
            done = retrain_quick(context_here(), progress=step)
    except (AprError, MissingExtra, ParityError, TrainingError, ValueError) as error:
        raise Problem(f"not trained: {error}") from error
    except FileNotFoundError as error:
        raise Problem(f"not trained: {error.filename} is missing") from error
    click.echo(done.words)
    if done.installed:
        click.echo(f"installed in {user_models()} (back to the shipped model: citl train --forget)")
    return 0


def _retrain(groups: Path, output: Path | None) -> int:
    from citl_lsp.learning.booster import MissingExtra, ParityError
    from citl_lsp.learning.run import retrain
    from citl_lsp.learning.train import TrainingError

    if output is None:
        raise click.UsageError("Say with -o into which folder the model goes.")
    try:
        with progress("training") as step:
            report = retrain(groups, output, progress=step)
    except FileNotFoundError as error:
        raise Problem(f"{error.filename or groups}: there is no such file") from error
    except (MissingExtra, ParityError, TrainingError, ValueError) as error:
        raise Problem(f"not trained: {error}") from error
    click.echo(report.text())
    return 0


def _forget() -> int:
    from citl_lsp.learning.run import forget_quick

    click.echo("your model files are deleted; the shipped ones rank" if forget_quick() else "there were none")
    return 0

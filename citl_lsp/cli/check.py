"""`citl check PATH… [--tier N] [--watch]`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from citl_lsp.cli.checking import Checker, CheckReport
from citl_lsp.cli.collect import collect
from citl_lsp.cli.console import note, out, wants_colour
from citl_lsp.cli.options import PATH, format_option, profile_option
from citl_lsp.cli.output import write_text
from citl_lsp.cli.problem import USAGE, Problem
from citl_lsp.config import ProfileName
from citl_lsp.diagnostics.render import OutputFormat, render, summary


@click.command()
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="PATH...")
@click.option("--tier", type=click.IntRange(1, 4), default=4, metavar="N", help="Only the tiers up to N (default: 4).")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--run", "may_run", is_flag=True, help="Allow running your code, this once: tier 4 compares behaviour.")
@click.option("--write-baseline", "write", is_flag=True, help="Take today's findings as known, in the project's file.")
@profile_option("idiomatic")
@format_option("text", "json", "github")
def command(
    paths: Sequence[Path],
    tier: int,
    watch: bool,
    may_run: bool,
    write: bool,
    profile: ProfileName | None,
    form: OutputFormat,
) -> int:
    """Show the diagnostics of Python files, the same that the editor shows.

    Exit code 1 where something is to be done: an error or a warning.

    PATH is a file or a folder. Tiers: 1 errors of Python, of the translation and of rustc, 2 rustc's lints, 3 clippy's,
    4 behaviour (with --run).
    """
    checker = Checker(profile, tier, may_run)
    if watch:
        from citl_lsp.cli.watching import watch_and_check

        return watch_and_check(checker, paths, lambda report: show(report, form))
    report = checker.check(collect(paths))
    if write:
        return write_baselines(report)
    show(report, form)
    return exit_code(report)


def write_baselines(report: CheckReport) -> int:
    """Put everything that was found into the projects' baselines. Raises Problem."""
    if not report.baselines:
        raise Problem(
            "the project names no baseline file", 'In pyproject.toml: [tool.citl] baseline = "citl-baseline.json"'
        )
    for file, baseline in report.baselines.items():
        write_text(file, baseline.dump())
        note(f"wrote {file}: {sum(baseline.counts.values())} findings are known")
    return USAGE if report.trouble else 0


def show(report: CheckReport, form: OutputFormat) -> None:
    """Findings on stdout, everything else on stderr."""
    for message, remedy in report.notes:
        note(message, remedy)
    out(render(report.findings, report.texts, form, colour=wants_colour(sys.stdout)))
    if form == "text":
        hidden = f" {report.hidden} more are of less weight (max_information = 0 shows all)." if report.hidden else ""
        click.echo(summary(report.findings, report.files) + hidden)


def exit_code(report: CheckReport) -> int:
    """2 where a file couldn't be checked, 1 where something is to be done: an error or a warning."""
    if report.trouble:
        return USAGE
    return int(any(finding.severity in ("error", "warning") for finding in report.findings))

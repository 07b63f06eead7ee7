"""`citl doctor`"""

from __future__ import annotations

from pathlib import Path

import click

from citl_lsp.cli.console import out_json
from citl_lsp.cli.health import Finding, examine
from citl_lsp.cli.options import format_option
from citl_lsp.cli.problem import USAGE

_MARKS = {"ok": "ok  ", "note": "note", "missing": "MISS"}


@click.command()
@format_option("text", "json")
def command(form: str) -> int:
    """Say what is there, what is missing, and what brings it.

    Exit code 2 where something is missing that building needs.
    """
    findings = examine(Path.cwd())
    if form == "json":
        out_json([finding.json() for finding in findings])
    else:
        click.echo("\n".join(line for finding in findings for line in _lines(finding)))
    return USAGE if any(finding.state == "missing" for finding in findings) else 0


def _lines(finding: Finding) -> list[str]:
    lines = [f"{_MARKS[finding.state]}  {finding.what:<16} {finding.says}"]
    if finding.remedy is not None:
        lines.append(f"      {'':<16} -> {finding.remedy}")
    return lines

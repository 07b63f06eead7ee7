"""`citl build FILE.py -o BIN [--debug]`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from citl_lsp.cli.compiling import compile_program, tell_refusal
from citl_lsp.cli.console import note, report, shown_path, size_text
from citl_lsp.cli.draft import Draft, make_draft
from citl_lsp.cli.load import load_program
from citl_lsp.cli.options import PATH, profile_option
from citl_lsp.cli.output import check_output
from citl_lsp.cli.settings import settings_for
from citl_lsp.cli.settle import settle
from citl_lsp.config import ProfileName
from citl_lsp.toolchain.compile import BuildProfile


@click.command()
@click.argument("file", type=PATH)
@click.option("-o", "output", type=PATH, metavar="BIN", help="The program to write (default: FILE without .py, here).")
@click.option("--debug", is_flag=True, help="Build quickly, without optimising the program itself.")
@profile_option("faithful")
def command(file: Path, output: Path | None, debug: bool, profile: ProfileName | None) -> int:
    """Build a native program that behaves as `python FILE` does.

    It takes the same arguments and input, and gives the same output and exit code. The local modules that FILE imports
    are part of it. Where a construct isn't supported yet, that is an error, and the program stops with a message if it
    gets there.
    """
    loaded = load_program(file)
    target = output or Path(f"{file.stem}.exe" if sys.platform == "win32" else file.stem)
    check_output(target, loaded)
    settings = settings_for(file)
    draft = make_draft(loaded, settings, settings.profile(profile, "faithful"), program=loaded.renamed())
    findings = draft.findings()
    report(findings, loaded.shown_texts())
    errors = sum(finding.severity == "error" for finding in findings)
    if draft.broken:
        note(f"{target} was not built: the program isn't valid Python")
        return 1
    if not _build(draft, target, "debug" if debug else "release"):
        return 1
    if errors:
        places = "one place" if errors == 1 else f"{errors} places"
        note(f"{target} stops with a message if it gets to {places} that can't be translated yet")
    elif sys.stderr.isatty():
        note(f"wrote {shown_path(target)} ({size_text(target.stat().st_size)})")
    return int(errors > 0)


def _build(draft: Draft, target: Path, kind: BuildProfile) -> bool:
    tools = draft.settings.toolchain()
    settled = settle(draft, tools)
    compiled = compile_program(settled, target, kind, tools)
    if not compiled.result.ok:
        tell_refusal(settled, compiled)
    return compiled.result.ok

"""`citl export FILE.py DIR`"""

from __future__ import annotations

from pathlib import Path

import click

from citl_lsp.cli.compiling import check_program, tell_refusal, with_lines
from citl_lsp.cli.console import note, report
from citl_lsp.cli.draft import Draft, make_draft
from citl_lsp.cli.export_readme import MADE_BY, readme
from citl_lsp.cli.load import load_program
from citl_lsp.cli.options import PATH, profile_option
from citl_lsp.cli.problem import Problem
from citl_lsp.cli.settings import settings_for
from citl_lsp.cli.settle import settle
from citl_lsp.config import ProfileName
from citl_lsp.toolchain.cargo import Package, format_rust, package_name, write_package
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.toolchain.problem import ToolchainProblem

_GITIGNORE = "/target\n"


@click.command()
@click.argument("file", type=PATH)
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--force", is_flag=True, help="Write into DIR although other files are in it.")
@profile_option("idiomatic")
def command(file: Path, folder: Path, force: bool, profile: ProfileName | None) -> int:
    """Write the cargo package that the program FILE becomes.

    It builds with `cargo build` and without citl: where it needs the runtime, the runtime's sources are in it.
    README.md in it says where the program may stop, and why.
    """
    loaded = load_program(file)
    _check_folder(folder, force)
    settings = settings_for(file)
    tools = settings.toolchain()
    draft = make_draft(loaded, settings, settings.profile(profile, "idiomatic"))
    findings = draft.findings()
    report(findings, loaded.shown_texts())
    if draft.broken:
        note(f"{folder} was not written: the program isn't valid Python")
        return 1
    settled = settle(draft, tools)
    compiled = check_program(settled, tools)
    if not compiled.result.ok:
        tell_refusal(settled, compiled)
        return 1
    package = Package(package_name(file.stem), {}, settled.translation.uses_runtime)
    files = {
        "src/main.rs": _formatted(settled, tools),
        "README.md": readme(package.name, settled),
        ".gitignore": _GITIGNORE,
    }
    try:
        # Absolute: cargo runs in that folder.
        write_package(folder.absolute(), Package(package.name, files, package.uses_runtime), toolchain=tools)
    except OSError as error:
        raise Problem.of(error, f"write {folder}") from error
    return int(any(finding.severity == "error" for finding in findings))


def _formatted(draft: Draft, tools: Toolchain) -> str:
    try:
        return with_lines(draft, format_rust(draft.translation.rust, toolchain=tools))
    except ToolchainProblem as problem:
        note(f"src/main.rs is not formatted: {problem.message}", problem.command)
        return with_lines(draft)


def _check_folder(folder: Path, force: bool) -> None:
    """Refuse to write among files that citl did not write. Raises Problem."""
    if folder.exists() and not folder.is_dir():
        raise Problem(f"{folder} is a file; a package is a folder", f"Name a new folder: {folder}-rust")
    try:
        foreign = folder.is_dir() and any(folder.iterdir()) and not _is_export(folder)
    except OSError as error:
        raise Problem.of(error, f"read {folder}") from error
    if foreign and not force:
        raise Problem(f"{folder} holds other files", "Name a new folder, or say --force to write into this one.")


def _is_export(folder: Path) -> bool:
    try:
        return MADE_BY in (folder / "README.md").read_text("utf-8", "replace")
    except OSError:
        return False

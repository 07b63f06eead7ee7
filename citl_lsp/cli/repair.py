"""`citl repair PATH… [--write] [--python] [--format json] [--run]`"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citl_lsp.cli import lockfile
from citl_lsp.cli.collect import collect
from citl_lsp.cli.console import note, out_json, report
from citl_lsp.cli.draft import Draft, make_draft, program_key
from citl_lsp.cli.load import load_program, read_source
from citl_lsp.cli.loop import MODULE, Loop, find_loop, run_loop
from citl_lsp.cli.options import PATH, format_option, profile_option
from citl_lsp.cli.output import write_text_as
from citl_lsp.cli.problem import USAGE, Problem
from citl_lsp.cli.settings import settings_for
from citl_lsp.config import ProfileName
from citl_lsp.equivalence.consent import permission_from_config, permission_from_flag
from citl_lsp.session.lockfile import FILE_NAME
from citl_lsp.text.positions import LineIndex
from citl_lsp.traces.commands import Context

if TYPE_CHECKING:
    from citl_lsp.repair.api import FixCandidate, RefusalReport, RepairedProgram


@click.command()
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="PATH...")
@click.option("--write", is_flag=True, help="Keep what was chosen, in citl.lock.")
@click.option("--python", "python_edits", is_flag=True, help="Also apply edits of the Python text; no fix is one yet.")
@click.option("--run", "may_run", is_flag=True, help="Allow running your code, this once, to compare behaviour.")
@profile_option("idiomatic")
@format_option("text", "json")
def command(
    paths: Sequence[Path], write: bool, python_edits: bool, may_run: bool, profile: ProfileName | None, form: str
) -> int:
    """Find, compile and rank fixes for what rustc refuses.

    Without --write nothing is changed. Exit code 0 if everything is accepted in the end (and, with --run, nothing was
    seen to behave differently), else 1.
    """
    files = collect(paths)
    loop = find_loop()
    if loop is None:
        raise Problem(
            f"this installation has no repair loop ({MODULE} is missing)", "citl doctor says what is installed."
        )
    settings_for(files[0]).toolchain()  # says what is missing before anything is translated
    done: list[tuple[Draft, RepairedProgram]] = []
    trouble = False
    for file in files:
        try:
            done.append(_repair(loop, file, python_edits, may_run, profile))
        except Problem as problem:  # the other files are none the worse for it
            note(problem.message, problem.remedy)
            trouble = True
    if form == "json":
        out_json(summary_json(done))
    else:
        for draft, repaired in done:
            click.echo(text_of(draft, repaired), nl=False)
    if write:
        for draft, repaired in done:
            _write(draft, repaired, python_edits)
    if trouble:
        return USAGE
    return int(any(repaired.errors_after or repaired.behaviour == "different" for _, repaired in done))


def _repair(
    loop: Loop, file: Path, python_edits: bool, may_run: bool, profile: ProfileName | None
) -> tuple[Draft, RepairedProgram]:
    settings = settings_for(file)
    permission = permission_from_flag(run=may_run) or permission_from_config(settings.config)
    loaded = load_program(file)
    # The loop may run the program: its files are named as they can be opened from here.
    draft = make_draft(loaded, settings, settings.profile(profile, "idiomatic"), program=loaded.renamed())
    if draft.broken:
        report(draft.findings(), draft.loaded.shown_texts())
        raise Problem(f"{file} isn't valid Python; there is nothing to repair yet")
    repaired = run_loop(loop, draft, settings.toolchain(), permission=permission, python_edits=python_edits)
    _record(draft, repaired)
    return draft, repaired


def _record(draft: Draft, repaired: RepairedProgram) -> None:
    """What became of the refusals, on disk, where the user has said so (`citl trace on`)."""
    from citl_lsp.repair.recording import record_repairs  # the oracle loads slowly

    context = Context.for_project(draft.settings.project)
    record_repairs(context, draft.program, draft.policy, repaired.errors)


# --- what was found --------------------------------------------------------------------------------------------------


def summary_json(done: Sequence[tuple[Draft, RepairedProgram]]) -> dict[str, Any]:
    """The object that `--format json` prints."""
    return {
        "files": [draft.loaded.shown(draft.program.main) for draft, _ in done],
        "errors_before": sum(repaired.errors_before for _, repaired in done),
        "errors_after": sum(repaired.errors_after for _, repaired in done),
        "compile_calls": sum(repaired.compile_calls for _, repaired in done),
        "errors": [refusal_json(refusal, draft) for draft, repaired in done for refusal in repaired.errors],
    }


def refusal_json(refusal: RefusalReport, draft: Draft) -> dict[str, Any]:
    """One error with its candidates; `chosen` is an index into them, or null."""
    diagnostic = refusal.diagnostic
    place = diagnostic.to_json(LineIndex(draft.program.files.get(diagnostic.path, "")))
    return {
        "file": draft.loaded.shown(diagnostic.path),
        "line": place["line"],
        "column": place["column"],
        "code": diagnostic.code,
        "tier": diagnostic.tier,
        "message": diagnostic.message,
        "candidates": [tried_json(tried) for tried in refusal.candidates],
        "chosen": refusal.chosen,
        "compile_calls": refusal.compile_calls,
    }


def tried_json(tried: FixCandidate) -> dict[str, Any]:
    """One candidate. One that switches several decisions names them in the same order, with `; ` between."""
    return {
        "title": tried.title,
        "kind": tried.kind,
        "site": "; ".join(tried.switched) or None,
        "alternative": "; ".join(tried.switched.values()) or None,
        "cost": round(tried.cost, 6),
        "confidence": tried.confidence,
        "compiled": tried.compiled,
        "agreed": tried.agreed,
        "proven": tried.proven,
    }


def text_of(draft: Draft, repaired: RepairedProgram) -> str:
    """For people: each error with its candidates, the chosen one marked."""
    lines = []
    for refusal in repaired.errors:
        data = refusal_json(refusal, draft)
        lines.append(f"{data['file']}:{data['line']}:{data['column']}: {data['code']} {data['message']}")
        for number, tried in enumerate(refusal.candidates):
            mark = "*" if number == refusal.chosen else " "
            lines.append(f"  {mark} {tried.title}  ({_verdict(tried)})")
    main = draft.loaded.shown(draft.program.main)
    before, after = repaired.errors_before, repaired.errors_after
    lines.append(f"{main}: {before} refused before, {after} after, {repaired.compile_calls} compiler runs")
    if repaired.behaviour is not None:
        lines.append(f"{main}: run without arguments or input, {_BEHAVIOUR[repaired.behaviour]}")
    return "\n".join(lines) + "\n"


_BEHAVIOUR = {
    "equal": "it agrees with Python",
    "stopped": "it stops with a message; it has not agreed, and not differed",
    "different": "it behaves differently: build it with --profile faithful",
    "inconclusive": "nothing can be said: the Python itself can't be compared",
}


def _verdict(tried: FixCandidate) -> str:
    words = {None: "not compiled", True: "compiles", False: "refused"}[tried.compiled]
    if tried.agreed is not None:
        inputs = "one input" if tried.agreed == 1 else f"{tried.agreed} inputs"
        words += f", agreed on {inputs}" if tried.agreed else ", behaves differently"
    if tried.proven:
        words += ", proven"
    return f"{words}, cost {tried.cost:g}"


# --- keeping it ------------------------------------------------------------------------------------------------------


def _write(draft: Draft, repaired: RepairedProgram, python_edits: bool) -> None:
    project = draft.settings.project
    if python_edits:
        for name, edits in repaired.edits.items():
            _apply(draft, name, edits)
    lock = lockfile.read(project)
    programs = lock.setdefault(draft.policy.profile, {})
    pins = dict(draft.settings.config.decisions)
    found = {site: chosen for site, chosen in repaired.decisions.items() if site not in pins}
    programs[program_key(draft.loaded, draft.settings)] = found
    if found or (project / FILE_NAME).exists():
        note(f"wrote {lockfile.write(project, lock)}")


def _apply(draft: Draft, name: str, edits: Sequence[tuple[int, int, str]]) -> None:
    file = Path(draft.loaded.shown(name))
    source = read_source(file)
    if source.text != draft.program.files[name]:
        raise Problem(
            f"{draft.loaded.shown(name)} has changed meanwhile; it was left as it is", "Run citl repair again."
        )
    text = source.text
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    write_text_as(file, text, source.encoding)
    note(f"wrote {draft.loaded.shown(name)}")

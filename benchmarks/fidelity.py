"""Measure how faithful the translation of a folder of Python programs is.

    python benchmarks/fidelity.py DIR… [--profile faithful|idiomatic|both] [--jobs N] [--json OUT] [--limit N]

Every program is run by CPython and, translated and built, as a native program, under the same limits, with the same
arguments and input. It runs the programs: only point it at code that may run.

accepted: no construct unsupported · compiled, equal, stopped, silently wrong, different: shares of the accepted ones.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from assess import Bench, Outcome, Profile, Settings, Status
from programs import PythonProgram, find_programs
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from citl_lsp.equivalence.consent import permission_from_flag

_SHOWN = 40


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    options = _options(argv)
    programs = list(find_programs(options.places))[options.skip :][: options.limit]
    profiles: Sequence[Profile] = get_args(Profile) if options.profile == "both" else [options.profile]
    permission = permission_from_flag(run=True)
    assert permission is not None
    settings = Settings(
        options.python, "debug" if options.debug_build else "release", options.jobs, keep=options.keep_rust
    )
    bench = Bench(settings, permission)
    try:
        outcomes = asyncio.run(_measure(bench, programs, profiles))
    finally:
        bench.close()
    for profile in profiles:
        print(report(profile, [one for one in outcomes if one.profile == profile], table=not options.no_table))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in outcomes], indent=1), "utf-8")
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("places", metavar="DIR", nargs="+", type=Path, help="folders of programs, or single files")
    parser.add_argument("--profile", choices=[*get_args(Profile), "both"], default="faithful")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="programs at a time (default 1)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every outcome to this file")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N programs")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="without the first N programs")
    parser.add_argument("--debug-build", action="store_true", help="unoptimised programs: builds faster")
    parser.add_argument("--no-table", action="store_true", help="without the line per program")
    parser.add_argument("--keep-rust", type=Path, metavar="DIR", help="write the generated Rust there")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="CPython to compare with")
    return parser.parse_args(argv)


async def _measure(bench: Bench, programs: Sequence[PythonProgram], profiles: Sequence[Profile]) -> list[Outcome]:
    console = Console(stderr=True)
    columns = [TextColumn("{task.description:40.40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(programs) * len(profiles))

        async def one(program: PythonProgram, profile: Profile) -> Outcome:
            outcome = await bench.assess(program, profile)
            progress.update(task, advance=1, description=program.name)
            return outcome

        return list(await asyncio.gather(*[one(program, profile) for profile in profiles for program in programs]))


# --- the report ------------------------------------------------------------------------------------------------------


def report(profile: Profile, outcomes: Sequence[Outcome], *, table: bool = True) -> str:
    """Everything about one profile, as text."""
    parts = [f"== {profile} =="]
    if table:
        parts += [_line(one) for one in outcomes] + [""]
    parts += [_totals(outcomes)]
    unsupported = [one for one in outcomes if one.status == "unsupported"]
    messages = Counter(text for one in unsupported for text in {f"{f.code}: {f.message}" for f in one.findings})
    alone = Counter(
        next(iter(texts)) for one in unsupported if len(texts := {f"{f.code}: {f.message}" for f in one.findings}) == 1
    )
    parts += _histogram(
        "Why not accepted (programs; of these, programs where it is the only reason)",
        [(text, f"{count:4} {alone[text]:4}") for text, count in messages.most_common()],
    )
    crashes = Counter(f.message for one in outcomes if one.status == "crashed" for f in one.findings)
    parts += _histogram("Crashes of the translator", [(text, f"{count:4}") for text, count in crashes.most_common()])
    parts += _refusals([one for one in outcomes if one.status == "refused"])
    for status in ("silently wrong", "different", "stopped", "unclear"):
        those = [one for one in outcomes if one.status == status]
        parts += _histogram(status.capitalize(), [("; ".join(one.reasons[:1]), one.program) for one in those], None)
    return "\n".join(parts) + "\n"


def _line(one: Outcome) -> str:
    findings = one.findings[:1]
    words = "; ".join(f"{f.code}: {f.message}" for f in findings) or "; ".join(one.reasons[:1])
    return f"{one.status:14} {one.program:40} {words}"[:200].rstrip()


def _totals(outcomes: Sequence[Outcome]) -> str:
    clear = [one for one in outcomes if one.status != "unclear"]
    accepted = [one for one in clear if one.accepted]
    rows = [
        ("programs that can be compared", len(clear), len(outcomes)),
        ("accepted, of all", len(accepted), len(clear)),
        ("compiled, of the accepted", sum(one.compiled for one in accepted), len(accepted)),
        *((f"{status}, of the accepted", _count(accepted, status), len(accepted)) for status in _ENDS),
        ("compiled, of all", sum(one.compiled for one in accepted), len(clear)),
        ("equal, of all", _count(accepted, "equal"), len(clear)),
        ("silently wrong, of all", _count(accepted, "silently wrong"), len(clear)),
        ("crashes of the translator", _count(clear, "crashed"), len(clear)),
    ]
    return "\n".join(f"{words:34} {part:5} of {whole:5}  {_share(part, whole)}" for words, part, whole in rows)


_ENDS: tuple[Status, ...] = ("equal", "stopped", "silently wrong", "different")


def _count(outcomes: Sequence[Outcome], status: Status) -> int:
    return sum(one.status == status for one in outcomes)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "    –"


def _refusals(refused: Sequence[Outcome]) -> list[str]:
    codes: dict[str, list[tuple[Outcome, str, str]]] = {}
    for one in refused:
        for finding in {f.code: f for f in reversed(one.findings)}.values():
            codes.setdefault(finding.code, []).append((one, finding.message, finding.where))
    parts = []
    for code, cases in sorted(codes.items(), key=lambda item: -len(item[1])):
        rows = [(f"{message}\n{'':8}{where[:150]}", one.program) for one, message, where in cases]
        parts += _histogram(f"rustc refuses: {code} in {len(cases)} programs", rows)
    return parts


def _histogram(title: str, rows: Sequence[tuple[str, str]], shown: int | None = _SHOWN) -> list[str]:
    if not rows:
        return []
    rest = [f"    … {len(rows) - shown} more"] if shown is not None and len(rows) > shown else []
    return ["", f"-- {title}", *_indented(rows[:shown]), *rest]


def _indented(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"    {number}  {text}" for text, number in rows]


if __name__ == "__main__":
    sys.exit(main())

"""How fast translated programs run, beside CPython and beside Rust that a person wrote for the same algorithm.

    python benchmarks/runtime.py [KERNEL…] [--repeat N] [--profile faithful|idiomatic|both] [--json OUT]

Each kernel is `kernels/NAME.py` with `kernels/NAME.rs`. All forms of a kernel run in turn, so that a busy machine slows
them alike; shown are the shortest wall times and their ratios. A form that prints something else than CPython is
reported and not timed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

from assess import Profile, settle
from rich.console import Console
from rich.progress import Progress

from citl_lsp.equivalence.consent import Permission, permission_from_flag
from citl_lsp.equivalence.run import Limits, RunResult, run_binary, run_python
from citl_lsp.toolchain.compile import build
from citl_lsp.toolchain.runtime import RuntimeBuild, ensure_runtime
from citl_lsp.transpile import Program

KERNELS = Path(__file__).parent / "kernels"
LIMITS = Limits(cpu_seconds=120, wall_seconds=240)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each form, the shortest run of a kernel; None where there is no such form."""

    kernel: str
    python: float
    rust: float
    faithful: float | None = None
    idiomatic: float | None = None
    problems: tuple[str, ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kernels", metavar="KERNEL", nargs="*", help="names of kernels (default: all)")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="runs of each form (default 5)")
    parser.add_argument("--profile", choices=[*get_args(Profile), "both"], default="both")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="CPython to compare with")
    options = parser.parse_args(argv)
    names = options.kernels or sorted(path.stem for path in KERNELS.glob("*.py"))
    profiles: Sequence[Profile] = get_args(Profile) if options.profile == "both" else [options.profile]
    permission = permission_from_flag(run=True)
    assert permission is not None
    timings = []
    runtime = ensure_runtime("release")
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for name in progress.track(names, description="kernels"):
            timings.append(asyncio.run(_time(name, profiles, options.repeat, options.python, permission, runtime)))
    print(report(timings))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in timings], indent=1), "utf-8")
    return 0


async def _time(
    name: str,
    profiles: Sequence[Profile],
    repeat: int,
    interpreter: Path,
    permission: Permission,
    runtime: RuntimeBuild,
) -> Timing:
    source = KERNELS / f"{name}.py"
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="citl-runtime-") as folder:
        forms: dict[str, Path] = {}
        program = Program({source.name: source.read_text("utf-8")}, source.name)
        texts = {profile: (await settle(program, profile)).rust for profile in profiles}
        texts |= {"rust": source.with_suffix(".rs").read_text("utf-8")}
        for form, text in texts.items():
            binary = Path(folder, form)
            # What a person writes is built as cargo's release profile does; translations check their arithmetic.
            own = form == "rust"
            made = await build(text, binary, runtime=None if own else runtime, overflow_checks=not own)
            if made.ok:
                forms[form] = binary
            else:
                problems.append(f"{form}: rustc refuses: {made.errors[0].message if made.errors else 'no message'}")
        expected = await run_python(permission, interpreter, source, limits=LIMITS)
        for form in list(forms):
            found = await run_binary(permission, forms[form], limits=LIMITS)
            if (found.stdout, found.exit_code) != (expected.stdout, expected.exit_code):
                problems.append(f"{form}: other output than CPython's")
                del forms[form]
        seconds: dict[str, list[float]] = {form: [] for form in ("python", *forms)}
        for _ in range(repeat):
            seconds["python"].append(_wall(await run_python(permission, interpreter, source, limits=LIMITS)))
            for form, binary in forms.items():
                seconds[form].append(_wall(await run_binary(permission, binary, limits=LIMITS)))
    medians = {form: min(times) for form, times in seconds.items()}
    if "rust" not in medians:
        raise SystemExit(f"{name}: {'; '.join(problems)}")
    return Timing(kernel=name, problems=tuple(problems), **medians)


def _wall(result: RunResult) -> float:
    return result.wall if result.finished else float("nan")


def report(timings: Sequence[Timing]) -> str:
    """A table, its medians and the problems."""
    heads = ("kernel", "CPython", "faithful", "idiomatic", "Rust", "F vs CPython", "F vs Rust", "I vs Rust")
    rows = [heads]
    for one in timings:
        seconds = [_seconds(value) for value in (one.python, one.faithful, one.idiomatic, one.rust)]
        ratios = [_times(_ratio(*pair)) for pair in _pairs(one)]
        rows.append((one.kernel, *seconds, *ratios))  # type: ignore[arg-type]
    columns = list(zip(*[_pairs(one) for one in timings], strict=True))
    medians = [[found for pair in column if (found := _ratio(*pair)) is not None] for column in columns]
    rows.append(
        ("median", "", "", "", "", *[_times(statistics.median(found) if found else None) for found in medians])  # type: ignore[arg-type]
    )
    lines = ["".join(f"{cell:>13}" if column else f"{cell:16}" for column, cell in enumerate(row)) for row in rows]
    return "\n".join([*lines, *(f"{one.kernel}: {problem}" for one in timings for problem in one.problems)])


def _pairs(one: Timing) -> list[tuple[float | None, float | None]]:
    return [(one.python, one.faithful), (one.faithful, one.rust), (one.idiomatic, one.rust)]


def _ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f} s"


def _times(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} ×"


if __name__ == "__main__":
    sys.exit(main())

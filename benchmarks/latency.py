"""How long an editor waits: from a keystroke to the diagnostics of inference, and to rustc's.

    python benchmarks/latency.py [FILE.py…] [--edits N] [--json OUT]

Drives the real server over stdio. Without files, inference is measured on 500 lines of functions and classes of
`tests/cases`, the compiler on all of `benchmarks/kernels` joined to one program, for which there is Rust that a person
wrote; a given file takes part in both measurements.

*Inference*: from writing the change to the pipe to the arrival of the new version's diagnostics, edits in a different
function each time: another literal (types stay as they are), and a new statement that gets a diagnostic of its own (a
name that nothing defines). *Translation*: a new statement that only lowering finds fault with.
*Compiler*: to the arrival of rustc's diagnostics, without the pause that the server waits for further keystrokes.
Beside it the floors: the same edit in the Rust that a person wrote, and the Rust that the server produced, each given
to a bare incremental rustc by a bare subprocess, alternating with the server's turns, so that a busy machine slows all
alike.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from joined import Twin, joined_cases, joined_kernels
from rich.console import Console

from citl_lsp.config import Config
from citl_lsp.decisions.model import Policy
from citl_lsp.toolchain.find import find_toolchain
from citl_lsp.toolchain.runtime import ensure_runtime
from citl_lsp.transpile import Memo, Program, transpile

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "server"))
from server_client import RawClient  # noqa: E402

_LITERAL = re.compile(r"(?<![\w.\"'])[2-9](?![\w.\"'])")
_TYPING_SECONDS = 0.15
"""Between two keystrokes: less than the pause after which compilers start."""
_SETTLING_SECONDS = 1.0
_SEED = 7


@dataclass(frozen=True, slots=True)
class Row:
    """Milliseconds of one kind of edit."""

    what: str
    lines: int
    edits: int
    median: float
    p95: float
    cpu: float | None = None
    """Mean processor time of the server's processes up to the diagnostics: what a busy machine doesn't change."""
    floors: tuple[Floor, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """rustc alone."""

    of: str
    """Which Rust it was given."""
    median: float
    """Milliseconds."""
    ratio: float
    """How many times as long the server took: the median of the pairs' ratios."""


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Measure the server's latency.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--edits", type=int, default=40, metavar="N", help="edits of each kind (default: 40)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    options = parser.parse_args(argv)
    given = [path.read_text(encoding="utf-8") for path in options.files]
    rows: list[Row] = []
    for text in given or [joined_cases(500)]:
        rows += inference(text, options.edits)
    for twin in [Twin(text) for text in given] or [joined_kernels()]:
        rows.append(compiler(twin, options.edits))
    console = Console()
    pause = Config().debounce_ms
    for row in rows:
        beside = "" if row.cpu is None else f"   processor time {row.cpu:.0f} ms"
        for floor in row.floors:
            beside += f"\n{'':<32} {floor.ratio:.2f} × bare rustc on {floor.of}, {floor.median:.0f} ms"
        console.print(
            f"{row.what:<32} {row.lines:>5} lines  {row.edits:>3} edits   median {row.median:>5.0f} ms   "
            f"p95 {row.p95:>5.0f} ms{beside}",
            highlight=False,
            soft_wrap=True,
        )
    console.print(f"(without the pause of {pause} ms before the compilers start)", highlight=False)
    if options.json is not None:
        options.json.write_text(json.dumps({"pause_ms": pause, "rows": [asdict(row) for row in rows]}, indent=1))
    return 0


# --- programs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """One keystroke: line, columns, the text that replaces them."""

    line: int
    start: int
    end: int
    text: str

    def applied(self, text: str) -> str:
        lines = text.split("\n")
        lines[self.line] = lines[self.line][: self.start] + self.text + lines[self.line][self.end :]
        return "\n".join(lines)


def functions_of(text: str) -> list[ast.FunctionDef]:
    """Functions of several lines."""
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return [node for node in found if node.body[0].lineno > node.lineno]


def literal_edit(text: str, rng: random.Random) -> Edit:
    """Another digit in some function."""
    lines = text.split("\n")
    inside = {n for f in functions_of(text) for n in range(f.body[0].lineno - 1, f.end_lineno or 0)}
    places = [
        (number, match) for number in sorted(inside) if not {'"', "'", "#"} & set(lines[number])
        for match in _LITERAL.finditer(lines[number])
    ]  # fmt: skip
    number, match = rng.choice(places)
    digit = rng.choice([d for d in "23456789" if d != match[0]])
    return Edit(number, match.start(), match.end(), digit)


def statement_edit(text: str, rng: random.Random, statement: str) -> Edit:
    """A new first statement in some function."""
    function = rng.choice(functions_of(text))
    line = function.body[0].lineno - 1
    indent = " " * function.body[0].col_offset
    return Edit(line, 0, 0, f"{indent}{statement}\n")


# --- the server ------------------------------------------------------------------------------------------------------


class Editor:
    """One document in one server."""

    def __init__(self, client: RawClient, text: str) -> None:
        self.client, self.text, self.version = client, text, 1
        self.uri = "untitled:latency.py"
        client.initialize()
        client.open(self.uri, text)
        client.wait_diagnostics(self.uri, 1)

    def type(self, edit: Edit) -> float:
        """Make an edit; when it was written."""
        self.version += 1
        self.text = edit.applied(self.text)
        start, end = {"line": edit.line, "character": edit.start}, {"line": edit.line, "character": edit.end}
        now = time.perf_counter()
        self.client.change(self.uri, self.version, {"range": {"start": start, "end": end}, "text": edit.text})
        return now

    def wait(self, told: Callable[[list[dict[str, Any]]], bool] | None = None) -> float:
        """Wait for diagnostics of the present version of which `told` holds; when they came."""
        self.client.wait_diagnostics(self.uri, self.version, told)
        return time.perf_counter()


def inference(text: str, edits: int) -> list[Row]:
    """Keystroke to inference's diagnostics."""
    rng = random.Random(_SEED)
    lines = text.count("\n")
    rows: list[Row] = []
    with RawClient() as client:
        editor = Editor(client, text)
        time.sleep(_SETTLING_SECONDS)
        times: list[float] = []
        work: list[float] = []
        for _ in range(edits):
            before = processor_time(client.process.pid)
            started = editor.type(literal_edit(editor.text, rng))
            times.append((editor.wait() - started) * 1000)
            work.append(processor_time(client.process.pid) - before)
            time.sleep(_TYPING_SECONDS)
        rows.append(row("inference, another literal", lines, times, work))
        for what, statement, told in (
            ("inference, a new statement", "print(nowhere_{})", "nowhere_{}"),
            ("translation, a new statement", "print(({}).to_bytes(2))", "to_bytes"),
        ):
            times, work = [], []
            for number in range(edits):
                edit = statement_edit(editor.text, rng, statement.format(number))
                before = processor_time(client.process.pid)
                started = editor.type(edit)
                arrived = editor.wait(partial(_mentions, told.format(number), edit.line))
                times.append((arrived - started) * 1000)
                work.append(processor_time(client.process.pid) - before)
                time.sleep(_TYPING_SECONDS)
            rows.append(row(what, lines, times, work))
    return rows


def compiler(twin: Twin, edits: int) -> Row:
    """Keystroke to rustc's diagnostics, beside rustc alone."""
    rng = random.Random(_SEED)
    pause = Config().debounce_ms / 1000
    # A variable that nothing uses: rustc says so, at every text.
    text, written = twin.python, twin.rust
    if twin.shared:
        header, theirs = rng.choice(twin.shared)
        text = text.replace(f"{header}\n", f"{header}\n    spare = 200\n")
        written = written.replace(f"{theirs}\n", f"{theirs}\n        let spare = 200;\n")
    else:
        text = statement_edit(text, rng, "spare = 200").applied(text)
    times: list[float] = []
    floors: dict[str, list[float]] = {}
    memo = Memo()
    with tempfile.TemporaryDirectory(prefix="citl-latency-") as folder, RawClient() as client:
        rustc = BareRustc(Path(folder))
        editor = Editor(client, text)
        editor.wait(_unused)
        for number in range(edits + 3):
            time.sleep(_SETTLING_SECONDS)
            line = next(n for n, line in enumerate(editor.text.split("\n")) if "spare = " in line)
            column = editor.text.split("\n")[line].index("spare = ") + len("spare = ")
            started = editor.type(Edit(line, column, column + 3, str(201 + number)))
            arrived = editor.wait(_unused)
            program = Program({"latency.py": editor.text}, "latency.py")
            rust = {"the produced Rust": transpile(program, {}, Policy("idiomatic"), memo).rust}
            if written:
                rust["hand-written Rust"] = written.replace("let spare = 200;", f"let spare = {201 + number};")
            time.sleep(_SETTLING_SECONDS)
            taken = {name: rustc.check(name.split()[1], one) for name, one in rust.items()}
            if number >= 3:  # the first ones fill caches
                times.append((arrived - started - pause) * 1000)
                for name, seconds in taken.items():
                    floors.setdefault(name, []).append(seconds * 1000)
    found = row("rustc's diagnostics", text.count("\n"), times)
    beside = [
        Floor(name, statistics.median(bare), statistics.median(a / b for a, b in zip(times, bare, strict=True)))
        for name, bare in floors.items()
    ]
    return replace(found, floors=tuple(beside))


def _mentions(word: str, line: int, found: list[dict[str, Any]]) -> bool:
    return any(word in each["message"] and each["range"]["start"]["line"] == line for each in found)


def processor_time(pid: int) -> float:
    """Milliseconds that a process and its children have worked so far; 0 where the system doesn't tell."""
    total, processes = 0.0, [pid]
    while processes:
        folder = Path(f"/proc/{processes.pop()}/task")
        try:
            for thread in folder.iterdir():
                total += sum(map(int, (thread / "stat").read_text().rpartition(")")[2].split()[11:13]))
                processes += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return total * 1000 / os.sysconf("SC_CLK_TCK")


def _unused(found: list[dict[str, Any]]) -> bool:
    return any("spare" in each["message"] and "rustc" in each.get("source", "") for each in found)


class BareRustc:
    """rustc with incremental data of its own, and nothing around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tools = find_toolchain()
        self.runtime = ensure_runtime("check")

    def check(self, name: str, rust: str) -> float:
        """Seconds that checking the crate `name` takes."""
        (self.folder / f"{name}.rs").write_text(rust, encoding="utf-8")
        argv = [str(self.tools.rustc), f"{name}.rs", f"--crate-name={name}", "--edition=2021", "--emit=metadata"]
        argv += ["-o", f"{name}.rmeta", f"-Cincremental={self.folder / 'incremental'}", *self.runtime.extern_args]
        started = time.perf_counter()
        subprocess.run(argv, cwd=self.folder, capture_output=True, check=False)
        return time.perf_counter() - started


def row(what: str, lines: int, times: list[float], work: Sequence[float] = ()) -> Row:
    """Median, 95th percentile and, with `work`, its mean."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Row(what, lines, len(times), statistics.median(ordered), p95, statistics.mean(work) if work else None)


if __name__ == "__main__":
    sys.exit(main())

"""Say whether two runs behaved the same. Pure.

    compare(RunResult(0, b"1\\n", ...), RunResult(0, b"2\\n", ...))    Verdict("different", ("stdout differs ...",))

Compared are the bytes of stdout, the exit code, and what ended the program: the class of the exception that the last
traceback names, or, for a failure without one, the last line of stderr. Messages of exceptions are not part of the
verdict, since they differ between versions of Python; they are noted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from citl_lsp.equivalence.run import RunResult

VerdictKind = Literal["equal", "stopped", "different", "inconclusive"]

STOP_CODE = 101
"""Exit code of a Rust panic: a translated program that stopped rather than go on wrongly."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`stopped`: the translation gave up with a message, after nothing but right output. `inconclusive`: the Python
    itself can't be compared (a limit, a crash, addresses in its output)."""

    kind: VerdictKind
    reasons: tuple[str, ...] = ()
    """For people, most important first; empty when equal."""
    notes: tuple[str, ...] = ()
    """Differences that don't count."""


def compare(python: RunResult, rust: RunResult) -> Verdict:
    """How the run of the translation stands to the run of the Python program."""
    unclear = _why_unclear(python)
    if unclear:
        return Verdict("inconclusive", (unclear,))
    same_output = _text(python.stdout) == _text(rust.stdout)
    python_end, rust_end = _ending(python), _ending(rust)
    if rust.finished and same_output and python.exit_code == rust.exit_code:
        if python.exit_code == 0 or _same_end(python_end, rust_end):
            return Verdict("equal", (), _notes(python, rust))
        return Verdict("different", (f"Python ends with {python_end or 'no message'}, Rust with {rust_end or 'none'}",))
    if not rust.finished:
        return Verdict("different", (_limit(rust),))
    if rust.exit_code == STOP_CODE and rust_end and _text(python.stdout).startswith(_text(rust.stdout)):
        return Verdict("stopped", (rust_end,))
    if _without_addresses(python.stdout) != python.stdout and (
        _without_addresses(python.stdout) == _without_addresses(rust.stdout)
    ):
        return Verdict("inconclusive", ("the output contains memory addresses",))
    reasons = []
    if not same_output:
        reasons.append(_first_difference(_text(python.stdout), _text(rust.stdout)))
    if python.exit_code != rust.exit_code:
        reasons.append(f"exit code {python.exit_code} in Python, {_code(rust.exit_code)} in Rust")
    if not _same_end(python_end, rust_end) and (python.exit_code or rust.exit_code):
        reasons.append(f"Python ends with {python_end or 'no message'}, Rust with {rust_end or 'none'}")
    return Verdict("different", tuple(reasons))


def repeatable(first: RunResult, second: RunResult) -> bool:
    """Whether two runs of the *same* program agree: a program that doesn't agree with itself can't be compared."""
    return first.finished and second.finished and first.stdout == second.stdout and first.exit_code == second.exit_code


# --- parts -----------------------------------------------------------------------------------------------------------


def _why_unclear(python: RunResult) -> str | None:
    if not python.finished:
        return f"the Python program {_limit(python).partition(' ')[2]}"
    if python.exit_code < 0:
        return f"the Python interpreter was ended by signal {-python.exit_code}"
    return None


def _limit(result: RunResult) -> str:
    if result.memory_exceeded:
        return "Rust uses more memory than allowed"
    if result.output_exceeded:
        return "Rust writes more than allowed"
    return f"Rust does not end in time ({result.wall:.1f} s)"


def _text(output: bytes) -> bytes:
    return output.replace(b"\r\n", b"\n")


_TRACEBACK = "Traceback (most recent call last):"
_EXCEPTION = re.compile(r"([A-Za-z_][\w.]*)(?=:|$)")
_PANIC = re.compile(r"thread '.*' (?:\(\d+\) )?panicked at (.*)")
_ADDRESS = re.compile(rb"\b0x[0-9a-fA-F]{6,16}\b")


def _ending(result: RunResult) -> str:
    """What ended the program: the exception's class, the panic's message, else the last line of stderr, "" if none."""
    lines = [line for line in result.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return ""
    if result.exit_code == STOP_CODE:
        return _stop_message(lines)
    starts = [number for number, line in enumerate(lines) if line.strip() == _TRACEBACK]
    if starts:
        # The first line that isn't indented: a message may go on for several lines after it.
        for line in lines[starts[-1] + 1 :]:
            if not line.startswith(" "):
                match = _EXCEPTION.match(line)
                return match[1].rpartition(".")[2] if match else line
    return lines[-1].strip()


def _same_end(python: str, rust: str) -> bool:
    # A translation may print the last line of a traceback without the rest.
    return rust == python or (python != "" and rust.startswith(f"{python}:"))


def _stop_message(lines: list[str]) -> str:
    useful = [line for line in lines if not line.startswith("note: run with `RUST_BACKTRACE")]
    for number, line in enumerate(useful):
        if _PANIC.match(line):
            return " ".join(part.strip() for part in useful[number + 1 : number + 2]) or line
    return useful[-1].strip() if useful else ""


def _without_addresses(output: bytes) -> bytes:
    return _ADDRESS.sub(b"0x0", output)


def _code(code: int) -> str:
    return f"signal {-code}" if code < 0 else str(code)


def _notes(python: RunResult, rust: RunResult) -> tuple[str, ...]:
    ours, theirs = (result.stderr.decode("utf-8", "replace").rstrip().rpartition("\n")[2] for result in (rust, python))
    return () if ours == theirs else (f"last line of stderr: Python {theirs!r}, Rust {ours!r}",)


_SHOWN = 60


def _first_difference(python: bytes, rust: bytes) -> str:
    python_lines, rust_lines = python.split(b"\n"), rust.split(b"\n")
    for number, (theirs, ours) in enumerate(zip(python_lines, rust_lines, strict=False), 1):
        if theirs != ours:
            return f"stdout differs on line {number}: Python {_shown(theirs)}, Rust {_shown(ours)}"
    longer, who = (python_lines, "Python") if len(python_lines) > len(rust_lines) else (rust_lines, "Rust")
    number = min(len(python_lines), len(rust_lines))
    return f"stdout differs on line {number + 1}: only {who} writes {_shown(longer[number])}"


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", "replace")
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")

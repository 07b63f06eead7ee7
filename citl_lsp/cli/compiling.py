"""The compilers as the verbs use them: the runtime with its progress bar, and one build with its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.cli.console import note, progress
from citl_lsp.cli.draft import Draft
from citl_lsp.diagnostics.from_compiler import Outcome, diagnose
from citl_lsp.diagnostics.model import Defect
from citl_lsp.repair.places import places_of
from citl_lsp.rust.line_table import with_line_table
from citl_lsp.rust.tree import Origin
from citl_lsp.text.positions import LineIndex
from citl_lsp.toolchain.compile import BuildProfile, CompileResult, build_sync, check_sync
from citl_lsp.toolchain.find import Toolchain
from citl_lsp.toolchain.runtime import RuntimeBuild, RuntimeProfile, RuntimeProgress, ensure_runtime
from citl_lsp.transpile import line_number, module_names


def runtime_for(profile: RuntimeProfile, tools: Toolchain) -> RuntimeBuild:
    """The compiled runtime, built now if this machine has none. Raises ToolchainProblem."""
    with progress("building the runtime (once)") as step:

        def told(at: RuntimeProgress) -> None:
            step(at.crate, at.done, at.total)

        return ensure_runtime(profile, told, toolchain=tools)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What rustc made of a draft."""

    result: CompileResult
    outcome: Outcome
    """Its messages on Python lines."""


def compile_program(draft: Draft, output: Path, kind: BuildProfile, tools: Toolchain) -> Compiled:
    """Build the draft into the executable `output`. Raises ToolchainProblem."""
    runtime = runtime_for("release", tools) if draft.translation.uses_runtime else None
    with progress("compiling") as step:
        step(output.name, 0, 1)
        result = build_sync(with_lines(draft), output, kind, runtime=runtime, toolchain=tools)
    return Compiled(result, outcome_of(draft, result))


def with_lines(draft: Draft, text: str | None = None) -> str:
    """The draft's Rust (or the same laid out anew), whose stops name the Python line."""
    translation = draft.translation
    if draft.policy.profile == "faithful":  # it says the line itself
        return text or translation.rust
    modules = list(module_names(draft.program))
    indexes = {path: LineIndex(source) for path, source in draft.program.files.items()}

    def line_of(origin: Origin) -> int | None:
        if origin.path not in modules or (origin.path, origin.unit) not in translation.unit_starts:
            return None
        start = translation.unit_starts[origin.path, origin.unit][0] + origin.span.start
        return line_number(modules.index(origin.path), indexes[origin.path].line_of(start) + 1)

    return with_line_table(text or translation.rust, translation.rust, translation.source_map, line_of)


def check_program(draft: Draft, tools: Toolchain) -> Compiled:
    """Ask rustc about the draft without building it. Raises ToolchainProblem."""
    runtime = runtime_for("check", tools) if draft.translation.uses_runtime else None
    result = check_sync(draft.translation.rust, runtime=runtime, lints=False, toolchain=tools)
    return Compiled(result, outcome_of(draft, result))


def outcome_of(draft: Draft, result: CompileResult) -> Outcome:
    """The compiler's messages on Python lines."""
    places = places_of(draft.program, draft.translation)
    return diagnose(result.messages, places, profile=draft.policy.profile)


def tell_refusal(draft: Draft, compiled: Compiled) -> None:
    """Say on stderr why rustc took no faithful translation: that is never the program's fault."""
    if compiled.result.killed:
        note(f"rustc was ended after {compiled.result.wall_seconds:.0f} seconds", "A smaller main function may help.")
        return
    for line in refusal_lines(draft, compiled):
        note(line)
    note(
        "rustc does not accept the translation. That is a fault of citl, not of the program.",
        "The Rust is shown by `citl transpile --profile faithful`; please report it with the message above.",
    )


def refusal_lines(draft: Draft, compiled: Compiled) -> Iterator[str]:
    """`bank.py:101: E0034: multiple applicable items in scope`, one per error of the compiler."""
    indexes = {name: LineIndex(text) for name, text in draft.program.files.items()}
    seen: set[str] = set()
    for message in compiled.result.errors:
        where = _place(draft, message.primary.byte_start if message.primary else None, indexes)
        line = f"{where}{message.code or 'rustc'}: {message.message}"
        if line not in seen:
            seen.add(line)
            yield line


def is_error(defect: Defect) -> bool:
    """Whether rustc refused something, rather than having an opinion."""
    return defect.code is None or defect.code.startswith("E0")


def defect_place(draft: Draft, defect: Defect) -> str:
    """`bank.py:101: ` of a defect, "" where it has no Python place."""
    indexes = {name: LineIndex(text) for name, text in draft.program.files.items()}
    return _place(draft, defect.rust_span[0] if defect.rust_span else None, indexes)


def _place(draft: Draft, byte: int | None, indexes: dict[str, LineIndex]) -> str:
    origin = draft.translation.source_map.at(byte) if byte is not None else None
    if origin is None or origin.path not in indexes:
        return ""
    start = draft.translation.unit_starts.get((origin.path, origin.unit), (0, 0))[0]
    line = indexes[origin.path].line_of(start + origin.span.start) + 1
    return f"{draft.loaded.shown(origin.path)}:{line}: "

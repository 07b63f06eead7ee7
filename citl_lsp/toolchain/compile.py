"""Compile one Rust text: `check` says what the compiler thinks, `build` makes a native program.

    result = await check("fn main() { let x: i32 = true; }")
    result.messages[0].code          # 'E0308'

rustc (or clippy-driver) is called directly, without cargo, in a private temporary directory that is gone afterwards.
A job is killed with its whole process group when its task is cancelled, when its time is up, or when it writes without
end. What is wrong with the *program* comes back as messages; what is wrong with the *toolchain* is a
`ToolchainProblem`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar

import filelock

from citl_lsp.toolchain.cache import cache_dir
from citl_lsp.toolchain.find import Toolchain, find_toolchain
from citl_lsp.toolchain.messages import CompilerMessage, parse_messages
from citl_lsp.toolchain.problem import LINKER_INSTALL, ProblemKind, ToolchainProblem
from citl_lsp.toolchain.process import Finished, run_process
from citl_lsp.toolchain.runtime import RuntimeBuild

BuildProfile = Literal["debug", "release"]

_P = ParamSpec("_P")
_T = TypeVar("_T")

EDITION = "2021"
CHECK_SECONDS = 60.0
BUILD_SECONDS = 600.0
_OUTPUT_LIMIT = 16 << 20
_SOURCE = "main.rs"
_COMPILER_STACK = 64 << 20
"""Deeply nested generated expressions overflow rustc's default stack; the memory is only mapped when used."""


@dataclass(frozen=True, slots=True)
class CompileResult:
    """What the compiler said. `ok` means accepted: no errors, and it ran to its end."""

    ok: bool
    messages: tuple[CompilerMessage, ...]
    """In the compiler's order, without its closing summaries."""
    wall_seconds: float
    killed: bool
    """Ended by the time or output limit; `messages` holds what came before."""

    @property
    def errors(self) -> tuple[CompilerMessage, ...]:
        return tuple(message for message in self.messages if message.level == "error")

    @property
    def warnings(self) -> tuple[CompilerMessage, ...]:
        return tuple(message for message in self.messages if message.level == "warning")


async def check(
    source: str,
    *,
    clippy: bool = False,
    runtime: RuntimeBuild | None = None,
    lints: bool = True,
    overflow_checks: bool = True,
    incremental_dir: Path | None = None,
    arguments: Sequence[str] = (),
    timeout: float = CHECK_SECONDS,
    toolchain: Toolchain | None = None,
) -> CompileResult:
    """Check `source` (one crate, a binary) without generating code.

    `lints=False` silences every lint (`--cap-lints allow`), for runs that only ask whether it compiles.
    `incremental_dir` is reused between runs; rustc and clippy need one each. A run that finds it in use does without.
    """
    tools = toolchain or find_toolchain()
    _need_files(runtime)
    program = tools.need_clippy() if clippy else tools.rustc
    with _private_dir() as folder, _leased(incremental_dir) as kept:
        argv = [str(program), _SOURCE, *_common(overflow_checks, runtime, lints)]
        argv += ["--emit=metadata", "-o", str(folder / "program.rmeta"), *arguments]
        if kept is not None:
            argv.append(f"-Cincremental={kept}")
        done = await _run(argv, source, kept or folder, folder, timeout)
    return _result(done, program)


async def build(
    source: str,
    output: Path,
    profile: BuildProfile = "release",
    *,
    runtime: RuntimeBuild | None = None,
    overflow_checks: bool = True,
    arguments: Sequence[str] = (),
    timeout: float = BUILD_SECONDS,
    toolchain: Toolchain | None = None,
) -> CompileResult:
    """Build `source` into the executable `output`, which appears whole or not at all.

    "release" is `-C opt-level=3 -C codegen-units=1`; "debug" is unoptimised without debug information. Panics unwind,
    but in a release build of a program with the runtime: its hook ends the process before anything is unwound, and
    ways out of every call that nothing takes keep values out of registers. Lints are silent.
    """
    tools = toolchain or find_toolchain()
    _need_files(runtime)
    with _private_dir() as folder:
        made = folder / "program"
        argv = [str(tools.rustc), _SOURCE, *_common(overflow_checks, runtime, lints=False)]
        argv += ["--emit=link", "-o", str(made), f"-Cpanic={_panics(profile, runtime)}", *_codegen(profile), *arguments]
        done = await _run(argv, source, folder, folder, timeout)
        result = _result(done, tools.rustc)
        if result.ok:
            _publish(made, output)
    return result


def _blocking(function: Callable[_P, Coroutine[object, object, _T]]) -> Callable[_P, _T]:
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        return asyncio.run(_coroutine(function, *args, **kwargs))

    return call


async def _coroutine(function: Callable[_P, Coroutine[object, object, _T]], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    return await function(*args, **kwargs)


check_sync = _blocking(check)
"""`check` for callers without an event loop."""
build_sync = _blocking(build)
"""`build` for callers without an event loop."""


# --- the command line ------------------------------------------------------------------------------------------------


def _common(overflow_checks: bool, runtime: RuntimeBuild | None, lints: bool) -> list[str]:
    arguments = ["--crate-name=program", "--crate-type=bin", f"--edition={EDITION}", "--error-format=json"]
    arguments += [f"-Coverflow-checks={'on' if overflow_checks else 'off'}", "-Cdebuginfo=0"]
    if not lints:
        arguments.append("--cap-lints=allow")
    if runtime is not None:
        arguments += runtime.extern_args
    return arguments


def _need_files(runtime: RuntimeBuild | None) -> None:
    if runtime is not None and not (runtime.rlib or runtime.rmeta).is_file():
        raise ToolchainProblem("runtime", "The compiled runtime is gone from the cache; it must be built again.")


def _codegen(profile: BuildProfile) -> list[str]:
    if profile == "release":
        return ["-Copt-level=3", "-Ccodegen-units=1", "-Cstrip=debuginfo"]
    return ["-Copt-level=0", "-Ccodegen-units=2", "-Cstrip=debuginfo"]


def _panics(profile: BuildProfile, runtime: RuntimeBuild | None) -> str:
    return "abort" if profile == "release" and runtime is not None else "unwind"


def tool_environment(temporary: Path) -> dict[str, str]:
    """The caller's environment without what would change a compiler's behaviour; temporary files go to `temporary`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RUST", "CARGO_", "CLIPPY_", "PYTHON")) or name in ("RUSTUP_HOME", "CARGO_HOME")
    }
    kept |= {"TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary)}
    return kept | {"RUSTC_ICE": "0", "RUST_MIN_STACK": str(_COMPILER_STACK), "CLIPPY_CONF_DIR": str(stable_dir())}


async def _run(argv: Sequence[str], source: str, home: Path, temporary: Path, timeout: float) -> Finished:
    """Run a compiler in the folder `home`, where it finds the source."""
    try:
        (home / _SOURCE).write_text(source, encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        kind: ProblemKind = "disk-full" if error.errno == 28 else "failed"
        command = "citl cache clear" if kind == "disk-full" else "citl doctor"
        raise ToolchainProblem(
            kind, f"The program could not be written to {home}: {error}.", command=command
        ) from error
    try:
        return await run_process(
            argv,
            cwd=home,
            env=tool_environment(temporary),
            timeout=timeout,
            output_limit=_OUTPUT_LIMIT,
        )
    except FileNotFoundError as error:
        raise ToolchainProblem("missing", f"{argv[0]} is gone: {error}.", command="citl doctor") from error
    except OSError as error:
        kind = "disk-full" if error.errno == 28 else "failed"
        raise ToolchainProblem(kind, f"{argv[0]} could not be run: {error}.", command="citl doctor") from error


def _result(done: Finished, program: Path) -> CompileResult:
    messages = parse_messages(done.stderr, user_file=_SOURCE)
    killed = done.timed_out or done.overflowed
    if not killed:
        raise_if_broken(done, messages, program)
    said = tuple(message for message in messages if not message.is_summary)
    return CompileResult(done.returncode == 0, said, done.wall_seconds, killed)


def raise_if_broken(done: Finished, messages: Sequence[CompilerMessage], program: Path) -> None:
    """Raise ToolchainProblem where the outcome says nothing about the program that was compiled."""
    text = done.stderr.decode("utf-8", "replace")
    if done.returncode != 0 and any(sign in text for sign in _FULL_DISK_SIGNS):
        raise ToolchainProblem(
            "disk-full",
            "The disk is full: the compiler could not write its output.",
            command="citl cache clear",
            details=text,
        )
    if done.returncode < 0:
        raise ToolchainProblem(
            "crashed",
            f"{program.name} was ended by signal {-done.returncode}"
            + (" (out of memory, most likely)." if done.returncode == -9 else " (it crashed on this program)."),
            details=text,
        )
    ice = next((message for message in messages if message.is_ice), None)
    if ice is not None or "the compiler unexpectedly panicked" in text:
        reason = ice.message if ice is not None else "it panicked"
        raise ToolchainProblem(
            "crashed",
            f"{program.name} crashed on this program: {reason}.",
            command="rustup update stable",
            details=text,
        )
    for message in messages:
        if message.code in _OTHER_COMPILERS:
            raise ToolchainProblem(
                "runtime",
                f"The compiled runtime does not fit {program.name} any more ({message.message}); was Rust updated? "
                "It is built again at the next compile.",
                command="citl cache clear",
                details=message.rendered,
            )
        if message.message.startswith("linker `") and "not found" in message.message:
            raise ToolchainProblem(
                "linker",
                f"Rust needs a C linker to make programs, and {message.message.removeprefix('linker ')}.",
                command=LINKER_INSTALL,
                details=message.rendered,
            )
        if message.message.startswith("linking with `"):
            raise ToolchainProblem("linker", f"{message.message}.", command="citl doctor", details=message.rendered)
    if done.returncode != 0 and not any(message.level == "error" for message in messages):
        last = text.strip().splitlines()
        raise ToolchainProblem(
            "failed",
            f"{program.name} failed with exit code {done.returncode}: {last[-1] if last else 'it said nothing'}",
            command="citl doctor",
            details=text,
        )


_OTHER_COMPILERS = frozenset({"E0460", "E0463", "E0514"})
"""A crate that another rustc compiled, or that isn't there: only the runtime's, since programs name no other."""

_FULL_DISK_SIGNS = ("No space left on device", "os error 28", "ld terminated with signal 7")
"""lld writes through a memory map: it dies of a bus error where others say that the disk is full."""


# --- files -----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _private_dir() -> Iterator[Path]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="citl-"))
    except OSError as error:
        raise ToolchainProblem(
            "disk-full", f"No temporary directory could be made: {error}.", command="citl cache clear"
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _leased(folder: Path | None) -> Iterator[Path | None]:
    """`folder`, for nobody else meanwhile; None where that can't be had.

    Incremental data depends on the path of the source and on the working directory (of a source read from stdin rustc
    takes a hash for the path, and uses nothing again), so both are this folder, and one run at a time writes to it.
    """
    if folder is None:
        yield None
        return
    lock = filelock.FileLock(folder / "lock", thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)  # what nobody uses any more is removed by its age
        lock.acquire(timeout=0)
    except (filelock.Timeout, OSError):
        yield None
        return
    try:
        yield folder
    finally:
        lock.release()


def stable_dir() -> Path:
    """A directory that stays the same between runs and belongs to nobody's project."""
    folder = cache_dir() / "work"
    # clippy looks for its configuration upwards from where it is sent: an empty file ends the search.
    settings = folder / "clippy.toml"
    try:
        if not settings.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            settings.touch()
    except OSError:
        return Path(tempfile.gettempdir())
    return folder


def _publish(made: Path, output: Path) -> None:
    """Move `made` to `output` in one step, also across file systems."""
    beside = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, beside)
        os.replace(beside, output)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        kind: ProblemKind = "disk-full" if error.errno == 28 else "failed"
        raise ToolchainProblem(kind, f"{output} could not be written: {error}.") from error

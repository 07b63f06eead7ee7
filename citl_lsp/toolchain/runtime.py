"""Compile the runtime crates once per machine, so that programs need only rustc.

    rt = ensure_runtime("release")
    rustc program.rs *rt.extern_args

A build is keyed by the runtime's sources, rustc's version, features and kind of build; it lies in the cache directory
and is used by every project. Two processes that want the same one wait for each other; a build counts as published
when its `build.json` is there, which is written last and in one step, so a build that was killed is simply resumed.

Programs of both profiles link the same optimised runtime without debug information: an unoptimised program on an
optimised runtime is still fast, and one build serves both. Only checking has a quicker build of its own, metadata
without machine code, which is used until a full one exists.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import filelock

from citl_lsp.toolchain.cache import cache_dir
from citl_lsp.toolchain.find import Toolchain, find_toolchain
from citl_lsp.toolchain.messages import parse_messages
from citl_lsp.toolchain.problem import LINKER_INSTALL, ToolchainProblem
from citl_lsp.toolchain.process import Finished, run_process

RuntimeProfile = Literal["check", "debug", "release"]
_Kind = Literal["metadata", "full"]

PACKAGE = "citl-rt"
CRATE = "citl_rt"
_BUILD_SECONDS = 1800.0
_POLL_SECONDS = 0.1
_LAYOUT = "3"
"""Changes when the flags or the layout of a published build change."""
_IGNORED_DIRS = frozenset({"target", ".git", "__pycache__"})
_BESIDE_THE_POINT = frozenset({"tests", "benches", "examples"})
"""Directories that are copied but don't make another build; nor does a text in Markdown."""


@dataclass(frozen=True, slots=True)
class RuntimeProgress:
    """How far a build of the runtime is: crates compiled of about `total`, and the one that was just finished."""

    done: int
    total: int
    crate: str


Progress = Callable[[RuntimeProgress], None]


@dataclass(frozen=True, slots=True)
class RuntimeBuild:
    """A compiled runtime. `rlib` is None in a build that can only check."""

    rmeta: Path
    rlib: Path | None
    deps: tuple[Path, ...]
    """Directories with the compiled crates that it depends on."""
    native: tuple[str, ...]
    """`-L` values of native libraries."""

    @property
    def extern_args(self) -> tuple[str, ...]:
        """Arguments that make `citl_rt` known to rustc."""
        arguments = ["--extern", f"{CRATE}={self.rlib or self.rmeta}"]
        for folder in self.deps:
            arguments += ["-L", f"dependency={folder}"]
        for place in self.native:
            arguments += ["-L", place]
        return tuple(arguments)


def runtime_sources() -> Path:
    """The directory with the runtime's cargo packages: `citl_lsp/_runtime` when installed, `runtime/` in a checkout."""
    override = os.environ.get("CITL_RUNTIME_DIR")
    package = Path(__file__).resolve().parent.parent
    places = [Path(override)] if override else [package / "_runtime", package.parent / "runtime"]
    for place in places:
        if _manifest(place) is not None:
            return place
    raise ToolchainProblem(
        "runtime",
        f"The runtime's sources are not where they belong ({places[-1]}).",
        command="pip install --force-reinstall citl-lsp",
    )


def ensure_runtime(
    profile: RuntimeProfile,
    progress: Progress | None = None,
    *,
    features: Sequence[str] = (),
    sources: Path | None = None,
    toolchain: Toolchain | None = None,
) -> RuntimeBuild:
    """The compiled runtime for `profile`, built now if this machine has none (tens of seconds; `progress` is told).

    Raises ToolchainProblem.
    """
    place = _place(profile, features, sources, toolchain)
    return place.published() or asyncio.run(_ensure(place, progress))


async def ensure_runtime_async(
    profile: RuntimeProfile,
    progress: Progress | None = None,
    *,
    features: Sequence[str] = (),
    sources: Path | None = None,
    toolchain: Toolchain | None = None,
) -> RuntimeBuild:
    """As `ensure_runtime`; when the task is cancelled, cargo and its compilers are killed."""
    place = _place(profile, features, sources, toolchain)
    return place.published() or await _ensure(place, progress)


def runtime_is_built(
    profile: RuntimeProfile, *, sources: Path | None = None, toolchain: Toolchain | None = None
) -> bool:
    """Whether `ensure_runtime` would answer at once."""
    return _place(profile, (), sources, toolchain).published() is not None


# --- places ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one build lies: `folder` for its own kind, `fuller` for the full build that can stand in for it."""

    folder: Path
    fuller: Path
    kind: _Kind
    features: tuple[str, ...]
    sources: Path
    tools: Toolchain

    def published(self) -> RuntimeBuild | None:
        return _load(self.fuller) or _load(self.folder)


def _place(
    profile: RuntimeProfile, features: Sequence[str], sources: Path | None, toolchain: Toolchain | None
) -> _Place:
    tools = toolchain or find_toolchain()
    where = sources or runtime_sources()
    wanted = tuple(sorted(set(features)))
    kind: _Kind = "metadata" if profile == "check" else "full"
    stem = _fingerprint(where, tools, wanted)
    root = cache_dir() / "runtime"
    return _Place(root / f"{stem}-{kind}", root / f"{stem}-full", kind, wanted, where, tools)


def _fingerprint(sources: Path, tools: Toolchain, features: Sequence[str]) -> str:
    digest = hashlib.sha256()

    def add(part: bytes) -> None:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)

    for part in (_LAYOUT, tools.verbose_version, str(tools.rustc), *features):
        add(part.encode())
    for path in _source_files(sources):
        add(path.relative_to(sources).as_posix().encode())
        add(path.read_bytes())
    return digest.hexdigest()[:24]


def _source_files(sources: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(sources):
        folders[:] = sorted(name for name in folders if name not in _IGNORED_DIRS | _BESIDE_THE_POINT)
        for name in sorted(files):
            if not name.endswith(".md"):
                yield Path(folder, name)


def _manifest(sources: Path) -> Path | None:
    """The workspace's manifest, or the package's own where there is no workspace (relative to `sources`)."""
    for candidate in (Path("Cargo.toml"), Path(PACKAGE, "Cargo.toml")):
        if (sources / candidate).is_file():
            return candidate
    return None


def _load(folder: Path) -> RuntimeBuild | None:
    try:
        data = json.loads((folder / "build.json").read_text("utf-8"))
        build = RuntimeBuild(
            rmeta=Path(data["rmeta"]),
            rlib=Path(data["rlib"]) if data["rlib"] else None,
            deps=tuple(Path(place) for place in data["deps"]),
            native=tuple(data["native"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # A cleaned cache must not look like a build.
    if not build.rmeta.is_file() or (build.rlib is not None and not build.rlib.is_file()):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder / "build.json")
    return build


def _store(folder: Path, build: RuntimeBuild) -> None:
    data = {name: _plain(value) for name, value in asdict(build).items()}
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
        json.dump(data, file, indent=1)
    os.replace(file.name, folder / "build.json")


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value


# --- building --------------------------------------------------------------------------------------------------------


async def _ensure(place: _Place, progress: Progress | None) -> RuntimeBuild:
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(place.folder.with_suffix(".lock"), timeout=0, thread_local=False)
        while True:
            try:
                lock.acquire()
                break
            except filelock.Timeout:
                await asyncio.sleep(_POLL_SECONDS)
        try:
            built = place.published()
            if built is None:
                _prune(place.folder)
                built = await _build(place, progress)
                _store(place.folder, built)
            return built
        finally:
            lock.release()
    except OSError as error:
        kind: Literal["disk-full", "runtime"] = "disk-full" if error.errno == 28 else "runtime"
        raise ToolchainProblem(
            kind, f"The runtime could not be built in {place.folder}: {error}.", command="citl cache clear"
        ) from error


_KEPT = 6
_UNUSED_SECONDS = 3600.0


def _prune(keep: Path) -> None:
    """Delete builds of older runtimes or compilers: all but the last few, and none that was used within the hour."""
    builds = sorted((path for path in keep.parent.iterdir() if path.is_dir() and path != keep), key=_last_use)
    for folder in builds[: max(0, len(builds) - _KEPT)]:
        if time.time() - _last_use(folder) < _UNUSED_SECONDS:
            continue
        lock = filelock.FileLock(folder.with_suffix(".lock"), timeout=0)
        with contextlib.suppress(filelock.Timeout), lock:
            shutil.rmtree(folder, ignore_errors=True)


def _last_use(folder: Path) -> float:
    for path in (folder / "build.json", folder):
        with contextlib.suppress(OSError):
            return path.stat().st_mtime
    return 0.0


async def _build(place: _Place, progress: Progress | None) -> RuntimeBuild:
    # A copy: the installed sources may be read-only, and an edit during the build would not match the key. cargo may
    # mend a lock file there that lags behind its manifest.
    copy = place.folder / "src"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(place.sources, copy, ignore=shutil.ignore_patterns(*_IGNORED_DIRS))
    manifest = _manifest(copy)
    assert manifest is not None
    folder = (copy / manifest).parent
    verb = ["check"] if place.kind == "metadata" else ["build"]
    argv = [
        str(place.tools.need_cargo()),
        *verb,
        "--release",
        "--lib",
        "-p",
        PACKAGE,
        "--manifest-path",
        str(folder / "Cargo.toml"),
    ]
    argv += ["--message-format=json", "--target", place.tools.host, "--target-dir", str(place.folder / "target")]
    if place.features:
        argv += ["--features", ",".join(place.features)]
    reader = _Artifacts(folder, progress)
    done = await run_process(
        argv,
        cwd=folder,
        env=_environment(place.tools),
        timeout=_BUILD_SECONDS,
        output_limit=64 << 20,
        on_stdout=reader.feed,
    )
    if done.returncode != 0:
        raise _failure(done, place)
    return reader.build(place)


def _environment(tools: Toolchain) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RUSTC", "RUSTFLAGS", "CARGO_BUILD", "CARGO_PROFILE", "CARGO_ENCODED", "CARGO_TARGET"))
    }
    return kept | {
        "RUSTC": str(tools.rustc),
        "RUSTC_WRAPPER": "",
        # Empty but present: it also switches off flags from the user's own cargo configuration.
        "CARGO_ENCODED_RUSTFLAGS": "",
        "CARGO_INCREMENTAL": "0",
        "CARGO_PROFILE_RELEASE_DEBUG": "false",
        "CARGO_PROFILE_RELEASE_OPT_LEVEL": "3",
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "1",
        "CARGO_PROFILE_RELEASE_LTO": "off",
        "CARGO_PROFILE_RELEASE_PANIC": "unwind",
        "CARGO_TERM_COLOR": "never",
    }


def _count_packages(folder: Path) -> int:
    try:
        return max(1, (folder / "Cargo.lock").read_text("utf-8").count("[[package]]"))
    except OSError:
        return 1


class _Artifacts:
    """Follows cargo's messages as they arrive: counts crates for the progress, remembers where the library is."""

    def __init__(self, package: Path, progress: Progress | None) -> None:
        self._package = package
        self._progress = progress
        self._rest = b""
        self._done = 0
        self._files: list[Path] = []
        self._native: list[str] = []

    def feed(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            try:
                message = json.loads(line)
            except ValueError:
                continue
            if isinstance(message, dict):
                self._read(message)

    def _read(self, message: Mapping[str, object]) -> None:
        reason = message.get("reason")
        if reason == "build-script-executed":
            paths = message.get("linked_paths")
            if isinstance(paths, list):
                self._native += [str(path) for path in paths]
        if reason != "compiler-artifact":
            return
        target = message.get("target")
        name = str(target.get("name")).replace("-", "_") if isinstance(target, dict) else ""
        files = message.get("filenames")
        if name == CRATE and isinstance(files, list):
            self._files = [Path(str(file)) for file in files]
        kinds = target.get("kind") if isinstance(target, dict) else None
        if self._progress is None or kinds == ["custom-build"]:
            return
        self._done += 1
        # Counted late: where no Cargo.lock is shipped, cargo writes it first of all.
        total = max(self._done, _count_packages(self._package))
        self._progress(RuntimeProgress(self._done, total, name))

    def build(self, place: _Place) -> RuntimeBuild:
        rlib = next((file for file in self._files if file.suffix == ".rlib"), None)
        rmeta = next((file for file in self._files if file.suffix == ".rmeta"), None)
        deps = place.folder / "target" / place.tools.host / "release" / "deps"
        if rmeta is None and rlib is not None:
            rmeta = next(iter(sorted(deps.glob(f"lib{CRATE}-*.rmeta"))), rlib)
        if rmeta is None or (place.kind == "full" and rlib is None):
            raise ToolchainProblem(
                "runtime", f"cargo built {PACKAGE} but named no library for it.", command="citl cache clear"
            )
        host_deps = place.folder / "target" / "release" / "deps"
        # Procedural macros are built for the machine that compiles, apart from the rest.
        folders = (deps, host_deps) if host_deps.is_dir() else (deps,)
        return RuntimeBuild(rmeta, rlib if place.kind == "full" else None, folders, tuple(self._native))


def _failure(done: Finished, place: _Place) -> ToolchainProblem:
    text = done.stderr.decode("utf-8", "replace")
    if done.timed_out:
        return ToolchainProblem(
            "runtime", f"Building the runtime took over {_BUILD_SECONDS / 60:.0f} minutes.", details=text
        )
    if "No space left on device" in text:
        return ToolchainProblem(
            "disk-full", "The disk is full: the runtime could not be built.", command="citl cache clear", details=text
        )
    if (needed := re.search(r"requires rustc ([\d.]+) or newer", text)) is not None:
        return ToolchainProblem(
            "too-old",
            f"The runtime needs rustc {needed[1]} or newer; this is {place.tools.version_text}.",
            command="rustup update stable",
            details=text,
        )
    offline = (
        "offline mode",
        "failed to download",
        "failed to get",
        "Could not resolve host",
        "spurious network",
        "unable to update registry",
    )
    if any(sign in text for sign in offline):
        return ToolchainProblem(
            "network",
            "The runtime's Rust packages could not be downloaded. The first build needs the network once.",
            command=f"cargo fetch --manifest-path {place.sources / (_manifest(place.sources) or '')}",
            details=text,
        )
    errors = [m for m in parse_messages(done.stdout, user_file="") if m.level == "error" and not m.is_summary]
    if any(error.message.startswith("linker `") for error in errors):
        return ToolchainProblem(
            "linker",
            "Rust needs a C linker to build the runtime, and found none.",
            command=LINKER_INSTALL,
            details=text,
        )
    first = errors[0].rendered if errors else "\n".join(text.strip().splitlines()[-6:])
    return ToolchainProblem(
        "runtime", f"The runtime does not compile with {place.tools.version_text}:\n{first}", details=text
    )

"""Exported packages and formatted text: what needs cargo or rustfmt rather than rustc alone.

    write_package(Path("out"), name="wc", source=rust_text, runtime=True)
    text = format_rust(rust_text)

An exported package builds without citl: where it needs the runtime, the runtime's sources lie inside it as path
packages. Its Cargo.lock is written by cargo itself, from what is on this machine if possible.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from citl_lsp.toolchain.compile import EDITION, stable_dir
from citl_lsp.toolchain.find import Toolchain, find_toolchain
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.toolchain.process import Finished, run_process
from citl_lsp.toolchain.runtime import PACKAGE, runtime_sources

_LOCK_SECONDS = 120.0
_FORMAT_SECONDS = 30.0
_LINE_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Package:
    """An exported package as text. Paths in `files` are relative to its directory, as in `src/main.rs`."""

    name: str
    files: dict[str, str]
    uses_runtime: bool
    version: str = "0.1.0"
    features: tuple[str, ...] = ()
    """Features of the runtime."""
    dependencies: dict[str, str] = field(default_factory=dict)
    """Crates from crates.io: name to version requirement."""


def package_name(text: str) -> str:
    """`text` (a file's stem, say) as a legal name of a cargo package: `my prog` becomes `my-prog`, `1up` `p1up`."""
    name = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-_") or "program"
    name = name if name[0].isalpha() else f"p{name}"
    return f"{name}-program" if name in _RESERVED.split() else name


_RESERVED = (
    "abstract as async await become box break const continue core crate do dyn else enum extern false final fn for if "
    "impl in let loop macro match mod move mut override priv pub ref return self static std struct super test trait "
    "true try type typeof unsafe unsized use virtual where while yield alloc proc_macro build deps examples "
    "incremental con prn aux nul citl-rt"
)
"""Keywords, crates of the compiler, cargo's own directories, devices of Windows, and the runtime."""


def manifest(package: Package) -> str:
    """The text of Cargo.toml. Arithmetic is checked and panics unwind, in every profile."""
    lines = [
        "[package]",
        f'name = "{package.name}"',
        f'version = "{package.version}"',
        f'edition = "{EDITION}"',
        'rust-version = "1.86"',
        "",
        "[dependencies]",
    ]
    if package.uses_runtime:
        features = f", features = {_array(package.features)}" if package.features else ""
        lines.append(f'{PACKAGE} = {{ path = "{PACKAGE}"{features} }}')
    lines += [f'{name} = "{version}"' for name, version in sorted(package.dependencies.items())]
    lines += [
        "",
        "[profile.dev]",
        "overflow-checks = true",
        "",
        "[profile.release]",
        "opt-level = 3",
        "codegen-units = 1",
        "overflow-checks = true",
        'panic = "unwind"',
    ]
    if package.uses_runtime:
        # As it is built for `citl build`: fast in both profiles, and it checks for itself where it must.
        for profile in ("dev", "release"):
            lines += ["", f"[profile.{profile}.package.{PACKAGE}]", "opt-level = 3", "overflow-checks = false"]
    # Inside of another workspace it must still build alone.
    lines += ["", "[workspace]", ""]
    return "\n".join(lines)


def write_package(
    folder: Path, package: Package, *, toolchain: Toolchain | None = None, sources: Path | None = None
) -> None:
    """Write `package` into `folder`: sources, Cargo.toml, the runtime where it is used, Cargo.lock.

    Other files in `folder` stay. Raises ToolchainProblem where cargo can't make the lock file; the rest is there then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"Cargo.toml": manifest(package), **package.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    if package.uses_runtime:
        copy_runtime(folder, sources)
    lock(folder, toolchain)


def copy_runtime(folder: Path, sources: Path | None = None) -> None:
    """Put the runtime's package into `folder`, with the packages beside it that it may refer to."""
    origin = sources or runtime_sources()
    target = folder / PACKAGE
    shutil.rmtree(target, ignore_errors=True)
    _copy(origin / PACKAGE, target)
    (target / "Cargo.lock").unlink(missing_ok=True)
    for place in (origin, origin / PACKAGE):
        if (place / "Cargo.lock").is_file():
            shutil.copyfile(place / "Cargo.lock", folder / "Cargo.lock")
    # Path dependencies (`../other`) of the runtime's packages come along.
    waiting, seen = [origin / PACKAGE], {origin / PACKAGE}
    while waiting:
        here = waiting.pop()
        for relative in re.findall(r'path\s*=\s*"(\.\./[^"]+)"', (here / "Cargo.toml").read_text("utf-8")):
            other = (here / relative).resolve()
            if other in seen or not (other / "Cargo.toml").is_file():
                continue
            seen.add(other)
            waiting.append(other)
            _copy(other, folder / other.name)


def _copy(package: Path, target: Path) -> None:
    text = (package / "Cargo.toml").read_text("utf-8")
    # A manifest that names its tests needs them to be there.
    extra = [] if re.search(r"\[\[(?:test|bench|example)\]\]", text) else ["tests", "benches", "examples"]
    ignore = shutil.ignore_patterns("target", ".git", "__pycache__", *extra)
    shutil.copytree(package, target, ignore=ignore, dirs_exist_ok=True)


def lock(folder: Path, toolchain: Toolchain | None = None) -> None:
    """Write Cargo.lock for the package in `folder`: without the network if possible, else with it."""
    tools = toolchain or find_toolchain()
    folder = folder.absolute()  # cargo runs inside of it
    # Where a lock file is there already (the runtime's own), its versions are kept.
    base = [str(tools.need_cargo()), "update", "--workspace", "--manifest-path", str(folder / "Cargo.toml")]
    done = _cargo([*base, "--offline"], folder, tools)
    if done.returncode != 0:
        done = _cargo(base, folder, tools)
    if done.returncode != 0:
        text = done.stderr.decode("utf-8", "replace")
        raise ToolchainProblem(
            "network",
            f"cargo could not write Cargo.lock in {folder}.",
            command=f"cd {folder} && cargo generate-lockfile",
            details=text,
        )


def format_rust(text: str, *, toolchain: Toolchain | None = None) -> str:
    """`text` as rustfmt lays it out. Raises ToolchainProblem where rustfmt is missing or doesn't accept the text."""
    tools = toolchain or find_toolchain()
    argv = [str(tools.need_rustfmt()), "--edition", EDITION, "--emit", "stdout", "--quiet"]
    argv += ["--config", f"max_width={_LINE_WIDTH},newline_style=Unix"]
    # Neither a rustfmt.toml near the user's files nor one in their home has a say.
    argv += ["--config-path", str(_no_settings())]
    done = asyncio.run(
        run_process(argv, stdin=text.encode(errors="replace"), cwd=tools.sysroot, timeout=_FORMAT_SECONDS)
    )
    if done.returncode == 0:
        return done.stdout.decode("utf-8")
    raise ToolchainProblem("failed", "rustfmt did not accept the text.", details=done.stderr.decode("utf-8", "replace"))


def _no_settings() -> Path:
    file = stable_dir() / "rustfmt.toml"
    with contextlib.suppress(OSError):
        file.touch()
    return file


def _cargo(argv: Sequence[str], folder: Path, tools: Toolchain) -> Finished:
    environment = {**os.environ, "RUSTC": str(tools.rustc), "CARGO_TERM_COLOR": "never"}
    return asyncio.run(run_process(argv, cwd=folder, env=environment, timeout=_LOCK_SECONDS))


def _array(items: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{item}"' for item in items) + "]"

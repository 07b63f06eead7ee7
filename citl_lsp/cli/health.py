"""What `citl doctor` looks at: interpreter, Rust, runtime, models, extras, caches, settings, consents.

Each part is a function that returns findings; none of them raises, and none changes anything.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from citl_lsp.cli.console import shown_path, size_text
from citl_lsp.cli.loop import find_loop
from citl_lsp.config import Config, find_project, load_config, user_config_file
from citl_lsp.session.lockfile import FILE_NAME
from citl_lsp.toolchain.cache import cache_dir
from citl_lsp.toolchain.find import Toolchain, find_toolchain
from citl_lsp.toolchain.problem import LINKER_INSTALL, ToolchainProblem

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` · `note`: works without it, but less · `missing`: building needs it. `remedy` is a command or a step."""

    what: str
    state: State
    says: str
    remedy: str | None = None

    def json(self) -> dict[str, Any]:
        """For programs."""
        return {"what": self.what, "state": self.state, "says": self.says, "remedy": self.remedy}


def examine(folder: Path) -> list[Finding]:
    """Everything, as seen from `folder`."""
    project = find_project(folder)
    config, problems = load_config(project)
    findings = [*_python()]
    tools, rust = _rust(config)
    findings += rust
    if tools is not None:
        findings += _runtime(tools)
    findings += [*_models(), *_extras(), *_cache()]
    findings += [*_settings(project, config), *(Finding("settings", "note", str(problem)) for problem in problems)]
    findings += _consents(project)
    return findings


def _python() -> Iterator[Finding]:
    try:
        installed = version("citl-lsp")
    except PackageNotFoundError:
        installed = "not installed as a package"
    place = Path(__file__).resolve().parent.parent
    yield Finding("citl", "ok", f"{installed}, {shown_path(place)}")
    yield Finding("python", "ok", f"{platform.python_version()}, {shown_path(Path(sys.executable))}")


def _rust(config: Config) -> tuple[Toolchain | None, list[Finding]]:
    try:
        tools = find_toolchain(config.rustc)
    except ToolchainProblem as problem:
        return None, [Finding("rustc", "missing", problem.message, problem.command)]
    found = [Finding("rustc", "ok", f"{tools.version_text}, {shown_path(tools.rustc)}")]
    parts: list[tuple[str, Path | None, str, State]] = [
        ("cargo", tools.cargo, "the runtime and exported packages need it", "missing"),
        ("clippy", tools.clippy_driver, "tier 3 is left out without it", "note"),
        ("rustfmt", tools.rustfmt, "exported Rust is not laid out without it", "note"),
    ]
    for name, path, use, state in parts:
        if path is not None:
            found.append(Finding(name, "ok", shown_path(path)))
        else:
            found.append(Finding(name, state, f"not installed: {use}", f"rustup component add {name}"))
    if sys.platform != "win32":
        linker = shutil.which("cc")
        if linker is not None:
            found.append(Finding("linker", "ok", linker))
        else:
            found.append(Finding("linker", "missing", "no C compiler (cc) to link programs with", LINKER_INSTALL))
    return tools, found


def _runtime(tools: Toolchain) -> Iterator[Finding]:
    from citl_lsp.toolchain.runtime import runtime_is_built, runtime_sources

    try:
        sources = runtime_sources()
        built = runtime_is_built("release", toolchain=tools)
        checked = built or runtime_is_built("check", toolchain=tools)
    except ToolchainProblem as problem:
        yield Finding("runtime", "missing", problem.message, problem.command)
        return
    except OSError as error:
        yield Finding(
            "runtime", "missing", f"its sources can't be read: {error}", "pip install --force-reinstall citl-lsp"
        )
        return
    if built:
        yield Finding("runtime", "ok", f"compiled, sources in {shown_path(sources)}")
    else:
        state = "compiled for checking only" if checked else "not compiled yet"
        yield Finding("runtime", "note", f"{state}; the first build does it, once", "citl build FILE.py")


def _models() -> Iterator[Finding]:
    from citl_lsp.oracle.commands import info
    from citl_lsp.oracle.paths import model_directories

    status = info(model_directories()).status
    state: State = "ok" if status.level == "model" else "note"
    yield Finding("ranking", state, status.words)
    if find_loop() is None:
        yield Finding("repair", "note", "this installation has no repair loop")


_EXTRAS = {
    "train": (("lightgbm", "onnxmltools", "onnx"), "citl train"),
    "export": (("pyarrow",), "Parquet in citl trace export"),
}


def _extras() -> Iterator[Finding]:
    for name, (modules, use) in _EXTRAS.items():
        absent = [module for module in modules if importlib.util.find_spec(module) is None]
        if not absent:
            yield Finding(f"extra {name}", "ok", f"installed ({use})")
        else:
            says = f"{', '.join(absent)} not installed: needed for {use}"
            yield Finding(f"extra {name}", "note", says, f"pip install 'citl-lsp[{name}]'")


def _cache() -> Iterator[Finding]:
    folder = cache_dir()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(existing, os.W_OK):
        yield Finding(
            "cache", "missing", f"{shown_path(folder)} can't be written", "CITL_CACHE_DIR names another folder"
        )
        return
    size = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            size += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
        except OSError:
            continue
    yield Finding("cache", "ok", f"{size_text(size)} in {shown_path(folder)} (citl cache clear)")


def _settings(project: Path, config: Config) -> Iterator[Finding]:
    user = user_config_file()
    yield Finding("your settings", "ok", shown_path(user) if user.is_file() else f"none ({shown_path(user)})")
    file = project / "pyproject.toml"
    yield Finding("project", "ok", shown_path(file) if file.is_file() else "no pyproject.toml here")
    if (project / FILE_NAME).is_file():
        yield Finding("lock file", "ok", shown_path(project / FILE_NAME))
    allowed = "allowed by your settings" if config.run else "only where you say --run"
    yield Finding("running code", "ok", allowed)


def _consents(project: Path) -> Iterator[Finding]:
    from citl_lsp.cli.trace import context_here
    from citl_lsp.traces.commands import status

    try:
        found = status(context_here())
    except OSError as error:
        yield Finding("records", "note", f"can't be read: {error}")
        return
    consent = found.answer.consent
    if consent.record:
        says = (
            f"on; names and source {'in' if consent.names else 'ex'}cluded, sending {'on' if consent.send else 'off'}"
        )
    else:
        says = "off (citl trace on)"
    yield Finding("records", "ok", f"{says}; {found.segments} segments, {size_text(found.size)}")

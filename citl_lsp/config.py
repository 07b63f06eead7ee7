"""What the user and the project want: `[tool.citl]`, the user's own file, and the editor's settings, merged.

    config, problems = load_config(Path("/home/me/project"), editor={"debounceMs": 400})

A project's files come with the project, from whoever wrote it. They may choose how code is translated; they can never
name an executable, allow running code, or switch recording on: keys of *user scope* in a project's file are reported
and ignored, except that a consent may be withdrawn. Everything wrong is reported as a `ConfigProblem` and ignored;
nothing here raises for what a file says.

Order, later wins: defaults, the user's file, the project's pyproject.toml, the editor's settings for this project; for
keys of user scope only the user's file and the editor's machine settings count.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

import platformdirs

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ProfileName = Literal["faithful", "idiomatic"]
EnableMode = Literal["openFiles", "project", "off"]
PinPlace = Literal["comment", "project"]
SeverityChoice = Literal["error", "warning", "information", "hint", "off"]


@dataclass(frozen=True, slots=True)
class Config:
    """The settings for one project."""

    profile: ProfileName | None = None
    """None: what the verb prefers (`build` faithful, the editor idiomatic)."""
    enable: EnableMode = "openFiles"
    pins: PinPlace = "comment"
    decisions: tuple[tuple[str, str], ...] = ()
    """Pins: (`module.function.name:KIND`, alternative), in the file's order."""
    severity: tuple[tuple[str, SeverityChoice], ...] = ()
    """(code, severity) overrides."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Patterns as in .gitignore."""
    baseline: str | None = None
    """A file of known findings, relative to the project."""
    debounce_ms: int = 300
    max_information: int = 10
    """Information items shown per file; 0 shows all."""

    python: Path | None = None
    rustc: Path | None = None
    endpoint: str | None = None
    run: bool = False


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """Something in the settings that was ignored. `line` counts from 1, None where there is no file."""

    source: str
    key: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{where}: {self.message}"


def user_config_file() -> Path:
    """The user's own settings (`CITL_CONFIG` names another file)."""
    override = os.environ.get("CITL_CONFIG")
    return Path(override) if override else Path(platformdirs.user_config_dir("citl", appauthor=False)) / "config.toml"


def find_project(start: Path) -> Path:
    """The nearest directory at or above `start` with a pyproject.toml, else `start` (or its directory)."""
    folder = start if start.is_dir() else start.parent
    return next((place for place in (folder, *folder.parents) if (place / "pyproject.toml").is_file()), folder)


def load_config(
    project: Path | None,
    *,
    user_file: Path | None = None,
    editor: Mapping[str, object] | None = None,
    editor_is_users: bool = False,
) -> tuple[Config, tuple[ConfigProblem, ...]]:
    """The settings that hold in the directory `project`, and what was wrong in their sources.

    `editor_is_users` says that the editor guarantees that keys of user scope in `editor` come from the user and not
    from the project's folder (in VS Code: settings declared with the scope "machine").
    """
    problems: list[ConfigProblem] = []
    users = user_file or user_config_file()
    config = _merge(Config(), _read(users, (), problems), _Source(str(users), True, _text(users)), problems)
    if project is not None:
        file = project / "pyproject.toml"
        settings = _read(file, ("tool", "citl"), problems)
        config = _merge(config, settings, _Source(str(file), False, _text(file)), problems)
    if editor:
        config = _merge(config, editor, _Source("editor settings", editor_is_users, ""), problems)
    return config, tuple(problems)


def parse_config(text: str, *, source: str = "pyproject.toml") -> tuple[Config, tuple[ConfigProblem, ...]]:
    """The settings in the text of a pyproject.toml alone: what `load_config` would take from a project."""
    problems: list[ConfigProblem] = []
    settings = _section(text, ("tool", "citl"), source, problems)
    return _merge(Config(), settings, _Source(source, False, text), problems), tuple(problems)


# --- reading files ---------------------------------------------------------------------------------------------------


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _read(file: Path, section: tuple[str, ...], problems: list[ConfigProblem]) -> Mapping[str, object]:
    try:
        text = file.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except UnicodeDecodeError:
        problems.append(ConfigProblem(str(file), "", "is not UTF-8; its settings are ignored"))
        return {}
    except OSError as error:
        problems.append(ConfigProblem(str(file), "", f"can't be read ({error.strerror}); its settings are ignored"))
        return {}
    return _section(text, section, str(file), problems)


def _section(text: str, section: tuple[str, ...], source: str, problems: list[ConfigProblem]) -> Mapping[str, object]:
    try:
        data: object = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else None
        problems.append(ConfigProblem(source, "", f"is not valid TOML ({error}); its settings are ignored", line))
        return {}
    for name in section:
        data = data.get(name, {}) if isinstance(data, dict) else data
    if isinstance(data, dict):
        return cast("dict[str, object]", data)
    problems.append(ConfigProblem(source, ".".join(section), f"[{'.'.join(section)}] must be a table; it is ignored"))
    return {}


# --- one value -------------------------------------------------------------------------------------------------------

_Reader = Callable[[object], object]


class _WrongValueError(Exception):
    """Says what was expected."""


def _one_of(*choices: str) -> _Reader:
    def read(value: object) -> object:
        if value in choices:
            return value
        raise _WrongValueError("one of " + ", ".join(choices))

    return read


def _number(lowest: int, highest: int) -> _Reader:
    def read(value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        raise _WrongValueError(f"a whole number from {lowest} to {highest}")

    return read


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    raise _WrongValueError("true or false")


def _no(value: object) -> object:
    if value is False:
        return value
    raise _WrongValueError("false, or a table with record, names and send")


def _patterns(value: object) -> object:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise _WrongValueError("a list of patterns")
    if value:
        import pathspec  # few projects have patterns

        try:
            pathspec.GitIgnoreSpec.from_lines(value)
        except ValueError as error:
            raise _WrongValueError("a list of patterns as in .gitignore") from error
    return tuple(value)


def _table(choices: tuple[str, ...] | None) -> _Reader:
    def read(value: object) -> object:
        texts = isinstance(value, Mapping) and all(isinstance(item, str) for pair in value.items() for item in pair)
        if (
            isinstance(value, Mapping)
            and texts
            and (choices is None or all(item in choices for item in value.values()))
        ):
            return tuple(value.items())
        raise _WrongValueError(
            "a table of names with " + ("texts" if choices is None else "one of " + ", ".join(choices))
        )

    return read


def _executable(value: object) -> object:
    if isinstance(value, str):
        return Path(value).expanduser()
    raise _WrongValueError("the path of an executable")


def _endpoint(value: object) -> object:
    if isinstance(value, str) and re.match(r"https?://[^/\s]+", value):
        return value
    raise _WrongValueError("an http or https address")


def _inner_path(value: object) -> object:
    if isinstance(value, str) and value and not Path(value).is_absolute() and ".." not in Path(value).parts:
        return value
    raise _WrongValueError("a path inside the project")


@dataclass(frozen=True, slots=True)
class _Key:
    read: _Reader
    user_scope: bool = False
    """Only the user's own sources may set it; a project may at most withdraw it (`false`)."""


_SEVERITIES = ("error", "warning", "information", "hint", "off")
_KEYS: dict[str, _Key] = {
    "profile": _Key(_one_of("faithful", "idiomatic")),
    "enable": _Key(_one_of("openFiles", "project", "off")),
    "pins": _Key(_one_of("comment", "project")),
    "decisions": _Key(_table(None)),
    "severity": _Key(_table(_SEVERITIES)),
    "include": _Key(_patterns),
    "exclude": _Key(_patterns),
    "baseline": _Key(_inner_path),
    "debounce_ms": _Key(_number(0, 10_000)),
    "max_information": _Key(_number(0, 10_000)),
    "python": _Key(_executable, user_scope=True),
    "rustc": _Key(_executable, user_scope=True),
    "endpoint": _Key(_endpoint, user_scope=True),
    "run": _Key(_truth, user_scope=True),
    "trace": _Key(_no, user_scope=True),
    "trace.record": _Key(_truth, user_scope=True),
    "trace.names": _Key(_truth, user_scope=True),
    "trace.send": _Key(_truth, user_scope=True),
}
"""Consents (`trace`) are only looked over here; `traces.consent` is what reads them."""
_OTHERS = frozenset({"trace.server"})
"""The editor's own, under the same prefix."""


# --- merging ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    is_users: bool
    text: str

    def line_of(self, key: str) -> int | None:
        """The line where `key` is set, as well as a search can tell."""
        last = re.escape(key.rpartition(".")[2])
        found = None
        for number, line in enumerate(self.text.splitlines(), 1):
            if re.match(rf"""\s*(?:[\w.]+\.)?["']?{last}["']?\s*=""", line) or re.match(rf"\s*\[.*\b{last}\]", line):
                found = number
        return found


def _merge(config: Config, settings: Mapping[str, object], source: _Source, problems: list[ConfigProblem]) -> Config:
    for key, value in _flat(settings):
        if value is None or key in _OTHERS:
            continue
        known = _KEYS.get(key)
        if known is not None and known.user_scope and value == "":
            continue  # editors send an empty text for a path that isn't set
        if known is None:
            near = difflib.get_close_matches(key, _KEYS, 1)
            problems.append(_problem(source, key, f"there is no setting {key!r}" + (f"; {near[0]!r}?" if near else "")))
            continue
        try:
            read = known.read(value)
        except _WrongValueError as wrong:
            problems.append(_problem(source, key, f"{key} must be {wrong}, not {value!r}; it is ignored"))
            continue
        if known.user_scope and not source.is_users and read is not False:
            problems.append(
                _problem(source, key, f"{key} can only be set by you, in {user_config_file()}; it is ignored")
            )
            continue
        config = _set(config, key, read)
    return config


def _flat(settings: Mapping[str, object]) -> list[tuple[str, object]]:
    """(key, value) with names in snake case and `trace` taken apart."""
    flat: list[tuple[str, object]] = []
    for name, value in settings.items():
        key = re.sub(r"(?<=[a-z])[A-Z]", lambda match: "_" + match[0].lower(), str(name)).replace("-", "_")
        if key == "trace" and isinstance(value, Mapping):
            flat += [(f"trace.{inner}", item) for inner, item in value.items()]
        else:
            flat.append((key, value))
    return flat


def _problem(source: _Source, key: str, message: str) -> ConfigProblem:
    return ConfigProblem(source.name, key, message, source.line_of(key))


def _set(config: Config, key: str, value: object) -> Config:
    if key.startswith("trace"):
        return config
    if key in ("decisions", "severity") and isinstance(value, tuple):
        before = config.decisions if key == "decisions" else config.severity
        return _replaced(config, key, tuple((dict(before) | dict(value)).items()))
    return _replaced(config, key, value)


def _replaced(config: Config, name: str, value: object) -> Config:
    changes = cast("dict[str, Path]", {name: value})  # `_KEYS` has checked that the value fits the field
    return replace(config, **changes)  # type: ignore[arg-type]

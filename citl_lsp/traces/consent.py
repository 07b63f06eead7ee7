"""Three consents, all off by default: record here · include names and source · send.

    >>> Consent().record, Consent(record=True).restricted(Consent(names=True))
    (False, Consent(record=False, names=False, send=False))

The answers are the table `[trace]` of the user's own settings (`config.toml`), never of a project's; `citl trace on`
and `off` write them. A project's own settings, and an editor's telemetry switch, can only restrict. The file counts
only if it is the user's own and lies outside of every open project, so that a cloned repository cannot bring one along.
Knows no records; `writer` asks before it opens and before it writes.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.oracle.files import replace_file

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_NAMES = ("record", "names", "send")


@dataclass(frozen=True)
class Consent:
    """What the user allows: keep records on this machine, with names and source, send them."""

    record: bool = False
    names: bool = False
    send: bool = False

    def restricted(self, other: Consent) -> Consent:
        """What both allow; names and sending need recording."""
        record = self.record and other.record
        return Consent(record, record and self.names and other.names, record and self.send and other.send)


EVERYTHING = Consent(True, True, True)
NOTHING = Consent()


@dataclass(frozen=True)
class Answer:
    """The consent that holds, and why it is not more."""

    consent: Consent
    reasons: tuple[str, ...] = ()


def read_consent(path: Path, projects: Iterable[Path] = ()) -> Answer:
    """The consents in the user's settings; a missing, foreign, damaged or project-owned file allows nothing."""
    try:
        resolved = path.resolve(strict=True)
        status = resolved.stat()
        text = resolved.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Answer(NOTHING)
    except (OSError, ValueError) as error:
        return Answer(NOTHING, (f"{path} cannot be read: {error}",))
    try:
        said = tomllib.loads(text).get("trace", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Answer(NOTHING, (f"{path} is not valid TOML: {error}",))
    stored = Consent(*(said.get(name) is True for name in _NAMES)) if isinstance(said, dict) else NOTHING
    if stored == NOTHING:
        return Answer(NOTHING)
    if any(resolved.is_relative_to(project.resolve()) for project in projects):
        return Answer(NOTHING, (f"{path} lies inside an open project, so it does not count",))
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return Answer(NOTHING, (f"{path} can be written by others, so it does not count",))
    return Answer(stored.restricted(EVERYTHING))


def write_consent(path: Path, consent: Consent) -> None:
    """Stores the user's answers in their settings, readable by the user alone. Raises `OSError`."""
    before = path.read_text("utf-8-sig") if path.exists() else ""
    text = with_consent(before, consent)
    replace_file(path, text.encode())
    path.chmod(0o600)


def with_consent(toml: str, consent: Consent) -> str:
    """The settings with these answers, everything else as it was. Raises `OSError` where that cannot be written."""
    answers = [f"{name} = {str(getattr(consent, name)).lower()}\n" for name in _NAMES]
    kept: list[str] = []
    table, place = "", None
    for line in toml.splitlines(keepends=True):
        header = re.match(r"\s*\[([^\[\]]*)\]", line)
        if header is not None:
            table = header[1].strip()
        if _ANSWER.match(f"{table}.{line.strip()}" if table else line.strip()):
            continue
        kept.append(line if line.endswith("\n") else line + "\n")
        if header is not None and table == "trace":
            place = len(kept)
    if place is None:
        kept += ["\n"] * bool(kept) + ["[trace]\n"]
        place = len(kept)
    text = "".join(kept[:place] + answers + kept[place:])
    try:
        old, new = tomllib.loads(toml), tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OSError(f"the settings are not valid TOML ({error})") from error
    rest = {name: value for name, value in old.items() if name != "trace"}
    if {**rest, "trace": {name: getattr(consent, name) for name in _NAMES}} != new:
        raise OSError(f"the settings already speak of trace in another way; write there: {', '.join(answers).rstrip()}")
    return text


_ANSWER = re.compile(rf"trace\.(?:{'|'.join(_NAMES)})\s*=|trace\s*=\s*(?:\{{.*\}}|true|false)\s*$")


def project_limits(settings: Mapping[str, object]) -> tuple[Consent, tuple[str, ...]]:
    """What a project's `[tool.citl]` leaves allowed, and complaints about what it may not say.

    `trace = false` forbids everything, `[tool.citl.trace] names = false` one consent. Anything else there has no
    effect: a project cannot switch tracing on.
    """
    value = settings.get("trace", True)
    if value is False:
        return NOTHING, ()
    if not isinstance(value, Mapping):
        return EVERYTHING, () if "trace" not in settings else (_complaint("trace"),)
    complaints = [
        _complaint(f"trace.{name}") for name, said in value.items() if name not in _NAMES or said is not False
    ]
    return Consent(*(value.get(name) is not False for name in _NAMES)), tuple(complaints)


def _complaint(name: str) -> str:
    return f"tool.citl.{name}: a project can only say false here; ignored"

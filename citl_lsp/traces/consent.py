"""Three consents, all off by default: record here · include names and source · send.

    >>> Consent().record, Consent(record=True).restricted(Consent(names=True))
    (False, Consent(record=False, names=False, send=False))

The answers are kept in one file of the user (`consent.json` in the user's configuration folder), never in a project:
`citl trace on/off` is the only writer. A project's own settings, and an editor's telemetry switch, can only restrict.
The file counts only if it is the user's own and lies outside of every open project, so that a cloned repository cannot
bring one along. Knows no records; `writer` asks before it opens and before it writes.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from citl_lsp.oracle.files import replace_file

FILE_NAME = "consent.json"
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


def consent_path() -> Path:
    """The user's file of consents (it may not exist)."""
    return Path(platformdirs.user_config_dir("citl", appauthor=False)) / FILE_NAME


def read_consent(path: Path, projects: Iterable[Path] = ()) -> Answer:
    """The consents in the user's file; a missing, foreign, damaged or project-owned file allows nothing."""
    try:
        resolved = path.resolve(strict=True)
        status = resolved.stat()
        text = resolved.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Answer(NOTHING)
    except (OSError, ValueError) as error:
        return Answer(NOTHING, (f"{path} cannot be read: {error}",))
    if any(resolved.is_relative_to(project.resolve()) for project in projects):
        return Answer(NOTHING, (f"{path} lies inside an open project, so it does not count",))
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return Answer(NOTHING, (f"{path} can be written by others, so it does not count",))
    try:
        data = json.loads(text)
    except ValueError as error:
        return Answer(NOTHING, (f"{path} is not valid JSON: {error}",))
    if not isinstance(data, dict):
        return Answer(NOTHING, (f"{path} does not hold an object",))
    stored = Consent(*(data.get(name) is True for name in _NAMES))
    return Answer(stored.restricted(EVERYTHING))


def write_consent(path: Path, consent: Consent) -> None:
    """Stores the user's answers, readable by the user alone. Raises `OSError`."""
    content = {"version": 1, **{name: getattr(consent, name) for name in _NAMES}}
    replace_file(path, (json.dumps(content, indent=1) + "\n").encode())
    path.chmod(0o600)


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

"""rustc's and clippy's JSON output as data.

    parse_messages(stderr_bytes, user_file="main.rs") -> tuple[CompilerMessage, ...]

Spans are byte ranges in the compiled file. A span that lies in a macro's or the standard library's text is followed
outward through its expansions until it reaches the compiled file; desugarings (`for`, `?`) are no reason to move.
Total: lines that aren't messages are skipped, fields of the wrong type become their defaults.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note", "help", "failure-note", "other"]

_LEVELS: dict[str, Level] = {
    "error": "error",
    "error: internal compiler error": "error",
    "warning": "warning",
    "note": "note",
    "help": "help",
    "failure-note": "failure-note",
}
_SUMMARY = re.compile(
    r"aborting due to |\d+ warnings? emitted|For more information about |Some errors have detailed explanations"
)


@dataclass(frozen=True, slots=True)
class MessageSpan:
    """A place in the compiled file, or outside of it where `in_user_file` is false. Lines and columns count from 1."""

    byte_start: int
    byte_end: int
    line: int
    col: int
    line_end: int
    col_end: int
    file: str
    in_user_file: bool
    is_primary: bool
    label: str | None
    suggested_replacement: str | None
    applicability: str | None
    """`MachineApplicable`, `MaybeIncorrect`, `HasPlaceholders`, `Unspecified`, or None without a suggestion."""
    macros: tuple[str, ...]
    """Macros (and desugarings) that the place was followed through, innermost first."""
    moved: bool
    """Whether it was moved outward: a suggestion at a moved span must not be applied."""


@dataclass(frozen=True, slots=True)
class CompilerMessage:
    """One message; `children` are its notes and helps.

    `code` is an error's (`E0308`), a lint's (`unused_variables`, `clippy::len_zero`) or None.
    """

    code: str | None
    level: Level
    message: str
    spans: tuple[MessageSpan, ...]
    children: tuple[CompilerMessage, ...]
    rendered: str

    @property
    def primary(self) -> MessageSpan | None:
        """The first primary span in the compiled file, else the first span there, else None."""
        inside = [span for span in self.spans if span.in_user_file]
        return next((span for span in inside if span.is_primary), inside[0] if inside else None)

    @property
    def is_summary(self) -> bool:
        """`aborting due to 2 previous errors` and the like: about other messages, not about the program."""
        if self.code is not None or self.spans:
            return False
        return _SUMMARY.match(self.message) is not None

    @property
    def is_ice(self) -> bool:
        """The compiler itself broke."""
        return self.message.startswith("internal compiler error") or "compiler unexpectedly panicked" in self.message


def parse_messages(output: bytes, *, user_file: str) -> tuple[CompilerMessage, ...]:
    """All messages in rustc's JSON `output`, in order, summaries included."""
    return tuple(parse_lines(output.decode("utf-8", "replace"), user_file=user_file))


def parse_lines(text: str, *, user_file: str) -> Iterator[CompilerMessage]:
    """As `parse_messages`, one by one."""
    for line in text.split("\n"):
        message = parse_line(line, user_file=user_file)
        if message is not None:
            yield message


def parse_line(line: str, *, user_file: str) -> CompilerMessage | None:
    """The message on one line, or None where there is none."""
    line = line.strip()
    if not line.startswith("{"):
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    inner = data.get("message")
    if isinstance(inner, dict):  # cargo's wrapping
        data = inner
    if not isinstance(data.get("message"), str):
        return None
    if data.get("$message_type", "diagnostic") != "diagnostic":
        return None
    return _message(data, user_file, 0)


_MAX_DEPTH = 8
_MAX_EXPANSIONS = 128


def _message(data: Mapping[str, object], user_file: str, depth: int) -> CompilerMessage:
    code = data.get("code")
    level = _str(data.get("level"), "other")
    spans = data.get("spans")
    children = data.get("children")
    return CompilerMessage(
        code=_str(code.get("code"), None) if isinstance(code, dict) else None,
        level=_LEVELS.get(level or "", "other"),
        message=_str(data.get("message"), "") or "",
        spans=tuple(_span(span, user_file) for span in spans if isinstance(span, dict))
        if isinstance(spans, list)
        else (),
        children=tuple(_message(child, user_file, depth + 1) for child in children if isinstance(child, dict))
        if isinstance(children, list) and depth < _MAX_DEPTH
        else (),
        rendered=_str(data.get("rendered"), "") or "",
    )


def _span(data: Mapping[str, object], user_file: str) -> MessageSpan:
    places: list[Mapping[str, object]] = [data]
    macros: list[str] = []
    frame = data.get("expansion")
    while isinstance(frame, dict) and len(macros) < _MAX_EXPANSIONS:
        outer = frame.get("span")
        if not isinstance(outer, dict):
            break
        macros.append(_str(frame.get("macro_decl_name"), "") or "")
        places.append(outer)
        frame = outer.get("expansion")
    place = _outward(places, macros, user_file)
    moved = place is not data
    file = _str(place.get("file_name"), "") or ""
    return MessageSpan(
        byte_start=_int(place.get("byte_start")),
        byte_end=_int(place.get("byte_end")),
        line=_int(place.get("line_start"), 1),
        col=_int(place.get("column_start"), 1),
        line_end=_int(place.get("line_end"), 1),
        col_end=_int(place.get("column_end"), 1),
        file=file,
        in_user_file=file == user_file,
        is_primary=data.get("is_primary") is True,
        label=_str(data.get("label"), None),
        suggested_replacement=_str(data.get("suggested_replacement"), None),
        applicability=_str(data.get("suggestion_applicability"), None),
        macros=tuple(macros),
        moved=moved,
    )


def _outward(places: list[Mapping[str, object]], macros: list[str], user_file: str) -> Mapping[str, object]:
    """The innermost of `places` that stands in the call which the user's file makes.

    The text of a macro defined in that same file stands outside of the call; an argument of the macro stands inside.
    """
    call = places[0]
    for place, macro in zip(places[1:], macros, strict=True):
        if not (macro.startswith("desugaring of") and call.get("file_name") == user_file):
            call = place
    if call.get("file_name") != user_file:
        return call
    start, end = _int(call.get("byte_start")), _int(call.get("byte_end"))
    for place in places:
        inside = start <= _int(place.get("byte_start")) and _int(place.get("byte_end")) <= end
        if inside and place.get("file_name") == user_file:
            return place
    return call


def _str(value: object, default: str | None) -> str | None:
    return value if isinstance(value, str) else default


def _int(value: object, default: int = 0) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default

"""What the compiler says about the generated Rust, on Python lines and in Python words.

    outcome = diagnose(result.messages, places, profile="idiomatic")
    outcome.diagnostics, outcome.defects

Pure: where Rust text comes from is asked of `Places`, which the source map and the session fill in. A message becomes a
diagnostic where Python can be blamed or a choice can be changed, else a defect of the translator.

In the idiomatic profile a refusal is expected, and its severity Information: there is always a form that compiles, and
`Places.now` says which one is in use. In the faithful profile nothing may be refused, so every error is a defect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from citl_lsp.diagnostics.errors import ERRORS, LIFETIME, ErrorWording, Variant
from citl_lsp.diagnostics.lints import PYTHON_CAUSES, TRANSLATOR_DEFECTS, LintWording
from citl_lsp.diagnostics.messages import Message, MessageSpan
from citl_lsp.diagnostics.model import Defect, Diagnostic, Severity, Tier, by_place
from citl_lsp.diagnostics.rust_words import python_trait, python_type
from citl_lsp.diagnostics.written import said_in_python
from citl_lsp.rust.tree import Origin
from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span

ProfileName = Literal["faithful", "idiomatic"]


def _nothing(path: str, span: Span) -> tuple[str, ...]:
    return ()


def _unknown(path: str, span: Span) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Places:
    """How to get from the compiled text back to the Python files."""

    origin: Callable[[int, int], Origin | None]
    """The Python place of the bytes [start, end) of the Rust text."""
    unit_start: Callable[[str, str], int]
    """Where the unit (path, qualified name) starts in its file, in code points."""
    text: Callable[[str], str]
    """The Python text of a path."""
    paths: tuple[str, ...] = ()
    """All files of the program."""
    sites: Callable[[str, Span], tuple[str, ...]] = _nothing
    """Names of the decisions at a place."""
    now: Callable[[str, Span], str | None] = _unknown
    """What happens there now instead of what was refused: `shared, about 3 x slower`."""
    partial: frozenset[tuple[str, str]] = frozenset()
    """The units (path, qualified name) of which something isn't translated: what their rest looks like says little."""


@dataclass(frozen=True, slots=True)
class Outcome:
    diagnostics: tuple[Diagnostic, ...]
    """In the order of their places, without repetition."""
    defects: tuple[Defect, ...]


def diagnose(messages: Iterable[Message], places: Places, *, profile: ProfileName) -> Outcome:
    """Every message as a diagnostic or a defect."""
    reader = _Reader(places, profile)
    diagnostics: dict[Diagnostic, None] = {}
    defects: list[Defect] = []
    for message in messages:
        if message.is_summary or message.level not in ("error", "warning"):
            continue
        found = reader.read(message)
        if isinstance(found, Diagnostic):
            diagnostics[found] = None
        else:
            defects.append(found)
    return Outcome(tuple(sorted(diagnostics, key=by_place)), tuple(defects))


def code_link(code: str) -> str | None:
    """The compiler's own page about a code."""
    if re.fullmatch(r"E\d{4}", code):
        return f"https://doc.rust-lang.org/error_codes/{code}.html"
    if code.startswith("clippy::"):
        return f"https://rust-lang.github.io/rust-clippy/stable/index.html#{code.removeprefix('clippy::')}"
    if re.fullmatch(r"[a-z_]+", code):
        return f"https://doc.rust-lang.org/rustc/lints/listing/index.html?search={code}"
    return None


# --- one message -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """A span of the message that has a Python place."""

    rust: MessageSpan
    path: str
    unit: str
    span: Span


@dataclass(slots=True)
class _Reader:
    places: Places
    profile: ProfileName
    lines: dict[str, LineIndex] = field(default_factory=dict)

    def read(self, message: Message) -> Diagnostic | Defect:
        mapped = list(self._mapped(message))
        here = next((place for place in mapped if place.rust.is_primary), mapped[0] if mapped else None)
        if here is None:
            return _defect(message, None, "no Python place")
        code = message.code
        if code is None or re.fullmatch(r"E\d{4}", code):
            return self._error(message, here, mapped)
        return self._lint(message, code, here, mapped)

    def _error(self, message: Message, here: _Place, mapped: list[_Place]) -> Diagnostic | Defect:
        wording = _error_wording(message)
        if wording is None:
            return _defect(message, here, "an unknown error code" if message.code else "not valid Rust")
        text, kind = self._say(wording, message, here, mapped)
        if kind == "defect":
            return _defect(message, here, text)
        if self.profile == "faithful":
            return _defect(message, here, "the faithful form was refused")
        now = self.places.now(here.path, here.span)
        return self._diagnostic(message, here, 1, "information", f"{text}; now: {now}" if now else text)

    def _lint(self, message: Message, code: str, here: _Place, mapped: list[_Place]) -> Diagnostic | Defect:
        wording = PYTHON_CAUSES.get(code)
        if wording is None:
            why = "a lint about the form of the text" if code in TRANSLATOR_DEFECTS else "an unknown lint"
            return _defect(message, here, why)
        if (here.path, here.unit) in self.places.partial:
            return _defect(message, here, "a lint about a definition of which something is missing")
        paths = list(dict.fromkeys((here.path, *self.places.paths)))
        texts = [self._index(path).text for path in paths]
        if not said_in_python(code, texts, 0, here.span, _subject(message)):
            return _defect(message, here, "a lint about a shape that the Python text does not have")
        tier: Tier = 3 if code.startswith("clippy::") else 2
        text = self._say_lint(wording, message, here, mapped)
        return self._diagnostic(message, here, tier, wording.severity, text)

    def _diagnostic(self, message: Message, here: _Place, tier: Tier, severity: Severity, text: str) -> Diagnostic:
        code = message.code or "lifetime"
        return Diagnostic(
            path=here.path,
            span=here.span,
            tier=tier,
            severity=severity,
            code=code,
            message=text,
            code_link=code_link(code),
            rust_related=tuple(_related(message)),
            site_ids=self.places.sites(here.path, here.span),
            definition=here.unit,
            source="clippy" if code.startswith("clippy::") else "rustc",
        )

    # --- places ---------------------------------------------------------------------------------------------------

    def _mapped(self, message: Message) -> Iterator[_Place]:
        for span in message.spans:
            if not span.in_user_file:
                continue
            origin = self.places.origin(span.byte_start, span.byte_end)
            if origin is not None:
                start = self.places.unit_start(origin.path, origin.unit)
                yield _Place(span, origin.path, origin.unit, origin.span.shifted(start))

    def _index(self, path: str) -> LineIndex:
        if path not in self.lines:
            self.lines[path] = LineIndex(self.places.text(path))
        return self.lines[path]

    def _text(self, place: _Place) -> str:
        return self._index(place.path).text[place.span.start : place.span.end]

    def _line_text(self, place: _Place) -> str:
        index = self._index(place.path)
        first, last = index.line_of(place.span.start), index.line_of(max(place.span.start, place.span.end - 1))
        return "\n".join(index.line_text(line) for line in range(first, last + 1))

    # --- words ----------------------------------------------------------------------------------------------------

    def _say(self, wording: ErrorWording, message: Message, here: _Place, mapped: list[_Place]) -> tuple[str, str]:
        for variant in wording.variants:
            words = self._words(variant, message, here, mapped)
            if words is not None and (text := _filled(variant.text, words)) is not None:
                return text, variant.kind or wording.kind
        return "the choice made here does not compile", wording.kind

    def _words(self, variant: Variant, message: Message, here: _Place, mapped: list[_Place]) -> dict[str, str] | None:
        """The placeholders that `variant` has here; None where it doesn't fit."""
        groups: dict[str, str] = {}
        if variant.message is not None:
            match = re.search(variant.message, message.message)
            if match is None:
                return None
            groups |= {name: value for name, value in match.groupdict().items() if value}
        if variant.label is not None:
            labels = [span.label for span in message.spans if span.is_primary and span.label]
            found = next((match for label in labels if (match := re.search(variant.label, label))), None)
            if found is None:
                return None
            groups |= {name: value for name, value in found.groupdict().items() if value}
        if variant.in_loop and not _is_loop(message.spans):
            return None
        words = self._common(message, here, mapped, groups)
        if variant.at is not None:
            other = _labelled(mapped, variant.at)
            if other is None:
                return None
            words |= self._where(other, here)
        if variant.same_type is not None and (words.get("type1") == words.get("type2")) != variant.same_type:
            return None
        return words

    def _common(
        self, message: Message, here: _Place, mapped: list[_Place], groups: Mapping[str, str]
    ) -> dict[str, str]:
        words: dict[str, str] = {}
        line = self._line_text(here)
        for group, value in groups.items():
            name = group.removesuffix("b") if group.startswith("type") else group
            if name.startswith("type"):
                words[name] = python_type(value)
            elif name == "trait":
                ability = python_trait(value)
                if ability is not None:
                    words[name] = ability
            elif name != "member" or re.search(rf"\b{re.escape(value)}\b", line):
                words[name] = _python_name(value)
        text = self._text(here)
        if _is_short(text):
            words["here"] = text
        name_found = self._name(message, here, mapped)
        if name_found is not None:
            words["name"] = name_found
        return words

    def _name(self, message: Message, here: _Place, mapped: list[_Place]) -> str | None:
        """The variable that the message is about, if the Python text has it too; else the place's own short text."""
        for said in re.findall(r"`([^`]+)`", message.message):
            name = _python_name(said)
            if name in _RUST_ONLY:
                continue
            if re.fullmatch(r"[^\W\d]\w*(?:\.\w+)*", name) and any(
                re.search(rf"(?<![\w.]){re.escape(name)}\b", self._line_text(place)) for place in (here, *mapped)
            ):
                return name
        text = _python_name(self._text(here))
        return text if re.fullmatch(r"[\w.\[\]\"']+", text) and _is_short(text) else None

    def _where(self, other: _Place, here: _Place) -> dict[str, str]:
        index = self._index(other.path)
        line = index.line_of(other.span.start)
        words = {"where": f"on line {line + 1}"}
        if other.path != here.path:
            words["where"] = f"on line {line + 1} of {other.path}"
        elif line == self._index(here.path).line_of(here.span.start):
            words["where"] = "on this line"
        taker = _open_call(index.text[index.starts[line] : other.span.start])
        if taker is not None:
            words["taker"] = taker
        return words

    def _say_lint(self, wording: LintWording, message: Message, here: _Place, mapped: list[_Place]) -> str:
        groups: dict[str, str] = {}
        if wording.message is not None:
            labels = [span.label or "" for span in message.spans if span.is_primary]
            match = next((m for text in (message.message, *labels) if (m := re.search(wording.message, text))), None)
            if match is not None:
                groups = {name: value for name, value in match.groupdict().items() if value}
        words = self._common(message, here, mapped, groups)
        # A pattern without a placeholder of its own still chooses between the texts.
        texts = wording.texts[1:] if wording.message is not None and not groups else wording.texts
        for text in texts or wording.texts[-1:]:
            if (filled := _filled(text, words)) is not None:
                return filled
        return wording.texts[-1]


# --- helpers ---------------------------------------------------------------------------------------------------------

_SHORT = 40


def _is_short(text: str) -> bool:
    return 0 < len(text) <= _SHORT and "\n" not in text and "`" not in text


def _filled(template: str, words: Mapping[str, str]) -> str | None:
    """`template` with its placeholders filled; None if one is unknown."""
    needed = re.findall(r"\{(\w+)\}", template)
    if any(name not in words for name in needed):
        return None
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], template)


def _subject(message: Message) -> str | None:
    """The name that a lint's message is about: "function `total` is never used"."""
    found = re.search(r"`([^`]+)`", message.message)
    name = _python_name(found[1]) if found else ""
    return name if re.fullmatch(r"[^\W\d]\w*", name) else None


def _python_name(rust: str) -> str:
    """`*self` -> `self`, `r#type` -> `type`, `v[_]` -> `v`."""
    return re.sub(r"r#|\[_\]|\[\.\.\]", "", rust).lstrip("*&( ").rstrip(") ")


def _labelled(mapped: list[_Place], pattern: str) -> _Place | None:
    return next((place for place in mapped if place.rust.label and re.search(pattern, place.rust.label)), None)


def _is_loop(spans: Sequence[MessageSpan]) -> bool:
    taken = [span for span in spans if span.label and re.search(r"borrow occurs here$", span.label)]
    used = [span for span in spans if span.label and re.search(r"borrow later used here$", span.label)]
    return any(
        later.byte_start <= first.byte_start and first.byte_end <= later.byte_end for first in taken for later in used
    )


def _open_call(before: str) -> str | None:
    """The name in front of the innermost bracket that is still open at the end of `before`."""
    depth = 0
    for place in range(len(before) - 1, -1, -1):
        if before[place] in ")]}":
            depth += 1
        elif before[place] in "([{":
            if depth == 0:
                match = re.search(r"[^\W\d][\w.]*$", before[:place]) if before[place] == "(" else None
                return match[0] if match and match[0] not in _NO_CALLS else None
            depth -= 1
    return None


_RUST_ONLY = frozenset({"Rc", "Arc", "RefCell", "Copy", "Clone", "Fn", "FnMut", "FnOnce"})
_NO_CALLS = frozenset({"and", "assert", "elif", "for", "if", "in", "not", "or", "print", "return", "while", "yield"})
"""Words before a bracket that call nothing; `print` never takes anything."""


def _error_wording(message: Message) -> ErrorWording | None:
    if message.code is not None:
        return ERRORS.get(message.code)
    return LIFETIME if message.message.startswith("lifetime may not live long enough") else None


def _related(message: Message) -> Iterator[tuple[int, int, str]]:
    for span in message.spans:
        if span.in_user_file and (span.is_primary or span.label):
            yield span.byte_start, span.byte_end, span.label or message.message
    for child in message.children:
        for span in child.spans:
            if span.in_user_file and child.level in ("note", "help"):
                yield span.byte_start, span.byte_end, child.message


def _defect(message: Message, here: _Place | None, why: str) -> Defect:
    span = message.primary
    return Defect(
        code=message.code,
        message=message.message,
        rust_span=(span.byte_start, span.byte_end) if span is not None else None,
        path=here.path if here is not None else None,
        definition=here.unit if here is not None else "",
        why=why,
    )

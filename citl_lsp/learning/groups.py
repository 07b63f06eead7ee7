"""Training groups: a refusal with its graded candidates, and files of them.

    >>> group = Group(refusal, history, (GradedCandidate(borrow, 3), GradedCandidate(clone, 2)), "natural", "p", "f.py")
    >>> group.informative
    True

Grades (DESIGN section 6): 3 the cheapest idiom that compiles and agrees, 2 one step dearer, 1 a last resort, 0 refused
or different. Natural groups are refusals of the idiomatic first draft on real code, injected ones come from a site
switched to a wrong alternative. Files are JSONL, `.jsonl` or `.jsonl.gz`, one group per line; equal groups give equal
bytes. Knows neither how groups are found nor how a model is trained.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from citl_lsp.oracle.codec import (
    candidate_from_dict,
    candidate_to_dict,
    history_from_list,
    history_to_list,
    int_of,
    list_of,
    mapping_of,
    number_of,
    refusal_from_dict,
    refusal_to_dict,
    text_of,
)
from citl_lsp.oracle.features import Matrix, plain_matrix
from citl_lsp.oracle.files import replace_file
from citl_lsp.oracle.knowledge import error_context
from citl_lsp.oracle.model import Candidate, History, ModelError, Refusal
from citl_lsp.oracle.schema import FEATURE_COUNT, LEARNT_FEATURES
from citl_lsp.traces.redact import Redactor

Origin = Literal["natural", "injected"]
ORIGINS: tuple[Origin, ...] = ("natural", "injected")
BEST_GRADE = 3


@dataclass(frozen=True)
class GradedCandidate:
    """A candidate with its grade, 0 to 3; `features` where a record kept the vector computed before redaction."""

    candidate: Candidate
    grade: int
    features: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Group:
    """One refusal to learn from. `package` and `file` say where it comes from; splits never cut through a package."""

    refusal: Refusal
    history: History
    candidates: tuple[GradedCandidate, ...]
    origin: Origin
    package: str
    file: str
    weight: float = 1.0

    @property
    def grades(self) -> tuple[int, ...]:
        """The grades, in the order of the candidates."""
        return tuple(entry.grade for entry in self.candidates)

    @property
    def best(self) -> int:
        """The highest grade there is."""
        return max(self.grades, default=0)

    @property
    def informative(self) -> bool:
        """Whether there is something to rank: a fix that works, and candidates of different grades."""
        return self.best > 0 and len(set(self.grades)) > 1

    @property
    def pattern(self) -> tuple[str, str]:
        """Code and normalised message with label: the kind of error it is."""
        return self.refusal.code, error_context(self.refusal)

    def plain_rows(self) -> Matrix:
        """Feature rows without the learnt part, shape (candidates, FEATURE_COUNT)."""
        rows = plain_matrix(self.refusal, [entry.candidate for entry in self.candidates], self.history)
        learnt = FEATURE_COUNT - len(LEARNT_FEATURES)
        for row, entry in zip(rows, self.candidates, strict=True):
            if entry.features is not None and len(entry.features) == FEATURE_COUNT:
                row[:learnt] = entry.features[:learnt]
        return rows

    def identity(self) -> str:
        """A digest of code, normalised message and features: groups with equal ones ask the same question."""
        return self._digest([row.tobytes() for row in self.plain_rows()])

    def teaching(self) -> str:
        """A digest of the same with the grades: groups with equal ones give the same answer too."""
        return self._digest(
            [row.tobytes() + bytes([grade]) for row, grade in zip(self.plain_rows(), self.grades, strict=True)]
        )

    def _digest(self, parts: list[bytes]) -> str:
        digest = hashlib.sha256(json.dumps(self.pattern).encode())
        for part in sorted(parts):
            digest.update(part)
        return digest.hexdigest()

    def redacted(self) -> Group:
        """The same group without names: definition, sites, titles and messages scrubbed; features are unchanged."""
        redactor = Redactor()
        return Group(
            redactor.refusal(self.refusal),
            tuple(redactor.note(note) for note in self.history),
            tuple(
                GradedCandidate(redactor.candidate(entry.candidate), entry.grade, entry.features)
                for entry in self.candidates
            ),
            self.origin,
            self.package,
            self.file,
            self.weight,
        )


@dataclass(frozen=True)
class Deduplicated:
    """Groups without repetitions; how many were dropped, and how many of those had other grades than the one kept."""

    groups: tuple[Group, ...]
    dropped: int
    conflicts: int


def deduplicate(groups: Iterable[Group]) -> Deduplicated:
    """One group per identity; where their grades differ, the most frequent answer stays, natural ones counting first.

    The result is ordered natural before injected, then by package and file. The order depends on what the groups say,
    not on how they were found, and is the same for redacted groups.
    """
    everything = list(groups)
    asked = [group.identity() for group in everything]
    answered = [(-ORIGINS.index(group.origin), group.teaching()) for group in everything]
    votes: dict[str, Counter[tuple[int, str]]] = {}
    for question, answer in zip(asked, answered, strict=True):
        votes.setdefault(question, Counter())[answer] += 1
    chosen = {
        question: max(counts, key=lambda answer: (answer[0], counts[answer], answer[1]))
        for question, counts in votes.items()
    }
    order = sorted(
        range(len(everything)),
        key=lambda i: (-answered[i][0], everything[i].package, everything[i].file, asked[i], everything[i].grades),
    )
    kept: dict[str, Group] = {}
    for i in order:
        if answered[i] == chosen[asked[i]]:
            kept.setdefault(asked[i], everything[i])
    conflicts = sum(answer[1] != chosen[question][1] for question, answer in zip(asked, answered, strict=True))
    return Deduplicated(tuple(kept.values()), len(everything) - len(kept), conflicts)


def group_to_dict(group: Group) -> dict[str, object]:
    """JSON form; inverse of `group_from_dict`."""
    data: dict[str, object] = {
        "origin": group.origin,
        "package": group.package,
        "file": group.file,
        "refusal": refusal_to_dict(group.refusal),
        "history": history_to_list(group.history),
        "candidates": [_graded_to_dict(entry) for entry in group.candidates],
    }
    if group.weight != 1.0:
        data["weight"] = group.weight
    return data


def group_from_dict(data: Mapping[str, object]) -> Group:
    """Raises `ModelError` on a missing field, a wrong type or a grade that is not 0 to 3."""
    origin = text_of(data, "origin")
    if origin not in ORIGINS:
        raise ModelError(f"unknown origin {origin!r}")
    return Group(
        refusal=refusal_from_dict(mapping_of(data.get("refusal"))),
        history=history_from_list(list_of(data, "history")),
        candidates=tuple(_graded_from_dict(mapping_of(item)) for item in list_of(data, "candidates")),
        origin=origin,
        package=text_of(data, "package"),
        file=text_of(data, "file"),
        weight=number_of(data, "weight") if "weight" in data else 1.0,
    )


def load_groups(path: Path) -> list[Group]:
    """All groups of a file. Raises `OSError`, or `ModelError` with the number of the line."""
    return [group_from_dict(data) for data in read_objects(path)]


def save_groups(path: Path, groups: Iterable[Group]) -> None:
    """Writes a file of groups. Raises `OSError`."""
    write_objects(path, (group_to_dict(group) for group in groups))


def read_objects(path: Path) -> Iterator[Mapping[str, object]]:
    """The objects of a JSONL file, gzipped or not. Raises `OSError`, or `ModelError` with the number of the line."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield mapping_of(json.loads(line))
            except ValueError as error:
                raise ModelError(f"{path}:{number}: {error}") from None


def write_objects(path: Path, objects: Iterable[Mapping[str, object]]) -> None:
    """Writes a JSONL file, gzipped where its name ends in `.gz`; equal objects give equal bytes."""
    text = "".join(json.dumps(data, ensure_ascii=False, sort_keys=True) + "\n" for data in objects)
    data = text.encode("utf-8", "backslashreplace")
    replace_file(path, gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _graded_to_dict(entry: GradedCandidate) -> dict[str, object]:
    data: dict[str, object] = {"grade": entry.grade, **candidate_to_dict(entry.candidate)}
    if entry.features is not None:
        data["features"] = {str(index): value for index, value in enumerate(entry.features) if value != 0.0}
        data["feature_count"] = len(entry.features)
    return data


def _graded_from_dict(data: Mapping[str, object]) -> GradedCandidate:
    grade = int_of(data, "grade")
    if grade not in range(BEST_GRADE + 1):
        raise ModelError(f"`grade`: {grade} is not 0 to {BEST_GRADE}")
    features: tuple[float, ...] | None = None
    if "features" in data:
        sparse = mapping_of(data["features"])
        features = tuple(
            number_of(sparse, str(index)) if str(index) in sparse else 0.0
            for index in range(int_of(data, "feature_count"))
        )
    return GradedCandidate(candidate_from_dict(data), grade, features)

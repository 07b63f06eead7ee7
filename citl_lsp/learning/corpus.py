"""Makes training groups from real files: `python -m citl_lsp.learning.corpus -o groups.jsonl.gz`.

Each file of the manifest is translated (idiomatic first draft), compiled, and its refusals are labelled by compiling
all candidates (`grading`). What a file gave is kept in the cache under a digest of its text, of the translator and of
the limits, so an interrupted run goes on where it stopped and a second run is quick. With the groups beside it,

    citl train groups.jsonl.gz -o models

makes the shipped model. `--folder` takes files of one's own instead of the manifest's, for development.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import citl_lsp
from citl_lsp.equivalence.consent import Permission, permission_from_flag
from citl_lsp.learning.grading import Graded, Limits, timed_grade
from citl_lsp.learning.groups import Group, group_from_dict, group_to_dict, save_groups
from citl_lsp.learning.sources import MANIFEST, SourceError, SourceFile, files_of, folder_files, read_manifest
from citl_lsp.oracle.codec import list_of, mapping_of
from citl_lsp.oracle.files import replace_file
from citl_lsp.toolchain.cache import cache_dir

LARGEST = 1500
"""Files with more lines are left out."""
_NOT_THE_TRANSLATOR = ("cli", "server", "session", "learning", "traces", "oracle", "diagnostics")

Progress = Callable[[str, int, int], None]


@dataclass
class Summary:
    """What a run found; `crashed` are faults of the translator, by file."""

    groups: list[Group] = field(default_factory=list)
    files: int = 0
    refused_files: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    blockers: Counter[str] = field(default_factory=Counter)
    owned: int = 0
    shared: int = 0
    defective: int = 0
    compiles: int = 0
    crashed: dict[str, str] = field(default_factory=dict)

    def add(self, source: SourceFile, graded: Graded) -> None:
        """Counts one file."""
        self.files += 1
        if graded.failure:
            self.crashed[f"{source.package}: {source.file} {source.part}".strip()] = graded.failure
        self.groups += graded.groups
        self.refused_files += bool(graded.refusals)
        self.refusals.update(graded.refusals)
        self.blockers.update(graded.blockers)
        self.owned += graded.owned
        self.shared += graded.shared
        self.defective += graded.defects > 0
        self.compiles += graded.compiles

    def text(self) -> str:
        """For people."""
        lines = [f"{self.files} files, {self.refused_files} with refusals, {self.compiles} compiler runs"]
        for origin in ("natural", "injected"):
            chosen = [group for group in self.groups if group.origin == origin]
            useful = [group for group in chosen if group.informative]
            files = len({(group.package, group.file) for group in useful})
            lines.append(f"{origin}: {len(chosen)} groups, {len(useful)} with something to rank, from {files} files")
        lines.append("refusals: " + ", ".join(f"{code} {n}" for code, n in self.refusals.most_common(12)))
        lines.append(f"containers and objects: {self.owned} owned, {self.shared} shared")
        lines += [f"  {n:5} {reason}" for reason, n in self.blockers.most_common(15)]
        lines.append(f"translator's faults: {len(self.crashed)} files without a draft, {self.defective} with defects")
        lines += [f"  {file}: {failure}" for file, failure in sorted(self.crashed.items())[:20]]
        return "\n".join(lines)


def label(
    sources: Iterable[SourceFile],
    cache: Path,
    *,
    limits: Limits | None = None,
    jobs: int = 1,
    permission: Permission | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Labels every file, several at a time. Raises `ToolchainProblem`, `OSError`."""
    limits = limits or Limits()
    everything = list(sources)
    results: dict[int, Graded] = {}
    waiting: list[int] = []
    for number, source in enumerate(everything):
        known = _cached(_entry(cache, source, limits, permission))
        if known is None:
            waiting.append(number)
        else:
            results[number] = known
    for number, graded in _run([(n, everything[n]) for n in waiting], limits, jobs, permission):
        results[number] = graded
        source = everything[number]
        replace_file(_entry(cache, source, limits, permission), json.dumps(graded_to_dict(graded)).encode())
        if progress is not None:
            progress(source.file, len(results), len(everything))
    summary = Summary()
    for number, source in enumerate(everything):
        summary.add(source, results[number])
    return summary


def _run(
    work: Sequence[tuple[int, SourceFile]], limits: Limits, jobs: int, permission: Permission | None
) -> Iterator[tuple[int, Graded]]:
    if jobs <= 1 or len(work) <= 1:
        for number, source in work:
            yield number, _label_one(source, limits, permission)
        return
    with ProcessPoolExecutor(jobs) as pool:
        futures = {pool.submit(_label_one, source, limits, permission): number for number, source in work}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _label_one(source: SourceFile, limits: Limits, permission: Permission | None) -> Graded:
    sys.setrecursionlimit(20_000)
    if source.part:
        limits = replace(limits, injected=0, injections=0)
    if permission is None:
        return timed_grade(source.text, source.package, source.file, limits)[0]
    with tempfile.TemporaryDirectory(prefix="citl-corpus-") as folder:
        path = Path(folder) / Path(source.file).name
        path.write_text(source.text, encoding="utf-8")
        return timed_grade(source.text, source.package, source.file, limits, permission, str(path))[0]


# --- the cache -------------------------------------------------------------------------------------------------------


def _entry(cache: Path, source: SourceFile, limits: Limits, permission: Permission | None) -> Path:
    parts = [translator_digest(), source.package, source.file, source.text, repr(limits), str(permission is not None)]
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
    return cache / "labels" / digest[:2] / f"{digest}.json"


def _cached(path: Path) -> Graded | None:
    try:
        return graded_from_dict(mapping_of(json.loads(path.read_bytes())))
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=1)
def translator_digest() -> str:
    """A digest of the code that labels depend on; `CITL_CORPUS_DIGEST` stands for it while that is being edited."""
    fixed = os.environ.get("CITL_CORPUS_DIGEST")
    if fixed:
        return fixed
    root = Path(citl_lsp.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root)
        if name.parts[0] not in _NOT_THE_TRANSLATOR or name.name == "grading.py":
            digest.update(name.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def graded_to_dict(graded: Graded) -> dict[str, object]:
    """JSON form; inverse of `graded_from_dict`."""
    return {**vars(graded), "groups": [group_to_dict(group) for group in graded.groups]}


def graded_from_dict(data: Mapping[str, object]) -> Graded:
    """Raises `ModelError` on a wrong type."""
    fields = {name: data[name] for name in ("defects", "owned", "shared", "compiles", "failure") if name in data}
    return Graded(
        groups=[group_from_dict(mapping_of(item)) for item in list_of(data, "groups")],
        refusals=Counter(mapping_of(data.get("refusals"))),
        blockers=Counter(mapping_of(data.get("blockers"))),
        **fields,  # type: ignore[arg-type]
    )


# --- the command -----------------------------------------------------------------------------------------------------


def main(argv: Sequence[str] | None = None) -> int:
    """Labels the corpus and writes the groups."""
    parser = argparse.ArgumentParser(prog="python -m citl_lsp.learning.corpus", description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, required=True, help="file of groups (.jsonl, .jsonl.gz)")
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    parser.add_argument("--folder", type=Path, help="label these files instead of the manifest's")
    parser.add_argument("--cache", type=Path, default=cache_dir() / "corpus")
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--run", action="store_true", help="allow running the files, to compare behaviour")
    arguments = parser.parse_args(argv)
    try:
        if arguments.folder is not None:
            sources = list(folder_files(arguments.folder))
        else:
            sources = manifest_files(arguments.manifest, arguments.cache)
    except (SourceError, OSError) as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 2
    with bar() as progress:
        summary = label(
            [source for source in sources if source.text.count("\n") <= LARGEST],
            arguments.cache,
            jobs=arguments.jobs,
            permission=permission_from_flag(run=arguments.run),
            progress=progress,
        )
    save_groups(arguments.output, summary.groups)
    print(summary.text())
    return 0


@contextmanager
def bar() -> Iterator[Progress | None]:
    """A progress bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as RichProgress

    with RichProgress(console=Console(stderr=True)) as drawn:
        task = drawn.add_task("labelling", total=None)
        yield lambda what, done, total: drawn.update(task, completed=done, total=total, description=what[-40:])


def manifest_files(manifest: Path, cache: Path) -> list[SourceFile]:
    """All files of a manifest. Raises `SourceError`, `OSError`."""
    return [source for entry in read_manifest(manifest) for source in files_of(entry, cache)]


if __name__ == "__main__":
    sys.exit(main())

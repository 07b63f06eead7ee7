"""The files that the shipped model learns from: named in `corpus.toml`, fetched at run time, never in the repository.

    >>> manifest = read_manifest(MANIFEST)
    >>> [entry.name for entry in manifest][:1]
    ['cpython']

An entry is a package of PyPI with its version and licence (fetched by `pip download`, without dependencies and without
running any of its code), or `cpython`, the standard library of the running interpreter. `files` are patterns within it.
Fetching is the only thing here that uses the network.
"""

from __future__ import annotations

import ast
import doctest
import fnmatch
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MANIFEST = Path(__file__).with_name("corpus.toml")
STANDARD_LIBRARY = "cpython"


class SourceError(RuntimeError):
    """The manifest is wrong, or a package can't be fetched; the message says which and why."""


@dataclass(frozen=True)
class Entry:
    """A package of the corpus; `separate` where its files are programs of their own, which a split may part."""

    name: str
    version: str
    licence: str
    files: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    """Patterns of files or, of files that are cut, of `FILE:FUNCTION`."""
    separate: bool = False
    cut: bool = False
    """Each function that has doctests becomes a program, with the definitions it needs."""


@dataclass(frozen=True)
class SourceFile:
    """One file with its text; `package` is what a split must not cut.

    `part` is the function that a cut file was cut to; from those only natural refusals are taken.
    """

    package: str
    version: str
    file: str
    text: str
    part: str = ""


def read_manifest(path: Path) -> list[Entry]:
    """The entries of a manifest. Raises `SourceError`, `OSError`."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("package", [])
        return [
            Entry(
                table["name"],
                table["version"],
                table["licence"],
                tuple(table["files"]),
                tuple(table.get("exclude", ())),
                bool(table.get("separate", False)),
                bool(table.get("cut", False)),
            )
            for table in tables
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"{path}: {error!r}") from None


def files_of(entry: Entry, cache: Path) -> Iterator[SourceFile]:
    """The entry's files, fetched into `cache` where they aren't there yet. Raises `SourceError`, `OSError`."""
    if entry.name == STANDARD_LIBRARY:
        yield from _chosen(entry, _folder_texts(Path(sysconfig.get_paths()["stdlib"]), entry))
    else:
        yield from _chosen(entry, _archive_texts(fetch(entry, cache)))


def folder_files(folder: Path) -> Iterator[SourceFile]:
    """Every Python file below a folder, each a package of its own (for development)."""
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        yield SourceFile(f"{folder.name}/{name}", "", name, path.read_text(encoding="utf-8", errors="replace"))


def fetch(entry: Entry, cache: Path) -> Path:
    """The archive of a package. Raises `SourceError`."""
    folder = cache / f"{entry.name}-{entry.version}"
    found = _archives(folder)
    if not found:
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--only-binary", ":all:", "--dest", str(folder), f"{entry.name}=={entry.version}"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = _archives(folder)
        if not found:
            raise SourceError(f"{entry.name} {entry.version} can't be fetched: {done.stderr.strip()[-400:]}")
    return found[0]


def _archives(folder: Path) -> Sequence[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.name.endswith((".whl", ".tar.gz", ".zip")))


def _chosen(entry: Entry, texts: Iterator[tuple[str, str]]) -> Iterator[SourceFile]:
    for name, text in sorted(texts):
        if _matches(name, entry.files) and not _matches(name, entry.exclude):
            package = f"{entry.name}/{name}" if entry.separate else entry.name
            if entry.cut:
                for part, piece in cut_to_functions(text):
                    if _matches(f"{name}:{part}", entry.exclude):
                        continue
                    yield SourceFile(package, entry.version, name, with_examples(piece), part)
            else:
                yield SourceFile(package, entry.version, name, with_examples(text))


def cut_to_functions(text: str) -> Iterator[tuple[str, str]]:
    """(name, program) for each top-level function with examples: itself and whatever of the file it needs."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return
    defined: dict[str, list[int]] = {}
    for number, stmt in enumerate(body):
        for name in _bound(stmt):
            defined.setdefault(name, []).append(number)
    for number, stmt in enumerate(body):
        if not isinstance(stmt, ast.FunctionDef) or not _example_lines(ast.get_docstring(stmt) or ""):
            continue
        needed: set[int] = set()
        work = [number]
        while work:
            index = work.pop()
            if index in needed:
                continue
            needed.add(index)
            names = {node.id for node in ast.walk(body[index]) if isinstance(node, ast.Name)}
            work += [other for name in names for other in defined.get(name, ())]
        parts = [ast.get_source_segment(text, body[index], padded=True) or "" for index in sorted(needed)]
        yield stmt.name, "\n\n\n".join(parts) + "\n"


def _bound(stmt: ast.stmt) -> list[str]:
    """The names that a top-level statement binds."""
    if isinstance(stmt, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [stmt.name]
    if isinstance(stmt, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).split(".")[0] for alias in stmt.names]
    if isinstance(stmt, (ast.Assign, ast.AnnAssign)):
        return [node.id for node in ast.walk(stmt) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return []


def with_examples(text: str) -> str:
    """The file with its own doctests as functions at its end: they say with which types its functions are used.

    A function with the example `>>> f(1)` gets `def _example_0(): print(f(1))`, called under `__main__`.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return text
    parts: list[str] = []
    calls: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            lines = _example_lines(ast.get_docstring(node) or "")
            if lines:
                name = f"_example_{len(calls)}"
                parts.append(f"def {name}():\n" + "".join(f"    {line}\n" for line in lines))
                calls.append(f"{name}()")
    if not calls:
        return text
    guard = 'if __name__ == "__main__":\n' + "".join(f"    {call}\n" for call in calls)
    return text.rstrip("\n") + "\n\n\n" + "\n\n".join(parts) + "\n\n" + guard


def _example_lines(docstring: str) -> list[str]:
    """The statements of a docstring's examples that expect a value or nothing; an expression's value is printed."""
    lines: list[str] = []
    try:
        examples = doctest.DocTestParser().get_examples(docstring)
    except ValueError:
        return []
    for example in examples:
        try:
            body = ast.parse(example.source).body
        except (SyntaxError, ValueError):
            continue
        if example.exc_msg is not None or any(isinstance(stmt, (ast.Import, ast.ImportFrom)) for stmt in body):
            continue
        for stmt in body:
            shown = isinstance(stmt, ast.Expr) and example.want
            source = f"print({ast.unparse(stmt)})" if shown else ast.unparse(stmt)
            lines += source.split("\n")
    return lines


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _folder_texts(folder: Path, entry: Entry) -> Iterator[tuple[str, str]]:
    for pattern in entry.files:
        for path in folder.glob(pattern):
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def _archive_texts(archive: Path) -> Iterator[tuple[str, str]]:
    if archive.name.endswith(".tar.gz"):
        with tarfile.open(archive) as tar:
            for member in tar:
                handle = tar.extractfile(member) if member.isfile() and member.name.endswith(".py") else None
                if handle is not None:
                    name = PurePosixPath(*PurePosixPath(member.name).parts[1:]).as_posix()
                    yield name, handle.read().decode("utf-8", "replace")
        return
    with zipfile.ZipFile(archive) as file:
        for name in file.namelist():
            if name.endswith(".py"):
                yield name, file.read(name).decode("utf-8", "replace")

"""Which files belong to a program: the one that is looked at, and what it imports from beside itself.

    gathered = gather("/home/me/a.py", text, read)
    gathered.program.files            # {"a.py": ..., "helper.py": ...}: names relative to `base`
    gathered.imports                  # all paths that were looked for, found or not

An import is looked for in the folder of the program (for a module in a package: the folder that holds the package).
Reading is the caller's affair, so that open texts shadow files.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from citl_lsp.syntax.check import BOM, parse
from citl_lsp.transpile import Program

_MAX_FILES = 200
_FROM = re.compile(r"^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([\w, \t*]*)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([\w., \t]+)", re.MULTILINE)

Read = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A program and where its files lie."""

    program: Program
    base: str
    """Folder that the names in `program` are relative to; "" for a document that has no folder."""
    imports: frozenset[str]
    """Paths on which the program depends, apart from its main file."""

    def path(self, name: str) -> str:
        """The path of a file of the program."""
        return f"{self.base}/{name}" if self.base else name


def gather(path: str, text: str, read: Read) -> Gathered:
    """The program whose main file is `path` with `text`. `read` gives the text of a file or None."""
    folder, _, name = path.rpartition("/")
    prefix = ""
    looked_for: set[str] = set()
    # A module of a package is named from the folder that holds the outermost package.
    while folder:
        looked_for.add(f"{folder}/__init__.py")
        if read(f"{folder}/__init__.py") is None or "/" not in folder:
            break
        folder, _, package = folder.rpartition("/")
        prefix = f"{package}/{prefix}"
    main = prefix + name
    files = {main: text}
    waiting = [main]
    while waiting and len(files) < _MAX_FILES:
        importer = waiting.pop(0)
        for wanted in _wanted(importer, files[importer]):
            for candidate in (f"{wanted}.py", f"{wanted}/__init__.py"):
                if candidate in files:
                    break
                place = f"{folder}/{candidate}" if folder else candidate
                looked_for.add(place)
                found = read(place) if folder else None
                if found is not None:
                    files[candidate] = found
                    waiting.append(candidate)
                    break
    return Gathered(Program(files, main), folder, frozenset(looked_for))


def _wanted(importer: str, text: str) -> Iterator[str]:
    """Names of modules as paths without suffix, as far as the text names them."""
    package = PurePosixPath(importer).parent
    for level, module, names in _imports(importer, text):
        start = PurePosixPath()
        if level:
            start = package
            for _ in range(level - 1):
                start = start.parent
        whole = start.joinpath(*module.split(".")) if module else start
        parts = whole.parts
        for length in range(1, len(parts) + 1):
            yield "/".join(parts[:length])
        for name in names:
            yield "/".join((*parts, name))


def _imports(importer: str, text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """(level, module, imported names) of every import statement; by appearance where the text doesn't parse."""
    if "import" not in text:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parse(text.removeprefix(BOM), importer)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        for match in _FROM.finditer(text):
            yield len(match[1]), match[2].strip("."), tuple(re.findall(r"\w+", match[3]))
        for match in _IMPORT.finditer(text):
            for part in match[1].split(","):
                yield 0, part.split(" as ")[0].strip().strip("."), ()
        return
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield 0, alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or "", tuple(alias.name for alias in node.names if alias.name != "*")


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """All statements of a text, in order."""
    stack: list[ast.AST] = [*reversed(tree.body)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("finalbody", "orelse", "cases", "handlers", "body"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                stack += inner[::-1]

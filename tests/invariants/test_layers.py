"""Who may import whom: DESIGN section 4's table as data, read off the import statements.

A folder not in the table, or an import that its row doesn't name, fails. What deviates says why, in `ALLOWED`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .harness import ROOT

PACKAGE = ROOT / "citl_lsp"

CORE = ("text", "syntax", "ir", "frontend", "types", "analysis", "decisions", "stdlib", "lower", "rust", "transpile")
EVERYTHING = (
    *CORE, "toolchain", "diagnostics", "equivalence", "oracle", "repair", "traces", "learning", "session", "config",
)  # fmt: skip

TABLE: dict[str, tuple[str, ...]] = {
    "text": (),
    "syntax": ("text",),
    "ir": ("text",),
    "frontend": ("syntax", "ir", "text"),
    "types": ("ir", "syntax", "text", "stdlib"),
    "analysis": ("ir", "types", "text", "stdlib"),
    "decisions": ("ir", "types", "analysis", "text"),
    "stdlib": ("ir", "types"),
    "lower": ("text", "syntax", "ir", "frontend", "types", "analysis", "decisions", "stdlib", "rust"),
    "rust": ("text",),
    "transpile": ("text", "syntax", "ir", "frontend", "types", "analysis", "decisions", "stdlib", "lower", "rust"),
    "toolchain": ("text",),
    "diagnostics": ("text", "rust", "types", "decisions"),
    "equivalence": ("toolchain", "types"),
    "oracle": ("decisions",),
    "repair": ("transpile", "diagnostics", "toolchain", "equivalence", "oracle", "decisions", "text"),
    "traces": ("decisions",),
    "learning": ("repair", "oracle", "traces", "decisions"),
    "config": (),
    "session": EVERYTHING,
    "server": ("session", "text"),
    "cli": EVERYTHING,
    "__main__": ("cli",),
}
"""Folder or file -> what it may import of this package, itself excepted."""

ALLOWED: dict[tuple[str, str], str] = {
    ("transpile", "diagnostics"): "its findings are `diagnostics.model.Diagnostic`s, which is data",
    ("equivalence", "config"): "for type checkers only: a permission is made from the user's configuration",
    ("repair", "traces"): "`repair.recording` writes a record of each repair where the user allows it",
    ("traces", "oracle"): "the vocabulary of kinds, codes and candidates that a record may hold",
    ("traces", "text"): "spans",
    ("traces", "config"): "where the user's settings are, which hold the consents",
    ("learning", "equivalence"): "grades need runs",
    ("learning", "toolchain"): "grades need compiles",
    ("learning", "diagnostics"): "a refusal is a diagnostic",
    ("learning", "transpile"): "labels are made by translating",
    ("learning", "text"): "spans",
    ("server", "config"): "settings come from the client and are checked by `config`",
    ("server", "toolchain"): "where the cache lies that Rust previews are put into",
}
"""(importer, imported) beyond the table -> why that is sensible."""

NO_IO = (*CORE, "diagnostics")
_IO_MODULES = frozenset(
    {"os", "subprocess", "socket", "asyncio", "pathlib", "shutil", "tempfile", "io", "threading", "multiprocessing",
     "time", "random", "logging", "urllib", "sys", "platform"}
)  # fmt: skip
_IO_NAMES = frozenset({"open", "print", "input", "exec", "eval", "__import__"})
IO_ALLOWED: dict[tuple[str, str], str] = {
    ("frontend/fstrings.py", "sys"): "`sys.version_info`: how CPython's own parser places f-strings",
    ("syntax/scanner.py", "sys"): "`sys.version_info`: whether CPython nests quotes in f-strings",
    ("diagnostics/baseline.py", "pathlib"): "`PurePath`, which is text",
    ("diagnostics/comments.py", "io"): "`StringIO`, which `tokenize` reads",
    ("diagnostics/render.py", "io"): "`StringIO`, which `rich` writes",
}
"""(file, module or name) -> why it is no I/O."""


def files() -> Iterator[tuple[str, Path]]:
    """(layer, path) of every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        if relative.parts[0].startswith("_") and len(relative.parts) > 1:
            continue  # shipped data
        if relative.name != "__init__.py" or len(relative.parts) > 1:
            yield (relative.parts[0] if len(relative.parts) > 1 else relative.stem), path


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """(dotted module, line) of every import, also those inside functions and under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            if node.module == "citl_lsp":
                yield from ((f"citl_lsp.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def edges() -> dict[tuple[str, str], list[str]]:
    """(importer, imported) -> places."""
    found: dict[tuple[str, str], list[str]] = {}
    for layer, path in files():
        for module, line in imported(path):
            if module.startswith("citl_lsp."):
                other = module.split(".")[1]
                if other != layer:
                    found.setdefault((layer, other), []).append(f"{path.relative_to(ROOT)}:{line}")
    return found


def test_every_folder_is_in_the_table() -> None:
    assert {layer for layer, _ in files()} <= TABLE.keys()


def test_nobody_imports_what_the_table_does_not_name() -> None:
    wrong = {
        f"{importer} -> {other}": places
        for (importer, other), places in edges().items()
        if other not in TABLE[importer] and (importer, other) not in ALLOWED
    }
    assert wrong == {}


def test_every_exception_is_used() -> None:
    assert set(ALLOWED) - edges().keys() == set()


def test_the_table_has_no_cycles_in_the_core() -> None:
    used = edges()
    order = (
        "text",
        "ir",
        "syntax",
        "frontend",
        "stdlib",
        "types",
        "analysis",
        "decisions",
        "rust",
        "lower",
        "transpile",
    )
    for (importer, other), places in used.items():
        if importer in order and other in order:
            assert order.index(other) < order.index(importer), places


def test_only_the_server_knows_lsp() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for layer, path in files()
        for module, line in imported(path)
        if module.split(".")[0] in ("pygls", "lsprotocol") and layer != "server"
    ]
    assert wrong == []


def test_the_core_does_no_io() -> None:
    wrong = []
    for layer, path in files():
        if layer not in NO_IO:
            continue
        name = path.relative_to(PACKAGE).as_posix()
        for module, line in imported(path):
            if module.split(".")[0] in _IO_MODULES and (name, module) not in IO_ALLOWED:
                wrong.append(f"{name}:{line}: {module}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _IO_NAMES:
                if (name, node.func.id) not in IO_ALLOWED:
                    wrong.append(f"{name}:{node.lineno}: {node.func.id}()")
    assert wrong == []


_RUST_STATEMENT = re.compile(
    r"\blet (mut )?\w+ ?(:[^=]+)?= |\bfn \w+\(|\bimpl\b.*\{|=> \{|;\s*$|&mut \w+\.|\bmatch \w+ \{"
)
"""Text that only a printer should make: statements and items, not names and types."""


def rust_text_in(path: Path) -> Iterator[str]:
    """String constants that hold Rust statements or items."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    documents |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            if _RUST_STATEMENT.search(node.value):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:60]!r}"


@pytest.mark.parametrize("layer", ["lower", "types", "analysis", "stdlib", "transpile", "frontend", "repair"])
def test_only_rust_makes_rust_statements(layer: str) -> None:
    assert [text for found, path in files() if found == layer for text in rust_text_in(path)] == []

"""Programs of several hundred lines, put together from short ones: what an editor's latency is measured on."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KERNELS = Path(__file__).parent / "kernels"


def joined_cases(lines: int) -> str:
    """A program of about so many lines: functions and classes of the cases, their statements as functions that a main
    calls."""
    parts: list[str] = []
    imports: dict[str, None] = {}
    mains: list[str] = []
    taken: set[str] = set()
    for path in sorted((ROOT / "tests" / "cases").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        definitions: list[str] = []
        rest: list[str] = []
        names: set[str] = set()
        for node in ast.parse(text).body:
            source = ast.get_source_segment(text, node, padded=True) or ""
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                names.add(node.name)
                decorators = [f"@{ast.get_source_segment(text, each)}" for each in node.decorator_list]
                definitions.append("\n".join([*decorators, source]))
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                imports[source] = None
            else:
                rest += source.splitlines()
        shouting = any(re.match(r"[A-Z_]+ *[:=]", line) for line in rest)
        if not definitions or names & taken or shouting or '"""' in "".join(rest):
            continue  # constants that functions read, names that clash, texts that indenting would change
        taken |= names
        parts += definitions
        if any(line.strip() for line in rest):
            mains.append(f"run_{len(mains)}")
            parts.append("\n".join([f"def {mains[-1]}():", *(f"    {line}" for line in rest if line.strip())]))
        if sum(part.count("\n") + 3 for part in parts) + len(mains) >= lines:
            break
    parts.append("\n".join(["def main():", *(f"    {name}()" for name in mains)]))
    parts.append('if __name__ == "__main__":\n    main()')
    return "\n".join(imports) + "\n\n\n" + "\n\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class Twin:
    """A program, and the Rust that a person wrote for it, if any."""

    python: str
    rust: str = ""
    shared: tuple[tuple[str, str], ...] = ()
    """Functions that both have under one name: (header in Python, header in Rust), lines that occur once."""


def joined_kernels() -> Twin:
    """All of `benchmarks/kernels`. In Python a kernel's names begin with its own, in Rust it is a module."""
    head: list[ast.stmt] = []
    body: list[ast.stmt] = []
    rust: list[str] = []
    shared: list[tuple[str, str]] = []
    calls: list[ast.stmt] = []
    for path in sorted(KERNELS.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        renamed = _Prefixed(tree, path.stem)
        for node in tree.body:
            is_import = isinstance(node, (ast.Import, ast.ImportFrom))
            (head if is_import else calls if isinstance(node, ast.Expr) else body).append(renamed.visit(node))
        written = path.with_suffix(".rs").read_text(encoding="utf-8")
        indented = "".join(f"    {line}".rstrip() + "\n" for line in written.splitlines())
        rust.append(f"mod {path.stem} {{\n{indented}\n    pub fn run() {{\n        main()\n    }}\n}}\n")
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                name = node.name.removeprefix(f"{path.stem}_")
                found = re.search(rf"^    fn {name}\(.*\{{$", indented, re.MULTILINE)
                if found and rust[-1].count(found[0]) == 1 and name != "main":
                    shared.append((f"def {node.name}({ast.unparse(node.args)}):", found[0]))
    rust.append(
        "fn main() {\n" + "".join(f"    {path.stem}::run();\n" for path in sorted(KERNELS.glob("*.rs"))) + "}\n"
    )
    python = ast.unparse(ast.Module([*head, *body, *calls], []))
    return Twin(python + "\n", "\n".join(rust), tuple(shared))


class _Prefixed(ast.NodeTransformer):
    """Gives a module's own names a prefix, wherever the module mentions them."""

    def __init__(self, tree: ast.Module, prefix: str) -> None:
        definitions = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assigned = {
            target.id
            for node in tree.body if isinstance(node, ast.Assign)
            for target in node.targets if isinstance(target, ast.Name)
        }  # fmt: skip
        self._names = {name: f"{prefix}_{name}" for name in definitions | assigned}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.col_offset == 0:
            node.name = self._names[node.name]
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._names[node.name]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg)
        return node

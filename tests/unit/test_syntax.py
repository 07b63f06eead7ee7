"""Documents under edits, recovery and problems, on real files and on broken ones."""

# ruff: noqa: E501 (tables)

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

import pytest

from citl_lsp.frontend.build import build_module
from citl_lsp.syntax.check import check, compiles
from citl_lsp.syntax.chunks import chunks
from citl_lsp.syntax.document import Document
from citl_lsp.syntax.problems import problems
from citl_lsp.syntax.recovery import definition_texts, recover

SAMPLE = '''import a

def f(x):
    """doc
def not_one(): pass
"""
    return x

@a.b
class C(A):
    y = 1

    # about m
    @property
    def m(self):
        return 1

    async def n(self): pass
# after


def g(): return (1,
2)

x = [
1,
2
]
if x: pass
else: pass
def f(): pass
'''


def shown(document: Document) -> list[tuple[str, str, str]]:
    return [
        (item.qualname, document.text[item.span.start :][:4], document.text[: item.span.end][-4:])
        for item in document.definitions()
    ]


def test_definitions() -> None:
    document = Document(SAMPLE)
    assert not document.has_error and document.problems() == []
    assert shown(document) == [
        ("f", "def ", "rn x"), ("C", "@a.b", "pass"), ("C.m", "@pro", "rn 1"), ("C.n", "asyn", "pass"),
        ("g", "def ", ",\n2)"), ("f#2", "def ", "pass"),
    ]  # fmt: skip


def library() -> list[Path]:
    root = Path(sysconfig.get_path("stdlib"))
    return sorted(root.glob("*.py"))[::3] + sorted(root.glob("json/*.py"))


@pytest.mark.parametrize("path", library(), ids=lambda path: path.stem)
def test_definitions_are_the_frontends_units(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    document = Document(text)
    found = {item.span.start: item for item in document.definitions()}
    module, _ = build_module(str(path), "m", text)
    units = {unit.start: unit for unit in module.units[1:]}
    assert found.keys() <= units.keys()
    top = {unit.qualname for unit in units.values() if text[unit.start - 1 : unit.start] in ("", "\n")}
    for unit in units.values():
        if unit.qualname in top or unit.qualname.rpartition(".")[0] in top:
            item = found.pop(unit.start, None)
            if item is None:
                assert "#" in unit.qualname or unit.kind == "method", unit.qualname
                continue
            rest = text[unit.start + unit.body.span.end : item.span.end]
            assert item.kind == unit.kind and (not rest or rest.strip()[:1] in "#;"), unit.qualname
            assert "\n" not in rest
            assert item.qualname.partition("#")[0] == unit.qualname.partition("#")[0]
    assert not found


@pytest.mark.parametrize("seed", range(40))
def test_a_document_under_edits_equals_one_from_scratch(seed: int) -> None:
    rng = random.Random(seed)
    document = Document(SAMPLE)
    for _ in range(30):
        start = rng.randint(-2, len(document.text) + 2)
        end = start + rng.choice([0, 0, 1, 3, 20, -4])
        new = rng.choice(["", "x", "(", ")", "\n", "\r", '"""', "é😀", "def h(): pass\n", "    ", "\0", "\ud800", ":"])
        document.edit(start, end, new)
        fresh = Document(document.text)
        assert document.has_error == fresh.has_error
        assert [item[:3] for item in document.definitions()] == [item[:3] for item in fresh.definitions()]


@pytest.mark.parametrize(
    ("at", "new", "touched"),
    [
        ("return x", "!", ["f"]),
        ("y = 1", "!", ["C"]),
        ("return 1", "!", ["C.m"]),
        ("import", "!", ["<module>"]),
        ("\nx = [", "def k(): pass", ["<module>", "k"]),
        ("# after", "!", ["<module>"]),
    ],
)
def test_an_edit_says_which_definitions_it_touches(at: str, new: str, touched: list[str]) -> None:
    document = Document(SAMPLE)
    place = SAMPLE.index(at) + 1
    assert document.edit(place, place, new) == touched


BROKEN = [
    ("def f(x):\n", "def f(x:\n", ["f"]),
    ("return x\n", "return x +\n", ["f"]),
    ("return 1\n", "return (1\n", ["C.m"]),
    ("class C(A):", "class C(A:", ["C"]),
    ("y = 1", "y = = 1", ["C"]),
    ("import a", "import", ["<module>"]),
    ("2\n]", "2\n", ["<module>"]),
    ("def f(): pass", "def f(: pass", ["f#2"]),
    ('return x\n', 'return """x\n', ["f"]),
    ("def f(x)", "def f(x, x)", ["f"]),
    ("x = [", "return [", ["<module>"]),
    ("    async def n(self): pass", "    async def n(self): pass\n    def k(self):", ["C.k"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "broken"), BROKEN, ids=[new for _, new, _ in BROKEN])
def test_recovery_replaces_what_is_broken_and_nothing_else(old: str, new: str, broken: list[str]) -> None:
    good = definition_texts(SAMPLE)
    text = SAMPLE.replace(old, new, 1)
    assert not compiles(text)
    recovered = recover(text, good)
    assert recovered.broken == broken
    assert compiles(recovered.text)
    before, after = text.split("\n"), recovered.text.split("\n")
    assert len(after) == len(recovered.lines)
    module, found = build_module("m.py", "m", recovered.text)
    assert not found
    names = {unit.qualname for unit in module.units}
    assert {"f", "C", "C.m", "C.n", "g", "f#2"} <= names
    for unit in module.units[1:]:
        if unit.qualname not in broken:
            line = recovered.lines[unit.first_line]
            assert before[line] == after[unit.first_line]
    stubbed = recover(text, {})
    assert compiles(stubbed.text) and stubbed.broken == broken
    units = build_module("", "", stubbed.text)[0].units
    assert {"f", "C", "C.m", "C.n", "g", "f#2"} <= {unit.qualname for unit in units}


def test_a_longer_last_good_text_moves_lines_and_says_so() -> None:
    recovered = recover("def f(:\ndef g(): return 1\n", {"f": "def f():\n    a\n    b\n"})
    assert recovered.text == "def f():\n    a\n    b\ndef g(): return 1\n"
    assert recovered.lines == [0, 0, 0, 1, 2]


@pytest.mark.parametrize("seed", range(60))
def test_whatever_happens_the_result_compiles(seed: int) -> None:
    rng = random.Random(seed)
    text, good = SAMPLE, definition_texts(SAMPLE)
    for _ in range(12):
        place = rng.randint(0, len(text))
        text = text[:place] + rng.choice(["(", '"""', "'", "\\", "\0", "\ud800", " ", "\n", "\r", ":", "#", "def ", "]", "é"]) + text[place + rng.choice([0, 0, 2]) :]  # fmt: skip
        recovered = recover(text, good)
        assert compiles(recovered.text)
        assert len(recovered.lines) >= recovered.text.count("\n")
        found = problems(text, Document(text).suspects())
        assert bool(found) == (not compiles(text))
        assert all(0 <= problem.span.start <= problem.span.end <= len(text) for problem in found)


def test_problems_of_several_definitions() -> None:
    text = "def f(:\n    pass\ndef g():\n    return )\nclass C:\n    def m(self): x x\n    def n(self): y y\nz = 1\n"
    assert [problem.line for problem in Document(text).problems()] == [0, 3, 5, 6]
    assert [text[problem.span.start :][:1] for problem in Document(text).problems()][1] == ")"


def test_problems_within_one_definition_come_from_the_tree() -> None:
    text = "def f():\n    a a\n    b = 1\n    c c\n"
    assert [problem.line for problem in Document(text).problems()] == [1, 3]


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "[" * 5000 + "]" * 5000, "x = '" + "a" * 4_000_000 + "'\n", "-" * 100_000 + "1", "x\0y", "\ud800",
     "def f(" * 500, "class C:\n" * 300, '"""' * 999, "@" * 1000 + "\n", "\\\n" * 1000, "\r\r\n\n\r", ""],
    ids=range(13),
)  # fmt: skip
def test_robust(text: str) -> None:
    document = Document(text)
    document.definitions()
    document.problems()
    document.edit(0, 0, "(")
    recovered = recover(document.text, {"f": "nonsense(", "C": "\0"})
    assert compiles(recovered.text)


@pytest.mark.parametrize("text", ["f(a for a in b, c)", "def f():\n  x = 1\n\ty = 2\n", "é = (\n", "x = 'é' 1 ü = 2"])
def test_places_of_problems(text: str) -> None:
    problem = check(text).problem
    assert problem is not None
    assert 0 <= problem.span.start <= problem.span.end <= len(text)
    assert problem.line == text[: problem.span.start].count("\n")


def test_chunks_cover_everything() -> None:
    for path in library():
        text = path.read_bytes().decode("utf-8", "replace")
        cut = chunks(text)
        assert "".join(text[chunk.start : chunk.end] for chunk in cut) == text

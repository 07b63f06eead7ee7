"""The corpus driver on tiny files: refusals become graded groups, a second run comes from the cache."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from citl_lsp.equivalence.consent import permission_from_flag
from citl_lsp.learning import corpus
from citl_lsp.learning.grading import Limits, grade, grade_file
from citl_lsp.learning.groups import load_groups
from citl_lsp.learning.sources import (
    STANDARD_LIBRARY,
    Entry,
    SourceFile,
    cut_to_functions,
    files_of,
    read_manifest,
    with_examples,
)

TWO_NAMES = "a = [0]\nb = a\na.append(1)\nprint(b)\n"
FINE = """def total(xs):
    s = 0
    for x in xs:
        s += x
    return s


def main():
    values = [1, 2]
    print(total(values))
    print(total(values))


main()
"""


def test_grades_go_by_cost_of_what_works() -> None:
    works, refused = True, False
    tried = [(works, 0.0, False), (works, 2.0, False), (refused, 0.0, False), (works, 5.0, True), (works, 4.0, False)]
    assert grade(tried) == [3, 2, 0, 1, 1]
    assert grade([(works, 5.0, True), (refused, 0.0, False)]) == [3, 0]
    assert grade([(refused, 0.0, False)]) == [0]
    assert grade([(works, 1.0, False), (works, 1.0, False)]) == [3, 3]
    assert grade([]) == []


def test_natural_groups_say_what_rustc_says() -> None:
    graded = asyncio.run(grade_file(TWO_NAMES, "p", "two_names.py", Limits(injected=0, injections=0)))
    assert graded.failure == ""
    assert sum(graded.refusals.values()) == len([g for g in graded.groups if g.origin == "natural"]) > 0
    for group in graded.groups:
        assert group.best == 3
        cheapest = [e.candidate.fix_key for e in group.candidates if e.grade == 3]
        assert any("shared" in key for key in cheapest)


def test_injected_groups_come_from_a_wrong_rung_and_offer_only_legal_ones() -> None:
    graded = asyncio.run(grade_file(FINE, "p", "fine.py", Limits(natural=0, injected=4, injections=8)))
    injected = [group for group in graded.groups if group.origin == "injected"]
    assert not graded.refusals and injected
    assert any(group.refusal.code == "E0382" for group in injected)
    for group in injected:
        assert group.informative
        assert all(s.meaning in ("proven", "stops") for e in group.candidates for s in e.candidate.switches)
        back = [e.grade for e in group.candidates if e.candidate.fix_key == "passing:move>borrow"]
        assert all(grade == 3 for grade in back)


def test_a_second_run_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [SourceFile("p", "1", "two.py", TWO_NAMES), SourceFile("q", "1", "broken.py", "def f(:\n")]
    limits = Limits(injected=0, injections=0)
    first = corpus.label(sources, tmp_path, limits=limits)
    assert first.files == 2 and first.groups and "natural" in first.text()

    def fail(*arguments: object) -> None:
        raise AssertionError("labelled twice")

    monkeypatch.setattr(corpus, "_label_one", fail)
    seen: list[tuple[int, int]] = []
    again = corpus.label(sources, tmp_path, limits=limits, progress=lambda _, done, total: seen.append((done, total)))
    assert again.groups == first.groups and not seen


def test_an_interrupted_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [SourceFile("p", "1", "two.py", TWO_NAMES), SourceFile("q", "1", "fine.py", FINE)]
    limits = Limits(injected=0, injections=0)
    corpus.label(sources[:1], tmp_path, limits=limits)
    done: list[str] = []
    original = corpus._label_one

    def watched(source: SourceFile, *rest: object) -> object:
        done.append(source.file)
        return original(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(corpus, "_label_one", watched)
    assert corpus.label(sources, tmp_path, limits=limits).files == 2
    assert done == ["fine.py"]


def test_the_command_on_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "two.py").write_text(TWO_NAMES)
    out = tmp_path / "groups.jsonl.gz"
    arguments = ["-o", str(out), "--folder", str(folder), "--cache", str(tmp_path / "cache"), "--jobs", "1"]
    assert corpus.main(arguments) == 0
    assert any(group.origin == "natural" for group in load_groups(out))
    assert "1 files" in capsys.readouterr().out


def test_the_manifest_names_versions_and_licences() -> None:
    entries = read_manifest(corpus.MANIFEST)
    assert len(entries) >= 10
    assert all(entry.name and entry.version and entry.licence and entry.files for entry in entries)


def test_the_standard_library_needs_no_network(tmp_path: Path) -> None:
    entry = next(entry for entry in read_manifest(corpus.MANIFEST) if entry.name == "cpython")
    found = list(files_of(entry, tmp_path))
    assert "bisect.py" in [source.file for source in found]
    assert all(source.package == f"cpython/{source.file}" for source in found)


def test_doctests_become_a_driver() -> None:
    text = 'def double(x):\n    """\n    >>> double(2)\n    4\n    >>> y = double(3)\n    """\n    return x * 2\n'
    driven = with_examples(text)
    assert driven.startswith(text.rstrip("\n"))
    assert "print(double(2))" in driven and "y = double(3)" in driven
    assert with_examples("x = 1\n") == "x = 1\n" and with_examples("def f(:\n") == "def f(:\n"


def test_a_cut_file_keeps_what_each_function_needs() -> None:
    two = 'def two(x):\n    """\n    >>> two(1)\n    4\n    """\n    return one(x)\n'
    text = f"import math\nLIMIT = 3\n\n\ndef one(x):\n    return x + LIMIT\n\n\n{two}"
    ((name, piece),) = cut_to_functions(text)
    assert name == "two" and "def one" in piece and "LIMIT = 3" in piece and "import math" not in piece


def test_functions_of_a_cut_file_can_be_left_out(tmp_path: Path) -> None:
    entry = Entry(STANDARD_LIBRARY, "running", "PSF-2.0", ("bisect.py", "statistics.py"), ("*:mean",), cut=True)
    parts = {source.part for source in files_of(entry, tmp_path)}
    assert "median" in parts and "mean" not in parts


def test_with_permission_the_program_is_run_beside_cpython(tmp_path: Path) -> None:
    path = tmp_path / "two.py"
    path.write_text(TWO_NAMES)
    limits = Limits(injected=0, injections=0)
    permission = permission_from_flag(run=True)
    graded = asyncio.run(grade_file(TWO_NAMES, "p", "two.py", limits, permission, str(path)))
    # Legal rungs mean what Python means: running takes no grade away.
    assert [group.grades for group in graded.groups] == [
        group.grades for group in asyncio.run(grade_file(TWO_NAMES, "p", "two.py", limits)).groups
    ]

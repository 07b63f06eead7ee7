"""Reading files as Python does, and which files make a program."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from citl_lsp.cli.load import MAX_BYTES, load_program, read_source
from citl_lsp.cli.problem import Problem


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# --- one file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        ("x = 'é'\n".encode(), "x = 'é'\n", "utf-8"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n", "utf-8-sig"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n", "iso-8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'\n", None, "cp1252"),
        (b"a = 1\r\nb = 2\rc = 3\n", "a = 1\r\nb = 2\rc = 3\n", "utf-8"),
    ],
)
def test_decodes_as_python_does(tmp_path: Path, data: bytes, text: str | None, encoding: str) -> None:
    source = read_source(write(tmp_path, "a.py", data))
    assert source.encoding == encoding
    assert source.text == (data.decode(encoding) if text is None else text)
    assert source.text.encode(source.encoding) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x = 1\ny = 2\nz = '\xe9'\n", r"a\.py:3: byte 0xe9 is not valid utf-8"),
        (b"x = '\xe9'\n", r"a\.py:1: byte 0xe9 is not valid utf-8"),
        (b"# coding: ascii\nx = 1\n\nx = '\xc3\xa9'\n", r"a\.py:4: byte 0xc3 is not valid ascii"),
        (b"# coding: klingon\nx = 1\n", r"a\.py:1: unknown encoding: klingon"),
        (b"# coding: rot13\nx = 1\n", r"a\.py:1: .*'rot13', which is no encoding of text"),
        (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", r"a\.py:1: the byte order mark says UTF-8"),
        ("x = 1\n".encode("utf-16"), r"a\.py:1: byte 0xff is not valid utf-8"),
    ],
)
def test_what_python_cannot_decode(tmp_path: Path, data: bytes, message: str) -> None:
    path = write(tmp_path, "a.py", data)
    with pytest.raises(Problem, match=message) as caught:
        read_source(path)
    assert caught.value.remedy is not None or "rot13" in message


def test_a_missing_file_and_its_neighbour(tmp_path: Path) -> None:
    write(tmp_path, "program.py", "")
    with pytest.raises(Problem, match="there is no such file") as caught:
        read_source(tmp_path / "progam.py")
    assert caught.value.remedy == f"Did you mean {tmp_path / 'program.py'}?"
    with pytest.raises(Problem, match="there is no such file") as caught:
        read_source(tmp_path / "nowhere" / "a.py")
    assert caught.value.remedy is None


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, "package/__main__.py", "")
    with pytest.raises(Problem, match="is a folder, not a Python file") as caught:
        read_source(tmp_path / "package")
    assert caught.value.remedy == f"Name the file that is run: {tmp_path / 'package' / '__main__.py'}"


def test_a_huge_file(tmp_path: Path) -> None:
    path = tmp_path / "huge.py"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Problem, match="larger than 4 MiB"):
        read_source(path)


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    path = write(tmp_path, "a.py", "")
    monkeypatch.setattr("builtins.open", refuse)  # root may read everything, so a file's mode is no test
    with pytest.raises(Problem, match="can't be read: Permission denied"):
        read_source(path)


def test_below_a_file_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="can't be read: Not a directory"):
        read_source(write(tmp_path, "a.py", "") / "b.py")


# --- a program -------------------------------------------------------------------------------------------------------


def test_imported_modules_come_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "app/main.py", "import helper\nfrom tools.text import shout\nimport json\n")
    write(tmp_path, "app/helper.py", "import deeper\n")
    write(tmp_path, "app/deeper.py", "import helper\n")
    write(tmp_path, "app/unused.py", "")
    write(tmp_path, "app/tools/__init__.py", "")
    write(tmp_path, "app/tools/text.py", "from . import other\n")
    write(tmp_path, "app/tools/other.py", "")
    monkeypatch.chdir(tmp_path)
    loaded = load_program(Path("app/main.py"))
    names = {"main.py", "helper.py", "deeper.py", "tools/__init__.py", "tools/text.py", "tools/other.py"}
    assert set(loaded.program.files) == names
    assert loaded.program.main == "main.py"
    assert {loaded.shown(name) for name in names} == {f"app/{name}" for name in names}
    assert loaded.file("tools/text.py") == tmp_path / "app/tools/text.py"
    assert loaded.file("app/tools/text.py") == tmp_path / "app/tools/text.py"
    assert loaded.renamed().main == "app/main.py"
    assert tmp_path / "app/tools" in loaded.folders


def test_a_script_looks_in_its_own_folder_a_module_from_above_its_package(tmp_path: Path) -> None:
    path = write(tmp_path, "package/mod.py", "import other\nimport package.third\n")
    write(tmp_path, "package/__init__.py", "")
    write(tmp_path, "package/other.py", "")
    write(tmp_path, "package/third.py", "")
    assert set(load_program(path).program.files) == {"mod.py", "other.py"}
    module = load_program(path, script=False)
    assert set(module.program.files) == {"package/mod.py", "package/__init__.py", "package/third.py"}
    assert module.shown("package/third.py") == (tmp_path / "package/third.py").as_posix()


def test_an_imported_module_in_a_wrong_encoding_is_named(tmp_path: Path) -> None:
    write(tmp_path, "helper.py", b"x = '\xe9'\n")
    with pytest.raises(Problem, match=r"helper\.py:1: byte 0xe9"):
        load_program(write(tmp_path, "main.py", "import helper\n"))


def test_names_above_the_given_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "main.py", "import helper\n")
    write(tmp_path, "helper.py", "")
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")
    loaded = load_program(Path("../main.py"))
    assert loaded.shown("helper.py") == "../helper.py"

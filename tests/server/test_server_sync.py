"""Texts in step with the editor's: encodings, line ends, versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from server_client import CAPABILITIES, RawClient, edit

URI = "file:///t/a.py"


def place(diagnostic: dict[str, dict[str, dict[str, int]]]) -> tuple[int, int]:
    start = diagnostic["range"]["start"]
    return start["line"], start["character"]


def test_capabilities(user_environment: dict[str, str]) -> None:
    with RawClient(environment=user_environment) as client:
        capabilities = client.initialize()["capabilities"]
        assert capabilities["textDocumentSync"]["change"] == 2
        assert capabilities["codeActionProvider"]["resolveProvider"]
        assert "source.fixAll.citl" in capabilities["codeActionProvider"]["codeActionKinds"]
        assert capabilities["positionEncoding"] == "utf-16"


def test_a_file_that_is_excluded_while_it_is_analysed(user_environment: dict[str, str], tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    text = "".join(f"def f{n}(x):\n    return x + unknown_{n}\n\n\n" for n in range(400))
    with RawClient(environment=user_environment, settings={"exclude": ["*.py"]}) as client:
        # The settings come in answer to a question of the server's, when the analysis is under way.
        client.initialize(rootUri=tmp_path.as_uri())
        client.open(uri, text)
        assert client.settled(uri, 1, quiet=3.0) == []
        assert client.notifications("citl/status")[-1]["state"] == "clean"


def test_syntax_error_comes_and_goes(client: RawClient) -> None:
    client.open(URI, "def f(a, a):\n    return 1\n")
    [first] = client.wait_diagnostics(URI, 1)
    assert "Duplicate argument" in first["message"]
    assert first["severity"] == 1 and first["data"]["tier"] == 1 and first["code"] == "syntax"
    client.change(URI, 2, edit(0, 9, 0, 10, "b"))
    assert client.wait_diagnostics(URI, 2, lambda found: not found) == []
    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    client.wait("withdrawal", lambda: client.published(URI)[-1]["diagnostics"] == [])


@pytest.mark.parametrize(
    ("encodings", "chosen", "column"),
    [
        (["utf-8", "utf-16"], "utf-8", 12),
        (["utf-16"], "utf-16", 10),
        (["utf-32", "utf-16"], "utf-32", 9),
        (None, "utf-16", 10),
        (["ebcdic"], "utf-16", 10),
    ],
)
def test_encodings(user_environment: dict[str, str], encodings: list[str] | None, chosen: str, column: int) -> None:
    general = {} if encodings is None else {"general": {"positionEncodings": encodings}}
    with RawClient(environment=user_environment) as client:
        result = client.initialize(capabilities={**CAPABILITIES, **general})
        assert result["capabilities"]["positionEncoding"] == chosen
        client.open(URI, "a = '😀'; = 1\n")
        [found] = client.wait_diagnostics(URI, 1)
        assert place(found) == (0, column)
        # The same units count on the way in: replace the second `=` by `b =`.
        client.change(URI, 2, edit(0, column, 0, column + 1, "b ="))
        assert client.wait_diagnostics(URI, 2, lambda found: not found) == []


def test_what_the_analysis_said_stays_while_inference_speaks(client: RawClient) -> None:
    text = "def f(x):\n    y = x\n    with x:\n        return y\n\n\nprint(f(1))\n"

    def told(found: list[dict[str, Any]]) -> set[tuple[str, int]]:
        return {(each["code"], place(each)[0]) for each in found if each["source"] == "citl"}

    client.open(URI, text)
    client.settled(URI, 1)
    client.change(URI, 2, edit(1, 0, 1, 0, "    nowhere\n"))
    client.settled(URI, 2)
    every = [told(p["diagnostics"]) for p in client.published(URI) if p["version"] == 2]
    assert every[-1] == {("unknown-name", 1), ("unsupported", 3)}
    assert all(("unsupported", 3) in found for found in every)
    client.change(URI, 3, edit(1, 4, 1, 11, "x"))
    client.settled(URI, 3)
    assert all(told(p["diagnostics"]) == {("unsupported", 3)} for p in client.published(URI) if p["version"] == 3)


@pytest.mark.parametrize("strange", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_real_line_ends_count(client: RawClient, strange: str) -> None:
    client.open(URI, f"# a{strange}b\nx = 1\ny = = 2\n")
    [found] = client.wait_diagnostics(URI, 1)
    assert found["range"]["start"]["line"] == 2
    client.change(URI, 2, edit(2, 4, 2, 6, ""))
    assert client.wait_diagnostics(URI, 2, lambda found: not found) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(client: RawClient, end: str) -> None:
    client.open(URI, f"x = 1{end}y = = 2{end}")
    [found] = client.wait_diagnostics(URI, 1)
    assert place(found) == (1, 4)
    # A line feed inserted after a lone carriage return makes one line end of two characters.
    client.change(URI, 2, edit(1, 0, 1, 0, "\n"), edit(2 if end != "\r" else 1, 4, 2 if end != "\r" else 1, 6, ""))
    assert client.wait_diagnostics(URI, 2, lambda found: not found) == []


def test_several_changes_in_one_message(client: RawClient) -> None:
    client.open(URI, "a = 1\n")
    client.change(URI, 2, edit(0, 0, 0, 0, "# 😀\n"), edit(1, 4, 1, 5, "("), edit(0, 4, 1, 0, ""))
    assert client.wait_diagnostics(URI, 2) == []
    client.change(URI, 3, edit(0, 2, 0, 4, "\nb = ("))
    [found] = client.wait_diagnostics(URI, 3)
    assert place(found)[0] == 1


def test_a_position_past_the_end_is_clamped(client: RawClient) -> None:
    client.open(URI, "a = 1\n")
    client.change(URI, 2, edit(0, 900, 2147483647, 5, "\nb = = 1\n"))
    [found] = client.wait_diagnostics(URI, 2)
    assert place(found) == (1, 4)


def test_versions_only_grow(client: RawClient) -> None:
    client.open(URI, "a = 1\n")
    for version in range(2, 60):
        client.change(URI, version, edit(0, 0, 0, 0, "(" if version % 2 else ")"))
    client.settled(URI, 59)
    versions = [published["version"] for published in client.published(URI)]
    assert versions == sorted(versions) and versions[-1] == 59


def test_a_flood_is_coalesced(client: RawClient) -> None:
    client.open(URI, "x = 1\n" * 500)
    client.wait_diagnostics(URI, 1)
    for version in range(2, 502):
        client.change(URI, version, edit(version, 0, version, 0, "(" if version % 2 else "y = 1\n"))
    client.wait_diagnostics(URI, 501)
    assert len(client.published(URI)) < 250


def test_languages_that_are_not_python_are_left_alone(client: RawClient) -> None:
    client.open("file:///t/a.rs", "fn main( {", language="rust")
    client.open(URI, "def f(:\n")
    client.wait_diagnostics(URI, 1)
    assert not client.published("file:///t/a.rs")


def test_reopening_replaces_the_text(client: RawClient) -> None:
    client.open(URI, "def f(:\n")
    client.wait_diagnostics(URI, 1)
    client.open(URI, "a = 1\n", version=7)
    assert client.wait_diagnostics(URI, 7) == []


def test_a_document_without_a_file(client: RawClient) -> None:
    client.open("untitled:Untitled-1", "def f(:\n")
    assert client.wait_diagnostics("untitled:Untitled-1", 1)[0]["code"] == "syntax"


def test_settings_switch_it_off_and_on(client: RawClient) -> None:
    client.open(URI, "def f(:\n")
    assert client.wait_diagnostics(URI, 1)
    client.settings["enable"] = "off"
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait_diagnostics(URI, 1, lambda found: not found)
    client.wait("state", lambda: [s for s in client.notifications("citl/status")[-1:] if s["state"] == "off"])
    client.settings["enable"] = "openFiles"
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait_diagnostics(URI, 1, lambda found: bool(found))


def test_excluded_files_are_left_alone(user_environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.citl]\nexclude = ["old/"]\ninclude = ["*.py", "!not_this.py"]\n')
    with RawClient(environment=user_environment) as client:
        client.initialize(rootUri=tmp_path.as_uri())
        for name in ("old/a.py", "not_this.py", "sub/b.py"):
            client.open((tmp_path / name).as_uri(), "def f(:\n")
        assert client.wait_diagnostics((tmp_path / "sub/b.py").as_uri(), 1)
        for name in ("old/a.py", "not_this.py"):
            assert not any(p["diagnostics"] for p in client.published((tmp_path / name).as_uri()))


def test_a_wrong_setting_is_reported_and_ignored(client: RawClient) -> None:
    client.settings["enable"] = 17
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait("log", lambda: [m for m in client.notifications("window/logMessage") if "enable" in m["message"]])


def test_a_project_cannot_name_executables(user_environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.citl]\nrustc = "/tmp/evil"\nrun = true\n')
    with RawClient(environment=user_environment) as client:
        client.initialize(rootUri=tmp_path.as_uri())
        client.wait("log", lambda: [m for m in client.notifications("window/logMessage") if "rustc" in m["message"]])

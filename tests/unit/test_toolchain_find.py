"""Locating the toolchain, and what is said when it isn't there. Stand-ins for rustc are small shell scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from citl_lsp.toolchain.find import MINIMUM_VERSION, find_toolchain
from citl_lsp.toolchain.problem import ToolchainProblem


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("CITL_RUSTC", raising=False)


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def stand_in(folder: Path, version: str) -> Path:
    """A rustc that only answers questions, and counts them."""
    return script(
        folder / "rustc",
        f"""echo x >> {folder}/asked
case "$1" in
  --print) echo {folder}/nowhere ;;
  *) printf 'rustc {version} (abc 2020-01-01)\\nhost: x86_64-unknown-linux-gnu\\nrelease: {version}\\n' ;;
esac""",
    )


def problem_of(rustc: str | Path | None = None) -> ToolchainProblem:
    with pytest.raises(ToolchainProblem) as caught:
        find_toolchain(rustc)
    return caught.value


def test_finds_the_toolchain_s_own_binaries() -> None:
    tools = find_toolchain()
    assert tools.version >= MINIMUM_VERSION
    assert tools.rustc == tools.sysroot / "bin" / "rustc"
    assert tools.need_cargo().is_file()
    assert tools.need_clippy().is_file()
    assert tools.need_rustfmt().is_file()
    assert tools.host in tools.verbose_version
    assert tools.version_text.startswith("rustc ")


def test_is_remembered_until_the_binary_changes(tmp_path: Path) -> None:
    fake = stand_in(tmp_path / "bin", "1.91.0")
    assert find_toolchain(fake).version == (1, 91, 0)
    asked = (tmp_path / "bin" / "asked").read_text().count("x")
    assert find_toolchain(fake).version == (1, 91, 0)
    assert (tmp_path / "bin" / "asked").read_text().count("x") == asked
    stand_in(tmp_path / "bin", "1.92.2")
    os.utime(fake, ns=(1, 1))
    assert find_toolchain(fake).version == (1, 92, 2)


def test_a_damaged_memory_is_ignored(tmp_path: Path) -> None:
    find_toolchain()
    for damage in ("", "[]", "{", '{"x": 3}'):
        (tmp_path / "cache" / "toolchain.json").write_text(damage)
        assert find_toolchain().version >= MINIMUM_VERSION


def test_missing_rustc_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CARGO_HOME", str(tmp_path))
    problem = problem_of()
    assert problem.kind == "missing"
    assert problem.command is not None and "rustup" in problem.command
    assert problem.command in str(problem)


def test_path_lacks_it_but_cargo_home_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path / "bin", "1.90.0")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("CARGO_HOME", str(tmp_path))
    assert find_toolchain().version == (1, 90, 0)


def test_too_old(tmp_path: Path) -> None:
    problem = problem_of(stand_in(tmp_path / "bin", "1.74.1"))
    assert problem.kind == "too-old"
    assert problem.command == "rustup update stable"
    assert "1.86" in problem.message and "1.74.1" in problem.message


def test_environment_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITL_RUSTC", str(stand_in(tmp_path / "bin", "1.87.0")))
    assert find_toolchain().version == (1, 87, 0)
    monkeypatch.setenv("CITL_RUSTC", str(tmp_path / "no"))
    assert "CITL_RUSTC" in problem_of().message


def test_configuration_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITL_RUSTC", str(stand_in(tmp_path / "a", "1.87.0")))
    assert find_toolchain(stand_in(tmp_path / "b", "1.88.0")).version == (1, 88, 0)


def test_rustup_without_a_toolchain(tmp_path: Path) -> None:
    fake = script(tmp_path / "rustc", "echo 'error: rustup could not choose a version, run rustup default' >&2; exit 1")
    problem = problem_of(fake)
    assert (problem.kind, problem.command) == ("missing", "rustup default stable")


@pytest.mark.parametrize("body", ["exit 3", "echo hello", "kill -SEGV $$"])
def test_something_else_under_that_name(tmp_path: Path, body: str) -> None:
    assert problem_of(script(tmp_path / "rustc", body)).kind == "failed"


def test_missing_component(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = stand_in(tmp_path / "bin", "1.91.0")
    monkeypatch.setenv("PATH", "/nowhere")
    tools = find_toolchain(fake)
    with pytest.raises(ToolchainProblem) as caught:
        tools.need_clippy()
    assert (caught.value.kind, caught.value.command) == ("component", "rustup component add clippy")


def test_a_project_s_toolchain_file_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "rust-toolchain.toml").write_text('[toolchain]\npath = "/tmp/evil"\n')
    monkeypatch.chdir(project)
    assert find_toolchain().version >= MINIMUM_VERSION

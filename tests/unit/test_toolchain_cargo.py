"""Exported packages build with plain cargo; rustfmt formats."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from citl_lsp.toolchain.cargo import Package, format_rust, manifest, package_name, write_package
from citl_lsp.toolchain.problem import ToolchainProblem


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CACHE_DIR", str(tmp_path / "cache"))


def cargo_run(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CARGO_TARGET")}
    return subprocess.run(
        ["cargo", "run", "--quiet", "--locked", "--offline", *flags],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def runtime(folder: Path) -> Path:
    files = {
        "citl-rt/Cargo.toml": '[package]\nname = "citl-rt"\nversion = "0.1.0"\nedition = "2021"\n'
        '[features]\nlouder = []\n[dependencies]\ncore-part = { path = "../core-part" }\n',
        "citl-rt/src/lib.rs": "pub use core_part::wrap;\n"
        'pub fn hi() -> &\'static str { if cfg!(feature = "louder") { "HI" } else { "hi" } }\n',
        "core-part/Cargo.toml": '[package]\nname = "core-part"\nversion = "0.1.0"\nedition = "2021"\n',
        "core-part/src/lib.rs": "pub fn wrap(x: u8) -> u8 { x.wrapping_add(1) }\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_package_without_the_runtime(tmp_path: Path) -> None:
    write_package(tmp_path / "p", Package("wc", {"src/main.rs": 'fn main() { println!("x"); }'}, uses_runtime=False))
    assert sorted(path.name for path in (tmp_path / "p").iterdir()) == ["Cargo.lock", "Cargo.toml", "src"]
    assert cargo_run(tmp_path / "p").stdout == "x\n"


def test_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_package(Path("inner/p"), Package("wc", {"src/main.rs": "fn main() {}"}, uses_runtime=False))
    assert (tmp_path / "inner" / "p" / "Cargo.lock").is_file()


@pytest.mark.parametrize("flags", [(), ("--release",)])
def test_a_package_with_the_runtime_inside(tmp_path: Path, flags: tuple[str, ...]) -> None:
    source = 'fn main() { println!("{} {}", citl_rt::hi(), citl_rt::wrap(255)); }'
    package = Package("prog", {"src/main.rs": source}, uses_runtime=True, features=("louder",))
    write_package(tmp_path / "p", package, sources=runtime(tmp_path / "rt"))
    assert (tmp_path / "p" / "core-part" / "Cargo.toml").is_file()
    done = cargo_run(tmp_path / "p", *flags)
    assert done.stdout == "HI 0\n", done.stderr


@pytest.mark.parametrize("flags", [(), ("--release",)])
def test_arithmetic_is_checked(tmp_path: Path, flags: tuple[str, ...]) -> None:
    source = 'fn main() { println!("{}", i64::MAX - 1 + 2 * std::env::args().count() as i64); }'
    write_package(tmp_path / "p", Package("prog", {"src/main.rs": source}, uses_runtime=False))
    assert cargo_run(tmp_path / "p", *flags).returncode == 101


def test_inside_of_another_workspace(tmp_path: Path) -> None:
    (tmp_path / "Cargo.toml").write_text('[workspace]\nmembers = ["other"]\n')
    write_package(tmp_path / "p", Package("prog", {"src/main.rs": "fn main() {}"}, uses_runtime=False))
    assert cargo_run(tmp_path / "p").returncode == 0


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    package = Package("prog", {"src/main.rs": "fn main() {}"}, uses_runtime=True)
    sources = runtime(tmp_path / "rt")

    def snapshot() -> dict[Path, str]:
        return {path: path.read_text() for path in (tmp_path / "p").rglob("*") if path.is_file()}

    write_package(tmp_path / "p", package, sources=sources)
    before = snapshot()
    (tmp_path / "p" / "notes.txt").write_text("mine")
    write_package(tmp_path / "p", package, sources=sources)
    assert snapshot() == before | {tmp_path / "p" / "notes.txt": "mine"}


def test_a_lock_file_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "empty"))
    monkeypatch.setenv("CARGO_NET_OFFLINE", "true")
    package = Package("prog", {"src/main.rs": "fn main() {}"}, uses_runtime=False, dependencies={"itoa": "1"})
    with pytest.raises(ToolchainProblem) as caught:
        write_package(tmp_path / "p", package)
    assert caught.value.kind == "network"
    assert (tmp_path / "p" / "src" / "main.rs").is_file()


def test_dependencies_are_sorted() -> None:
    text = manifest(Package("p", {}, uses_runtime=False, dependencies={"b": "2", "a": "1"}))
    assert text.index('a = "1"') < text.index('b = "2"')


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wc", "wc"),
        ("My Prog", "my-prog"),
        ("1up", "p1up"),
        ("été", "t"),
        ("", "program"),
        ("test", "test-program"),
        ("a_b", "a_b"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert package_name(text) == name


def test_rustfmt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rustfmt.toml").write_text("hard_tabs = true\n")
    monkeypatch.chdir(tmp_path)
    assert format_rust('fn main( ){let s="é";}') == 'fn main() {\n    let s = "é";\n}\n'
    with pytest.raises(ToolchainProblem):
        format_rust("fn main( {")

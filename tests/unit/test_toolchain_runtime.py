"""Building the runtime once per machine, with a small stand-in that needs no network."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from citl_lsp.toolchain.compile import build_sync, check_sync
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.toolchain.runtime import (
    RuntimeProgress,
    ensure_runtime,
    ensure_runtime_async,
    runtime_is_built,
    runtime_sources,
)

PROGRAM = 'fn main() { println!("{} {}", citl_rt::twice(4), citl_rt::Pair::new(1u8).first()); }'


def write_stand_in(folder: Path, *, slow: bool = False) -> Path:
    """A workspace of two packages: the runtime, and one that it depends on."""
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["citl-rt", "core"]\nresolver = "2"\n'
        '[profile.release]\nlto = "fat"\npanic = "abort"\n',
        "citl-rt/Cargo.toml": '[package]\nname = "citl-rt"\nversion = "0.1.0"\nedition = "2021"\n'
        '[features]\nextra = []\n[dependencies]\ncore-part = { path = "../core" }\n',
        "citl-rt/src/lib.rs": "pub use core_part::Pair;\npub fn twice(x: i64) -> i64 { core_part::add(x, x) }\n"
        '#[cfg(feature = "extra")]\npub fn extra() {}\n',
        "core/Cargo.toml": '[package]\nname = "core-part"\nversion = "0.1.0"\nedition = "2021"\n',
        "core/src/lib.rs": "pub fn add(a: i64, b: i64) -> i64 { a + b }\n"
        "pub struct Pair<T>(T);\nimpl<T: Copy> Pair<T> {\n"
        "pub fn new(a: T) -> Self { Pair(a) } pub fn first(&self) -> T { self.0 } }\n",
    }
    if slow:
        files["core/build.rs"] = "fn main() { std::thread::sleep(std::time::Duration::from_secs(1)); }\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return write_stand_in(tmp_path / "sources")


def test_programs_link_and_check_against_it(sources: Path, tmp_path: Path) -> None:
    seen: list[RuntimeProgress] = []
    metadata = ensure_runtime("check", seen.append, sources=sources)
    assert metadata.rlib is None
    assert [progress.crate for progress in seen] == ["core_part", "citl_rt"]
    assert (seen[-1].done, seen[-1].total) == (2, 2)
    assert check_sync(PROGRAM, runtime=metadata).ok
    assert check_sync(PROGRAM, runtime=metadata, clippy=True).ok
    assert [m.code for m in check_sync("fn main() { citl_rt::no(); }", runtime=metadata).errors] == ["E0425"]

    full = ensure_runtime("release", sources=sources)
    assert full.rlib is not None
    for profile in ("debug", "release"):
        assert build_sync(PROGRAM, tmp_path / "p", profile, runtime=full).ok
        assert subprocess.run([tmp_path / "p"], capture_output=True, check=True).stdout == b"8 1\n"


def test_is_built_once(sources: Path) -> None:
    assert not runtime_is_built("debug", sources=sources)
    first = ensure_runtime("debug", sources=sources)
    assert runtime_is_built("debug", sources=sources) and runtime_is_built("check", sources=sources)
    seen: list[RuntimeProgress] = []
    started = time.perf_counter()
    assert ensure_runtime("release", seen.append, sources=sources) == first
    assert ensure_runtime("check", seen.append, sources=sources) == first
    assert time.perf_counter() - started < 0.2 and seen == []


def test_another_text_or_feature_is_another_build(sources: Path) -> None:
    first = ensure_runtime("check", sources=sources)
    assert ensure_runtime("check", sources=sources, features=["extra"]) != first
    with (sources / "core" / "src" / "lib.rs").open("a") as file:
        file.write("pub fn more() {}\n")
    assert ensure_runtime("check", sources=sources) != first
    (sources / "target").mkdir()
    (sources / "target" / "noise").write_text("x")
    assert runtime_is_built("check", sources=sources)


def test_the_sources_are_left_alone(sources: Path) -> None:
    before = sorted(path for path in sources.rglob("*"))
    ensure_runtime("check", sources=sources)
    assert sorted(path for path in sources.rglob("*")) == before


def test_a_damaged_or_cleaned_cache_is_built_again(sources: Path, tmp_path: Path) -> None:
    build = ensure_runtime("check", sources=sources)
    build.rmeta.unlink()
    assert not runtime_is_built("check", sources=sources)
    with pytest.raises(ToolchainProblem) as caught:
        check_sync(PROGRAM, runtime=build)
    assert caught.value.kind == "runtime"
    assert ensure_runtime("check", sources=sources).rmeta.is_file()
    for record in (tmp_path / "cache" / "runtime").glob("*/build.json"):
        record.write_text('{"rmeta": 3')
    assert ensure_runtime("check", sources=sources).rmeta.is_file()


def test_flags_of_the_user_have_no_say(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    mine = tmp_path / "cargo-home"
    mine.mkdir()
    for name in ("registry", "bin"):
        if (home / name).exists():
            (mine / name).symlink_to(home / name)
    (mine / "config.toml").write_text('[build]\nrustflags = ["-Cno-such-flag"]\ntarget-dir = "/nowhere"\n')
    monkeypatch.setenv("CARGO_HOME", str(mine))
    monkeypatch.setenv("RUSTFLAGS", "-Cno-such-flag")
    monkeypatch.setenv("CARGO_PROFILE_RELEASE_LTO", "fat")
    build = ensure_runtime("release", sources=sources)
    assert build_sync(PROGRAM, tmp_path / "p", runtime=build).ok


RACER = """
import sys
from pathlib import Path
from citl_lsp.toolchain.runtime import ensure_runtime
seen = []
build = ensure_runtime("release", seen.append, sources=Path(sys.argv[1]))
print(build.rlib, len(seen))
"""


def test_two_processes_at_once_build_it_once(tmp_path: Path) -> None:
    sources = write_stand_in(tmp_path / "slow", slow=True)
    racers = [
        subprocess.Popen([sys.executable, "-c", RACER, str(sources)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [racer.communicate(timeout=120)[0].split() for racer in racers]
    assert len({rlib for rlib, _ in answers}) == 1
    assert sorted(int(count) > 0 for _, count in answers) == [False, False, True]


def test_a_killed_builder_does_not_block_the_next(tmp_path: Path) -> None:
    sources = write_stand_in(tmp_path / "slow", slow=True)
    first = subprocess.Popen([sys.executable, "-c", RACER, str(sources)], stdout=subprocess.DEVNULL)
    time.sleep(1.0)
    first.kill()
    first.wait()
    assert ensure_runtime("release", sources=sources).rlib is not None


async def test_cancelling_stops_cargo_and_frees_the_lock(tmp_path: Path) -> None:
    sources = write_stand_in(tmp_path / "slow", slow=True)
    task = asyncio.ensure_future(ensure_runtime_async("check", sources=sources))
    await asyncio.sleep(0.6)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    build = await ensure_runtime_async("check", sources=sources)
    assert build.rmeta.is_file()


def test_a_runtime_that_does_not_compile(sources: Path) -> None:
    (sources / "core" / "src" / "lib.rs").write_text("pub fn add() -> i64 { true }")
    with pytest.raises(ToolchainProblem) as caught:
        ensure_runtime("check", sources=sources)
    assert caught.value.kind == "runtime" and "E0308" in caught.value.message


def test_packages_that_cannot_be_fetched(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (sources / "core" / "Cargo.toml").open("a") as file:
        file.write('[dependencies]\nitoa = "1"\n')
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "empty"))
    monkeypatch.setenv("CARGO_NET_OFFLINE", "true")
    with pytest.raises(ToolchainProblem) as caught:
        ensure_runtime("check", sources=sources)
    assert caught.value.kind == "network", caught.value.details
    assert caught.value.command is not None


def test_sources_are_found_in_a_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (runtime_sources() / "citl-rt").is_dir() or (runtime_sources() / "Cargo.toml").is_file()
    monkeypatch.setenv("CITL_RUNTIME_DIR", str(tmp_path / "none"))
    with pytest.raises(ToolchainProblem):
        runtime_sources()


def test_a_cache_that_cannot_be_written(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(ToolchainProblem) as caught:
        ensure_runtime("check", sources=sources)
    assert caught.value.kind == "runtime"


def test_old_builds_are_deleted(sources: Path, tmp_path: Path) -> None:
    root = tmp_path / "cache" / "runtime"
    for number in range(10):
        folder = root / f"old{number}-full"
        folder.mkdir(parents=True)
        (folder / "build.json").write_text("{}")
        used = time.time() - (10 - number) * 1000
        os.utime(folder / "build.json", (used, used))
    ensure_runtime("check", sources=sources)
    # Four more than are kept, and all of these four unused for over an hour.
    assert sorted(path.name for path in root.glob("old*-full")) == [f"old{number}-full" for number in range(4, 10)]

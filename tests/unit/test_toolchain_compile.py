"""Checking and building with the real rustc: verdicts, limits, cancelling, what is said when the toolchain fails."""

from __future__ import annotations

import asyncio
import subprocess
import time
from pathlib import Path

import pytest

from citl_lsp.toolchain import compile as compiling
from citl_lsp.toolchain.compile import build, build_sync, check, check_sync
from citl_lsp.toolchain.find import Toolchain, find_toolchain
from citl_lsp.toolchain.problem import ToolchainProblem
from citl_lsp.toolchain.process import run_process


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CACHE_DIR", str(tmp_path / "cache"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))


def left_over(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "scratch").iterdir())


def slow_program(functions: int = 3000) -> str:
    """Takes rustc seconds."""
    body = "".join(
        f'pub fn f{i}(x: &[i64]) -> Vec<String> {{ x.iter().map(|v| format!("{{}}{i}", v)).collect() }}\n'
        for i in range(functions)
    )
    calls = "".join(f"n += f{i}(&[{i}]).len();" for i in range(functions))
    return f'{body}fn main() {{ let mut n = 0usize; {calls} println!("{{}}", n); }}'


def with_rustc(path: Path, body: str) -> Toolchain:
    tools = find_toolchain()
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return Toolchain(
        path,
        tools.cargo,
        tools.clippy_driver,
        tools.rustfmt,
        tools.sysroot,
        tools.version,
        tools.verbose_version,
        tools.host,
    )


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_accepts_and_refuses(tmp_path: Path) -> None:
    good = check_sync("fn main() {}")
    assert good.ok and not good.messages and not good.killed
    bad = check_sync("fn main() { let x: i32 = true; }")
    assert not bad.ok and [message.code for message in bad.errors] == ["E0308"]
    assert left_over(tmp_path) == []


def test_a_runtime_of_another_compiler_is_no_fault_of_the_program(tmp_path: Path) -> None:
    said = '{"message": "found crate `citl_rt` compiled by an incompatible version of rustc", "level": "error", '
    said += '"code": {"code": "E0514"}, "spans": [], "children": [], "rendered": ""}'
    tools = with_rustc(tmp_path / "rustc", f"cat >/dev/null; echo '{said}' >&2; exit 1")
    with pytest.raises(ToolchainProblem, match="was Rust updated") as found:
        check_sync("fn main() {}", toolchain=tools)
    assert found.value.kind == "runtime"


def test_lints_can_be_silenced() -> None:
    source = "fn main() { let unused = 1; }"
    assert [message.code for message in check_sync(source).warnings] == ["unused_variables"]
    assert check_sync(source, lints=False).messages == ()


def test_clippy_ignores_the_project_s_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clippy.toml").write_text("nonsense = 1\n")
    monkeypatch.chdir(tmp_path)
    assert check_sync("fn main() {}", clippy=True).ok


def test_compiler_flags_in_the_environment_have_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSTC_LOG", "info")
    monkeypatch.setenv("RUSTFLAGS", "-Dwarnings")
    monkeypatch.setenv("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__")
    assert check_sync("fn main() { let x = 1; }", clippy=True).ok


@pytest.mark.parametrize("profile", ["debug", "release"])
def test_builds_a_program(tmp_path: Path, profile: compiling.BuildProfile) -> None:
    output = tmp_path / "deep" / "er" / "program"
    result = build_sync('fn main() { println!("hello"); }', output, profile)
    assert result.ok
    assert subprocess.run([output], capture_output=True, check=True).stdout == b"hello\n"
    assert [path.name for path in output.parent.iterdir()] == ["program"]
    assert left_over(tmp_path) == []


def test_a_refused_program_leaves_the_old_one(tmp_path: Path) -> None:
    output = tmp_path / "program"
    output.write_text("old")
    assert not build_sync("fn main() { 1 + true; }", output).ok
    assert output.read_text() == "old"


@pytest.mark.parametrize("profile", ["debug", "release"])
def test_overflow_stops_the_program(tmp_path: Path, profile: compiling.BuildProfile) -> None:
    source = 'fn main() { let n = std::env::args().count() as i64; println!("{}", i64::MAX - 1 + n + n); }'
    assert build_sync(source, tmp_path / "on", profile).ok
    done = subprocess.run([tmp_path / "on"], capture_output=True, check=False)
    assert done.returncode == 101 and b"main.rs:1" in done.stderr
    assert build_sync(source, tmp_path / "off", profile, overflow_checks=False).ok
    assert subprocess.run([tmp_path / "off"], capture_output=True, check=False).returncode == 0


def test_panics_unwind(tmp_path: Path) -> None:
    source = "fn main() { std::process::exit(std::panic::catch_unwind(|| panic!()).is_err() as i32 + 6) }"
    assert build_sync(source, tmp_path / "p", "release").ok
    assert subprocess.run([tmp_path / "p"], capture_output=True, check=False).returncode == 7


def test_incremental_data_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unstable(temporary: Path) -> dict[str, str]:
        return tool_environment(temporary) | {"RUSTC_BOOTSTRAP": "1"}

    tool_environment = compiling.tool_environment
    monkeypatch.setattr(compiling, "tool_environment", unstable)
    folder = tmp_path / "incremental"
    # rustc's own way of testing this: an error where the types of `f` are inferred again in the run "again".
    kept = '#[rustc_clean(cfg = "again", loaded_from_disk = "typeck")] fn f(x: i64) -> i64 { x + 1 }'
    source = f"#![feature(rustc_attrs)] {kept} fn main() {{ f(NUMBER); }}"
    again = ["-Zquery-dep-graph", "--cfg", "again"]
    assert check_sync(source.replace("NUMBER", "1"), incremental_dir=folder, arguments=again[:1]).ok
    assert check_sync(source.replace("NUMBER", "2"), incremental_dir=folder, arguments=again).ok
    elsewhere = check_sync(source.replace("NUMBER", "3"), incremental_dir=tmp_path / "other", arguments=again)
    assert [error.message for error in elsewhere.errors] == [
        "`typeck(f)` should have been loaded from disk but it was not"
    ]


def test_incremental_data_in_use_is_done_without(tmp_path: Path) -> None:
    async def both() -> list[compiling.CompileResult]:
        texts = [f"fn main() {{ let {name} = 1; }}" for name in ("one", "two")]
        return await asyncio.gather(*[compiling.check(text, incremental_dir=tmp_path) for text in texts])

    found = asyncio.run(both())
    assert [result.messages[0].message for result in found] == ["unused variable: `one`", "unused variable: `two`"]
    assert len(list(tmp_path.rglob("dep-graph.bin"))) == 1


def test_a_deeply_nested_program_does_not_break_rustc() -> None:
    depth = 1500
    assert check_sync(f"fn main() {{ let _x: i64 = {'(1 + ' * depth}1{')' * depth}; }}", lints=False).ok


def test_time_limit(tmp_path: Path) -> None:
    started = time.perf_counter()
    result = build_sync(slow_program(), tmp_path / "p", "release", timeout=0.5)
    assert result.killed and not result.ok
    assert time.perf_counter() - started < 3
    assert not (tmp_path / "p").exists()
    assert left_over(tmp_path) == []


async def test_cancelling_kills_the_whole_group(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    tools = with_rustc(tmp_path / "rustc", f"sleep 60 & echo $! $$ > {pids}.new; mv {pids}.new {pids}; wait")
    task = asyncio.ensure_future(check("fn main() {}", toolchain=tools))
    while not pids.exists():
        await asyncio.sleep(0.01)
    children = [int(pid) for pid in pids.read_text().split()]
    assert len(children) == 2 and all(alive(pid) for pid in children)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.05)
    assert not any(alive(pid) for pid in children)
    assert left_over(tmp_path) == []


async def test_cancelling_a_real_compile(tmp_path: Path) -> None:
    task = asyncio.ensure_future(build(slow_program(), tmp_path / "p"))
    await asyncio.sleep(0.4)
    started = time.perf_counter()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.perf_counter() - started < 1.0
    assert not (tmp_path / "p").exists()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("delay", [0.0, 0.0005, 0.002, 0.01])
async def test_cancelling_at_any_moment_leaves_nothing(tmp_path: Path, delay: float) -> None:
    for _ in range(5):
        task = asyncio.ensure_future(check(slow_program(300)))
        await asyncio.sleep(delay)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert left_over(tmp_path) == []


async def test_several_at_once() -> None:
    results = await asyncio.gather(
        *(check(f"fn main() {{ let x: i{8 << i % 4} = {'true' if i % 2 else '1'}; }}") for i in range(8))
    )
    assert [result.ok for result in results] == [i % 2 == 0 for i in range(8)]


# --- a toolchain that fails ------------------------------------------------------------------------------------------

FAILURES = [
    ("kill -SEGV $$", "crashed"),
    ("kill -KILL $$", "crashed"),
    (
        "echo \"error: internal compiler error: x\" >&2; echo 'the compiler unexpectedly panicked' >&2; exit 101",
        "crashed",
    ),
    (
        """echo '{"message":"internal compiler error: oops","level":"error: internal compiler error","spans":[]}' >&2
exit 101""",
        "crashed",
    ),
    ("echo 'error: failed to write: No space left on device (os error 28)' >&2; exit 1", "disk-full"),
    ("""echo '{"message":"linker `cc` not found","level":"error","spans":[]}' >&2; exit 1""", "linker"),
    ("echo 'what is this' >&2; exit 9", "failed"),
    ("exit 1", "failed"),
]


@pytest.mark.parametrize(("body", "kind"), FAILURES)
def test_failures_of_the_toolchain_are_told_apart(tmp_path: Path, body: str, kind: str) -> None:
    with pytest.raises(ToolchainProblem) as caught:
        check_sync("fn main() {}", toolchain=with_rustc(tmp_path / "rustc", body))
    assert caught.value.kind == kind
    assert caught.value.message.endswith((".", "nothing", "this"))


def test_a_compiler_that_disappears(tmp_path: Path) -> None:
    tools = with_rustc(tmp_path / "rustc", "exit 0")
    tools.rustc.unlink()
    with pytest.raises(ToolchainProblem) as caught:
        check_sync("fn main() {}", toolchain=tools)
    assert caught.value.kind == "missing"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ToolchainProblem) as caught:
        build_sync("fn main() {}", tmp_path / "file" / "program")
    assert caught.value.kind == "failed"
    assert left_over(tmp_path) == []


def test_the_real_message_for_a_missing_linker(tmp_path: Path) -> None:
    with pytest.raises(ToolchainProblem) as caught:
        build_sync("fn main() {}", tmp_path / "p", arguments=["-Clinker=/nowhere/cc"])
    assert caught.value.kind == "linker"
    assert caught.value.command is not None


def test_output_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_OUTPUT_LIMIT", 100_000)
    result = check_sync("fn main() {}", toolchain=with_rustc(tmp_path / "rustc", "yes >&2"))
    assert result.killed and not result.ok


# --- processes -------------------------------------------------------------------------------------------------------


async def test_a_process_that_does_not_read_its_input() -> None:
    done = await run_process(["/bin/sh", "-c", "exit 4"], stdin=b"x" * 5_000_000)
    assert done.returncode == 4


async def test_both_pipes_are_read() -> None:
    done = await run_process(["/bin/sh", "-c", "yes a | head -c 300000; yes b | head -c 300000 >&2; cat"], stdin=b"end")
    assert (len(done.stdout), len(done.stderr)) == (300_003, 300_000)
    assert done.returncode == 0 and not done.overflowed


async def test_a_child_that_outlives_its_parent_does_not_hang_us() -> None:
    started = time.perf_counter()
    done = await run_process(["/bin/sh", "-c", "sleep 30 & echo out"], timeout=1.0)
    assert done.stdout == b"out\n" and done.timed_out
    assert time.perf_counter() - started < 5
